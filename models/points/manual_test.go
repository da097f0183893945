package points_test

import (
	"reflect"
	"strings"
	"testing"

	"clientele/models"
	"clientele/models/points"
)

func TestAnAdjustmentSaysWhoWhyAndWhatFor(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*points.Manual){
		"no key":         func(m *points.Manual) { m.Key = "" },
		"a long key":     func(m *points.Manual) { m.Key = strings.Repeat("k", 65) },
		"nobody":         func(m *points.Manual) { m.Actor = "" },
		"no reason":      func(m *points.Manual) { m.Reason = "" },
		"another reason": func(m *points.Manual) { m.Reason = "mood" },
		"no note":        func(m *points.Manual) { m.Note = "" },
		"a long note":    func(m *points.Manual) { m.Note = strings.Repeat("点", points.NoteMax+1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			m := manual("1")
			change(&m)
			err := d.work(buyer, func(b *points.Book) error { return b.Adjust(m, 5) })
			if models.CodeOf(err) != models.Invalid || err == nil {
				t.Errorf("%v, want it refused as invalid", err)
			}
			d.expect("refused", amounts{})
		})
	}
	d := newDesk(t)
	m := manual("1")
	m.Note = strings.Repeat("点", points.NoteMax)
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(m, 5) }))
}

func TestAnAdjustmentHasBounds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	m := manual("1")
	m.AllowDebt = true
	for _, amount := range []int64{0, points.AdjustmentMax + 1, -points.AdjustmentMax - 1, -1 << 63} {
		refused(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(m, amount) }))
	}
	for _, amount := range []int64{points.AdjustmentMax, -points.AdjustmentMax} {
		must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(m, amount) }))
	}
	for _, amount := range []int64{0, -1, 1} {
		refused(t, d.work(buyer, func(b *points.Book) error { return b.Forgive(m, amount) }))
	}
}

func TestAHoldOfNothingIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(manual("1"), 5) }))
	refused(t, d.hold(buyer, "h1", 0))
	refused(t, d.hold(buyer, "h1", -5))
	refused(t, d.hold(buyer, "h1", 6))
	must(t, d.hold(buyer, "h1", 5))
}

func TestPointsKeepTheirDatesWhenTheyChangeHands(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.HoldDays = 14 })
	s := d.bought("1", goods("a", "60.00"))
	s.Buyer.Customer, s.Buyer.Guest = "", "g_1"
	d.body("1", s)
	d.lapses("g_1", 1, start.Add(90*day))
	d.now = start.Add(5 * day)
	into, from := d.open(buyer), d.open("g_1")
	must(t, absorb(into, from, points.Claim))
	lot := into.Lots()[0]
	if lot.Amount != 60 || lot.Remaining != 60 || !lot.Pending || !lot.EarnedAt.Equal(start) || !lot.MaturesAt.Equal(start.Add(14*day)) ||
		!lot.ExpiresAt.Equal(start.Add(90*day)) || lot.Order != "1" || lot.From != "g_1:1" || lot.Programme != 1 || lot.Account != buyer {
		t.Errorf("lot %+v", lot)
	}
	if from.Account.MergedInto != buyer || from.Account.Balances.Pending != 0 {
		t.Errorf("left behind: %+v", from.Account)
	}
	entries := len(into.Entries())
	must(t, absorb(into, from, points.Claim))
	if len(into.Entries()) != entries {
		t.Error("absorbing twice moved points twice")
	}
	refused(t, absorb(d.open("c_3"), from, points.Merge))
}

func TestDebtChangesHandsAndIsPaidFromWhatIsThere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	owing := manual("1")
	owing.AllowDebt = true
	must(t, d.work("g_1", func(b *points.Book) error { return b.Adjust(owing, -70) }))
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(manual("2"), 50) }))
	into, from := d.open(buyer), d.open("g_1")
	must(t, absorb(into, from, points.Merge))
	d.keep(into)
	d.keep(from)
	d.expect("who took it over", amounts{de: 20})
	d.expectOf("g_1", "who is gone", amounts{})
	if got := d.balances(buyer).ClawedBack + d.balances("g_1").ClawedBack; got != 70 {
		t.Errorf("%d points were taken back in all, want 70", got)
	}
}

func TestARecordThatOwesForALateOrderCanBeMerged(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.late("g_1", "h1", 70, "9")
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(manual("1"), 50) }))
	into, from := d.open(buyer), d.open("g_1")
	must(t, absorb(into, from, points.Merge))
	d.keep(into)
	d.keep(from)
	d.expect("who took it over", amounts{de: 20})
	into, from = d.open(buyer), d.openFor(d.holds["h1"])
	_, err := from.Return(d.holds["h1"], 70)
	must(t, err)
	points.Carry(into, from)
	d.keep(into)
	d.keep(from)
	d.expect("the late order was given back", amounts{av: 50})
	d.expectOf("g_1", "who is gone", amounts{})
}

func TestEntriesTellTheirEffect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to        points.Bucket
		change, pending int64
	}{
		{points.Issued, points.Available, 5, 0}, {points.Issued, points.Pending, 0, 5}, {points.Pending, points.Available, 5, -5},
		{points.Available, points.ClawedBack, -5, 0}, {points.Debt, points.ClawedBack, -5, 0}, {points.Available, points.Debt, 0, 0},
		{points.Forgiven, points.Debt, 5, 0}, {points.Forgiven, points.ClawedBack, 0, 0}, {points.Available, points.Reserved, -5, 0},
		{points.Pending, points.ClawedBack, 0, -5},
	} {
		e := points.Entry{From: c.from, To: c.to, Points: 5}
		if e.Change() != c.change || e.PendingChange() != c.pending {
			t.Errorf("%s to %s: change %d and %d, want %d and %d", c.from, c.to, e.Change(), e.PendingChange(), c.change, c.pending)
		}
	}
}

func TestSumsAddUp(t *testing.T) {
	t.Parallel()
	var a points.Sums
	var c points.CohortSums
	fill := func(v reflect.Value) {
		for i := range v.NumField() {
			v.Field(i).SetInt(int64(i + 1))
		}
	}
	fill(reflect.ValueOf(&a).Elem())
	fill(reflect.ValueOf(&c).Elem())
	doubled := func(name string, v reflect.Value) {
		for i := range v.NumField() {
			if v.Field(i).Int() != int64(2*(i+1)) {
				t.Errorf("%s loses %s", name, v.Type().Field(i).Name)
			}
		}
	}
	doubled("a day", reflect.ValueOf(a.Plus(a)))
	doubled("a month", reflect.ValueOf(c.Plus(c)))
}
