package flow

import (
	"context"
	"errors"

	"clientele/models"
)

// Batch is how many accounts, deltas or bodies one step of a job handles.
const Batch = 50

// MaturePoints moves points whose waiting has ended, one bounded batch. The
// balances people see do not depend on it: an opened book matures by itself.
func (f *Flow) MaturePoints(ctx context.Context) (int, error) {
	due, err := f.Ledger.Maturing(ctx, models.Instant(f.Now()), Batch)
	if err != nil {
		return 0, err
	}
	for i, d := range due {
		shop, err := f.Shops.Get(ctx, d.Shop)
		if err != nil {
			return i, err
		}
		err = f.doWork(ctx, shop, nil, func(ctx context.Context, w *work) error {
			_, err := w.person(ctx, d.Account)
			return err
		})
		var halted *errHalted
		if err != nil && models.CodeOf(err) != models.Conflict && !errors.As(err, &halted) { // a stopped account must not hold up the others
			return i, err
		}
	}
	return len(due), nil
}

// FoldFigures sums up what stories added to the figures, one bounded batch.
func (f *Flow) FoldFigures(ctx context.Context) (int, error) {
	done := 0
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		var err error
		done, err = f.Figures.Fold(ctx, Batch)
		return err
	})
	return done, err
}
