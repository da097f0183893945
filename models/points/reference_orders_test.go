package points_test

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/orders"
)

// refOrder is everything that was said of an order, as it was said.
type refOrder struct {
	id         models.OrderID
	bodies     []orders.Snapshot
	refunds    []orders.Refund
	disputes   []orders.Dispute
	multiplier *big.Rat // of the buyer's level

	owner         *refMember
	version       int // from 1
	used          int64
	net, forgiven int64
}

// last is the newest body, nil before there is one.
func (o *refOrder) last() *orders.Snapshot {
	var last *orders.Snapshot
	for i, b := range o.bodies {
		if last == nil || b.Stamp.UpdatedAt.After(last.Stamp.UpdatedAt) {
			last = &o.bodies[i]
		}
	}
	return last
}

// paidAt is the first time at which it was said to be paid.
func (o *refOrder) paidAt() time.Time {
	var at time.Time
	for _, b := range o.bodies {
		if b.Paid && (at.IsZero() || b.Stamp.UpdatedAt.Before(at)) {
			at = b.Stamp.UpdatedAt
		}
	}
	return at
}

func (o *refOrder) cancelled() bool {
	return slices.ContainsFunc(o.bodies, func(b orders.Snapshot) bool { return !b.CancelledAt.IsZero() })
}

func (o *refOrder) buyer() models.ContactID {
	for _, b := range o.bodies {
		if b.Buyer.Customer != "" {
			return models.ContactID("c_" + b.Buyer.Customer)
		}
	}
	return o.bodies[0].Buyer.Guest
}

// back lists every refund once; one that was ever settled is.
func (o *refOrder) back() []orders.Refund {
	all := slices.Clone(o.refunds)
	for _, b := range o.bodies {
		all = append(all, b.Refunds...)
	}
	var once []orders.Refund
	for _, r := range all {
		i := slices.IndexFunc(once, func(known orders.Refund) bool { return known.ID == r.ID })
		if i < 0 {
			once = append(once, r)
		} else {
			once[i].Settled = once[i].Settled || r.Settled
		}
	}
	return once
}

// quarrels lists how each dispute stands: the newest word, and an end is final.
func (o *refOrder) quarrels() map[string]orders.Dispute {
	all := map[string]orders.Dispute{}
	for _, d := range o.disputes {
		known, ok := all[d.ID]
		ended, wasEnded := d.State != orders.DisputeOpen, known.State != orders.DisputeOpen
		if !ok || ended && !wasEnded || ended == wasEnded && d.Stamp.UpdatedAt.After(known.Stamp.UpdatedAt) {
			all[d.ID] = d
		}
	}
	return all
}

func (o *refOrder) disputed() bool {
	for _, d := range o.quarrels() {
		if d.State == orders.DisputeOpen {
			return true
		}
	}
	return false
}

// priced is an amount with or without its tax.
func priced(net, tax int64, included, with bool) int64 {
	if included {
		net -= tax
	}
	if with {
		net += tax
	}
	return net
}

// left is what a line was worth, what of it is kept, and what an edit took out of
// it without any refund.
func (o *refOrder) left(l orders.Line, withTax bool) (whole, kept, edited int64) {
	included := o.last().TaxesIncluded
	whole = max(0, priced(l.NetMinor, l.TaxMinor, included, withTax))
	kept = whole
	gone := l.Quantity - l.Current
	var units int64
	for _, r := range o.back() {
		for _, part := range r.Lines {
			if part.Line != l.ID {
				continue
			}
			gone -= part.Quantity
			if r.Settled {
				units += part.Quantity
				kept -= priced(part.SubtotalMinor, part.TaxMinor, included, withTax)
			}
		}
	}
	kept = max(0, kept)
	if gone > 0 {
		edited = min(kept, whole*gone/l.Quantity)
		kept -= edited
		units += gone
	}
	if units >= l.Quantity && kept <= l.Quantity { // what rounding left
		kept = 0
	}
	return whole, kept, edited
}

// elsewhere is what was given back for no line or lost in disputes: gross, and
// what of it is no tax.
func (o *refOrder) elsewhere() (gross int64, net *big.Rat) {
	var told, edited, whole, wholeNet, lost int64
	for _, r := range o.back() {
		if r.Settled {
			gross += r.AmountMinor + r.TaxMinor
			told += r.TaxMinor
		}
	}
	for _, l := range o.last().Lines {
		with, _, cut := o.left(l, true)
		without, _, _ := o.left(l, false)
		whole, wholeNet, edited = whole+with, wholeNet+without, edited+cut
	}
	gross = max(0, gross-edited) // an edit was counted with its line
	told = min(told, gross)
	for _, d := range o.quarrels() {
		switch {
		case d.State == orders.DisputeLost && d.Currency != o.last().Currency: // no rate is known
			lost += whole
		case d.State == orders.DisputeLost:
			lost += d.Minor
		}
	}
	lost = min(lost, whole)
	share := big.NewRat(1, 1)
	if whole > 0 {
		share.SetFrac64(wholeNet, whole)
	}
	if told > 0 {
		net = new(big.Rat).Mul(share, big.NewRat(lost, 1))
		net.Add(net, big.NewRat(gross-told, 1))
	} else {
		net = new(big.Rat).Mul(share, big.NewRat(gross+lost, 1))
	}
	return gross + lost, net
}

// qualifies tells whether the order takes a number among its buyer's.
func (o *refOrder) qualifies() bool {
	if o.last() == nil || o.paidAt().IsZero() || o.cancelled() {
		return false
	}
	var kept int64
	for _, l := range o.last().Lines {
		_, left, _ := o.left(l, true)
		kept += left
	}
	gross, _ := o.elsewhere()
	return kept > gross
}

// inSequence lists what somebody ordered, as it was placed.
func (r *reference) inSequence(m *refMember) []*refOrder {
	var all []*refOrder
	for _, o := range r.orders {
		if o.owner != nil && o.owner.holder() == m {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b *refOrder) int {
		return cmp.Or(a.last().CreatedAt.Compare(b.last().CreatedAt), cmp.Compare(len(a.id), len(b.id)), cmp.Compare(a.id, b.id))
	})
	return all
}
