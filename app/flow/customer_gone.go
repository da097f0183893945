package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// CustomerDeleted erases what is personal; points stay countable.
func (f *Flow) CustomerDeleted(ctx context.Context, in CustomerDeleted) (Outcome, error) {
	shop, err := f.knownShop(ctx, in.Shop)
	if err != nil || gone(shop) {
		return ignored, err
	}
	out := Outcome{Word: "ignored"}
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		c, err := f.Contacts.Get(ctx, shop.ID, models.MemberContact(in.Customer))
		if models.CodeOf(err) == models.NotFound && err != nil {
			return nil
		}
		if err != nil || !c.DeletedAt.IsZero() {
			return err
		}
		c = c.Erased(models.Instant(f.Now()))
		c.DeletedAt = models.Instant(in.At)
		out = Outcome{Word: "recorded"}
		_, err = f.Contacts.Save(ctx, c)
		return err
	})
	return out, err
}

// CustomersMerged lets points follow the customer that was kept.
func (f *Flow) CustomersMerged(ctx context.Context, in CustomersMerged) (Outcome, error) {
	if !in.Success {
		return ignored, nil
	}
	return f.hear(ctx, in.Shop, func(ctx context.Context, w *work) (Outcome, error) {
		out := Outcome{Word: "replayed"}
		kept, err := w.follow(ctx, models.MemberContact(in.Kept))
		if err != nil {
			return out, err
		}
		deleted, err := w.follow(ctx, models.MemberContact(in.Deleted))
		if err != nil {
			return out, err
		}
		if kept == deleted {
			return out, w.confirmMerge(ctx, models.MemberContact(in.Kept), models.MemberContact(in.Deleted))
		}
		if _, err := f.Contacts.Get(ctx, w.shop.ID, deleted); err != nil {
			return ignored, unlessMissing(err)
		}
		p, err := w.personAndFirst(ctx, kept, deleted)
		if err != nil {
			return out, err
		}
		_, err = w.absorb(ctx, p, deleted, points.Merge)
		return Outcome{Word: "merged", Points: p.change()}, err
	})
}
