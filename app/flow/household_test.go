package flow_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/referrals"
)

var mainStreet = contacts.Address{Line1: "12 Main Street", Line2: "Apt 4", Postcode: "94107", City: "San Francisco", Country: "US", LastName: "Lee"}

// to is an order that goes to an address.
func to(a contacts.Address, f flow.OrderChanged) flow.OrderChanged {
	f.Addresses = []contacts.Address{a}
	return f
}

// mainStreetBut is mainStreet with something else about it.
func mainStreetBut(change func(a *contacts.Address)) contacts.Address {
	a := mainStreet
	change(&a)
	return a
}

// advocateLives lets the advocate buy something for an address.
func (w *street) advocateLives(a contacts.Address) {
	w.t.Helper()
	w.order(to(a, by("1", w.bought("900", goods("a", "9.00")))))
	w.forward(time.Hour)
}

func (w *street) toReview(when string, want int) {
	w.t.Helper()
	home, err := w.HomePage(w.t.Context(), testShop)
	ok(w.t, err)
	list, err := w.ReferralPage(w.t.Context(), testShop, referrals.Query{Review: true})
	ok(w.t, err)
	card, err := w.ContactCard(w.t.Context(), testShop, friend)
	ok(w.t, err)
	if home.Referrals != want || len(list.Items) != want || len(card.Review) != want {
		w.t.Errorf("%s: the home page counts %d to review, the list %d, the card %d; want %d", when, home.Referrals, len(list.Items), len(card.Review), want)
	}
}

func (w *street) judge(v referrals.Verdict, note string) (referrals.Referral, error) {
	w.forward(time.Minute)
	return w.JudgeReferral(w.t.Context(), flow.JudgeReferral{
		Shop: testShop, ID: referrals.IDOf(w.shop(w.t).Salt, friend), Verdict: v, Note: note, Actor: "42",
	})
}

func TestARecommendationWithinAHouseholdIsPaidAndLookedAt(t *testing.T) {
	t.Parallel()
	n, every := 0, fewer(t, 3)
	for name, c := range map[string]struct {
		friends contacts.Address
		want    []referrals.Sign
	}{
		"one address, written otherwise": {
			mainStreetBut(func(a *contacts.Address) { a.Line1, a.Line2, a.LastName = "12 MAIN ST. #4", "", "Kim" }), []referrals.Sign{referrals.SamePlace},
		},
		"one surname at one postcode":     {mainStreetBut(func(a *contacts.Address) { a.Line1 = "99 Other Road" }), []referrals.Sign{referrals.SameFamily}},
		"both":                            {mainStreet, []referrals.Sign{referrals.SamePlace, referrals.SameFamily}},
		"neighbours of different names":   {mainStreetBut(func(a *contacts.Address) { a.Line2, a.LastName = "Apt 5", "Kim" }), nil},
		"one surname at another postcode": {mainStreetBut(func(a *contacts.Address) { a.Postcode = "94108" }), nil},
		"no address":                      {contacts.Address{}, nil},
	} {
		if n++; n%every != 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newStreet(t)
			w.advocateLives(mainStreet)
			w.order(to(c.friends, w.came("1001", "2", "50.00")))
			w.decide()
			if r := w.stands(friend, "bought", "pending"); !slices.Equal(r.Signs, c.want) {
				t.Errorf("signs %v, want %v", r.Signs, c.want)
			}
			w.toReview("bought", min(len(c.want), 1))
			w.days(20)
			w.stands(friend, "after the wait", "earned")
			w.want(friend, "after the wait", amounts{av: 40})
			w.want(advocate, "after the wait", amounts{av: 100})
			w.sound()
		})
	}
}

func TestSomebodyElseWhoBoughtForTheSameAddressIsASign(t *testing.T) {
	t.Parallel()
	for others, want := range map[int][]referrals.Sign{0: nil, 1: {referrals.KnownPlace}, 10: {referrals.KnownPlace}, 11: nil} { // eleven are an office
		t.Run(fmt.Sprint(others), func(t *testing.T) {
			t.Parallel()
			if others > 1 {
				fewerOrSkip(t)
			}
			w := newStreet(t)
			for i := range others {
				w.order(to(mainStreet, by(fmt.Sprint(100+i), w.bought(fmt.Sprint(700+i), goods("a", "9.00")))))
				w.forward(time.Minute)
			}
			w.order(to(mainStreet, w.came("1001", "2", "50.00")))
			if others == 0 { // who bought afterwards is no sign
				w.order(to(mainStreet, by("200", w.bought("1100", goods("a", "9.00")))))
			}
			w.decide()
			if r := w.stands(friend, "bought", "pending"); !slices.Equal(r.Signs, want) {
				t.Errorf("signs %v, want %v", r.Signs, want)
			}
		})
	}
}

// fewerOrSkip leaves out on a real database what is slow and adds nothing there.
func fewerOrSkip(t *testing.T) {
	if fewer(t, 2) > 1 {
		t.Skip("many orders, all of one kind, are played on the embedded store only")
	}
}

func TestStaffTakeARecommendationBackAndGiveItAgain(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]int{"after it was paid": 0, "while it waits": 14} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newStreet(t, func(s *referrals.Settings) { s.WaitDays = wait })
			w.advocateLives(mainStreet)
			w.order(to(mainStreet, w.came("1001", "2", "50.00")))
			w.decide()
			w.toReview("bought", 1)
			r, err := w.judge(referrals.TakenBack, "they live together")
			ok(t, err)
			if r.Reason != referrals.ByStaff || r.Judgements[0].Actor != "42" || r.Judgements[0].Note != "they live together" || r.Judgements[0].At.IsZero() {
				t.Errorf("taken back it is %+v", r)
			}
			w.toReview("taken back", 0)
			w.days(20)
			w.want(friend, "taken back", amounts{})
			w.want(advocate, "taken back", amounts{})
			w.order(w.came("1001", "2", "50.00"))
			w.days(1)
			w.want(friend, "taken back, and the order is heard of again", amounts{})
			entries := len(w.entries(friend))
			_, err = w.judge(referrals.TakenBack, "once more")
			ok(t, err)
			if got := len(w.entries(friend)); got != entries {
				t.Errorf("the same verdict again makes %d entries of %d", got, entries)
			}
			r, err = w.judge(referrals.Approved, "")
			ok(t, err)
			if r.State != referrals.Earned || len(r.Judgements) != 2 {
				t.Errorf("approved it is %+v", r)
			}
			w.want(friend, "approved", amounts{av: 40})
			w.want(advocate, "approved", amounts{av: 100})
			w.toReview("approved", 0)
			w.sound()
		})
	}
}

func TestThereHasToBeSomethingToReview(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	if _, err := w.judge(referrals.Approved, ""); err == nil || models.CodeOf(err) != models.NotFound {
		t.Errorf("no recommendation: %v", err)
	}
	w.order(w.came("1001", "2", "50.00"))
	w.decide()
	if _, err := w.judge(referrals.TakenBack, "x"); err == nil || models.CodeOf(err) != models.Conflict {
		t.Errorf("nothing strange about it: %v", err)
	}
	w.stands(friend, "nothing strange about it", "pending")
}

func TestAddressesAreMarkedOnlyWhereRecommendationsAreRewarded(t *testing.T) {
	t.Parallel()
	w := newTill(t, rules())
	w.order(to(mainStreet, by("2", w.bought("1001", goods("a", "50.00")))))
	c, err := w.store.Contacts.Get(t.Context(), testShop, friend)
	ok(t, err)
	if len(c.Homes.Places)+len(c.Homes.Families) > 0 {
		t.Errorf("nobody asked, and there is %+v", c.Homes)
	}
}

func TestErasingAPersonErasesWhereTheyLive(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	w.advocateLives(mainStreet)
	w.order(to(mainStreet, w.came("1001", "2", "50.00")))
	w.decide()
	kin := func(when string, want int) {
		found, err := w.store.Referrals.Kin(t.Context(), testShop, contacts.HomesOf(w.shop(t).Salt, mainStreet).Places, 10)
		ok(t, err)
		if len(found) != want {
			t.Errorf("%s: %d are known at the address, want %d", when, len(found), want)
		}
	}
	kin("before", 2)
	_, err := w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "2", Customer: "2", ReceivedAt: w.now()})
	ok(t, err)
	kin("after", 1)
	list, err := w.ReferralPage(t.Context(), testShop, referrals.Query{Contact: advocate})
	ok(t, err)
	if len(list.Items) != 1 || len(list.Items[0].Signs) > 0 {
		t.Errorf("after erasing there is %+v", list.Items)
	}
}
