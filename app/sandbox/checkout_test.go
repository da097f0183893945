package sandbox

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSharesOfADiscountAddUpExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1_000_000), 1, 30).Draw(t, "weights")
		var sum int64
		for _, w := range weights {
			sum += w
		}
		total := rapid.Int64Range(0, sum).Draw(t, "total")
		var got int64
		for i, share := range allocate(total, weights) {
			if share < 0 || share > weights[i] {
				t.Fatalf("line %d of weight %d gets %d", i, weights[i], share)
			}
			got += share
		}
		if got != total {
			t.Fatalf("shares add up to %d, want %d", got, total)
		}
	})
}

func TestTheLargestRemaindersGetTheLeftovers(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]int64{33, 33, 34}, allocate(100, []int64{332, 333, 335})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{4, 3, 3}, allocate(10, []int64{1, 1, 1})); diff != "" {
		t.Error(diff)
	}
}

func TestAmountsAreWrittenAndReadInTheirCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor    int64
		currency string
		text     string
		number   string
	}{
		{1250, "USD", "12.50", "12.5"}, {9900, "USD", "99.00", "99"}, {5, "EUR", "0.05", "0.05"}, {-300, "USD", "-3.00", "-3"},
		{1200, "JPY", "1200", "1200"}, {0, "JPY", "0", "0"}, {1, "KWD", "0.001", "0.001"}, {10000, "USD", "100.00", "100"},
	} {
		if got := FormatMoney(c.minor, c.currency); got != c.text {
			t.Errorf("FormatMoney(%d, %s) = %s, want %s", c.minor, c.currency, got, c.text)
		}
		if got := number(c.minor, c.currency); string(got) != c.number {
			t.Errorf("number(%d, %s) = %s, want %s", c.minor, c.currency, got, c.number)
		}
		if c.minor < 0 {
			continue
		}
		if got, err := ParseMoney(c.text, c.currency); err != nil || got != c.minor {
			t.Errorf("ParseMoney(%s, %s) = %d, %v", c.text, c.currency, got, err)
		}
	}
	for _, bad := range []string{"", ".", "1.234", "-1", "1,50", "a", "12345678901"} {
		if got, err := ParseMoney(bad, "USD"); err == nil {
			t.Errorf("ParseMoney(%q) = %d, want a refusal", bad, got)
		}
	}
}

// history plays random actions on one order and checks the sums after each.
func TestEverySumOfAnOrderAgreesAfterEveryAction(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	r := newRig(t, func(o *Options) { o.Subscriptions = nil })
	rapid.Check(t, func(t *rapid.T) {
		r.Server.read(func(st *state) { // the property is about one order; earlier ones only slow it down
			*st = state{Format: stateFormat}
			seed(st, now, nil)
		})
		shop := rapid.SampledFrom([]string{"demo-shop", "sakura"}).Draw(t, "shop")
		o, err := r.PlaceOrder(shop, drawCart(t, r.Server, shop))
		if err != nil {
			var refusal *Refusal
			if !errors.As(err, &refusal) {
				t.Fatal(err)
			}
			return
		}
		edited := false
		checkSums(t, o, edited)
		for range rapid.IntRange(0, 6).Draw(t, "actions") {
			next, edit, err := act(t, r.Server, shop, o)
			if err != nil {
				var refusal *Refusal
				if !errors.As(err, &refusal) {
					t.Fatal(err)
				}
				continue
			}
			edited = edited || edit
			o = next
			checkSums(t, o, edited)
		}
	})
}

func drawCart(t *rapid.T, s *Server, shop string) Checkout {
	sh, _ := s.Shop(shop)
	currencies := []string{"", sh.Currency}
	for c := range map[string]bool{"EUR": sh.Currency == "USD", "GBP": sh.Currency == "USD", "USD": sh.Currency == "JPY"} {
		if sh.Rates[c] != 0 {
			currencies = append(currencies, c)
		}
	}
	c := Checkout{
		Code:     rapid.SampledFrom([]string{"", "WELCOME10", "fiveoff"}).Draw(t, "code"),
		Tip:      rapid.SampledFrom([]int64{0, 1, 333}).Draw(t, "tip"),
		PayLater: rapid.Bool().Draw(t, "later"),
		Source:   rapid.SampledFrom([]string{"web", "pos"}).Draw(t, "source"),
		Currency: rapid.SampledFrom(currencies).Draw(t, "currency"),
	}
	products := s.Products(shop)
	for range rapid.IntRange(1, 5).Draw(t, "lines") {
		p := rapid.SampledFrom(products).Draw(t, "product")
		v := rapid.SampledFrom(p.Variants).Draw(t, "variant")
		c.Lines = append(c.Lines, CheckoutLine{VariantID: v.ID, Quantity: rapid.Int64Range(1, 7).Draw(t, "quantity")})
	}
	return c
}

// act does one random thing and tells whether it was an edit.
func act(t *rapid.T, s *Server, shop string, o Order) (next Order, edit bool, err error) {
	line := rapid.SampledFrom(o.Lines).Draw(t, "line")
	switch rapid.IntRange(0, 7).Draw(t, "action") {
	case 0:
		next, err = s.MarkPaid(shop, o.ID)
	case 1, 2:
		n := rapid.Int64Range(0, line.Current).Draw(t, "n")
		next, err = s.RefundLines(shop, o.ID, RefundLinesRequest{Lines: []RefundQuantity{{line.ID, n}}, Shipping: rapid.Bool().Draw(t, "shipping")})
	case 3:
		next, err = s.RefundAmount(shop, o.ID, rapid.Int64Range(1, max(o.Paid().Buyer, 1)).Draw(t, "amount"), "")
	case 4:
		next, err = s.RefundFull(shop, o.ID, "")
	case 5:
		next, err = s.CancelOrder(shop, o.ID, "customer", rapid.Bool().Draw(t, "refund"))
	case 6:
		edit = true
		next, err = s.EditOrder(shop, o.ID, Edit{Set: []EditQuantity{{line.ID, rapid.Int64Range(0, 9).Draw(t, "to")}}})
	case 7:
		edit = true
		next, err = s.EditOrder(shop, o.ID, Edit{Add: []CustomLine{{Title: "Engraving", Quantity: 1, Price: 777, Taxable: true}}})
	}
	return next, edit, err
}

// checkSums states what must hold of any order.
func checkSums(t *rapid.T, o Order, edited bool) {
	for side, pick := range map[string]func(Money) int64{
		"store":   func(m Money) int64 { return m.Shop },
		"shopper": func(m Money) int64 { return m.Buyer },
	} {
		var discount, allocated int64
		for _, d := range o.Discounts {
			discount += pick(d.Amount)
		}
		for _, l := range o.Lines {
			allocated += pick(l.Discount())
			if l.Current < 0 || l.Current > l.Quantity || pick(l.Net()) < 0 {
				t.Fatalf("%s: line %+v", side, l)
			}
		}
		if discount != allocated {
			t.Fatalf("%s: discount %d, allocated %d", side, discount, allocated)
		}
		whole, current := o.Totals(), o.CurrentTotals()
		for name, totals := range map[string]Totals{"whole": whole, "current": current} {
			if pick(totals.Subtotal) != pick(totals.Lines)-pick(totals.Discount) || pick(totals.Subtotal) < 0 || pick(totals.Tax) < 0 || pick(totals.Shipping) < 0 {
				t.Fatalf("%s %s: %+v", side, name, totals)
			}
		}
		// What was received is what is kept plus what went back.
		if pick(o.Paid())+pick(o.Refunded()) != pick(o.Received()) || pick(o.Paid()) < 0 {
			t.Fatalf("%s: received %d, refunded %d, paid %d", side, pick(o.Received()), pick(o.Refunded()), pick(o.Paid()))
		}
		if pick(o.Outstanding()) > 0 && pick(o.Owed()) > 0 {
			t.Fatalf("%s: owes and is owed at once", side)
		}
		// Refunds are the goods they name, delivery and the adjustment.
		for _, r := range o.Refunds {
			for _, tr := range o.Transactions {
				if tr.ID == r.TransactionID && pick(tr.Amount) < pick(r.worth(&o))+pick(r.Adjustment) {
					t.Fatalf("%s: refund %+v is less than its parts", side, r)
				}
			}
		}
	}
	// Refunds alone never leave a difference.
	if !edited && o.CancelledAt.IsZero() && !o.Received().IsZero() && o.Paid() != o.CurrentTotals().Total {
		t.Fatalf("kept %v, the order is worth %v", o.Paid(), o.CurrentTotals().Total)
	}
	if o.FinancialStatus() == "paid" && o.Outstanding().Buyer != 0 {
		t.Fatalf("paid but %d outstanding", o.Outstanding().Buyer)
	}
}

func TestAFullRefundLeavesNothing(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*rig, Order) error{
		"at once":         func(*rig, Order) error { return nil },
		"after an amount": func(r *rig, o Order) error { _, err := r.RefundAmount(demo, o.ID, 321, ""); return err },
		"after part of goods": func(r *rig, o Order) error {
			_, err := r.RefundLines(demo, o.ID, RefundLinesRequest{Lines: []RefundQuantity{{o.Lines[0].ID, 2}}})
			return err
		},
		"after an edit": func(r *rig, o Order) error {
			_, err := r.EditOrder(demo, o.ID, Edit{Set: []EditQuantity{{o.Lines[0].ID, 1}}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			o := r.buy(Checkout{
				Lines: []CheckoutLine{{VariantID: r.variant("ash-bowl"), Quantity: 3}}, Code: "WELCOME10", Tip: 217, Currency: "EUR",
			}, "linen-cloth", "gift-card")
			if err := prepare(r, o); err != nil {
				t.Fatal(err)
			}
			o = must(r.RefundFull(demo, o.ID, ""))(t)
			if !o.Paid().IsZero() || !o.CurrentTotals().Total.IsZero() || o.FinancialStatus() != "refunded" || !o.Outstanding().IsZero() {
				t.Errorf("paid %v, current %+v, %s", o.Paid(), o.CurrentTotals(), o.FinancialStatus())
			}
		})
	}
}

func TestAPendingRefundIsNotMoneyPaidBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := r.buy(Checkout{Email: "guest@example.com"}, "river-mug")
	o = must(r.RefundLines(demo, o.ID, RefundLinesRequest{Lines: []RefundQuantity{{o.Lines[0].ID, 1}}, Pending: true}))(t)
	if !o.Refunded().IsZero() || o.FinancialStatus() != "paid" {
		t.Errorf("%v %s", o.Refunded(), o.FinancialStatus())
	}
	o = must(r.SettleRefund(demo, o.ID, o.Refunds[0].ID, true))(t)
	if o.Refunded().IsZero() || o.FinancialStatus() != "partially_refunded" {
		t.Errorf("%v %s", o.Refunded(), o.FinancialStatus())
	}
}

func TestCodesSpareGiftCardsAndTaxSparesThemToo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := r.buy(Checkout{Code: "welcome10"}, "gift-card", "river-mug")
	gift, mug := o.Lines[0], o.Lines[1]
	if !gift.Discount().IsZero() || !gift.Tax.IsZero() || gift.Shippable {
		t.Errorf("%+v", gift)
	}
	if mug.Discount().Shop != 265 || mug.Tax.Shop != 191 {
		t.Errorf("discount %d, tax %d", mug.Discount().Shop, mug.Tax.Shop)
	}
}

func TestNonsenseAtTheTillIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	line := []CheckoutLine{{VariantID: r.variant("river-mug"), Quantity: 1}}
	for name, c := range map[string]Checkout{
		"empty cart":       {},
		"unknown product":  {Lines: []CheckoutLine{{VariantID: 1, Quantity: 1}}},
		"no quantity":      {Lines: []CheckoutLine{{VariantID: line[0].VariantID}}},
		"huge quantity":    {Lines: []CheckoutLine{{VariantID: line[0].VariantID, Quantity: 1 << 40}}},
		"unknown code":     {Lines: line, Code: "NOPE"},
		"negative tip":     {Lines: line, Tip: -1},
		"unknown currency": {Lines: line, Currency: "XAU"},
		"unknown customer": {Lines: line, CustomerID: 5},
		"bad e-mail":       {Lines: line, Email: "not an address"},
	} {
		_, err := r.PlaceOrder(demo, c)
		var refusal *Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(r.Orders(demo)); n != 0 {
		t.Errorf("%d orders were placed", n)
	}
}
