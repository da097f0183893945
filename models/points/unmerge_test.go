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
	var open []points.Hold
	for _, h := range p.open {
		if now := p.holds[h.ID]; now.State == points.HoldOpen {
			open = append(open, now)
		}
	}
	into, from := p.openWhole(buyer), p.openWhole(guest)
	var err error
	if p.open, err = points.Separate(into, from, points.Parting{Settled: p.settled, Open: open, Orders: orders, Owes: owes}); err != nil {
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
