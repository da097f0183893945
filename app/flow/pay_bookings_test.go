package flow_test

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/orders"
)

// pays is a paid order that says which appointment it pays.
func (w *salon) pays(order string, b flow.Booked) flow.OrderChanged {
	w.t.Helper()
	line := goods("9", "45.00")
	in := w.bought(order, line)
	in.Snapshot.Bookings = []orders.Booking{{Line: line.ID, ID: string(b.ID), Variant: "71"}}
	return in
}

func unpaid(f flow.OrderChanged) flow.OrderChanged {
	f.Snapshot.Paid = false
	return f
}

// stands is what has become of an appointment, in the words of tests.
func (w *salon) stands(b flow.Booked, status booking.Status, attention appointments.Attention, paid, refunded string) appointments.Appointment {
	w.t.Helper()
	a := w.appointment(b.ID)
	if a.Status != status || a.Attention != attention || a.PaidMinor != minor(paid) || a.RefundedMinor != minor(refunded) {
		w.t.Fatalf("it is %s %q, paid %d, refunded %d; want %s %q, %s and %s", a.Status, a.Attention, a.PaidMinor, a.RefundedMinor, status, attention, paid, refunded)
	}
	return a
}

func TestAHeldTimeIsConfirmedByItsOrderOnce(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	w.order(unpaid(w.pays("1001", b)))
	w.stands(b, booking.Held, "", "0.00", "0.00")
	paid := later(w.pays("1001", b), func(*orders.Snapshot) {})
	w.order(paid)
	first := w.stands(b, booking.Confirmed, "", "45.00", "0.00")
	w.order(paid)
	w.order(w.pays("1001", b))
	if again := w.stands(b, booking.Confirmed, "", "45.00", "0.00"); again.Version != first.Version || again.Order != "1001" {
		t.Fatalf("the same order changed it: %+v", again)
	}
	w.forward(time.Hour)
	w.refused(w.wish("2", "10:00"), slots.StaffBusy)
}

func TestAnOrderThatComesAfterTheHoldTakesTheTimeIfItIsFree(t *testing.T) {
	t.Parallel()
	for name, lapsed := range map[string]func(w *salon, b flow.Booked){
		"before anybody noticed": func(*salon, flow.Booked) {},
		"after it was struck": func(w *salon, _ flow.Booked) {
			_, err := w.LapseHolds(w.t.Context())
			ok(w.t, err)
		},
		"after it was given back": func(w *salon, b flow.Booked) {
			_, err := w.ReleaseBooking(w.t.Context(), byToken(b))
			ok(w.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSalon(t, cutting(paidFirst))
			b := w.book(w.wish("1", "10:00"))
			w.forward(20 * time.Minute)
			lapsed(w, b)
			w.order(w.pays("1001", b))
			w.stands(b, booking.Confirmed, "", "45.00", "0.00")
			w.refused(w.wish("2", "10:00"), slots.StaffBusy)
		})
	}
}

func TestAnOrderThatComesAfterSomebodyElseTookTheTimeIsTold(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	w.forward(20 * time.Minute)
	other := w.book(w.wish("2", "10:00"))
	w.order(w.pays("1001", b))
	a := w.stands(b, booking.Cancelled, appointments.PaidTooLate, "45.00", "0.00")
	if a.RefundDueMinor() != 4500 {
		t.Fatalf("%d is due", a.RefundDueMinor())
	}
	w.order(w.pays("1001", b))
	if again := w.appointment(b.ID); again.Version != a.Version {
		t.Fatal("it was told twice")
	}
	w.order(w.pays("1002", other))
	w.stands(other, booking.Confirmed, "", "45.00", "0.00")
	w.refund(w.back("1001", "r1", goods("9", "45.00")))
	w.stands(b, booking.Cancelled, "", "45.00", "45.00")
}

func TestASecondOrderForTheSameTimeIsTold(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	w.order(w.pays("1001", b))
	w.order(w.pays("1002", b))
	w.order(w.pays("1002", b))
	if a := w.stands(b, booking.Confirmed, appointments.PaidTwice, "45.00", "0.00"); a.Order != "1001" {
		t.Fatalf("paid by %s", a.Order)
	}
	w.order(cancelled(w.pays("1002", b)))
	w.stands(b, booking.Confirmed, "", "45.00", "0.00")
}

func TestCancellingWhilePayingPromisesAllOfIt(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	_, err := w.CancelBooking(t.Context(), byToken(b))
	ok(t, err)
	w.order(w.pays("1001", b))
	if a := w.stands(b, booking.Cancelled, appointments.PaidTooLate, "45.00", "0.00"); a.RefundDueMinor() != 4500 {
		t.Fatalf("%d is due", a.RefundDueMinor())
	}
	w.book(w.wish("2", "10:00"))
}

func TestWhatIsCancelledInTimeGoesBackByThePolicyOfItsDay(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	w.order(w.pays("1001", b))
	w.forward(w.at("10:00").Sub(w.now()) - 30*time.Hour)
	cancelled, err := w.CancelBooking(t.Context(), byToken(b))
	ok(t, err)
	if cancelled.RefundDueMinor() != 2250 || cancelled.Attention != appointments.RefundDue {
		t.Fatalf("due is %d, %q", cancelled.RefundDueMinor(), cancelled.Attention)
	}
	w.refund(w.amountBack("1001", "r1", "22.50"))
	w.stands(b, booking.Cancelled, "", "45.00", "22.50")
}

func TestAnOrderThatIsUndoneFreesWhatIsAheadAndLeavesWhatIsOver(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	ahead, over := w.book(w.wish("1", "10:00")), w.book(w.wish("2", "09:00"))
	w.order(w.pays("1001", ahead))
	w.order(w.pays("1002", over))
	w.forward(w.at("09:45").Sub(w.now()))
	_, err := w.SetBooking(t.Context(), flow.SetBooking{Reach: staffReach(over.ID), To: booking.Completed})
	ok(t, err)
	w.refund(w.back("1002", "r2", goods("9", "45.00")))
	w.stands(over, booking.Completed, "", "45.00", "45.00")
	w.order(cancelled(w.pays("1001", ahead)))
	a := w.stands(ahead, booking.Cancelled, appointments.RefundDue, "45.00", "0.00")
	if a.Ended != appointments.ByOrder {
		t.Fatalf("ended by %s", a.Ended)
	}
	w.refund(w.back("1001", "r1", goods("9", "45.00")))
	w.stands(ahead, booking.Cancelled, "", "45.00", "45.00")
}

func TestAnOrderThatDoesNotHoldWhatSellsTheTimeConfirmsNothing(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	in := w.pays("1001", b)
	in.Snapshot.Bookings[0].Variant = "999"
	w.order(in)
	w.stands(b, booking.Held, appointments.PaidOtherwise, "0.00", "0.00")
	_, err := w.SetBooking(t.Context(), flow.SetBooking{Reach: staffReach(b.ID), To: booking.Confirmed})
	ok(t, err)
	w.stands(b, booking.Confirmed, "", "0.00", "0.00")
}

func TestRefundsThatComeBeforeTheOrderAreKept(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	w.refund(w.back("1001", "r1", goods("9", "45.00")))
	w.order(w.pays("1001", b))
	w.stands(b, booking.Cancelled, "", "45.00", "45.00")
	w.book(w.wish("2", "10:00"))
}
