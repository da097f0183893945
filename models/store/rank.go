package store

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
)

// The first page of a list, and a search for how a word begins, would look through
// a whole collection and sort what they find. A rank keeps all documents in an
// order, a shelf of words keeps all words of a path. Both are brought in line with
// what who asks can see, as shelves are.

// ranksMax bounds the orders that are kept of a collection.
const ranksMax = 16

// rank is a collection in an order in which no two documents are equal.
type rank struct {
	columns []bsonkit.Column
	set     *bsonkit.Set
	list    bsonkit.List // never changed, only replaced
	mixed   bool         // some have a list at the first column, or nothing
	// poorAt is the size of a collection in which too many were passed over.
	poorAt int
}

// sorted gives the documents that match in an order, up to most; all for 0.
func (s *scanner) sorted(documents *bsonkit.Set, query bsonkit.Doc, columns []bsonkit.Column, most int) (bsonkit.List, error) {
	candidates, some := s.shelves.candidates(documents, *query, most)
	if !some {
		if ranked, ok := s.shelves.ranked(documents, *query, columns, most); ok {
			found, looked, err := matchingOf(ranked, query, most)
			if looked > max(len(documents.List)/4, 4*most) {
				s.shelves.poor(documents, columns)
			}
			return found, err
		}
		candidates = documents.List
	}
	found, _, err := matchingOf(candidates, query, 0)
	sort.SliceStable(found, func(i, j int) bool { return bsonkit.Order(found[i], found[j], columns, false) < 0 })
	return found, err
}

// ranked gives a collection in an order, from where what is asked for can begin;
// false where that is no use.
func (s *shelves) ranked(set *bsonkit.Set, query bson.D, columns []bsonkit.Column, most int) (bsonkit.List, bool) {
	unique := slices.ContainsFunc(columns, func(c bsonkit.Column) bool { return c.Path == "_id" })
	if most == 0 || !unique || len(set.List) < shelfMin || most > len(set.List)/4 {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.ranks[rankName(columns)]
	switch {
	case r == nil && len(s.ranks) >= ranksMax:
		return nil, false
	case r == nil:
		r = &rank{columns: columns}
		if s.ranks == nil {
			s.ranks = map[string]*rank{}
		}
		s.ranks[rankName(columns)] = r
	case r.poorAt > 0 && len(set.List) < 2*r.poorAt:
		return nil, false
	}
	r.follow(set)
	return r.list[r.start(query):], true
}

// poor gives up an order in which what is asked for comes late.
func (s *shelves) poor(set *bsonkit.Set, columns []bsonkit.Column) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ranks[rankName(columns)] = &rank{columns: columns, poorAt: len(set.List)}
}

func (r *rank) add(doc bsonkit.Doc, to []bsonkit.Doc) []bsonkit.Doc {
	switch bsonkit.Get(doc, r.columns[0].Path).(type) {
	case bson.A, bsonkit.MissingType:
		r.mixed = true
	}
	return append(to, doc)
}

func rankName(columns []bsonkit.Column) string {
	var name strings.Builder
	for _, c := range columns {
		name.WriteString(c.Path + " " + strconv.FormatBool(c.Reverse) + " ")
	}
	return name.String()
}

// start is where the first document can be that comes after what a page ended with.
func (r *rank) start(query bson.D) int {
	first := r.columns[0]
	for _, e := range query {
		conditions, _ := e.Value.(bson.D)
		if r.mixed || e.Key != first.Path || len(conditions) != 1 {
			continue
		}
		if key := conditions[0].Key; first.Reverse && key != "$lte" || !first.Reverse && key != "$gte" {
			continue
		}
		at, _ := slices.BinarySearchFunc(r.list, conditions[0].Value, func(doc bsonkit.Doc, value any) int {
			order := bsonkit.Compare(bsonkit.Get(doc, first.Path), value)
			if first.Reverse {
				return -order
			}
			return order
		})
		return at
	}
	return 0
}

// follow brings the order in line with another state of the collection.
func (r *rank) follow(set *bsonkit.Set) {
	r.list = followed(r.list, r.set, set, r.add,
		func(doc bsonkit.Doc) bsonkit.Doc { return doc },
		func(a, b bsonkit.Doc) int { return bsonkit.Order(a, b, r.columns, false) })
	r.set = set
}

// followed gives what a sorted list is after a collection changed: without what
// belongs to documents that are gone, and with what fresh ones add.
func followed[T any](list []T, was, is *bsonkit.Set, add func(doc bsonkit.Doc, to []T) []T, of func(T) bsonkit.Doc, order func(a, b T) int) []T {
	if was == is {
		return list
	}
	var gone, fresh bsonkit.List
	if was == nil {
		fresh = is.List
	} else if gone, fresh = exchanged(was, is); len(gone)+len(fresh) == 0 {
		return list
	}
	left := make(map[bsonkit.Doc]bool, len(gone))
	for _, doc := range gone {
		left[doc] = true
	}
	var added []T
	for _, doc := range fresh {
		added = add(doc, added)
	}
	slices.SortFunc(added, order)
	merged := make([]T, 0, len(list)+len(added))
	for _, item := range list {
		if len(left) > 0 && left[of(item)] {
			continue
		}
		for len(added) > 0 && order(added[0], item) < 0 {
			merged, added = append(merged, added[0]), added[1:]
		}
		merged = append(merged, item)
	}
	return append(merged, added...)
}

// wordShelf keeps the texts of the lists at a path in their order.
type wordShelf struct {
	path string
	set  *bsonkit.Set
	list []word
}

type word struct {
	text string
	doc  bsonkit.Doc
}

// beginning gives the documents of which a word at a path lies in the range that a
// condition asks for; false for other conditions and for too many documents.
func (s *shelves) beginning(set *bsonkit.Set, e bson.E, most int) (bsonkit.List, bool) {
	from, upTo, ok := wordRange(e)
	if !ok {
		return nil, false
	}
	w := s.words[e.Key]
	if w == nil {
		w = &wordShelf{path: e.Key}
		if s.words == nil {
			s.words = map[string]*wordShelf{}
		}
		s.words[e.Key] = w
	}
	w.follow(set)
	at, _ := slices.BinarySearchFunc(w.list, from, func(w word, text string) int { return strings.Compare(w.text, text) })
	end, _ := slices.BinarySearchFunc(w.list, upTo, func(w word, text string) int { return strings.Compare(w.text, text) })
	n := end - at
	if n > len(set.List)/4 || most > 0 && n > shelfBucket && n*n > most*len(set.List) { // an order finds so many sooner
		return nil, false
	}
	found := make(bsonkit.List, 0, max(n, 0))
	for ; at < end; at++ {
		found = append(found, w.list[at].doc)
	}
	return found, true
}

// wordRange reads a condition on how one of several words begins.
func wordRange(e bson.E) (from, upTo string, ok bool) {
	outer, _ := e.Value.(bson.D)
	if strings.Contains(e.Key, ".") || len(outer) != 1 || outer[0].Key != "$elemMatch" {
		return "", "", false
	}
	inner, _ := outer[0].Value.(bson.D)
	if len(inner) != 2 || inner[0].Key != "$gte" || inner[1].Key != "$lt" {
		return "", "", false
	}
	from, first := inner[0].Value.(string)
	upTo, second := inner[1].Value.(string)
	return from, upTo, first && second
}

func (w *wordShelf) follow(set *bsonkit.Set) {
	w.list = followed(w.list, w.set, set, w.add, func(w word) bsonkit.Doc { return w.doc },
		func(a, b word) int { return strings.Compare(a.text, b.text) })
	w.set = set
}

// add adds the texts of a document's list. Nothing else is met by a range of texts.
func (w *wordShelf) add(doc bsonkit.Doc, to []word) []word {
	all, _ := bsonkit.Get(doc, w.path).(bson.A)
	return wordsOf(all, doc, to)
}

func wordsOf(list bson.A, doc bsonkit.Doc, to []word) []word {
	for _, item := range list {
		switch item := item.(type) {
		case string:
			to = append(to, word{item, doc})
		case bson.A: // the engine looks into lists of lists
			to = wordsOf(item, doc, to)
		}
	}
	return to
}
