package flow_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/referrals"
	"clientele/models/store/storetest"
)

const advocate, friend = models.ContactID("c_1"), models.ContactID("c_2")

// street is a till whose store rewards recommendations: 100 points for the
// advocate and 40 for the friend, after a wait of so many days. Orders
// themselves earn nothing, so that all points are those of recommendations.
type street struct {
	*till
	code string // of the advocate
}

func newStreet(t *testing.T, change ...func(*referrals.Settings)) *street {
	t.Helper()
	w := &street{till: newTill(t, rules())}
	w.customer("1", contacts.Profile{Email: "ann@example.com", Phone: "+1 555 0001", FirstName: "Ann", Verified: true})
	s := referrals.Settings{On: true, AdvocatePoints: 100, FriendPoints: 40, WaitDays: 14}
	for _, c := range change {
		c(&s)
	}
	w.terms(s)
	mine, err := w.MyReferral(t.Context(), testShop, advocate)
	ok(t, err)
	w.code = mine.Code
	return w
}

// terms saves what recommendations bring from now on.
func (w *street) terms(s referrals.Settings) {
	w.t.Helper()
	now, _, err := w.ReferralSettings(w.t.Context(), testShop)
	ok(w.t, err)
	_, err = w.EditReferrals(w.t.Context(), flow.EditReferrals{Shop: testShop, BaseVersion: now.Version, Settings: s, Actor: "42"})
	ok(w.t, err)
	w.forward(time.Minute)
}

// came is a paid order of a friend who came by the advocate's link.
func (w *street) came(order, customer, amount string) flow.OrderChanged {
	f := by(customer, w.bought(order, goods("a", amount)))
	f.Snapshot.Referral = w.code
	return f
}

func (w *street) decide() {
	w.t.Helper()
	for range 20 {
		n, err := w.ReviewReferrals(w.t.Context())
		ok(w.t, err)
		if n == 0 {
			return
		}
	}
	w.t.Fatal("the review of referrals does not end")
}

func (w *street) days(n int) {
	w.t.Helper()
	w.forward(time.Duration(n) * 24 * time.Hour)
	w.decide()
}

// stands tells how the referral of a friend stands.
func (w *street) stands(id models.ContactID, when, want string) referrals.Referral {
	w.t.Helper()
	found, err := w.store.Referrals.Named(w.t.Context(), testShop, []string{referrals.IDOf(w.shop(w.t).Salt, id)})
	ok(w.t, err)
	got := "none"
	if len(found) > 0 {
		got = strings.TrimSpace(string(found[0].State) + " " + string(found[0].Reason))
	}
	if got != want {
		w.t.Fatalf("%s: the referral of %s is %q, want %q", when, id, got, want)
	}
	if len(found) == 0 {
		return referrals.Referral{}
	}
	return found[0]
}

func TestBothGetTheirPointsOnceTheTimeForReturnsHasPassed(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	w.order(w.came("1001", "2", "50.00"))
	w.decide()
	w.stands(friend, "bought", "pending")
	w.days(13)
	w.want(friend, "on the 13th day", amounts{})
	w.days(1)
	w.stands(friend, "on the 14th day", "earned")
	w.want(friend, "on the 14th day", amounts{av: 40})
	w.want(advocate, "on the 14th day", amounts{av: 100})
	w.order(w.came("1001", "2", "50.00"))
	w.order(w.came("1002", "2", "60.00"))
	w.days(30)
	w.want(advocate, "after a second order", amounts{av: 100})
	w.sound()
}

func TestWhatDoesNotCountAsARecommendation(t *testing.T) {
	t.Parallel()
	n, every := 0, fewer(t, 3)
	for name, c := range map[string]struct {
		do   func(w *street)
		who  models.ContactID
		want string
	}{
		"the advocate": {func(w *street) { w.order(w.came("1001", "1", "50.00")) }, advocate, "refused self"},
		"the advocate as a guest of the same address": {func(w *street) {
			f := byGuest("ANN@example.com ", w.came("1001", "", "50.00"))
			w.order(f)
		}, "guest:ann@example.com", "refused self"},
		"the advocate under an alias": {func(w *street) {
			f := w.came("1001", "2", "50.00")
			f.Profile.Email = "ann+second@example.com"
			w.order(f)
		}, friend, "refused self"},
		"the advocate's telephone": {func(w *street) {
			f := w.came("1001", "2", "50.00")
			f.Profile.Phone = "+15550001"
			w.order(f)
		}, friend, "refused self"},
		"somebody who bought as a guest with dots and a tag": {func(w *street) {
			w.order(byGuest("bo.b+x@googlemail.com", w.bought("1000", goods("a", "9.00"))))
			w.forward(time.Hour)
			f := w.came("1001", "2", "50.00")
			f.Profile.Email = "bob@gmail.com"
			w.order(f)
		}, friend, "refused not_new"},
		"somebody who bought before": {func(w *street) {
			w.order(by("2", w.bought("1000", goods("a", "9.00"))))
			w.forward(time.Hour)
			w.order(w.came("1001", "2", "50.00"))
		}, friend, "refused not_first"},
		"somebody who bought before and brought it back": {func(w *street) {
			w.order(by("2", w.bought("1000", goods("a", "9.00"))))
			w.refund(w.back("1000", "r1", goods("a", "9.00")))
			w.forward(time.Hour)
			w.order(w.came("1001", "2", "50.00"))
		}, friend, "refused not_first"},
		"a code that is nobody's": {func(w *street) {
			f := w.came("1001", "2", "50.00")
			f.Snapshot.Referral = "ABCDEFGHJKLM"
			w.order(f)
		}, friend, "refused unknown_code"},
		"something that is no code": {func(w *street) {
			f := w.came("1001", "2", "50.00")
			f.Snapshot.Referral = "<script>"
			w.order(f)
		}, friend, "none"},
		"too small an order": {func(w *street) { w.order(w.came("1001", "2", "19.99")) }, friend, "refused below_minimum"},
		"an order that is brought back": {func(w *street) {
			w.order(w.came("1001", "2", "50.00"))
			w.decide()
			w.refund(w.back("1001", "r1", goods("a", "50.00")))
		}, friend, "refused refunded"},
		"an order of which too little is kept": {func(w *street) {
			w.order(w.came("1001", "2", "50.00"))
			w.refund(w.amountBack("1001", "r1", "30.01"))
		}, friend, "refused below_minimum"},
		"a cancelled order": {func(w *street) { w.order(cancelled(w.came("1001", "2", "50.00"))) }, friend, "refused cancelled"},
		"a dispute that was lost": {func(w *street) {
			w.order(w.came("1001", "2", "50.00"))
			w.dispute("1001", "50.00", orders.DisputeLost)
		}, friend, "refused refunded"},
	} {
		if n++; n%every != 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newStreet(t, func(s *referrals.Settings) { s.MinimumMinor = 2000 })
			c.do(w)
			if email, guest := strings.CutPrefix(string(c.who), "guest:"); guest {
				c.who = w.guest(email)
			}
			w.days(20)
			w.stands(c.who, name, c.want)
			w.want(advocate, name, amounts{})
			if c.who != advocate {
				w.want(c.who, name, amounts{})
			}
			w.sound()
		})
	}
}

func TestPointsOfARecommendationAreTakenBackFromBoth(t *testing.T) {
	t.Parallel()
	for policy, want := range map[points.Policy]amounts{
		points.Unlimited: {de: 90}, points.WithinBalance: {}, points.OnlyPending: {av: 10},
	} {
		t.Run(string(policy), func(t *testing.T) {
			t.Parallel()
			w := newStreet(t, func(s *referrals.Settings) { s.WaitDays = 0 })
			w.programme(rules(), func(s *points.Settings) { s.Clawback = policy })
			w.post.open = true
			w.order(w.came("1001", "2", "50.00"))
			w.decide()
			w.spend(advocate, 90)
			w.refund(w.back("1001", "r1", goods("a", "50.00")))
			w.decide()
			w.stands(friend, "refunded", "reversed refunded")
			w.want(advocate, "refunded", want)
			if policy != points.OnlyPending {
				w.want(friend, "refunded", amounts{})
			}
			if mails := w.toldOf(advocate); policy == points.OnlyPending && len(mails) > 0 || policy != points.OnlyPending && len(mails) != 1 {
				t.Errorf("the advocate is told %v", mails)
			}
			before := len(w.entries(advocate))
			w.order(w.came("1001", "2", "50.00"))
			w.days(9)
			if got := len(w.entries(advocate)); got != before {
				t.Errorf("%d entries became %d by a replay", before, got)
			}
			w.check()
		})
	}
}

// fewer is how much less often something is played on a real database, which is
// slow; the embedded store plays all of it.
func fewer(t *testing.T, times int) int {
	if os.Getenv(storetest.MongoVariable) != "" {
		t.Logf("a real database is slow: one in %d is played", times)
		return times
	}
	return 1
}

// check holds the books against their laws; spend of a test writes no figures
// of everything that sound adds up.
func (w *street) check() {
	w.t.Helper()
	if tally := w.checked(); tally.Violations > 0 {
		w.t.Errorf("the check of the books finds %+v", tally.Findings)
	}
}

func TestADisputeHoldsARecommendationUpAndDoesNotUndoIt(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	w.order(w.came("1001", "2", "50.00"))
	w.dispute("1001", "50.00", orders.DisputeOpen)
	w.days(20)
	w.stands(friend, "in dispute", "pending disputed")
	w.dispute("1001", "50.00", orders.DisputeWon)
	w.decide()
	w.stands(friend, "won", "earned")
	w.sound()
}

func TestAnAdvocatesCapIsSharedOutAndWhatComesFreeGoesOn(t *testing.T) {
	t.Parallel()
	w := newStreet(t, func(s *referrals.Settings) {
		s.WaitDays, s.Cap = 0, referrals.Cap{Points: 250, Period: referrals.Month}
	})
	for i, customer := range []string{"2", "3", "4", "5"} {
		w.order(w.came("100"+customer, customer, "50.00"))
		w.decide()
		w.forward(time.Minute)
		w.want(advocate, customer, amounts{av: min(250, 100*int64(i+1))})
		w.want(models.MemberContact(customer), customer, amounts{av: 40}) // cut off, not refused
	}
	w.refund(w.back("1002", "r1", goods("a", "50.00")))
	w.decide()
	w.want(advocate, "one was brought back", amounts{av: 250})
	w.days(31)
	w.order(w.came("1006", "6", "50.00"))
	w.decide()
	w.want(advocate, "in the next month", amounts{av: 350})
	w.sound()
}

func TestAGuestFriendKeepsTheRecommendationWhenSigningUp(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	w.order(byGuest("bob@example.com", w.came("1001", "", "50.00")))
	w.forward(time.Hour)
	w.customer("2", contacts.Profile{Email: "bob@example.com", Verified: true})
	w.order(w.came("1002", "2", "60.00"))
	w.days(20)
	w.want(friend, "signed up", amounts{av: 40})
	w.want(advocate, "signed up", amounts{av: 100})
	w.refund(w.back("1001", "r1", goods("a", "50.00")))
	w.decide()
	w.want(friend, "brought back", amounts{})
	w.want(advocate, "brought back", amounts{})
	w.sound()
}

func TestJoinedRecordsShowThatAdvocateAndFriendAreOne(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	w.order(w.came("1001", "2", "50.00"))
	w.decide()
	w.merge("1", "2")
	w.days(20)
	w.stands(friend, "joined", "refused self")
	w.want(advocate, "joined", amounts{})
	w.sound()
}

func TestTheCodeOfARecordThatWasJoinedStillWorks(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	w.order(by("9", w.bought("1000", goods("a", "5.00"))))
	w.merge("9", "1")
	w.order(w.came("1001", "2", "50.00"))
	w.days(20)
	w.want("c_9", "joined", amounts{av: 100})
	w.sound()
}

func TestACodeEnteredAsADiscountCodeCountsAndTheLinkGoesFirst(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	f := by("2", w.bought("1001", goods("a", "50.00")))
	f.Snapshot.Discounts = orders.Discounts([]orders.Discount{{Code: strings.ToLower(w.code)}})
	w.order(f)
	w.days(20)
	w.want(advocate, "by discount code", amounts{av: 100})
}

func TestOldOrdersKeepWhatWasPromisedThen(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	f := w.came("1001", "2", "50.00")
	w.forward(time.Minute)
	w.terms(referrals.Settings{On: true, AdvocatePoints: 7, FriendPoints: 7})
	w.order(f)
	w.days(20)
	w.want(advocate, "after an edit", amounts{av: 100})
	w.terms(referrals.Settings{})
	w.order(w.came("1003", "3", "50.00"))
	w.days(20)
	w.stands("c_3", "switched off", "none")
	if mine, err := w.MyReferral(t.Context(), testShop, advocate); err != nil || mine != nil {
		t.Errorf("switched off, and the code is shown: %+v, %v", mine, err)
	}
}

func TestTheProgrammesPageLeavesRecommendationsAlone(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	w.programme(rules())
	now, _, err := w.ReferralSettings(t.Context(), testShop)
	ok(t, err)
	if !now.Settings.Referrals.On || now.Settings.Referrals.AdvocatePoints != 100 {
		t.Errorf("recommendations bring %+v after an edit of something else", now.Settings.Referrals)
	}
}
