package flow

import (
	"context"

	"clientele/models"
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
	shop, err := f.knownShop(ctx, in.Shop)
	if err != nil || gone(shop) || !in.Success {
		return ignored, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		out = Outcome{Word: "replayed"}
		kept, err := w.follow(ctx, models.MemberContact(in.Kept))
		if err != nil {
			return err
		}
		deleted, err := w.follow(ctx, models.MemberContact(in.Deleted))
		if err != nil || kept == deleted {
			return err
		}
		if _, err := w.flow.Contacts.Get(ctx, shop.ID, deleted); err != nil {
			if models.CodeOf(err) == models.NotFound {
				out = Outcome{Word: "ignored"}
				return nil
			}
			return err
		}
		p, err := w.personAndFirst(ctx, kept, deleted)
		if err != nil {
			return err
		}
		out = Outcome{Word: "merged"}
		if err := w.absorb(ctx, p, deleted, "merge"); err != nil {
			return err
		}
		out.Points = p.change()
		return nil
	})
	return f.told(ctx, shop, out, err)
}
