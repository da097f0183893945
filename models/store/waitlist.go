package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/waitlist"
)

// Waitlist keeps who waits for a time.
type Waitlist struct{ collection }

// Get gives an entry; models.NotFound where the shop has none of that id.
func (r *Waitlist) Get(ctx context.Context, shop models.ShopID, id booking.BookingID) (waitlist.Entry, error) {
	row, err := one[waitRow](ctx, r.collection, byID(key(shop, string(id))))
	if err != nil {
		return waitlist.Entry{}, err
	}
	return fromWaitRow(row), nil
}

// Save keeps an entry by its version; models.Conflict where somebody saved it
// meanwhile.
func (r *Waitlist) Save(ctx context.Context, e waitlist.Entry) (int64, error) {
	row := toWaitRow(e)
	return r.save(ctx, row.ID, e.Version, row)
}

// Open lists who waits for a service, or for any where none is named, on some of
// the days or has an offer, who came first at the front.
func (r *Waitlist) Open(ctx context.Context, shop models.ShopID, service booking.ServiceID, days waitlist.Days, limit int) ([]waitlist.Entry, error) {
	filter := bson.D{
		{Key: "shop", Value: shop}, {Key: "open", Value: true},
		{Key: "last", Value: bson.D{{Key: "$gte", Value: int(days.First)}}}, {Key: "first", Value: bson.D{{Key: "$lte", Value: int(days.Last)}}},
	}
	if service != "" {
		filter = append(filter, bson.E{Key: "service", Value: service})
	}
	return r.find(ctx, filter, limit, options.Find().SetSort(bson.D{{Key: "madeAt", Value: 1}, {Key: "_id", Value: 1}}))
}

// Of lists the entries of some contacts, the latest first.
func (r *Waitlist) Of(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]waitlist.Entry, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return r.find(ctx, ofContacts(shop, ids), limit, options.Find().SetSort(bson.D{{Key: "madeAt", Value: -1}, {Key: "_id", Value: -1}}))
}

// Due lists of all shops who waits and is to be looked for, the longest due
// first.
func (r *Waitlist) Due(ctx context.Context, now time.Time, limit int) ([]waitlist.Entry, error) {
	return r.find(ctx, bson.D{{Key: "waits", Value: true}, {Key: "lookAt", Value: bson.D{{Key: "$lte", Value: models.Instant(now)}}}}, limit,
		options.Find().SetSort(bson.D{{Key: "lookAt", Value: 1}, {Key: "madeAt", Value: 1}, {Key: "_id", Value: 1}}))
}

func (r *Waitlist) find(ctx context.Context, filter bson.D, limit int, opts *options.FindOptions) ([]waitlist.Entry, error) {
	found, err := rows[waitRow](ctx, r.collection, filter, limit, opts)
	return converted(found, fromWaitRow), err
}

// Wake has a place looked for at once for all who wait for a day, and tells how
// many these are.
func (r *Waitlist) Wake(ctx context.Context, shop models.ShopID, day times.Date, now time.Time) (int, error) {
	return r.updateAll(ctx, bson.D{
		{Key: "shop", Value: shop}, {Key: "open", Value: true}, {Key: "last", Value: bson.D{{Key: "$gte", Value: int(day)}}},
		{Key: "first", Value: bson.D{{Key: "$lte", Value: int(day)}}}, {Key: "waits", Value: true},
	}, looked(now))
}

// Look says when a place is looked for next for some who wait.
func (r *Waitlist) Look(ctx context.Context, some []waitlist.Entry, at time.Time) error {
	ids := make([]string, 0, len(some))
	for _, e := range some {
		ids = append(ids, key(e.Shop, string(e.ID)))
	}
	_, err := r.updateAll(ctx, append(among("_id", ids), bson.E{Key: "waits", Value: true}), looked(at))
	return err
}

// looked leaves the version alone: when one looks is nothing that anybody decides
// by.
func looked(at time.Time) bson.D {
	return bson.D{{Key: "$set", Value: bson.D{{Key: "lookAt", Value: models.Instant(at)}}}}
}

// Erase removes up to limit entries of a contact, and tells how many.
func (r *Waitlist) Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error) {
	return r.removeUpTo(ctx, ofContacts(shop, []models.ContactID{id}), limit)
}
