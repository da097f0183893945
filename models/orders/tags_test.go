package orders_test

import (
	"fmt"
	"slices"
	"testing"

	"clientele/models/orders"
)

func TestTagsAreComparedWithoutCaseAndOrder(t *testing.T) {
	t.Parallel()
	if got := orders.Tags([]string{" VIP", "wholesale", "", "vip "}); !slices.Equal(got, []string{"vip", "wholesale"}) {
		t.Errorf("tags %q", got)
	}
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprint(i))
	}
	if got := orders.Tags(many); len(got) != orders.TagsMax {
		t.Errorf("%d tags are kept, want %d", len(got), orders.TagsMax)
	}
	if got := orders.Tags(nil); got != nil {
		t.Errorf("no tags became %q", got)
	}
}
