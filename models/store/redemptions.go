package store

import (
	"context"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/rewards"
)

// Redemptions keeps every turning of points into a reward.
type Redemptions struct{ collection }

// Get gives a redemption; models.NotFound where the shop has none of that id.
func (r *Redemptions) Get(ctx context.Context, shop models.ShopID, id string) (rewards.Redemption, error) {
	row, err := one[redemptionRow](ctx, r.collection, byID(key(shop, id)))
	if err != nil {
		return rewards.Redemption{}, err
	}
	return fromRedemptionRow(row), nil
}

// Save keeps a redemption and gives its new version; models.Conflict where
// somebody saved it meanwhile.
func (r *Redemptions) Save(ctx context.Context, redemption rewards.Redemption) (int64, error) {
	row := toRedemptionRow(redemption)
	return r.save(ctx, row.ID, redemption.Version, row)
}

// redemptionsMax bounds the redemptions that one contact's are counted among.
const redemptionsMax = 10_000

// Had tells how often a contact's records have a reward that was not given
// back, and when they took the last one.
func (r *Redemptions) Had(ctx context.Context, shop models.ShopID, contacts []models.ContactID, reward string) (int64, time.Time, error) {
	filter := append(bson.D{{Key: "shop", Value: shop}}, among("contact", contacts)...)
	filter = append(filter, bson.E{Key: "reward", Value: reward}, bson.E{Key: "live", Value: true})
	found, err := rows[redemptionRow](ctx, r.collection, filter, redemptionsMax,
		options.Find().SetSort(bson.D{{Key: "madeAt", Value: -1}, {Key: "_id", Value: -1}}).SetProjection(bson.D{{Key: "_id", Value: 1}, {Key: "madeAt", Value: 1}}))
	if err != nil || len(found) == 0 {
		return 0, time.Time{}, err
	}
	return int64(len(found)), found[0].MadeAt, nil
}

// ByCodes gives the redemptions behind codes, whatever became of them.
func (r *Redemptions) ByCodes(ctx context.Context, shop models.ShopID, codes []string) ([]rewards.Redemption, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	return r.find(ctx, append(bson.D{{Key: "shop", Value: shop}}, among("code", codes)...), batchMax, options.Find().SetSort(byIDSort))
}

// Due lists redemptions whose points go back because their time is over, of all
// shops, the longest overdue first.
func (r *Redemptions) Due(ctx context.Context, now time.Time, limit int) ([]rewards.Redemption, error) {
	return r.find(ctx, bson.D{{Key: "lapses", Value: true}, {Key: "lapsesAt", Value: bson.D{{Key: "$lte", Value: models.Instant(now)}}}}, limit,
		options.Find().SetSort(bson.D{{Key: "lapsesAt", Value: 1}, {Key: "_id", Value: 1}}))
}

// After gives the redemptions that follow one, by id.
func (r *Redemptions) After(ctx context.Context, shop models.ShopID, after string, limit int) ([]rewards.Redemption, error) {
	return r.find(ctx, following(shop, after), limit, options.Find().SetSort(byIDSort))
}

// Of lists all redemptions of an account's points, up to redemptionsMax.
func (r *Redemptions) Of(ctx context.Context, shop models.ShopID, accounts []models.ContactID) ([]rewards.Redemption, error) {
	return r.find(ctx, append(bson.D{{Key: "shop", Value: shop}}, among("hold.account", accounts)...), redemptionsMax, options.Find().SetSort(byIDSort))
}

// Page lists redemptions, newest first.
func (r *Redemptions) Page(ctx context.Context, shop models.ShopID, q rewards.Query) (models.Page[rewards.Redemption], error) {
	const list = "redemptions"
	from, found, err := readMark(list, q.Cursor)
	if err != nil {
		return models.Page[rewards.Redemption]{}, err
	}
	filter := bson.D{{Key: "shop", Value: shop}}
	for _, part := range []struct {
		field string
		value string
	}{{"state", string(q.State)}, {"code", strings.ToUpper(q.Code)}} {
		if part.value != "" {
			filter = append(filter, bson.E{Key: part.field, Value: part.value})
		}
	}
	if len(q.Contacts) > 0 {
		filter = append(filter, among("contact", q.Contacts)...)
	}
	if len(q.OrderNames) > 0 {
		filter = append(filter, among("orderName", q.OrderNames)...)
	}
	if q.Problem {
		filter = append(filter, bson.E{Key: "looked", Value: false})
	}
	if found {
		filter = append(filter, from.older("madeAt", shop)...)
	}
	limit := models.Limit(q.Limit)
	all, err := rows[redemptionRow](ctx, r.collection, filter, limit+1,
		options.Find().SetSort(bson.D{{Key: "madeAt", Value: -1}, {Key: "_id", Value: -1}}))
	if err != nil {
		return models.Page[rewards.Redemption]{}, err
	}
	return page(all, limit, fromRedemptionRow, func(row redemptionRow) mark {
		return mark{List: list, Number: row.MadeAt.UnixMilli(), ID: row.Redemption}
	}), nil
}

// Erase removes a contact's redemptions, up to limit a call, and tells how many.
func (r *Redemptions) Erase(ctx context.Context, shop models.ShopID, contact models.ContactID, limit int) (int, error) {
	return r.removeUpTo(ctx, bson.D{{Key: "shop", Value: shop}, {Key: "$or", Value: bson.A{
		bson.D{{Key: "contact", Value: contact}}, bson.D{{Key: "hold.account", Value: contact}},
	}}}, limit)
}

func (r *Redemptions) find(ctx context.Context, filter bson.D, limit int, opts *options.FindOptions) ([]rewards.Redemption, error) {
	found, err := rows[redemptionRow](ctx, r.collection, filter, limit, opts)
	if err != nil {
		return nil, err
	}
	all := make([]rewards.Redemption, 0, len(found))
	for _, row := range found {
		all = append(all, fromRedemptionRow(row))
	}
	return all, nil
}
