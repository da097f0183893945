package flow_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/merges"
	"clientele/models/orders"
	"clientele/models/points"
)

func TestAMergeByHandIsUndoneToThePoint(t *testing.T) {
	t.Parallel()
	w := newTill(t, welcome(), func(s *points.Settings) { s.Life = points.Life{Count: 12, Unit: points.Months} })
	w.ladder(yearly())
	w.customer("7", ada)
	w.order(by("8", w.bought("1", goods("a", "400.00"))))
	w.forward(time.Hour)
	w.order(w.bought("2", goods("a", "20.00")))
	_, err := w.SetBirthday(t.Context(), flow.SetBirthday{Shop: testShop, Contact: "c_8", Month: 5, Day: 6, Actor: "42"})
	ok(t, err)
	ours, theirs := w.holdings(member), w.holdings("c_8")
	preview, err := w.PreviewMerge(t.Context(), testShop, member, "c_8")
	ok(t, err)
	if diff := cmp.Diff([]any{ours, theirs}, []any{w.holdings(member), w.holdings("c_8")}); diff != "" {
		t.Fatalf("the preview changed something:\n%s", diff)
	}
	m := w.mergeByHand(byHand("1"))
	after, err := w.ContactCard(t.Context(), testShop, "c_8")
	ok(t, err)
	shown := preview.After.Contact
	if after.Contact.ID != member || after.Contact.Figures != shown.Figures || after.Contact.Birthday != shown.Birthday ||
		after.Account.Balances.Shown() != preview.After.Balances.Shown() || after.Contact.Figures.Level != "silver" || !after.Contact.Birthday.Known() {
		t.Errorf("merged to %+v, the preview says %+v", after.Contact, shown)
	}
	w.want(member, "together: both, and one welcome less", amounts{av: 400 + 100 + 20 + 50}) // 50 for the level that 8 had entered
	w.sound()
	w.forward(time.Hour)
	if w.undo(m.ID).State != merges.Undone {
		t.Error("the merge is not undone")
	}
	if diff := cmp.Diff([]any{ours, theirs}, []any{w.holdings(member), w.holdings("c_8")}); diff != "" {
		t.Errorf("before and after the undo:\n%s", diff)
	}
	w.sound()
	w.undo(m.ID)
	w.order(by("8", w.bought("3", goods("a", "5.00"))))
	w.level("c_8", "alone", "silver")
	w.sound()
}

func TestWhatCameSinceGoesToWhoseItIs(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "60.00")))
	w.order(by("8", w.bought("2", goods("a", "40.00"))))
	m := w.mergeByHand(byHand("1"))
	w.forward(time.Hour)
	w.order(by("8", w.bought("3", goods("a", "7.00"))))
	w.order(w.bought("4", goods("a", "3.00")))
	w.adjust(manual("1", "c_8", 5))
	w.spend(member, 80) // all of order 1, and 20 of order 2
	w.want(member, "together", amounts{av: 35})
	w.undo(m.ID)
	w.want(member, "has order 4 and what staff gave", amounts{av: 8})
	w.want("c_8", "has what is left of order 2, and order 3", amounts{av: 27})
	card, err := w.ContactCard(t.Context(), testShop, "c_8")
	ok(t, err)
	if f := card.Contact.Figures; f.Orders != 2 || f.SpentMinor != 4700 || len(card.Orders) != 2 || len(card.Merges) != 1 {
		t.Errorf("customer 8 has %+v and %d orders", f, len(card.Orders))
	}
	w.refund(w.back("3", "r1", goods("a", "7.00")))
	w.want("c_8", "order 3 came back", amounts{av: 20})
	w.sound()
}

func TestARefundMeanwhileIsOwedByWhoseOrderItWas(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(by("8", w.bought("2", goods("a", "40.00"))))
	w.customer("7", ada)
	m := w.mergeByHand(byHand("1"))
	w.spend(member, 40)
	w.refund(w.amountBack("2", "r1", "40.00"))
	w.want(member, "together", amounts{de: 40})
	w.sound()
	w.undo(m.ID)
	w.want(member, "who bought nothing", amounts{})
	w.want("c_8", "who gave the order back", amounts{de: 40})
	w.sound()
}

func TestWhatComesBackOfARedemptionAfterAnUndoGoesHome(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	c.customer("8", contacts.Profile{FirstName: "Eve"})
	in := byHand("1")
	in.Into, in.From = in.From, in.Into
	m := c.mergeByHand(in)
	r := c.redeem(c.offer(), "one") // customer 7 is signed in; the points are with 8 by now
	c.undo(m.ID)
	c.want("c_7", "while some are held", amounts{av: 50})
	_, err := c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Actor: "42"})
	ok(t, err)
	c.want("c_7", "given back", amounts{av: 150})
	c.want("c_8", "given back", amounts{})
	c.sound()
}

func TestNothingIsEarnedTwiceByAMergeAndItsUndo(t *testing.T) {
	t.Parallel()
	w := newTill(t, rules(rule("s", points.SignUp, models.Params{"points": "50"}), rule("n", points.Newsletter, models.Params{"points": "20"})))
	account, none := true, false
	tell := func(id string, has *bool) {
		t.Helper()
		_, err := w.CustomerChanged(t.Context(), flow.CustomerChanged{Shop: testShop, Customer: id, Profile: contacts.Profile{FirstName: "N" + id, AsOf: w.now()}, CreatedAt: w.now().Add(-time.Minute), Account: has})
		ok(t, err)
	}
	tell("7", &none)
	tell("8", &none)
	m := w.mergeByHand(byHand("1"))
	w.forward(time.Hour)
	tell("7", &account)
	agree := func(customer string, yes bool) {
		t.Helper()
		_, err := w.ConsentChanged(t.Context(), flow.ConsentChanged{Shop: testShop, Customer: customer, Subscribed: yes, At: w.now()})
		ok(t, err)
	}
	agree("8", true)
	together := w.holdings(member)["available"]
	if together != int64(70) {
		t.Errorf("together they have %v, want both once", together)
	}
	w.undo(m.ID)
	w.forward(time.Hour)
	tell("8", &account)
	agree("8", true)
	agree("8", false)
	w.want("c_8", "who got it while they were one", amounts{})
	if w.holdings(member)["available"] != together {
		t.Errorf("the survivor has %v, together they had %v", w.holdings(member)["available"], together)
	}
	w.sound()
}

func TestEachRecordKeepsItsNameAndAddress(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.customer("7", ada)
	w.customer("8", contacts.Profile{Email: "eve@example.com", FirstName: "Eve"})
	m := w.mergeByHand(byHand("1"))
	w.forward(time.Hour)
	w.customer("8", contacts.Profile{Email: "eve@example.net", FirstName: "Eva"})
	f := by("8", w.bought("1", goods("a", "9.00")))
	f.Profile.LastName = "Stone"
	w.order(f)
	w.undo(m.ID)
	for id, want := range map[models.ContactID]string{member: "ada@example.com Ada", "c_8": "eve@example.net Eva Stone"} {
		c, err := w.store.Contacts.Get(t.Context(), testShop, id)
		ok(t, err)
		if got := c.Profile.Email + " " + c.Profile.Name(); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	w.sound()
}

func TestARecommendationTakenBackMeanwhileIsLostToWhoeverGotIt(t *testing.T) {
	t.Parallel()
	w := newStreet(t)
	f := w.came("1001", "2", "50.00")
	w.order(f)
	w.days(14)
	w.want(advocate, "for the recommendation", amounts{av: 100})
	w.customer("9", contacts.Profile{FirstName: "Nia"})
	w.adjust(manual("1", "c_9", 30))
	in := byHand("1")
	in.Into, in.From = "c_9", advocate
	m := w.mergeByHand(in)
	w.decide()
	w.want("c_9", "together", amounts{av: 130})
	w.refund(w.back("1001", "r1", f.Snapshot.Lines[0]))
	w.decide()
	w.want("c_9", "the friend gave it back", amounts{av: 30})
	w.undo(m.ID)
	w.order(later(f, func(*orders.Snapshot) {})) // whatever is heard of it again
	w.decide()
	w.days(1)
	w.want("c_9", "who had nothing of it", amounts{av: 30})
	w.want(advocate, "who lost it", amounts{})
	w.sound()
}
