package points_test

import (
	"testing"

	"clientele/models/orders"
	"clientele/models/points"
)

// quarrelled is W40: an order of 80.00, of which 30 points were spent before
// its payment is disputed.
func quarrelled(t *testing.T, change ...func(*points.Settings)) *desk {
	t.Helper()
	d := newDesk(t, change...)
	d.body("1", d.bought("1", goods("a", "80.00")))
	if err := d.hold(buyer, "h", 30); err != nil {
		t.Fatal(err)
	}
	if err := d.post("h", "2"); err != nil {
		t.Fatal(err)
	}
	d.dispute("1", d.disputed("d", "80.00", orders.DisputeOpen))
	d.expect("disputed", amounts{0, 0, 50, 0})
	return d
}

func TestW40ADisputeFreezesWhatIsLeftOfItsOrder(t *testing.T) {
	t.Parallel()
	lost := quarrelled(t)
	if err := lost.hold(buyer, "more", 1); err == nil {
		t.Fatal("frozen points were spent")
	}
	lost.dispute("1", lost.disputed("d", "80.00", orders.DisputeLost))
	lost.expect("lost", amounts{0, 0, 0, 30})

	won := quarrelled(t, life(30, points.Days))
	before := won.of(buyer).lots["c_1:1"].ExpiresAt
	won.dispute("1", won.disputed("d", "80.00", orders.DisputeWon))
	won.expect("won", amounts{50, 0, 0, 0})
	if after := won.of(buyer).lots["c_1:1"].ExpiresAt; !after.Equal(before) {
		t.Fatalf("the points run out on %v, before the dispute it was %v", after, before)
	}
}

func TestFrozenPointsRunOutOnlyWhenTheyComeFree(t *testing.T) {
	t.Parallel()
	d := quarrelled(t, life(30, points.Days))
	d.pass(40 * day)
	d.expect("past their date", amounts{0, 0, 50, 0})
	d.refund("1", d.amountBack("r", "10.00"))
	d.expect("ten of them went with a refund", amounts{0, 0, 40, 0})
	d.dispute("1", d.disputed("d", "80.00", orders.DisputeWon))
	d.expect("free again", amounts{0, 0, 0, 0})
	if b := d.balances(buyer); b.Expired != 40 || b.ClawedBack != 10 {
		t.Fatalf("%+v, want 40 run out and 10 taken back", b)
	}
}

func TestPointsMatureWhileTheyAreFrozen(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.HoldDays = 14 })
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.dispute("1", d.disputed("d", "80.00", orders.DisputeOpen))
	d.expect("frozen before they mature", amounts{0, 0, 80, 0})
	d.pass(15 * day)
	d.expect("their time has come", amounts{0, 0, 80, 0})
	d.dispute("1", d.disputed("d", "80.00", orders.DisputeWon))
	d.expect("won", amounts{80, 0, 0, 0})
}

func TestFrozenPointsGoWithTheirOwner(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := d.bought("1", goods("a", "80.00"))
	s.Buyer.Customer, s.Buyer.Guest = "", "g_1"
	d.body("1", s)
	d.dispute("1", d.disputed("d", "80.00", orders.DisputeOpen))
	into, from := d.open(buyer), d.open("g_1")
	if err := absorb(into, from, points.Claim); err != nil {
		t.Fatal(err)
	}
	d.settling = true
	d.keep(into)
	d.keep(from)
	d.settling = false
	d.expectOf("g_1", "the guest", amounts{})
	d.expect("the member", amounts{0, 0, 80, 0})
	d.record("1").Standing.Account = buyer
	d.dispute("1", d.disputed("d", "80.00", orders.DisputeWon))
	d.expect("won", amounts{80, 0, 0, 0})
}

func TestAPartOfAnOrderIsLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.dispute("1", d.disputed("d", "30.00", orders.DisputeLost))
	d.dispute("1", d.disputed("d", "30.00", orders.DisputeOpen)) // old news of it
	d.expect("30.00 lost", amounts{50, 0, 0, 0})
	entries := d.of(buyer).entries
	if last := entries[len(entries)-1]; last.Cause.Kind != "dispute" || last.Cause.ID != "d" {
		t.Fatalf("the loss is put down to %+v", last.Cause)
	}
	abroad := d.disputed("e", "1.00", orders.DisputeLost)
	abroad.Currency = "JPY"
	d.dispute("1", abroad)
	d.expect("another currency stands for all of it", amounts{})
	if status := d.record("1").Order.Status(); status != "lost" {
		t.Fatalf("the order is %s", status)
	}
}
