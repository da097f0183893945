package orders

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"clientele/models"
)

// Join adds what a body says. The newest body decides what can change; paid
// and cancelled are latches; refunds are collected by id.
func (o Order) Join(s Snapshot) Order {
	s.Stamp, s.Buyer.Stamp, s.CreatedAt = s.Stamp.kept(), s.Buyer.Stamp.kept(), models.Instant(s.CreatedAt)
	if !o.Known || o.Stamp.Compare(s.Stamp) < 0 {
		o.Known, o.Stamp, o.Name, o.CreatedAt = true, s.Stamp, s.Name, s.CreatedAt
		o.Currency, o.Presentment, o.TaxesIncluded = s.Currency, s.Presentment, s.TaxesIncluded
		o.Test, o.Source, o.Tags, o.TotalMinor, o.Lines = s.Test, s.Source, s.Tags, s.TotalMinor, s.Lines
		o.Discounts, o.Referral = s.Discounts, s.Referral
	}
	if s.Paid {
		o.PaidAt = earliest(o.PaidAt, s.Stamp.UpdatedAt)
	}
	o.CancelledAt = earliest(o.CancelledAt, s.CancelledAt)
	o.Buyer, o.Bookings = o.Buyer.join(s.Buyer), joinBookings(o.Bookings, s.Bookings)
	for _, r := range s.Refunds {
		o = o.JoinRefund(r)
	}
	return o
}

// JoinRefund adds one refund. A second sight of the same refund may settle it.
func (o Order) JoinRefund(r Refund) Order {
	refunds := slices.Clone(o.Refunds)
	i, found := slices.BinarySearchFunc(refunds, r.ID, func(have Refund, id string) int { return cmp.Compare(have.ID, id) })
	switch {
	case !found:
		refunds = slices.Insert(refunds, i, r)
	case refunds[i].compare(r) < 0:
		refunds[i] = r
	}
	o.Refunds = refunds
	return o
}

// compare gives refunds of one id a total order, settled ones last.
func (r Refund) compare(other Refund) int {
	if r.Settled != other.Settled {
		if r.Settled {
			return 1
		}
		return -1
	}
	return cmp.Compare(r.digest(), other.digest())
}

func (r Refund) digest() string {
	return fmt.Sprint(r.At.UnixMilli(), r.Lines, r.AmountMinor, r.TaxMinor)
}

// join prefers a buyer the platform knows, then the newer word.
func (b Buyer) join(other Buyer) Buyer {
	known, otherKnown := b.rank(), other.rank()
	if otherKnown > known || (otherKnown == known && b.Stamp.Compare(other.Stamp) < 0) {
		return other
	}
	return b
}

func (b Buyer) rank() int {
	switch {
	case b.Customer != "":
		return 2
	case b.Guest != "":
		return 1
	}
	return 0
}

// kept is the stamp as exact as it is stored, so that the same body does not
// look newer than itself.
func (s Stamp) kept() Stamp {
	s.UpdatedAt, s.TriggeredAt = models.Instant(s.UpdatedAt), models.Instant(s.TriggeredAt)
	return s
}

func earliest(a, b time.Time) time.Time {
	switch {
	case a.IsZero():
		return models.Instant(b)
	case b.IsZero() || a.Before(b):
		return a
	}
	return models.Instant(b)
}
