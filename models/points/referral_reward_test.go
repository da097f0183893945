package points_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models/points"
)

// Whatever a referral is worth in turn, what was given less what was taken back
// and not forgiven is what it is worth now, and the books keep their laws.
func TestAReferralEndsAtItsTargetWhateverCameBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		p := points.Programme{Version: 1, Zone: "UTC", Settings: points.DefaultSettings("USD")}
		p.Settings.Clawback = rapid.SampledFrom([]points.Policy{points.Unlimited, points.WithinBalance, points.OnlyPending}).Draw(t, "policy")
		p.Settings.Life = points.Life{Count: rapid.IntRange(0, 5).Draw(t, "life"), Unit: points.Days}
		account := points.Account{Shop: "s.myshopify.com", ID: "c_1"}
		lots := map[string]points.Lot{}
		var entries []points.Entry
		var net, forgiven, booked int64
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)
			var all []points.Lot
			for _, lot := range lots {
				all = append(all, lot)
			}
			book := points.OpenBook(account, all, now)
			target := rapid.Int64Range(0, 300).Draw(t, "target")
			if rapid.Bool().Draw(t, "spend") && book.Account.Balances.Available > 0 {
				h, err := book.Hold("h", rapid.Int64Range(1, book.Account.Balances.Available).Draw(t, "spent"), now)
				if err == nil {
					_, err = book.Post(h, "9", "#9")
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			for range rapid.IntRange(1, 2).Draw(t, "times") { // the second time changes nothing
				n, f := book.Refer("x", net, forgiven, target, p)
				net, forgiven = net+n, forgiven+f
			}
			if net-forgiven != target || forgiven < 0 {
				t.Fatalf("given %d of which %d were forgiven, worth %d", net, forgiven, target)
			}
			if p.Settings.Clawback == points.Unlimited && forgiven != 0 {
				t.Fatalf("%d points were forgiven, which the policy does not do", forgiven)
			}
			if err := book.Check(); err != nil {
				t.Fatal(err)
			}
			for _, lot := range book.Lots() {
				lots[lot.ID] = lot
			}
			entries = append(entries, book.Entries()...)
			account = book.Account
		}
		for _, e := range entries {
			booked += e.ReferralChange()
		}
		if booked != net {
			t.Fatalf("the entries give %d points, %d were told", booked, net)
		}
		all := make([]points.Lot, 0, len(lots))
		for _, lot := range lots {
			all = append(all, lot)
		}
		if found := points.Verify(account, entries, all); len(found) > 0 {
			t.Fatalf("%+v", found)
		}
	})
}

func TestWhatWasForgivenOfARecommendationIsNotGivenAgain(t *testing.T) {
	t.Parallel()
	p := points.Programme{Version: 1, Zone: "UTC", Settings: points.DefaultSettings("USD")}
	p.Settings.Clawback = points.WithinBalance
	b := points.OpenBook(points.Account{Shop: shop, ID: buyer}, nil, start)
	b.Refer("x", 0, 0, 100, p)
	must(t, b.Adjust(manual("1"), -100))
	if net, forgiven := b.Refer("x", 100, 0, 0, p); net != 0 || forgiven != 100 {
		t.Fatalf("taken back: %d, forgiven %d", net, forgiven)
	}
	if net, forgiven := b.Refer("x", 100, 100, 100, p); net != 0 || forgiven != -100 || b.Account.Balances.Available != 0 {
		t.Errorf("worth it again: %d given, %d forgiven, %d available", net, forgiven, b.Account.Balances.Available)
	}
	must(t, b.Check())
}
