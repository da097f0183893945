package flow_test

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/orders"
	"clientele/models/rewards"
)

func (w *till) dispute(order, amount string, state orders.DisputeState) flow.Outcome {
	w.t.Helper()
	out, err := w.DisputeChanged(w.t.Context(), flow.DisputeChanged{Shop: testShop, Order: models.OrderID(order), Dispute: orders.Dispute{
		ID: "d" + order, State: state, Minor: minor(amount), Currency: "USD", Stamp: orders.Stamp{UpdatedAt: w.now(), Digest: string(state)},
	}})
	ok(w.t, err)
	return out
}

func TestW40ADisputeFreezesAndItsEndFreesOrTakes(t *testing.T) {
	t.Parallel()
	for state, want := range map[orders.DisputeState]amounts{orders.DisputeLost: {0, 0, 30}, orders.DisputeWon: {50, 0, 0}} {
		w := newTill(t)
		w.order(w.bought("1", goods("a", "80.00")))
		w.spend(member, 30)
		w.dispute("1", "80.00", orders.DisputeOpen)
		w.want(member, "disputed", amounts{})
		if again := w.dispute("1", "80.00", orders.DisputeOpen); again.Points != 0 {
			t.Errorf("told twice it did %+v", again)
		}
		w.sound()
		w.dispute("1", "80.00", state)
		w.want(member, string(state), want)
		w.sound()
	}
}

func TestADisputeMayBeHeardOfBeforeItsOrder(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	if out := w.dispute("1", "80.00", orders.DisputeOpen); out.Word != "recorded" {
		t.Errorf("a dispute of an unknown order: %+v", out)
	}
	w.order(w.bought("1", goods("a", "80.00")))
	w.want(member, "frozen from the start", amounts{})
	w.sound()
}

func TestWhatComesBackToADisputedOrderIsFrozenToo(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	c.redeem(c.offer(func(s *rewards.Settings) { s.Minutes = 15 }), "one")
	c.dispute("1", "150.00", orders.DisputeOpen)
	c.want("c_7", "the rest is frozen", amounts{})
	c.forward(15 * time.Minute)
	c.lapse(1)
	c.want("c_7", "what was held came back", amounts{})
	c.sound()
	c.dispute("1", "150.00", orders.DisputeWon)
	c.want("c_7", "the dispute is over", amounts{av: 150})
	c.sound()
}
