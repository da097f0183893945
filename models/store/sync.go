package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/shops"
)

// Sync keeps how far stores' past has been read: a document for the regular
// look and one for the backfill, each with the time when it goes on.
type Sync struct {
	collection
	shops collection
}

const (
	pollID     = "poll"
	backfillID = "backfill"
)

type pollRow struct {
	ID      string        `bson:"_id"`
	Shop    models.ShopID `bson:"shop"`
	Kind    string        `bson:"kind"`
	NextAt  *time.Time    `bson:"nextAt"` // nil for never
	Version int64         `bson:"version"`
	Install int64         `bson:"install"`

	Since      time.Time    `bson:"since"`
	From       time.Time    `bson:"from"`
	Until      time.Time    `bson:"until"`
	Cursor     string       `bson:"cursor"`
	FinishedAt time.Time    `bson:"finishedAt"`
	Problem    string       `bson:"problem"`
	ProblemAt  time.Time    `bson:"problemAt"`
	Days       []pollDayRow `bson:"days"`
}

type pollDayRow struct {
	Day        string `bson:"day"`
	Looked     int64  `bson:"looked"`
	Mended     int64  `bson:"mended"`
	Unreadable int64  `bson:"unreadable"`
}

type backfillRow struct {
	ID      string        `bson:"_id"`
	Shop    models.ShopID `bson:"shop"`
	Kind    string        `bson:"kind"`
	NextAt  *time.Time    `bson:"nextAt"`
	Version int64         `bson:"version"`
	Install int64         `bson:"install"`

	State      catchup.State `bson:"state"`
	StartedAt  time.Time     `bson:"startedAt"`
	StartedBy  string        `bson:"startedBy"`
	FinishedAt time.Time     `bson:"finishedAt"`
	Operation  string        `bson:"operation"`
	AskedAt    time.Time     `bson:"askedAt"`
	Attempt    int           `bson:"attempt"`
	Partial    bool          `bson:"partial"`
	Faults     int           `bson:"faults"`
	Objects    int64         `bson:"objects"`
	Size       int64         `bson:"size"`
	Read       int64         `bson:"read"`
	Orders     int64         `bson:"orders"`
	Changed    int64         `bson:"changed"`
	Unreadable int64         `bson:"unreadable"`
	Problem    string        `bson:"problem"`
}

func toPollRow(p catchup.Poll) pollRow {
	row := pollRow{
		ID: key(p.Shop, pollID), Shop: p.Shop, Kind: pollID, NextAt: orNever(p.NextAt), Version: p.Version + 1, Install: p.Install,
		Since: p.Since, From: p.From, Until: p.Until, Cursor: p.Cursor, FinishedAt: p.FinishedAt, Problem: p.Problem, ProblemAt: p.ProblemAt,
	}
	for _, d := range p.Days {
		row.Days = append(row.Days, pollDayRow(d))
	}
	return row
}

func fromPollRow(r pollRow) catchup.Poll {
	p := catchup.Poll{
		Shop: r.Shop, Version: r.Version, Install: r.Install, Since: r.Since, From: r.From, Until: r.Until, Cursor: r.Cursor,
		NextAt: never(r.NextAt), FinishedAt: r.FinishedAt, Problem: r.Problem, ProblemAt: r.ProblemAt,
	}
	for _, d := range r.Days {
		p.Days = append(p.Days, catchup.PollDay(d))
	}
	return p
}

func toBackfillRow(b catchup.Backfill) backfillRow {
	return backfillRow{
		ID: key(b.Shop, backfillID), Shop: b.Shop, Kind: backfillID, NextAt: orNever(b.NextAt), Version: b.Version + 1, Install: b.Install,
		State: b.State, StartedAt: b.StartedAt, StartedBy: b.StartedBy, FinishedAt: b.FinishedAt, Operation: b.Operation, AskedAt: b.AskedAt,
		Attempt: b.Attempt, Partial: b.Partial, Faults: b.Faults, Objects: b.Objects, Size: b.Size, Read: b.Read,
		Orders: b.Orders, Changed: b.Changed, Unreadable: b.Unreadable, Problem: b.Problem,
	}
}

func fromBackfillRow(r backfillRow) catchup.Backfill {
	return catchup.Backfill{
		Shop: r.Shop, Version: r.Version, Install: r.Install, State: r.State, StartedAt: r.StartedAt, StartedBy: r.StartedBy,
		FinishedAt: r.FinishedAt, Operation: r.Operation, AskedAt: r.AskedAt, Attempt: r.Attempt, Partial: r.Partial, Faults: r.Faults,
		Objects: r.Objects, Size: r.Size, Read: r.Read, Orders: r.Orders, Changed: r.Changed, Unreadable: r.Unreadable,
		NextAt: never(r.NextAt), Problem: r.Problem,
	}
}

func orNever(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func never(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// Poll gives a shop's regular look, one with version zero where there is none.
func (r *Sync) Poll(ctx context.Context, shop models.ShopID) (catchup.Poll, error) {
	row, err := one[pollRow](ctx, r.collection, byID(key(shop, pollID)))
	if err != nil && models.CodeOf(err) == models.NotFound {
		return catchup.Poll{Shop: shop}, nil
	}
	return fromPollRow(row), err
}

// SavePoll keeps a regular look and gives its new version; models.Conflict
// where somebody saved it meanwhile.
func (r *Sync) SavePoll(ctx context.Context, p catchup.Poll) (int64, error) {
	return r.save(ctx, key(p.Shop, pollID), p.Version, toPollRow(p))
}

// DuePolls lists regular looks whose time has come, the longest overdue first.
func (r *Sync) DuePolls(ctx context.Context, now time.Time, limit int) ([]catchup.Poll, error) {
	found, err := rows[pollRow](ctx, r.collection, due(pollID, now), limit, options.Find().SetSort(soonest))
	all := make([]catchup.Poll, 0, len(found))
	for _, row := range found {
		all = append(all, fromPollRow(row))
	}
	return all, err
}

// Backfill gives a shop's backfill, one with version zero where there was none.
func (r *Sync) Backfill(ctx context.Context, shop models.ShopID) (catchup.Backfill, error) {
	row, err := one[backfillRow](ctx, r.collection, byID(key(shop, backfillID)))
	if err != nil && models.CodeOf(err) == models.NotFound {
		return catchup.Backfill{Shop: shop}, nil
	}
	return fromBackfillRow(row), err
}

// SaveBackfill keeps a backfill and gives its new version; models.Conflict
// where somebody saved it meanwhile.
func (r *Sync) SaveBackfill(ctx context.Context, b catchup.Backfill) (int64, error) {
	return r.save(ctx, key(b.Shop, backfillID), b.Version, toBackfillRow(b))
}

// DueBackfills lists backfills whose time has come, the longest overdue first.
func (r *Sync) DueBackfills(ctx context.Context, now time.Time, limit int) ([]catchup.Backfill, error) {
	found, err := rows[backfillRow](ctx, r.collection, due(backfillID, now), limit, options.Find().SetSort(soonest))
	all := make([]catchup.Backfill, 0, len(found))
	for _, row := range found {
		all = append(all, fromBackfillRow(row))
	}
	return all, err
}

var soonest = bson.D{{Key: "nextAt", Value: 1}, {Key: "_id", Value: 1}}

func due(kind string, now time.Time) bson.D {
	return bson.D{{Key: "kind", Value: kind}, {Key: "nextAt", Value: bson.D{{Key: "$lte", Value: models.Instant(now)}}}}
}

// Unenrolled looks through up to limit shops after one and gives those that
// have the app and no regular look yet, and the last shop it looked at; empty
// at the end of the list.
func (r *Sync) Unenrolled(ctx context.Context, after models.ShopID, limit int) (without []shops.Shop, last models.ShopID, err error) {
	found, err := rows[shopRow](ctx, r.shops, bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: string(after)}}}}, limit, options.Find().SetSort(byIDSort))
	if err != nil || len(found) == 0 {
		return nil, "", err
	}
	var wanted []string
	for _, row := range found {
		if fromShopRow(row).Installed() {
			wanted = append(wanted, key(row.Shop, pollID))
		}
	}
	enrolled := map[string]bool{}
	var have []string
	if len(wanted) > 0 {
		if have, err = r.ids(ctx, among("_id", wanted), limit); err != nil {
			return nil, "", err
		}
	}
	for _, id := range have {
		enrolled[id] = true
	}
	for _, row := range found {
		if shop := fromShopRow(row); shop.Installed() && !enrolled[key(shop.ID, pollID)] {
			without = append(without, shop)
		}
	}
	if len(found) == limit {
		last = found[len(found)-1].Shop
	}
	return without, last, nil
}
