package orders

import (
	"cmp"
	"slices"
	"strings"
)

// BookingProperty is the name under which a line says which appointment it pays.
// The storefront puts it into the cart, which hands it on to the order. What
// begins with a line below is not shown to the buyer.
const BookingProperty = "_clientele_booking"

// BookingsMax bounds the lines of one order that pay appointments.
const BookingsMax = 50

// bookingMax is longer than any id of an appointment.
const bookingMax = 64

// Booking is a line that pays an appointment.
type Booking struct {
	Line    string // id of the line
	ID      string // of the appointment
	Variant string // number of the platform's product variant; empty where it is gone
}

// BookingOf is the line with the appointment that a property names; false for
// what cannot be one.
func BookingOf(line, value, variant string) (Booking, bool) {
	id := strings.TrimSpace(value)
	return Booking{line, id, variant}, line != "" && id != "" && len(id) <= bookingMax
}

// joinBookings adds what is said of lines. Properties of a line never change, so
// what was said once stays; a body that leaves them out says nothing.
func joinBookings(all, more []Booking) []Booking {
	if len(more) == 0 {
		return all
	}
	joined := append(slices.Clone(all), more...)
	slices.SortFunc(joined, func(a, b Booking) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Variant, b.Variant))
	})
	joined = slices.Compact(joined)
	return joined[:min(len(joined), BookingsMax)]
}

// BookedIDs are the appointments that the order pays.
func (o Order) BookedIDs() []string {
	var ids []string
	for _, b := range o.Bookings {
		if !slices.Contains(ids, b.ID) {
			ids = append(ids, b.ID)
		}
	}
	return ids
}

// Sold is what an order says about one appointment.
type Sold struct {
	Variants      map[string]int64 // units of product variants, as ordered
	PaidMinor     int64            // for its lines, with tax
	RefundedMinor int64            // of that
	Undone        bool             // the order was cancelled, or all of its lines given back
}

// OwnRefund is a refund that we made for one appointment, for an amount in minor
// units of the shop's currency.
type OwnRefund struct {
	ID    string
	Minor int64
}

// SoldFor adds up the lines that pay an appointment. What was given back for no
// line counts if the order sells nothing else, or if it is one of our own
// refunds for this appointment; these count before the platform tells of them.
func (o Order) SoldFor(id string, own ...OwnRefund) Sold {
	s := Sold{Variants: map[string]int64{}}
	lines := map[string]bool{}
	for _, b := range o.Bookings {
		if b.ID == id {
			lines[b.Line] = true
		}
	}
	alone := true
	for _, a := range o.Amounts(true) {
		if !lines[a.Line.ID] {
			alone = alone && a.Eligible == 0
			continue
		}
		s.PaidMinor, s.RefundedMinor = s.PaidMinor+a.Eligible, s.RefundedMinor+a.Removed
		for _, b := range o.Bookings {
			if b.Line == a.Line.ID {
				s.Variants[b.Variant] += a.Line.Quantity
			}
		}
	}
	s.Undone = o.Cancelled() || s.PaidMinor > 0 && s.RefundedMinor >= s.PaidMinor || s.PaidMinor == 0 && o.emptied(lines)
	gross, _ := o.Loose()
	if !alone {
		gross = 0
	}
	for _, r := range own {
		gross += o.ownLoose(r, alone)
	}
	if gross != 0 {
		s.RefundedMinor = min(s.PaidMinor, s.RefundedMinor+gross)
		s.Undone = s.Undone || s.RefundedMinor >= s.PaidMinor
	}
	return s
}

// ownLoose is what one of our own refunds adds to what is counted already:
// told tells whether amounts for no line are.
func (o Order) ownLoose(own OwnRefund, told bool) int64 {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.ID == own.ID })
	switch {
	case i < 0 || !o.Refunds[i].Settled: // nobody has told yet, or it is on its way
		return own.Minor
	case len(o.Refunds[i].Lines) > 0:
		return 0
	case told && o.Presentment != o.Currency: // for what it was asked for, not for what the rate made of it
		return own.Minor - o.Refunds[i].AmountMinor - o.Refunds[i].TaxMinor
	case told:
		return 0
	}
	return own.Minor
}

// emptied tells whether nothing is left of some lines.
func (o Order) emptied(lines map[string]bool) bool {
	found := false
	for _, line := range o.Lines {
		if !lines[line.ID] {
			continue
		}
		if found = true; line.Current > 0 {
			return false
		}
	}
	return found
}
