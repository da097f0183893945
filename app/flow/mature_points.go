package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// Batch is how many accounts, changes or bodies one step of a job handles.
const Batch = 50

// MaturePoints moves points whose waiting has ended, one bounded batch. The
// balances people see do not depend on it: an opened book matures by itself.
func (f *Flow) MaturePoints(ctx context.Context) (int, error) {
	due, err := f.Ledger.Maturing(ctx, models.Instant(f.Now()), Crowd)
	if err != nil {
		return 0, err
	}
	return f.openDue(ctx, due)
}

// ExpirePoints strikes points whose date has passed, one bounded batch. What
// can be spent does not depend on it: an opened book strikes by itself.
func (f *Flow) ExpirePoints(ctx context.Context) (int, error) {
	due, err := f.Ledger.Expiring(ctx, models.Instant(f.Now()), Crowd)
	if err != nil {
		return 0, err
	}
	return f.openDue(ctx, due)
}

// openDue opens the books of accounts for which a time has come, and writes
// what that changed.
func (f *Flow) openDue(ctx context.Context, due []points.Due) (int, error) {
	of := map[models.ShopID]underRules{}
	for _, d := range due {
		if err := f.rulesInto(ctx, of, d.Shop); err != nil {
			return 0, err
		}
	}
	return len(due), sideBySide(ctx, due, func(ctx context.Context, d points.Due) error {
		return f.openOne(ctx, of[d.Shop].shop, of[d.Shop].versions, d.Account)
	})
}

// openOne writes what time alone changed in an account. One that is stopped, or
// that somebody else writes to, must not hold up the others.
func (f *Flow) openOne(ctx context.Context, shop shops.Shop, versions []points.Programme, account models.ContactID) error {
	about := models.About{Shop: shop.ID, Contact: account}
	err := f.shareWork(ctx, shop, versions, about, func(ctx context.Context, w *work) error {
		_, err := w.person(ctx, account)
		return err
	})
	if passedOver(err) {
		return nil
	}
	return err
}

// FoldFigures sums up what stories added to the figures, so many deltas at most.
func (f *Flow) FoldFigures(ctx context.Context, most int) (int, error) {
	done := 0
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		var err error
		done, err = f.Figures.Fold(ctx, most)
		return err
	})
	return done, err
}
