package flow

import (
	"context"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// CustomerChanged takes in what a customer body says. A verified address
// claims what its owner collected as a guest.
func (f *Flow) CustomerChanged(ctx context.Context, in CustomerChanged) (Outcome, error) {
	return f.hear(ctx, in.Shop, func(ctx context.Context, w *work) (Outcome, error) {
		out := Outcome{Word: "replayed"}
		id, err := w.follow(ctx, models.MemberContact(in.Customer))
		if err != nil {
			return out, err
		}
		guest, err := w.claimable(ctx, in.Profile, id)
		if err != nil {
			return out, err
		}
		p, err := w.personAndFirst(ctx, id, guest)
		if err != nil {
			return out, err
		}
		if p.contact.Version == 0 {
			out = Outcome{Word: "recorded"}
		}
		own, err := w.ownRecord(ctx, p, models.MemberContact(in.Customer))
		if err != nil {
			return out, err
		}
		if updated := own.contact.With(in.Profile, w.now); !sameProfile(updated, own.contact) {
			own.contact, own.dirty, out = updated, true, Outcome{Word: "recorded"}
		}
		if err := w.signUp(ctx, p, in); err != nil {
			return out, err
		}
		if guest == "" {
			if change := p.change(); change != 0 {
				out = outcomeOf(change)
			}
			return out, nil
		}
		_, err = w.absorb(ctx, p, guest, points.Claim)
		return Outcome{Word: "claimed", Points: p.change()}, err
	})
}

// hear tells the story of a fact about a shop's contacts in one transaction. A
// shop that has gone hears nothing.
func (f *Flow) hear(ctx context.Context, of models.ShopID, story func(ctx context.Context, w *work) (Outcome, error)) (Outcome, error) {
	shop, err := f.knownShop(ctx, of)
	if err != nil || gone(shop) {
		return ignored, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		var err error
		out, err = story(ctx, w)
		return err
	})
	return f.told(ctx, shop, out, err)
}

// claimable finds a guest on record whose address the platform has verified as
// the customer's; empty for none.
func (w *work) claimable(ctx context.Context, profile contacts.Profile, claimant models.ContactID) (models.ContactID, error) {
	if !profile.Verified {
		return "", nil
	}
	id := contacts.GuestID(w.shop.Salt, profile.Email, "")
	if id == "" || id == claimant {
		return "", nil
	}
	guest, err := w.flow.Contacts.Get(ctx, w.shop.ID, id)
	if err != nil {
		if models.CodeOf(err) == models.NotFound {
			return "", nil
		}
		return "", err
	}
	if guest.MergedInto != "" {
		return "", nil
	}
	return id, nil
}
