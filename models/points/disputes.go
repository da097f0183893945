package points

import (
	"clientele/models/orders"
)

// dispute keeps what is left of an order's points out of reach while a payment
// of it is disputed, and lets it go when that has ended. The lots keep their
// dates: frozen points do not run out, and what is past its date when it comes
// free runs out then.
func (b *Book) dispute(o orders.Order, p Programme) {
	n := note{cause: Cause{Kind: "dispute", ID: string(o.ID), Order: o.ID, Name: o.Name}, programme: p.Version}
	id, open := o.Disputed()
	if open {
		n.kind, n.cause.ID = KindFreeze, id
		for _, lot := range b.lots {
			if lot.Order == o.ID {
				b.freeze(n, lot, lot.Remaining)
			}
		}
		return
	}
	n.kind = KindThaw
	if count := len(o.Disputes); count > 0 {
		n.cause.ID = o.Disputes[count-1].ID
	}
	var free []*Lot
	for _, lot := range b.lots {
		if lot.Order == o.ID && lot.Frozen > 0 {
			b.thaw(n, lot)
			free = append(free, lot)
		}
	}
	if len(free) == 0 {
		return
	}
	b.expire()
	for _, lot := range free {
		if !lot.Pending {
			b.repay(lot)
		}
	}
}

// Freeze puts points out of reach that came back to an order after its payment
// was disputed; nothing where none is.
func (b *Book) Freeze(o orders.Order, p Programme) {
	if _, open := o.Disputed(); open {
		b.dispute(o, p)
	}
}

// freeze puts points of a lot out of reach.
func (b *Book) freeze(n note, lot *Lot, points int64) {
	lot.Frozen += b.draw(n, lot, Reserved, points)
}

func (b *Book) thaw(n note, lot *Lot) {
	to := Available
	if lot.Pending {
		to = Pending
	}
	points := lot.Frozen
	lot.Remaining, lot.Frozen = lot.Remaining+points, 0
	b.post(n, Reserved, to, points, lot)
}

// drawFrozen takes up to points of what is frozen in a lot into a bucket.
func (b *Book) drawFrozen(n note, lot *Lot, to Bucket, points int64) int64 {
	taken := min(points, lot.Frozen)
	lot.Frozen -= taken
	b.post(n, Reserved, to, taken, lot)
	return taken
}

// frozen is what disputes keep out of reach in this book.
func (b *Book) frozen() int64 {
	b.all()
	var points int64
	for _, lot := range b.lots {
		points += lot.Frozen
	}
	return points
}

// ofDispute tells whether an entry moves a lot's reserved points because of a
// dispute, not because of a reward.
func (e Entry) ofDispute() bool {
	switch e.Kind {
	case KindFreeze, KindThaw, KindClawback, KindMove:
		return (e.From == Reserved || e.To == Reserved) && e.OfHold() == ""
	}
	return false
}
