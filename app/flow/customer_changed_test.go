package flow_test

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
)

var ada = contacts.Profile{Email: "ada@example.com", FirstName: "Ada", Verified: true}

func TestAVerifiedSignUpClaimsWhatTheGuestCollected(t *testing.T) {
	t.Parallel()
	w := newTill(t, rules(
		rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}), rule("b", "first_order", models.Params{"points": "100"})),
		func(s *points.Settings) { s.HoldDays = 14 })
	f := byGuest("ada@example.com", w.bought("1", goods("a", "80.00")))
	w.order(f)
	earned := w.now()
	guest := w.guest("ada@example.com")
	w.want(guest, "as a guest", amounts{pe: 180})
	w.forward(5 * 24 * time.Hour)
	w.order(w.bought("2", goods("a", "10.00"))) // as a member, before the claim
	w.want(member, "as a member", amounts{pe: 110})
	if out := w.customer("7", ada); out.Word != "claimed" || out.Points != 180-100 {
		t.Errorf("outcome %+v, want 80 points claimed: one first order is enough", out)
	}
	w.want(member, "claimed", amounts{pe: 190})
	lots, err := w.store.Ledger.Lots(t.Context(), testShop, member, "1")
	ok(t, err)
	for _, lot := range lots {
		if lot.Order == "1" && (!lot.EarnedAt.Equal(earned) || !lot.MaturesAt.Equal(earned.AddDate(0, 0, 14)) || lot.From == "") {
			t.Errorf("claimed lot %+v, want the dates of %v", lot, earned)
		}
	}
	w.sound()
	if out := w.customer("7", ada); out.Points != 0 {
		t.Errorf("claimed twice: %+v", out)
	}
	w.refund(w.back("1", "r1", f.Snapshot.Lines[0]))
	w.want(member, "the guest's order came back: order 2 is the first now", amounts{pe: 110})
	w.order(byGuest("ada@example.com", w.bought("3", goods("a", "5.00"))))
	w.want(member, "a later guest order joins the member", amounts{pe: 115})
	w.forward(14 * 24 * time.Hour)
	w.want(member, "matured", amounts{av: 115})
	w.sound()
}

func TestAnUnverifiedAddressClaimsNothing(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(byGuest("ada@example.com", w.bought("1", goods("a", "80.00"))))
	stranger := ada
	stranger.Verified = false
	if out := w.customer("7", stranger); out.Word != "recorded" {
		t.Errorf("outcome %+v", out)
	}
	w.want(member, "unverified", amounts{})
	w.forward(time.Minute)
	w.customer("7", ada)
	w.want(member, "verified", amounts{av: 80})
	w.sound()
}

func TestAGuestIsClaimedByOnePersonOnly(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(byGuest("ada@example.com", w.bought("1", goods("a", "80.00"))))
	w.customer("7", ada)
	w.forward(time.Minute)
	if out := w.customer("8", ada); out.Points != 0 {
		t.Errorf("outcome %+v", out)
	}
	w.want(member, "the first", amounts{av: 80})
	w.want("c_8", "the second", amounts{})
	w.sound()
}

func TestACustomerBodyTwiceIsReplayed(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	if out := w.customer("7", ada); out.Word != "recorded" {
		t.Errorf("first: %+v", out)
	}
	if out := w.customer("7", ada); out.Word != "replayed" {
		t.Errorf("second: %+v", out)
	}
	if got := w.people(); len(got) != 1 || got[0].Platform != "7" || got[0].Profile.FirstName != "Ada" {
		t.Errorf("people %+v", got)
	}
	w.sound()
}

func (w *till) merge(kept, deleted string) flow.Outcome {
	w.t.Helper()
	out, err := w.CustomersMerged(w.t.Context(), flow.CustomersMerged{Shop: testShop, Kept: kept, Deleted: deleted, Success: true, At: w.now()})
	ok(w.t, err)
	return out
}

func TestPointsFollowTheCustomerThatIsKept(t *testing.T) {
	t.Parallel()
	w := newTill(t, rules(
		rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}), rule("b", "first_order", models.Params{"points": "100"})))
	one := by("8", w.bought("1", goods("a", "80.00")))
	w.order(one)
	w.forward(time.Hour)
	w.order(w.bought("2", goods("a", "10.00")))
	if out := w.merge("7", "8"); out.Word != "merged" || out.Points != 80 {
		t.Errorf("outcome %+v, want 80 more: 180 and one bonus less", out)
	}
	w.want(member, "merged", amounts{av: 190})
	if out := w.merge("7", "8"); out.Word != "replayed" {
		t.Errorf("again: %+v", out)
	}
	card, err := w.ContactCard(t.Context(), testShop, "c_8")
	ok(t, err)
	if card.Contact.ID != member || len(card.Orders) != 2 || card.Contact.Figures.Orders != 2 {
		t.Errorf("the card of who is gone: %+v", card.Contact)
	}
	w.order(later(one, func(s *orders.Snapshot) { s.Lines[0].Current = 0 }))
	w.want(member, "an order of who is gone is edited away", amounts{av: 110})
	w.order(by("8", w.bought("3", goods("a", "5.00"))))
	w.want(member, "a late order of who is gone", amounts{av: 115})
	w.adjust(manual("1", "c_8", 5))
	w.want(member, "adjusted by the old id", amounts{av: 120})
	w.sound()
}

func TestDebtFollowsTheCustomerThatIsKept(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "50.00")))
	w.order(by("8", w.bought("2", goods("a", "70.00"))))
	w.spend("c_8", 70)
	w.refund(w.amountBack("2", "r1", "70.00"))
	w.want("c_8", "owes", amounts{de: 70})
	w.merge("7", "8")
	w.want(member, "merged", amounts{de: 20})
	w.sound()
}

func TestChainsOfMergesEndAtTheLast(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	for _, id := range []string{"7", "8", "9"} {
		w.order(by(id, w.bought(id, goods("a", "10.00"))))
	}
	w.order(byGuest("ada@example.com", w.bought("1", goods("a", "1.00"))))
	w.customer("9", ada)
	w.merge("8", "9")
	w.merge("7", "8")
	w.want(member, "all in one", amounts{av: 31})
	for _, id := range []models.ContactID{"c_8", "c_9", w.guest("ada@example.com")} {
		card, err := w.ContactCard(t.Context(), testShop, id)
		if err != nil || card.Contact.ID != member || len(card.Orders) != 4 {
			t.Errorf("%s leads to %+v with %d orders, %v", id, card.Contact.ID, len(card.Orders), err)
		}
	}
	w.order(byGuest("ada@example.com", w.bought("2", goods("a", "5.00"))))
	w.want(member, "a guest order of long ago", amounts{av: 36})
	if got := w.people(); len(got) != 1 {
		t.Errorf("%d people are listed, want one", len(got))
	}
	w.sound()
}

func TestAMergeOfNobodyIsIgnored(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	if out := w.merge("7", "8"); out.Word != "ignored" {
		t.Errorf("outcome %+v", out)
	}
	out, err := w.CustomersMerged(t.Context(), flow.CustomersMerged{Shop: testShop, Kept: "7", Deleted: "8"})
	if err != nil || out.Word != "ignored" {
		t.Errorf("a merge that failed: %+v, %v", out, err)
	}
	w.sound()
}

func TestADeletedCustomerLeavesPointsAndNoName(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "80.00")))
	w.customer("7", ada)
	w.forward(time.Hour)
	for range 2 {
		_, err := w.CustomerDeleted(t.Context(), flow.CustomerDeleted{Shop: testShop, Customer: "7", At: w.now()})
		ok(t, err)
	}
	c, err := w.store.Contacts.Get(t.Context(), testShop, member)
	ok(t, err)
	if (c.Profile != contacts.Profile{}) || len(c.Search) > 0 || c.DeletedAt.IsZero() {
		t.Errorf("%+v", c)
	}
	w.want(member, "deleted", amounts{av: 80})
	w.refund(w.amountBack("1", "r1", "30.00"))
	w.want(member, "refunded after", amounts{av: 50})
}
