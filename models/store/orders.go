package store

import (
	"context"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/points"
)

// Orders keeps purchases with their standing, in one document each.
type Orders struct{ collection }

// numberDigits is the length to which order numbers are filled up, so that
// they sort as numbers.
const numberDigits = 20

func orderNumber(id models.OrderID) string {
	return strings.Repeat("0", max(0, numberDigits-len(id))) + string(id)
}

// Get gives an order; models.NotFound where the shop has none of that number.
func (r *Orders) Get(ctx context.Context, shop models.ShopID, id models.OrderID) (points.Record, error) {
	row, err := one[orderRow](ctx, r.collection, byID(key(shop, string(id))))
	if err != nil {
		return points.Record{}, err
	}
	return fromOrderRow(row), nil
}

// Save keeps an order with its standing and gives the new version of the
// order; models.Conflict where somebody saved it meanwhile.
func (r *Orders) Save(ctx context.Context, record points.Record) (int64, error) {
	row := toOrderRow(record)
	return r.save(ctx, row.ID, record.Order.Version, row)
}

// Earliest gives the first orders of any of the accounts that may count as a
// first order, by creation and number.
func (r *Orders) Earliest(ctx context.Context, shop models.ShopID, accounts []models.ContactID, limit int) ([]points.Record, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	return r.find(ctx, bson.D{
		{Key: "shop", Value: shop}, {Key: "standing.account", Value: bson.D{{Key: "$in", Value: accounts}}}, {Key: "standing.qualifies", Value: true},
	}, options.Find(), 1, limit)
}

// FirstBut gives the order that would be the accounts' first one were it not for
// another; nil where there is none.
func (r *Orders) FirstBut(ctx context.Context, shop models.ShopID, accounts []models.ContactID, but models.OrderID) (*points.Record, error) {
	if state := inside(ctx); state != nil && len(accounts) == 1 {
		if row, ok := state.ahead.firstBut(shop, accounts[0], but); ok {
			if row == nil {
				return nil, nil
			}
			record := fromOrderRow(*row)
			return &record, nil
		}
	}
	earliest, err := r.Earliest(ctx, shop, accounts, 2)
	for _, record := range earliest {
		if record.Order.ID != but {
			return &record, err
		}
	}
	return nil, err
}

// Between lists the orders of the accounts that were placed from one time until
// before another, by creation and number.
func (r *Orders) Between(ctx context.Context, shop models.ShopID, accounts []models.ContactID, from, to time.Time, limit int) ([]points.Record, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	return r.find(ctx, bson.D{
		{Key: "shop", Value: shop}, {Key: "standing.account", Value: bson.D{{Key: "$in", Value: accounts}}},
		{Key: "standing.qualifies", Value: bson.D{{Key: "$in", Value: []bool{true, false}}}}, // either, so that it shares Earliest's index
		{Key: "createdAt", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}},
	}, along("shop", "standing.account", "standing.qualifies", "createdAt", "number"), 1, limit)
}

// Of lists the newest orders of the accounts.
func (r *Orders) Of(ctx context.Context, shop models.ShopID, accounts []models.ContactID, limit int) ([]points.Record, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	return r.find(ctx, bson.D{
		{Key: "shop", Value: shop}, {Key: "standing.account", Value: bson.D{{Key: "$in", Value: accounts}}},
		{Key: "standing.qualifies", Value: bson.D{{Key: "$in", Value: []bool{true, false}}}}, // either, so that it shares Earliest's index
	}, along("shop", "standing.account", "standing.qualifies", "createdAt", "number"), -1, limit)
}

// Called gives the orders that have one of the names, the newest first.
func (r *Orders) Called(ctx context.Context, shop models.ShopID, names []string, limit int) ([]points.Record, error) {
	if len(names) == 0 {
		return nil, nil
	}
	return r.find(ctx, append(bson.D{{Key: "shop", Value: shop}}, among("name", names)...), options.Find(), -1, limit)
}

// Newest lists a shop's newest orders of which a body was seen.
func (r *Orders) Newest(ctx context.Context, shop models.ShopID, limit int) ([]points.Record, error) {
	return r.find(ctx, bson.D{{Key: "shop", Value: shop}, {Key: "known", Value: true}}, options.Find(), -1, limit)
}

// Delete removes an order for good. Removing what is not there is fine.
func (r *Orders) Delete(ctx context.Context, shop models.ShopID, id models.OrderID) error {
	_, err := r.remove(ctx, byID(key(shop, string(id))))
	return err
}

func (r *Orders) find(ctx context.Context, filter bson.D, how *options.FindOptions, direction, limit int) ([]points.Record, error) {
	sorted := how.SetSort(bson.D{{Key: "createdAt", Value: direction}, {Key: "number", Value: direction}})
	found, err := rows[orderRow](ctx, r.collection, filter, limit, sorted)
	if err != nil {
		return nil, err
	}
	all := make([]points.Record, 0, len(found))
	for _, row := range found {
		all = append(all, fromOrderRow(row))
	}
	return all, nil
}
