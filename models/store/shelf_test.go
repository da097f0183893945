package store

import (
	"fmt"
	"slices"
	"testing"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"
)

// However a collection changes, and whatever is asked of its earlier and later
// states in between, a question with shelves gives what looking at all gives.
func TestShelvesFindWhatLookingAtEverythingFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		with := &scanner{}
		states := []*bsonkit.Set{bsonkit.NewSet(nil)}
		next := 0
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			set := rapid.SampledFrom(states).Draw(t, "from").Clone()
			for range rapid.IntRange(0, 120).Draw(t, "puts") {
				next++
				set.Add(shelved(t, next))
			}
			for range rapid.IntRange(0, min(8, len(set.List))).Draw(t, "changes") {
				doc := rapid.SampledFrom(set.List).Draw(t, "doc")
				if rapid.Bool().Draw(t, "remove") {
					set.Remove(doc)
				} else {
					next++
					set.Replace(doc, shelved(t, next))
				}
				if len(set.List) == 0 {
					break
				}
			}
			states = append(states, set)
			asked := rapid.SampledFrom(states).Draw(t, "asked")
			query := &bson.D{{Key: "shop", Value: "a"}, {Key: rapid.SampledFrom([]string{"_id", "account", "standing.account"}).Draw(t, "path"), Value: shelfQuestion(t)}}
			got, err := with.matching(asked, query, 0)
			if err != nil {
				t.Fatal(err)
			}
			want, _, err := matchingOf(asked.List, query, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%v found %d documents of %d, want %d", query, len(got), len(asked.List), len(want))
			}
		}
	})
}

// shelved is a document of one of a few accounts, or of none, or of several.
func shelved(t *rapid.T, n int) bsonkit.Doc {
	doc := bson.D{{Key: "_id", Value: fmt.Sprint("a|", n)}, {Key: "shop", Value: rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "shop")}}
	account := fmt.Sprint("c_", rapid.IntRange(1, 20).Draw(t, "account"))
	switch rapid.IntRange(0, 19).Draw(t, "form") {
	case 0:
	case 1:
		doc = append(doc, bson.E{Key: "account", Value: bson.A{account, "c_1"}})
	case 2:
		doc = append(doc, bson.E{Key: "account", Value: int64(7)})
	default:
		doc = append(doc, bson.E{Key: "account", Value: account}, bson.E{Key: "standing", Value: bson.D{{Key: "account", Value: account}}})
	}
	return &doc
}

func shelfQuestion(t *rapid.T) any {
	text := func() string {
		if rapid.Bool().Draw(t, "id") {
			return fmt.Sprint("a|", rapid.IntRange(1, 200).Draw(t, "n"))
		}
		return fmt.Sprint("c_", rapid.IntRange(1, 20).Draw(t, "n"))
	}
	if rapid.Bool().Draw(t, "one") {
		return text()
	}
	return bson.D{{Key: "$in", Value: bson.A{text(), text(), text()}}}
}

func TestExchangedTellsWhatOnlyOneOfTwoSetsHas(t *testing.T) {
	t.Parallel()
	docs := map[rune]bsonkit.Doc{}
	set := func(names string) *bsonkit.Set {
		s := bsonkit.NewSet(nil)
		for _, name := range names {
			if docs[name] == nil {
				docs[name] = &bson.D{{Key: "_id", Value: string(name)}}
			}
			s.Add(docs[name])
		}
		return s
	}
	names := func(list bsonkit.List) string {
		all := ""
		for _, doc := range list {
			id, _ := bsonkit.Get(doc, "_id").(string)
			all += id
		}
		return all
	}
	for _, c := range []struct{ was, now, gone, fresh string }{
		{"", "", "", ""}, {"abc", "abc", "", ""}, {"", "ab", "", "ab"}, {"ab", "", "ab", ""},
		{"abc", "axc", "b", "x"}, {"abcd", "acd", "b", ""}, {"abc", "abcd", "", "d"},
		{"abcd", "xbyd", "ac", "xy"}, {"abcd", "dcba", "", ""}, {"abcd", "dxba", "c", "x"}, {"abc", "xyz", "abc", "xyz"},
	} {
		gone, fresh := exchanged(set(c.was), set(c.now))
		if names(gone) != c.gone || names(fresh) != c.fresh {
			t.Errorf("from %q to %q: %q gone and %q new, want %q and %q", c.was, c.now, names(gone), names(fresh), c.gone, c.fresh)
		}
	}
}
