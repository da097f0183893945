package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models/points"
)

// dueRounds bounds how far due looks past accounts that are stopped.
const dueRounds = 10

// Maturing lists accounts with pending points whose time has come, the longest
// overdue first. Accounts whose writes are stopped are left out, so that they
// do not hold up the others.
func (r *Ledger) Maturing(ctx context.Context, now time.Time, limit int) ([]points.Due, error) {
	return r.due(ctx, "waits", "maturesAt", now, limit)
}

// Expiring lists accounts with spendable points whose date has passed, in the
// same way.
func (r *Ledger) Expiring(ctx context.Context, now time.Time, limit int) ([]points.Due, error) {
	return r.due(ctx, "ends", "expiresAt", now, limit)
}

// due lists accounts that have lots with a flag and a date that has come.
func (r *Ledger) due(ctx context.Context, flag, date string, now time.Time, limit int) ([]points.Due, error) {
	var due []points.Due
	seen := map[points.Due]bool{}
	filter := bson.D{{Key: flag, Value: true}, {Key: date, Value: bson.D{{Key: "$lte", Value: now}}}}
	sorted := options.Find().SetSort(bson.D{{Key: date, Value: 1}, {Key: "_id", Value: 1}})
	for round := 0; round < dueRounds; round++ {
		found, err := rows[lotRow](ctx, r.lots, filter, limit, sorted, options.Find().SetSkip(int64(round*limit)))
		if err != nil {
			return nil, err
		}
		var fresh []points.Due
		for _, row := range found {
			if d := (points.Due{Shop: row.Shop, Account: row.Account}); !seen[d] {
				seen[d] = true
				fresh = append(fresh, d)
			}
		}
		if fresh, err = r.working(ctx, fresh); err != nil {
			return nil, err
		}
		due = append(due, fresh...)
		if len(due) >= limit || len(found) < limit {
			break
		}
	}
	return due[:min(limit, len(due))], nil
}

// working leaves out the accounts whose writes are stopped.
func (r *Ledger) working(ctx context.Context, due []points.Due) ([]points.Due, error) {
	if len(due) == 0 {
		return nil, nil
	}
	ids := make([]string, 0, len(due))
	for _, d := range due {
		ids = append(ids, accountKey(d.Shop, d.Account))
	}
	stopped, err := r.accounts.ids(ctx, append(among("_id", ids), bson.E{Key: "halted", Value: bson.D{{Key: "$gt", Value: ""}}}), len(ids))
	if err != nil {
		return nil, err
	}
	halted := map[string]bool{}
	for _, id := range stopped {
		halted[id] = true
	}
	kept := due[:0]
	for _, d := range due {
		if !halted[accountKey(d.Shop, d.Account)] {
			kept = append(kept, d)
		}
	}
	return kept, nil
}
