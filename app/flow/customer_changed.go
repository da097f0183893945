package flow

import (
	"context"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/points"
)

// CustomerChanged takes in what a customer body says. A verified address
// claims what its owner collected as a guest.
func (f *Flow) CustomerChanged(ctx context.Context, in CustomerChanged) (Outcome, error) {
	shop, err := f.knownShop(ctx, in.Shop)
	if err != nil || gone(shop) {
		return ignored, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		out = Outcome{Word: "replayed"}
		id, err := w.follow(ctx, models.MemberContact(in.Customer))
		if err != nil {
			return err
		}
		guest, err := w.claimable(ctx, in.Profile, id)
		if err != nil {
			return err
		}
		p, err := w.personAndFirst(ctx, id, guest)
		if err != nil {
			return err
		}
		if p.contact.Version == 0 {
			out = Outcome{Word: "recorded"}
		}
		if updated := p.contact.With(in.Profile, w.now); !sameProfile(updated, p.contact) {
			p.contact, p.dirty, out = updated, true, Outcome{Word: "recorded"}
		}
		if err := w.signUp(ctx, p, in); err != nil {
			return err
		}
		if guest == "" {
			if change := p.change(); change != 0 {
				out = outcomeOf(change)
			}
			return nil
		}
		if err := w.absorb(ctx, p, guest, "claim"); err != nil {
			return err
		}
		out = Outcome{Word: "claimed", Points: p.change()}
		return nil
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

// personAndFirst opens a contact's book with the lots that may be concerned
// when another record joins: those of both records' first orders.
func (w *work) personAndFirst(ctx context.Context, id, joining models.ContactID) (*person, error) {
	if joining == "" {
		return w.person(ctx, id)
	}
	first, err := w.earliest(ctx, id)
	if err != nil {
		return nil, err
	}
	others, err := w.earliest(ctx, joining)
	if err != nil {
		return nil, err
	}
	return w.person(ctx, id, append(idsOf(first), idsOf(others)...)...)
}

// absorb makes another record part of this contact: points with their dates,
// figures, and which order counts as the first.
func (w *work) absorb(ctx context.Context, into *person, id models.ContactID, kind string) error {
	if len(into.contact.Absorbed) >= contacts.AbsorbedMax {
		return models.Errorf(models.Conflict, "contact %s has absorbed as many records as it can", into.contact.ID)
	}
	own, err := w.earliest(ctx, into.contact.ID)
	if err != nil {
		return err
	}
	theirs, err := w.earliest(ctx, id)
	if err != nil {
		return err
	}
	from, err := w.person(ctx, id)
	if err != nil {
		return err
	}
	if err := w.joinEvents(ctx, into, from); err != nil {
		return err
	}
	if err := points.Absorb(into.book, from.book, kind); err != nil {
		return err
	}
	from.contact.MergedInto, from.dirty, into.dirty = into.contact.ID, true, true
	if !into.contact.Birthday.Known() {
		into.contact.Birthday = from.contact.Birthday
	}
	into.contact.Absorbed = append(append(into.contact.Absorbed, contacts.Absorbed{ID: id, At: w.now, Kind: kind}), from.contact.Absorbed...)
	w.sumUp(into, from)
	into.rung.joined, into.rung.union = append(into.rung.joined, from.accounts()...), levels.Cause{Kind: kind, ID: string(id)}
	if err := w.retire(ctx, from, into.contact.ID, kind); err != nil {
		return err
	}
	if err := w.reconsider(ctx, append(into.accounts(), from.contact.ID)); err != nil {
		return err
	}
	if id.Guest() {
		w.sums.Guests--
	} else {
		w.sums.Members--
	}
	return w.renumber(into, append(own, theirs...), nil)
}

// sumUp moves the figures of orders from one contact to the other.
func (w *work) sumUp(into, from *person) {
	a, b := &into.contact.Figures, &from.contact.Figures
	a.Orders, a.SpentMinor = a.Orders+b.Orders, a.SpentMinor+b.SpentMinor
	a.LastOrderAt = later(a.LastOrderAt, b.LastOrderAt)
	if a.Currency == "" {
		a.Currency = b.Currency
	}
	b.Orders, b.SpentMinor = 0, 0
}
