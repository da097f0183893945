package flow_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/app/flow"
	"clientele/models"
)

var secondAndThird = rules(
	rule("a", "first_order", models.Params{"points": "100"}),
	rule("b", "nth_order", models.Params{"points": "20", "number": "2"}),
	rule("c", "nth_order", models.Params{"points": "3", "number": "3"}))

func TestTheNthOrderBonusFollowsWhatIsKept(t *testing.T) {
	t.Parallel()
	w := newTill(t, secondAndThird)
	w.forward(24 * time.Hour)
	var all []flow.OrderChanged
	for i := range 4 {
		w.forward(time.Hour)
		all = append(all, w.bought(fmt.Sprint(9+i), goods("a", "10.00"))) // 9, 10, 11, 12: numbers, not text
	}
	for _, i := range []int{3, 2, 0, 1} {
		w.order(all[i])
	}
	w.want(member, "four orders", amounts{av: 123})
	for i, want := range []int64{100, 20, 3, 0} {
		if s := w.standing(fmt.Sprint(9 + i)); s.Net != want || s.First != (i == 0) {
			t.Errorf("order %d of the contact: %+v, want %d points", i+1, s, want)
		}
	}
	w.order(cancelled(all[0]))
	w.want(member, "the first is gone, the fourth becomes the third", amounts{av: 123})
	if s := w.standing("12"); s.Net != 3 || s.Number != 3 {
		t.Errorf("the fourth order: %+v", s)
	}
	w.order(cancelled(all[1]))
	w.want(member, "two are left", amounts{av: 120})
	w.sound()
}

func TestAGuestsOrdersAreCountedTogetherWithTheMembers(t *testing.T) {
	t.Parallel()
	w := newTill(t, secondAndThird)
	w.forward(24 * time.Hour)
	w.order(byGuest("ada@example.com", w.bought("1", goods("a", "10.00"))))
	w.forward(time.Hour)
	w.order(w.bought("2", goods("a", "10.00")))
	w.forward(time.Hour)
	w.order(byGuest("ada@example.com", w.bought("3", goods("a", "10.00"))))
	w.want(member, "one as a member", amounts{av: 100})
	w.want(w.guest("ada@example.com"), "two as a guest", amounts{av: 120})
	w.customer("7", ada)
	w.want(member, "first, second and third of one person", amounts{av: 123})
	w.sound()
}

// TestNumbersConvergeInAnyOrderOfArrival delivers bodies, cancels and edits of
// several orders of one contact in random orders, under two versions of which
// one counts further than the other.
func TestNumbersConvergeInAnyOrderOfArrival(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newTill(t, rules(rule("a", "first_order", models.Params{"points": "100"})))
		w.forward(time.Hour)
		type placed struct {
			body flow.OrderChanged
			gone bool
		}
		var all []placed
		for i := range rapid.IntRange(3, 6).Draw(rt, "orders") {
			if i == 2 {
				w.forward(time.Minute)
				w.programme(secondAndThird)
			}
			w.forward(time.Duration(rapid.IntRange(0, 1).Draw(rt, "hours")) * time.Hour)
			all = append(all, placed{w.bought(fmt.Sprint(8+i), goods("a", "10.00")), rapid.IntRange(0, 2).Draw(rt, "gone") == 0})
		}
		var facts []flow.OrderChanged
		for _, p := range all {
			facts = append(facts, p.body)
			if p.gone {
				facts = append(facts, cancelled(p.body))
			}
		}
		for _, f := range rapid.Permutation(facts).Draw(rt, "arrival") {
			w.order(f)
		}
		rank := 0
		for i, p := range all {
			s, want := w.standing(fmt.Sprint(8+i)), int64(0)
			if !p.gone {
				rank++
				want = map[int]int64{1: 100}[rank]
				if i >= 2 {
					want = map[int]int64{1: 100, 2: 20, 3: 3}[rank]
				}
			}
			if s.Net != want || s.First != (!p.gone && rank == 1) {
				rt.Fatalf("order %d of %d: %+v, want %d points", i+1, len(all), s, want)
			}
		}
		w.sound()
	})
}
