package store

import (
	"context"

	"github.com/256dpi/lungo/bsonkit"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// For each document that is replaced the embedded engine clones the whole
// collection and looks through it, in a bulk, too. Within a transaction several
// documents that are named by _id are replaced in one clone here instead, found
// by one look through the collection. The engine does all other writes, and
// commits or forgets these with them.

// bulk does replacements and updates in their order and tells how many found
// their document. Each must name one document.
func bulk(ctx context.Context, c collection, writes []mongo.WriteModel) (matched int, err error) {
	if changes := c.scan.changes(ctx, writes); changes != nil {
		matched, err = c.scan.patch(ctx, changes)
		return matched, known(ctx, err, c.noun)
	}
	result, err := c.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(true))
	if err != nil {
		return 0, known(ctx, err, c.noun)
	}
	return int(result.MatchedCount), nil
}

// docChange is one write of a patch: a replacement, or an update.
type docChange struct {
	id     string
	query  bsonkit.Doc
	doc    bsonkit.Doc // nil for an update
	update bsonkit.Doc
	upsert bool
}

// changes reads writes for a patch. Nil means that the engine has to do them:
// outside of a transaction, or as its first write, which makes the catalogue of
// the transaction its own; and what does not name a document by _id.
func (s *scanner) changes(ctx context.Context, writes []mongo.WriteModel) []docChange {
	if s == nil || len(writes) < 2 {
		return nil
	}
	state := inside(ctx)
	if state == nil || state.session == nil || state.session.Transaction() == nil {
		return nil
	}
	catalog := state.session.Transaction().Catalog()
	if catalog == s.engine.Catalog() || catalog.Namespaces[s.handle] == nil || len(catalog.Namespaces[s.handle].Indexes) != 1 {
		return nil
	}
	all := make([]docChange, 0, len(writes))
	for _, write := range writes {
		change, ok := changeOf(write)
		if !ok {
			return nil
		}
		all = append(all, change)
	}
	return all
}

func changeOf(write mongo.WriteModel) (change docChange, ok bool) {
	var filter, doc, update any
	switch w := write.(type) {
	case *mongo.ReplaceOneModel:
		filter, doc, change.upsert = w.Filter, w.Replacement, w.Upsert != nil && *w.Upsert
	case *mongo.UpdateOneModel:
		if w.Upsert != nil && *w.Upsert {
			return change, false
		}
		filter, update = w.Filter, w.Update
	default:
		return change, false
	}
	var err error
	if change.query, err = bsonkit.Transform(filter); err != nil {
		return change, false
	}
	if change.id, ok = bsonkit.Get(change.query, "_id").(string); !ok {
		return change, false
	}
	if doc == nil {
		change.update, err = bsonkit.Transform(update)
	} else {
		change.doc, err = bsonkit.Transform(doc)
	}
	return change, err == nil && (doc == nil || bsonkit.Get(change.doc, "_id") == change.id)
}

// patch writes changes into a clone of the collection, which takes its place
// once all have succeeded.
func (s *scanner) patch(ctx context.Context, changes []docChange) (matched int, err error) {
	catalog := inside(ctx).session.Transaction().Catalog()
	namespace := catalog.Namespaces[s.handle].Clone()
	current := make(map[string]bsonkit.Doc, len(changes))
	for _, c := range changes {
		current[c.id] = nil
	}
	for _, doc := range namespace.Documents.List {
		id, _ := (*doc)[0].Value.(string)
		if _, wanted := current[id]; wanted && (*doc)[0].Key == "_id" {
			current[id] = doc
		}
	}
	for _, c := range changes {
		was := current[c.id]
		is, err := c.after(was)
		if err != nil {
			return matched, err
		}
		if is == nil {
			continue
		}
		if was == nil {
			_, err = namespace.Insert(is)
		} else {
			matched++
			err = exchange(namespace, was, is)
		}
		if err != nil {
			return matched, err
		}
		current[c.id] = is
	}
	catalog.Namespaces[s.handle] = namespace
	return matched, nil
}

// after is a document after a change; nil where the change does not find it.
func (c docChange) after(was bsonkit.Doc) (bsonkit.Doc, error) {
	found := false
	if was != nil {
		var err error
		if found, err = mongokit.Match(was, c.query); err != nil {
			return nil, err
		}
	}
	switch {
	case found && c.doc == nil:
		is := bsonkit.Clone(was)
		_, err := mongokit.Apply(is, c.query, c.update, false, nil)
		return is, err
	case found:
		return c.doc, nil
	case !c.upsert:
		return nil, nil
	case was != nil: // it is there, but another one than was meant
		return nil, mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: codeDuplicate, Message: "a document with this _id exists"}}}
	default:
		return c.doc, nil
	}
}

// exchange puts a document in the place of another one with the same _id.
func exchange(namespace *mongokit.Collection, was, is bsonkit.Doc) error {
	for name, index := range namespace.Indexes {
		if ok, err := index.Remove(was); err != nil || !ok {
			return cmpErr(err, models.Errorf(models.Internal, "a document is not in index %s", name))
		}
		if ok, err := index.Add(is); err != nil || !ok {
			return cmpErr(err, models.Errorf(models.Internal, "a document is twice in index %s", name))
		}
	}
	if !namespace.Documents.Replace(was, is) {
		return models.Errorf(models.Internal, "a document is not in its collection")
	}
	return nil
}
