package store

import (
	"context"
	"time"

	"github.com/256dpi/lungo"
	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// operationMax bounds one call to the engine, whatever its caller allows.
const operationMax = 5 * time.Second

// separator stands between the parts of an _id. No part but the last one may
// contain it; shops are domains and accounts carry letters, digits and "_".
const (
	separator       = "|"
	beyondSeparator = "}" // the next character
)

// collection is one engine collection and the noun its documents go by.
type collection struct {
	lungo.ICollection
	noun string
	scan *scanner // reads of the embedded engine; nil on MongoDB
}

// key makes an _id that starts with its shop.
func key(shop models.ShopID, parts ...string) string {
	id := string(shop)
	for _, part := range parts {
		id += separator + part
	}
	return id
}

// under matches every _id that begins with the parts. No part but the last one
// of a key contains the separator, so nobody else's _ids are among them.
func under(shop models.ShopID, parts ...string) bson.D {
	begin := key(shop, parts...)
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: begin + separator}, {Key: "$lt", Value: begin + beyondSeparator}}}}
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

var byIDSort = bson.D{{Key: "_id", Value: 1}}

// limited gives one call its deadline. The context it returns always ends,
// which the embedded engine needs to forget it.
func limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, operationMax)
}

func one[T any](ctx context.Context, c collection, filter any, opts ...*options.FindOneOptions) (T, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	var row T
	if len(opts) == 0 {
		if seen, ok := foreseen(ctx, c, filter); ok {
			if row, ok = seen.(T); !ok {
				return row, known(ctx, mongo.ErrNoDocuments, c.noun)
			}
			return row, nil
		}
	}
	if c.scan != nil && len(opts) == 0 {
		doc, err := c.scan.findOne(ctx, filter)
		if err == nil {
			err = bsonkit.Decode(doc, &row)
		}
		return row, known(ctx, err, c.noun)
	}
	err := c.FindOne(ctx, filter, opts...).Decode(&row)
	return row, known(ctx, err, c.noun)
}

// rows reads at most limit documents.
func rows[T any](ctx context.Context, c collection, filter any, limit int, opts ...*options.FindOptions) ([]T, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	opts = append(opts, options.Find().SetLimit(int64(limit)))
	if c.scan != nil {
		var all []T
		found, err := c.scan.find(ctx, filter, together(opts))
		if err == nil {
			err = bsonkit.DecodeList(found, &all)
		}
		return all, known(ctx, err, c.noun)
	}
	cursor, err := c.Find(ctx, filter, opts...)
	if err != nil {
		return nil, known(ctx, err, c.noun)
	}
	var all []T
	if err := cursor.All(ctx, &all); err != nil {
		return nil, known(ctx, err, c.noun)
	}
	return all, nil
}

// along names the index of a query that asks for one of several values of a
// field before those it is sorted by. MongoDB can read each value's part of the
// index and merge them, but where there is little data it finds sorting just as
// good, and keeps to it when there is much.
func along(keys ...string) *options.FindOptions {
	hint := bson.D{}
	for _, k := range keys {
		hint = append(hint, bson.E{Key: k, Value: 1})
	}
	return options.Find().SetHint(hint)
}

// together makes one wish of several; the last word counts.
func together(opts []*options.FindOptions) *options.FindOptions {
	all := options.Find()
	for _, o := range opts {
		if o.Sort != nil {
			all.Sort = o.Sort
		}
		if o.Skip != nil {
			all.Skip = o.Skip
		}
		if o.Limit != nil {
			all.Limit = o.Limit
		}
		if o.Projection != nil {
			all.Projection = o.Projection
		}
	}
	return all
}

// every reads all documents a filter finds, and refuses where they are more
// than anybody could want.
func every[T any](ctx context.Context, c collection, filter any, most int, opts ...*options.FindOptions) ([]T, error) {
	all, err := rows[T](ctx, c, filter, most+1, opts...)
	if err == nil && len(all) > most {
		return nil, models.Errorf(models.Internal, "there are more than %d of this %s", most, c.noun)
	}
	return all, err
}

func (c collection) insert(ctx context.Context, row any) error {
	if l := postponed(ctx); l != nil {
		l.insert(c, row)
		return nil
	}
	ctx, cancel := limited(ctx)
	defer cancel()
	_, err := c.InsertOne(ctx, row)
	return known(ctx, err, c.noun)
}

// replace tells whether a document was there to be replaced.
func (c collection) replace(ctx context.Context, filter, row any, opts ...*options.ReplaceOptions) (bool, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	result, err := c.ReplaceOne(ctx, filter, row, opts...)
	if err != nil {
		return false, known(ctx, err, c.noun)
	}
	return result.MatchedCount+result.UpsertedCount > 0, nil
}

// update tells whether a document was there to be updated.
func (c collection) update(ctx context.Context, filter, change any, opts ...*options.UpdateOptions) (bool, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	result, err := c.UpdateOne(ctx, filter, change, opts...)
	if err != nil {
		return false, known(ctx, err, c.noun)
	}
	return result.MatchedCount+result.UpsertedCount > 0, nil
}

func (c collection) updateAll(ctx context.Context, filter, change any) (int, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	result, err := c.UpdateMany(ctx, filter, change)
	if err != nil {
		return 0, known(ctx, err, c.noun)
	}
	return int(result.MatchedCount), nil
}

func (c collection) remove(ctx context.Context, filter any) (int, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	result, err := c.DeleteMany(ctx, filter)
	if err != nil {
		return 0, known(ctx, err, c.noun)
	}
	return int(result.DeletedCount), nil
}

// count counts up to most documents.
func (c collection) count(ctx context.Context, filter any, most int) (int, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	n, err := c.CountDocuments(ctx, filter, options.Count().SetLimit(int64(most)))
	return int(n), known(ctx, err, c.noun)
}

type idRow struct {
	ID string `bson:"_id"`
}

// ids finds the _ids of up to limit documents.
func (c collection) ids(ctx context.Context, filter any, limit int, opts ...*options.FindOptions) ([]string, error) {
	opts = append(opts, options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}))
	found, err := rows[idRow](ctx, c, filter, limit, opts...)
	ids := make([]string, 0, len(found))
	for _, row := range found {
		ids = append(ids, row.ID)
	}
	return ids, err
}

// removeUpTo deletes up to limit documents and tells how many.
func (c collection) removeUpTo(ctx context.Context, filter any, limit int) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	ids, err := c.ids(ctx, filter, limit)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return c.remove(ctx, among("_id", ids))
}

func among(field string, values any) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: values}}}}
}

// save inserts where version is zero and replaces where it is the stored one.
func (c collection) save(ctx context.Context, id string, version int64, row any) (int64, error) {
	if version == 0 {
		return 1, c.insert(ctx, row)
	}
	filter := bson.D{{Key: "_id", Value: id}, {Key: "version", Value: version}}
	if l := postponed(ctx); l != nil {
		l.replace(c, filter, row)
		return version + 1, nil
	}
	found, err := c.replace(ctx, filter, row)
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, outdated(c.noun)
	}
	return version + 1, nil
}

func outdated(noun string) error {
	return models.Errorf(models.Conflict, "this %s was changed meanwhile; look again and repeat", noun)
}
