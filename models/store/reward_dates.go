package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/rewards"
)

// datedRow is a reward of before its dates were those of the shop's clocks.
type datedRow struct {
	ID    string        `bson:"_id"`
	Shop  models.ShopID `bson:"shop"`
	From  time.Time     `bson:"from"`
	Until time.Time     `bson:"until"`
}

// readDatesOnClocks writes the dates of rewards as their shop's clocks show
// them. Until then the end was the first instant that did not count; now it is
// the last minute that does.
func readDatesOnClocks(ctx context.Context, s *Store) error {
	kept := s.collection("rewards", "reward")
	zones := map[models.ShopID]*time.Location{}
	dated := bson.D{{Key: "from", Value: bson.D{{Key: "$exists", Value: true}}}}
	for {
		found, err := rows[datedRow](ctx, kept, dated, rewards.RewardsMax, options.Find().SetSort(byIDSort))
		if err != nil || len(found) == 0 {
			return err
		}
		for _, row := range found {
			zone, known := zones[row.Shop]
			if !known {
				shop, err := s.Shops.Get(ctx, row.Shop)
				if err != nil && models.CodeOf(err) != models.NotFound {
					return err
				}
				zone = shop.Location()
				zones[row.Shop] = zone
			}
			_, err := kept.update(ctx, byID(row.ID), bson.D{
				{Key: "$set", Value: bson.D{{Key: "begins", Value: onClocks(row.From, zone)}, {Key: "ends", Value: onClocks(row.Until.Add(-time.Millisecond), zone)}}},
				{Key: "$unset", Value: bson.D{{Key: "from", Value: ""}, {Key: "until", Value: ""}}},
			})
			if err != nil {
				return err
			}
		}
	}
}

// onClocks is the minute that clocks in a zone show at a time; empty where the
// time stands for none.
func onClocks(at time.Time, zone *time.Location) string {
	if at.Year() <= 1 {
		return ""
	}
	return at.In(zone).Format(models.InstantForm)
}
