package referrals

import (
	"cmp"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/orders"
)

// Facts are what is known when a referral is decided.
type Facts struct {
	// Orders are all orders of the friend that are known, the earliest first.
	Orders []orders.Order
	// Counts tells whether the programme in force counts an order.
	Counts func(orders.Order) bool
	// Advocate is who the code belongs to; empty for nobody.
	Advocate models.ContactID
	// Self tells that advocate and friend are one person by any identity, NotNew
	// that the friend had bought under another one before.
	Self, NotNew bool
	// Signs tell that the two, or somebody who bought before, may be of one
	// household.
	Signs []Sign
	// Superseded tells that another referral of the same person is the earlier one.
	Superseded bool
}

// Decided is the referral as the facts have it at a time. It moves no points.
func (r Referral) Decided(f Facts, now time.Time) Referral {
	at := slices.IndexFunc(f.Orders, func(o orders.Order) bool { return o.ID == r.Order })
	if at < 0 {
		return r.signed(nil).refused(OtherBuyer)
	}
	r = r.signed(f.Signs)
	o := f.Orders[at]
	// Who has earned by a code stays known, even if the advocate is not any more.
	known := f.Advocate != "" || !r.EarnedAt.IsZero() && r.Code == CodeIn(o)
	r.Advocate, r.Code, r.Name, r.DueAt = f.Advocate, CodeIn(o), o.Name, r.Terms.DueAt(o.PaidAt, r.Zone)
	if reason := r.refusal(f, o, known); reason != "" {
		return r.refused(reason)
	}
	r.State, r.Reason, r.Waits, r.NextAt = Pending, "", false, time.Time{}
	_, disputed := o.Disputed()
	switch {
	case !o.Paid():
		r.Reason = NotPaid // its payment has it looked at again
	case disputed && r.EarnedAt.IsZero():
		r.Reason = Disputed // so does the end of the dispute
	case r.DueAt.After(now):
		r.Waits, r.NextAt = true, r.DueAt
	default:
		r.State = Earned
		if r.EarnedAt.IsZero() {
			r.EarnedAt = models.Instant(now)
		}
	}
	return r
}

// refusal is why a referral cannot count; empty where it can.
func (r Referral) refusal(f Facts, o orders.Order, known bool) Reason {
	switch {
	case !r.Terms.On:
		return SwitchedOff
	case r.Code == "" || !known:
		return NoSuchCode
	case f.Self:
		return Self
	case r.Verdict() == TakenBack:
		return ByStaff
	case o.Cancelled():
		return Cancelled
	case f.Superseded || !first(f.Orders, o):
		return NotFirst
	case f.NotNew:
		return NotNew
	case !o.Paid():
		return ""
	case !f.Counts(o):
		return NotCounted
	case o.SpentMinor() == 0:
		return Refunded
	case o.SpentMinor() < r.Terms.MinimumMinor:
		return BelowLimit
	}
	return ""
}

func (r Referral) refused(why Reason) Referral {
	r.State, r.Reason, r.Waits, r.NextAt = Refused, why, false, time.Time{}
	if !r.EarnedAt.IsZero() {
		r.State = Reversed
	}
	return r
}

// first tells whether nothing was bought before an order. What became of an
// earlier purchase does not matter: who has bought once is not new.
func first(all []orders.Order, o orders.Order) bool {
	for _, other := range all {
		if other.ID == o.ID {
			return true
		}
		if other.Paid() {
			return false
		}
	}
	return true
}

// Shares divides what an advocate's caps leave among the referrals that count,
// those that were due first at the front. It gives points by id.
func Shares(all []Referral) map[string]int64 {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Referral) int { return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.ID, b.ID)) })
	shares := make(map[string]int64, len(all))
	for i, r := range all {
		share := r.Worth(Advocate)
		if limit := r.Terms.Cap; limit.Points > 0 {
			from, _ := limit.Window(r.DueAt, r.Zone)
			var used int64
			for _, earlier := range all[:i] {
				if !earlier.DueAt.Before(from) {
					used += shares[earlier.ID]
				}
			}
			share = max(0, min(share, limit.Points-used))
		}
		shares[r.ID] = share
	}
	return shares
}
