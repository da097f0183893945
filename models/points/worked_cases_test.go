package points_test

import (
	"maps"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/products"
)

// TestWorkedCases plays cases with numbers worked out by hand. Unless a case
// says otherwise one point is earned for each 1.00, nothing is held back, and
// what was spent already is owed.
func TestWorkedCases(t *testing.T) {
	t.Parallel()
	for name, play := range workedCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t)
		})
	}
}

var workedCases = map[string]func(t *testing.T){
	"W01 a paid order earns whole points": func(t *testing.T) {
		d := newDesk(t)
		d.body("1", d.bought("1", goods("a", "49.95")))
		d.expect("paid", amounts{av: 49})
		d.expectLot("1", [2]int64{49, 49})
	},
	"W02 the same body again changes nothing": func(t *testing.T) {
		d := newDesk(t)
		s := d.bought("1", goods("a", "49.95"))
		d.body("1", s)
		before := len(d.of(buyer).entries)
		d.body("1", s)
		d.expect("again", amounts{av: 49})
		if got := len(d.of(buyer).entries); got != before {
			t.Errorf("%d entries, want %d as before", got, before)
		}
	},
	"W03 fractions are added up before they are cut": func(t *testing.T) {
		d := newDesk(t)
		d.body("1", d.bought("1", goods("a", "19.50"), goods("b", "19.50"), goods("c", "11.50")))
		d.expect("paid", amounts{av: 50})
	},
	"W04 an order given away earns nothing fixed either": func(t *testing.T) {
		d := newDesk(t, rules(rule("per_order", models.Params{"points": "50", "minimum": ""})))
		d.body("1", d.bought("1", goods("a", "0.00")))
		d.expect("paid", amounts{})
		d.expectLot("1")
		if r := d.record("1"); !r.Order.Paid() || r.Standing.Qualifies {
			t.Errorf("the fact is kept (%t) and does not count as a purchase (%t)", r.Order.Paid(), r.Standing.Qualifies)
		}
	},
	"W05 a returned line takes its own multiplied points": func(t *testing.T) {
		d := newDesk(t, rules(
			rule("per_amount", models.Params{"points": "1", "amount": "1", "products": ""}),
			rule("per_amount", models.Params{"points": "1", "amount": "1", "products": "7"})))
		a, b := goods("a", "40.00"), goods("b", "60.00")
		a.Product = "7"
		d.body("1", d.bought("1", a, b))
		d.expect("paid", amounts{av: 140})
		d.refund("1", d.givenBack("r1", a))
		d.expect("A returned", amounts{av: 60})
	},
	"W05 a line multiplied by its collection takes its own points": func(t *testing.T) {
		multiplied(t, models.Params{"collections": "31"}, products.Facts{ID: "7", Collections: []products.Collection{{ID: "31", Title: "Cups"}}})
	},
	"W05 a line multiplied by its tag takes its own points": func(t *testing.T) {
		multiplied(t, models.Params{"productTags": "Winter"}, products.Facts{ID: "7", Tags: []string{"winter"}})
	},
	"W07 W08 a refund before the payment leaves one smaller earn": func(t *testing.T) {
		d := newDesk(t)
		back := d.amountBack("r1", "30.00")
		d.refund("1", back)
		d.expect("refund first", amounts{})
		d.body("1", d.bought("1", goods("a", "80.00")))
		d.expect("paid", amounts{av: 50})
		d.refund("1", back)
		d.expect("refund again", amounts{av: 50})
		if e := d.of(buyer).entries; len(e) != 1 || e[0].Kind != points.KindEarn || e[0].Points != 50 {
			t.Errorf("entries %+v, want one earn of 50", e)
		}
	},
	"W09 a payment after the cancel earns nothing": func(t *testing.T) {
		d := newDesk(t)
		unpaid := d.bought("1", goods("a", "50.00"))
		unpaid.Paid, unpaid.CancelledAt = false, d.now
		d.body("1", unpaid)
		d.expect("cancelled", amounts{})
		d.body("1", later(unpaid, func(s *orders.Snapshot) { s.Paid, s.CancelledAt = true, time.Time{} }))
		d.expect("late payment", amounts{})
	},
	"W11 points already spent are owed and repaid by the next order": func(t *testing.T) {
		d := spentThenReturned(t, points.Unlimited)
		d.expect("A returned", amounts{de: 80})
		for _, lot := range d.of(buyer).lots {
			if lot.Open() {
				t.Errorf("lot %s still holds %d", lot.ID, lot.Remaining)
			}
		}
		d.body("3", d.bought("3", goods("a", "150.00")))
		d.expect("C paid", amounts{av: 70})
		d.expectLot("3", [2]int64{70, 150})
	},
	"W12 within the balance the rest is forgiven": func(t *testing.T) {
		d := spentThenReturned(t, points.WithinBalance)
		d.expect("A returned", amounts{})
		if got := d.balances(buyer).Forgiven; got != 80 {
			t.Errorf("forgiven %d, want 80", got)
		}
	},
	"W12 only pending points are touched": func(t *testing.T) {
		d := spentThenReturned(t, points.OnlyPending)
		d.expect("A returned", amounts{av: 20})
		if got := d.record("1").Standing.Forgiven; got != 100 {
			t.Errorf("forgiven %d of A, want 100", got)
		}
	},
	"W13 pending points cannot be spent and mature once": func(t *testing.T) {
		d := newDesk(t, func(s *points.Settings) { s.HoldDays = 14 })
		d.body("1", d.bought("1", goods("a", "90.00")))
		d.expect("paid", amounts{pe: 90})
		d.pass(4 * day)
		d.refund("1", d.amountBack("r1", "30.00"))
		d.expect("refunded", amounts{pe: 60})
		refused(t, d.hold(buyer, "h1", 10))
		d.pass(10*day - time.Millisecond)
		d.expect("just before", amounts{pe: 60})
		d.pass(time.Millisecond)
		d.expect("day 14", amounts{av: 60})
		d.pass(day)
		d.expect("day 15", amounts{av: 60})
	},
	"W15 points at a checkout outlive their date": func(t *testing.T) {
		d := heldOverTheirDate(t)
		must(t, d.post("h1", "9"))
		if b := d.balances(buyer); b.Redeemed != 50 || b.Expired != 30 || b.Reserved != 0 || b.Available != 0 {
			t.Errorf("confirmed: %+v", b)
		}
	},
	"W16 a voided hold gives points back to die at once": func(t *testing.T) {
		d := heldOverTheirDate(t)
		must(t, d.void("h1"))
		if b := d.balances(buyer); b.Expired != 80 || b.Available != 0 || b.Reserved != 0 {
			t.Errorf("voided: %+v", b)
		}
		refused(t, d.post("h1", "9"))
	},
	"W17 two devices cannot hold the same points": func(t *testing.T) {
		d := newDesk(t)
		d.body("1", d.bought("1", goods("a", "100.00")))
		must(t, d.hold(buyer, "h1", 80))
		refused(t, d.hold(buyer, "h2", 80))
		d.expect("held", amounts{av: 20, re: 80})
	},
	"W19 a bonus goes when too little is kept": func(t *testing.T) {
		d := newDesk(t, rules(
			rule("per_amount", models.Params{"points": "1", "amount": "1"}),
			rule("per_order", models.Params{"points": "100", "minimum": "50.00"})))
		a, b := goods("a", "30.00"), goods("b", "40.00")
		d.body("1", d.bought("1", a, b))
		d.expect("paid", amounts{av: 170})
		d.refund("1", d.givenBack("r1", a))
		d.expect("30.00 back", amounts{av: 40})
		d.refund("1", d.givenBack("r2", b))
		d.expect("40.00 back", amounts{})
	},
	"W22 a currency without decimals": func(t *testing.T) {
		d := newDesk(t)
		d.versions = nil
		d.programme("JPY")
		s := d.bought("1", orders.Line{ID: "a", Kind: orders.Goods, Quantity: 1, Current: 1, NetMinor: 12345})
		s.Currency = "JPY"
		d.body("1", s)
		d.expect("paid", amounts{av: 123})
	},
	"W22 a currency with three decimals": func(t *testing.T) {
		d := newDesk(t)
		s := d.bought("1", orders.Line{ID: "a", Kind: orders.Goods, Quantity: 1, Current: 1, NetMinor: 12_345})
		s.Currency = "KWD"
		d.body("1", s)
		d.expect("12.345 paid", amounts{av: 12})
	},
	"W23 refund, cancel and a late refund remove each point once": func(t *testing.T) {
		d := newDesk(t)
		line := goods("a", "100.00")
		line.Quantity, line.Current = 2, 2
		one := goods("a", "50.00")
		s := d.bought("1", line)
		d.body("1", s)
		d.refund("1", d.givenBack("r1", one))
		d.expect("one back", amounts{av: 50})
		d.body("1", later(s, func(s *orders.Snapshot) { s.CancelledAt = d.now }))
		d.expect("cancelled", amounts{})
		d.refund("1", d.givenBack("r2", one))
		d.expect("late refund", amounts{})
		if got := d.balances(buyer).ClawedBack; got != 100 {
			t.Errorf("%d points were taken back, want 100", got)
		}
	},
	"W24 a generous refund never goes below zero": func(t *testing.T) {
		d := newDesk(t)
		d.body("1", d.bought("1", goods("a", "50.00")))
		d.refund("1", d.amountBack("r1", "60.00"))
		d.expect("60.00 back", amounts{})
		d.body("2", d.bought("2", goods("a", "10.00")))
		d.expect("the next order is untouched", amounts{av: 10})
	},
	"W26 a refunded order that points paid for loses what it earned": func(t *testing.T) {
		d := newDesk(t)
		d.body("1", d.bought("1", goods("a", "100.00")))
		d.lapses(buyer, 1, start.Add(30*day))
		d.pass(15 * day)
		must(t, d.hold(buyer, "h1", 100))
		must(t, d.post("h1", "2"))
		b := goods("a", "40.00")
		d.body("2", d.bought("2", b))
		d.expect("B paid", amounts{av: 40})
		d.pass(26 * day)
		d.refund("2", d.givenBack("r1", b))
		d.expect("B returned", amounts{})
		if got := d.balances(buyer); got.Redeemed != 100 || got.ClawedBack != 40 || got.Expired != 0 {
			t.Errorf("books %+v", got)
		}
	},
	"W27 a multiplier is exact": func(t *testing.T) {
		d := newDesk(t, rules(rule("per_amount", models.Params{"points": "1", "amount": "1", "multiplier": "1.15"})))
		d.body("1", d.bought("1", goods("a", "100.00")))
		d.expect("paid", amounts{av: 115})
	},
	"W28 a refund is counted by the rule of the purchase": func(t *testing.T) {
		for _, change := range []func(*points.Settings){
			rules(rule("per_amount", models.Params{"points": "2", "amount": "1"})),
			func(s *points.Settings) { s.Enabled = false },
			func(s *points.Settings) { s.Rules = nil },
		} {
			d := newDesk(t)
			a := goods("a", "50.00")
			d.body("1", d.bought("1", a))
			d.pass(day)
			d.programme("USD", change)
			d.expect("rule changed", amounts{av: 50})
			d.refund("1", d.amountBack("r1", "20.00"))
			d.expect("a part back", amounts{av: 30})
			d.refund("1", d.amountBack("r2", "30.00"))
			d.expect("all back", amounts{})
		}
	},
	"W30 a refund as store credit counts like one to the card": func(t *testing.T) {
		d := newDesk(t)
		a := goods("a", "50.00")
		d.body("1", d.bought("1", a))
		d.refund("1", d.givenBack("r1", a)) // a fact does not say which way money went
		d.expect("returned", amounts{})
	},
	"W31 a gift card earns when it is spent, not when it is bought": func(t *testing.T) {
		d := newDesk(t)
		card := goods("card", "50.00")
		card.Kind = orders.GiftCard
		d.body("1", d.bought("1", card))
		d.expect("card bought", amounts{})
		d.body("2", d.bought("2", goods("a", "50.00")))
		d.expect("card spent", amounts{av: 50})
	},
	"W41 taking more than there is needs an override": func(t *testing.T) {
		d := newDesk(t)
		must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(manual("1"), 300) }))
		before := len(d.of(buyer).entries)
		refused(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(manual("2"), -500) }))
		if got := len(d.of(buyer).entries); got != before {
			t.Errorf("a refused adjustment wrote %d entries", got-before)
		}
		d.expect("refused", amounts{av: 300})
		owing := manual("3")
		owing.AllowDebt = true
		must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(owing, -500) }))
		d.expect("overridden", amounts{de: 200})
		must(t, d.work(buyer, func(b *points.Book) error { return b.Forgive(manual("4"), 50) }))
		d.expect("forgiven", amounts{de: 150})
	},
	"W44 tax counts or does not, as the programme says": func(t *testing.T) {
		for _, c := range []struct {
			includeTax, includedInPrices bool
			half                         int64
			paid, left                   int64
		}{
			{false, true, 6050, 100, 50}, {true, true, 6050, 121, 60},
			{false, false, 5000, 100, 50}, {true, false, 5000, 121, 60},
		} {
			d := newDesk(t, func(s *points.Settings) { s.IncludeTax = c.includeTax })
			line := goods("a", "121.00")
			line.Quantity, line.Current, line.TaxMinor = 2, 2, 2100
			if !c.includedInPrices {
				line.NetMinor = 10_000
			}
			s := d.bought("1", line)
			s.TaxesIncluded = c.includedInPrices
			d.body("1", s)
			d.expect("paid", amounts{av: c.paid})
			d.refund("1", orders.Refund{ID: "r1", At: d.now, Settled: true,
				Lines: []orders.RefundLine{{Line: "a", Quantity: 1, SubtotalMinor: c.half, TaxMinor: 1050}}})
			d.expect("half back", amounts{av: c.left})
		}
	},
	"W46 the version at the order's creation decides": func(t *testing.T) {
		double := rules(rule("per_amount", models.Params{"points": "2", "amount": "1"}))
		d := newDesk(t, double)
		s := d.bought("1", goods("a", "50.00"))
		s.Paid = false
		d.body("1", s)
		d.pass(time.Minute)
		d.programme("USD")
		paid := later(s, func(s *orders.Snapshot) { s.Paid, s.Stamp.UpdatedAt = true, d.now.Add(4*time.Minute) })
		d.pass(4 * time.Minute)
		d.body("1", paid)
		d.expect("paid after the end", amounts{av: 100})
		if lot := d.open(buyer, "1").Lots()[0]; !lot.EarnedAt.Equal(paid.Stamp.UpdatedAt) {
			t.Errorf("lot dated %v, want the payment %v", lot.EarnedAt, paid.Stamp.UpdatedAt)
		}
	},
	"W47 a lot of another shop is refused": func(t *testing.T) {
		lot := points.Lot{Shop: "sakura.myshopify.com", Account: buyer, ID: "c_1:1", Amount: 5, Remaining: 5}
		account := points.Account{Shop: shop, ID: buyer, Balances: points.Balances{Issued: 5, Available: 5}}
		refused(t, points.OpenBook(account, []points.Lot{lot}, start).Check())
		lot.Shop, lot.Account = shop, "c_2"
		refused(t, points.OpenBook(account, []points.Lot{lot}, start).Check())
		lot.Account = buyer
		must(t, points.OpenBook(account, []points.Lot{lot}, start).Check())
	},
	"W49 a cancelled order's points go once, its hold ended once": func(t *testing.T) {
		d := newDesk(t)
		d.body("1", d.bought("1", goods("a", "100.00")))
		must(t, d.hold(buyer, "h1", 60))
		must(t, d.post("h1", "2"))
		paid := d.bought("2", goods("a", "40.00"))
		d.body("2", paid)
		d.expect("B paid", amounts{av: 80})
		d.body("2", later(paid, func(s *orders.Snapshot) { s.CancelledAt = d.now }))
		d.expect("B cancelled", amounts{av: 40})
		d.body("2", paid)
		d.expect("B's payment again", amounts{av: 40})
		refused(t, d.void("h1"))
		refused(t, d.post("h1", "3"))
	},
}

func rules(settings ...points.RuleSetting) func(*points.Settings) {
	return func(s *points.Settings) { s.Rules = settings }
}

// multiplied plays W05 with a rule that asks what product 7 is, and the store
// that answers, and later says something else.
func multiplied(t *testing.T, asks models.Params, facts products.Facts) {
	t.Helper()
	twice := models.Params{"points": "1", "amount": "1", "multiplier": "2", "group": "spend"}
	maps.Copy(twice, asks)
	d := newDesk(t, rules(rule("per_amount", twice), rule("per_amount", models.Params{"points": "1", "amount": "1", "group": "spend"})))
	a, b := goods("a", "40.00"), goods("b", "60.00")
	a.Product, b.Product = "7", "8"
	d.body("1", d.bought("1", a, b))
	d.expect("paid, and the store has said nothing yet", amounts{av: 100})
	facts.ReadAt = d.now
	d.told("1", facts, products.Facts{ID: "8", ReadAt: d.now})
	d.expect("the store has said what is what", amounts{av: 140})
	d.told("1", products.Facts{ID: "7", ReadAt: d.now.Add(time.Hour)}, products.Facts{ID: "8", Tags: facts.Tags, Collections: facts.Collections, ReadAt: d.now.Add(time.Hour)})
	d.expect("it was changed later, which is nothing to this order", amounts{av: 140})
	d.refund("1", d.givenBack("r1", a))
	d.expect("A returned", amounts{av: 60})
}

// spentThenReturned earns 100 with A, spends them on B, which earns 20, and
// returns A.
func spentThenReturned(t *testing.T, policy points.Policy) *desk {
	d := newDesk(t, func(s *points.Settings) { s.Clawback = policy })
	a := goods("a", "100.00")
	d.body("1", d.bought("1", a))
	must(t, d.hold(buyer, "h1", 100))
	must(t, d.post("h1", "2"))
	d.body("2", d.bought("2", goods("a", "20.00")))
	d.expect("B paid", amounts{av: 20})
	d.refund("1", d.givenBack("r1", a))
	return d
}

// heldOverTheirDate holds 50 of 80 points an hour before they expire, and lets
// the date pass.
func heldOverTheirDate(t *testing.T) *desk {
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.lapses(buyer, 1, start.Add(day))
	d.pass(23 * time.Hour)
	must(t, d.hold(buyer, "h1", 50))
	d.expect("held", amounts{av: 30, re: 50})
	d.pass(70 * time.Minute)
	d.expect("past the date", amounts{re: 50})
	if got := d.balances(buyer).Expired; got != 30 {
		t.Fatalf("expired %d, want 30", got)
	}
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("this was accepted, want it refused")
	}
}
