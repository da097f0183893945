package points_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/products"
)

// tb is what a desk needs of a test, be it a plain or a random one.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

const shop = models.ShopID("demo-shop.myshopify.com")

var start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// desk plays the store and the flow around the books: it keeps accounts, lots,
// entries, orders and holds, and holds them against the laws after every step.
type desk struct {
	t        tb
	now      time.Time
	versions []points.Programme
	books    map[models.ContactID]*kept
	records  map[models.OrderID]*points.Record
	holds    map[string]points.Hold
	heirs    map[models.ContactID]models.ContactID // whose records are part of another for now
	cohorts  map[string]points.CohortSums          // of all books
	plain    bool                                  // only goods in dollars without tax, so that worth is counted independently
	settling bool                                  // orders are being brought in line
	parts    int                                   // orders that were brought in line in a part of their book, too
}

type kept struct {
	account points.Account
	lots    map[string]points.Lot
	entries []points.Entry
}

func newDesk(t tb, change ...func(*points.Settings)) *desk {
	d := &desk{
		t: t, now: start, books: map[models.ContactID]*kept{}, records: map[models.OrderID]*points.Record{},
		holds: map[string]points.Hold{}, heirs: map[models.ContactID]models.ContactID{}, cohorts: map[string]points.CohortSums{},
	}
	d.programme("USD", change...)
	return d
}

// programme puts a new version in force from now on.
func (d *desk) programme(currency string, change ...func(*points.Settings)) {
	settings := points.DefaultSettings(currency)
	for _, c := range change {
		c(&settings)
	}
	if err := settings.Check(currency); err != nil {
		d.t.Fatalf("settings: %v", err)
	}
	d.versions = append(d.versions, points.Programme{
		Shop: shop, Version: len(d.versions) + 1, Settings: settings, Zone: "UTC", EffectiveFrom: d.now,
	})
}

func (d *desk) of(id models.ContactID) *kept {
	if d.books[id] == nil {
		d.books[id] = &kept{account: points.Account{Shop: shop, ID: id}, lots: map[string]points.Lot{}}
	}
	return d.books[id]
}

// open opens a book as the store would: with lots that hold something, those
// of the orders and those of open holds.
func (d *desk) open(id models.ContactID, about ...models.OrderID) *points.Book {
	k := d.of(id)
	var lots []points.Lot
	for _, lot := range k.lots {
		if lot.Kept() || slices.Contains(about, lot.Order) || d.held(lot.ID) {
			lots = append(lots, lot)
		}
	}
	b := points.OpenBook(k.account, lots, d.now)
	b.Lapse(points.IdleOf(d.versions))
	return b
}

// openWhole opens a book with all its lots.
func (d *desk) openWhole(id models.ContactID) *points.Book {
	b := d.open(id)
	b.Add(slices.Collect(maps.Values(d.of(id).lots)))
	return b
}

func (d *desk) held(lot string) bool {
	for _, h := range d.holds {
		if h.State == points.HoldOpen && slices.ContainsFunc(h.Parts, func(p points.HoldPart) bool { return p.Lot == lot }) {
			return true
		}
	}
	return false
}

// keep writes a book and checks every law.
func (d *desk) keep(b *points.Book) {
	d.t.Helper()
	if err := b.Check(); err != nil {
		d.t.Fatalf("the book does not balance: %v", err)
	}
	k := d.of(b.Account.ID)
	for _, lot := range b.Changed() {
		k.lots[lot.ID] = lot
	}
	k.entries = append(k.entries, b.Entries()...)
	for _, c := range b.Cohorts(time.UTC) {
		d.cohorts[c.Month] = d.cohorts[c.Month].Plus(c.Sum)
	}
	k.account = b.Closing()
	k.account.Version++
	d.laws(k)
}

// work opens a book, does something and keeps it.
func (d *desk) work(id models.ContactID, do func(b *points.Book) error, about ...models.OrderID) error {
	d.t.Helper()
	b := d.open(id, about...)
	err := do(b)
	if err == nil {
		d.keep(b)
	}
	return err
}

// pass moves the clock and lets the books see it.
func (d *desk) pass(by time.Duration) {
	d.t.Helper()
	d.now = d.now.Add(by)
	for id := range d.books {
		_ = d.work(id, func(*points.Book) error { return nil })
	}
}

func (d *desk) record(id models.OrderID) *points.Record {
	if d.records[id] == nil {
		d.records[id] = &points.Record{Order: orders.Order{Shop: shop, ID: id}, Standing: points.Standing{Shop: shop, Order: id}}
	}
	return d.records[id]
}

// body takes in an order body.
func (d *desk) body(id models.OrderID, s orders.Snapshot) {
	d.t.Helper()
	r := d.record(id)
	r.Order = r.Order.Join(s)
	d.settle(r)
}

// told takes in what the store said of products in an order.
func (d *desk) told(id models.OrderID, facts ...products.Facts) {
	d.t.Helper()
	r := d.record(id)
	r.Order = r.Order.JoinProducts(facts)
	d.settle(r)
}

// refund takes in one refund.
func (d *desk) refund(id models.OrderID, refund orders.Refund) {
	d.t.Helper()
	r := d.record(id)
	r.Order = r.Order.JoinRefund(refund)
	d.settle(r)
}

// dispute takes in how a dispute stands.
func (d *desk) dispute(id models.OrderID, dispute orders.Dispute) {
	d.t.Helper()
	r := d.record(id)
	joined, err := r.Order.JoinDispute(dispute)
	if err != nil {
		d.t.Fatalf("a dispute: %v", err)
	}
	r.Order = joined
	d.settle(r)
}

// disputed is a dispute about a payment as it stands now.
func (d *desk) disputed(id, amount string, state orders.DisputeState) orders.Dispute {
	d.now = d.now.Add(time.Second)
	return orders.Dispute{ID: id, State: state, Minor: minor(amount), Currency: "USD", Stamp: orders.Stamp{UpdatedAt: d.now, TriggeredAt: d.now, Digest: string(state)}}
}

func (d *desk) settle(r *points.Record) {
	d.t.Helper()
	owner := r.Order.Buyer.Contact()
	if owner == "" {
		return
	}
	if heir := d.heirs[owner]; heir != "" {
		owner = heir
	}
	if r.Standing.Programme == 0 {
		p, _ := points.InForce(d.versions, r.Order.CreatedAt)
		r.Standing.Programme, r.Standing.Account = p.Version, owner
	}
	d.settleFor(r)
}

// settleFor brings the orders of whoever an order belongs to in line.
func (d *desk) settleFor(r *points.Record) {
	d.t.Helper()
	r.Standing.Qualifies, r.Standing.CreatedAt = points.Qualifies(r.Order), r.Order.CreatedAt
	d.settling = true
	ranks := d.ranks(r.Standing.Account)
	for _, each := range d.sorted() {
		if each.Standing.Account != r.Standing.Account {
			continue
		}
		c := each.Standing.Numbered(ranks[each.Order.ID], d.version(each))
		if each != r && each.Standing.With(c) == each.Standing {
			continue
		}
		part := d.partly(each, c)
		err := d.work(each.Standing.Account, func(b *points.Book) error {
			s, err := points.Reconcile(b, each.Standing, each.Order, d.version(each), c)
			d.asInPart(part, b)
			each.Standing = s
			d.lawOfClawback(b, each.Order.ID)
			return err
		}, each.Order.ID)
		if err != nil {
			d.t.Fatalf("order %s: %v", each.Order.ID, err)
		}
	}
	d.settling = false
	d.lawOfOrders(r.Standing.Account)
}

func (d *desk) version(r *points.Record) points.Programme {
	return d.versions[r.Standing.Programme-1]
}

func (d *desk) sorted() []*points.Record {
	var all []*points.Record
	for _, r := range d.records {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *points.Record) int {
		if c := a.Order.CreatedAt.Compare(b.Order.CreatedAt); c != 0 {
			return c
		}
		return int(len(a.Order.ID)-len(b.Order.ID))*2 + slices.Compare([]byte(a.Order.ID), []byte(b.Order.ID))
	})
	return all
}

// ranks counts a contact's kept orders from 1, without asking the code under test.
func (d *desk) ranks(owner models.ContactID) map[models.OrderID]int {
	ranks := map[models.OrderID]int{}
	for _, r := range d.sorted() {
		if r.Standing.Account == owner && r.Standing.Qualifies {
			ranks[r.Order.ID] = len(ranks) + 1
		}
	}
	return ranks
}

func (d *desk) hold(owner models.ContactID, id string, amount int64) error {
	d.t.Helper()
	return d.work(owner, func(b *points.Book) error {
		h, err := b.Hold(id, amount, d.now.Add(15*time.Minute))
		if err == nil {
			d.holds[id] = h
		}
		return err
	})
}

func (d *desk) post(id string, order models.OrderID) error {
	d.t.Helper()
	h := d.holds[id]
	return d.work(h.Account, func(b *points.Book) error {
		ended, err := b.Post(h, order, "#"+string(order))
		d.holds[id] = ended
		return err
	})
}

func (d *desk) void(id string) error {
	d.t.Helper()
	h := d.holds[id]
	return d.work(h.Account, func(b *points.Book) error {
		ended, err := b.Void(h)
		d.holds[id] = ended
		return err
	})
}

// openHolds are an account's reservations that have not ended.
func (d *desk) openHolds(owner models.ContactID) []points.Hold {
	var open []points.Hold
	for _, id := range slices.Sorted(maps.Keys(d.holds)) {
		if h := d.holds[id]; h.Account == owner && h.State == points.HoldOpen {
			open = append(open, h)
		}
	}
	return open
}

// absorb moves a book without reservations.
func absorb(into, from *points.Book, kind string) error {
	_, _, err := points.Absorb(into, from, nil, kind)
	return err
}

// lapses gives a lot an end, as a programme with expiry would.
func (d *desk) lapses(owner models.ContactID, number int64, at time.Time) {
	k := d.of(owner)
	id := fmt.Sprintf("%s:%d", owner, number)
	lot := k.lots[id]
	lot.ExpiresAt = at
	k.lots[id] = lot
	k.account.NextKnown = false
}

// balances are the books as of now.
func (d *desk) balances(owner models.ContactID) points.Balances {
	return d.open(owner).Account.Balances
}

// amounts of the worked cases: what a contact sees.
type amounts struct{ av, pe, re, de int64 }

func (d *desk) expect(when string, want amounts) {
	d.t.Helper()
	d.expectOf(buyer, when, want)
}

func (d *desk) expectOf(owner models.ContactID, when string, want amounts) {
	d.t.Helper()
	b := d.balances(owner)
	if got := (amounts{b.Available, b.Pending, b.Reserved, b.Debt}); got != want {
		d.t.Fatalf("%s: %+v, want %+v", when, got, want)
	}
}

// expectLot compares the lots of an order: remaining and amount of each.
func (d *desk) expectLot(order models.OrderID, want ...[2]int64) {
	d.t.Helper()
	var got [][2]int64
	for _, lot := range d.open(buyer, order).Lots() {
		if lot.Order == order {
			got = append(got, [2]int64{lot.Remaining, lot.Amount})
		}
	}
	if !slices.Equal(got, want) {
		d.t.Fatalf("lots of order %s: %v, want %v", order, got, want)
	}
}

func (d *desk) net(order models.OrderID) int64 {
	s := d.record(order).Standing
	return s.Net - s.Forgiven
}

const buyer = models.ContactID("c_1")

// minor reads an amount with two decimals.
func minor(amount string) int64 {
	m, err := models.ParseMinor(amount, "USD")
	if err != nil {
		panic(err)
	}
	return m
}

func goods(id, amount string) orders.Line {
	return orders.Line{ID: id, Kind: orders.Goods, Product: id, Title: "Tea " + id, Quantity: 1, Current: 1, NetMinor: minor(amount)}
}

// bought is a paid order body of customer 1.
func (d *desk) bought(id models.OrderID, lines ...orders.Line) orders.Snapshot {
	s := orders.Snapshot{
		Stamp: orders.Stamp{UpdatedAt: d.now, Digest: "a"}, Name: "#" + string(id), CreatedAt: d.now, Currency: "USD",
		Paid: true, Lines: lines, Buyer: orders.Buyer{Customer: "1", Stamp: orders.Stamp{UpdatedAt: d.now}},
	}
	for _, line := range lines {
		s.TotalMinor += line.NetMinor
	}
	return s
}

// later is the same body changed a minute later.
func later(s orders.Snapshot, change func(*orders.Snapshot)) orders.Snapshot {
	s.Stamp.UpdatedAt = s.Stamp.UpdatedAt.Add(time.Minute)
	s.Lines, s.Refunds = slices.Clone(s.Lines), slices.Clone(s.Refunds)
	change(&s)
	return s
}

// givenBack is a settled refund of single units of lines.
func (d *desk) givenBack(id string, lines ...orders.Line) orders.Refund {
	r := orders.Refund{ID: id, At: d.now, Settled: true}
	for _, line := range lines {
		r.Lines = append(r.Lines, orders.RefundLine{Line: line.ID, Quantity: 1, SubtotalMinor: line.NetMinor, TaxMinor: line.TaxMinor})
	}
	return r
}

// amountBack is a settled refund of no particular line.
func (d *desk) amountBack(id, amount string) orders.Refund {
	return orders.Refund{ID: id, At: d.now, Settled: true, AmountMinor: minor(amount)}
}

func manual(key string) points.Manual {
	return points.Manual{Key: "manual-" + key, Actor: "77", Reason: "goodwill", Note: "a birthday"}
}

func rule(kind string, params models.Params) points.RuleSetting {
	return points.RuleSetting{ID: kind + fmt.Sprint(len(params)) + params["products"] + params["minimum"], Kind: kind, Params: params}
}
