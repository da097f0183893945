package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/merges"
	"clientele/models/points"
	"clientele/models/rewards"
)

// UndoMerge is the wish of staff to take a merge back.
type UndoMerge struct {
	Shop    models.ShopID
	Contact models.ContactID // on either side
	Merge   string
	Actor   string // the platform's user number
}

// UndoMerge makes two contacts of one again, once. Asking a second time changes
// nothing.
func (f *Flow) UndoMerge(ctx context.Context, in UndoMerge) (m merges.Merge, replayed bool, err error) {
	shop, versions, err := f.ofShop(ctx, in.Shop)
	if err != nil {
		return m, false, err
	}
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		w.quiet = true
		var err error
		if m, err = f.Merges.Get(ctx, shop.ID, in.Merge); err != nil {
			return err
		}
		if in.Contact != m.Into && in.Contact != m.From {
			return noMerge()
		}
		if replayed = m.State == merges.Undone; replayed {
			return nil
		}
		if _, _, err := w.part(ctx, m); err != nil {
			return err
		}
		m = m.Ended(merges.Undone, in.Actor, w.now)
		w.saveMerge(m)
		return nil
	})
	return m, replayed, err
}

func noMerge() error { return models.Errorf(models.NotFound, "there is no such merge") }

// part makes two people of one again, if that can still be done.
func (w *work) part(ctx context.Context, m merges.Merge) (into, from *person, err error) {
	if !m.Undoable(w.now) {
		return nil, nil, models.Errorf(models.Conflict, "this merge cannot be undone any more")
	}
	if into, from, err = w.united(ctx, m); err != nil {
		return nil, nil, err
	}
	return into, from, w.separate(ctx, m, into, from)
}

// united opens the books of the two records of a merge, which must be as the
// merge left them.
func (w *work) united(ctx context.Context, m merges.Merge) (into, from *person, err error) {
	if into, err = w.person(ctx, m.Into); err != nil {
		return nil, nil, err
	}
	if into.contact.MergedInto != "" {
		return nil, nil, models.Errorf(models.Conflict, "the contact that was kept has become part of another one since; undo that first")
	}
	if from, err = w.person(ctx, m.From); err != nil {
		return nil, nil, err
	}
	if from.contact.MergedInto != m.Into {
		return nil, nil, models.Errorf(models.Conflict, "the two are not one contact any more")
	}
	return into, from, nil
}

// side is what belongs to one of two people when they part.
type side struct {
	*person
	orders []*points.Record
}

// separate gives each of two records back what is theirs: books, orders,
// figures and levels.
func (w *work) separate(ctx context.Context, m merges.Merge, into, from *person) error {
	theirs := from.accounts()
	own := slices.DeleteFunc(into.accounts(), func(id models.ContactID) bool { return slices.Contains(theirs, id) })
	a, b, moved, err := w.sides(ctx, into, from, own, theirs)
	if err != nil {
		return err
	}
	if err := w.partBooks(ctx, m, a, b, moved); err != nil {
		return err
	}
	into.contact.Absorbed = slices.DeleteFunc(slices.Clone(into.contact.Absorbed), func(x contacts.Absorbed) bool { return slices.Contains(theirs, x.ID) })
	from.contact.MergedInto, into.dirty, from.dirty = "", true, true
	if m.Memory.Birthday && into.contact.Birthday == from.contact.Birthday {
		into.contact.Birthday = contacts.Birthday{}
	}
	for _, s := range []side{a, b} {
		s.contact.Figures = s.figures()
		if err := w.recount(ctx, s); err != nil {
			return err
		}
	}
	for _, r := range moved {
		if !slices.Contains(w.records, r) {
			w.records = append(w.records, r)
		}
	}
	if err := w.partLevels(ctx, m, a, b); err != nil {
		return err
	}
	if err := w.rememberMissed(ctx, m); err != nil {
		return err
	}
	w.countRecord(m.From, 1)
	return w.reconsider(ctx, append(own, theirs...))
}

// sides are the two people with their orders. Those that came since and are of
// the absorbed record's customer go to them; moved names these.
func (w *work) sides(ctx context.Context, into, from *person, own, theirs []models.ContactID) (a, b side, moved []*points.Record, err error) {
	a, b = side{person: into}, side{person: from}
	since, err := w.allOrders(ctx, own)
	if err != nil {
		return a, b, nil, err
	}
	if b.orders, err = w.allOrders(ctx, theirs); err != nil {
		return a, b, nil, err
	}
	for _, r := range since {
		if !slices.Contains(theirs, r.Order.Buyer.Contact()) {
			a.orders = append(a.orders, r)
			continue
		}
		r.Standing.Account = from.contact.ID
		moved = append(moved, r)
	}
	b.orders = append(b.orders, moved...)
	return a, b, moved, nil
}

// allOrders are all orders of some records.
func (w *work) allOrders(ctx context.Context, ids []models.ContactID) ([]*points.Record, error) {
	found, err := w.flow.Orders.Of(ctx, w.shop.ID, ids, partsMax)
	if err == nil && len(found) == partsMax {
		err = models.Errorf(models.TooMany, "this contact has more than %d orders, which is more than can be told apart", partsMax)
	}
	return pointers(found), err
}

// partBooks gives each book back its lots.
func (w *work) partBooks(ctx context.Context, m merges.Merge, a, b side, moved []*points.Record) error {
	p := points.Parting{Settled: m.Memory.Settled, Orders: idsOf(moved)}
	waiting, err := w.waiting(ctx, a.person)
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(r rewards.Redemption) bool { return !slices.Contains(m.Memory.Holds, r.Hold.ID) })
	p.Open = holdsOf(waiting)
	if p.Since, err = w.since(ctx, m, idsOf(b.orders)); err != nil {
		return err
	}
	var names, former []string
	for _, part := range append(slices.Clone(p.Settled.Repaid), p.Settled.Drawn...) {
		names = append(names, part.Lot)
	}
	if err := w.named(ctx, a.person, names); err != nil {
		return err
	}
	for _, lot := range a.book.Lots() {
		if lot.From != "" && points.AccountOf(lot.From) == m.From {
			former = append(former, lot.From)
		}
	}
	if err := w.named(ctx, b.person, former); err != nil {
		return err
	}
	held, err := points.Separate(a.book, b.book, p)
	w.rehold(waiting, held)
	return err
}

// sincePages bounds how many pages of entries are looked through.
const sincePages = 100

// since adds up what some orders have caused since a merge. It looks at the
// newest entries first, and refuses to guess where there are too many.
func (w *work) since(ctx context.Context, m merges.Merge, orders []models.OrderID) (points.Since, error) {
	var sum points.Since
	cursor := ""
	for range sincePages {
		page, err := w.flow.Ledger.Entries(ctx, w.shop.ID, m.Into, cursor, models.PageLimitMax)
		if err != nil {
			return sum, err
		}
		for _, e := range page.Items {
			if e.Seq <= m.Memory.Seq {
				return sum, nil
			}
			sum.Add(e, orders)
		}
		if cursor = page.Next; cursor == "" {
			return sum, nil
		}
	}
	return sum, models.Errorf(models.TooMany, "more happened to these points since the merge than can be told apart")
}

// figures are what a person's own orders add up to.
func (s side) figures() contacts.Figures {
	f := s.contact.Figures
	f.Orders, f.SpentMinor, f.LastOrderAt = 0, 0, time.Time{}
	for _, r := range s.orders {
		if r.Standing.Counted {
			f.Orders++
		}
		f.SpentMinor += r.Standing.SpentMinor
		f.LastOrderAt = later(f.LastOrderAt, r.Order.CreatedAt)
	}
	return f
}

// recount counts a person's orders anew, with the lots that this may move.
func (w *work) recount(ctx context.Context, s side) error {
	var changing []models.OrderID
	for i, r := range points.Ranked(s.orders) {
		if version, ok := w.version(r.Standing.Programme); ok && r.Standing.With(r.Standing.Numbered(i+1, version)) != r.Standing {
			changing = append(changing, r.Order.ID)
		}
	}
	if err := w.widen(ctx, s.person, changing); err != nil {
		return err
	}
	return w.renumber(s.person, s.orders, nil)
}

// rememberMissed notes for the absorbed record what the survivor got while the
// two were one and nobody gets twice, so that it is not earned again.
func (w *work) rememberMissed(ctx context.Context, m merges.Merge) error {
	var since []points.Event
	err := w.flow.Events.Each(ctx, w.shop.ID, []models.ContactID{m.Into}, func(e points.Event) error {
		once := e.Kind == points.SignUp || e.Kind == points.Newsletter || e.Kind == points.Birthday
		if once && !e.Undone && !e.NotedAt.Before(m.At) {
			since = append(since, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range since {
		_, err := w.flow.Events.Get(ctx, w.shop.ID, m.From, e.Kind, e.Source)
		if err == nil {
			continue
		}
		if models.CodeOf(err) != models.NotFound {
			return err
		}
		w.saveEvent(points.Event{Shop: w.shop.ID, Contact: m.From, Kind: e.Kind, Source: e.Source, At: e.At, NotedAt: w.now, Missed: true})
	}
	return nil
}
