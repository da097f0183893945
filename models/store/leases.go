package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// Leases keeps which process does what one at a time is enough for. It spares
// work and waiting; nothing may become wrong when two hold the same lease,
// because clocks differ.
type Leases struct{ s *Store }

// Take takes or renews a lease until now plus a time, and tells whether the
// holder has it. An embedded database has one process, which has every lease
// without a commit.
func (r *Leases) Take(ctx context.Context, name, holder string, now time.Time, lease time.Duration) (bool, error) {
	if r.s.embedded() {
		return true, nil
	}
	return r.take(ctx, name, holder, now, lease)
}

func (r *Leases) take(ctx context.Context, name, holder string, now time.Time, lease time.Duration) (bool, error) {
	now = models.Instant(now)
	free := bson.D{{Key: "_id", Value: name}, {Key: "$or", Value: bson.A{
		bson.D{{Key: "until", Value: bson.D{{Key: "$lte", Value: now}}}},
		bson.D{{Key: "holder", Value: holder}},
	}}}
	_, err := r.meta().update(ctx, free, bson.D{{Key: "$set", Value: bson.D{
		{Key: "holder", Value: holder}, {Key: "until", Value: now.Add(lease)},
	}}}, options.Update().SetUpsert(true))
	if models.CodeOf(err) == models.Conflict && err != nil { // somebody else's is there
		return false, nil
	}
	return err == nil, err
}

// Release gives a lease back; one that is somebody else's by now stays theirs.
func (r *Leases) Release(ctx context.Context, name, holder string) error {
	_, err := r.meta().remove(ctx, bson.D{{Key: "_id", Value: name}, {Key: "holder", Value: holder}})
	return err
}

func (r *Leases) meta() collection { return r.s.collection(metaName, "lease") }
