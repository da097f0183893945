package store

import (
	"fmt"
	"slices"
	"sort"
	"testing"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"
	"pgregory.net/rapid"
)

// Whatever page of whatever list is asked for, of earlier and later states of a
// collection, it is what sorting all of it gives.
func TestAPageOfAListIsWhatSortingEverythingGives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		with := &scanner{}
		states := []*bsonkit.Set{bsonkit.NewSet(nil)}
		next := 0
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			set := states[rapid.IntRange(0, len(states)-1).Draw(t, "from")].Clone()
			for range rapid.IntRange(0, 150).Draw(t, "puts") {
				next++
				set.Add(listed(t, next))
			}
			for range rapid.IntRange(0, min(9, len(set.List))).Draw(t, "changes") {
				if len(set.List) == 0 {
					break
				}
				doc := set.List[rapid.IntRange(0, len(set.List)-1).Draw(t, "doc")]
				if next++; rapid.Bool().Draw(t, "remove") {
					set.Remove(doc)
				} else {
					set.Replace(doc, listed(t, next))
				}
			}
			states = append(states, set)
			for range 3 {
				asked, query, columns := states[rapid.IntRange(0, len(states)-1).Draw(t, "asked")], pageQuestion(t), pageOrder(t)
				how := options.Find().SetSort(columns).SetLimit(rapid.Int64Range(0, 30).Draw(t, "limit")).SetSkip(rapid.Int64Range(0, 3).Draw(t, "skip"))
				got, err := with.answer(asked, query, how)
				if err != nil {
					t.Fatal(err)
				}
				if want := plainAnswer(t, asked, query, columns, how); !slices.Equal(got, want) {
					t.Fatalf("%v by %v gave %s of %d documents, want %s", *query, columns, said(got), len(asked.List), said(want))
				}
			}
		}
	})
}

func plainAnswer(t *rapid.T, set *bsonkit.Set, query bsonkit.Doc, order bson.D, how *options.FindOptions) bsonkit.List {
	found, _, err := matchingOf(set.List, query, 0)
	if err != nil {
		t.Fatal(err)
	}
	var columns []bsonkit.Column
	for _, o := range order {
		columns = append(columns, bsonkit.Column{Path: o.Key, Reverse: o.Value == int32(-1)})
	}
	sort.SliceStable(found, func(i, j int) bool { return bsonkit.Order(found[i], found[j], columns, false) < 0 })
	found = found[min(int(*how.Skip), len(found)):]
	if *how.Limit > 0 {
		found = found[:min(int(*how.Limit), len(found))]
	}
	return found
}

func said(list bsonkit.List) string {
	all := []any{}
	for _, doc := range list {
		all = append(all, bsonkit.Get(doc, "_id"))
	}
	return fmt.Sprint(all)
}

// listed is a document with what lists are sorted by, sometimes of an odd form, and
// with words.
func listed(t *rapid.T, n int) bsonkit.Doc {
	number := func() any { return int64(rapid.IntRange(1, 40).Draw(t, "number")) }
	text := func() string { return rapid.StringMatching("[abc]{1,3}").Draw(t, "text") }
	doc := bson.D{
		{Key: "_id", Value: fmt.Sprintf("a|%04d", n)}, {Key: "shop", Value: rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "shop")},
		{Key: "kind", Value: rapid.SampledFrom([]string{"all", "all", "all", "guest"}).Draw(t, "kind")},
	}
	words := any(bson.A{text(), text(), text()})
	switch rapid.IntRange(0, 59).Draw(t, "form") {
	case 0:
		return &doc
	case 1:
		doc = append(doc, bson.E{Key: "seen", Value: bson.A{number(), number()}})
		words = text()
	case 2:
		doc = append(doc, bson.E{Key: "seen", Value: text()})
		words = bson.A{number(), bson.A{text()}, text()}
	case 3:
		doc = append(doc, bson.E{Key: "seen", Value: nil}, bson.E{Key: "figures", Value: bson.A{bson.D{{Key: "points", Value: number()}}}})
	default:
		doc = append(doc, bson.E{Key: "seen", Value: number()}, bson.E{Key: "figures", Value: bson.D{{Key: "points", Value: number()}}})
	}
	doc = append(doc, bson.E{Key: "words", Value: words})
	return &doc
}

func pageOrder(t *rapid.T) bson.D {
	direction := rapid.SampledFrom([]int32{1, -1}).Draw(t, "direction")
	order := bson.D{{Key: rapid.SampledFrom([]string{"seen", "figures.points"}).Draw(t, "by"), Value: direction}}
	if rapid.IntRange(0, 4).Draw(t, "unique") > 0 {
		order = append(order, bson.E{Key: "_id", Value: direction})
	}
	return order
}

func pageQuestion(t *rapid.T) bsonkit.Doc {
	query := bson.D{{Key: "shop", Value: "a"}}
	if rapid.Bool().Draw(t, "of a kind") {
		query = append(query, bson.E{Key: "kind", Value: rapid.SampledFrom([]string{"all", "guest", "none"}).Draw(t, "kind")})
	}
	if rapid.Bool().Draw(t, "goes on") {
		beyond := rapid.SampledFrom([]string{"$gte", "$lte", "$gt", "$lt"}).Draw(t, "beyond")
		field := rapid.SampledFrom([]string{"seen", "figures.points"}).Draw(t, "after")
		query = append(query, bson.E{Key: field, Value: bson.D{{Key: beyond, Value: int64(rapid.IntRange(1, 40).Draw(t, "mark"))}}})
	}
	from := rapid.StringMatching("[abc]{1,3}").Draw(t, "word")
	begins := bson.E{Key: "words", Value: bson.D{{Key: "$elemMatch", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: from + "~"}}}}}
	switch rapid.IntRange(0, 3).Draw(t, "search") {
	case 0:
		query = append(query, begins)
	case 1:
		id := fmt.Sprintf("a|%04d", rapid.IntRange(1, 200).Draw(t, "n"))
		query = append(query, bson.E{Key: "$or", Value: bson.A{bson.D{begins}, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: bson.A{id}}}}}}})
	}
	return &query
}
