package flow_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/orders"
	"clientele/models/points"
)

// A shopper cancels while the platform tells of the order. Whichever is first,
// the time is free again and the shopper hears of the same money.
func TestCancellingWhilePayingEndsTheSameInBothOrders(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	for i, steps := range []string{"cancel, order", "order, cancel", "cancel, order, order, cancel", "order, cancel, order"} {
		b := w.book(w.wish(fmt.Sprint(i), "10:00")) // which is free each time
		paid := w.pays(fmt.Sprint(1001+i), b)
		for step := range strings.SplitSeq(steps, ", ") {
			if step == "order" {
				w.order(paid)
				continue
			}
			_, err := w.CancelBooking(t.Context(), byToken(b))
			ok(t, err)
		}
		a := w.appointment(b.ID)
		if a.Status != booking.Cancelled || a.Ended != appointments.ByShopper || a.PaidMinor != 4500 || a.RefundDueMinor() != 4500 || a.Attention == "" {
			t.Errorf("%s: it is %s by %s, and of %d paid %d go back; the merchant sees %q", steps, a.Status, a.Ended, a.PaidMinor, a.RefundDueMinor(), a.Attention)
		}
	}
	w.inOrder()
}

// The same at the same moment, again and again.
func TestCancellingAndPayingAtOnceNeverKeepsTimeOrMoney(t *testing.T) {
	t.Parallel()
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := salonIn(t, open(t), cutting(paidFirst))
			for round := range min(rounds(5), 40) {
				b := w.book(w.wish(fmt.Sprint(round), "10:00"))
				paid := w.pays(fmt.Sprint(1001+round), b)
				var all sync.WaitGroup
				var cancelErr, orderErr error
				all.Go(func() { _, cancelErr = w.CancelBooking(t.Context(), byToken(b)) })
				all.Go(func() { _, orderErr = w.OrderChanged(t.Context(), paid) })
				all.Wait()
				ok(t, cancelErr)
				ok(t, orderErr)
				if a := w.appointment(b.ID); a.Status != booking.Cancelled || a.RefundDueMinor() != 4500 {
					t.Fatalf("in round %d it is %s, and %d go back", round, a.Status, a.RefundDueMinor())
				}
			}
			w.inOrder()
		})
	}
}

// What the policy keeps is kept only from who had the time: a payment that comes
// after the shopper cancelled goes back as a whole.
func TestThePolicyCountsForWhoHadTheTimeOnly(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	w.forward(w.at("10:00").Sub(w.now()) - 30*time.Hour) // half goes back
	had, hadNot := w.book(w.wish("1", "10:00")), w.book(w.wish("2", "11:00"))
	w.order(w.pays("1001", had))
	_, err := w.CancelBooking(t.Context(), byToken(had))
	ok(t, err)
	_, err = w.CancelBooking(t.Context(), byToken(hadNot))
	ok(t, err)
	w.order(w.pays("1002", hadNot))
	if a := w.stands(had, booking.Cancelled, appointments.RefundDue, "45.00", "0.00"); a.RefundDueMinor() != 2250 {
		t.Errorf("of who had it %d go back", a.RefundDueMinor())
	}
	if a := w.stands(hadNot, booking.Cancelled, appointments.PaidTooLate, "45.00", "0.00"); a.RefundDueMinor() != 4500 {
		t.Errorf("of who had it not %d go back", a.RefundDueMinor())
	}
}

// Money that goes back after a visit takes the points of the order along. That
// somebody came is true all the same, and so are the points for it.
func TestARefundAfterTheVisitLeavesTheVisit(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	w.programme(eventRules, func(s *points.Settings) {
		s.Rules = append(s.Rules, rule("spend", "per_amount", models.Params{"points": "1", "amount": "1"}))
	})
	w.customer("7", ada)
	b := w.book(w.wish("1", "10:00", asMember))
	w.order(w.pays("1001", b))
	w.want(member, "paid", amounts{pe: 45})
	w.forward(w.at("10:31").Sub(w.now()))
	w.came(b.ID)
	w.want(member, "came", amounts{pe: 45 + 20})
	w.forward(3 * 24 * time.Hour)
	w.want(member, "when the points of the visit can be spent", amounts{pe: 45, av: 20})

	w.refund(w.amountBack("1001", "r1", "15.00"))
	w.stands(b, booking.Completed, "", "45.00", "15.00")
	w.want(member, "a third went back", amounts{pe: 30, av: 20})
	w.refund(w.amountBack("1001", "r2", "30.00"))
	w.refund(w.amountBack("1001", "r2", "30.00"))
	a := w.stands(b, booking.Completed, "", "45.00", "45.00")
	w.want(member, "all of it went back", amounts{av: 20})
	w.order(later(w.pays("1001", b), func(s *orders.Snapshot) { s.CancelledAt = s.Stamp.UpdatedAt }))
	if again := w.appointment(b.ID); again.Status != booking.Completed || again.Ended != "" || a.RefundDueMinor() != 0 {
		t.Errorf("after its order was cancelled, too, it is %s %s", again.Status, again.Ended)
	}
	w.want(member, "the order is cancelled", amounts{av: 20})
	w.missed(b.ID)
	w.want(member, "nobody came after all", amounts{})
	w.sound()
}

// Two pay for what the first had lapsed from, and pay twice: each payment goes
// to an end of its own.
func TestWhoeverPaysLateAndTwiceIsOwedBoth(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	b := w.book(w.wish("1", "10:00"))
	w.forward(20 * time.Minute)
	w.book(w.wish("2", "10:00"))
	w.order(w.pays("1001", b))
	w.order(w.pays("1002", b))
	a := w.appointment(b.ID)
	if a.Status != booking.Cancelled || a.Order != "1001" || a.RefundDueMinor() != 4500 || a.Attention != appointments.PaidTwice {
		t.Fatalf("it is %s, paid by %s, %d go back, the merchant sees %q", a.Status, a.Order, a.RefundDueMinor(), a.Attention)
	}
	w.order(cancelled(w.pays("1002", b)))
	if a = w.appointment(b.ID); a.RefundDueMinor() != 4500 || a.Attention == "" {
		t.Fatalf("the second order went back; of the first %d are due and the merchant sees %q", a.RefundDueMinor(), a.Attention)
	}
	w.refund(w.back("1001", "r1", goods("9", "45.00")))
	w.stands(b, booking.Cancelled, "", "45.00", "45.00")
	w.inOrder()
}
