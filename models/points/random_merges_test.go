package points_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/points"
)

// union is a merge by hand that may be undone.
type union struct {
	settled points.Settled
	seq     int64    // of the survivor's last entry then
	holds   []string // that came with it
}

// TestAMergeIsUndoneToThePoint fills two books at random, merges and undoes at
// once, merges again, lets more happen to who they are then, and undoes that.
func TestAMergeIsUndoneToThePoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.of(guest)
		steps := []func(*rapid.T){w.adjust, w.adjust, w.buy, w.holdSome, w.holdSome, w.forgive, w.happen, w.wait}
		live := func(most int) {
			for range rapid.IntRange(0, most).Draw(t, "steps") {
				rapid.SampledFrom(steps).Draw(t, "step")(t)
				w.everyBook(t)
			}
		}
		live(10)
		w.backAndForth(guest)
		w.unite(guest)
		w.renumber(buyer)
		w.everyBook(t)
		steps = append(steps, func(t *rapid.T) {
			if len(w.holds) > 0 {
				w.endHold(t)
			}
		})
		live(10)
		w.part(guest)
		w.renumber(guest)
		w.renumber(buyer)
		w.everyBook(t)
	})
}

// merge lets staff make a guest part of the member.
func (w *world) merge(t *rapid.T) {
	guest := rapid.SampledFrom([]models.ContactID{"g_1", "g_2"}).Draw(t, "guest")
	if w.books[guest] == nil || w.moved[guest] {
		t.Skip("nobody to merge")
	}
	w.unite(guest)
	w.renumber(buyer)
}

// unmerge lets them take that back.
func (w *world) unmerge(t *rapid.T) {
	if len(w.merges) == 0 {
		t.Skip("nothing to undo")
	}
	guest := rapid.SampledFrom(slices.Sorted(maps.Keys(w.merges))).Draw(t, "guest")
	w.part(guest)
	w.renumber(guest)
	w.renumber(buyer)
}

// thereAndBack merges and undoes at once: both books are as they were.
func (w *world) thereAndBack(t *rapid.T) {
	guest := rapid.SampledFrom([]models.ContactID{"g_1", "g_2"}).Draw(t, "guest")
	if w.books[guest] == nil || w.moved[guest] {
		t.Skip("nobody to merge")
	}
	w.backAndForth(guest)
}

func (w *world) backAndForth(guest models.ContactID) {
	w.pass(0)
	before, holds := w.standing(guest), maps.Clone(w.holds)
	w.unite(guest)
	w.part(guest)
	if diff := cmp.Diff(before, w.standing(guest)); diff != "" {
		w.t.Fatalf("both books before and after:\n%s", diff)
	}
	if diff := cmp.Diff(holds, w.holds); diff != "" {
		w.t.Fatalf("the reservations before and after:\n%s", diff)
	}
}

// standing is what two books hold, without what only tells how it came.
func (w *world) standing(guest models.ContactID) map[string]any {
	all := map[string]any{}
	for _, id := range []models.ContactID{buyer, guest} {
		all[string(id)] = w.books[id].account.Balances
		all[string(id)+" is part of"] = w.books[id].account.MergedInto
		for name, lot := range w.books[id].lots {
			if lot.Kept() {
				all[name] = lot
			}
		}
	}
	return all
}

// unite merges a guest into the member, as the story does.
func (w *world) unite(guest models.ContactID) {
	u := union{seq: w.of(buyer).account.Seq}
	into, from := w.open(buyer), w.open(guest)
	a, b := into.Account.Balances, from.Account.Balances
	held, settled, err := points.Absorb(into, from, w.openHolds(guest), points.MergeByHand)
	if err != nil {
		w.t.Fatalf("merging: %v", err)
	}
	after := into.Account.Balances
	if after.Shown() != a.Shown()+b.Shown() || after.Pending != a.Pending+b.Pending || after.Reserved != a.Reserved+b.Reserved || worth(from) != 0 {
		w.t.Fatalf("%+v and %+v became %+v and %+v", a, b, after, from.Account.Balances)
	}
	u.settled = settled
	for _, h := range held {
		w.holds[h.ID], u.holds = h, append(u.holds, h.ID)
	}
	w.settling = true
	w.keep(into)
	w.keep(from)
	w.settling, w.moved[guest], w.heirs[guest], w.merges[guest] = false, true, buyer, u
	for _, r := range w.records {
		if r.Standing.Account == guest {
			r.Standing.Account = buyer
		}
	}
}

// part undoes that.
func (w *world) part(guest models.ContactID) {
	u := w.merges[guest]
	p := points.Parting{Settled: u.settled}
	for _, id := range u.holds {
		if h := w.holds[id]; h.State == points.HoldOpen {
			p.Open = append(p.Open, h)
		}
	}
	for id, r := range w.records {
		if r.Order.Buyer.Contact() == guest {
			p.Orders = append(p.Orders, id)
			r.Standing.Account = guest
		}
	}
	for _, e := range w.of(buyer).entries[u.seq:] {
		p.Since.Add(e, p.Orders)
	}
	into, from := w.openWhole(buyer), w.openWhole(guest)
	total, before := worth(into)+worth(from), expiredIn(into)+expiredIn(from) // opened, they have expired what was due
	held, err := points.Separate(into, from, p)
	if err != nil {
		w.t.Fatalf("undoing: %v", err)
	}
	for _, h := range held {
		w.holds[h.ID] = h
	}
	if expired := expiredIn(into) + expiredIn(from) - before; worth(into)+worth(from) != total-expired {
		w.t.Fatalf("%d points became %d and %d, %d ran out", total, worth(into), worth(from), expired)
	}
	for _, lot := range into.Lots() {
		if lot.Kept() && points.AccountOf(lot.From) == guest {
			w.t.Fatalf("the survivor keeps %+v", lot)
		}
	}
	w.settling = true
	w.keep(into)
	w.keep(from)
	w.settling = false
	delete(w.merges, guest)
	delete(w.heirs, guest)
	delete(w.moved, guest)
}

// worth is all that a book stands for.
func worth(b *points.Book) int64 {
	is := b.Account.Balances
	return is.Shown() + is.Pending + is.Reserved
}

func expiredIn(b *points.Book) int64 {
	var sum int64
	for _, e := range b.Entries() {
		if e.To == points.Expired {
			sum += e.Points
		}
	}
	return sum
}

// renumber counts somebody's orders anew.
func (w *world) renumber(owner models.ContactID) {
	for _, r := range w.sorted() {
		if r.Standing.Account == owner && r.Standing.Programme > 0 {
			w.settleFor(r)
			return
		}
	}
}
