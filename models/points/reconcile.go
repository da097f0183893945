package points

import (
	"time"

	"clientele/models"
	"clientele/models/orders"
)

// Standing is where an order stands in the books: which version decides, what
// was posted for it so far, and to whom.
type Standing struct {
	Shop      models.ShopID
	Order     models.OrderID
	Account   models.ContactID
	Programme int   // version that decides, fixed at first sight
	First     bool  // counted as the contact's first order
	Number    int   // see Circumstances.Number
	Used      int64 // see Circumstances.Used
	Target    int64 // what the order is worth now
	Net       int64 // earned less clawed back
	Forgiven  int64 // clawback that the policy could not or would not take
	Qualifies bool  // may be the contact's first order
	CreatedAt time.Time
	// Multiplier of the contact's level as a fraction such as 3/2, fixed at first
	// sight; empty for 1.
	Multiplier string
	// SpentMinor and Counted are the order's part in the contact's figures.
	SpentMinor int64
	Counted    bool
	// Level is the order's part in what the contact's level is made of.
	Level LevelPart
}

// LevelPart is what an order counts for in its contact's level, and on which
// day, as 2006-01-02 in the shop's zone. Its points count once they can be
// spent. An order that never counted has no day.
type LevelPart struct {
	Day        string
	PointsDay  string
	PointsFrom time.Time
	Points     int64
	SpentMinor int64
	Orders     int64
}

// Reconcile brings the books to what an order is worth now. It posts only the
// difference to what was posted before, so repeating it changes nothing, and
// no order or division of the same facts changes where it ends.
func Reconcile(b *Book, s Standing, o orders.Order, p Programme, c Circumstances) (Standing, error) {
	worth, err := p.Worth(o, c)
	if err != nil {
		return s, err
	}
	s = s.With(c)
	s.Programme, s.Target = p.Version, worth.Target
	b.redate(o, p)
	difference := worth.Target - (s.Net - s.Forgiven)
	cause := causeOf(o, difference)
	switch {
	case difference > 0:
		back := min(difference, s.Forgiven)
		b.post(note{kind: KindRestore, cause: cause, programme: p.Version}, ClawedBack, Forgiven, back, nil)
		s.Forgiven -= back
		earned := difference - back
		b.open(note{kind: KindEarn, cause: cause, programme: p.Version, effective: o.PaidAt},
			p.lotOf(o), earned)
		if earned > 0 {
			b.active(o.PaidAt)
		}
		b.expire() // an order may be heard of after its points have run out
		s.Net += earned
	case difference < 0:
		taken, forgiven := b.clawback(o.ID, -difference, p.Settings.Clawback, note{kind: KindClawback, cause: cause, programme: p.Version})
		s.Net -= taken
		s.Forgiven += forgiven
	}
	b.dispute(o, p)
	return s, nil
}

// lotOf is the lot that an order's points go into, with its dates.
func (p Programme) lotOf(o orders.Order) Lot {
	matures := p.MaturesAt(o.PaidAt)
	return Lot{
		Source: sourceOrder, Order: o.ID, OrderName: o.Name, EarnedAt: o.PaidAt, MaturesAt: matures,
		ExpiresAt: p.ExpiresAt(latest(o.PaidAt, matures)),
	}
}

// redate moves an order's lots to an earlier date when news of an earlier
// payment comes late, so that dates do not depend on the order of arrival.
func (b *Book) redate(o orders.Order, p Programme) {
	moved := false
	for _, lot := range b.lots {
		if lot.Order != o.ID || lot.Source != sourceOrder || !o.PaidAt.Before(lot.EarnedAt) || o.PaidAt.IsZero() {
			continue
		}
		fresh := p.lotOf(o)
		lot.EarnedAt, lot.MaturesAt, lot.ExpiresAt = fresh.EarnedAt, fresh.MaturesAt, fresh.ExpiresAt
		b.touched[lot.ID], moved = true, true
	}
	if moved {
		b.mature()
		b.expire()
		b.sort()
	}
}

// clawback takes points back: the order's own pending points, its own lots
// with what is frozen in them, those of them that ran out unused, which cost the
// contact nothing again, then whatever the policy allows. What is left becomes debt or is forgiven.
func (b *Book) clawback(order models.OrderID, points int64, policy Policy, n note) (taken, forgiven int64) {
	left := points
	for _, pending := range []bool{true, false} {
		if !pending && policy == OnlyPending {
			break
		}
		for _, lot := range b.lots {
			if lot.Order == order && lot.Pending == pending {
				left -= b.draw(n, lot, ClawedBack, left)
				left -= b.drawFrozen(n, lot, ClawedBack, left)
			}
		}
	}
	left -= b.unexpire(n, left, func(lot *Lot) bool { return lot.Order == order })
	return b.takeRest(n, points, left, policy)
}

// takeRest takes what is left of points that are taken back out of whatever the
// policy allows, and tells how many of them were taken. What is left then becomes
// debt or is forgiven.
func (b *Book) takeRest(n note, points, left int64, policy Policy) (taken, forgiven int64) {
	if policy != OnlyPending && left > 0 {
		if b.restAvailable > 0 {
			b.all()
		}
		for _, lot := range b.lots {
			if !lot.Pending {
				left -= b.draw(n, lot, ClawedBack, left)
			}
		}
	}
	if left == 0 {
		return points, 0
	}
	if policy == Unlimited {
		n.kind = KindDebt
		b.post(n, Debt, ClawedBack, left, nil)
		return points, 0
	}
	n.kind = KindForgive
	b.post(n, Forgiven, ClawedBack, left, nil)
	return points - left, left
}

// unexpire books points of some lots that ran out as taken back, up to so many.
func (b *Book) unexpire(n note, points int64, of func(*Lot) bool) int64 {
	var done int64
	for _, lot := range b.lots {
		if !of(lot) {
			continue
		}
		taken := min(points-done, lot.Expired)
		lot.Expired -= taken
		b.post(n, Expired, ClawedBack, taken, lot)
		done += taken
	}
	return done
}

// causeOf names the newest fact that explains a difference.
func causeOf(o orders.Order, difference int64) Cause {
	c := Cause{Kind: "order", ID: string(o.ID), Order: o.ID, Name: o.Name}
	if difference > 0 {
		return c
	}
	if o.Cancelled() {
		c.Kind = "cancel"
		return c
	}
	if id := lostAfterRefunds(o); id != "" {
		c.Kind, c.ID = "dispute", id
		return c
	}
	var newest *orders.Refund
	for i, r := range o.Refunds {
		if r.Settled && (newest == nil || r.At.After(newest.At)) {
			newest = &o.Refunds[i]
		}
	}
	if newest != nil && !newest.At.Before(o.Stamp.UpdatedAt.Add(-editWindow)) {
		c.Kind, c.ID = "refund", newest.ID
		return c
	}
	if newest != nil && edited(o) == 0 {
		c.Kind, c.ID = "refund", newest.ID
		return c
	}
	c.Kind = "edit"
	return c
}

// lostAfterRefunds names the dispute that was lost last, if no refund and no
// change of the order came later.
func lostAfterRefunds(o orders.Order) string {
	var newest orders.Dispute
	for _, d := range o.Disputes {
		if d.State == orders.DisputeLost && newest.Stamp.Compare(d.Stamp) < 0 {
			newest = d
		}
	}
	if newest.ID == "" || newest.Stamp.UpdatedAt.Before(o.Stamp.UpdatedAt) {
		return ""
	}
	for _, r := range o.Refunds {
		if r.Settled && r.At.After(newest.Stamp.UpdatedAt) {
			return ""
		}
	}
	return newest.ID
}

// editWindow is how close to the order's last change a refund must be to be
// named as its cause.
const editWindow = time.Minute

// edited counts the units that left the order without a refund.
func edited(o orders.Order) int64 {
	var gone, refunded int64
	for _, line := range o.Lines {
		gone += line.Quantity - line.Current
	}
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			refunded += l.Quantity
		}
	}
	return max(0, gone-refunded)
}

// MoveOrder takes an order's points out of one book, to be earned again in
// another: the buyer became known. It leaves the order at zero here.
func MoveOrder(b *Book, s Standing, o orders.Order, to models.ContactID) Standing {
	n := note{kind: KindMove, cause: Cause{Kind: Claim, ID: string(to), Order: o.ID, Name: o.Name}}
	if net := s.Net - s.Forgiven; net > 0 {
		b.clawback(o.ID, net, Unlimited, n)
	}
	s.Net, s.Forgiven, s.Target, s.Account = 0, 0, 0, to
	return s
}
