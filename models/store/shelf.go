package store

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
)

// Looking through a collection for the documents of one contact takes as long
// as the collection is. A shelf keeps them sorted by the text at a path. It
// belongs to no transaction: whoever asks has it brought in line with the
// documents that they see, which are nearly those that it was made of.

const (
	shelfMin = 64 // documents, below which looking at all is as quick
	// A shelf that would hold more than this of one text is not kept.
	shelfBucket = 64
)

// shelves are those of one collection, made as they are asked for.
type shelves struct {
	mu     sync.Mutex
	byPath map[string]*shelf
	words  map[string]*wordShelf
	ranks  map[string]*rank
}

type shelf struct {
	path   []string
	set    *bsonkit.Set
	byText map[string]bsonkit.List
	rest   bsonkit.List // those that have something else than text there
	// poorAt is the size of a collection that such a shelf is no use for.
	poorAt int
}

// candidates are all documents that may match, and perhaps others, in the order of
// the set; false where all have to be looked at, or where that many are quicker
// found by looking through all in some order.
func (s *shelves) candidates(set *bsonkit.Set, query bson.D, most int) (bsonkit.List, bool) {
	if len(set.List) < shelfMin {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.among(set, query)
	if !ok {
		found, ok = s.either(set, query, most)
	}
	if !ok {
		return nil, false
	}
	slices.SortFunc(found, func(a, b bsonkit.Doc) int { return cmp.Compare(set.Index[a], set.Index[b]) })
	return slices.Compact(found), true
}

// either gives the candidates for each of several conditions, of which one is
// enough, or for words that begin in some way.
func (s *shelves) either(set *bsonkit.Set, query bson.D, most int) (bsonkit.List, bool) {
	for _, e := range query {
		if found, ok := s.beginning(set, e, most); ok {
			return found, true
		}
		conditions, _ := e.Value.(bson.A)
		if e.Key != "$or" || len(conditions) == 0 {
			continue
		}
		var all bsonkit.List
		for i, c := range conditions {
			condition, _ := c.(bson.D)
			found, ok := s.among(set, condition)
			if !ok && len(condition) == 1 {
				found, ok = s.beginning(set, condition[0], most)
			}
			if !ok {
				break
			}
			if all = append(all, found...); i == len(conditions)-1 {
				return all, true
			}
		}
	}
	return nil, false
}

// among gives the candidates that say one of few texts somewhere.
func (s *shelves) among(set *bsonkit.Set, query bson.D) (bsonkit.List, bool) {
	var best *shelf
	var among []string
	fewest := len(set.List)/4 + 1
	glances := glancesOf(query)
	for i := range glances {
		g := &glances[i]
		if len(g.among) == 0 || len(g.among) > shelfBucket || g.path[0] == "shop" {
			continue
		}
		sh := s.shelf(g.path, set)
		if sh == nil {
			continue
		}
		if n := sh.count(g.among); n < fewest {
			best, among, fewest = sh, g.among, n
		}
	}
	if best == nil {
		return nil, false
	}
	return best.pick(among), true
}

// shelf gives the shelf of a path in line with a set; nil where it is no use.
func (s *shelves) shelf(path []string, set *bsonkit.Set) *shelf {
	if s.byPath == nil {
		s.byPath = map[string]*shelf{}
	}
	name := strings.Join(path, ".")
	sh := s.byPath[name]
	if sh == nil {
		sh = &shelf{path: path}
		s.byPath[name] = sh
	}
	switch {
	case sh.poorAt > 0 && len(set.List) < 2*sh.poorAt:
		return nil
	case sh.set == nil:
		sh.fill(set)
	case sh.set != set:
		sh.follow(set)
	}
	if len(sh.rest) > len(set.List)/4 || len(sh.byText) < len(set.List)/shelfBucket {
		*sh = shelf{path: path, poorAt: len(set.List)}
		return nil
	}
	return sh
}

func (s *shelf) fill(set *bsonkit.Set) {
	s.set, s.byText, s.rest, s.poorAt = set, map[string]bsonkit.List{}, nil, 0
	for _, doc := range set.List {
		s.add(doc)
	}
}

// follow brings the shelf in line with another state of the collection.
func (s *shelf) follow(set *bsonkit.Set) {
	gone, fresh := exchanged(s.set, set)
	if len(gone)+len(fresh) > len(set.List)/4 {
		s.fill(set)
		return
	}
	for _, doc := range gone {
		if text, ok := textAt(*doc, s.path); !ok {
			s.rest = without(s.rest, doc)
		} else if left := without(s.byText[text], doc); len(left) > 0 {
			s.byText[text] = left
		} else {
			delete(s.byText, text)
		}
	}
	for _, doc := range fresh {
		s.add(doc)
	}
	s.set = set
}

func (s *shelf) add(doc bsonkit.Doc) {
	if text, ok := textAt(*doc, s.path); ok {
		s.byText[text] = append(s.byText[text], doc)
	} else {
		s.rest = append(s.rest, doc)
	}
}

func without(list bsonkit.List, doc bsonkit.Doc) bsonkit.List {
	if i := slices.Index(list, doc); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

func (s *shelf) count(among []string) int {
	n := len(s.rest)
	for _, text := range among {
		n += len(s.byText[text])
	}
	return n
}

// pick copies what is to be looked at: the shelf changes with the next question.
func (s *shelf) pick(among []string) bsonkit.List {
	picked := slices.Clone(s.rest)
	for i, text := range among {
		if !slices.Contains(among[:i], text) {
			picked = append(picked, s.byText[text]...)
		}
	}
	return picked
}
