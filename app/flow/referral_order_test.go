package flow_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
	"clientele/models/referrals"
)

func TestEveryOrderOfArrivalEndsTheSame(t *testing.T) {
	t.Parallel()
	type end struct {
		State       referrals.State
		Reason      referrals.Reason
		Order       models.OrderID
		Ann, Friend int64
	}
	play := func(sequence []int) end {
		w := newStreet(t)
		first := w.came("1001", "2", "50.00")
		unpaid := first
		unpaid.Snapshot.Paid = false
		first.Snapshot.Stamp.UpdatedAt = first.Snapshot.Stamp.UpdatedAt.Add(time.Minute)
		w.forward(time.Hour)
		second := w.came("1002", "2", "80.00")
		part := w.amountBack("1001", "r1", "10.00")
		steps := []func(){
			func() { w.order(unpaid) }, func() { w.order(first) }, func() { w.order(second) }, func() { w.refund(part) },
		}
		for _, i := range sequence {
			steps[i]()
			w.decide()
		}
		w.days(15)
		r := w.stands(friend, "in the end", "earned")
		w.sound()
		balance := func(id models.ContactID) int64 {
			account, err := w.store.Ledger.Account(t.Context(), testShop, id)
			ok(t, err)
			return account.Balances.Shown()
		}
		return end{State: r.State, Reason: r.Reason, Order: r.Order, Ann: balance(advocate), Friend: balance(friend)}
	}
	var want *end
	n, every := 0, 3*fewer(t, 3)
	permute(4, func(sequence []int) {
		if n++; n%every != 1 { // every third is enough to find one that differs
			return
		}
		got := play(sequence)
		if want == nil {
			want = &got
		}
		if diff := cmp.Diff(*want, got); diff != "" {
			t.Fatalf("arriving %v: %s", sequence, diff)
		}
	})
	if want.Order != "1001" || want.Ann != 100 || want.Friend != 40 {
		t.Errorf("it ends with %+v", *want)
	}
}

func TestAnEarlierOrderThatComesLateTakesTheRecommendationAway(t *testing.T) {
	t.Parallel()
	w := newStreet(t, func(s *referrals.Settings) { s.WaitDays = 0 })
	early := by("2", w.bought("1000", goods("a", "5.00")))
	w.forward(time.Hour)
	w.order(w.came("1001", "2", "50.00"))
	w.decide()
	w.want(advocate, "before", amounts{av: 100})
	w.order(early)
	w.decide()
	w.stands(friend, "after", "reversed not_first")
	w.want(advocate, "after", amounts{})
	w.want(friend, "after", amounts{})
	w.sound()
}

func TestErasingOneSideLeavesTheOtherItsPoints(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]string{"friend": "2", "advocate": "1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newStreet(t)
			w.order(w.came("1001", "2", "50.00"))
			w.order(w.came("1003", "3", "50.00"))
			w.days(20)
			_, err := w.DataRequested(t.Context(), flow.DataRequested{Shop: testShop, ID: "1", Customer: gone, ReceivedAt: w.now()})
			ok(t, err)
			page, err := w.PrivacyRequests(t.Context(), testShop, "", 1)
			ok(t, err)
			export, err := w.PrivacyExport(t.Context(), testShop, page.Items[0].ID)
			ok(t, err)
			if len(export.Contacts[0].Referrals) == 0 || gone == "1" && export.Contacts[0].Code != w.code {
				t.Errorf("the export tells %+v", export.Contacts[0])
			}
			_, err = w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "2", Customer: gone, ReceivedAt: w.now()})
			ok(t, err)
			left, err := w.ReferralPage(t.Context(), testShop, referrals.Query{Contact: models.MemberContact(gone)})
			ok(t, err)
			if len(left.Items) > 0 {
				t.Errorf("%d referrals still name who was erased", len(left.Items))
			}
			if gone == "2" {
				w.want(advocate, "after the erasure", amounts{av: 200})
			} else {
				w.refund(w.amountBack("1001", "r1", "1.00"))
				w.days(1)
				w.want(friend, "after the erasure", amounts{av: 40})
				if _, err := w.store.Referrals.Advocate(t.Context(), testShop, w.code); models.CodeOf(err) != models.NotFound {
					t.Errorf("the code is still known: %v", err)
				}
			}
			w.check()
		})
	}
}

func TestTheDailyCheckFindsAReferralThatTellsOtherPoints(t *testing.T) {
	t.Parallel()
	w := newStreet(t, func(s *referrals.Settings) { s.WaitDays = 0 })
	w.order(w.came("1001", "2", "50.00"))
	w.decide()
	r := w.stands(friend, "bought", "earned")
	r.Postings = r.Postings[:1]
	_, err := w.store.Referrals.Save(t.Context(), r)
	ok(t, err)
	if tally := w.checked(); tally.Violations != 1 || tally.Findings[0].Violation.Law != points.LawReferral {
		t.Errorf("the check finds %+v", tally.Findings)
	}
}

func TestWhatRanOutOfARecommendationIsNotTakenASecondTime(t *testing.T) {
	t.Parallel()
	w := newStreet(t, func(s *referrals.Settings) { s.WaitDays = 0 })
	w.programme(rules(), func(s *points.Settings) { s.Life = points.Life{Count: 5, Unit: points.Days} })
	w.order(w.came("1001", "2", "50.00"))
	w.decide()
	w.want(advocate, "rewarded", amounts{av: 100})
	w.days(6)
	w.want(advocate, "all of it ran out", amounts{})
	w.adjust(manual("a", advocate, 30))
	w.refund(w.back("1001", "r1", goods("a", "50.00")))
	w.decide()
	w.stands(friend, "refunded", "reversed refunded")
	w.want(advocate, "other points are left alone", amounts{av: 30})
	w.check()
}
