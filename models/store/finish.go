package store

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// finishMax bounds the deliveries that are saved with one call.
const (
	finishMax         = 100
	finishMaxEmbedded = shareMaxEmbedded
)

// finish is a delivery after an attempt, and who made it.
type finish struct {
	worker   string
	delivery models.Delivery
}

func (f finish) filter() bson.D {
	return append(byID(key(f.delivery.Shop, f.delivery.WebhookID)), bson.E{Key: "leasedBy", Value: f.worker})
}

// finishAll saves deliveries that were finished at the same time.
func (r *Inbox) finishAll(batch []*wish[finish]) {
	ctx, cancel := limited(context.Background())
	defer cancel()
	if len(batch) > 1 {
		writes := make([]mongo.WriteModel, 0, len(batch))
		for _, w := range batch {
			writes = append(writes, mongo.NewUpdateOneModel().SetFilter(w.what.filter()).SetUpdate(progress(w.what.delivery)))
		}
		matched, err := r.save(ctx, writes)
		if err == nil && matched == len(batch) {
			return
		}
		if err != nil && models.CodeOf(err) == models.Unavailable {
			for _, w := range batch {
				w.err = err
			}
			return
		}
	}
	for _, w := range batch {
		w.err = r.finish(ctx, w.what)
		if len(batch) > 1 && models.CodeOf(w.err) == models.Conflict && r.finished(ctx, w.what) {
			w.err = nil // it was saved with the others
		}
	}
}

// save does updates and tells how many found their delivery. On the embedded
// engine that takes a transaction and the first of them by itself, so that the
// others can be patched in.
func (r *Inbox) save(ctx context.Context, writes []mongo.WriteModel) (matched int, err error) {
	if r.deliveries.scan == nil {
		result, err := r.deliveries.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(false))
		if err != nil {
			return 0, known(ctx, err, r.deliveries.noun)
		}
		return int(result.MatchedCount), nil
	}
	err = r.tx.Do(ctx, func(ctx context.Context) error {
		first, err := bulk(ctx, r.deliveries, writes[:1])
		if err != nil {
			return err
		}
		rest, err := bulk(ctx, r.deliveries, writes[1:])
		matched = first + rest
		return err
	})
	return matched, err
}

func (r *Inbox) finish(ctx context.Context, f finish) error {
	found, err := r.deliveries.update(ctx, f.filter(), progress(f.delivery))
	if err == nil && !found {
		return models.Errorf(models.Conflict, "another worker has taken this delivery over")
	}
	return err
}

// finished tells whether a delivery is as it was to be saved.
func (r *Inbox) finished(ctx context.Context, f finish) bool {
	row, err := one[deliveryRow](ctx, r.deliveries, byID(key(f.delivery.Shop, f.delivery.WebhookID)))
	now, wanted := row.facts(), f.delivery
	return err == nil && now.State == wanted.State && now.Attempts == wanted.Attempts && now.LeasedBy == wanted.LeasedBy && now.DoneAt.Equal(wanted.DoneAt)
}
