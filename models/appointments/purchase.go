package appointments

import (
	"slices"
	"time"

	"clientele/models"
	"clientele/models/booking"
)

// Purchase is what an order says about an appointment, all in all: the same
// order may be told about any number of times, in any order.
type Purchase struct {
	Order         models.OrderID
	Sells         bool // it holds what sells the appointment, for all its seats
	Paid          bool
	PaidMinor     int64 // for the lines of the appointment
	RefundedMinor int64 // of them
	Undone        bool  // cancelled, or all of it paid back
}

// Needs tells whether the time has to be judged again before the purchase can
// be taken in, because it is nobody's any more. It is judged once.
func (a Appointment) Needs(p Purchase, now time.Time) bool {
	ended := a.Status == booking.Cancelled && (a.Ended == Lapsed || a.Ended == Released)
	return p.counts() && a.own(p) && !a.told(WasPaidTooLate, p) && (a.Lapsed(now) || ended)
}

func (p Purchase) counts() bool { return p.Paid && p.Sells && !p.Undone }

// own tells whether the order is the one that pays the appointment.
func (a Appointment) own(p Purchase) bool { return a.Order == "" || a.Order == p.Order }

// Bought brings the appointment in line with an order. Free tells whether its
// time was found free, where that is needed.
func (a Appointment) Bought(p Purchase, free bool, now time.Time) Appointment {
	switch {
	case !p.Paid:
		return a // its hold goes on
	case !a.own(p):
		return a.boughtAgain(p, now)
	case p.Undone:
		return a.paid(p, now).undone(now)
	case !p.Sells:
		if a.Status == booking.Confirmed {
			return a.paid(p, now)
		}
		return a.flagged(PaidOtherwise, WasPaidOther, p, now)
	}
	judged, late := a.Needs(p, now), a.Status == booking.Cancelled && a.Order == ""
	a = a.paid(p, now)
	switch {
	case judged && free:
		return a.Confirm(now, Platform)
	case judged, late: // its time is somebody else's, or somebody had cancelled it
		return a.tooLate(p, now)
	case a.Status == booking.Held:
		return a.Confirm(now, Platform)
	}
	return a
}

// paid notes the money.
func (a Appointment) paid(p Purchase, now time.Time) Appointment {
	if a.Order == "" {
		a = a.with(Change{At: now, Actor: Platform, What: WasPaid, Order: p.Order})
	}
	if p.RefundedMinor > a.RefundedMinor {
		a = a.with(Change{At: now, Actor: Platform, What: WasRefunded, Order: p.Order})
	}
	a.Order, a.PaidMinor, a.RefundedMinor = p.Order, p.PaidMinor, p.RefundedMinor
	return a.tidy()
}

// tooLate leaves an appointment cancelled that was paid all the same. The whole
// payment goes back.
func (a Appointment) tooLate(p Purchase, now time.Time) Appointment {
	if a.Status == booking.Held {
		a.Status, a.ExpiresAt, a.Ended = booking.Cancelled, time.Time{}, Lapsed
	}
	a.PromisedMinor = a.PaidMinor
	return a.flagged(PaidTooLate, WasPaidTooLate, p, now).tidy()
}

// undone follows an order that was cancelled or paid back. An appointment that
// has begun stays as it was.
func (a Appointment) undone(now time.Time) Appointment {
	if made := a.Repayment.MadeMinor(); made > 0 && made >= a.PaidMinor {
		return a // by ourselves, because it was cancelled
	}
	if a.Status == booking.Held || a.Status == booking.Confirmed && a.Start.After(now) {
		a, _ = a.Cancel(ByOrder, now, Platform) // nothing refuses
	}
	if a.Attention == PaidTooLate && a.RefundDueMinor() == 0 {
		a.Attention = ""
	}
	return a
}

// boughtAgain notes a second order for what a first one pays.
func (a Appointment) boughtAgain(p Purchase, now time.Time) Appointment {
	switch {
	case !p.Undone:
		return a.flagged(PaidTwice, WasPaidTwice, p, now)
	case a.Attention == PaidTwice:
		a.Attention = ""
	}
	return a.tidy()
}

// flagged tells the merchant, once of each order.
func (a Appointment) flagged(why Attention, what What, p Purchase, now time.Time) Appointment {
	if a.told(what, p) {
		return a
	}
	a.Attention = why
	return a.with(Change{At: now, Actor: Platform, What: what, Order: p.Order})
}

func (a Appointment) told(what What, p Purchase) bool {
	return slices.ContainsFunc(a.History, func(c Change) bool { return c.What == what && c.Order == p.Order })
}
