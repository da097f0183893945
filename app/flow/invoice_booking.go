package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/invoices"
	"clientele/models/orders"
	"clientele/models/outbox"
	"clientele/models/services"
	"clientele/models/shops"
)

// The kinds of messages about invoices for appointments.
const (
	SendInvoice     = "booking_invoice"
	ReviseInvoice   = "booking_invoice_update"
	TakeInvoiceBack = "booking_invoice_delete"
)

// invoiceKinds are all of them.
var invoiceKinds = []string{SendInvoice, ReviseInvoice, TakeInvoiceBack}

// draftLag is how long the platform may need to find a draft order that it made.
const draftLag = time.Minute

// billed is the draft of an appointment that is paid by invoice, kept until then.
func (d *diary) billed(a appointments.Appointment, in Book, price services.Price) (appointments.Appointment, error) {
	var problems []models.FieldProblem
	wrong := func(path, message string) {
		problems = append(problems, models.FieldProblem{Path: path, Message: message})
	}
	if in.InvoiceHours < 1 || in.InvoiceHours > appointments.InvoiceHoursMax || in.Source != appointments.Panel {
		wrong("invoiceHours", "must be 1 to 336 hours, for a booking that is not a walk-in")
	}
	if price.Minor == 0 {
		wrong("invoiceHours", "must be 0, as there is nothing to pay")
	}
	if a.Email == "" {
		wrong("email", "is missing; the invoice is sent there")
	}
	until, enough := appointments.InvoiceUntil(a.Start, d.flow.Now(), in.InvoiceHours)
	if !enough {
		wrong("start", "is too soon for an invoice; have it paid on site")
	}
	if len(problems) > 0 {
		return a, models.InvalidFields(problems)
	}
	product := ""
	if v, err := d.service.Variant(in.Variant); err == nil {
		product = v.Product
	}
	a = a.Billed(price, product)
	a.Status, a.ExpiresAt = booking.Held, models.Instant(until)
	return a, nil
}

// bill asks for the invoice of a new appointment, for a new one where it was moved, and
// takes it back where it is not to be paid any more.
func (c *calendar) bill(ctx context.Context, was, is *appointments.Appointment) error {
	switch {
	case was == nil && is.BillWanted(c.now):
		return c.flow.Outbox.Put(ctx, billMessage(*is, SendInvoice, c.flow.Now))
	case was != nil && is.GivesUpBill(*was):
		return c.flow.takeBillBack(ctx, *is)
	case was != nil && is.BillStale(*was):
		return c.flow.reviseBill(ctx, *is)
	}
	return nil
}

func billMessage(a appointments.Appointment, kind string, now models.Clock) outbox.Message {
	return outbox.New(a.Shop, kind+":"+string(a.ID), kind, "booking:"+string(a.ID), map[string]string{"booking": string(a.ID)}, now())
}

// takeBillBack asks for an invoice to be taken back; where that was done before, it
// is asked for again.
func (f *Flow) takeBillBack(ctx context.Context, a appointments.Appointment) error {
	return f.want(ctx, billMessage(a, TakeInvoiceBack, f.Now), models.Instant(f.Now()))
}

// reviseBill asks for an invoice to tell what the appointment is now.
func (f *Flow) reviseBill(ctx context.Context, a appointments.Appointment) error {
	return f.want(ctx, billMessage(a, ReviseInvoice, f.Now), models.Instant(f.Now()))
}

// billWish is what the platform is to bill for an appointment.
func billWish(shop shops.Shop, a appointments.Appointment) invoices.Wish {
	_, when := appointments.Dated(a.Start, shop.Location(), a.Language)
	w := invoices.Wish{
		Tag: "clientele-" + string(a.ID), Note: "Clientele booking " + string(a.ID) + ", " + when, Words: a.Title + ", " + when + " (" + shop.Location().String() + ")",
		Email: a.Email, Currency: a.Price.Currency, Property: invoices.Property{Name: orders.BookingProperty, Value: string(a.ID)},
	}
	w.Shown.Name, w.Shown.Value = appointments.Dated(a.Start, shop.Location(), a.Language)
	if number, member := strings.CutPrefix(string(a.Contact), "c_"); member {
		w.Customer = number
	}
	items, unit := a.Bills()
	for _, item := range items {
		w.Lines = append(w.Lines, invoices.Line{Product: item.Product, Title: a.Title, Quantity: item.Quantity, UnitMinor: unit})
	}
	return w
}

// sendBill has the invoice of an appointment made and sent. A draft order that an
// attempt made whose answer was lost is known by its tag.
func (g *Giving) sendBill(ctx context.Context, m outbox.Message) (string, error) {
	a, err := g.Flow.Appointments.Get(ctx, m.Shop, booking.BookingID(m.Params["booking"]))
	if err != nil {
		return forgotten(err)
	}
	if !a.BillWanted(models.Instant(g.Flow.Now())) {
		return "not_needed", nil
	}
	shop, err := g.Flow.Shops.Get(ctx, m.Shop)
	if err != nil {
		return "", err
	}
	w, sent := billWish(shop, a), a.Start
	var d invoices.Draft
	err = g.Flow.withToken(ctx, m.Shop, func(token string) error {
		var err error
		d, err = g.draftOf(ctx, m, token, w)
		if err != nil || d.State != invoices.Open {
			return err
		}
		return g.Invoices.SendDraft(ctx, m.Shop, token, d, w)
	})
	if err != nil {
		return g.billRefused(ctx, m, a, err)
	}
	return "sent", g.note(ctx, a, func(ctx context.Context, a appointments.Appointment) (appointments.Appointment, error) {
		if a.Status == booking.Cancelled || a.Status == booking.Confirmed && a.Order == "" { // given up meanwhile
			return a, g.Flow.takeBillBack(ctx, a)
		}
		was := a
		was.Start = sent
		a = a.BillSent(d.ID, d.Name, models.Instant(g.Flow.Now()))
		if a.BillStale(was) { // moved meanwhile
			return a, g.Flow.reviseBill(ctx, a)
		}
		return a, nil
	})
}

// draftOf finds the draft order of a wish, or makes it.
func (g *Giving) draftOf(ctx context.Context, m outbox.Message, token string, w invoices.Wish) (invoices.Draft, error) {
	d, found, err := g.Invoices.FindDraft(ctx, m.Shop, token, w.Tag)
	if err != nil || found {
		return d, err
	}
	if m.Repeated() && g.Flow.Now().Sub(m.BeganAt) < draftLag {
		return d, models.Errorf(models.Unavailable, "the store may not show yet what it made; it is asked again in a minute")
	}
	return g.Invoices.MakeDraft(ctx, m.Shop, token, w)
}

// revise has the invoice of an appointment that was moved tell its new time.
func (g *Giving) revise(ctx context.Context, m outbox.Message) (string, error) {
	a, err := g.Flow.Appointments.Get(ctx, m.Shop, booking.BookingID(m.Params["booking"]))
	if err != nil {
		return forgotten(err)
	}
	if a.Status != booking.Held || a.Order != "" || a.Invoice.Draft == "" {
		return "not_needed", nil
	}
	shop, err := g.Flow.Shops.Get(ctx, m.Shop)
	if err != nil {
		return "", err
	}
	outcome := "paid"
	err = g.Flow.withToken(ctx, m.Shop, func(token string) error {
		w := billWish(shop, a)
		d, found, err := g.Invoices.FindDraft(ctx, m.Shop, token, w.Tag)
		if err != nil || d.State == invoices.Paid {
			return err
		}
		if !found {
			d.ID = a.Invoice.Draft
		}
		outcome = "updated"
		return g.Invoices.UpdateDraft(ctx, m.Shop, token, d, w)
	})
	if err != nil {
		return g.billRefused(ctx, m, a, err)
	}
	var again error
	err = g.note(ctx, a, func(_ context.Context, is appointments.Appointment) (appointments.Appointment, error) {
		if is.BillStale(a) {
			again = models.Errorf(models.Unavailable, "the booking was moved once more meanwhile")
		}
		return is.BillBlocked("", false, models.Instant(g.Flow.Now())), nil
	})
	return outcome, errOr(err, again)
}

// takeBill takes the invoice of an appointment back that is not to be paid any more.
func (g *Giving) takeBill(ctx context.Context, m outbox.Message) (string, error) {
	a, err := g.Flow.Appointments.Get(ctx, m.Shop, booking.BookingID(m.Params["booking"]))
	if err != nil {
		return forgotten(err)
	}
	if a.Order != "" {
		return "paid", nil
	}
	outcome := "gone"
	err = g.Flow.withToken(ctx, m.Shop, func(token string) error {
		d, found, err := g.Invoices.FindDraft(ctx, m.Shop, token, "clientele-"+string(a.ID))
		if !found && a.Invoice.Draft != "" {
			d, found = invoices.Draft{ID: a.Invoice.Draft, State: invoices.Sent}, true
		}
		if err != nil || !found || d.State == invoices.Paid {
			return err
		}
		outcome = "deleted"
		return g.Invoices.DeleteDraft(ctx, m.Shop, token, d)
	})
	if err != nil {
		return g.billRefused(ctx, m, a, err)
	}
	return outcome, g.note(ctx, a, func(_ context.Context, a appointments.Appointment) (appointments.Appointment, error) {
		return a.BillBlocked("", false, models.Instant(g.Flow.Now())), nil
	})
}

// billRefused notes why something about an invoice did not work.
func (g *Giving) billRefused(ctx context.Context, m outbox.Message, was appointments.Appointment, failure error) (string, error) {
	person := forPerson(m, failure) || models.CodeOf(failure) == models.Invalid
	err := g.note(ctx, was, func(_ context.Context, a appointments.Appointment) (appointments.Appointment, error) {
		return a.BillBlocked(sentence(failure), person, models.Instant(g.Flow.Now())), nil
	})
	if err != nil {
		return "", err
	}
	return "", failure
}

// RetryInvoice puts what is to be done about an invoice, and waits for a person, back
// in line.
func (f *Flow) RetryInvoice(ctx context.Context, in Reach) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	var is appointments.Appointment
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		if is, err = f.reach(ctx, shop, in); err != nil {
			return err
		}
		kinds := slices.Clone(invoiceKinds)
		if is.Status != booking.Held {
			slices.Reverse(kinds)
		}
		now := models.Instant(f.Now())
		for _, kind := range kinds {
			m, err := f.Outbox.Get(ctx, in.Shop, kind+":"+string(is.ID))
			if err != nil || m.State != outbox.NeedsPerson {
				if err = unlessMissing(err); err != nil {
					return err
				}
				continue
			}
			again, err := m.Retried(now)
			if err != nil {
				return err
			}
			is = is.BillBlocked("", false, now)
			if is.Version, err = f.Appointments.Save(ctx, is); err != nil {
				return err
			}
			return f.Outbox.Decide(ctx, again, m.State, now)
		}
		return models.Errorf(models.Conflict, "this invoice is not waiting for anybody; look again")
	})
	if err != nil {
		return Booked{}, err
	}
	return booked(shop, &is, false), nil
}
