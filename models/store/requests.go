package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/privacy"
)

// Requests keeps wishes about personal data.
type Requests struct{ collection }

type requestRow struct {
	ID         string             `bson:"_id"`
	Shop       models.ShopID      `bson:"shop"`
	Request    string             `bson:"request"`
	Kind       privacy.Kind       `bson:"kind"`
	Contacts   []models.ContactID `bson:"contacts"`
	Orders     []models.OrderID   `bson:"orders"`
	ReceivedAt time.Time          `bson:"receivedAt"`
	DueAt      time.Time          `bson:"dueAt"`
	State      privacy.State      `bson:"state"`
	DoneAt     time.Time          `bson:"doneAt"`
	DoneBy     string             `bson:"doneBy"`
}

func toRequestRow(r privacy.Request) requestRow {
	return requestRow{
		ID: key(r.Shop, r.ID), Shop: r.Shop, Request: r.ID, Kind: r.Kind, Contacts: r.Contacts, Orders: r.Orders,
		ReceivedAt: r.ReceivedAt, DueAt: r.DueAt, State: r.State, DoneAt: r.DoneAt, DoneBy: r.DoneBy,
	}
}

func fromRequestRow(r requestRow) privacy.Request {
	return privacy.Request{
		Shop: r.Shop, ID: r.Request, Kind: r.Kind, Contacts: r.Contacts, Orders: r.Orders,
		ReceivedAt: r.ReceivedAt, DueAt: r.DueAt, State: r.State, DoneAt: r.DoneAt, DoneBy: r.DoneBy,
	}
}

// Put keeps a request once; a repeat changes nothing.
func (r *Requests) Put(ctx context.Context, request privacy.Request) error {
	row := toRequestRow(request)
	_, err := one[idRow](ctx, r.collection, byID(row.ID))
	if err == nil || models.CodeOf(err) != models.NotFound {
		return err
	}
	err = r.insert(ctx, row)
	if models.CodeOf(err) == models.Conflict && inside(ctx) == nil {
		return nil // somebody else put the same request between the two calls
	}
	return err
}

// Get gives a request; models.NotFound where the shop has none of that id.
func (r *Requests) Get(ctx context.Context, shop models.ShopID, id string) (privacy.Request, error) {
	row, err := one[requestRow](ctx, r.collection, byID(key(shop, id)))
	if err != nil {
		return privacy.Request{}, err
	}
	return fromRequestRow(row), nil
}

// Save replaces a request; models.NotFound where it was never put.
func (r *Requests) Save(ctx context.Context, request privacy.Request) error {
	row := toRequestRow(request)
	found, err := r.replace(ctx, byID(row.ID), row)
	if err == nil && !found {
		return models.Errorf(models.NotFound, "there is no such %s", r.noun)
	}
	return err
}

// Page lists requests, newest first.
func (r *Requests) Page(ctx context.Context, shop models.ShopID, cursor string, limit int) (models.Page[privacy.Request], error) {
	const list = "requests"
	from, found, err := readMark(list, cursor)
	if err != nil {
		return models.Page[privacy.Request]{}, err
	}
	filter := bson.D{{Key: "shop", Value: shop}}
	if found {
		filter = append(filter, from.older("receivedAt", shop)...)
	}
	limit = models.Limit(limit)
	all, err := rows[requestRow](ctx, r.collection, filter, limit+1, options.Find().SetSort(newestFirst))
	if err != nil {
		return models.Page[privacy.Request]{}, err
	}
	return page(all, limit, fromRequestRow, func(row requestRow) mark {
		return mark{List: list, Number: row.ReceivedAt.UnixMilli(), ID: row.Request}
	}), nil
}

// newestFirst pages through what was received.
var newestFirst = bson.D{{Key: "receivedAt", Value: -1}, {Key: "_id", Value: -1}}

// OpenCount counts requests for data that the store owner has yet to confirm,
// at most limit.
func (r *Requests) OpenCount(ctx context.Context, shop models.ShopID, limit int) (int, error) {
	return r.count(ctx, bson.D{
		{Key: "shop", Value: shop}, {Key: "kind", Value: privacy.DataRequest},
		{Key: "state", Value: bson.D{{Key: "$in", Value: []privacy.State{privacy.Open, privacy.Ready}}}},
	}, limit)
}
