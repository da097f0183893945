package points_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/points"
)

// openFor opens a book with the lots of a hold, as the store does.
func (d *desk) openFor(h points.Hold) *points.Book {
	k, named := d.of(h.Account), map[string]bool{}
	for _, id := range h.Lots() {
		named[id] = true
	}
	var lots []points.Lot
	for _, lot := range k.lots {
		if lot.Open() || named[lot.ID] {
			lots = append(lots, lot)
		}
	}
	return points.OpenBook(k.account, lots, d.now)
}

func (d *desk) giveBack(id string, target int64) error {
	d.t.Helper()
	b := d.openFor(d.holds[id])
	h, err := b.Return(d.holds[id], target)
	if err == nil {
		d.holds[id] = h
		d.keep(b)
	}
	return err
}

func (d *desk) late(owner models.ContactID, id string, amount int64, order models.OrderID) {
	d.t.Helper()
	if err := d.work(owner, func(b *points.Book) error {
		h, err := b.Late(id, amount, order, "#"+string(order))
		d.holds[id] = h
		return err
	}); err != nil {
		d.t.Fatalf("late: %v", err)
	}
}

func TestW26PointsOfADeadLotComeBackInALotOfGrace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "100.00")))
	ends := start.Add(30 * day)
	d.lapses(buyer, 1, ends)
	d.pass(15 * day)
	must(t, d.hold(buyer, "h", 100))
	must(t, d.post("h", "2"))
	d.pass(26 * day) // the lot's end has passed
	must(t, d.giveBack("h", 100))
	d.expect("after the refund", amounts{av: 100})
	must(t, d.giveBack("h", 100))
	d.expect("after the same refund again", amounts{av: 100})
	d.pass(points.Grace)
	if b := d.balances(buyer); b.Available != 0 || b.Expired != 100 {
		t.Fatalf("after the grace: %+v", b)
	}
}

func TestI14PointsComeBackToTheirOwnLotsWithTheirOwnEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "60.00")))
	d.body("2", d.bought("2", goods("b", "60.00")))
	d.lapses(buyer, 1, start.Add(30*day))
	must(t, d.hold(buyer, "h", 90)) // 60 of the lot that ends, 30 of the other
	must(t, d.post("h", "3"))
	must(t, d.giveBack("h", 40)) // the longest life first
	d.expectLot("2", [2]int64{60, 60})
	d.expectLot("1", [2]int64{10, 60})
	must(t, d.giveBack("h", 500)) // never more than were spent
	d.expectLot("1", [2]int64{60, 60})
	d.expect("in all", amounts{av: 120})
	if lot := d.of(buyer).lots["c_1:1"]; !lot.ExpiresAt.Equal(start.Add(30 * day)) {
		t.Fatalf("the lot ends %v", lot.ExpiresAt)
	}
	refused(t, d.post("h", "3"))
}

func TestW42ALateOrderSpendsWhatIsThereAndTheRestIsOwed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "200.00")))
	must(t, d.hold(buyer, "h", 200))
	d.pass(15 * time.Minute)
	must(t, d.void("h"))
	d.expect("when the time was over", amounts{av: 200})
	refused(t, d.post("h", "2"))
	d.late(buyer, "h~late", 200, "2")
	d.expect("after the late order", amounts{})
	d.late(buyer, "i~late", 50, "3")
	d.expect("after another one", amounts{de: 50})
	must(t, d.giveBack("i~late", 50))
	d.expect("after that was given back", amounts{})
	must(t, d.giveBack("h~late", 200))
	d.expect("after the first was given back", amounts{av: 200})
}

func TestPointsThatComeBackPayWhatIsOwedFirst(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "100.00")))
	must(t, d.hold(buyer, "h", 100))
	must(t, d.post("h", "2"))
	d.refund("1", d.givenBack("r1", goods("a", "100.00")))
	d.expect("after the refund of what earned them", amounts{de: 100})
	must(t, d.giveBack("h", 100))
	d.expect("after they came back", amounts{})
}

func TestPointsThatComeBackToAnAbsorbedAccountAreCarriedOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "100.00")))
	must(t, d.hold(buyer, "h", 100))
	must(t, d.post("h", "2"))
	other := models.ContactID("c_2")
	into, from := d.open(other), d.open(buyer)
	must(t, absorb(into, from, points.Merge))
	d.keep(from)
	d.keep(into)
	into, from = d.open(other), d.openFor(d.holds["h"])
	h, err := from.Return(d.holds["h"], 60)
	must(t, err)
	d.holds["h"] = h
	points.Carry(into, from)
	d.settling = true // both books are written together
	d.keep(from)
	d.settling = false
	d.keep(into)
	d.expectOf(other, "the one who goes on", amounts{av: 60})
	d.expectOf(buyer, "the one who is gone", amounts{})
}

func TestI13WhatComesBackDoesNotDependOnTheSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		spent := rapid.Int64Range(1, 150).Draw(t, "spent")
		target := rapid.Int64Range(0, 200).Draw(t, "target")
		steps := rapid.SliceOfN(rapid.Int64Range(0, target), 0, 4).Draw(t, "steps")
		ending := func(steps []int64) string {
			d := newDesk(t)
			d.body("1", d.bought("1", goods("a", "60.00")))
			d.body("2", d.bought("2", goods("b", "90.00")))
			d.lapses(buyer, 2, start.Add(3*day))
			if d.hold(buyer, "h", spent) != nil || d.post("h", "3") != nil {
				t.Fatal("the points cannot be spent")
			}
			for _, step := range append(steps, target) {
				if err := d.giveBack("h", step); err != nil {
					t.Fatal(err)
				}
			}
			b := d.balances(buyer)
			if d.holds["h"].Returned() != min(spent, target) || b.Redeemed != spent-min(spent, target) {
				t.Fatalf("%d came back, %d are spent", d.holds["h"].Returned(), b.Redeemed)
			}
			return fmt.Sprint(b, d.of(buyer).lots["c_1:1"].Remaining, d.of(buyer).lots["c_1:2"].Remaining)
		}
		if got, want := ending(steps), ending(nil); got != want {
			t.Fatalf("in steps %v: %s, at once: %s", steps, got, want)
		}
	})
}
