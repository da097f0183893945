package flow_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/services"
)

// contest is one time that many want at once, by all the ways that lead to it.
type contest struct {
	*salon
	name  string
	order int // the first number of its orders
	start time.Time
	paid  []flow.Booked // held this time, and let it lapse before they paid
	moved []flow.Booked // were booked for later that day, and want this time instead
	told  atomic.Int64  // how many heard that they have it
}

// Of a crowd of fifty, these come by another way than the storefront.
const (
	crowdSize = 50
	byPanel   = 18
	byMove    = 6
	byOrder   = 4
	whoPaid   = 2
)

// contest prepares a day of its own, so that no round is in the way of another.
func (w *salon) contest(round int) *contest {
	w.t.Helper()
	c := &contest{salon: w, name: fmt.Sprint("round", round, "-"), order: 1000 + whoPaid*round, start: w.at("10:00").AddDate(0, 0, round)}
	for i := range byMove {
		in := c.wants(fmt.Sprint("later", i), appointments.Panel)
		in.Start = c.start.Add(time.Duration(i+4) * 30 * time.Minute)
		c.moved = append(c.moved, w.book(in))
	}
	for i := range whoPaid { // nobody notices that they lapse
		c.paid = append(c.paid, w.book(c.wants(fmt.Sprint("held", i), appointments.Storefront)))
		w.forward(16 * time.Minute)
	}
	return c
}

func (c *contest) wants(key string, from appointments.Source) flow.Book {
	in := c.wish(c.name+key, "10:00")
	in.Start, in.Source = c.start, from
	if from == appointments.Panel {
		in.Actor = "42"
	}
	return in
}

// act is what one of the crowd does; those who pay come twice.
func (c *contest) act(i int) error {
	ctx := c.t.Context()
	var err error
	switch {
	case i < byOrder:
		_, err = c.OrderChanged(ctx, c.pays(fmt.Sprint(c.order+i%whoPaid), c.paid[i%whoPaid]))
		return err // whoever pays hears of it by mail
	case i < byOrder+byMove:
		one := c.moved[i-byOrder]
		reach := byToken(one)
		if i%2 == 0 {
			reach = staffReach(one.ID)
		}
		_, err = c.MoveBooking(ctx, flow.MoveBooking{Reach: reach, Start: c.start})
	case i < byOrder+byMove+byPanel:
		_, err = c.Book(ctx, c.wants(fmt.Sprint(i), appointments.Panel))
	default:
		_, err = c.Book(ctx, c.wants(fmt.Sprint(i), appointments.Storefront))
	}
	if err == nil {
		c.told.Add(1)
	}
	return err
}

// oneHasIt checks that the time is somebody's, that only they were told so, and
// that those who paid for nothing get all of it back.
func (c *contest) oneHasIt() {
	c.t.Helper()
	all, err := c.store.Appointments.Between(c.t.Context(), testShop, appointments.Query{Span: times.Between(c.start, c.start.Add(30*time.Minute)), Limit: 100})
	ok(c.t, err)
	live := 0
	for i := range all {
		if all[i].Live(c.now()) {
			live++
		}
	}
	told := int(c.told.Load())
	for _, b := range c.paid {
		a := c.appointment(b.ID)
		if a.Status == booking.Confirmed {
			told++
		} else if a.Attention != appointments.PaidTooLate || a.RefundDueMinor() != a.PaidMinor {
			c.t.Errorf("%swho paid is %s %q, and %d of %d go back", c.name, a.Status, a.Attention, a.RefundDueMinor(), a.PaidMinor)
		}
	}
	if live != 1 || told != 1 {
		c.t.Fatalf("%s%d have the time and %d were told so, want 1", c.name, live, told)
	}
}

// Fifty want one time at once: shoppers and staff book it, others have an
// appointment moved there, and some paid for it after their hold had lapsed.
// One of them gets it, in every round, and all others are told.
func TestF45FiftyWhoWantOneTimeByAllPaths(t *testing.T) {
	t.Parallel()
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := salonIn(t, open(t), cutting(paidFirst, func(s *services.Settings) { s.Timing.HorizonDays = 0 }))
			for round := range rounds(2) {
				c := w.contest(round)
				crowd(t, crowdSize, c.act)
				c.oneHasIt()
			}
			w.inOrder()
		})
	}
}
