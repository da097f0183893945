package points_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/points"
)

// verified lets the nightly check look at what the desk has kept.
func (d *desk) verified(k *kept) {
	d.t.Helper()
	if found := points.Verify(k.account, k.entries, slices.Collect(maps.Values(k.lots))); len(found) > 0 {
		d.t.Fatalf("the nightly check finds %+v", found)
	}
	if d.settling {
		return
	}
	for id, r := range d.records {
		var posted int64
		for _, each := range d.books {
			for _, e := range each.entries {
				if e.Cause.Order == id {
					posted += e.Posted()
				}
			}
		}
		if found := points.VerifyOrder(*r, d.versions, posted); len(found) > 0 && r.Standing.Account == k.account.ID {
			d.t.Fatalf("the nightly check finds %+v", found)
		}
	}
}

// laws gives the laws that a check finds broken, each once.
func lawsOf(found []points.Violation) []points.Law {
	var laws []points.Law
	for _, v := range found {
		if !slices.Contains(laws, v.Law) {
			laws = append(laws, v.Law)
		}
	}
	return laws
}

func TestAnUntouchedBookBreaksNoLaw(t *testing.T) {
	t.Parallel()
	account, lots, entries := audited(t)
	if found := points.Verify(account, entries, lots); len(found) > 0 {
		t.Errorf("found %+v", found)
	}
	if found := points.Verify(points.Account{Shop: shop, ID: buyer}, nil, nil); len(found) > 0 {
		t.Errorf("an empty book: %+v", found)
	}
}

func TestEveryAlteredEntryIsFoundOnceInTheChain(t *testing.T) {
	t.Parallel()
	account, lots, entries := audited(t)
	for i := range entries {
		altered := slices.Clone(entries)
		altered[i].Note += "!"
		var breaks int
		for _, v := range points.Verify(account, altered, lots) {
			if v.Law == points.LawChain {
				breaks++
			}
		}
		if breaks != 1 {
			t.Errorf("entry %d was altered: the chain breaks %d times, want once", i+1, breaks)
		}
	}
}

func TestTheCheckNamesTheLawThatIsBroken(t *testing.T) {
	t.Parallel()
	type books struct {
		account *points.Account
		lots    []points.Lot
		entries []points.Entry
	}
	for name, c := range map[string]struct {
		law   points.Law
		alter func(b *books)
	}{
		"an entry that is gone":          {points.LawSequence, func(b *books) { b.entries = slices.Delete(b.entries, 1, 2) }},
		"a last entry that is gone":      {points.LawSequence, func(b *books) { b.entries = b.entries[:len(b.entries)-1] }},
		"a first entry that is gone":     {points.LawSequence, func(b *books) { b.entries = b.entries[1:] }},
		"all entries gone":               {points.LawSequence, func(b *books) { b.entries = nil }},
		"other points in an entry":       {points.LawChain, func(b *books) { b.entries[2].Points += 10 }},
		"another last hash":              {points.LawChain, func(b *books) { b.account.Hash = strings.Repeat("0", 64) }},
		"more points in the account":     {points.LawBalances, func(b *books) { b.account.Balances.Available++; b.account.Balances.Issued++ }},
		"another balance on an entry":    {points.LawBalances, func(b *books) { b.entries[0].Balance++ }},
		"a lot filled up":                {points.LawLots, func(b *books) { b.lots[0].Remaining++ }},
		"a larger lot":                   {points.LawLots, func(b *books) { b.lots[0].Amount++ }},
		"a lot of another order":         {points.LawLots, func(b *books) { b.lots[0].Order = "99" }},
		"a lot of another version":       {points.LawLots, func(b *books) { b.lots[0].Programme++ }},
		"a lot that is gone":             {points.LawLots, func(b *books) { b.lots = b.lots[1:] }},
		"a lot that is there twice":      {points.LawLots, func(b *books) { b.lots = append(b.lots, b.lots[0]) }},
		"a lot nobody opened":            {points.LawLots, func(b *books) { l := b.lots[0]; l.ID, l.Number = "c_1:77", 77; b.lots = append(b.lots, l) }},
		"a lot earned later":             {points.LawLots, func(b *books) { b.lots[0].EarnedAt = b.lots[0].EarnedAt.Add(99 * time.Hour) }},
		"a lot of another shop":          {points.LawTenancy, func(b *books) { b.lots[0].Shop = "sakura.myshopify.com" }},
		"a lot of another contact":       {points.LawTenancy, func(b *books) { b.lots[0].Account = "c_2" }},
		"an entry of another shop":       {points.LawTenancy, func(b *books) { b.entries[0].Shop = "sakura.myshopify.com" }},
		"an entry about another's lot":   {points.LawTenancy, func(b *books) { b.entries[0].Lot = "c_2:1" }},
		"no points":                      {points.LawConservation, func(b *books) { b.entries[0].Points = 0 }},
		"points to nowhere":              {points.LawConservation, func(b *books) { b.entries[0].To = "pocket" }},
		"points of a bucket to itself":   {points.LawConservation, func(b *books) { b.entries[0].To = b.entries[0].From }},
		"an entry without a fact":        {points.LawReasons, func(b *books) { b.entries[0].Cause.ID = "" }},
		"an entry without a version":     {points.LawReasons, func(b *books) { b.entries[0].Programme = 0 }},
		"a manual entry without a word":  {points.LawReasons, func(b *books) { b.entries[0].Cause.Kind, b.entries[0].Note = "manual", "" }},
		"a merged account with a debt":   {points.LawBalances, func(b *books) { b.account.MergedInto = "c_2" }},
		"more lots than the entries say": {points.LawLots, func(b *books) { b.account.Lots++ }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, lots, entries := audited(t)
			slices.SortFunc(lots, func(a, b points.Lot) int { return int(a.Number - b.Number) })
			b := &books{&account, lots, entries}
			c.alter(b)
			if found := points.Verify(account, b.entries, b.lots); !slices.Contains(lawsOf(found), c.law) {
				t.Errorf("found %+v, want a breach of %s", found, c.law)
			}
		})
	}
}

func TestPointsMayBeOwedAndAvailableWithinABookingOnly(t *testing.T) {
	t.Parallel()
	for name, repaidAfter := range map[string]time.Duration{"repaid at once": 0, "repaid later": time.Second} {
		v := points.NewVerifier(points.Account{Shop: shop, ID: buyer})
		for i, e := range []points.Entry{
			{From: points.Debt, To: points.ClawedBack, Points: 5, At: start},
			{From: points.Issued, To: points.Available, Points: 9, Lot: "c_1:1", At: start.Add(time.Hour)},
			{From: points.Available, To: points.Debt, Points: 5, Lot: "c_1:1", At: start.Add(time.Hour + repaidAfter)},
		} {
			e.Shop, e.Account, e.Seq = shop, buyer, int64(i)+1
			v.Entry(e)
		}
		if found := slices.Contains(lawsOf(v.Violations()), points.LawDebt); found != (repaidAfter > 0) {
			t.Errorf("%s: a breach was found: %t", name, found)
		}
	}
}

func TestWhatIsToldOfOneAccountIsBounded(t *testing.T) {
	t.Parallel()
	v := points.NewVerifier(points.Account{Shop: shop, ID: buyer})
	for i := range 10_000 {
		v.Entry(points.Entry{Shop: "other", Account: buyer, Seq: int64(i * 2)})
	}
	if found := v.Violations(); len(found) != points.ViolationsMax {
		t.Errorf("%d are told, want %d", len(found), points.ViolationsMax)
	}
}

func TestAnOrderThatStandsElsewhereThanItsFactsIsFound(t *testing.T) {
	t.Parallel()
	for name, alter := range map[string]func(r *points.Record, posted *int64){
		"its points":       func(r *points.Record, _ *int64) { r.Standing.Net++ },
		"its target":       func(r *points.Record, _ *int64) { r.Standing.Target-- },
		"its ledger":       func(_ *points.Record, posted *int64) { *posted-- },
		"its version":      func(r *points.Record, _ *int64) { r.Standing.Programme = 9 },
		"its lines":        func(r *points.Record, _ *int64) { r.Order.Lines[0].NetMinor += 500 },
		"its cancellation": func(r *points.Record, _ *int64) { r.Order.CancelledAt = start },
		"its payment":      func(r *points.Record, _ *int64) { r.Order.PaidAt = time.Time{} },
		"its currency":     func(r *points.Record, _ *int64) { r.Order.Currency = "JPY" },
		"its shop":         func(r *points.Record, _ *int64) { r.Order.Shop = "sakura.myshopify.com" },
		"too many points":  func(r *points.Record, p *int64) { r.Standing.Net, r.Standing.Target, *p = 999, 999, 999 },
		"negative points":  func(r *points.Record, p *int64) { r.Standing.Net, r.Standing.Target, *p = -1, -1, -1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.body("1", d.bought("1", goods("a", "40.00")))
			r, posted := *d.record("1"), int64(40)
			if found := points.VerifyOrder(r, d.versions, posted); len(found) > 0 {
				t.Fatalf("untouched: %+v", found)
			}
			alter(&r, &posted)
			if found := points.VerifyOrder(r, d.versions, posted); len(found) == 0 {
				t.Error("it was altered and nobody noticed")
			}
		})
	}
}

func TestAnOrderOfNobodyIsNotHeldAgainstTheLedger(t *testing.T) {
	t.Parallel()
	r := points.Record{Standing: points.Standing{Net: 7, Account: models.ContactID("")}}
	if found := points.VerifyOrder(r, nil, 3); len(found) > 0 {
		t.Errorf("found %+v", found)
	}
}
