package store

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/points"
)

// Figures keeps sums that nobody has to count again: deltas that wait, the
// figures of each day and of the points of each month, and the total, which is
// kept as the day without a name.
type Figures struct{ deltas, days, cohorts collection }

const daysMax = 4_000

type deltaRow struct {
	ID    string        `bson:"_id"`
	Shop  models.ShopID `bson:"shop"`
	Delta string        `bson:"delta"`
	Day   string        `bson:"day"`
	Sum   sumsRow       `bson:"sum"`

	Cohorts []cohortRow `bson:"cohorts,omitempty"`
}

type dayRow struct {
	ID   string        `bson:"_id"`
	Shop models.ShopID `bson:"shop"`
	Day  string        `bson:"day"`
	Sum  sumsRow       `bson:"sum"`
}

type sumsRow struct {
	Earned      int64 `bson:"earned"`
	Removed     int64 `bson:"removed"`
	Orders      int64 `bson:"orders"`
	Members     int64 `bson:"members"`
	Guests      int64 `bson:"guests"`
	Available   int64 `bson:"available"`
	Pending     int64 `bson:"pending"`
	Debt        int64 `bson:"debt"`
	Halted      int64 `bson:"halted"`
	Issued      int64 `bson:"issued"`
	ClawedBack  int64 `bson:"clawedBack"`
	Adjustments int64 `bson:"adjustments"`
	Reserved    int64 `bson:"reserved"`
	Redeemed    int64 `bson:"redeemed"`
	Forgiven    int64 `bson:"forgiven"`
	Erased      int64 `bson:"erased"`
	Granted     int64 `bson:"granted"`
	Expired     int64 `bson:"expired"`
	Returned    int64 `bson:"returned"`
	Buyers      int64 `bson:"buyers"`
	Repeaters   int64 `bson:"repeaters"`
}

// increments names every figure with what is added to it.
func (s sumsRow) increments() bson.D {
	return bson.D{
		{Key: "sum.earned", Value: s.Earned}, {Key: "sum.removed", Value: s.Removed}, {Key: "sum.orders", Value: s.Orders},
		{Key: "sum.members", Value: s.Members}, {Key: "sum.guests", Value: s.Guests}, {Key: "sum.available", Value: s.Available},
		{Key: "sum.pending", Value: s.Pending}, {Key: "sum.debt", Value: s.Debt}, {Key: "sum.halted", Value: s.Halted},
		{Key: "sum.issued", Value: s.Issued}, {Key: "sum.clawedBack", Value: s.ClawedBack}, {Key: "sum.adjustments", Value: s.Adjustments},
		{Key: "sum.reserved", Value: s.Reserved}, {Key: "sum.redeemed", Value: s.Redeemed},
		{Key: "sum.forgiven", Value: s.Forgiven}, {Key: "sum.erased", Value: s.Erased},
		{Key: "sum.granted", Value: s.Granted}, {Key: "sum.expired", Value: s.Expired}, {Key: "sum.returned", Value: s.Returned},
		{Key: "sum.buyers", Value: s.Buyers}, {Key: "sum.repeaters", Value: s.Repeaters},
	}
}

// Put keeps a delta until it is folded. It belongs in the transaction of what
// caused it: that is what makes it count once. models.Conflict for an id that
// waits already.
func (r *Figures) Put(ctx context.Context, d points.Delta) error {
	return r.deltas.insert(ctx, deltaRow{ID: key(d.Shop, d.ID), Shop: d.Shop, Delta: d.ID, Day: d.Day, Sum: sumsRow(d.Sum), Cohorts: toCohortRows(d.Cohorts)})
}

// Fold adds up to limit waiting deltas to their day and to the total and tells
// how many. It must run in a transaction: then two that fold the same deltas
// cannot both commit.
func (r *Figures) Fold(ctx context.Context, limit int) (int, error) {
	if inside(ctx) == nil {
		return 0, models.Errorf(models.Internal, "figures were folded outside a transaction")
	}
	waiting, err := rows[deltaRow](ctx, r.deltas, bson.D{}, limit, options.Find().SetSort(byIDSort))
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	ids := make([]string, 0, len(waiting))
	sums, order := map[string]dayRow{}, []string{}
	for _, d := range waiting {
		ids = append(ids, d.ID)
		for _, day := range []string{d.Day, ""} {
			id := key(d.Shop, day)
			sum, known := sums[id]
			if !known {
				sum = dayRow{ID: id, Shop: d.Shop, Day: day}
				order = append(order, id)
			}
			sum.Sum = sumsRow(points.Sums(sum.Sum).Plus(points.Sums(d.Sum)))
			sums[id] = sum
		}
	}
	removed, err := r.deltas.remove(ctx, among("_id", ids))
	if err != nil {
		return 0, err
	}
	if removed != len(ids) {
		return 0, outdated(r.deltas.noun)
	}
	writes := make([]mongo.WriteModel, 0, len(order))
	for _, id := range order {
		d := sums[id]
		writes = append(writes, addTo(id, d.Sum.increments(), bson.D{{Key: "shop", Value: d.Shop}, {Key: "day", Value: d.Day}}))
	}
	if _, err := bulk(ctx, r.days, writes); err != nil {
		return 0, err
	}
	return len(ids), r.addCohorts(ctx, waiting)
}

// addTo adds to the sums of a document, which begins with what is given.
func addTo(id string, increments, begin bson.D) mongo.WriteModel {
	return mongo.NewUpdateOneModel().SetFilter(byID(id)).SetUpsert(true).
		SetUpdate(bson.D{{Key: "$inc", Value: increments}, {Key: "$setOnInsert", Value: begin}})
}

// Total gives the figures of all time, zeros where nothing was folded yet.
func (r *Figures) Total(ctx context.Context, shop models.ShopID) (points.Sums, error) {
	row, err := one[dayRow](ctx, r.days, byID(key(shop, "")))
	if err != nil && models.CodeOf(err) != models.NotFound {
		return points.Sums{}, err
	}
	return points.Sums(row.Sum), nil
}

// Days gives the days from..to, both included, that have figures, oldest first.
func (r *Figures) Days(ctx context.Context, shop models.ShopID, from, to string) ([]points.DayFigures, error) {
	if from == "" {
		from = "0"
	}
	found, err := every[dayRow](ctx, r.days, bson.D{
		{Key: "_id", Value: bson.D{{Key: "$gte", Value: key(shop, from)}, {Key: "$lte", Value: key(shop, to)}}},
	}, daysMax, options.Find().SetSort(byIDSort))
	if err != nil {
		return nil, err
	}
	days := make([]points.DayFigures, 0, len(found))
	for _, row := range found {
		days = append(days, points.DayFigures{Day: row.Day, Sum: points.Sums(row.Sum)})
	}
	return days, nil
}
