package flow_test

import (
	"testing"
	"time"

	"clientele/models/points"
)

// sweep runs a job until it has nothing left to do.
func sweep(t *testing.T, step func() (int, error)) {
	t.Helper()
	for range 100 {
		done, err := step()
		ok(t, err)
		if done == 0 {
			return
		}
	}
	t.Fatal("the job does not come to an end")
}

func (w *till) sweepAll() {
	w.t.Helper()
	sweep(w.t, func() (int, error) { return w.ExpirePoints(w.t.Context()) })
	lapsing := w.Lapsing()
	sweep(w.t, func() (int, error) { return lapsing.Step(w.t.Context()) })
}

func TestPointsPastTheirDateAreStruckAndShownAsGone(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.Life = points.Life{Count: 30, Unit: points.Days} })
	w.order(w.bought("1", goods("a", "80.00")))
	w.adjust(manual("1", member, 20))
	card, err := w.ContactCard(t.Context(), testShop, member)
	ok(t, err)
	if card.NextExpiryPoints != 100 || !card.NextExpiry.After(w.now().Add(29*24*time.Hour)) {
		t.Errorf("the card says that %d points run out at %v, want 100 in a month", card.NextExpiryPoints, card.NextExpiry)
	}
	w.sweepAll()
	w.want(member, "long before", amounts{av: 100})
	w.forward(31 * 24 * time.Hour)
	card, err = w.ContactCard(t.Context(), testShop, member)
	ok(t, err)
	if b := card.Account.Balances; b.Available != 0 || b.Expired != 100 || !card.NextExpiry.IsZero() {
		t.Errorf("before any sweep the card shows %+v", b)
	}
	w.sweepAll()
	w.want(member, "swept", amounts{})
	if c, err := w.store.Contacts.Get(t.Context(), testShop, member); err != nil || c.Figures.Balance != 0 {
		t.Errorf("the list shows a balance of %d, want 0", c.Figures.Balance)
	}
	before := len(w.entries(member))
	w.sweepAll()
	if after := len(w.entries(member)); after != before {
		t.Errorf("another sweep wrote %d entries", after-before)
	}
	w.sound()
}

func TestPointsOfIdlePeopleAreStruckByTheSweep(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.IdleMonths = 6 })
	w.order(w.bought("1", goods("a", "80.00")))
	w.order(by("8", w.bought("2", goods("a", "30.00"))))
	w.forward(100 * 24 * time.Hour)
	w.order(by("8", w.bought("3", goods("a", "5.00"))))
	w.forward(100 * 24 * time.Hour)
	w.sweepAll()
	w.want(member, "who did nothing", amounts{})
	w.want("c_8", "who came back", amounts{av: 35})
	w.sound()
}

func TestARefundOfWhatRanOutLeavesTheFiguresRight(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.Life = points.Life{Count: 1, Unit: points.Months} })
	w.order(w.bought("1", goods("a", "80.00")))
	w.forward(40 * 24 * time.Hour)
	w.sweepAll()
	w.order(w.bought("2", goods("a", "50.00")))
	w.refund(w.amountBack("1", "r1", "80.00"))
	w.want(member, "refunded after the end", amounts{av: 50})
	w.sound()
}
