package refunds_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models/refunds"
)

// haircut is an order of which a haircut for 45.00 is left, paid with a gift card
// and in euros.
func haircut() refunds.Standing {
	return refunds.Standing{
		Shop: "USD", Buyer: "EUR", Lines: []refunds.Line{{ID: "9", Quantity: 1}}, Worth: refunds.Amount{Shop: 4500, Buyer: 4140},
		Payments: []refunds.Payment{{ID: "t1", Gateway: "gift_card", Minor: 1000}, {ID: "t2", Gateway: "cards", Minor: 3140}},
	}
}

func TestAllOfItGoesBackWithItsLines(t *testing.T) {
	t.Parallel()
	s := haircut()
	got := s.Plan(refunds.Wish{Lines: []string{"9"}, Minor: 4500, Whole: true})
	want := refunds.Plan{Lines: s.Lines, Payments: s.Payments, Minor: 4500, Currency: "EUR"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAPartGoesBackAsAnAmountInTheCurrencyOfTheBuyer(t *testing.T) {
	t.Parallel()
	s := haircut()
	got := s.Plan(refunds.Wish{Lines: []string{"9"}, Minor: 2250})
	want := refunds.Plan{Payments: []refunds.Payment{{ID: "t1", Gateway: "gift_card", Minor: 1000}, {ID: "t2", Gateway: "cards", Minor: 1070}}, Minor: 2250, Currency: "EUR"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNoMoreGoesBackThanIsLeft(t *testing.T) {
	t.Parallel()
	s := haircut()
	s.Worth = refunds.Amount{Shop: 1000, Buyer: 920}
	if p := s.Plan(refunds.Wish{Minor: 4500, Whole: true}); p.Minor != 1000 || p.Payments[0].Minor != 920 || len(p.Payments) != 1 {
		t.Errorf("of ten left goes back %+v", p)
	}
	s.Worth = refunds.Amount{}
	if p := s.Plan(refunds.Wish{Minor: 4500, Whole: true}); !p.Nothing() {
		t.Errorf("of nothing left goes back %+v", p)
	}
}

func TestWhatWasMadeBeforeIsKnownByItsNote(t *testing.T) {
	t.Parallel()
	s := haircut()
	w := refunds.Wish{Note: "Clientele booking b/1", Known: []string{"7"}, Minor: 4500}
	s.Refunds = []refunds.Made{{ID: "7"}, {ID: "8", Note: "Clientele booking b/10"}}
	if len(s.Marked(w)) != 0 || !s.Untold(w) {
		t.Error("a refund of another booking is taken for its own, or for one that we were told of")
	}
	s.Refunds[1].Note = w.Note
	if found := s.Marked(w); len(found) != 1 || found[0].ID != "8" || s.Untold(w) {
		t.Errorf("its own refund is not found: %+v", found)
	}
	if s.Worked(w, 4488) != 4500 || s.Worked(w, 2000) != 2000 || s.Worked(w, 0) != 0 {
		t.Error("what the rate made of an amount is not seen through")
	}
	if s.Buyer = "USD"; s.Worked(w, 4488) != 4488 {
		t.Error("an amount in the shop's own currency is bent")
	}
}

func TestPaymentsAddUpToWhatGoesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := refunds.Standing{Shop: "USD", Buyer: "JPY", Worth: refunds.Amount{Shop: rapid.Int64Range(0, 1e12).Draw(t, "shop")}}
		for range rapid.IntRange(1, 4).Draw(t, "payments") {
			p := refunds.Payment{Minor: rapid.Int64Range(0, 1e12).Draw(t, "payment")}
			s.Payments, s.Worth.Buyer = append(s.Payments, p), s.Worth.Buyer+p.Minor
		}
		w := refunds.Wish{Minor: rapid.Int64Range(0, 1e12).Draw(t, "wish"), Whole: rapid.Bool().Draw(t, "whole")}
		p := s.Plan(w)
		var sum int64
		for _, part := range p.Payments {
			if part.Minor <= 0 {
				t.Fatalf("a payment of %d", part.Minor)
			}
			sum += part.Minor
		}
		if sum > s.Worth.Buyer || p.Minor > w.Minor || p.Minor > s.Worth.Shop {
			t.Fatalf("%d of %+v goes back for a wish of %d: %+v", sum, s.Worth, w.Minor, p)
		}
		if p.Minor == s.Worth.Shop && p.Minor > 0 && sum != s.Worth.Buyer {
			t.Fatalf("of all of it %d of %d go back", sum, s.Worth.Buyer)
		}
	})
}
