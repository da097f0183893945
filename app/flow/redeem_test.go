package flow_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/outbox"
	"clientele/models/rewards"
)

func TestPointsAreHeldUntilAnOrderUsesTheCodeAndThenSpent(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	r := c.redeem(c.offer(), "one")
	c.want("c_7", "held", amounts{av: 50})
	c.state(r.ID, rewards.Preparing)
	c.work()
	r = c.state(r.ID, rewards.Ready)
	if w := c.gifts.codes[r.Code]; w.Gift.Minor != 1000 || w.Customer != "7" || !w.Until.Equal(r.LapsesAt) {
		t.Fatalf("the platform was asked for %+v", w)
	}
	c.order(c.paying("2", r, goods("b", "30.00")))
	r = c.state(r.ID, rewards.Used)
	if r.Order != "2" || r.Flag != "" {
		t.Fatalf("used as %+v", r)
	}
	c.want("c_7", "spent, and the order has earned", amounts{av: 80})
	c.sound()
	c.lapse(0)
	c.forward(60 * 24 * time.Hour)
	c.lapse(0)
}

func TestW17TheSameWishIsMadeOnceAndPointsAreHeldOnce(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	reward := c.offer()
	r := c.redeem(reward, "one")
	again, err := c.Redeem(t.Context(), wish(reward, "one"))
	ok(t, err)
	if !again.Replayed || again.Redemption.ID != r.ID {
		t.Fatalf("the same key gave %+v", again)
	}
	other := wish(reward, "one")
	other.Points = 7
	if _, err := c.Redeem(t.Context(), other); models.CodeOf(err) != models.Conflict {
		t.Fatalf("the same key with another wish: %v", err)
	}
	if _, err := c.Redeem(t.Context(), wish(reward, "two")); models.CodeOf(err) != models.Conflict {
		t.Fatalf("a second device: %v", err)
	}
	c.want("c_7", "held once", amounts{av: 50})
	c.sound()
}

func TestARewardIsOnlyForLevelsThatThereAre(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	settings := rewards.Settings{Enabled: true, Kind: "amount", Params: models.Params{"amount": "10.00"}, Cost: 100, Levels: []string{"gold"}}
	wish := flow.EditReward{Shop: testShop, Key: "reward-key-gold", Settings: settings, Actor: "42"}
	_, err := c.EditReward(t.Context(), wish)
	var refused *models.Error
	if !errors.As(err, &refused) || len(refused.Fields) != 1 || refused.Fields[0].Path != "levels" {
		t.Fatalf("a level that is not there: %v", err)
	}
	ok(t, c.store.Levels.AddLadder(t.Context(), levels.Ladder{Shop: testShop, Version: 1, Settings: levels.Settings{Levels: []levels.Level{{ID: "gold"}}}}))
	_, err = c.EditReward(t.Context(), wish)
	ok(t, err)
}

func TestF45TwoHundredRedemptionsOfPointsThatSufficeForOne(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	reward := c.offer(func(s *rewards.Settings) { s.Stock, s.PerMember = 5, 3 })
	var mu sync.Mutex
	var all sync.WaitGroup
	succeeded, codes := 0, map[models.Code]int{}
	for i := range 200 {
		all.Go(func() {
			_, err := c.Redeem(t.Context(), wish(reward, fmt.Sprint("many-", i)))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				succeeded++
			} else {
				codes[models.CodeOf(err)]++
			}
		})
	}
	all.Wait()
	if succeeded != 1 || codes[models.Conflict] != 199 {
		t.Fatalf("%d succeeded, refusals %v", succeeded, codes)
	}
	c.want("c_7", "held once", amounts{av: 50})
	c.sound()
}

func TestStockAndLimitsOfAMemberAreKeptAndGivenBack(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "1000.00")
	stocked := c.offer(func(s *rewards.Settings) { s.Stock = 1 })
	r := c.redeem(stocked, "one")
	if _, err := c.Redeem(t.Context(), wish(stocked, "two")); err == nil || err.Error() != rewards.SoldOut.Say("en") {
		t.Fatalf("one more than there are: %v", err)
	}
	_, err := c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Contact: "c_7"})
	ok(t, err)
	r = c.redeem(stocked, "three")
	c.forward(time.Minute)
	limited := c.offer(func(s *rewards.Settings) { s.PerMember, s.CoolDown = 2, 7 })
	c.redeem(limited, "four")
	if _, err := c.Redeem(t.Context(), wish(limited, "five")); err == nil || err.Error() != rewards.CoolingDown.Say("en") {
		t.Fatalf("too soon: %v", err)
	}
	c.forward(8 * 24 * time.Hour)
	c.redeem(limited, "six")
	c.forward(8 * 24 * time.Hour)
	if _, err := c.Redeem(t.Context(), wish(limited, "seven")); err == nil || err.Error() != rewards.HadEnough.Say("en") {
		t.Fatalf("once too often: %v", err)
	}
	if r.Reward != stocked {
		t.Fatal("the wrong reward")
	}
	c.sound()
}

func TestW16PointsGoBackWhenTheTimeIsOverAndTheCodeGoes(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	r := c.redeem(c.offer(func(s *rewards.Settings) { s.Minutes = 15 }), "one")
	c.work()
	c.forward(15*time.Minute - time.Second)
	c.lapse(0)
	c.forward(time.Second)
	c.lapse(1)
	c.lapse(0)
	c.want("c_7", "after the time", amounts{av: 150})
	c.state(r.ID, rewards.Returned)
	c.work()
	if len(c.gifts.codes) != 0 {
		t.Fatalf("codes are left: %v", c.gifts.codes)
	}
	c.sound()
}

func TestW42ALateOrderSpendsThePointsAllTheSameAndIsFlagged(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "100.00")
	r := c.redeem(c.offer(func(s *rewards.Settings) { s.Minutes = 15 }), "one")
	c.work()
	c.forward(15 * time.Minute)
	c.lapse(1)
	c.forward(5 * time.Minute)
	late := c.paying("2", r, goods("b", "30.00"))
	c.order(late)
	c.order(late)
	if r = c.state(r.ID, rewards.Used); r.Flag != rewards.LateOrder {
		t.Fatalf("not flagged: %+v", r)
	}
	c.want("c_7", "spent late", amounts{av: 30})
	page, err := c.RedemptionPage(t.Context(), testShop, "", rewards.Query{Problem: true})
	ok(t, err)
	if len(page.Items) != 1 {
		t.Fatal("a person is not told")
	}
	c.sound()
}

func TestI12AndI14WhatIsGivenBackOfAnOrderGivesPointsBackOnce(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "100.00")
	r := c.redeem(c.offer(), "one")
	c.work()
	b, d := goods("b", "15.00"), goods("d", "15.00")
	bought := c.paying("2", r, b, d)
	c.order(bought)
	c.want("c_7", "bought", amounts{av: 30})
	half := c.back("2", "r1", b)
	c.refund(half)
	c.refund(half)
	c.want("c_7", "half of it came back", amounts{av: 65})
	c.refund(c.back("2", "r2", d))
	c.want("c_7", "all of it came back", amounts{av: 100})
	c.order(cancelled(bought))
	c.order(bought)
	c.want("c_7", "and was cancelled", amounts{av: 100})
	if r = c.state(r.ID, rewards.Used); r.Hold.Returned() != 100 {
		t.Fatalf("%d came back", r.Hold.Returned())
	}
	c.sound()
}

func TestW49ACancelledOrderRestoresThePointsOnce(t *testing.T) {
	t.Parallel()
	for name, facts := range map[string]func(c *counter, f flow.OrderChanged) []flow.OrderChanged{
		"paid, cancelled, paid again": func(_ *counter, f flow.OrderChanged) []flow.OrderChanged {
			return []flow.OrderChanged{f, cancelled(f), f}
		},
		"cancelled before anything else": func(_ *counter, f flow.OrderChanged) []flow.OrderChanged {
			return []flow.OrderChanged{cancelled(f), f}
		},
		"cancelled without being paid": func(_ *counter, f flow.OrderChanged) []flow.OrderChanged {
			f.Snapshot.Paid = false
			return []flow.OrderChanged{f, cancelled(f), cancelled(f)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t, "100.00")
			r := c.redeem(c.offer(), "one")
			c.work()
			for _, f := range facts(c, c.paying("2", r, goods("b", "30.00"))) {
				c.order(f)
			}
			c.want("c_7", "in the end", amounts{av: 100})
			if r = c.redemption(r.ID); r.Waiting() {
				t.Fatalf("the points are still held: %+v", r)
			}
			c.sound()
		})
	}
}

func TestI15AndF16TheOrderOfNewsDoesNotChangeWhereARedemptionEnds(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]bool{"the refund first": true, "the order first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t, "100.00")
			r := c.redeem(c.offer(), "one")
			c.work()
			b, d := goods("b", "10.00"), goods("d", "20.00")
			bought, back := c.paying("2", r, b, d), c.back("2", "r1", b)
			if first {
				c.refund(back)
				c.order(bought)
			} else {
				c.order(bought)
				c.refund(back)
			}
			c.want("c_7", "in the end", amounts{av: 70}) // 50 of 100 came back, 20 earned
			c.sound()
		})
	}
}

func TestGivingBackByHandEndsARedemptionOnceAndOnlyOnesOwn(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "100.00")
	r := c.redeem(c.offer(), "one")
	c.work()
	c.customer("8", contacts.Profile{Email: "eve@example.com"})
	if _, err := c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Contact: "c_8"}); models.CodeOf(err) != models.NotFound {
		t.Fatalf("F30 somebody else gave it back: %v", err)
	}
	if _, err := c.RedemptionOf(t.Context(), testShop, "c_8", r.ID); models.CodeOf(err) != models.NotFound {
		t.Fatalf("F30 somebody else saw it: %v", err)
	}
	for range 2 {
		_, err := c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Actor: "42"})
		ok(t, err)
	}
	c.want("c_7", "given back", amounts{av: 100})
	c.work()
	if r = c.state(r.ID, rewards.Returned); r.Actor != "42" || len(c.gifts.codes) != 0 {
		t.Fatalf("left %+v, codes %v", r, c.gifts.codes)
	}
	c.forward(time.Minute)
	r = c.redeem(c.offer(), "two")
	c.order(c.paying("2", r, goods("b", "30.00")))
	if _, err := c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Actor: "42"}); models.CodeOf(err) != models.Conflict {
		t.Fatalf("what was used was given back: %v", err)
	}
	c.sound()
}

func TestStoreCreditAndGiftCardsCostTheirPointsOnceTheyAreThere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"credit", "card"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t, "300.00")
			reward := c.offer(kind(name))
			r := c.redeem(reward, "one")
			c.gifts.late = models.Errorf(models.Unavailable, "the answer was lost")
			if c.work() != 1 {
				t.Fatal("nothing failed")
			}
			c.state(r.ID, rewards.Preparing)
			if _, err := c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Actor: "42"}); models.CodeOf(err) != models.Conflict {
				t.Fatalf("what may have been given was given back: %v", err)
			}
			second := c.redeem(reward, "two")
			c.forward(time.Minute)
			c.work()
			c.state(r.ID, rewards.Used)
			c.state(second.ID, rewards.Used)
			if given := len(c.gifts.credit) + len(c.gifts.cards); given != 2 {
				t.Fatalf("F25 %d were given for two redemptions", given)
			}
			c.want("c_7", "spent", amounts{av: 100})
			refused := c.redeem(reward, "three")
			c.gifts.fail = models.Errorf(models.Invalid, "the platform takes no such amount")
			c.work()
			if r = c.state(refused.ID, rewards.Failed); r.Problem == "" {
				t.Fatal("nobody is told why")
			}
			c.want("c_7", "given back", amounts{av: 100})
			c.sound()
		})
	}
}

func TestAWithdrawnScopeWaitsForAPersonAndGoesOnAfterwards(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "100.00")
	r := c.redeem(c.offer(), "one")
	c.gifts.fail = models.Errorf(models.Forbidden, "grant write_discounts")
	c.work()
	if r = c.state(r.ID, rewards.Preparing); !r.NeedsPerson || r.Problem == "" {
		t.Fatalf("left %+v", r)
	}
	n, err := c.EffectsForPerson(t.Context(), testShop)
	ok(t, err)
	if n != 1 {
		t.Fatalf("%d effects wait for a person", n)
	}
	_, err = c.RetryEffect(t.Context(), testShop, r.ID)
	ok(t, err)
	c.work()
	if r = c.state(r.ID, rewards.Ready); r.NeedsPerson || r.Problem != "" {
		t.Fatalf("left %+v", r)
	}
	if _, err := c.RetryEffect(t.Context(), testShop, r.ID); models.CodeOf(err) != models.Conflict {
		t.Fatalf("what waits for nobody was retried: %v", err)
	}
}

func TestARewardWhoseProductVanishedGivesThePointsBack(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "100.00")
	r := c.redeem(c.offer(func(s *rewards.Settings) { s.Kind, s.Params = "product", models.Params{"product": "77"} }), "one")
	c.gifts.fail = models.Errorf(models.Invalid, "product 77 does not exist")
	c.work()
	c.state(r.ID, rewards.Failed)
	c.want("c_7", "given back", amounts{av: 100})
	c.sound()
}

func TestF02ACodeThatIsMadeAfterThePointsWentBackGoesAgain(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "100.00")
	r := c.redeem(c.offer(), "one")
	claimed, err := c.store.Outbox.Claim(t.Context(), "w0", c.now(), time.Minute, 5)
	ok(t, err)
	_, err = c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Contact: "c_7"})
	ok(t, err)
	c.work() // takes the code away before it is there
	c.gifts.codes[r.Code] = r.Wish()
	outcome, err := c.giving.Bring(t.Context(), claimed[0])
	ok(t, err)
	if outcome != "not_needed" {
		t.Fatalf("it was %s", outcome)
	}
	orphans, vanished, err := c.giving.CheckDiscounts(t.Context(), c.shop(t))
	ok(t, err)
	if orphans != 1 || vanished != 0 {
		t.Fatalf("%d orphans, %d vanished", orphans, vanished)
	}
	c.work()
	if len(c.gifts.codes) != 0 {
		t.Fatal("the code is still there")
	}
}

func TestDiscountsAreHeldAgainstTheBooks(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "300.00")
	reward := c.offer()
	kept, lost := c.redeem(reward, "one"), c.redeem(reward, "two")
	c.work()
	c.forward(time.Minute)
	delete(c.gifts.codes, lost.Code) // somebody removed it in the store admin
	c.gifts.codes["CLSTRAY"] = rewards.Wish{}
	orphans, vanished, err := c.giving.CheckDiscounts(t.Context(), c.shop(t))
	ok(t, err)
	if orphans != 1 || vanished != 1 {
		t.Fatalf("%d orphans, %d vanished", orphans, vanished)
	}
	c.work()
	if r := c.state(lost.ID, rewards.Returned); r.Flag != rewards.Vanished {
		t.Fatalf("not flagged: %+v", r)
	}
	c.state(kept.ID, rewards.Ready)
	orphans, vanished, err = c.giving.CheckDiscounts(t.Context(), c.shop(t))
	ok(t, err)
	if orphans+vanished != 0 || len(c.gifts.codes) != 1 {
		t.Fatalf("the second look: %d orphans, %d vanished, codes %v", orphans, vanished, c.gifts.codes)
	}
	c.sound()
}

func TestErasingAContactLeavesNoRedemptionNoEffectAndNoCode(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "300.00")
	reward := c.offer()
	r := c.redeem(reward, "one")
	c.work()
	c.redeem(reward, "two") // its effect is not brought about yet
	_, err := c.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "1", Customer: "7", ReceivedAt: c.now()})
	ok(t, err)
	if _, err := c.Redemptions.Get(t.Context(), testShop, r.ID); models.CodeOf(err) != models.NotFound {
		t.Fatalf("a redemption is left: %v", err)
	}
	c.work()
	page, err := c.Outbox.Page(t.Context(), testShop, outbox.Query{})
	ok(t, err)
	for _, m := range page.Items {
		if m.Kind != flow.DeleteDiscount || m.Params["redemption"] != "" {
			t.Errorf("an effect about them is left: %+v", m)
		}
	}
	if len(c.gifts.codes) != 0 {
		t.Errorf("codes are left: %v", c.gifts.codes)
	}
	if tally := c.checked(); tally.Violations != 0 {
		t.Errorf("the check of the books finds %+v", tally.Findings)
	}
}

func TestTheShelfSaysWhatCanBeHadAndWhyNot(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	c.offer()
	c.forward(time.Second)
	c.offer(func(s *rewards.Settings) { s.Cost = 500 })
	c.forward(time.Second)
	c.offer(func(s *rewards.Settings) { s.Enabled = false })
	shelf, err := c.Shelf(t.Context(), testShop, "c_7")
	ok(t, err)
	if len(shelf.Offers) != 2 || shelf.Available != 150 || !shelf.Offers[0].Offer.Affordable || shelf.Offers[1].Offer.Missing != 350 {
		t.Fatalf("the shelf shows %+v", shelf)
	}
	nobody, err := c.Shelf(t.Context(), testShop, "c_999")
	ok(t, err)
	if len(nobody.Offers) != 2 || nobody.Available != 0 || nobody.Offers[0].Offer.Refusal != rewards.TooFew {
		t.Fatalf("to a stranger it shows %+v", nobody)
	}
}
