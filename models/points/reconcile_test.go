package points_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models/orders"
	"clientele/models/points"
)

func TestEveryPermutationOfOneOrderEndsTheSame(t *testing.T) {
	t.Parallel()
	for name, cancelled := range map[string]bool{"cancelled": true, "kept": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, policy := range []points.Policy{points.Unlimited, points.WithinBalance, points.OnlyPending} {
				permute(5, func(order []int) {
					d := newDesk(t, func(s *points.Settings) { s.Clawback = policy })
					for _, i := range order {
						lifeOfAnOrder(d, cancelled)[i]()
					}
					want := int64(45) // 75.00 after the edit, less 30.00
					if cancelled {
						want = 0
					}
					if got := d.net("1"); got != want {
						t.Fatalf("%s, arriving %v: %d points, want %d", policy, order, got, want)
					}
				})
			}
		})
	}
}

// lifeOfAnOrder is created, paid, updated, refunded and perhaps cancelled.
func lifeOfAnOrder(d *desk, cancelled bool) []func() {
	a, b := goods("a", "30.00"), goods("b", "50.00")
	b.Quantity, b.Current = 2, 2
	created := d.bought("1", a, b)
	created.Paid = false
	paid := later(created, func(s *orders.Snapshot) { s.Paid = true })
	updated := later(paid, func(s *orders.Snapshot) { s.Lines[1].NetMinor = minor("45.00") })
	last := later(updated, func(s *orders.Snapshot) {
		s.Lines[0].Current = 0
		if cancelled {
			s.CancelledAt = s.Stamp.UpdatedAt
		}
	})
	return []func(){
		func() { d.body("1", created) }, func() { d.body("1", paid) }, func() { d.body("1", updated) },
		func() { d.refund("1", d.givenBack("r1", a)) }, func() { d.body("1", last) },
	}
}

// permute calls visit with every order of n things.
func permute(n int, visit func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var step func(k int)
	step = func(k int) {
		if k == n {
			visit(order)
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			step(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	step(0)
}

func TestAnyDivisionOfARefundEndsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := goods("a", "1.00")
		line.NetMinor = rapid.Int64Range(1, 50_000).Draw(t, "net")
		total := rapid.Int64Range(1, line.NetMinor).Draw(t, "back")
		byLine := rapid.Bool().Draw(t, "by line")
		whole, parts := newDesk(t), newDesk(t)
		refund := func(d *desk, id int, amount int64) {
			r := orders.Refund{ID: fmt.Sprint(id), At: d.now, Settled: true, AmountMinor: amount}
			if byLine {
				r.AmountMinor, r.Lines = 0, []orders.RefundLine{{Line: "a", SubtotalMinor: amount}}
			}
			d.refund("1", r)
		}
		for _, d := range []*desk{whole, parts} {
			d.plain = true
			d.body("1", d.bought("1", line))
		}
		refund(whole, 0, total)
		left := total
		for i := 0; left > 0; i++ {
			part := rapid.Int64Range(1, left).Draw(t, "part")
			refund(parts, i, part)
			left -= part
		}
		if a, b := whole.balances(buyer), parts.balances(buyer); a != b {
			t.Fatalf("at once %+v, in parts %+v", a, b)
		}
	})
}

func TestForgivenPointsAreGivenBackBeforeNewOnesAreMade(t *testing.T) {
	t.Parallel()
	d := spentThenReturned(t, points.WithinBalance)
	issued := d.balances(buyer).Issued
	// The return turns out smaller: a newer sight of the refund.
	r := d.record("1")
	r.Order.Refunds = []orders.Refund{{ID: "r1", At: d.now, Settled: true, AmountMinor: minor("60.00")}}
	d.settle(r)
	if got := d.balances(buyer); got.Issued != issued || got.Forgiven != 40 {
		t.Errorf("issued %d and forgiven %d, want %d as before and 40", got.Issued, got.Forgiven, issued)
	}
	d.expect("smaller return", amounts{})
	r.Order.Refunds = nil
	d.settle(r)
	if got := d.record("1").Standing; got.Forgiven != 0 || got.Net != 100 {
		t.Errorf("no return at all: %+v", got)
	}
}

func TestNewsOfAnEarlierPaymentMovesTheDates(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.HoldDays = 14 })
	first := d.bought("1", goods("a", "90.00"))
	second := later(first, func(s *orders.Snapshot) { s.Stamp.UpdatedAt = start.Add(3 * day) })
	d.now = start.Add(3 * day)
	d.body("1", second)
	lot := d.open(buyer).Lots()[0]
	if !lot.MaturesAt.Equal(start.Add(17 * day)) {
		t.Fatalf("matures at %v", lot.MaturesAt)
	}
	d.body("1", first)
	lot = d.open(buyer).Lots()[0]
	if !lot.EarnedAt.Equal(start) || !lot.MaturesAt.Equal(start.Add(14*day)) {
		t.Errorf("dated %v, matures at %v", lot.EarnedAt, lot.MaturesAt)
	}
	d.expect("still waiting", amounts{pe: 90})
	d.pass(11 * day)
	d.expect("day 14", amounts{av: 90})
}

func TestNewsOfAnEarlierPaymentCanMakePointsSpendableAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.HoldDays = 14 })
	first := d.bought("1", goods("a", "90.00"))
	d.now = start.Add(20 * day)
	d.body("1", later(first, func(s *orders.Snapshot) { s.Stamp.UpdatedAt = d.now }))
	d.expect("known to be paid today", amounts{pe: 90})
	d.body("1", first)
	d.expect("known to be paid 20 days ago", amounts{av: 90})
}

func TestADifferenceNamesTheFactBehindIt(t *testing.T) {
	t.Parallel()
	a, b := goods("a", "30.00"), goods("b", "50.00")
	for name, c := range map[string]struct {
		happens func(d *desk, s orders.Snapshot)
		want    points.Cause
	}{
		"a refund": {func(d *desk, s orders.Snapshot) { d.refund("1", d.givenBack("r1", a)) },
			points.Cause{Kind: "refund", ID: "r1", Order: "1", Name: "#1"}},
		"the newest refund": {func(d *desk, s orders.Snapshot) {
			d.refund("1", d.givenBack("r2", a))
			newer := d.givenBack("r1", b)
			newer.At = d.now.Add(time.Hour)
			d.refund("1", newer)
		}, points.Cause{Kind: "refund", ID: "r1", Order: "1", Name: "#1"}},
		"an unsettled refund is not the cause": {func(d *desk, s orders.Snapshot) {
			open := d.givenBack("r1", b)
			open.Settled = false
			d.refund("1", open)
			d.body("1", later(s, func(s *orders.Snapshot) { s.Lines[0].Current = 0 }))
		}, points.Cause{Kind: "edit", ID: "1", Order: "1", Name: "#1"}},
		"a cancel": {func(d *desk, s orders.Snapshot) {
			d.body("1", later(s, func(s *orders.Snapshot) { s.CancelledAt = d.now }))
		}, points.Cause{Kind: "cancel", ID: "1", Order: "1", Name: "#1"}},
		"an edit long after a refund": {func(d *desk, s orders.Snapshot) {
			d.refund("1", d.givenBack("r1", a))
			d.body("1", later(s, func(s *orders.Snapshot) {
				s.Stamp.UpdatedAt = start.Add(day)
				s.Lines[0].Current, s.Lines[1].Current = 0, 0
			}))
		}, points.Cause{Kind: "edit", ID: "1", Order: "1", Name: "#1"}},
		"an earn": {func(*desk, orders.Snapshot) {}, points.Cause{Kind: "order", ID: "1", Order: "1", Name: "#1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			s := d.bought("1", a, b)
			d.body("1", s)
			c.happens(d, s)
			entries := d.of(buyer).entries
			if got := entries[len(entries)-1].Cause; got != c.want {
				t.Errorf("cause %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestAnOrderOfSomebodyElseLeavesTheBookAtZero(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "80.00")))
	must(t, d.hold(buyer, "h1", 30))
	must(t, d.post("h1", "2"))
	r := d.record("1")
	d.settling = true
	must(t, d.work(buyer, func(b *points.Book) error {
		r.Standing = points.MoveOrder(b, r.Standing, r.Order, "c_2")
		return nil
	}, "1"))
	d.expect("moved away", amounts{de: 30})
	if s := r.Standing; s.Net != 0 || s.Target != 0 || s.Account != "c_2" {
		t.Errorf("standing %+v", s)
	}
}

func TestTheFirstOrderKeepsItsBonusUntilItIsGone(t *testing.T) {
	t.Parallel()
	d := newDesk(t, rules(rule("first_order", map[string]string{"points": "100"})))
	one := d.bought("1", goods("a", "10.00"))
	d.body("1", one)
	d.pass(time.Hour)
	two := d.bought("2", goods("a", "10.00"))
	d.body("2", two)
	if d.net("1") != 100 || d.net("2") != 0 {
		t.Fatalf("%d and %d points, want 100 and 0", d.net("1"), d.net("2"))
	}
	d.body("1", later(one, func(s *orders.Snapshot) { s.CancelledAt = d.now }))
	if d.net("1") != 0 || d.net("2") != 100 {
		t.Errorf("%d and %d points, want 0 and 100", d.net("1"), d.net("2"))
	}
	d.expect("in all", amounts{av: 100})
}

func TestAPlatformClockAheadOfOursDoesNotHoldPointsBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", later(d.bought("1", goods("a", "90.00")), func(*orders.Snapshot) {}))
	d.expect("paid in a minute", amounts{av: 90})
}

func TestOnlyPendingPointsAreTakenWherePointsWait(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.HoldDays, s.Clawback = 14, points.OnlyPending })
	d.body("1", d.bought("1", goods("a", "90.00")))
	d.refund("1", d.amountBack("r1", "30.00"))
	d.expect("refunded while waiting", amounts{pe: 60})
	d.pass(15 * day)
	d.refund("1", d.amountBack("r2", "20.00"))
	d.expect("refunded after", amounts{av: 60})
	if got := d.record("1").Standing; got.Forgiven != 20 || d.balances(buyer).Forgiven != 20 {
		t.Errorf("standing %+v, want 20 forgiven", got)
	}
}
