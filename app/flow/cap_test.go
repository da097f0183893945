package flow_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

func capped(most int64, period points.Period) func(*points.Settings) {
	return func(s *points.Settings) { s.Cap = points.Cap{Points: most, Period: period} }
}

func TestACapCutsOffAndGivesBackWhatAnEarlierOrderLeaves(t *testing.T) {
	t.Parallel()
	w := newTill(t, capped(100, points.Day))
	w.forward(12 * time.Hour) // the next day in every zone used here has not begun
	one := w.bought("1", goods("a", "80.00"))
	w.order(one)
	w.forward(time.Minute)
	two := w.bought("2", goods("a", "50.00"))
	w.order(two)
	w.forward(time.Minute)
	w.order(w.bought("3", goods("a", "50.00")))
	w.want(member, "80, 20 of 50, nothing", amounts{av: 100})
	w.refund(w.amountBack("1", "r1", "40.00"))
	w.want(member, "what the first gave up goes to the next ones", amounts{av: 100})
	for order, net := range map[string]int64{"1": 40, "2": 50, "3": 10} {
		if s := w.standing(order); s.Net != net {
			t.Errorf("order %s: %+v, want %d", order, s, net)
		}
	}
	w.forward(24 * time.Hour)
	w.order(w.bought("4", goods("a", "70.00")))
	w.want(member, "the next day begins anew", amounts{av: 170})
	w.order(by("8", w.bought("5", goods("a", "70.00"))))
	w.want("c_8", "everybody has a cap of their own", amounts{av: 70})
	w.sound()
}

// TestCapsConvergeInAnyOrderOfArrival delivers orders and cancels of one week in
// random orders, and expects what counting them by their creation gives.
func TestCapsConvergeInAnyOrderOfArrival(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newTill(t, capped(100, points.Week), rules(
			rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}),
			rule("b", "nth_order", models.Params{"points": "30", "number": "2"})))
		w.forward(48 * time.Hour)
		var facts []flow.OrderChanged
		var want []int64
		left, kept := int64(100), 0
		for i := range rapid.IntRange(2, 5).Draw(rt, "orders") {
			w.forward(time.Minute)
			worth := rapid.SampledFrom([]int64{10, 45, 70}).Draw(rt, "worth")
			body := w.bought(fmt.Sprint(8+i), goods("a", fmt.Sprintf("%d.00", worth)))
			facts = append(facts, body)
			if rapid.IntRange(0, 2).Draw(rt, "gone") == 0 {
				facts, worth = append(facts, cancelled(body)), 0
			} else if kept++; kept == 2 {
				worth += 30
			}
			worth = min(worth, left)
			left -= worth
			want = append(want, worth)
		}
		for _, f := range rapid.Permutation(facts).Draw(rt, "arrival") {
			w.order(f)
		}
		for i, points := range want {
			if s := w.standing(fmt.Sprint(8 + i)); s.Net != points {
				rt.Fatalf("order %d of %d: %+v, want %d points", i+1, len(want), s, points)
			}
		}
		w.sound()
	})
}
