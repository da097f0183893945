package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/merges"
	"clientele/models/points"
	"clientele/models/rewards"
)

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

// absorb makes another record part of this contact: points with their dates and
// what is held of them, figures, and which order counts as the first. It gives
// what has to be remembered to take that back, as far as the books tell it.
func (w *work) absorb(ctx context.Context, into *person, id models.ContactID, kind string) (merges.Memory, error) {
	var memory merges.Memory
	own, err := w.earliest(ctx, into.contact.ID)
	if err != nil {
		return memory, err
	}
	theirs, err := w.earliest(ctx, id)
	if err != nil {
		return memory, err
	}
	from, err := w.person(ctx, id)
	if err != nil {
		return memory, err
	}
	if len(into.contact.Absorbed)+len(from.contact.Absorbed) >= contacts.AbsorbedMax {
		return memory, models.Errorf(models.Conflict, "contact %s has absorbed as many records as it can", into.contact.ID)
	}
	if kind != points.MergeByHand { // what staff made one may be two again, so nothing is taken
		if err := w.joinEvents(ctx, into, from); err != nil {
			return memory, err
		}
	}
	if memory, err = w.joinBooks(ctx, into, from, kind); err != nil {
		return memory, err
	}
	from.contact.MergedInto, from.dirty, into.dirty = into.contact.ID, true, true
	if memory.Birthday = !into.contact.Birthday.Known() && from.contact.Birthday.Known(); memory.Birthday {
		into.contact.Birthday = from.contact.Birthday
	}
	into.contact.Absorbed = append(append(into.contact.Absorbed, contacts.Absorbed{ID: id, At: w.now, Kind: kind}), from.contact.Absorbed...)
	w.sumUp(into, from)
	into.rung.joined, into.rung.union = append(into.rung.joined, from.accounts()...), levels.Cause{Kind: kind, ID: string(id)}
	if err := w.retire(ctx, from, into.contact.ID, kind); err != nil {
		return memory, err
	}
	if err := w.reconsider(ctx, append(into.accounts(), from.contact.ID)); err != nil {
		return memory, err
	}
	w.countRecord(id, -1)
	return memory, w.renumber(into, append(own, theirs...), nil)
}

// countRecord tells the figures that there are more records, or fewer.
func (w *work) countRecord(id models.ContactID, more int64) {
	if id.Guest() {
		w.sums.Guests += more
	} else {
		w.sums.Members += more
	}
}

// ownRecord is the record that news about who somebody is belong to: the person's,
// except that a record which staff made part of it keeps its own name and address.
func (w *work) ownRecord(ctx context.Context, p *person, told models.ContactID) (*person, error) {
	for range mergesMax {
		i := slices.IndexFunc(p.contact.Absorbed, func(a contacts.Absorbed) bool { return a.ID == told })
		if i < 0 {
			break
		}
		if p.contact.Absorbed[i].Kind == points.MergeByHand {
			return w.person(ctx, told)
		}
		c, err := w.flow.Contacts.Get(ctx, w.shop.ID, told)
		if err != nil {
			return p, unlessMissing(err)
		}
		told = c.MergedInto
	}
	return p, nil
}

// joinBooks moves what one book has into another.
func (w *work) joinBooks(ctx context.Context, into, from *person, kind string) (merges.Memory, error) {
	memory := merges.Memory{Seq: into.book.Account.Seq}
	waiting, err := w.waiting(ctx, from)
	if err != nil {
		return memory, err
	}
	held, settled, err := points.Absorb(into.book, from.book, holdsOf(waiting), kind)
	if err != nil {
		return memory, err
	}
	for _, h := range held {
		memory.Holds = append(memory.Holds, h.ID)
	}
	memory.Settled = settled
	w.rehold(waiting, held)
	return memory, nil
}

// waiting are the redemptions whose points are held in a person's book, which
// gets the lots they were taken from.
func (w *work) waiting(ctx context.Context, p *person) ([]rewards.Redemption, error) {
	all, err := w.flow.Redemptions.Of(ctx, w.shop.ID, []models.ContactID{p.contact.ID})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r rewards.Redemption) bool { return !r.Waiting() })
	var names []string
	for _, r := range all {
		names = append(names, r.Hold.Lots()...)
	}
	return all, w.named(ctx, p, names)
}

// named adds lots to a person's book that it may have been opened without.
func (w *work) named(ctx context.Context, p *person, names []string) error {
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	lots, err := w.flow.Ledger.LotsNamed(ctx, w.shop.ID, p.contact.ID, slices.Compact(names))
	p.book.Add(lots)
	return err
}

func holdsOf(all []rewards.Redemption) []points.Hold {
	var holds []points.Hold
	for _, r := range all {
		holds = append(holds, r.Hold)
	}
	return holds
}

// rehold has redemptions saved whose holds go on elsewhere.
func (w *work) rehold(all []rewards.Redemption, holds []points.Hold) {
	for i, h := range holds {
		r := all[i]
		r.Hold = h
		w.save(&r)
	}
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
