package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/rewards"
)

// Rewards keeps what points can be spent on, and how many of it are taken.
type Rewards struct {
	collection
	tallies collection
}

type rewardRow struct {
	ID          string        `bson:"_id"`
	Shop        models.ShopID `bson:"shop"`
	Reward      string        `bson:"reward"`
	Version     int64         `bson:"version"`
	Enabled     bool          `bson:"enabled"`
	Kind        string        `bson:"kind"`
	Params      models.Params `bson:"params"`
	Title       string        `bson:"title"`
	Text        string        `bson:"text"`
	Cost        int64         `bson:"cost"`
	Minimum     int64         `bson:"minimum"`
	Products    []string      `bson:"products"`
	Collections []string      `bson:"collections"`
	Levels      []string      `bson:"levels"`
	Stock       int64         `bson:"stock"`
	Begins      string        `bson:"begins"`
	Ends        string        `bson:"ends"`
	PerMember   int64         `bson:"perMember"`
	CoolDown    int           `bson:"coolDown"`
	Minutes     int           `bson:"minutes"`
	Combines    bool          `bson:"combines"`
	CreatedAt   time.Time     `bson:"createdAt"`
	UpdatedAt   time.Time     `bson:"updatedAt"`
	SavedBy     string        `bson:"savedBy"`
}

func toRewardRow(r rewards.Reward) rewardRow {
	s := r.Settings
	return rewardRow{
		ID: key(r.Shop, r.ID), Shop: r.Shop, Reward: r.ID, Version: r.Version + 1, Enabled: s.Enabled, Kind: s.Kind, Params: s.Params,
		Title: s.Title, Text: s.Text, Cost: s.Cost, Minimum: s.Minimum, Products: s.Products, Collections: s.Collections, Levels: s.Levels,
		Stock: s.Stock, Begins: s.Dates.From, Ends: s.Dates.Until, PerMember: s.PerMember, CoolDown: s.CoolDown, Minutes: s.Minutes, Combines: s.Combines,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, SavedBy: r.SavedBy,
	}
}

func fromRewardRow(r rewardRow) rewards.Reward {
	return rewards.Reward{
		Shop: r.Shop, ID: r.Reward, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, SavedBy: r.SavedBy,
		Settings: rewards.Settings{
			Enabled: r.Enabled, Kind: r.Kind, Params: maps.Clone(r.Params), Title: r.Title, Text: r.Text, Cost: r.Cost, Minimum: r.Minimum,
			Products: slices.Clone(r.Products), Collections: slices.Clone(r.Collections), Levels: slices.Clone(r.Levels), Stock: r.Stock,
			Dates: models.Window{From: r.Begins, Until: r.Ends}, PerMember: r.PerMember, CoolDown: r.CoolDown, Minutes: r.Minutes, Combines: r.Combines,
		},
	}
}

// Get gives a reward; models.NotFound where the shop has none of that id.
func (r *Rewards) Get(ctx context.Context, shop models.ShopID, id string) (rewards.Reward, error) {
	row, err := one[rewardRow](ctx, r.collection, byID(key(shop, id)))
	if err != nil {
		return rewards.Reward{}, err
	}
	return fromRewardRow(row), nil
}

// Save keeps a reward and gives its new version; models.Conflict where somebody
// saved it meanwhile.
func (r *Rewards) Save(ctx context.Context, reward rewards.Reward) (int64, error) {
	row := toRewardRow(reward)
	return r.save(ctx, row.ID, reward.Version, row)
}

// All lists a shop's rewards, the one made first at the front.
func (r *Rewards) All(ctx context.Context, shop models.ShopID) ([]rewards.Reward, error) {
	found, err := every[rewardRow](ctx, r.collection, under(shop), rewards.RewardsMax*2, options.Find().SetSort(bson.D{{Key: "createdAt", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, err
	}
	all := make([]rewards.Reward, 0, len(found))
	for _, row := range found {
		all = append(all, fromRewardRow(row))
	}
	return all, nil
}

// Delete removes a reward for good, with the count of what was taken. What was
// redeemed keeps its own terms.
func (r *Rewards) Delete(ctx context.Context, shop models.ShopID, id string) error {
	if _, err := r.remove(ctx, byID(key(shop, id))); err != nil {
		return err
	}
	_, err := r.tallies.remove(ctx, byID(key(shop, id)))
	return err
}

type takenRow struct {
	ID      string        `bson:"_id"`
	Shop    models.ShopID `bson:"shop"`
	Taken   int64         `bson:"taken"`
	Version int64         `bson:"version"`
}

// Taken tells how many of a reward with a limited stock are taken, and the
// version of that count.
func (r *Rewards) Taken(ctx context.Context, shop models.ShopID, id string) (taken, version int64, err error) {
	row, err := one[takenRow](ctx, r.tallies, byID(key(shop, id)))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return 0, 0, nil
	}
	return row.Taken, row.Version, err
}

// SaveTaken keeps a count by its version, so that two who take the last one do
// not both get it; models.Conflict where somebody counted meanwhile.
func (r *Rewards) SaveTaken(ctx context.Context, shop models.ShopID, id string, taken, version int64) error {
	row := takenRow{ID: key(shop, id), Shop: shop, Taken: taken, Version: version + 1}
	_, err := r.tallies.save(ctx, row.ID, version, row)
	return err
}
