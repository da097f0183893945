package flow_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/merges"
	"clientele/models/points"
	"clientele/models/rewards"
)

// byHand is the wish to make customer 8 part of customer 7.
func byHand(key string) flow.MergeContacts {
	return flow.MergeContacts{Shop: testShop, Key: "merge-key-" + key, Into: member, From: "c_8", Note: "one person", Actor: "42"}
}

func (w *till) mergeByHand(in flow.MergeContacts) merges.Merge {
	w.t.Helper()
	m, _, err := w.MergeContacts(w.t.Context(), in)
	ok(w.t, err)
	return m
}

func (w *till) undo(id string) merges.Merge {
	w.t.Helper()
	m, _, err := w.UndoMerge(w.t.Context(), flow.UndoMerge{Shop: testShop, Contact: w.kept(id), Merge: id, Actor: "43"})
	ok(w.t, err)
	return m
}

// kept is the survivor of a merge.
func (w *till) kept(merge string) models.ContactID {
	w.t.Helper()
	m, err := w.store.Merges.Get(w.t.Context(), testShop, merge)
	ok(w.t, err)
	return m.Into
}

// holdings is what a contact has, without what only tells how it came.
func (w *till) holdings(id models.ContactID) map[string]any {
	w.t.Helper()
	ctx := w.t.Context()
	account, err := w.store.Ledger.Account(ctx, testShop, id)
	ok(w.t, err)
	lots, err := w.store.Ledger.Lots(ctx, testShop, id)
	ok(w.t, err)
	c, err := w.store.Contacts.Get(ctx, testShop, id)
	ok(w.t, err)
	sums := map[string]int64{}
	for _, l := range lots {
		sums[l.Source+string(l.Order)+l.EarnedAt.String()+l.MaturesAt.String()+l.ExpiresAt.String()] += l.Remaining + l.Frozen
	}
	c.Version, c.UpdatedAt = 0, time.Time{}
	b := account.Balances
	return map[string]any{
		"contact": c, "lots": sums, "available": b.Available, "pending": b.Pending, "reserved": b.Reserved, "debt": b.Debt, "part of": account.MergedInto,
	}
}

func welcome() func(*points.Settings) {
	return rules(rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}), rule("b", "first_order", models.Params{"points": "100"}))
}

func TestReservedPointsAreInNobodysWay(t *testing.T) {
	t.Parallel()
	for name, join := range map[string]func(c *counter) (undo func()){
		"by the platform": func(c *counter) func() { c.merge("8", "7"); return func() {} },
		"by hand": func(c *counter) func() {
			in := byHand("1")
			in.Into, in.From = in.From, in.Into
			m := c.mergeByHand(in)
			return func() { c.undo(m.ID) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t, "150.00")
			r := c.redeem(c.offer(), "one")
			c.work()
			c.customer("8", contacts.Profile{FirstName: "Eve"})
			undo := join(c)
			c.want("c_8", "together", amounts{av: 50})
			c.sound()
			undo()
			c.sound()
			c.order(c.paying("2", c.state(r.ID, rewards.Ready), goods("b", "30.00")))
			c.state(r.ID, rewards.Used)
			c.want("c_7", "spent, and the order has earned", amounts{av: 80})
			c.sound()
		})
	}
}

func TestAMergeIsMadeOnceAndOnlyOfTwo(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "60.00")))
	w.order(by("8", w.bought("2", goods("a", "40.00"))))
	w.order(byGuest("ada@example.com", w.bought("3", goods("a", "5.00"))))
	guest := w.guest("ada@example.com")
	m := w.mergeByHand(byHand("1"))
	again, replayed, err := w.MergeContacts(t.Context(), byHand("1"))
	if err != nil || !replayed || again.At != m.At {
		t.Errorf("the same key again: %+v, %t, %v", again, replayed, err)
	}
	for name, x := range map[string]struct {
		key        string
		into, from models.ContactID
		code       models.Code
	}{
		"the key of another merge":     {"1", member, guest, models.Conflict},
		"itself":                       {"2", member, member, models.Conflict},
		"what is merged already":       {"2", member, "c_8", models.Conflict},
		"into what is part of it":      {"2", "c_8", member, models.Conflict},
		"another into what is merged":  {"2", "c_8", guest, models.Conflict},
		"a member into a guest":        {"2", guest, member, models.Conflict},
		"nobody":                       {"2", member, "c_99", models.NotFound},
		"into nobody":                  {"2", "c_99", member, models.NotFound},
		"with a key that is too short": {"", member, guest, models.Invalid},
	} {
		in := byHand(x.key)
		in.Into, in.From = x.into, x.from
		if x.key == "" {
			in.Key = "short"
		}
		if _, _, err := w.MergeContacts(t.Context(), in); models.CodeOf(err) != x.code || err == nil {
			t.Errorf("%s: %v, want %s", name, err, x.code)
		}
	}
	second := byHand("3")
	second.From = guest
	w.mergeByHand(second)
	w.undo(m.ID) // the first of two
	w.want(member, "with the guest", amounts{av: 65})
	w.sound()
	if _, _, err := w.UndoMerge(t.Context(), flow.UndoMerge{Shop: testShop, Contact: member, Merge: "no-such-merge"}); models.CodeOf(err) != models.NotFound {
		t.Errorf("a merge that nobody made: %v", err)
	}
}

func TestAMergeBecomesFinal(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "60.00")))
	w.order(by("8", w.bought("2", goods("a", "40.00"))))
	w.order(by("9", w.bought("3", goods("a", "5.00"))))
	first := w.mergeByHand(byHand("1"))
	in := byHand("2")
	in.Into, in.From = "c_9", member
	second := w.mergeByHand(in)
	refusedUndo := func(when, id string) {
		t.Helper()
		if _, _, err := w.UndoMerge(t.Context(), flow.UndoMerge{Shop: testShop, Contact: w.kept(id), Merge: id}); models.CodeOf(err) != models.Conflict || err == nil {
			t.Errorf("undone %s: %v", when, err)
		}
	}
	refusedUndo("while the survivor is part of another", first.ID)
	w.undo(second.ID)
	w.merge("7", "8")
	refusedUndo("after the platform merged the same two", first.ID)
	third := w.mergeByHand(flow.MergeContacts{Shop: testShop, Key: "merge-three", Into: member, From: "c_9"})
	w.forward(merges.Reversible)
	refusedUndo("too late", third.ID)
	settling := w.Settling()
	for n := 1; n > 0; {
		var err error
		n, err = settling.Step(t.Context())
		ok(t, err)
	}
	kept, err := w.store.Merges.Get(t.Context(), testShop, third.ID)
	ok(t, err)
	if diff := cmp.Diff(merges.Memory{}, kept.Memory); kept.State != merges.Final || diff != "" {
		t.Errorf("after its time it is %s and remembers\n%s", kept.State, diff)
	}
	w.sound()
}

func TestANoCountsOnEitherSide(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	agree := func(customer string, yes bool) {
		t.Helper()
		_, err := w.ConsentChanged(t.Context(), flow.ConsentChanged{Shop: testShop, Customer: customer, Subscribed: yes, At: w.now()})
		ok(t, err)
		w.forward(time.Minute)
	}
	says := func(id models.ContactID, when string, want ...bool) {
		t.Helper()
		card, err := w.ContactCard(t.Context(), testShop, id)
		ok(t, err)
		var got []bool
		for _, c := range card.Consents {
			got = append(got, c.Given)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	w.customer("7", ada)
	w.customer("8", contacts.Profile{FirstName: "Eve"})
	agree("8", true)
	m := w.mergeByHand(byHand("1"))
	says(member, "a yes of the other is no yes")
	w.undo(m.ID)
	agree("7", true)
	agree("8", false)
	m = w.mergeByHand(byHand("2"))
	says(member, "a no of the other", false)
	w.undo(m.ID)
	says(member, "alone", true)
	says("c_8", "alone", false)
	w.mergeByHand(byHand("3"))
	w.forward(time.Minute)
	agree("7", true)
	says(member, "a yes since", true)
	agree("8", false)
	says(member, "and a no after that", false)
}

func TestContactsThatMayBeOneAreProposed(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.customer("7", contacts.Profile{Email: "ada.l@gmail.com", FirstName: "Ada", LastName: "Byron", Phone: "+1 555 0100"})
	w.customer("8", contacts.Profile{Email: "adal+shop@googlemail.com", FirstName: "ada", LastName: "BYRON"})
	w.customer("9", contacts.Profile{Email: "b@example.com", Phone: "1 (555) 0100"})
	w.customer("10", contacts.Profile{Email: "c@example.com", FirstName: "Ada"})
	found, err := w.SimilarContacts(t.Context(), testShop, member)
	ok(t, err)
	got := map[models.ContactID][]string{}
	for _, s := range found {
		got[s.Contact.ID] = s.Shares
	}
	if diff := cmp.Diff(map[models.ContactID][]string{"c_8": {"email", "name"}, "c_9": {"phone"}}, got); diff != "" || found[0].Contact.ID != "c_8" {
		t.Errorf("proposed are\n%s", diff)
	}
}

func TestNoMailTellsOfAMerge(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "")
	c.post.open = true
	c.programme(welcome())
	c.customer("7", ada)
	c.order(by("8", c.bought("1", goods("a", "400.00"))))
	c.forward(time.Hour)
	c.order(c.bought("2", goods("a", "20.00")))
	c.work()
	m := c.mergeByHand(byHand("1"))
	c.undo(m.ID)
	c.work()
	if sent := c.post.mails; len(sent) > 0 {
		t.Errorf("mails were sent: %+v", sent)
	}
}

func TestTheCheckFindsPointsOfWhoIsNoPartOfAnAccount(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "60.00")))
	w.order(by("8", w.bought("2", goods("a", "40.00"))))
	m := w.mergeByHand(byHand("1"))
	gone, err := w.store.Contacts.Get(t.Context(), testShop, "c_8")
	ok(t, err)
	gone.MergedInto = ""
	_, err = w.store.Contacts.Save(t.Context(), gone)
	ok(t, err)
	found := map[models.ContactID]string{}
	for _, f := range w.checked().Findings {
		if f.Law == points.LawMerge {
			found[f.Account] = f.Text
		}
	}
	want := map[models.ContactID]string{
		member: "the account holds 40 points of contact c_8, who is no part of it", "c_8": "merge " + m.ID + ` is merged, its contact is part of ""`,
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("the check finds\n%s", diff)
	}
}

func TestErasingAPersonErasesTheirMerges(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "60.00")))
	w.order(by("8", w.bought("2", goods("a", "40.00"))))
	m := w.mergeByHand(byHand("1"))
	_, err := w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "w1", Customer: "8", ReceivedAt: w.now()})
	ok(t, err)
	if _, err := w.store.Merges.Get(t.Context(), testShop, m.ID); models.CodeOf(err) != models.NotFound {
		t.Errorf("the merge is still there: %v", err)
	}
	if tally := w.checked(); tally.Violations > 0 || tally.Accounts > 0 {
		t.Errorf("the check says %+v", tally)
	}
}

func TestMergingWhileOrdersComeAndPointsAreSpentLosesNothing(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "500.00")
	c.order(by("8", c.bought("2", goods("a", "40.00"))))
	reward := c.offer(func(s *rewards.Settings) { s.Cost = 10 })
	again := func(do func() error) func() {
		return func() {
			for range 200 {
				if err := do(); err == nil || models.CodeOf(err) != models.Conflict {
					if err != nil {
						t.Error(err)
					}
					return
				}
			}
			t.Error("a story never came to its turn")
		}
	}
	at := func(stories ...func() error) {
		var all sync.WaitGroup
		for _, story := range stories {
			all.Go(again(story))
		}
		all.Wait()
		c.sound()
	}
	order := func(id, customer string) func() error {
		f := by(customer, c.bought(id, goods("a", "7.00")))
		return func() error { _, err := c.OrderChanged(t.Context(), f); return err }
	}
	redeem := func(key string) func() error {
		return func() error { _, err := c.Redeem(t.Context(), wish(reward, key)); return err }
	}
	at(order("11", "8"), redeem("one"), order("12", "7"), func() error { _, _, err := c.MergeContacts(t.Context(), byHand("1")); return err }, redeem("two"), order("13", "8"))
	at(order("21", "8"), redeem("three"), func() error {
		_, _, err := c.UndoMerge(t.Context(), flow.UndoMerge{Shop: testShop, Contact: member, Merge: byHand("1").Key})
		return err
	}, order("22", "7"), order("23", "8"))
	c.want("c_8", "every order of customer 8", amounts{av: 40 + 4*7})
	c.want(member, "every order of customer 7, less what is held", amounts{av: 500 + 2*7 - 30})
}
