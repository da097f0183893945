package points_test

import (
	"testing"
	"time"

	"clientele/models/points"
)

// audited is a book with all kinds of movements.
func audited(t *testing.T) (points.Account, []points.Lot, []points.Entry) {
	d := spentThenReturned(t, points.Unlimited)
	d.body("3", d.bought("3", goods("a", "150.00")))
	k := d.of(buyer)
	var lots []points.Lot
	for _, lot := range k.lots {
		lots = append(lots, lot)
	}
	return k.account, lots, append([]points.Entry(nil), k.entries...)
}

func TestEveryAlterationBreaksTheChain(t *testing.T) {
	t.Parallel()
	for name, alter := range map[string]func(e *points.Entry){
		"shop":         func(e *points.Entry) { e.Shop = "other" },
		"account":      func(e *points.Entry) { e.Account = "c_9" },
		"number":       func(e *points.Entry) { e.Seq++ },
		"kind":         func(e *points.Entry) { e.Kind = points.KindAdjust },
		"from":         func(e *points.Entry) { e.From = points.Pending },
		"to":           func(e *points.Entry) { e.To = points.Expired },
		"points":       func(e *points.Entry) { e.Points++ },
		"lot":          func(e *points.Entry) { e.Lot += "0" },
		"cause kind":   func(e *points.Entry) { e.Cause.Kind = "moon" },
		"cause id":     func(e *points.Entry) { e.Cause.ID = "7" },
		"cause order":  func(e *points.Entry) { e.Cause.Order = "7" },
		"cause name":   func(e *points.Entry) { e.Cause.Name = "#7" },
		"version":      func(e *points.Entry) { e.Programme++ },
		"actor":        func(e *points.Entry) { e.Actor = "7" },
		"reason":       func(e *points.Entry) { e.Reason = "other" },
		"note":         func(e *points.Entry) { e.Note = "nothing" },
		"booked":       func(e *points.Entry) { e.At = e.At.Add(time.Millisecond) },
		"effective":    func(e *points.Entry) { e.Effective = e.Effective.Add(time.Millisecond) },
		"balance":      func(e *points.Entry) { e.Balance++ },
		"hash":         func(e *points.Entry) { e.Hash = "0" + e.Hash[1:] + "0" },
		"field border": func(e *points.Entry) { e.Actor, e.Reason = e.Actor+e.Reason+"x", "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, lots, entries := audited(t)
			for i := range entries {
				was := entries[i]
				alter(&entries[i])
				if len(points.Verify(account, entries, lots)) == 0 {
					t.Errorf("entry %d was altered and nobody noticed", i+1)
				}
				entries[i] = was
			}
		})
	}
}

func TestAMissingPieceFailsTheCheck(t *testing.T) {
	t.Parallel()
	account, lots, entries := audited(t)
	for i := range entries {
		rest := append(append([]points.Entry(nil), entries[:i]...), entries[i+1:]...)
		if len(points.Verify(account, rest, lots)) == 0 {
			t.Errorf("entry %d is missing and nobody noticed", i+1)
		}
	}
	for i, lot := range lots {
		altered := append([]points.Lot(nil), lots...)
		altered[i].Remaining++
		if len(points.Verify(account, entries, altered)) == 0 {
			t.Errorf("lot %s was filled and nobody noticed", lot.ID)
		}
		if len(points.Verify(account, entries, append(append([]points.Lot(nil), lots[:i]...), lots[i+1:]...))) == 0 {
			t.Errorf("lot %s is missing and nobody noticed", lot.ID)
		}
	}
	account.Balances.Available, account.Balances.Issued = account.Balances.Available+1, account.Balances.Issued+1
	if len(points.Verify(account, entries, lots)) == 0 {
		t.Error("the balance was altered and nobody noticed")
	}
}

func TestABookThatDoesNotBalanceIsFound(t *testing.T) {
	t.Parallel()
	lot := points.Lot{Shop: shop, Account: buyer, ID: "c_1:1", Amount: 50, Remaining: 30}
	for name, c := range map[string]struct {
		balances points.Balances
		lot      func(*points.Lot)
	}{
		"points from nowhere":     {points.Balances{Issued: 29, Available: 30}, nil},
		"lot and account differ":  {points.Balances{Issued: 31, Available: 31}, nil},
		"owed and available":      {points.Balances{Issued: 30, Available: 30, Debt: 5, ClawedBack: 5}, nil},
		"a bucket below zero":     {points.Balances{Issued: 30, Available: 30, Redeemed: 5, Expired: -5}, nil},
		"more left than credited": {points.Balances{Issued: 30, Available: 30}, func(l *points.Lot) { l.Amount = 29 }},
		"less than nothing left":  {points.Balances{}, func(l *points.Lot) { l.Remaining = -1 }},
		"waiting, not available":  {points.Balances{Issued: 30, Available: 30}, func(l *points.Lot) { l.Pending, l.MaturesAt = true, start.Add(day) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := lot
			if c.lot != nil {
				c.lot(&l)
			}
			refused(t, points.OpenBook(points.Account{Shop: shop, ID: buyer, Balances: c.balances}, []points.Lot{l}, start).Check())
		})
	}
	must(t, points.OpenBook(points.Account{Shop: shop, ID: buyer, Balances: points.Balances{Issued: 30, Available: 30}}, []points.Lot{lot}, start).Check())
}
