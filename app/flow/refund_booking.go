package flow

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/orders"
	"clientele/models/outbox"
	"clientele/models/refunds"
)

// PayBack is the kind of messages that give money back for appointments.
const PayBack = "booking_refund"

// RefundBooking is the word of staff that what is due of a payment goes back at
// the platform.
type RefundBooking struct {
	Reach
	Minor int64 // what they saw, in minor units of the appointment's currency
}

// RefundBooking asks the platform to pay back what is due of an appointment, or to
// try that again where it waits for a person.
func (f *Flow) RefundBooking(ctx context.Context, in RefundBooking) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	var is appointments.Appointment
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		if is, err = f.reach(ctx, shop, in.Reach); err != nil {
			return err
		}
		if is.Repayment.NeedsPerson {
			return f.retryRefund(ctx, &is)
		}
		if is, err = is.AskRefund(in.Minor, models.Instant(f.Now()), in.Actor); err != nil {
			return err
		}
		if is.Version, err = f.Appointments.Save(ctx, is); err != nil {
			return err
		}
		return f.Outbox.Put(ctx, refundOf(is, f.Now))
	})
	if err != nil {
		return Booked{}, err
	}
	return booked(shop, &is, false), nil
}

// retryRefund puts what waits for a person back in line.
func (f *Flow) retryRefund(ctx context.Context, a *appointments.Appointment) error {
	now := models.Instant(f.Now())
	m, err := f.Outbox.Get(ctx, a.Shop, refundID(*a))
	if err != nil {
		return err
	}
	again, err := m.Retried(now)
	if err != nil {
		return err
	}
	if *a, err = a.RetryRefund(now); err != nil {
		return err
	}
	if a.Version, err = f.Appointments.Save(ctx, *a); err != nil {
		return err
	}
	return f.Outbox.Decide(ctx, again, m.State, now)
}

// refundOf is the message that gives back what is asked for. Those of one order
// come one after the other, so that each knows what the last one left.
func refundOf(a appointments.Appointment, now models.Clock) outbox.Message {
	params := map[string]string{"booking": string(a.ID), "round": strconv.Itoa(a.Repayment.Round)}
	return outbox.New(a.Shop, refundID(a), PayBack, "order:"+string(a.Order), params, now())
}

func refundID(a appointments.Appointment) string {
	return fmt.Sprintf("refund:%s#%d", a.ID, a.Repayment.Round)
}

// repay asks for what is due by itself where the service wants that, and calls off
// what is not wanted any more. An order that was cancelled in the store without
// paying it back is for a person to judge.
func (c *calendar) repay(ctx context.Context, was *appointments.Appointment, is *appointments.Appointment) error {
	if was == nil {
		return nil
	}
	if was.Repayment.UnderWay() && !is.Repayment.UnderWay() {
		return c.flow.callOffRefund(ctx, *was)
	}
	due := is.RefundDueMinor()
	ended := was.Status != booking.Cancelled && is.Status == booking.Cancelled
	late := is.Attention == appointments.PaidTooLate && was.Attention != appointments.PaidTooLate
	if due == 0 || is.Repayment.UnderWay() || !ended && !late || is.Ended == appointments.ByOrder {
		return nil
	}
	service, err := c.flow.Services.Get(ctx, c.shop.ID, is.Service)
	if err != nil || !service.PaysBack {
		return unlessMissing(err)
	}
	if *is, err = is.AskRefund(due, c.now, appointments.Clientele); err != nil {
		return nil // for a person to do
	}
	return c.flow.Outbox.Put(ctx, refundOf(*is, c.flow.Now))
}

// callOffRefund keeps a refund that was asked for from being made. Who is at it
// right now will find that nothing is due.
func (f *Flow) callOffRefund(ctx context.Context, a appointments.Appointment) error {
	m, err := f.Outbox.Get(ctx, a.Shop, refundID(a))
	if err != nil || m.State == outbox.Done || m.State == outbox.Dropped {
		return unlessMissing(err)
	}
	now := models.Instant(f.Now())
	if err := f.Outbox.Decide(ctx, m.CalledOff(now), m.State, now); err != nil && models.CodeOf(err) != models.Conflict {
		return err
	}
	return nil
}

// payBack gives back what is due of an appointment. It bears being called again at
// any point: a refund that was made before is known by its note.
func (g *Giving) payBack(ctx context.Context, m outbox.Message) (string, error) {
	a, err := g.Flow.Appointments.Get(ctx, m.Shop, booking.BookingID(m.Params["booking"]))
	if err != nil {
		return forgotten(err)
	}
	if strconv.Itoa(a.Repayment.Round) != m.Params["round"] || !a.Repayment.UnderWay() {
		return "not_needed", nil
	}
	paid, err := g.bringBack(ctx, a)
	if err != nil {
		return g.refundRefused(ctx, m, a, err)
	}
	return g.refundMade(ctx, a, paid)
}

// bringBack asks the platform, after looking at what became of the last time.
func (g *Giving) bringBack(ctx context.Context, a appointments.Appointment) (refunds.Paid, error) {
	record, err := g.Flow.Orders.Get(ctx, a.Shop, a.Order)
	if err != nil {
		return refunds.Paid{}, err
	}
	w := refundWish(a, record.Order)
	if len(w.Lines) == 0 {
		return refunds.Paid{}, models.Errorf(models.Invalid, "the order does not say which of its lines pays this; pay it back in the store admin")
	}
	var paid refunds.Paid
	err = g.Flow.withToken(ctx, a.Shop, func(token string) error {
		s, err := g.Refunds.RefundStanding(ctx, a.Shop, token, w)
		if err != nil {
			return err
		}
		if paid, err = g.madeBefore(ctx, a.Shop, token, w, s); err != nil || paid.ID != "" {
			return err
		}
		plan := s.Plan(w)
		switch {
		case s.Shop != a.Price.Currency:
			return models.Errorf(models.Invalid, "the order is in another currency than the appointment; pay it back in the store admin")
		case s.Untold(w):
			return models.Errorf(models.Unavailable, "the store gave something of this order back and has not told of it yet")
		case plan.Nothing():
			return nil
		case len(plan.Payments) == 0:
			return models.Errorf(models.Invalid, "the store knows no payment to which it could go back; pay it back in the store admin")
		}
		made, err := g.Refunds.Refund(ctx, a.Shop, token, w, plan)
		if err == nil && made.Failed {
			err = models.Errorf(models.Invalid, "the payment provider did not take the refund; look at the order in the store admin")
		}
		paid = refunds.Paid{ID: made.ID, Minor: plan.Minor}
		return err
	})
	return paid, err
}

// madeBefore finds the refund of a wish whose answer was lost; empty for none.
func (g *Giving) madeBefore(ctx context.Context, shop models.ShopID, token string, w refunds.Wish, s refunds.Standing) (refunds.Paid, error) {
	for _, made := range s.Marked(w) {
		found, err := g.Refunds.FindRefund(ctx, shop, token, made.ID)
		if err != nil {
			return refunds.Paid{}, err
		}
		if !found.Failed {
			return refunds.Paid{ID: made.ID, Minor: s.Worked(w, found.Minor)}, nil
		}
	}
	return refunds.Paid{}, nil
}

// refundWish is what is to go back of an order for an appointment.
func refundWish(a appointments.Appointment, o orders.Order) refunds.Wish {
	w := refunds.Wish{
		Order: a.Order, Minor: a.RefundDueMinor(), Whole: a.RefundedMinor == 0 && a.RefundDueMinor() == a.PaidMinor,
		Note: a.RefundNote(), Key: a.RefundKey(),
	}
	for _, b := range o.Bookings {
		if b.ID == string(a.ID) {
			w.Lines = append(w.Lines, b.Line)
		}
	}
	for _, r := range o.Refunds {
		w.Known = append(w.Known, r.ID)
	}
	for _, made := range a.Repayment.Made {
		w.Known = append(w.Known, made.ID)
	}
	return w
}

// refundMade notes what went back. Where less was left than is due, that is all. The
// platform may have told of it before.
func (g *Giving) refundMade(ctx context.Context, was appointments.Appointment, paid refunds.Paid) (string, error) {
	outcome, last := "nothing_left", paid.Minor < was.RefundDueMinor()
	if paid.ID != "" {
		outcome = "paid_back"
	}
	err := g.note(ctx, was, func(ctx context.Context, a appointments.Appointment) (appointments.Appointment, error) {
		a = a.WithRefund(appointments.Refund{ID: paid.ID, Minor: paid.Minor})
		record, err := g.Flow.Orders.Get(ctx, a.Shop, a.Order)
		if err != nil {
			return a, err
		}
		return a.Refunded(soldFor(record.Order, a).RefundedMinor, last, models.Instant(g.Flow.Now())), nil
	})
	return outcome, err
}

// refundRefused notes why nothing went back. What the platform refuses, and what
// only the merchant can mend, waits for a person; for the rest there is another
// attempt.
func (g *Giving) refundRefused(ctx context.Context, m outbox.Message, was appointments.Appointment, failure error) (string, error) {
	person := forPerson(m, failure) || models.CodeOf(failure) == models.Invalid
	err := g.note(ctx, was, func(_ context.Context, a appointments.Appointment) (appointments.Appointment, error) {
		if a.Repayment.Is(was.Repayment.Round) {
			a = a.RefundBlocked(sentence(failure), person, models.Instant(g.Flow.Now()))
		}
		return a, nil
	})
	if err != nil {
		return "", err
	}
	return "", failure
}

// note changes an appointment by what is known of an effect.
func (g *Giving) note(ctx context.Context, was appointments.Appointment, change func(context.Context, appointments.Appointment) (appointments.Appointment, error)) error {
	return g.Flow.Tx.Do(ctx, func(ctx context.Context) error {
		a, err := g.Flow.Appointments.Get(ctx, was.Shop, was.ID)
		if err != nil {
			return unlessMissing(err)
		}
		if a, err = change(ctx, a); err != nil {
			return err
		}
		_, err = g.Flow.Appointments.Save(ctx, a)
		return err
	})
}

// Stuck are effects of bookings that wait for a person.
type Stuck struct {
	Count   int               // at most models.BacklogMax
	Booking booking.BookingID // one of them; empty for none
}

// BookingsForPerson counts what is to be done at the platform for bookings and
// waits for a person, and names one of these bookings.
func (f *Flow) BookingsForPerson(ctx context.Context, shop models.ShopID) (Stuck, error) {
	kinds := append([]string{PayBack}, invoiceKinds...)
	count, err := f.Outbox.NeedPerson(ctx, shop, kinds, models.BacklogMax)
	if err != nil || count == 0 {
		return Stuck{}, err
	}
	page, err := f.Outbox.Page(ctx, shop, outbox.Query{State: outbox.NeedsPerson, Limit: models.PageLimitMax})
	for _, m := range page.Items {
		if slices.Contains(kinds, m.Kind) {
			return Stuck{count, booking.BookingID(m.Params["booking"])}, err
		}
	}
	return Stuck{Count: count}, err
}
