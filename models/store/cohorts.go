package store

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/points"
)

// monthsMax bounds the months of a shop that have points: three centuries.
const monthsMax = 3_600

// cohortRow is the points of one month; within a delta it has neither id nor
// shop.
type cohortRow struct {
	ID    string        `bson:"_id,omitempty"`
	Shop  models.ShopID `bson:"shop,omitempty"`
	Month string        `bson:"month"`
	Sum   cohortSumsRow `bson:"sum"`
}

type cohortSumsRow struct {
	Issued     int64 `bson:"issued"`
	ClawedBack int64 `bson:"clawedBack"`
	Repaid     int64 `bson:"repaid"`
	Redeemed   int64 `bson:"redeemed"`
	Expired    int64 `bson:"expired"`
	Erased     int64 `bson:"erased"`
}

func (s cohortSumsRow) increments() bson.D {
	return bson.D{
		{Key: "sum.issued", Value: s.Issued}, {Key: "sum.clawedBack", Value: s.ClawedBack}, {Key: "sum.repaid", Value: s.Repaid},
		{Key: "sum.redeemed", Value: s.Redeemed}, {Key: "sum.expired", Value: s.Expired}, {Key: "sum.erased", Value: s.Erased},
	}
}

func toCohortRows(cohorts []points.Cohort) []cohortRow {
	var list []cohortRow
	for _, c := range cohorts {
		list = append(list, cohortRow{Month: c.Month, Sum: cohortSumsRow(c.Sum)})
	}
	return list
}

// addCohorts adds what deltas say to the points of each month, in the
// transaction that removes them.
func (r *Figures) addCohorts(ctx context.Context, deltas []deltaRow) error {
	sums, order := map[string]cohortRow{}, []string{}
	for _, d := range deltas {
		for _, c := range d.Cohorts {
			id := key(d.Shop, c.Month)
			sum, known := sums[id]
			if !known {
				sum = cohortRow{ID: id, Shop: d.Shop, Month: c.Month}
				order = append(order, id)
			}
			sum.Sum = cohortSumsRow(points.CohortSums(sum.Sum).Plus(points.CohortSums(c.Sum)))
			sums[id] = sum
		}
	}
	if len(order) == 0 {
		return nil
	}
	writes := make([]mongo.WriteModel, 0, len(order))
	for _, id := range order {
		c := sums[id]
		writes = append(writes, addTo(id, c.Sum.increments(), bson.D{{Key: "shop", Value: c.Shop}, {Key: "month", Value: c.Month}}))
	}
	_, err := bulk(ctx, r.cohorts, writes)
	return err
}

// Cohorts gives what became of the points of every month, oldest first, with
// what deltas that wait add to it. In a transaction it tells one moment.
func (r *Figures) Cohorts(ctx context.Context, shop models.ShopID) ([]points.Cohort, error) {
	sums := map[string]points.CohortSums{}
	kept, err := every[cohortRow](ctx, r.cohorts, under(shop), monthsMax, options.Find().SetSort(byIDSort))
	if err != nil {
		return nil, err
	}
	for _, row := range kept {
		sums[row.Month] = points.CohortSums(row.Sum)
	}
	err = stream(ctx, r.deltas, under(shop), func(row deltaRow) error {
		for _, c := range row.Cohorts {
			sums[c.Month] = sums[c.Month].Plus(points.CohortSums(c.Sum))
		}
		return nil
	})
	return points.CohortsOf(sums), err
}
