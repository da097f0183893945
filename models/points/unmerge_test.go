package points_test

import (
	"testing"

	"clientele/models"
	"clientele/models/points"
)

// pair is two books that staff merge and part again.
type pair struct {
	*desk
	settled points.Settled
	open    []points.Hold
}

const guest = models.ContactID("g_1")

func (p *pair) merge() {
	p.t.Helper()
	into, from := p.openWhole(buyer), p.openWhole(guest)
	var err error
	if p.open, p.settled, err = points.Absorb(into, from, p.openHolds(guest), points.MergeByHand); err != nil {
		p.t.Fatalf("merging: %v", err)
	}
	p.write(into, from)
}

func (p *pair) write(books ...*points.Book) {
	p.settling = true
	for _, b := range books {
		p.keep(b)
	}
	p.settling = false
	for _, h := range p.open {
		p.holds[h.ID] = h
	}
}

func (p *pair) part(owes int64, orders ...models.OrderID) {
	p.t.Helper()
	p.partSince(points.Since{Owed: owes}, orders...)
}

func (p *pair) partSince(since points.Since, orders ...models.OrderID) {
	p.t.Helper()
	var open []points.Hold
	for _, h := range p.open {
		if now := p.holds[h.ID]; now.State == points.HoldOpen {
			open = append(open, now)
		}
	}
	into, from := p.openWhole(buyer), p.openWhole(guest)
	var err error
	if p.open, err = points.Separate(into, from, points.Parting{Settled: p.settled, Open: open, Orders: orders, Since: since}); err != nil {
		p.t.Fatalf("parting: %v", err)
	}
	p.write(into, from)
}

func (p *pair) give(owner models.ContactID, key string, amount int64) {
	p.t.Helper()
	m := manual(key)
	m.AllowDebt = true
	must(p.t.(*testing.T), p.work(owner, func(b *points.Book) error { return b.Adjust(m, amount) }))
}

func TestWhatWasSpentMeanwhileIsBorneByWhoseLotItWas(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t)}
	p.give(buyer, "1", 100)
	p.give(guest, "2", 80)
	p.lapses(guest, 1, start.Add(30*day)) // so that it is spent first
	p.merge()
	p.expect("together", amounts{av: 180})
	must(t, p.hold(buyer, "h", 120))
	must(t, p.post("h", "1"))
	p.part(0)
	p.expect("who had 100 and spent 40 of them", amounts{av: 60})
	p.expectOf(guest, "who had 80, all of them spent", amounts{})
}

func TestADebtThatOnePaidForTheOtherIsOwedAgain(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t)}
	p.give(buyer, "1", -30)
	p.give(guest, "2", 100)
	p.merge()
	p.expect("together", amounts{av: 70})
	p.give(buyer, "3", 10)
	p.part(0)
	p.expect("who owed 30 and got 10 since", amounts{de: 20})
	p.expectOf(guest, "who paid it", amounts{av: 100})

	q := &pair{desk: newDesk(t)}
	q.give(buyer, "1", 50)
	q.give(guest, "2", -70)
	q.merge()
	q.expect("together", amounts{de: 20})
	q.give(buyer, "3", 5)
	q.part(0)
	q.expect("who got 5 since, which were used for the debt", amounts{av: 50})
	q.expectOf(guest, "who owes the rest again", amounts{de: 65})
}

func TestAReservationMovesThereAndBack(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t)}
	p.give(buyer, "1", -30)
	p.give(guest, "2", 100)
	must(t, p.hold(guest, "h", 60))
	p.merge()
	p.expect("together: what is held pays no debt", amounts{av: 10, re: 60})
	if h := p.holds["h"]; h.Account != buyer || h.Points != 60 {
		t.Fatalf("the reservation is %+v", h)
	}
	p.part(0)
	p.expect("alone", amounts{de: 30})
	p.expectOf(guest, "alone", amounts{av: 40, re: 60})
	must(t, p.void("h"))
	p.expectOf(guest, "after it was given back", amounts{av: 100})
}

func TestOrdersSinceGoToTheirCustomer(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t)}
	p.give(guest, "1", 10)
	p.merge()
	p.body("1", p.bought("1", goods("a", "40.00")))
	p.records["1"].Standing.Account = guest
	p.part(0, "1")
	p.expect("the survivor", amounts{})
	p.expectOf(guest, "whose order it was", amounts{av: 50})
}

func TestWhatComesBackLaterOfARedemptionGoesHome(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t)}
	p.give(guest, "1", 80)
	p.merge()
	must(t, p.hold(buyer, "h", 80))
	p.part(0)
	p.expectOf(guest, "while it is held by the survivor", amounts{})
	must(t, p.void("h"))
	into, from := p.openWhole(buyer), p.openWhole(guest)
	points.Home(from, into)
	p.write(into, from)
	p.expect("the survivor", amounts{})
	p.expectOf(guest, "at home", amounts{av: 80})
}

func TestOnlyWhatWasMergedCanBeParted(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t)}
	p.give(guest, "1", 80)
	p.merge()
	_, err := points.Separate(p.openWhole("c_3"), p.openWhole(guest), points.Parting{})
	refused(t, err)
	_, _, err = points.Absorb(p.openWhole("c_3"), p.openWhole(guest), nil, points.MergeByHand)
	refused(t, err)
}

// A second order is worth less than a first one, and what the policy did not
// take for it was forgiven to both together. Parted, it is a first order again.
func TestWhatWasForgivenForAnOrderGoesHomeWithIt(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t, func(s *points.Settings) {
		s.Clawback = points.OnlyPending
		s.Rules = []points.RuleSetting{rule("first_order", models.Params{"points": "100", "minimum": "0.00"})}
	})}
	p.body("1", p.bought("1", goods("a", "40.00")))
	p.now = p.now.Add(day)
	of := p.bought("2", goods("a", "40.00"))
	of.Buyer.Customer, of.Buyer.Guest = "", guest
	p.body("2", of)
	p.merge()
	p.records["2"].Standing.Account = buyer
	p.settleFor(p.records["2"])
	if got := p.balances(buyer); got.Available != 200 || got.Forgiven != 100 {
		t.Fatalf("together they have %+v", got)
	}
	p.records["2"].Standing.Account = guest
	since := points.Since{}
	for _, e := range p.of(buyer).entries[2:] { // the first order, and what came with the merge
		since.Add(e, []models.OrderID{"2"})
	}
	if since != (points.Since{Forgiven: 100}) {
		t.Fatalf("since then the order caused %+v", since)
	}
	p.partSince(since, "2")
	p.settleFor(p.records["2"])
	if own, home := p.balances(buyer), p.balances(guest); own.Forgiven != 0 || home.Forgiven != 0 || home.Available != 100 {
		t.Errorf("parted, they have %+v and %+v", own, home)
	}
}

func TestPointsThatComeToSomebodyWhoWasIdleLiveOn(t *testing.T) {
	t.Parallel()
	p := &pair{desk: newDesk(t, func(s *points.Settings) { s.IdleMonths = 1 })}
	p.now = start.Add(60 * day)
	of := p.bought("1", goods("a", "40.00"))
	of.Buyer.Customer, of.Buyer.Guest = "", guest
	p.body("1", of)
	p.now = p.now.Add(20 * day)
	p.merge()
	p.expect("who never did anything", amounts{av: 40})
	p.now = p.now.Add(29 * day)
	p.expect("a month later, nearly", amounts{av: 40})
	p.now = p.now.Add(3 * day)
	p.expect("after a month", amounts{})
}
