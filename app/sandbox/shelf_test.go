package sandbox

import (
	"slices"
	"strings"
	"testing"
)

const shelfQuery = `query A($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Product { id title status updatedAt tags collections(first: 50) { nodes { id title } pageInfo { hasNextPage endCursor } } }
    ... on Collection { id title }
  }
}`

// shelfOf is a rig whose app may read products.
func shelfOf(t *testing.T) (*rig, func(query string, vars map[string]any) map[string]any) {
	t.Helper()
	r, ask := graph(t)
	if err := r.SetScopes(demo, []string{"read_products"}); err != nil {
		t.Fatal(err)
	}
	return r, ask
}

func TestTheShelfAnswersWhatIsOnIt(t *testing.T) {
	t.Parallel()
	r, ask := shelfOf(t)
	mug, _ := r.Product(demo, "river-mug")
	kiln := r.Collections(demo)[2]
	ids := map[string]any{"ids": []any{gid("Product", mug.ID), gid("Product", 1), gid("Collection", kiln.ID), gid("Collection", 1)}}
	nodes := func() []any { return ask(shelfQuery, ids)["data"].(map[string]any)["nodes"].([]any) }
	got := nodes()
	told, _ := got[0].(map[string]any)
	within := told["collections"].(map[string]any)["nodes"].([]any)
	if told["title"] != "River mug" || !slices.Equal(told["tags"].([]any), []any{"Winter", "Handmade"}) || len(within) != 1 {
		t.Errorf("the mug is %v", told)
	}
	if got[1] != nil || got[3] != nil || got[2].(map[string]any)["title"] != "From the kiln" {
		t.Errorf("nodes %v", got)
	}
	if err := r.ArrangeProduct(demo, mug.ID, []string{" Sale ", "Sale", ""}, nil); err != nil {
		t.Fatal(err)
	}
	told = nodes()[0].(map[string]any)
	if !slices.Equal(told["tags"].([]any), []any{"Sale"}) || len(told["collections"].(map[string]any)["nodes"].([]any)) != 0 {
		t.Errorf("after the change the mug is %v", told)
	}
	for _, err := range []error{r.RemoveProduct(demo, mug.ID), r.RemoveCollection(demo, kiln.ID)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got = nodes(); got[0] != nil || got[2] != nil {
		t.Errorf("what was removed is still told: %v", got)
	}
	if r.RemoveProduct(demo, mug.ID) == nil || r.RemoveCollection(demo, kiln.ID) == nil || r.ArrangeProduct(demo, mug.ID, nil, nil) == nil {
		t.Error("what is not there can be changed")
	}
}

func TestTheShelfIsSearchedByHowWordsBegin(t *testing.T) {
	t.Parallel()
	_, ask := shelfOf(t)
	for query, want := range map[string]string{
		"": "Ash-glaze bowl", "title:fi* AND title:can*": "Fig leaf candle,Fir and resin candle", "title:MUG": "River mug", "title:iver*": "",
	} {
		out := ask(`query A($q: String) { products(first: 20, query: $q, sortKey: TITLE) { nodes { title } pageInfo { hasNextPage } } }`, map[string]any{"q": query})
		var titles []string
		for _, node := range out["data"].(map[string]any)["products"].(map[string]any)["nodes"].([]any) {
			titles = append(titles, node.(map[string]any)["title"].(string))
		}
		if got := strings.Join(titles, ","); query != "" && got != want || !strings.HasPrefix(got, want) {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestTheShelfNeedsItsScope(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	if err := r.SetScopes(demo, []string{"read_orders"}); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{`query A { products(first: 1) { nodes { id } } }`, `query A { collections(first: 1) { nodes { id } } }`} {
		out := ask(query, nil)
		problems, _ := out["errors"].([]any)
		if len(problems) != 1 || !strings.Contains(problems[0].(map[string]any)["message"].(string), "read_products") {
			t.Errorf("%s: %v", query, out)
		}
	}
}
