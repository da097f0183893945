package flow_test

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
)

const member = models.ContactID("c_7")

// TestWorkedCasesEndToEnd plays the worked cases through the stories, on a real
// store. After each case every book, explanation and figure must add up.
func TestWorkedCasesEndToEnd(t *testing.T) {
	t.Parallel()
	for name, c := range workedCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTill(t, c.settings...)
			c.play(w)
			w.sound()
		})
	}
}

type settings = []func(*points.Settings)

func rules(rules ...points.RuleSetting) func(*points.Settings) {
	return func(s *points.Settings) { s.Rules = rules }
}

func rule(id, kind string, params models.Params) points.RuleSetting {
	return points.RuleSetting{ID: id, Kind: kind, Params: params}
}

func word(w *till, got flow.Outcome, want string) {
	w.t.Helper()
	if got.Word != want {
		w.t.Errorf("outcome %+v, want %s", got, want)
	}
}

var workedCases = map[string]struct {
	settings settings
	play     func(w *till)
}{
	"W01 W02 a paid order earns once": {nil, func(w *till) {
		f := w.bought("1", goods("a", "49.95"))
		word(w, w.order(f), "earned")
		entries := len(w.entries(member))
		word(w, w.order(f), "replayed")
		w.want(member, "twice", amounts{av: 49})
		if got := len(w.entries(member)); got != entries {
			w.t.Errorf("%d entries, want %d", got, entries)
		}
	}},
	"W03 fractions are added up before they are cut": {nil, func(w *till) {
		w.order(w.bought("1", goods("a", "19.50"), goods("b", "19.50"), goods("c", "11.50")))
		w.want(member, "paid", amounts{av: 50})
	}},
	"W04 an order given away earns nothing": {settings{rules(rule("a", "per_order", models.Params{"points": "50"}))}, func(w *till) {
		w.order(w.bought("1", goods("a", "0.00")))
		w.want(member, "paid", amounts{})
		if len(w.entries(member)) != 0 || w.standing("1").Qualifies {
			w.t.Errorf("standing %+v", w.standing("1"))
		}
	}},
	"W05 a returned line takes its own multiplied points": {settings{rules(
		rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}),
		rule("b", "per_amount", models.Params{"points": "1", "amount": "1", "products": "11"}))}, func(w *till) {
		a := goods("a", "40.00")
		a.Product = "11"
		w.order(w.bought("1", a, goods("b", "60.00")))
		w.want(member, "paid", amounts{av: 140})
		word(w, w.refund(w.back("1", "r1", a)), "clawed_back")
		w.want(member, "A returned", amounts{av: 60})
	}},
	"W07 W08 a refund before the payment": {nil, func(w *till) {
		r := w.amountBack("1", "r1", "30.00")
		word(w, w.refund(r), "recorded")
		word(w, w.refund(r), "replayed")
		w.order(w.bought("1", goods("a", "80.00")))
		w.want(member, "paid", amounts{av: 50})
		word(w, w.refund(r), "replayed")
		w.want(member, "refund again", amounts{av: 50})
		if got := len(w.entries(member)); got != 1 {
			w.t.Errorf("%d entries, want one earn", got)
		}
	}},
	"W09 a payment after the cancel": {nil, func(w *till) {
		f := w.bought("1", goods("a", "50.00"))
		unpaid := f
		unpaid.Snapshot.Paid, unpaid.Snapshot.CancelledAt = false, w.now()
		w.order(unpaid)
		w.order(later(f, func(*orders.Snapshot) {}))
		w.want(member, "late payment", amounts{})
	}},
	"W11 spent points are owed and repaid": {nil, func(w *till) {
		spentThenReturned(w)
		w.want(member, "A returned", amounts{de: 80})
		w.order(w.bought("3", goods("a", "150.00")))
		w.want(member, "C paid", amounts{av: 70})
		x, err := w.Explain(w.t.Context(), testShop, member)
		ok(w.t, err)
		if len(x.Debts) != 1 || x.Debts[0].Repaid != 80 || x.Debts[0].Entry.Cause.ID != "r1" {
			w.t.Errorf("debts %+v", x.Debts)
		}
	}},
	"W12 within the balance the rest is forgiven": {settings{func(s *points.Settings) { s.Clawback = points.WithinBalance }}, func(w *till) {
		spentThenReturned(w)
		w.want(member, "A returned", amounts{})
		if got := w.standing("1").Forgiven; got != 80 {
			w.t.Errorf("forgiven %d, want 80", got)
		}
	}},
	"W12 only pending points are touched": {settings{func(s *points.Settings) { s.Clawback = points.OnlyPending }}, func(w *till) {
		spentThenReturned(w)
		w.want(member, "A returned", amounts{av: 20})
	}},
	"W13 pending points mature": {settings{func(s *points.Settings) { s.HoldDays = 14 }}, func(w *till) {
		w.order(w.bought("1", goods("a", "90.00")))
		w.want(member, "paid", amounts{pe: 90})
		w.forward(4 * 24 * time.Hour)
		w.refund(w.amountBack("1", "r1", "30.00"))
		w.want(member, "refunded", amounts{pe: 60})
		w.forward(10*24*time.Hour - time.Minute)
		w.matured(0)
		w.forward(time.Minute)
		w.want(member, "day 14, before the job ran", amounts{av: 60})
		w.matured(1)
		w.matured(0)
		w.want(member, "day 14", amounts{av: 60})
	}},
	"W13 an order cancelled after its points matured": {settings{func(s *points.Settings) { s.HoldDays = 14 }}, func(w *till) {
		f := w.bought("1", goods("a", "90.00"))
		w.order(f)
		w.refund(w.back("1", "r1", f.Snapshot.Lines[0]))
		w.forward(20 * 24 * time.Hour)
		w.order(cancelled(f)) // changes a lot that has become empty, and no points
		w.want(member, "cancelled", amounts{})
	}},
	"W19 a bonus goes when too little is kept": {settings{rules(
		rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}),
		rule("b", "per_order", models.Params{"points": "100", "minimum": "50.00"}))}, func(w *till) {
		a, b := goods("a", "30.00"), goods("b", "40.00")
		w.order(w.bought("1", a, b))
		w.want(member, "paid", amounts{av: 170})
		w.refund(w.back("1", "r1", a))
		w.want(member, "30.00 back", amounts{av: 40})
		w.refund(w.back("1", "r2", b))
		w.want(member, "40.00 back", amounts{})
	}},
	"W23 refund, cancel and a late refund": {nil, func(w *till) {
		line := goods("a", "100.00")
		line.Quantity, line.Current = 2, 2
		f := w.bought("1", line)
		w.order(f)
		w.refund(w.back("1", "r1", goods("a", "50.00")))
		w.want(member, "one back", amounts{av: 50})
		w.order(cancelled(f))
		word(w, w.refund(w.back("1", "r2", goods("a", "50.00"))), "recorded")
		w.want(member, "late refund", amounts{})
	}},
	"W24 a generous refund": {nil, func(w *till) {
		w.order(w.bought("1", goods("a", "50.00")))
		w.refund(w.amountBack("1", "r1", "60.00"))
		w.want(member, "60.00 back", amounts{})
	}},
	"W27 a multiplier is exact": {settings{rules(rule("a", "per_amount", models.Params{"points": "1", "amount": "1", "multiplier": "1.15"}))}, func(w *till) {
		w.order(w.bought("1", goods("a", "100.00")))
		w.want(member, "paid", amounts{av: 115})
	}},
	"W28 a refund is counted by the rule of the purchase": {nil, func(w *till) {
		f := w.bought("1", goods("a", "50.00"))
		w.order(f)
		w.forward(time.Minute)
		w.programme(rules(rule("a", "per_amount", models.Params{"points": "2", "amount": "1"})))
		w.order(later(f, func(*orders.Snapshot) {}))
		w.want(member, "rule doubled", amounts{av: 50})
		w.order(w.bought("2", goods("a", "10.00")))
		w.want(member, "a new order counts double", amounts{av: 70})
		w.programme(func(s *points.Settings) { s.Enabled = false })
		w.refund(w.back("1", "r1", f.Snapshot.Lines[0]))
		w.want(member, "all of the first back", amounts{av: 20})
	}},
	"W31 a gift card earns when it is spent": {nil, func(w *till) {
		card := goods("card", "50.00")
		card.Kind = orders.GiftCard
		w.order(w.bought("1", card))
		w.want(member, "card bought", amounts{})
		w.order(w.bought("2", goods("a", "50.00")))
		w.want(member, "card spent", amounts{av: 50})
	}},
	"W41 taking more than there is needs an override": {nil, func(w *till) {
		w.order(w.bought("1", goods("a", "300.00")))
		_, err := w.AdjustPoints(w.t.Context(), manual("1", member, -500))
		if models.CodeOf(err) != models.Invalid || err == nil {
			w.t.Errorf("%v, want it refused", err)
		}
		w.want(member, "refused", amounts{av: 300})
		owing := manual("2", member, -500)
		owing.Manual.AllowDebt = true
		w.adjust(owing)
		w.want(member, "overridden", amounts{de: 200})
		forgiving := manual("3", member, 50)
		forgiving.Forgive = true
		w.adjust(forgiving)
		w.want(member, "forgiven", amounts{de: 150})
		w.adjust(manual("4", member, 200))
		w.want(member, "given", amounts{av: 50})
	}},
	"W44 tax does not count unless the programme says so": {nil, func(w *till) {
		line := goods("a", "121.00")
		line.Quantity, line.Current, line.TaxMinor = 2, 2, 2100
		f := w.bought("1", line)
		f.Snapshot.TaxesIncluded = true
		w.order(f)
		w.want(member, "paid", amounts{av: 100})
		half := goods("a", "60.50")
		half.TaxMinor = 1050
		w.refund(w.back("1", "r1", half))
		w.want(member, "half back", amounts{av: 50})
	}},
	"W46 the version at the order's creation decides": {settings{rules(rule("a", "per_amount", models.Params{"points": "2", "amount": "1"}))}, func(w *till) {
		f := w.bought("1", goods("a", "50.00"))
		f.Snapshot.Paid = false
		w.forward(time.Minute)
		w.programme()
		f.Snapshot.Paid, f.Snapshot.Stamp.UpdatedAt = true, w.now() // nothing was heard before
		w.order(f)
		w.want(member, "paid after the end", amounts{av: 100})
	}},
	"W47 the same address in two shops is two accounts": {nil, func(w *till) {
		f := byGuest("ada@example.com", w.bought("1", goods("a", "50.00")))
		w.order(f)
		f.Shop = "sakura.myshopify.com"
		f.Snapshot.Lines = []orders.Line{goods("a", "30.00")}
		w.order(f)
		other, err := w.store.Shops.Get(w.t.Context(), "sakura.myshopify.com")
		ok(w.t, err)
		id := contacts.GuestID(other.Salt, "ada@example.com", "")
		if id == w.guest("ada@example.com") {
			w.t.Error("one guest in two shops")
		}
		if _, err := w.ContactCard(w.t.Context(), testShop, id); models.CodeOf(err) != models.NotFound || err == nil {
			w.t.Errorf("the other shop's guest: %v, want not found", err)
		}
		w.want(w.guest("ada@example.com"), "here", amounts{av: 50})
		card, err := w.ContactCard(w.t.Context(), "sakura.myshopify.com", id)
		ok(w.t, err)
		if card.Account.Balances.Available != 30 || card.Account.Shop != "sakura.myshopify.com" {
			w.t.Errorf("there: %+v", card.Account)
		}
	}},
	"W49 a cancelled order's payment comes again": {nil, func(w *till) {
		w.order(w.bought("1", goods("a", "100.00")))
		w.spend(member, 60)
		f := w.bought("2", goods("a", "40.00"))
		w.order(f)
		w.order(cancelled(f))
		w.want(member, "B cancelled", amounts{av: 40})
		word(w, w.order(f), "replayed")
		w.want(member, "B's payment again", amounts{av: 40})
	}},
}

// matured runs the job that makes points spendable.
func (w *till) matured(want int) {
	w.t.Helper()
	if got, err := w.MaturePoints(w.t.Context()); err != nil || got != want {
		w.t.Errorf("%d accounts matured, %v; want %d", got, err, want)
	}
}

// spentThenReturned earns 100 with A, spends them, earns 20 with B and returns A.
func spentThenReturned(w *till) {
	a := goods("a", "100.00")
	w.order(w.bought("1", a))
	w.spend(member, 100)
	w.order(w.bought("2", goods("a", "20.00")))
	w.refund(w.back("1", "r1", a))
}

func TestYenAreCountedWithoutDecimals(t *testing.T) { // W22
	t.Parallel()
	w := &till{newWorld(t), t}
	w.platform.currency = "JPY"
	w.install(t)
	f := w.bought("1", orders.Line{ID: "a", Kind: orders.Goods, Quantity: 1, Current: 1, NetMinor: 12345})
	f.Snapshot.Currency = "JPY"
	w.order(f)
	w.want(member, "paid", amounts{av: 123})
	w.sound()
}
