package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/outbox"
)

// Outbox keeps effects from their decision until they are brought about.
type Outbox struct {
	collection
	claims atomic.Int64 // numbers the claims of this process
}

type messageRow struct {
	ID          string            `bson:"_id"`
	Shop        models.ShopID     `bson:"shop"`
	Message     string            `bson:"message"`
	Kind        string            `bson:"kind"`
	Subject     string            `bson:"subject"`
	Params      map[string]string `bson:"params"`
	MadeAt      time.Time         `bson:"madeAt"`
	BeganAt     time.Time         `bson:"beganAt"`
	Open        bool              `bson:"open"`
	Attempts    int               `bson:"attempts"`
	DueAt       time.Time         `bson:"dueAt"`
	State       outbox.State      `bson:"state"`
	DoneAt      time.Time         `bson:"doneAt"`
	Outcome     string            `bson:"outcome"`
	Problem     string            `bson:"problem"`
	LeasedTo    string            `bson:"leasedTo"`
	LeasedUntil time.Time         `bson:"leasedUntil"`
	Claim       string            `bson:"claim"` // the last claim that leased it
}

func toMessageRow(m outbox.Message) messageRow {
	return messageRow{
		ID: key(m.Shop, m.ID), Shop: m.Shop, Message: m.ID, Kind: m.Kind, Subject: m.Subject, Params: m.Params, MadeAt: m.MadeAt,
		BeganAt: m.BeganAt, Open: m.Open(), Attempts: m.Attempts, DueAt: m.DueAt, State: m.State, DoneAt: m.DoneAt, Outcome: m.Outcome,
		Problem: m.Problem, LeasedTo: m.LeasedTo, LeasedUntil: m.LeasedUntil,
	}
}

func fromMessageRow(r messageRow) outbox.Message {
	return outbox.Message{
		Shop: r.Shop, ID: r.Message, Kind: r.Kind, Subject: r.Subject, Params: maps.Clone(r.Params), MadeAt: r.MadeAt, BeganAt: r.BeganAt,
		Attempts: r.Attempts, DueAt: r.DueAt, State: r.State, DoneAt: r.DoneAt, Outcome: r.Outcome, Problem: r.Problem,
		LeasedTo: r.LeasedTo, LeasedUntil: r.LeasedUntil,
	}
}

// Put keeps a message once; putting the same business key again changes
// nothing. It belongs in the transaction of the story that decided it.
func (r *Outbox) Put(ctx context.Context, m outbox.Message) error {
	row := toMessageRow(m)
	_, err := one[messageRow](ctx, r.collection, byID(row.ID))
	if err == nil || models.CodeOf(err) != models.NotFound {
		return err
	}
	return r.insert(ctx, row)
}

// Get gives a message; models.NotFound where the shop has none of that id.
func (r *Outbox) Get(ctx context.Context, shop models.ShopID, id string) (outbox.Message, error) {
	row, err := one[messageRow](ctx, r.collection, byID(key(shop, id)))
	if err != nil {
		return outbox.Message{}, err
	}
	return fromMessageRow(row), nil
}

// Claim leases up to limit due messages to a worker, the one made first at the
// front, and counts the attempt before it begins: whoever takes over from a
// killed worker knows by it that somebody was there. It needs no transaction:
// the condition is checked again for each message that is leased.
func (r *Outbox) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int) ([]outbox.Message, error) {
	limit, now = min(limit, batchMax), models.Instant(now)
	free := bson.D{
		{Key: "open", Value: true},
		{Key: "dueAt", Value: bson.D{{Key: "$lte", Value: now}}},
		{Key: "leasedUntil", Value: bson.D{{Key: "$lte", Value: now}}},
	}
	ids, err := r.ids(ctx, free, limit, options.Find().SetSort(bson.D{{Key: "madeAt", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	claim := fmt.Sprintf("%s#%d", worker, r.claims.Add(1))
	leased, err := r.updateAll(ctx, append(free, among("_id", ids)...), bson.D{
		{Key: "$set", Value: bson.D{{Key: "leasedTo", Value: worker}, {Key: "leasedUntil", Value: now.Add(lease)}, {Key: "claim", Value: claim}}},
		{Key: "$inc", Value: bson.D{{Key: "attempts", Value: 1}}},
	})
	if err != nil || leased == 0 {
		return nil, err
	}
	mine := append(bson.D{{Key: "claim", Value: claim}}, among("_id", ids)...)
	if _, err = r.updateAll(ctx, append(mine, bson.E{Key: "attempts", Value: 1}), bson.D{
		{Key: "$set", Value: bson.D{{Key: "beganAt", Value: now}}},
	}); err != nil {
		return nil, err
	}
	found, err := rows[messageRow](ctx, r.collection, mine, limit)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b messageRow) int { return cmp.Or(a.MadeAt.Compare(b.MadeAt), cmp.Compare(a.ID, b.ID)) })
	all := make([]outbox.Message, 0, len(found))
	for _, row := range found {
		all = append(all, fromMessageRow(row))
	}
	return all, nil
}

// Finish saves a message after an attempt; models.Conflict where the worker
// does not hold it any more, or a person called it off meanwhile.
func (r *Outbox) Finish(ctx context.Context, worker string, m outbox.Message) error {
	row := toMessageRow(m)
	found, err := r.update(ctx, append(byID(row.ID), bson.E{Key: "leasedTo", Value: worker}, bson.E{Key: "open", Value: true}), progressOfMessage(row))
	if err == nil && !found {
		return models.Errorf(models.Conflict, "another worker has taken this effect over")
	}
	return err
}

// Decide saves what a person or a story decided about a message that nobody
// works on now; models.Conflict where somebody does, or its state is another.
func (r *Outbox) Decide(ctx context.Context, m outbox.Message, was outbox.State, now time.Time) error {
	row := toMessageRow(m)
	found, err := r.update(ctx, append(byID(row.ID), bson.E{Key: "state", Value: was},
		bson.E{Key: "leasedUntil", Value: bson.D{{Key: "$lte", Value: models.Instant(now)}}}), progressOfMessage(row))
	if err == nil && !found {
		return models.Errorf(models.Conflict, "this effect is being worked on right now; look again in a moment")
	}
	return err
}

func progressOfMessage(row messageRow) bson.D {
	return bson.D{{Key: "$set", Value: bson.D{
		{Key: "open", Value: row.Open}, {Key: "attempts", Value: row.Attempts}, {Key: "dueAt", Value: row.DueAt}, {Key: "state", Value: row.State},
		{Key: "doneAt", Value: row.DoneAt}, {Key: "outcome", Value: row.Outcome}, {Key: "problem", Value: row.Problem},
		{Key: "leasedTo", Value: row.LeasedTo}, {Key: "leasedUntil", Value: row.LeasedUntil},
	}}}
}

// Page lists messages, newest first.
func (r *Outbox) Page(ctx context.Context, shop models.ShopID, q outbox.Query) (models.Page[outbox.Message], error) {
	const list = "outbox"
	from, found, err := readMark(list, q.Cursor)
	if err != nil {
		return models.Page[outbox.Message]{}, err
	}
	filter := bson.D{{Key: "shop", Value: shop}}
	if q.State != "" {
		filter = append(filter, bson.E{Key: "state", Value: q.State})
	}
	if found {
		filter = append(filter, from.older("madeAt", shop)...)
	}
	limit := models.Limit(q.Limit)
	all, err := rows[messageRow](ctx, r.collection, filter, limit+1,
		options.Find().SetSort(bson.D{{Key: "madeAt", Value: -1}, {Key: "_id", Value: -1}}))
	if err != nil {
		return models.Page[outbox.Message]{}, err
	}
	return page(all, limit, fromMessageRow, func(row messageRow) mark {
		return mark{List: list, Number: row.MadeAt.UnixMilli(), ID: row.Message}
	}), nil
}

// NeedPerson counts the messages of some kinds that wait for a person, at most
// limit.
func (r *Outbox) NeedPerson(ctx context.Context, shop models.ShopID, kinds []string, limit int) (int, error) {
	return r.count(ctx, append(bson.D{{Key: "shop", Value: shop}, {Key: "state", Value: outbox.NeedsPerson}}, among("kind", kinds)...), limit)
}

// Forget removes all messages about a subject, up to limit a call, and tells
// how many.
func (r *Outbox) Forget(ctx context.Context, shop models.ShopID, subject string, limit int) (int, error) {
	return r.removeUpTo(ctx, bson.D{{Key: "shop", Value: shop}, {Key: "subject", Value: subject}}, limit)
}

// Sweep removes messages that were done or called off before a time, up to
// limit a call, and tells how many.
func (r *Outbox) Sweep(ctx context.Context, before time.Time, limit int) (int, error) {
	return r.removeUpTo(ctx, bson.D{
		{Key: "open", Value: false},
		{Key: "doneAt", Value: bson.D{{Key: "$gt", Value: time.Time{}}, {Key: "$lt", Value: models.Instant(before)}}},
	}, min(limit, batchMax))
}
