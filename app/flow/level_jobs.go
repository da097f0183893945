package flow

import (
	"context"
	"sync/atomic"
	"time"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/points"
	"clientele/models/shops"
)

// ReviewLevels looks at contacts whose level may have changed by time alone,
// one bounded batch: a period has ended, or points have stopped waiting.
func (f *Flow) ReviewLevels(ctx context.Context) (int, error) {
	due, err := f.Levels.Due(ctx, models.Instant(f.Now()), Crowd)
	if err != nil {
		return 0, err
	}
	of := map[models.ShopID]underRules{}
	for _, s := range due {
		if err := f.rulesInto(ctx, of, s.Shop); err != nil {
			return 0, err
		}
	}
	return len(due), sideBySide(ctx, due, func(ctx context.Context, s levels.State) error {
		looked, err := f.lookAtLevel(ctx, of[s.Shop].shop, of[s.Shop].versions, s.Contact)
		if err != nil || looked {
			return err
		}
		return f.reviewLater(ctx, s)
	})
}

// lookAtLevel judges one contact. It tells false where the account is stopped
// or somebody else writes to it, which must not hold up the others.
func (f *Flow) lookAtLevel(ctx context.Context, shop shops.Shop, versions []points.Programme, id models.ContactID) (bool, error) {
	about := models.About{Shop: shop.ID, Contact: id}
	err := f.shareWork(ctx, shop, versions, about, func(ctx context.Context, w *work) error {
		p, err := w.person(ctx, id)
		if err == nil {
			p.rung.look = true
		}
		return err
	})
	if passedOver(err) {
		return false, nil
	}
	return err == nil, err
}

// reviewPause is how long a contact whose account is stopped waits for its turn.
const reviewPause = time.Hour

func (f *Flow) reviewLater(ctx context.Context, s levels.State) error {
	s.NextAt = models.Instant(f.Now().Add(reviewPause))
	err := f.Tx.Do(ctx, func(ctx context.Context) error { _, err := f.Levels.Save(ctx, s, nil); return err })
	if models.CodeOf(err) == models.Conflict && err != nil { // somebody has looked meanwhile
		return nil
	}
	return err
}

// CountLevels adds up how many stand on each level, so many changes at most.
func (f *Flow) CountLevels(ctx context.Context, most int) (int, error) {
	done := 0
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		var err error
		done, err = f.Levels.Count(ctx, most)
		return err
	})
	return done, err
}

// Rolling lets new versions of the ladders reach every contact, shop by shop.
// One that was interrupted begins the shop anew, which changes nothing for
// those it had reached.
type Rolling struct {
	flow *Flow
	round
	skipped bool // somebody could not be looked at; the shop is gone over again
}

// Rolling begins to go over the shops.
func (f *Flow) Rolling() *Rolling { return &Rolling{flow: f} }

// Step goes over one bounded part of one shop, and gives zero when all shops
// are through. It is called by one goroutine.
func (r *Rolling) Step(ctx context.Context) (int, error) {
	r.skipped = r.skipped && r.at != ""
	if more, err := r.next(ctx, r.flow.Shops); err != nil || !more {
		return 0, err
	}
	ladders, err := r.flow.Levels.Ladders(ctx, r.shop.ID)
	if err != nil {
		return 0, err
	}
	_, rolled, err := r.flow.Levels.Counts(ctx, r.shop.ID)
	if err != nil {
		return 0, err
	}
	newest := newestLadder(ladders).Version
	if newest == 0 || rolled >= newest {
		r.at = ""
		return 1, nil
	}
	done, err := r.members(ctx, newest)
	if err != nil || !done {
		return 1, err
	}
	r.at = ""
	if r.skipped {
		return 1, nil
	}
	return 1, r.flow.Tx.Do(ctx, func(ctx context.Context) error { return r.flow.Levels.Rolled(ctx, r.shop.ID, newest) })
}

// members judges the next contacts and tells whether they were the last.
func (r *Rolling) members(ctx context.Context, newest int) (bool, error) {
	versions, err := r.flow.Programmes.Versions(ctx, r.shop.ID)
	if err != nil {
		return false, err
	}
	members, err := r.flow.Levels.Members(ctx, r.shop.ID, r.at, Crowd)
	if err != nil {
		return false, err
	}
	ids := make([]models.ContactID, 0, len(members))
	for _, c := range members {
		ids = append(ids, c.ID)
	}
	states, err := r.flow.Levels.Of(ctx, r.shop.ID, ids)
	if err != nil {
		return false, err
	}
	reached := map[models.ContactID]bool{}
	for _, s := range states {
		reached[s.Contact] = s.Ladder >= newest
	}
	var look []models.ContactID
	for _, c := range members {
		if !c.ID.Guest() && c.MergedInto == "" && c.RedactedAt.IsZero() && !reached[c.ID] {
			look = append(look, c.ID)
		}
	}
	var skipped atomic.Bool
	if err := sideBySide(ctx, look, func(ctx context.Context, id models.ContactID) error {
		looked, err := r.flow.lookAtLevel(ctx, r.shop, versions, id)
		if err == nil && !looked {
			skipped.Store(true)
		}
		return err
	}); err != nil {
		return false, err
	}
	r.skipped = r.skipped || skipped.Load()
	if len(members) > 0 {
		r.at = members[len(members)-1].ID
	}
	return len(members) < Crowd, nil
}
