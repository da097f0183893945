package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/merges"
)

// Merges keeps which contacts staff made one.
type Merges struct{ collection }

// Get gives a merge; models.NotFound where the shop has none of that id.
func (r *Merges) Get(ctx context.Context, shop models.ShopID, id string) (merges.Merge, error) {
	row, err := one[mergeRow](ctx, r.collection, byID(key(shop, id)))
	if err != nil {
		return merges.Merge{}, err
	}
	return fromMergeRow(row), nil
}

// Save keeps a merge by its version; models.Conflict where somebody saved it
// meanwhile.
func (r *Merges) Save(ctx context.Context, m merges.Merge) (int64, error) {
	row := toMergeRow(m)
	return r.save(ctx, row.ID, m.Version, row)
}

// Of lists the merges that some contacts are on either side of, newest first.
func (r *Merges) Of(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]merges.Merge, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return r.find(ctx, append(bson.D{{Key: "shop", Value: shop}}, among("people", ids)...), limit,
		options.Find().SetSort(bson.D{{Key: "at", Value: -1}, {Key: "_id", Value: -1}}))
}

// Over lists a shop's merges that could be undone until a time, the earliest
// first.
func (r *Merges) Over(ctx context.Context, shop models.ShopID, now time.Time, limit int) ([]merges.Merge, error) {
	return r.find(ctx, bson.D{
		{Key: "shop", Value: shop}, {Key: "state", Value: merges.Merged}, {Key: "until", Value: bson.D{{Key: "$lte", Value: models.Instant(now)}}},
	}, limit, options.Find().SetSort(bson.D{{Key: "until", Value: 1}, {Key: "_id", Value: 1}}))
}

// Erase removes the merges that a contact is on either side of, up to limit a
// call, and tells how many.
func (r *Merges) Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error) {
	return r.removeUpTo(ctx, bson.D{{Key: "shop", Value: shop}, {Key: "people", Value: id}}, limit)
}

func (r *Merges) find(ctx context.Context, filter bson.D, limit int, opts *options.FindOptions) ([]merges.Merge, error) {
	found, err := rows[mergeRow](ctx, r.collection, filter, limit, opts)
	all := make([]merges.Merge, 0, len(found))
	for _, row := range found {
		all = append(all, fromMergeRow(row))
	}
	return all, err
}
