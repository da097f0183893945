package products_test

import (
	"slices"
	"testing"
	"time"

	"clientele/models/products"
)

var read = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func mug() products.Facts {
	return products.Facts{
		ID: "7", Title: "River mug", Status: "active", Tags: []string{"ceramics", "winter"}, ReadAt: read,
		Collections: []products.Collection{{ID: "1", Title: "All"}, {ID: "2", Title: "Cups"}},
	}
}

func TestAnOrderKeepsOnlyWhatWasAsked(t *testing.T) {
	t.Parallel()
	got := mug().Answer(products.Ask{Tags: []string{"winter", "sale"}, Collections: []string{"2", "9"}})
	if got.ID != "7" || got.Title != "" || !slices.Equal(got.Tags, []string{"winter"}) || !got.ReadAt.Equal(read) {
		t.Errorf("kept %+v", got)
	}
	if len(got.Collections) != 1 || got.Collections[0].Title != "Cups" {
		t.Errorf("kept collections %+v", got.Collections)
	}
	if tag, ok := got.Tagged([]string{"sale", "winter"}); !ok || tag != "winter" {
		t.Errorf("the tag is %q, %t", tag, ok)
	}
	if c, ok := got.Within([]string{"9", "2"}); !ok || c.ID != "2" {
		t.Errorf("the collection is %+v, %t", c, ok)
	}
	if _, ok := got.Within([]string{"1"}); ok {
		t.Error("a collection that nobody asked about was kept")
	}
}

func TestOfTwoReadingsTheFirstComesFirst(t *testing.T) {
	t.Parallel()
	early, late, twin := mug(), mug(), mug()
	late.ReadAt, twin.Tags = read.Add(time.Millisecond), []string{"other"}
	if early.Compare(late) >= 0 || late.Compare(early) <= 0 || early.Compare(mug()) != 0 {
		t.Error("the time of reading does not decide")
	}
	if early.Compare(twin)+twin.Compare(early) != 0 || early.Compare(twin) == 0 {
		t.Error("two readings of one instant have no sequence")
	}
}
