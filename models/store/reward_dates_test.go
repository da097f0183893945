package store_test

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/rewards"
	"clientele/models/shops"
	"clientele/models/store"
)

func TestDatesOfRewardsBecomeThoseOfTheShopsClocksOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url, database string) {
		ctx := t.Context()
		s, err := store.Open(ctx, url, store.Options{Now: time.Now, Database: database})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close(t.Context()) })
		const shop = "demo-shop.myshopify.com"
		if _, err := s.Shops.Save(ctx, shops.Shop{ID: shop, Details: shops.Details{Zone: "Asia/Tokyo"}}); err != nil {
			t.Fatal(err)
		}
		noon := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
		ends := map[string][2]time.Time{"both": {noon, noon.AddDate(0, 0, 1)}, "none": {}, "open": {noon, {}}}
		for id, dates := range ends {
			if _, err := s.Rewards.Save(ctx, rewards.Reward{Shop: shop, ID: id, Settings: rewards.Settings{Kind: "amount"}}); err != nil {
				t.Fatal(err)
			}
			_, err := s.Raw().Collection("rewards").UpdateOne(ctx, bson.D{{Key: "reward", Value: id}}, bson.D{
				{Key: "$set", Value: bson.D{{Key: "from", Value: dates[0]}, {Key: "until", Value: dates[1]}}},
				{Key: "$unset", Value: bson.D{{Key: "begins", Value: ""}, {Key: "ends", Value: ""}}},
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second time as after an interruption
			if err := store.ReadDatesOnClocks(ctx, s); err != nil {
				t.Fatal(err)
			}
			for id, want := range map[string]models.Window{
				"both": {From: "2026-11-27T21:00", Until: "2026-11-28T20:59"}, "none": {}, "open": {From: "2026-11-27T21:00"},
			} {
				r, err := s.Rewards.Get(ctx, shop, id)
				if err != nil || r.Dates != want {
					t.Errorf("%s is offered %+v, %v; want %+v", id, r.Dates, err, want)
				}
			}
		}
	})
}
