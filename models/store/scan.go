package store

import (
	"context"
	"strings"

	"github.com/256dpi/lungo"
	"github.com/256dpi/lungo/bsonkit"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// The embedded engine answers a query by sorting the whole collection and then
// matching every document in full. Its documents lie open in memory, so reads
// look through them here instead: what a glance can rule out is ruled out
// first, the engine's own matching decides about the rest, and only what is
// found is sorted. Writes go to the engine as they are.

// scanner is the embedded engine behind a collection.
type scanner struct {
	engine  *lungo.Engine
	handle  lungo.Handle
	shelves shelves
}

// find gives the documents that Find of the engine would give.
func (s *scanner) find(ctx context.Context, filter any, o *options.FindOptions) (bsonkit.List, error) {
	query, err := bsonkit.Transform(filter)
	if err != nil {
		return nil, err
	}
	documents, err := s.documents(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.answer(documents, query, o)
	if err != nil {
		return nil, err
	}
	if o.Projection == nil {
		return found, nil
	}
	projection, err := bsonkit.Transform(o.Projection)
	if err != nil {
		return nil, err
	}
	return mongokit.ProjectList(found, projection)
}

// findOne gives the first document, or mongo.ErrNoDocuments.
func (s *scanner) findOne(ctx context.Context, filter any) (bsonkit.Doc, error) {
	found, err := s.find(ctx, filter, options.Find().SetLimit(1))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, mongo.ErrNoDocuments
	}
	return found[0], nil
}

// ofEach gives up to most documents for each text at a path, in the order in
// which they were put. Of who has more than that the rest is passed over.
func (s *scanner) ofEach(ctx context.Context, filter any, path string, most int) (bsonkit.List, error) {
	query, err := bsonkit.Transform(filter)
	if err != nil {
		return nil, err
	}
	documents, err := s.documents(ctx)
	if err != nil {
		return nil, err
	}
	var found bsonkit.List
	have, parts := map[string]int{}, strings.Split(path, ".")
	glances := glancesOf(*query)
	for _, doc := range documents.List {
		if !passes(*doc, glances) {
			continue
		}
		text, _ := textAt(*doc, parts)
		if have[text] == most {
			continue
		}
		ok, err := mongokit.Match(doc, query)
		if err != nil {
			return nil, err
		}
		if ok {
			have[text]++
			found = append(found, doc)
		}
	}
	return found, nil
}

// documents are those that the caller may see: of its own transaction, or what
// was committed. Committed documents are never changed, only replaced.
func (s *scanner) documents(ctx context.Context) (*bsonkit.Set, error) {
	var txn *lungo.Transaction
	if state := inside(ctx); state != nil && state.session != nil {
		txn = state.session.Transaction()
	}
	if txn == nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if txn, err = s.engine.Begin(ctx, false); err != nil {
			return nil, err
		}
	}
	namespace := txn.Catalog().Namespaces[s.handle]
	if namespace == nil {
		return &bsonkit.Set{}, nil
	}
	return namespace.Documents, nil
}

// answer gives the documents that a question is about, in its order and as many.
func (s *scanner) answer(documents *bsonkit.Set, query bsonkit.Doc, o *options.FindOptions) (bsonkit.List, error) {
	skip, limit, most := 0, 0, 0
	if o.Skip != nil {
		skip = int(*o.Skip)
	}
	if o.Limit != nil && *o.Limit > 0 {
		limit = int(*o.Limit)
		most = skip + limit
	}
	var found bsonkit.List
	if o.Sort == nil {
		var err error
		if found, err = s.matching(documents, query, most); err != nil {
			return nil, err
		}
	} else {
		order, err := bsonkit.Transform(o.Sort)
		if err != nil {
			return nil, err
		}
		columns, err := mongokit.Columns(order)
		if err != nil {
			return nil, err
		}
		if found, err = s.sorted(documents, query, columns, most); err != nil {
			return nil, err
		}
	}
	found = found[min(skip, len(found)):]
	if limit > 0 {
		found = found[:min(limit, len(found))]
	}
	return found, nil
}

func (s *scanner) matching(documents *bsonkit.Set, query bsonkit.Doc, most int) (bsonkit.List, error) {
	candidates, ok := s.shelves.candidates(documents, *query, most)
	if !ok {
		candidates = documents.List
	}
	found, _, err := matchingOf(candidates, query, most)
	return found, err
}

// matchingOf gives up to most of the documents that match, all for 0, and how many
// it looked at.
func matchingOf(candidates bsonkit.List, query bsonkit.Doc, most int) (found bsonkit.List, looked int, err error) {
	glances := glancesOf(*query)
	for i, doc := range candidates {
		if !passes(*doc, glances) {
			continue
		}
		ok, err := mongokit.Match(doc, query)
		if err != nil {
			return nil, i, err
		}
		if ok {
			found = append(found, doc)
			if len(found) == most {
				return found, i + 1, nil
			}
		}
	}
	return found, len(candidates), nil
}

// glance is a condition that text at a path must meet, or what is true or false.
// It only ever rules out; other values, lists among them, are left to the engine.
type glance struct {
	path       []string
	not        *bool    // the path must not say this
	among      []string // empty for a range
	from, upTo string   // from ≤ text < upTo; upTo empty for no end
}

// glancesOf reads what can be told at a glance: equality, $in, $gte with $lt.
func glancesOf(query bson.D) []glance {
	var glances []glance
	for _, e := range query {
		if strings.HasPrefix(e.Key, "$") {
			continue
		}
		g := glance{path: strings.Split(e.Key, ".")}
		switch value := e.Value.(type) {
		case string:
			g.among = []string{value}
		case bool:
			g.not = new(bool)
			*g.not = !value
		case bson.D:
			if !g.read(value) {
				continue
			}
		default:
			continue
		}
		glances = append(glances, g)
	}
	return glances
}

func (g *glance) read(conditions bson.D) bool {
	for _, c := range conditions {
		switch value := c.Value.(type) {
		case string:
			switch c.Key {
			case "$eq":
				g.among = []string{value}
			case "$gte":
				g.from = value
			case "$lt":
				g.upTo = value
			default:
				return false
			}
		case bson.A:
			if c.Key != "$in" {
				return false
			}
			for _, item := range value {
				text, ok := item.(string)
				if !ok {
					return false
				}
				g.among = append(g.among, text)
			}
		default:
			return false
		}
	}
	return len(g.among) > 0 || g.from != "" || g.upTo != ""
}

func passes(doc bson.D, glances []glance) bool {
	for i := range glances {
		if !glances[i].allows(doc) {
			return false
		}
	}
	return true
}

func (g *glance) allows(doc bson.D) bool {
	if g.not != nil {
		return !says(doc, g.path, *g.not)
	}
	text, ok := textAt(doc, g.path)
	if !ok {
		return true
	}
	if len(g.among) == 0 {
		return text >= g.from && (g.upTo == "" || text < g.upTo)
	}
	for _, allowed := range g.among {
		if text == allowed {
			return true
		}
	}
	return false
}

// says tells whether there is this very truth at a path.
func says(doc bson.D, path []string, truth bool) bool {
	for i := range doc {
		if doc[i].Key != path[0] {
			continue
		}
		switch value := doc[i].Value.(type) {
		case bool:
			return len(path) == 1 && value == truth
		case bson.D:
			return len(path) > 1 && says(value, path[1:], truth)
		}
		return false
	}
	return false
}

// textAt finds text at a path; anything else is not told.
func textAt(doc bson.D, path []string) (string, bool) {
	for i := range doc {
		if doc[i].Key != path[0] {
			continue
		}
		switch value := doc[i].Value.(type) {
		case string:
			return value, len(path) == 1
		case bson.D:
			if len(path) > 1 {
				return textAt(value, path[1:])
			}
		}
		return "", false
	}
	return "", false
}
