package flow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/notices"
	"clientele/models/points"
	"clientele/models/shops"
)

// work collects what one story reads and decides within its transaction, and
// writes it at the end: accounts first, so that writers to one contact queue.
type work struct {
	flow     *Flow
	shop     shops.Shop
	versions []points.Programme
	ladders  []levels.Ladder // of levels; none where the shop has no levels
	now      time.Time
	people   map[models.ContactID]*person
	records  []*points.Record // changed ones, to be saved
	sums     points.Sums
	cohorts  []points.Cohort // of all books written, one after the other
	// after are writes that follow those of the books, in their order.
	after []func(ctx context.Context) error
	// visits are those that this story has in hand.
	visits map[visitID]bool
	// notices are the store's choice of messages, once somebody asked.
	notices *notices.Settings
	// whole has every book opened with all its lots: a part of one was not enough.
	whole bool
	// quiet keeps a story from telling anybody anything, and from giving or taking
	// what a change of level brings.
	quiet bool
}

// person is a contact with its open book.
type person struct {
	contact contacts.Contact
	book    *points.Book
	before  points.Balances
	orders  int64 // that counted before
	dirty   bool
	dated   bool // the profile is as it was, at a later time
	rung    rung
}

// errHalted carries the account whose books did not balance out of the
// transaction, so that it can be stopped there.
type errHalted struct {
	account models.ContactID
	cause   error
}

func (e *errHalted) Error() string { return e.cause.Error() }
func (e *errHalted) Unwrap() error { return e.cause }

// doWork runs a story in one transaction. A book that does not balance is not
// written; its account is stopped and waits for a person.
func (f *Flow) doWork(ctx context.Context, shop shops.Shop, versions []points.Programme, story func(ctx context.Context, w *work) error) error {
	ladders, err := f.Levels.Ladders(ctx, shop.ID)
	if err != nil {
		return err
	}
	return f.haltAfter(ctx, shop, f.Tx.Do(ctx, f.working(shop, versions, ladders, story)))
}

// shareWork is doWork for a story that may share its transaction.
func (f *Flow) shareWork(ctx context.Context, shop shops.Shop, versions []points.Programme, about models.About, story func(ctx context.Context, w *work) error) error {
	ladders, err := f.Levels.Ladders(ctx, shop.ID)
	if err != nil {
		return err
	}
	return f.haltAfter(ctx, shop, f.Tx.Share(ctx, about, f.working(shop, versions, ladders, story)))
}

func (f *Flow) working(shop shops.Shop, versions []points.Programme, ladders []levels.Ladder, story func(ctx context.Context, w *work) error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		w := f.begin(shop, versions, ladders)
		err := w.play(ctx, story)
		if errors.Is(err, errPart) {
			w = f.begin(shop, versions, ladders)
			w.whole = true
			err = w.play(ctx, story)
		}
		return err
	}
}

// errPart ends a story that needs more of a book than was opened, before anything is
// written.
var errPart = errors.New("a part of the book is not enough")

// play lets a story decide, and writes what comes of it.
func (w *work) play(ctx context.Context, story func(ctx context.Context, w *work) error) error {
	err := story(ctx, w)
	if err == nil {
		err = w.raise(ctx)
	}
	if err == nil {
		err = w.tellChanges(ctx)
	}
	for _, p := range w.people {
		if p.book.Short() {
			return errPart
		}
	}
	if err != nil {
		return err
	}
	return w.write(ctx)
}

// begin is work with nothing done yet.
func (f *Flow) begin(shop shops.Shop, versions []points.Programme, ladders []levels.Ladder) *work {
	return &work{flow: f, shop: shop, versions: versions, ladders: ladders, now: models.Instant(f.Now()), people: map[models.ContactID]*person{}}
}

// haltAfter stops the account of a story that ended because its books did not
// balance.
func (f *Flow) haltAfter(ctx context.Context, shop shops.Shop, err error) error {
	var halted *errHalted
	if errors.As(err, &halted) {
		if stopErr := f.halt(ctx, shop, halted.account, halted.cause.Error()); stopErr != nil {
			return errors.Join(err, stopErr)
		}
	}
	return err
}

// halt stops writes to an account, or lets them go on with an empty reason,
// and shows it on the contact and among the figures.
func (f *Flow) halt(ctx context.Context, shop shops.Shop, id models.ContactID, reason string) error {
	if reason != "" {
		f.Log.Error("an account was stopped because its books do not balance", "shop", shop.ID, "account", id, "reason", reason)
	}
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		if err := f.Ledger.Halt(ctx, shop.ID, id, reason); err != nil {
			return err
		}
		c, err := f.Contacts.Get(ctx, shop.ID, id)
		if err != nil || c.Figures.Halted == (reason != "") {
			return err
		}
		c.Figures.Halted = reason != ""
		sum := points.Sums{Halted: -1}
		if c.Figures.Halted {
			sum.Halted = 1
		}
		if c.Version, err = f.Contacts.Save(ctx, c); err != nil {
			return err
		}
		day := f.Now().In(shop.Location()).Format(time.DateOnly)
		return f.Figures.Put(ctx, points.Delta{Shop: shop.ID, ID: fmt.Sprintf("halt:%s@%d", id, c.Version), Day: day, Sum: sum})
	})
}

// mergesMax is how many times one record may have been absorbed into the next:
// no more often than the last of them can have absorbed any.
const mergesMax = contacts.AbsorbedMax + 1

// follow finds the contact that a record has become part of, if any.
func (w *work) follow(ctx context.Context, id models.ContactID) (models.ContactID, error) {
	for range mergesMax {
		if p, ok := w.people[id]; ok && p.contact.MergedInto == "" {
			return id, nil
		}
		c, err := w.flow.Contacts.Get(ctx, w.shop.ID, id)
		if models.CodeOf(err) == models.NotFound && err != nil {
			return id, nil
		}
		if err != nil {
			return "", err
		}
		if c.MergedInto == "" {
			return id, nil
		}
		id = c.MergedInto
	}
	return "", mergedInCircle(id)
}

func mergedInCircle(id models.ContactID) error {
	return models.Errorf(models.Internal, "contact %s was merged in a circle", id)
}

// person opens a contact's book, with the lots of the orders concerned. A
// contact that is not on record yet begins here.
func (w *work) person(ctx context.Context, id models.ContactID, about ...models.OrderID) (*person, error) {
	return w.opened(ctx, id, false, about)
}

// buyer is person for what concerns some orders alone. Of an account with many lots
// only those of these orders are read, as long as time moves nothing in it.
func (w *work) buyer(ctx context.Context, id models.ContactID, about ...models.OrderID) (*person, error) {
	return w.opened(ctx, id, !w.whole && points.IdleOf(w.versions).Months == 0, about)
}

func (w *work) opened(ctx context.Context, id models.ContactID, part bool, about []models.OrderID) (*person, error) {
	if p, ok := w.people[id]; ok {
		return p, w.widen(ctx, p, about)
	}
	c, err := w.flow.Contacts.Get(ctx, w.shop.ID, id)
	if err != nil {
		if models.CodeOf(err) != models.NotFound {
			return nil, err
		}
		c = w.newcomer(id)
	}
	account, err := w.flow.Ledger.Account(ctx, w.shop.ID, id)
	if err != nil {
		return nil, err
	}
	if account.Halted != "" {
		return nil, models.Errorf(models.Conflict, "points of contact %s are stopped: %s; check the contact in the panel", id, account.Halted)
	}
	p := &person{contact: c, before: account.Balances, orders: c.Figures.Orders, dirty: c.Version == 0}
	p.rung.look = p.dirty // a newcomer may stand on the lowest level
	if p.book, err = w.bookOf(ctx, account, part && account.Large() && account.Quiet(w.now), about); err != nil {
		return nil, err
	}
	p.book.Lapse(points.IdleOf(w.versions))
	if err := p.book.Check(); err != nil {
		return nil, &errHalted{account: id, cause: err}
	}
	w.people[id] = p
	return p, nil
}

func (w *work) bookOf(ctx context.Context, account points.Account, part bool, about []models.OrderID) (*points.Book, error) {
	if part {
		lots, err := w.flow.Ledger.LotsOfOrders(ctx, w.shop.ID, account.ID, about)
		return points.OpenPart(account, lots, w.now), err
	}
	lots, err := w.flow.Ledger.Lots(ctx, w.shop.ID, account.ID, about...)
	return points.OpenBook(account, lots, w.now), err
}

// widen adds to an open book the lots of orders that it was opened without, and to
// one that was opened in part all that is missing.
func (w *work) widen(ctx context.Context, p *person, about []models.OrderID) error {
	if len(about) == 0 && !p.book.Part() {
		return nil
	}
	lots, err := w.flow.Ledger.Lots(ctx, w.shop.ID, p.contact.ID, about...)
	if err == nil && p.book.Part() {
		p.book.Fill(lots)
	}
	p.book.Add(lots)
	return err
}

// withHold opens the book that a hold is in, with the lots it took from.
func (w *work) withHold(ctx context.Context, h points.Hold) (*person, error) {
	p, err := w.person(ctx, h.Account)
	if err != nil {
		return nil, err
	}
	lots, err := w.flow.Ledger.LotsNamed(ctx, w.shop.ID, h.Account, h.Lots())
	p.book.Add(lots)
	return p, err
}

func (w *work) newcomer(id models.ContactID) contacts.Contact {
	c := contacts.Contact{Shop: w.shop.ID, ID: id, CreatedAt: w.now, UpdatedAt: w.now}
	c.Figures.Currency = w.shop.Details.Currency
	if id.Guest() {
		w.sums.Guests++
	} else {
		c.Platform = string(id)[2:]
		w.sums.Members++
	}
	return c
}

// accounts are all records that are one person now.
func (p *person) accounts() []models.ContactID {
	ids := []models.ContactID{p.contact.ID}
	for _, a := range p.contact.Absorbed {
		ids = append(ids, a.ID)
	}
	return ids
}

// touched tells whether the story changed anything that counts.
func (w *work) touched() bool {
	if len(w.records) > 0 || len(w.after) > 0 {
		return true
	}
	for _, p := range w.people {
		moved := slices.ContainsFunc(p.book.Entries(), func(e points.Entry) bool { return e.Kind != points.KindMature }) // time does that by itself
		if p.dirty || moved {
			return true
		}
	}
	return false
}

// write saves everything that changed. The order is the same in every story:
// accounts by id, contacts, orders, figures.
func (w *work) write(ctx context.Context) error {
	deltaID := ""
	for _, id := range slices.Sorted(maps.Keys(w.people)) {
		p := w.people[id]
		if err := p.book.Check(); err != nil {
			return &errHalted{account: id, cause: err}
		}
		if p.book.Dirty() {
			if err := w.flow.Ledger.Write(ctx, p.book); err != nil {
				return err
			}
			w.count(p)
			p.dirty = true
			deltaID = fmt.Sprintf("%s#%d", id, p.book.Account.Version+1) // a write may change lots without an entry
		}
		if !p.dirty && !p.dated {
			continue
		}
		p.show()
		w.countBuyer(p)
		if _, err := w.flow.Contacts.Save(ctx, p.contact); err != nil {
			return err
		}
		if deltaID == "" {
			deltaID = fmt.Sprintf("%s@%d", id, p.contact.Version+1)
		}
	}
	if err := w.stand(ctx); err != nil {
		return err
	}
	for _, r := range w.records {
		if _, err := w.flow.Orders.Save(ctx, *r); err != nil {
			return err
		}
		if deltaID == "" {
			deltaID = fmt.Sprintf("order:%s@%d", r.Order.ID, r.Order.Version+1)
		}
	}
	for _, write := range w.after {
		if err := write(ctx); err != nil {
			return err
		}
	}
	if w.sums == (points.Sums{}) && len(w.cohorts) == 0 {
		return nil
	}
	day := w.now.In(w.shop.Location()).Format(time.DateOnly)
	return w.flow.Figures.Put(ctx, points.Delta{Shop: w.shop.ID, ID: deltaID, Day: day, Sum: w.sums, Cohorts: w.cohorts})
}

// show brings a contact's figures in line with its book.
func (p *person) show() {
	b := p.book.Account.Balances
	f := &p.contact.Figures
	f.Available, f.Pending, f.Debt, f.Balance = b.Available, b.Pending, b.Debt, b.Shown()
}

// count adds a book's new entries to the story's figures.
func (w *work) count(p *person) {
	after := p.book.Account.Balances
	w.sums.Available += after.Available - p.before.Available
	w.sums.Pending += after.Pending - p.before.Pending
	w.sums.Debt += after.Debt - p.before.Debt
	w.sums.Issued += after.Issued - p.before.Issued
	w.sums.ClawedBack += after.ClawedBack - p.before.ClawedBack
	w.sums.Reserved += after.Reserved - p.before.Reserved
	w.sums.Redeemed += after.Redeemed - p.before.Redeemed
	w.sums.Expired += after.Expired - p.before.Expired
	w.cohorts = append(w.cohorts, p.book.Cohorts(w.shop.Location())...)
	for _, e := range p.book.Entries() {
		switch {
		case e.From == points.Forgiven && e.To == points.Debt:
			w.sums.Forgiven += e.Points
		case e.From == points.Forgiven || e.To == points.Forgiven: // nobody got or lost a point
		case e.From == points.Expired: // taken back what had run out before: nobody lost a point now
		case e.From == points.Issued && e.Kind != points.KindMove:
			w.sums.Earned += e.Points
		case e.To == points.ClawedBack || e.To == points.Expired:
			w.sums.Removed += e.Points
		case e.From == points.ClawedBack: // a debt that another contact took over
			w.sums.Removed -= e.Points
		}
		if e.From == points.Redeemed {
			w.sums.Returned += e.Points
		}
		if e.Cause.Kind == "manual" && e.Kind != points.KindForgive {
			w.sums.Adjustments += e.Change()
			if e.From == points.Issued {
				w.sums.Granted += e.Points
			}
		}
	}
}

// countBuyer tells the figures when a contact becomes one who bought, or who
// bought again, or ceases to be one.
func (w *work) countBuyer(p *person) {
	since := func(orders int64) (buyer, repeater int64) { return min(orders, 1), min(max(orders-1, 0), 1) }
	buyer, repeater := since(p.contact.Figures.Orders)
	wasBuyer, wasRepeater := since(p.orders)
	w.sums.Buyers += buyer - wasBuyer
	w.sums.Repeaters += repeater - wasRepeater
}

// change is how a person's points changed in this story, pending included.
func (p *person) change() int64 {
	after := p.book.Account.Balances
	return after.Shown() + after.Pending - p.before.Shown() - p.before.Pending
}
