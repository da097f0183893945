package store

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// Inbox keeps webhooks from arrival until they are worked off.
type Inbox struct {
	tx         *Tx
	door       *door
	deliveries collection
	claims     atomic.Int64           // numbers the claims of this process
	turn       atomic.Pointer[string] // the shop that had its turn last; nil before the first one
	finishes   *gather[finish]
}

func newInbox(tx *Tx, door *door, deliveries collection, embedded bool) *Inbox {
	r := &Inbox{tx: tx, door: door, deliveries: deliveries}
	r.finishes = &gather[finish]{most: finishMax, atOnce: 1, run: r.finishAll}
	if embedded {
		r.finishes.most = finishMaxEmbedded
	}
	return r
}

// batchMax bounds what one call may put or claim, eraseRounds the rounds in
// which bodies are removed.
const (
	batchMax    = 500
	eraseRounds = 1000
)

// Put keeps new deliveries and passes over those it has; it tells how many
// were new. It refuses to run inside a transaction, which a repeat would end.
func (r *Inbox) Put(ctx context.Context, deliveries []models.Delivery) (int, error) {
	if inside(ctx) != nil {
		return 0, models.Errorf(models.Internal, "deliveries were put inside a transaction")
	}
	defer r.door.enter(len(deliveries))()
	added := 0
	for batch := range slices.Chunk(deliveries, batchMax) {
		n, err := r.putBatch(ctx, batch)
		added += n
		if err != nil {
			return added, err
		}
	}
	return added, nil
}

func (r *Inbox) putBatch(ctx context.Context, batch []models.Delivery) (int, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	documents := make([]any, 0, len(batch))
	for _, d := range batch {
		row, err := toDeliveryRow(d)
		if err != nil {
			return 0, err
		}
		documents = append(documents, row)
	}
	result, err := r.deliveries.InsertMany(ctx, documents, options.InsertMany().SetOrdered(false))
	var bulk mongo.BulkWriteException
	switch {
	case err == nil:
		return len(documents), nil
	case errors.As(err, &bulk):
		if bulk.WriteConcernError != nil || slices.ContainsFunc(bulk.WriteErrors, func(e mongo.BulkWriteError) bool { return !duplicate(e) }) {
			return 0, known(ctx, err, r.deliveries.noun)
		}
		return len(documents) - len(bulk.WriteErrors), nil
	case lungo.IsUniquenessError(err) && result != nil:
		return len(result.InsertedIDs), nil
	}
	return 0, known(ctx, err, r.deliveries.noun)
}

var oldestFirst = bson.D{{Key: "receivedAt", Value: 1}, {Key: "_id", Value: 1}}

// Finish saves a delivery after an attempt; models.Conflict where the worker
// does not hold it any more.
func (r *Inbox) Finish(ctx context.Context, worker string, d models.Delivery) error {
	if inside(ctx) != nil {
		return r.finish(ctx, finish{worker: worker, delivery: d})
	}
	return r.finishes.do(finish{worker: worker, delivery: d})
}

// Replay saves a delivery that a person put back in line.
func (r *Inbox) Replay(ctx context.Context, d models.Delivery) error {
	found, err := r.deliveries.update(ctx, byID(key(d.Shop, d.WebhookID)), progress(d))
	if err == nil && !found {
		return models.Errorf(models.NotFound, "there is no such %s", r.deliveries.noun)
	}
	return err
}

// Get gives a delivery with its body; models.NotFound where the shop has none
// of that id.
func (r *Inbox) Get(ctx context.Context, shop models.ShopID, webhookID string) (models.Delivery, error) {
	row, err := one[deliveryRow](ctx, r.deliveries, byID(key(shop, webhookID)))
	if err != nil {
		return models.Delivery{}, err
	}
	return fromDeliveryRow(row)
}

// Page lists deliveries, newest first, without their bodies.
func (r *Inbox) Page(ctx context.Context, shop models.ShopID, q models.DeliveryQuery) (models.Page[models.Delivery], error) {
	const list = "deliveries"
	none := models.Page[models.Delivery]{}
	from, found, err := readMark(list, q.Cursor)
	if err != nil {
		return none, err
	}
	filter := bson.D{{Key: "shop", Value: shop}}
	find := options.Find()
	if q.State != "" {
		filter = append(filter, bson.E{Key: "state", Value: q.State})
	} else if q.Topic == "" { // any of them, so that one index serves both lists
		filter, find = append(filter, among("state", models.DeliveryStates)...), along("shop", "state", "receivedAt", "_id")
	}
	if q.Topic != "" {
		filter = append(filter, bson.E{Key: "topic", Value: q.Topic})
	}
	if found {
		filter = append(filter, from.older("receivedAt", shop)...)
	}
	limit := models.Limit(q.Limit)
	all, err := rows[deliveryRow](ctx, r.deliveries, filter, limit+1,
		find.SetSort(newestFirst).SetProjection(bson.D{{Key: "body", Value: 0}}))
	if err != nil {
		return none, err
	}
	return page(all, limit, deliveryRow.facts, func(row deliveryRow) mark {
		return mark{List: list, Number: row.ReceivedAt.UnixMilli(), ID: row.WebhookID}
	}), nil
}

// Backlog tells what waits in a shop's inbox, counting up to models.BacklogMax.
// The oldest is the one that arrived first among those a worker may take now.
func (r *Inbox) Backlog(ctx context.Context, shop models.ShopID, now time.Time) (models.Backlog, error) {
	var b models.Backlog
	var err error
	open := append(bson.D{{Key: "shop", Value: shop}}, bson.E{Key: "open", Value: true})
	if b.Waiting, err = r.deliveries.count(ctx, open, models.BacklogMax); err != nil {
		return b, err
	}
	b.NeedsPerson, err = r.deliveries.count(ctx, bson.D{{Key: "shop", Value: shop}, {Key: "state", Value: models.NeedsPerson}}, models.BacklogMax)
	if err != nil || b.Waiting == 0 {
		return b, err
	}
	oldest, err := rows[deliveryRow](ctx, r.deliveries, append(open, bson.E{Key: "dueAt", Value: bson.D{{Key: "$lte", Value: now}}}), 1,
		options.Find().SetSort(oldestFirst).SetProjection(bson.D{{Key: "body", Value: 0}}))
	if len(oldest) > 0 {
		b.OldestAt = oldest[0].ReceivedAt
	}
	return b, err
}

// withoutBody is what remains of a delivery whose body is removed.
var withoutBody = bson.D{{Key: "$set", Value: bson.D{
	{Key: "body", Value: []byte{}}, {Key: "packed", Value: false}, {Key: "hasBody", Value: false},
}}}

// StripBodies removes the bodies of deliveries done or refused before a time;
// up to limit a call.
func (r *Inbox) StripBodies(ctx context.Context, before time.Time, limit int) (int, error) {
	return r.strip(ctx, bson.D{
		{Key: "hasBody", Value: true},
		{Key: "state", Value: bson.D{{Key: "$in", Value: []models.DeliveryState{models.Done, models.Refused}}}},
		{Key: "doneAt", Value: bson.D{{Key: "$gt", Value: time.Time{}}, {Key: "$lt", Value: before}}},
	}, withoutBody, min(limit, batchMax))
}

// withoutPerson is what remains of a delivery about a person who was erased.
var withoutPerson = bson.D{{Key: "$set", Value: bson.D{
	{Key: "body", Value: []byte{}}, {Key: "packed", Value: false}, {Key: "hasBody", Value: false}, {Key: "subject", Value: ""},
}}}

// EraseBodies removes the bodies of a shop's deliveries about the subjects,
// such as customer:7 or order:1001, and the note of whom they were about. A
// webhook id among them names a delivery that was not read yet.
func (r *Inbox) EraseBodies(ctx context.Context, shop models.ShopID, subjects []string) (int, error) {
	erased := 0
	if len(subjects) == 0 {
		return 0, nil
	}
	filter := bson.D{{Key: "shop", Value: shop}, {Key: "$or", Value: bson.A{
		among("subject", subjects), append(among("webhookId", subjects), bson.E{Key: "hasBody", Value: true}),
	}}}
	for range eraseRounds {
		n, err := r.strip(ctx, filter, withoutPerson, batchMax)
		erased += n
		if err != nil || n == 0 {
			return erased, err
		}
	}
	return erased, nil
}

func (r *Inbox) strip(ctx context.Context, filter, change bson.D, limit int) (int, error) {
	ids, err := r.deliveries.ids(ctx, filter, limit)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return r.deliveries.updateAll(ctx, among("_id", ids), change)
}
