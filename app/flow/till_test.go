package flow_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/notices"
	"clientele/models/orders"
	"clientele/models/outbox"
	"clientele/models/points"
	"clientele/models/rewards"
)

// till is an installed shop with a programme of its own, and the words in
// which tests tell what happens there.
type till struct {
	*world
	t *testing.T
}

// newTill opens a shop whose programme has the given changes.
func newTill(t *testing.T, change ...func(*points.Settings)) *till {
	t.Helper()
	w := &till{newWorld(t), t}
	w.install(t)
	if len(change) > 0 {
		w.programme(change...)
	}
	return w
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// programme saves a new version and lets a minute pass.
func (w *till) programme(change ...func(*points.Settings)) {
	w.t.Helper()
	versions, err := w.Programme(w.t.Context(), testShop)
	ok(w.t, err)
	newest := versions[len(versions)-1]
	settings := points.DefaultSettings(w.shop(w.t).Details.Currency)
	for _, c := range change {
		c(&settings)
	}
	_, err = w.EditProgramme(w.t.Context(), flow.EditProgramme{Shop: testShop, BaseVersion: newest.Version, Settings: settings, Actor: "42"})
	ok(w.t, err)
	w.forward(time.Minute)
}

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

// bought is a paid order body of customer 7.
func (w *till) bought(order string, lines ...orders.Line) flow.OrderChanged {
	s := orders.Snapshot{
		Stamp: orders.Stamp{UpdatedAt: w.now(), Digest: "a"}, Name: "#" + order, CreatedAt: w.now(), Currency: "USD", Presentment: "USD",
		Paid: true, Lines: lines, Buyer: orders.Buyer{Customer: "7"},
	}
	for _, line := range lines {
		s.TotalMinor += line.NetMinor
	}
	return flow.OrderChanged{Shop: testShop, Order: models.OrderID(order), Snapshot: s, Profile: contacts.Profile{AsOf: w.now()}}
}

// by makes a body that of another customer; byGuest that of an address.
func by(customer string, f flow.OrderChanged) flow.OrderChanged {
	f.Snapshot.Buyer = orders.Buyer{Customer: customer}
	return f
}

func byGuest(email string, f flow.OrderChanged) flow.OrderChanged {
	f.Snapshot.Buyer, f.Email, f.Profile.Email = orders.Buyer{}, email, email
	return f
}

// later is a body changed a minute after.
func later(f flow.OrderChanged, change func(*orders.Snapshot)) flow.OrderChanged {
	f.Snapshot.Stamp.UpdatedAt = f.Snapshot.Stamp.UpdatedAt.Add(time.Minute)
	f.Snapshot.Lines = slices.Clone(f.Snapshot.Lines)
	change(&f.Snapshot)
	return f
}

func cancelled(f flow.OrderChanged) flow.OrderChanged {
	return later(f, func(s *orders.Snapshot) { s.CancelledAt = s.Stamp.UpdatedAt })
}

func (w *till) order(f flow.OrderChanged) flow.Outcome {
	w.t.Helper()
	out, err := w.OrderChanged(w.t.Context(), f)
	ok(w.t, err)
	return out
}

func (w *till) back(order, id string, lines ...orders.Line) flow.RefundMade {
	r := orders.Refund{ID: id, At: w.now(), Settled: true}
	for _, line := range lines {
		r.Lines = append(r.Lines, orders.RefundLine{Line: line.ID, Quantity: 1, SubtotalMinor: line.NetMinor, TaxMinor: line.TaxMinor})
	}
	return flow.RefundMade{Shop: testShop, Order: models.OrderID(order), Refund: r}
}

func (w *till) amountBack(order, id, amount string) flow.RefundMade {
	r := w.back(order, id)
	r.Refund.AmountMinor = minor(amount)
	return r
}

func (w *till) refund(f flow.RefundMade) flow.Outcome {
	w.t.Helper()
	out, err := w.RefundMade(w.t.Context(), f)
	ok(w.t, err)
	return out
}

func (w *till) customer(id string, p contacts.Profile) flow.Outcome {
	w.t.Helper()
	p.AsOf = w.now()
	out, err := w.CustomerChanged(w.t.Context(), flow.CustomerChanged{Shop: testShop, Customer: id, Profile: p, CreatedAt: w.now()})
	ok(w.t, err)
	return out
}

func (w *till) guest(email string) models.ContactID {
	w.t.Helper()
	return contacts.GuestID(w.shop(w.t).Salt, email, "")
}

func manual(key string, contact models.ContactID, amount int64) flow.AdjustPoints {
	return flow.AdjustPoints{Shop: testShop, Contact: contact, Points: amount,
		Manual: points.Manual{Key: "key-of-form-" + key, Actor: "42", Reason: "goodwill", Note: "a birthday"}}
}

func (w *till) adjust(in flow.AdjustPoints) flow.Adjusted {
	w.t.Helper()
	out, err := w.AdjustPoints(w.t.Context(), in)
	ok(w.t, err)
	return out
}

// spend takes points through a hold, as a checkout would.
func (w *till) spend(id models.ContactID, amount int64) {
	w.t.Helper()
	ctx := w.t.Context()
	ok(w.t, w.store.Tx.Do(ctx, func(ctx context.Context) error {
		account, err := w.store.Ledger.Account(ctx, testShop, id)
		if err != nil {
			return err
		}
		lots, err := w.store.Ledger.Lots(ctx, testShop, id)
		if err != nil {
			return err
		}
		book := points.OpenBook(account, lots, w.now())
		h, err := book.Hold("hold-"+fmt.Sprint(account.Seq), amount, w.now().Add(time.Hour))
		if err != nil {
			return err
		}
		if h, err = book.Post(h, "999", "#999"); err != nil {
			return err
		}
		if _, err := w.store.Redemptions.Save(ctx, rewards.Redemption{
			Shop: testShop, ID: h.ID, Contact: id, Points: amount, State: rewards.Used, Order: "999", Hold: h, Gift: rewards.Gift{Effect: rewards.StoreCredit},
		}); err != nil {
			return err
		}
		if err := w.store.Ledger.Write(ctx, book); err != nil {
			return err
		}
		c, err := w.store.Contacts.Get(ctx, testShop, id)
		if err != nil {
			return err
		}
		c.Figures.Available, c.Figures.Balance = c.Figures.Available-amount, c.Figures.Balance-amount
		if _, err := w.store.Contacts.Save(ctx, c); err != nil {
			return err
		}
		sum := points.Sums{Available: -amount, Redeemed: amount}
		day := w.now().In(w.shop(w.t).Location()).Format(time.DateOnly)
		return w.store.Figures.Put(ctx, points.Delta{Shop: testShop, ID: h.ID, Day: day, Sum: sum, Cohorts: book.Cohorts(time.UTC)})
	}))
}

// amounts is what a contact sees.
type amounts struct{ av, pe, de int64 }

func (w *till) want(id models.ContactID, when string, want amounts) {
	w.t.Helper()
	card, err := w.ContactCard(w.t.Context(), testShop, id)
	ok(w.t, err)
	b := card.Account.Balances
	if got := (amounts{b.Available, b.Pending, b.Debt}); got != want {
		w.t.Fatalf("%s: %s has %+v, want %+v", when, id, got, want)
	}
}

// standing is where an order stands.
func (w *till) standing(order string) points.Standing {
	w.t.Helper()
	r, err := w.store.Orders.Get(w.t.Context(), testShop, models.OrderID(order))
	ok(w.t, err)
	return r.Standing
}

// entries are all entries of an account, oldest first.
func (w *till) entries(id models.ContactID) []points.Entry {
	w.t.Helper()
	var all []points.Entry
	for cursor := ""; ; {
		page, err := w.store.Ledger.Entries(w.t.Context(), testShop, id, cursor, 100)
		ok(w.t, err)
		all = append(all, page.Items...)
		if cursor = page.Next; cursor == "" {
			slices.Reverse(all)
			return all
		}
	}
}

// people are all contacts that are listed.
func (w *till) people() []contacts.Contact {
	w.t.Helper()
	var all []contacts.Contact
	for cursor := ""; ; {
		page, err := w.ContactPage(w.t.Context(), testShop, contacts.Query{Cursor: cursor, Limit: 100})
		ok(w.t, err)
		all = append(all, page.Items...)
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
}

// sound checks the whole shop: every book passes its audit, every explanation
// adds up, and the figures are the sums of the accounts.
func (w *till) sound() {
	w.t.Helper()
	ctx := w.t.Context()
	for done := 1; done > 0; {
		var err error
		done, err = w.FoldFigures(ctx, flow.Batch)
		ok(w.t, err)
	}
	var want points.Sums
	var forgiven int64
	for _, c := range w.people() {
		records := []models.ContactID{c.ID}
		for _, a := range c.Absorbed {
			records = append(records, a.ID)
		}
		for _, id := range records {
			forgiven += w.audited(id, &want)
		}
		w.explained(c)
		want.Orders += c.Figures.Orders
		if c.ID.Guest() {
			want.Guests++
		} else {
			want.Members++
		}
	}
	got, err := w.store.Figures.Total(ctx, testShop)
	ok(w.t, err)
	if got.Explained() != got.Liability() {
		w.t.Errorf("earned %d less removed %d, and %d forgiven, is not what is there: %+v", got.Earned, got.Removed, forgiven, got)
	}
	kept := points.Sums{
		Orders: got.Orders, Members: got.Members, Guests: got.Guests, Available: got.Available, Pending: got.Pending, Debt: got.Debt,
		Halted: got.Halted, Issued: got.Issued, ClawedBack: got.ClawedBack,
	}
	if kept != want {
		w.t.Errorf("figures %+v, the accounts add up to %+v", kept, want)
	}
	if tally := w.checked(); tally.Violations > 0 {
		w.t.Errorf("the check of the books finds %+v", tally.Findings)
	}
}

// audited checks one account, adds it to the sums and gives what was forgiven
// of its debt.
func (w *till) audited(id models.ContactID, sums *points.Sums) (forgiven int64) {
	w.t.Helper()
	ctx := w.t.Context()
	account, err := w.store.Ledger.Account(ctx, testShop, id)
	ok(w.t, err)
	lots, err := w.store.Ledger.AllLots(ctx, testShop, []models.ContactID{id}, 10_000)
	ok(w.t, err)
	entries := w.entries(id)
	if found := points.Verify(account, entries, lots); len(found) > 0 {
		w.t.Errorf("the books of %s: %v", id, found)
	}
	b := account.Balances
	sums.Available, sums.Pending, sums.Debt = sums.Available+b.Available, sums.Pending+b.Pending, sums.Debt+b.Debt
	sums.Issued, sums.ClawedBack = sums.Issued+b.Issued, sums.ClawedBack+b.ClawedBack
	if account.Halted != "" {
		sums.Halted++
	}
	c, err := w.store.Contacts.Get(ctx, testShop, id)
	ok(w.t, err)
	if f := c.Figures; f.Available != b.Available || f.Pending != b.Pending || f.Debt != b.Debt || f.Balance != b.Shown() || f.Halted != (account.Halted != "") {
		w.t.Errorf("%s is listed with %+v, its account has %+v", id, f, b)
	}
	for _, e := range entries {
		if e.From == points.Forgiven && e.To == points.Debt {
			forgiven += e.Points
		}
	}
	return forgiven
}

// explained checks that the explanation of a balance adds up.
func (w *till) explained(c contacts.Contact) {
	w.t.Helper()
	x, err := w.Explain(w.t.Context(), testShop, c.ID)
	ok(w.t, err)
	var open, pending, owed int64
	for _, l := range x.Lots {
		left := l.Lot.Amount
		for _, e := range l.Removals {
			if e.To == points.Available || e.To == points.Pending {
				left += e.Points
			} else {
				left -= e.Points
			}
		}
		if left != l.Lot.Remaining {
			w.t.Errorf("%s: lot %s of %d less its removals is %d, it holds %d", c.ID, l.Lot.ID, l.Lot.Amount, left, l.Lot.Remaining)
		}
		if l.Lot.Order != "" && l.Lot.Source == "order" && (l.Record == nil || l.Worth == nil) {
			w.t.Errorf("%s: lot %s does not tell its order", c.ID, l.Lot.ID)
		}
		if l.Lot.Pending {
			pending += left
		} else {
			open += left
		}
	}
	for _, d := range x.Debts {
		owed += d.Entry.Points - d.Repaid
	}
	b := x.Account.Balances
	if open-owed != b.Shown() || pending != b.Pending || owed != b.Debt {
		w.t.Errorf("%s: lots hold %d and %d, %d are owed; the balance is %+v", c.ID, open, pending, owed, b)
	}
}

// toldOf are the points that a contact is told were taken back.
func (w *till) toldOf(id models.ContactID) (points []string) {
	w.t.Helper()
	page, err := w.store.Outbox.Page(w.t.Context(), testShop, outbox.Query{Limit: 100})
	ok(w.t, err)
	for _, m := range page.Items {
		if m.Params["notice"] == notices.TakenBack && m.Params["contact"] == string(id) {
			points = append(points, m.Params["points"])
		}
	}
	return points
}
