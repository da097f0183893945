package points_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/products"
)

// fact is one thing that arrives about an order: a body, a refund, a dispute or
// what the store said of a product.
type fact struct {
	body    *orders.Snapshot
	refund  *orders.Refund
	dispute *orders.Dispute
	product *products.Facts
}

const (
	historiesSeed  = 20260105
	histories      = 100_000
	historiesRaced = 5_000
)

// TestRandomHistoriesConverge delivers each of 100,000 random order histories
// in two orders with duplicates: created, paid, edited, refunded by line and by
// amount, settled late, cancelled. The facts and the points must end the same,
// and nothing may be made or lost at any step.
func TestRandomHistoriesConverge(t *testing.T) {
	t.Parallel()
	count := histories
	if raceDetector {
		count = historiesRaced
		t.Logf("the race detector is on: %d histories instead of %d", count, histories)
	}
	for first, name := range []string{"with even seeds", "with odd seeds"} { // side by side
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			historiesConverge(t, uint64(first), uint64(count))
		})
	}
}

// historiesConverge plays every second history in two orders of arrival.
func historiesConverge(t *testing.T, first, count uint64) {
	t.Helper()
	programmes := historyProgrammes()
	for seed := first; seed < count; seed += 2 {
		random := rand.New(rand.NewPCG(historiesSeed, seed))
		p := programmes[seed%uint64(len(programmes))]
		facts := randomHistory(random)
		var ends [2]ending
		for i := range ends {
			ends[i] = play(t, p, delivered(random, facts))
			if ends[i].problem != "" {
				t.Fatalf("history %d of seed %d: %s\nfacts: %s", seed, historiesSeed, ends[i].problem, show(facts))
			}
		}
		if difference := ends[0].differs(ends[1]); difference != "" {
			t.Fatalf("history %d of seed %d ends in two ways: %s\nfacts: %s", seed, historiesSeed, difference, show(facts))
		}
	}
}

func historyProgrammes() []points.Programme {
	settings := points.DefaultSettings("USD")
	plain := points.Programme{Shop: shop, Version: 1, Settings: settings, Zone: "UTC", EffectiveFrom: start}
	waiting, tax, bonus := plain, plain, plain
	waiting.Settings.HoldDays = 14
	tax.Settings.IncludeTax, tax.Settings.IncludeShipping = true, true
	bonus.Settings.Rules = []points.RuleSetting{
		rule("per_amount", map[string]string{"points": "3", "amount": "2", "multiplier": "1.15"}),
		rule("per_order", map[string]string{"points": "100", "minimum": "50"}),
		rule("first_order", map[string]string{"points": "25"}),
	}
	stacked := plain
	stacked.Settings.Cap = points.Cap{Points: 150, Period: points.Month}
	stacked.Settings.Rules = []points.RuleSetting{
		rule("per_amount", map[string]string{"points": "2", "amount": "1", "group": "g", "to": "2020-01-01T00:00"}),
		rule("per_amount", map[string]string{"points": "1", "amount": "3", "group": "g", "notOrderTags": "staff"}),
		rule("per_order", map[string]string{"points": "40", "minimum": "80", "group": "g"}),
		rule("per_order", map[string]string{"points": "10", "minimum": "20", "group": "g"}),
	}
	asking := plain
	asking.Settings.Rules = []points.RuleSetting{
		rule("per_amount", map[string]string{"points": "3", "amount": "2", "group": "g", "productTags": "winter, tea", "notCollections": "9"}),
		rule("per_amount", map[string]string{"points": "5", "amount": "3", "group": "g", "collections": "8, 9"}),
		rule("per_amount", map[string]string{"points": "1", "amount": "7", "group": "g", "notProductTags": "sale"}),
		rule("per_amount", map[string]string{"points": "1", "amount": "11", "collections": "8", "productTags": "winter"}),
	}
	return []points.Programme{plain, waiting, tax, bonus, stacked, asking}
}

// ending is where a history came to.
type ending struct {
	order    orders.Order
	standing points.Standing
	account  points.Account
	lots     []points.Lot
	problem  string
}

// differs says in what two ends differ. How many lots there are and how much
// went in and out may depend on the order of arrival; what is there may not.
func (e ending) differs(o ending) string {
	a, b := e.account.Balances, o.account.Balances
	switch {
	case !reflect.DeepEqual(e.order, o.order):
		return fmt.Sprintf("facts\n%+v\n%+v", e.order, o.order)
	case e.standing != o.standing:
		return fmt.Sprintf("standing\n%+v\n%+v", e.standing, o.standing)
	case a.Available != b.Available || a.Pending != b.Pending || a.Debt != b.Debt || a.Reserved != b.Reserved || a.Forgiven != b.Forgiven:
		return fmt.Sprintf("balances\n%+v\n%+v", a, b)
	case !slices.Equal(e.open(), o.open()):
		return fmt.Sprintf("lots\n%v\n%v", e.open(), o.open())
	}
	return ""
}

// open adds up what is left by the dates that matter.
func (e ending) open() []string {
	sums := map[string]int64{}
	for _, lot := range e.lots {
		if lot.Kept() {
			sums[fmt.Sprint(lot.Order, lot.Pending, lot.EarnedAt, lot.MaturesAt)] += lot.Remaining + lot.Frozen
		}
	}
	var all []string
	for key, left := range sums {
		all = append(all, fmt.Sprint(key, left))
	}
	slices.Sort(all)
	return all
}

// play delivers facts one after the other and checks the books each time.
func play(t *testing.T, p points.Programme, facts []fact) ending {
	t.Helper()
	e := ending{
		order: orders.Order{Shop: shop, ID: "1"}, standing: points.Standing{Shop: shop, Order: "1", Account: buyer, Programme: 1},
		account: points.Account{Shop: shop, ID: buyer},
	}
	for i, f := range facts {
		switch {
		case f.body != nil:
			e.order = e.order.Join(*f.body)
		case f.dispute != nil:
			var err error
			if e.order, err = e.order.JoinDispute(*f.dispute); err != nil {
				t.Fatal(err)
			}
		case f.product != nil:
			e.order = e.order.JoinProducts([]products.Facts{*f.product})
		default:
			e.order = e.order.JoinRefund(*f.refund)
		}
		if !e.order.Known {
			continue
		}
		book := points.OpenBook(e.account, e.lots, start.Add(time.Duration(i+1)*time.Minute))
		s, err := points.Reconcile(book, e.standing, e.order, p, points.Circumstances{First: points.Qualifies(e.order), Multiplier: big.NewRat(5, 4)})
		if err == nil {
			err = book.Check()
		}
		if err != nil {
			e.problem = fmt.Sprintf("step %d: %v", i, err)
			return e
		}
		e.standing, e.account, e.lots = s, book.Account, book.Lots()
		if e.problem = e.unbalanced(); e.problem != "" {
			return e
		}
	}
	return e
}

// unbalanced checks conservation without asking the code under test.
func (e ending) unbalanced() string {
	b := e.account.Balances
	var left, frozen int64
	for _, lot := range e.lots {
		left += lot.Remaining + lot.Frozen
		frozen += lot.Frozen
	}
	_, open := e.order.Disputed()
	switch {
	case b.Issued != b.Available+b.Pending+b.Reserved+b.ClawedBack || left != b.Available+b.Pending+b.Reserved:
		return fmt.Sprintf("points were made or lost: %+v, lots hold %d", b, left)
	case left != e.standing.Target || e.standing.Net != e.standing.Target || e.standing.Forgiven != 0:
		return fmt.Sprintf("%d points are there, the order stands at %+v", left, e.standing)
	case b.Reserved != frozen || open && frozen != left || !open && frozen != 0:
		return fmt.Sprintf("%d of %d points are frozen: %+v", frozen, left, b)
	case b.Debt != 0 || b.Expired != 0 || b.Forgiven != 0 || b.Redeemed != 0:
		return fmt.Sprintf("points went where nothing sends them: %+v", b)
	}
	return ""
}

// delivered is a history in some order, with duplicates.
func delivered(random *rand.Rand, facts []fact) []fact {
	all := slices.Clone(facts)
	for range random.IntN(3) {
		all = append(all, facts[random.IntN(len(facts))])
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// randomHistory is everything that arrives about one order.
func randomHistory(random *rand.Rand) []fact {
	h := &history{random: random, at: start}
	h.body = orders.Snapshot{
		Name: "#1001", CreatedAt: start, Currency: "USD", TaxesIncluded: random.IntN(2) == 0,
		Buyer: orders.Buyer{Customer: "1"},
	}
	kinds := []orders.LineKind{orders.Goods, orders.Goods, orders.Goods, orders.GiftCard, orders.Shipping}
	for i := range 1 + random.IntN(3) {
		quantity := 1 + random.Int64N(3)
		net := random.Int64N(15_000)
		h.body.Lines = append(h.body.Lines, orders.Line{
			ID: strconv.Itoa(i), Kind: kinds[random.IntN(len(kinds))], Product: strconv.Itoa(random.IntN(3)), Quantity: quantity, Current: quantity, NetMinor: net,
			TaxMinor: net / 10 * random.Int64N(2),
		})
		h.body.TotalMinor += net
	}
	h.body.Paid = random.IntN(3) == 0
	h.say()
	for range 1 + random.IntN(6) {
		h.next()
	}
	return h.facts
}

type history struct {
	random *rand.Rand
	at     time.Time
	body   orders.Snapshot
	facts  []fact
}

// say sends the order's body as it is now. The clock does not always move on,
// so that bodies of one second occur.
func (h *history) say() {
	h.at = h.at.Add(time.Duration(h.random.IntN(3)) * time.Second)
	s := h.body
	s.Stamp = orders.Stamp{UpdatedAt: h.at, TriggeredAt: h.at.Add(time.Duration(h.random.IntN(2)) * time.Millisecond), Digest: strconv.Itoa(len(h.facts))}
	s.Buyer.Stamp = s.Stamp
	s.Lines, s.Refunds = slices.Clone(s.Lines), slices.Clone(s.Refunds)
	h.facts = append(h.facts, fact{body: &s})
}

func (h *history) next() {
	line := &h.body.Lines[h.random.IntN(len(h.body.Lines))]
	switch h.random.IntN(9) {
	case 0, 1:
		h.body.Paid = true
		h.say()
	case 2: // an edit takes a unit out, or a price changes
		if line.Current > 0 && h.random.IntN(2) == 0 {
			line.Current--
		} else {
			line.NetMinor = h.random.Int64N(15_000)
		}
		h.say()
	case 3: // units come back; the body says so, too, or a refund says it alone
		units := 1 + h.random.Int64N(line.Quantity)
		h.giveBack(orders.Refund{Lines: []orders.RefundLine{{
			Line: line.ID, Quantity: units, SubtotalMinor: line.NetMinor * units / line.Quantity, TaxMinor: line.TaxMinor * units / line.Quantity,
		}}})
		line.Current = max(0, line.Current-units)
	case 4:
		h.giveBack(orders.Refund{AmountMinor: h.random.Int64N(20_000), TaxMinor: h.random.Int64N(100)})
	case 5: // an open refund is settled late
		for i, r := range h.body.Refunds {
			if !r.Settled {
				h.body.Refunds = slices.Clone(h.body.Refunds)
				h.body.Refunds[i].Settled = true
				settled := h.body.Refunds[i]
				h.facts = append(h.facts, fact{refund: &settled})
				return
			}
		}
	case 7: // a dispute begins, is repeated or ends
		h.at = h.at.Add(time.Second)
		state := []orders.DisputeState{orders.DisputeOpen, orders.DisputeOpen, orders.DisputeWon, orders.DisputeLost}[h.random.IntN(4)]
		h.facts = append(h.facts, fact{dispute: &orders.Dispute{ID: "d" + strconv.Itoa(h.random.IntN(2)), State: state, Currency: "USD", Minor: h.random.Int64N(20_000),
			Stamp: orders.Stamp{UpdatedAt: h.at, Digest: strconv.Itoa(len(h.facts))}}})
	case 6:
		if h.random.IntN(2) == 0 {
			h.body.CancelledAt = h.at
			h.say()
		}
	case 8: // the store says something of a product, perhaps not for the first time
		h.at = h.at.Add(time.Second)
		h.facts = append(h.facts, fact{product: h.product(strconv.Itoa(h.random.IntN(3)))})
	}
}

func (h *history) product(id string) *products.Facts {
	f := &products.Facts{ID: id, ReadAt: h.at}
	for _, tag := range []string{"sale", "tea", "winter"} {
		if h.random.IntN(2) == 0 {
			f.Tags = append(f.Tags, tag)
		}
	}
	for _, collection := range []string{"8", "9"} {
		if h.random.IntN(2) == 0 {
			f.Collections = append(f.Collections, products.Collection{ID: collection})
		}
	}
	return f
}

func (h *history) giveBack(r orders.Refund) {
	r.ID, r.At, r.Settled = "r"+strconv.Itoa(len(h.body.Refunds)), h.at, h.random.IntN(3) > 0
	h.body.Refunds = append(slices.Clone(h.body.Refunds), r)
	if h.random.IntN(2) == 0 {
		h.facts = append(h.facts, fact{refund: &r})
	}
	if h.random.IntN(2) == 0 {
		h.say()
	}
}

func show(facts []fact) string {
	out := ""
	for _, f := range facts {
		if f.dispute != nil {
			out += fmt.Sprintf("\ndispute %+v", *f.dispute)
		} else if f.product != nil {
			out += fmt.Sprintf("\nproduct %+v", *f.product)
		} else if f.body != nil {
			out += fmt.Sprintf("\nbody %+v", *f.body)
		} else {
			out += fmt.Sprintf("\nrefund %+v", *f.refund)
		}
	}
	return out
}
