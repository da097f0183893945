package flow_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

// readings counts how often a whole account is read, and how often a part of one.
type readings struct {
	flow.Ledger
	whole, part atomic.Int64
}

func (r *readings) Lots(ctx context.Context, shop models.ShopID, id models.ContactID, orders ...models.OrderID) ([]points.Lot, error) {
	r.whole.Add(1)
	return r.Ledger.Lots(ctx, shop, id, orders...)
}

func (r *readings) LotsOfOrders(ctx context.Context, shop models.ShopID, id models.ContactID, orders []models.OrderID) ([]points.Lot, error) {
	r.part.Add(1)
	return r.Ledger.LotsOfOrders(ctx, shop, id, orders)
}

func TestAnOrderOfAContactWithManyLotsReadsItsOwn(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.HoldDays, s.Life = 30, points.Life{Count: 12, Unit: points.Months} })
	w.customer("7", ada)
	read := &readings{Ledger: w.Ledger}
	w.Ledger = read
	reads := func(what string, do func(), whole, part int64) {
		t.Helper()
		read.whole.Store(0)
		read.part.Store(0)
		do()
		if read.whole.Load() != whole || read.part.Load() != part {
			t.Errorf("%s: a whole account was read %d times and a part of one %d times, want %d and %d", what, read.whole.Load(), read.part.Load(), whole, part)
		}
	}
	for i := range 20 {
		w.order(w.bought(fmt.Sprint(1001+i), goods("a", "10.00")))
		w.forward(time.Minute)
	}
	reads("an order", func() { w.order(w.bought("1021", goods("a", "10.00"))) }, 0, 1)
	reads("its refund", func() { w.refund(w.amountBack("1021", "r1", "4.00")) }, 0, 1)
	w.want(member, "all of it waits", amounts{pe: 206})
	w.sound()

	w.forward(31 * 24 * time.Hour)
	reads("an order, after some have matured", func() { w.order(w.bought("1022", goods("a", "10.00"))) }, 1, 0)
	w.want(member, "that waits", amounts{av: 206, pe: 10})
	reads("an order, when nothing is due", func() { w.order(w.bought("1023", goods("a", "10.00"))) }, 0, 1)
	w.spend(member, 10) // all of the oldest one
	reads("the refund of what was spent", func() { w.refund(w.amountBack("1001", "r2", "10.00")) }, 1, 1)
	w.want(member, "others paid for it", amounts{av: 186, pe: 20})
	w.sound()

	w.forward(366 * 24 * time.Hour)
	reads("an order, after some have run out", func() { w.order(w.bought("1024", goods("a", "10.00"))) }, 1, 0)
	w.want(member, "the new one", amounts{pe: 10, av: 20})
	w.sound()
}

func TestAFallOfLevelReadsTheWholeAccount(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.customer("7", ada)
	w.ladder(yearly())
	for i := range 20 {
		w.order(w.bought(fmt.Sprint(1001+i), goods("a", "20.00")))
		w.forward(time.Minute)
	}
	w.level(member, "400 spent", "silver")
	w.want(member, "and the gift, at half as much again from then on", amounts{av: 400 + 50 + 5*10})
	read := &readings{Ledger: w.Ledger}
	w.Ledger = read
	for i := range 6 {
		w.refund(w.amountBack(fmt.Sprint(1001+i), "r", "20.00"))
	}
	w.level(member, "280 spent", "")
	w.want(member, "the gift went with the level", amounts{av: 280 + 5*10})
	if read.part.Load() != 6 || read.whole.Load() == 0 {
		t.Errorf("a whole account was read %d times, a part of one %d times", read.whole.Load(), read.part.Load())
	}
	w.sound()
}
