package points_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/points"
)

// partly brings an order in line in a book that has the lots of this order alone;
// nil where the account is to be opened as a whole.
func (d *desk) partly(r *points.Record, c points.Circumstances) *points.Book {
	d.t.Helper()
	k := d.of(r.Standing.Account)
	if rule := points.IdleOf(d.versions); rule.Months > 0 || !k.account.Quiet(d.now) {
		return nil
	}
	var lots []points.Lot
	for _, lot := range k.lots {
		if lot.Order == r.Order.ID {
			lots = append(lots, lot)
		}
	}
	b := points.OpenPart(k.account, lots, d.now)
	b.Lapse(points.IdleOf(d.versions))
	if _, err := points.Reconcile(b, r.Standing, r.Order, d.version(r), c); err != nil {
		d.t.Fatalf("order %s in a part of its book: %v", r.Order.ID, err)
	}
	return b
}

// asInPart holds a whole book against the part of it that met the same.
func (d *desk) asInPart(part, whole *points.Book) {
	d.t.Helper()
	if part == nil || part.Short() {
		return
	}
	d.parts++
	changed := func(b *points.Book) []points.Lot {
		return slices.SortedFunc(slices.Values(b.Changed()), func(x, y points.Lot) int { return cmp.Compare(x.Number, y.Number) })
	}
	if err := part.Check(); err != nil {
		d.t.Fatalf("a part of the book does not balance: %v", err)
	}
	if diff := gocmp.Diff(part.Entries(), whole.Entries()) + gocmp.Diff(changed(part), changed(whole)) + gocmp.Diff(part.Cohorts(time.UTC), whole.Cohorts(time.UTC)); diff != "" {
		d.t.Fatalf("a part of the book, and the whole one: %s", diff)
	}
	in, of := part.Closing(), whole.Closing()
	if !of.NextAt.IsZero() && (in.NextAt.IsZero() || in.NextAt.After(of.NextAt)) {
		d.t.Fatalf("of the part the next date is %s, of the whole %s", in.NextAt, of.NextAt)
	}
	if in.NextAt = of.NextAt; in != of {
		d.t.Fatalf("the part leaves the account %+v, the whole %+v", in, of)
	}
}

// lawOfNext: no lot matures or runs out on its date before the account says so.
func (d *desk) lawOfNext(k *kept) {
	d.t.Helper()
	for _, lot := range k.lots {
		at := lot.ExpiresAt
		if lot.Pending {
			at = lot.MaturesAt
		}
		waits := lot.Pending && lot.Kept() || !lot.Pending && lot.Open() && !at.IsZero()
		if waits && k.account.NextKnown && (k.account.NextAt.IsZero() || k.account.NextAt.After(at)) {
			d.t.Fatalf("lot %s changes at %s, the account says %s", lot.ID, at, k.account.NextAt)
		}
	}
}

func TestABookInPartIsShortOnceItNeedsTheRest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.programme("USD")
	for _, id := range []models.OrderID{"1", "2", "3"} {
		d.body(id, d.bought(id, goods("a", "100.00")))
	}
	if d.parts == 0 {
		t.Fatal("no order was brought in line in a part of its book")
	}
	k := d.of(buyer)
	var own []points.Lot
	for _, lot := range k.lots {
		if lot.Order == "1" {
			own = append(own, lot)
		}
	}
	for name, c := range map[string]struct {
		do    func(b *points.Book) error
		short bool
	}{
		"its own points are taken back": {func(b *points.Book) error { return d.refunded(b, "1", "60.00") }, false},
		"points are given":              {func(b *points.Book) error { return b.Adjust(by("a"), 10) }, false},
		"points are taken":              {func(b *points.Book) error { return b.Adjust(by("b"), -10) }, true},
		"points are held":               {func(b *points.Book) error { _, err := b.Hold("h", 10, d.now.Add(time.Hour)); return err }, true},
		"all lots are asked for":        {func(b *points.Book) error { b.Lots(); return nil }, true},
		"a level's gift is taken back":  {func(b *points.Book) error { b.TakeReward("gold", 10); return nil }, true},
	} {
		b := points.OpenPart(k.account, own, d.now)
		if err := c.do(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if b.Short() != c.short {
			t.Errorf("%s: the part is short: %t, want %t", name, b.Short(), c.short)
		}
	}
	used := own[0]
	used.Remaining = 0
	if err := points.OpenPart(k.account, []points.Lot{used}, d.now).Check(); err != nil {
		t.Errorf("others may hold more: %v", err)
	}
	used.Amount, used.Remaining = 1000, 1000
	if err := points.OpenPart(k.account, []points.Lot{used}, d.now).Check(); models.CodeOf(err) != models.Internal {
		t.Errorf("a lot with more than the account has: %v", err)
	}
	var rest []points.Lot
	for _, lot := range k.lots {
		rest = append(rest, lot)
	}
	b := points.OpenPart(k.account, own, d.now)
	b.Fill(rest)
	if len(b.Lots()) != 3 || b.Short() || b.Part() || b.Check() != nil {
		t.Errorf("filled it has %d lots, short %t, %v", len(b.Lots()), b.Short(), b.Check())
	}
}

// refunded brings an order in line after an amount of it was given back.
func (d *desk) refunded(b *points.Book, id models.OrderID, amount string) error {
	r := *d.record(id)
	r.Order = r.Order.JoinRefund(d.amountBack("r", amount))
	_, err := points.Reconcile(b, r.Standing, r.Order, d.version(&r), points.Circumstances{First: r.Standing.First, Number: r.Standing.Number})
	return err
}

func by(key string) points.Manual {
	return points.Manual{Key: "12345678-" + key, Reason: "goodwill", Note: "a note", Actor: "42"}
}
