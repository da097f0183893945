package flow

import (
	"context"

	"clientele/models"
	"clientele/models/notices"
	"clientele/models/outbox"
	"clientele/models/rewards"
)

// GiveBack is a wish to give a redemption's points back before it is used.
type GiveBack struct {
	Shop    models.ShopID
	ID      string
	Contact models.ContactID // whose it has to be; empty for the shop's staff
	Actor   string           // the platform's user number; empty for the shopper
}

// GiveBack ends a redemption: its points go back to their lots and its code is
// taken away. Asking twice changes nothing; what was used is refused.
func (f *Flow) GiveBack(ctx context.Context, in GiveBack) (rewards.Redemption, error) {
	var out rewards.Redemption
	err := f.withRedemption(ctx, in.Shop, in.ID, func(ctx context.Context, w *work, r rewards.Redemption) error {
		out = r
		if in.Contact != "" {
			if err := w.belongs(ctx, r, in.Contact); err != nil {
				return err
			}
		}
		switch {
		case r.State == rewards.Returned || r.State == rewards.Failed:
			return nil
		case !r.Waiting():
			return models.Errorf(models.Conflict, "this reward was used already, so its points cannot be given back here")
		}
		if err := w.callOff(ctx, r); err != nil {
			return err
		}
		r.Actor = in.Actor
		if err := w.giveBack(ctx, &r, rewards.Returned); err != nil {
			return err
		}
		out = r
		return nil
	})
	return out, err
}

// withRedemption tells a story about one redemption.
func (f *Flow) withRedemption(ctx context.Context, shopID models.ShopID, id string, story func(ctx context.Context, w *work, r rewards.Redemption) error) error {
	shop, versions, err := f.ofShop(ctx, shopID)
	if err != nil {
		return err
	}
	return f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		r, err := f.Redemptions.Get(ctx, shopID, id)
		if err != nil {
			return err
		}
		return story(ctx, w, r)
	})
}

// belongs refuses what somebody else redeemed as if it were not there.
func (w *work) belongs(ctx context.Context, r rewards.Redemption, contact models.ContactID) error {
	asking, err := w.follow(ctx, contact)
	if err != nil {
		return err
	}
	owner, err := w.follow(ctx, r.Contact)
	if err == nil && asking != owner {
		return models.Errorf(models.NotFound, "there is no such redemption")
	}
	return err
}

// callOff keeps an effect from being brought about. Value that the shopper has
// at once may have been given already, whatever became of the answer; then it
// has to be looked for first.
func (w *work) callOff(ctx context.Context, r rewards.Redemption) error {
	m, err := w.flow.Outbox.Get(ctx, w.shop.ID, messageOf(r.ID))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	if r.Gift.Effect.Immediate() && (m.Attempts > 1 || m.Attempts == 1 && m.State != outbox.NeedsPerson) {
		return models.Errorf(models.Conflict, "the store may have received this already; try the effect again, which looks before it repeats")
	}
	if m.State == outbox.Done || m.State == outbox.Dropped {
		return nil
	}
	was := m.State
	w.after = append(w.after, func(ctx context.Context) error {
		err := w.flow.Outbox.Decide(ctx, m.CalledOff(w.now), was, w.now)
		if models.CodeOf(err) == models.Conflict && err != nil && !r.Gift.Effect.Immediate() {
			return nil // who is at it now will find that it is not wanted any more
		}
		return err
	})
	return nil
}

// giveBack voids a redemption's hold and takes its code away.
func (w *work) giveBack(ctx context.Context, r *rewards.Redemption, state rewards.State) error {
	p, err := w.withHold(ctx, r.Hold)
	if err != nil {
		return err
	}
	h, err := p.book.Void(r.Hold)
	if err != nil {
		return err
	}
	if err := w.bringHome(ctx, p, h); err != nil {
		return err
	}
	*r = r.GivenBack(h, state, w.now)
	w.save(r)
	if r.Gift.Effect == rewards.Discount {
		w.after = append(w.after, func(ctx context.Context) error { return w.flow.sendAway(ctx, w.shop.ID, r.Code, w.now) })
	}
	if err := w.tellReward(ctx, notices.Returned, *r); err != nil {
		return err
	}
	if !r.Stocked {
		return nil
	}
	taken, version, err := w.flow.Rewards.Taken(ctx, w.shop.ID, r.Reward)
	if err != nil || version == 0 { // the reward was removed
		return err
	}
	w.after = append(w.after, func(ctx context.Context) error {
		return w.flow.Rewards.SaveTaken(ctx, w.shop.ID, r.Reward, max(0, taken-1), version)
	})
	return nil
}

// LapseRedemptions gives points back whose redemption was not used in time, one
// bounded batch, and tells how many there were.
func (f *Flow) LapseRedemptions(ctx context.Context) (int, error) {
	due, err := f.Redemptions.Due(ctx, models.Instant(f.Now()), Batch)
	if err != nil {
		return 0, err
	}
	for i, d := range due {
		err := f.withRedemption(ctx, d.Shop, d.ID, func(ctx context.Context, w *work, r rewards.Redemption) error {
			if !r.Waiting() || r.LapsesAt.IsZero() || r.LapsesAt.After(w.now) {
				return nil // somebody was faster
			}
			if err := w.callOff(ctx, r); err != nil {
				return err
			}
			return w.giveBack(ctx, &r, rewards.Returned)
		})
		switch models.CodeOf(err) {
		case models.Conflict, models.NotFound:
			continue // somebody writes to it, it was erased, or its books are stopped: others go first
		}
		if err != nil {
			return i, err
		}
	}
	return len(due), nil
}
