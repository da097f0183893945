package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/app/jobs"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/orders"
	"clientele/models/outbox"
	"clientele/models/refunds"
	"clientele/models/services"
)

// refundDesk pretends to be the platform's part of paying back: one line is left
// of an order, worth so much.
type refundDesk struct {
	left   int64
	made   []refunds.Made
	paid   map[string]int64
	asked  []refunds.Plan
	fail   error           // of the next call
	late   error           // of the next refund, after it was made
	failed bool            // no provider takes it
	onMade func(id string) // before the answer comes
	strays []refunds.Made  // refunds that others made
	keys   map[string]bool // that were used
}

func (d *refundDesk) RefundStanding(_ context.Context, _ models.ShopID, _ string, w refunds.Wish) (refunds.Standing, error) {
	if err := d.fail; err != nil {
		d.fail = nil
		return refunds.Standing{}, err
	}
	s := refunds.Standing{Shop: "USD", Buyer: "USD", Refunds: append(append([]refunds.Made{}, d.made...), d.strays...), Worth: refunds.Amount{Shop: d.left, Buyer: d.left}}
	for _, line := range w.Lines {
		s.Lines = append(s.Lines, refunds.Line{ID: line, Quantity: 1})
	}
	if d.left > 0 {
		s.Payments = []refunds.Payment{{ID: "t", Gateway: "cards", Minor: d.left}}
	}
	return s, nil
}

func (d *refundDesk) Refund(_ context.Context, _ models.ShopID, _ string, w refunds.Wish, p refunds.Plan) (refunds.Paid, error) {
	d.asked = append(d.asked, p)
	if d.keys[w.Key] {
		return refunds.Paid{}, models.Errorf(models.Internal, "the key was used")
	}
	id := fmt.Sprint(900 + len(d.made))
	d.made, d.keys[w.Key] = append(d.made, refunds.Made{ID: id, Note: w.Note}), true
	if d.failed {
		d.failed, d.paid[id] = false, -1
		return refunds.Paid{ID: id, Failed: true}, nil
	}
	d.left, d.paid[id] = d.left-p.Minor, p.Minor
	if d.onMade != nil {
		d.onMade(id)
	}
	err := d.late
	d.late = nil
	return refunds.Paid{ID: id, Minor: p.Minor}, err
}

func (d *refundDesk) FindRefund(_ context.Context, _ models.ShopID, _, id string) (refunds.Paid, error) {
	return refunds.Paid{ID: id, Minor: max(0, d.paid[id]), Failed: d.paid[id] < 0}, nil
}

// given is what the desk has paid back, all in all.
func (d *refundDesk) given() int64 {
	var sum int64
	for _, minor := range d.paid {
		sum += max(0, minor)
	}
	return sum
}

// cashier is a salon whose bookings are paid first, and paid back at a desk.
type cashier struct {
	*salon
	desk   *refundDesk
	worker *jobs.OutboxWorker
}

func newCashier(t *testing.T, change ...func(*services.Settings)) *cashier {
	t.Helper()
	desk := &refundDesk{left: 4500, paid: map[string]int64{}, keys: map[string]bool{}}
	c := &cashier{salon: newSalon(t, cutting(append(change, paidFirst)...)), desk: desk}
	giving := &flow.Giving{Flow: c.Flow, Gifts: &giftShop{}, Refunds: desk, Invoices: &billDesk{}}
	ok(t, giving.Check())
	c.worker = &jobs.OutboxWorker{Name: "w", Outbox: c.store.Outbox, Dispatch: giving.Bring, Now: c.now, Log: c.Log}
	return c
}

func byItself(s *services.Settings) { s.PaysBack = true }

// cancelled is a booking that was paid and that its shopper cancelled in so much
// time before it.
func (c *cashier) cancelled(before time.Duration) flow.Booked {
	c.t.Helper()
	b := c.book(c.wish("1", "10:00"))
	c.order(c.pays("1001", b))
	c.forward(c.at("10:00").Sub(c.now()) - before)
	_, err := c.CancelBooking(c.t.Context(), byToken(b))
	ok(c.t, err)
	return b
}

// click is a press on the button for an amount.
func (c *cashier) click(b flow.Booked, amount string) error {
	_, err := c.RefundBooking(c.t.Context(), flow.RefundBooking{Reach: staffReach(b.ID), Minor: minor(amount)})
	return err
}

// bring works off what the platform has to do, for some hours.
func (c *cashier) bring(hours int) {
	c.t.Helper()
	for range hours {
		_, err := c.worker.RunOnce(c.t.Context())
		ok(c.t, err)
		c.forward(time.Hour)
	}
}

func (c *cashier) message(b flow.Booked) outbox.Message {
	c.t.Helper()
	m, err := c.store.Outbox.Get(c.t.Context(), testShop, "refund:"+string(b.ID)+"#1")
	ok(c.t, err)
	return m
}

func TestWhatIsDueGoesBackWithOneClickAndOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before time.Duration
		amount string
		lines  int
	}{"all of it": {50 * time.Hour, "45.00", 1}, "a half": {30 * time.Hour, "22.50", 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newCashier(t)
			b := w.cancelled(c.before)
			w.bring(1)
			if len(w.desk.asked) > 0 {
				t.Fatal("it went back before anybody said so")
			}
			if err := w.click(b, "1.00"); models.CodeOf(err) != models.Conflict {
				t.Fatalf("another amount than is due: %v", err)
			}
			ok(t, w.click(b, c.amount))
			if err := w.click(b, c.amount); models.CodeOf(err) != models.Conflict {
				t.Fatalf("a second click: %v", err)
			}
			w.bring(3)
			if w.desk.given() != minor(c.amount) || len(w.desk.asked) != 1 || len(w.desk.asked[0].Lines) != c.lines {
				t.Fatalf("%d went back by %+v", w.desk.given(), w.desk.asked)
			}
			a := w.stands(b, booking.Cancelled, "", "45.00", c.amount)
			if err := w.click(b, c.amount); models.CodeOf(err) != models.Conflict {
				t.Fatalf("a click when it has gone back: %v", err)
			}
			// The platform tells of it, and of the order.
			w.refund(w.amountBack("1001", "900", c.amount))
			w.order(w.pays("1001", b))
			if again := w.stands(b, booking.Cancelled, "", "45.00", c.amount); again.Sequence != a.Sequence {
				t.Fatalf("being told of it changed %+v", again.History)
			}
		})
	}
}

func TestWhatIsDueGoesBackByItselfWhereTheServiceWantsThat(t *testing.T) {
	t.Parallel()
	w := newCashier(t, byItself)
	b := w.cancelled(30 * time.Hour)
	w.bring(2)
	w.stands(b, booking.Cancelled, "", "45.00", "22.50")
	if w.desk.given() != 2250 {
		t.Fatalf("%d went back", w.desk.given())
	}
}

func TestWhatIsPaidTooLateGoesBackByItselfAndACancelledOrderDoesNot(t *testing.T) {
	t.Parallel()
	w := newCashier(t, byItself)
	late := w.book(w.wish("1", "10:00"))
	w.forward(20 * time.Minute)
	w.book(w.wish("2", "10:00"))
	w.order(w.pays("1001", late))
	w.bring(1)
	w.stands(late, booking.Cancelled, "", "45.00", "45.00")
	other := w.book(w.wish("3", "11:00"))
	w.order(w.pays("1003", other))
	w.order(cancelled(w.pays("1003", other)))
	w.bring(1)
	w.stands(other, booking.Cancelled, appointments.RefundDue, "45.00", "0.00")
}

func TestARefundWhoseAnswerWasLostIsFoundByItsNote(t *testing.T) {
	t.Parallel()
	w := newCashier(t)
	b := w.cancelled(30 * time.Hour)
	ok(t, w.click(b, "22.50"))
	w.desk.late = models.Errorf(models.Unavailable, "the platform cannot be reached")
	w.bring(1)
	if a := w.stands(b, booking.Cancelled, appointments.RefundDue, "45.00", "0.00"); !a.Repayment.UnderWay() || a.Repayment.Problem == "" || a.Repayment.NeedsPerson {
		t.Fatalf("after a lost answer it is %+v", a.Repayment)
	}
	w.bring(2)
	w.stands(b, booking.Cancelled, "", "45.00", "22.50")
	if len(w.desk.asked) != 1 {
		t.Fatalf("it was asked for %d times", len(w.desk.asked))
	}
}

func TestARefundIsToldOfBeforeItsAnswerComes(t *testing.T) {
	t.Parallel()
	w := newCashier(t)
	b := w.cancelled(30 * time.Hour)
	ok(t, w.click(b, "22.50"))
	w.desk.onMade = func(id string) { w.refund(w.amountBack("1001", id, "22.50")) }
	w.bring(2)
	w.stands(b, booking.Cancelled, "", "45.00", "22.50")
	if m := w.message(b); m.State != outbox.Done || len(w.desk.asked) != 1 {
		t.Fatalf("the effect is %s", m.State)
	}
}

func TestInAnOrderOfMoreThingsItsOwnAmountIsKnown(t *testing.T) {
	t.Parallel()
	w := newCashier(t)
	b := w.book(w.wish("1", "10:00"))
	in := w.bought("1001", goods("9", "45.00"), goods("10", "20.00"))
	in.Snapshot.Bookings = []orders.Booking{{Line: "9", ID: string(b.ID), Variant: "71"}}
	w.order(in)
	w.forward(w.at("10:00").Sub(w.now()) - 30*time.Hour)
	_, err := w.CancelBooking(t.Context(), byToken(b))
	ok(t, err)
	ok(t, w.click(b, "22.50"))
	w.bring(1)
	w.stands(b, booking.Cancelled, "", "45.00", "22.50")
	w.order(in) // the order, before the refund is told
	w.stands(b, booking.Cancelled, "", "45.00", "22.50")
	w.refund(w.amountBack("1001", "900", "22.50"))
	w.stands(b, booking.Cancelled, "", "45.00", "22.50")
}

func TestWhatSomebodyPaidBackInTheStoreIsNotPaidBackAgain(t *testing.T) {
	t.Parallel()
	t.Run("and we were told", func(t *testing.T) {
		t.Parallel()
		w := newCashier(t)
		b := w.cancelled(50 * time.Hour)
		ok(t, w.click(b, "45.00"))
		w.refund(w.back("1001", "r1", goods("9", "45.00")))
		w.stands(b, booking.Cancelled, "", "45.00", "45.00")
		w.bring(2)
		if m := w.message(b); m.State != outbox.Dropped || len(w.desk.asked) != 0 {
			t.Fatalf("the effect is %s, asked %d times", m.State, len(w.desk.asked))
		}
	})
	t.Run("and nobody has told us yet", func(t *testing.T) {
		t.Parallel()
		w := newCashier(t)
		b := w.cancelled(50 * time.Hour)
		ok(t, w.click(b, "45.00"))
		w.desk.strays, w.desk.left = []refunds.Made{{ID: "r1"}}, 2250
		w.bring(1)
		if a := w.appointment(b.ID); a.Repayment.NeedsPerson || a.Repayment.Problem == "" || len(w.desk.asked) != 0 {
			t.Fatalf("it is %+v, asked %d times", a.Repayment, len(w.desk.asked))
		}
		w.refund(w.amountBack("1001", "r1", "22.50"))
		w.bring(1)
		w.stands(b, booking.Cancelled, "", "45.00", "45.00")
		if w.desk.given() != 2250 {
			t.Fatalf("%d went back", w.desk.given())
		}
	})
	t.Run("so that nothing is left", func(t *testing.T) {
		t.Parallel()
		w := newCashier(t)
		b := w.cancelled(50 * time.Hour)
		ok(t, w.click(b, "45.00"))
		w.desk.left = 0
		w.bring(1)
		a := w.stands(b, booking.Cancelled, "", "45.00", "0.00")
		if last := a.History[len(a.History)-1]; last.What != appointments.WasSettled || a.RefundDueMinor() != 0 || w.message(b).Outcome != "nothing_left" {
			t.Fatalf("it ends with %+v, %d are due", last, a.RefundDueMinor())
		}
	})
}

func TestARefusalWaitsForAPersonWhoTriesAgain(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]func(d *refundDesk){
		"no permission":           func(d *refundDesk) { d.fail = models.Errorf(models.Forbidden, "grant write_orders") },
		"a refusal":               func(d *refundDesk) { d.fail = models.Errorf(models.Invalid, "the payment is disputed") },
		"a provider says no":      func(d *refundDesk) { d.failed = true },
		"an order that is hidden": func(d *refundDesk) { d.fail = models.Errorf(models.NotFound, "the order is too old") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newCashier(t)
			b := w.cancelled(50 * time.Hour)
			ok(t, w.click(b, "45.00"))
			trouble(w.desk)
			w.bring(2)
			a := w.stands(b, booking.Cancelled, appointments.RefundDue, "45.00", "0.00")
			if !a.Repayment.NeedsPerson || a.Repayment.Problem == "" {
				t.Fatalf("it is %+v", a.Repayment)
			}
			if n, err := w.BookingsForPerson(t.Context(), testShop); err != nil || n.Count != 1 || n.Booking != b.ID {
				t.Fatalf("the home page counts %+v, %v", n, err)
			}
			ok(t, w.click(b, "45.00"))
			w.bring(1)
			w.stands(b, booking.Cancelled, "", "45.00", "45.00")
			if n, err := w.BookingsForPerson(t.Context(), testShop); err != nil || n.Count != 0 || w.desk.given() != 4500 {
				t.Fatalf("the home page counts %+v, %v; %d went back", n, err, w.desk.given())
			}
		})
	}
}

func TestABookingIsTakenUpAgainOnlyWhenItsPaymentIsNotOnItsWay(t *testing.T) {
	t.Parallel()
	w := newCashier(t)
	b := w.cancelled(50 * time.Hour)
	ok(t, w.click(b, "45.00"))
	confirm := flow.SetBooking{Reach: staffReach(b.ID), To: booking.Confirmed}
	if _, err := w.SetBooking(t.Context(), confirm); models.CodeOf(err) != models.Conflict {
		t.Fatalf("confirmed while it goes back: %v", err)
	}
	w.bring(1)
	_, err := w.SetBooking(t.Context(), confirm)
	ok(t, err)
	w.refund(w.back("1001", "900", goods("9", "45.00"))) // the platform tells late of what was our own
	w.order(later(w.pays("1001", b), func(*orders.Snapshot) {}))
	w.stands(b, booking.Confirmed, "", "45.00", "45.00")
}
