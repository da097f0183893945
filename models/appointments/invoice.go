package appointments

import (
	"slices"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
)

// Invoice is what the store bills for an appointment that staff made, as far as
// that has come.
type Invoice struct {
	Wanted      bool
	Draft       string // the platform's number of the draft order; empty until it is made
	Name        string // such as #D7
	SentAt      time.Time
	Problem     string
	NeedsPerson bool
}

// The bounds of the time in which an invoice can be paid. It ends a while before
// the appointment begins.
const (
	InvoiceHoursMax = 14 * 24
	invoiceAhead    = time.Hour
	invoiceLeast    = 15 * time.Minute
)

// InvoiceUntil is until when an appointment is kept for who gets an invoice that can
// be paid for so many hours; false where it begins too soon for that.
func InvoiceUntil(start, now time.Time, hours int) (time.Time, bool) {
	until := now.Add(time.Duration(hours) * time.Hour)
	if last := start.Add(-invoiceAhead); last.Before(until) {
		until = last
	}
	return until, !until.Before(now.Add(invoiceLeast))
}

// Billed is the appointment as it is billed: for what is due in the checkout, or
// for all of it where it would be paid on site.
func (a Appointment) Billed(price services.Price, product string) Appointment {
	a.Invoice = Invoice{Wanted: true}
	a.DueMinor, a.Cart = price.DueMinor, price.Cart
	if a.DueMinor == 0 {
		a.DueMinor, a.Cart = price.Minor, nil
		if product != "" {
			a.Cart = []services.Item{{Product: product, Quantity: a.Seats}}
		}
	}
	return a
}

// BillWanted tells whether the invoice is still to be sent.
func (a Appointment) BillWanted(now time.Time) bool {
	return a.Invoice.Wanted && a.Invoice.SentAt.IsZero() && a.Status == booking.Held && a.Live(now)
}

// BillSent notes that the invoice was sent.
func (a Appointment) BillSent(draft, name string, now time.Time) Appointment {
	a.Invoice.Draft, a.Invoice.Name, a.Invoice.Problem, a.Invoice.NeedsPerson = draft, name, "", false
	a.Invoice.SentAt = models.Instant(now)
	return a.with(Change{At: now, Actor: Clientele, What: WasBilled})
}

// BillBlocked notes why something about the invoice did not work, and whether that
// waits for a person; an empty problem takes the note away.
func (a Appointment) BillBlocked(problem string, person bool, now time.Time) Appointment {
	a.Invoice.Problem, a.Invoice.NeedsPerson, a.UpdatedAt = problem, person, models.Instant(now)
	return a
}

// BillStale tells whether an invoice that was sent tells another time than the
// appointment has since.
func (a Appointment) BillStale(was Appointment) bool {
	return a.Invoice.Wanted && !a.Invoice.SentAt.IsZero() && a.Status == booking.Held && a.Order == "" && !a.Start.Equal(was.Start)
}

// keepPayable has an invoice that is not paid yet end before the appointment does
// begin.
func (a Appointment) keepPayable() Appointment {
	if last := models.Instant(a.Start.Add(-invoiceAhead)); a.Invoice.Wanted && a.Status == booking.Held && last.Before(a.ExpiresAt) {
		a.ExpiresAt = last
	}
	return a
}

// Payable tells whether there is time to pay the appointment's invoice where it
// begins at another time.
func (a Appointment) Payable(start, now time.Time) bool {
	return !a.Invoice.Wanted || a.Status != booking.Held || !start.Add(-invoiceAhead).Before(now.Add(invoiceLeast))
}

// GivesUpBill tells whether the invoice is not to be paid any more, since before.
func (a Appointment) GivesUpBill(was Appointment) bool {
	return was.Invoice.Wanted && was.Status == booking.Held && a.Status != booking.Held && a.Order == ""
}

// onePiece is what each seat costs, or the whole where that has no such part.
func (a Appointment) onePiece() (quantity int, unitMinor int64) {
	seats := max(1, a.Seats)
	if a.DueMinor%int64(seats) == 0 {
		return seats, a.DueMinor / int64(seats)
	}
	return 1, a.DueMinor
}

// Bills are the lines of the invoice: what the cart would have, or one at the price of
// the appointment where it would be paid on site.
func (a Appointment) Bills() (items []services.Item, unitMinor int64) {
	if a.Payment.How == services.Checkout {
		return slices.Clone(a.Cart), 0
	}
	quantity, unit := a.onePiece()
	item := services.Item{Quantity: quantity}
	if len(a.Cart) > 0 && quantity == a.Cart[0].Quantity {
		item.Product = a.Cart[0].Product
	}
	return []services.Item{item}, unit
}
