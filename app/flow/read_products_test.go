package flow_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/orders"
	"clientele/models/outbox"
	"clientele/models/points"
)

// shelved is a till whose store has a winter mug, 11, and a plain bowl, 12.
func shelved(t *testing.T, asks models.Params) *till {
	t.Helper()
	w := mayRead(newTill(t))
	w.shelf.put("11", []string{"winter"}, []string{"31"})
	w.shelf.put("12", nil, []string{"32"})
	w.programme(doubled(asks))
	return w
}

func TestW05WithACollectionAndWithATag(t *testing.T) {
	t.Parallel()
	for name, asks := range map[string]models.Params{"collection": {"collections": "31"}, "tag": {"productTags": "Winter"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := shelved(t, asks)
			a := goods("11", "40.00")
			f := w.bought("1", a, goods("12", "60.00"))
			w.order(f)
			w.want(member, "before the store was asked", amounts{av: 100})
			w.answer()
			w.want(member, "after the store was asked", amounts{av: 140})
			word(w, w.order(f), "replayed")
			w.answer()
			if got := w.shelf.questions(); got != 1 {
				t.Errorf("the store was asked %d times, want once", got)
			}
			word(w, w.refund(w.back("1", "r1", a)), "clawed_back")
			w.want(member, "A returned", amounts{av: 60})
			w.sound()
		})
	}
}

func TestAChangeOfTagsAltersNoOrderThatWasCounted(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"productTags": "winter"})
	w.order(w.bought("1", goods("11", "40.00")))
	w.answer()
	w.shelf.put("11", nil, nil)
	w.forward(time.Hour)
	word(w, w.order(later(w.bought("1", goods("11", "40.00")), func(*orders.Snapshot) {})), "recorded")
	w.answer()
	w.want(member, "after the tag was taken away", amounts{av: 80})
	w.order(w.bought("2", goods("11", "10.00")))
	w.answer()
	w.want(member, "and with an order after it", amounts{av: 90})
	w.sound()
}

func TestAProductThatIsGoneCountsAsItWasLastKnown(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"productTags": "winter"})
	w.order(w.bought("1", goods("11", "10.00")))
	w.answer()
	w.forward(time.Hour)
	w.shelf.remove("11")
	w.order(w.bought("2", goods("11", "10.00"), goods("99", "5.00")))
	w.answer()
	w.want(member, "one that was known and one that never was", amounts{av: 20 + 20 + 5})
	w.sound()
}

func TestAProductThatSellsFastIsAskedForOnceAMinute(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"productTags": "winter"})
	for i := range 5 {
		w.order(w.bought(fmt.Sprint(i+1), goods("11", "10.00")))
		w.answer()
		w.forward(10 * time.Second)
	}
	if got := w.shelf.questions(); got != 1 {
		t.Errorf("five orders of one minute asked %d times, want once", got)
	}
	w.forward(time.Minute)
	w.order(w.bought("6", goods("11", "10.00")))
	w.answer()
	if got := w.shelf.questions(); got != 2 {
		t.Errorf("an order of the next minute made it %d questions, want 2", got)
	}
	w.want(member, "six orders", amounts{av: 120})
}

func TestAStoreThatDoesNotAnswerIsAskedAgainAndTheOrderCountsMeanwhile(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"productTags": "winter"})
	w.shelf.refuse(models.Errorf(models.Unavailable, "the platform is away"))
	w.order(w.bought("1", goods("11", "40.00")))
	w.answer()
	w.want(member, "while the store is away", amounts{av: 40})
	w.shelf.refuse(nil)
	w.forward(time.Second)
	w.answer()
	w.want(member, "once it answers", amounts{av: 80})
	w.sound()
}

func TestAWithdrawnPermissionWaitsForAPersonAndIsMadeUpFor(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"productTags": "winter"})
	_, err := w.ScopesChanged(t.Context(), flow.ScopesChanged{Shop: testShop, Scopes: []string{"read_orders"}, At: w.now()})
	ok(t, err)
	w.order(w.bought("1", goods("11", "40.00")))
	w.answer()
	w.want(member, "without the permission", amounts{av: 40})
	home, err := w.HomePage(t.Context(), testShop)
	ok(t, err)
	if home.Questions != 1 || home.Effects != 0 || w.shelf.questions() != 0 {
		t.Errorf("%d questions and %d effects wait for a person, %d were asked", home.Questions, home.Effects, w.shelf.questions())
	}
	w.forward(time.Minute)
	mayRead(w)
	w.answer()
	w.want(member, "with the permission", amounts{av: 80})
	if home, err = w.HomePage(t.Context(), testShop); err != nil || home.Questions != 0 {
		t.Errorf("%d questions wait, %v", home.Questions, err)
	}
	w.sound()
}

func TestQuestionsWithoutAnAnswerAreTakenUpAgainEveryHourForTwoMonths(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"productTags": "winter"})
	w.order(w.bought("1", goods("11", "40.00")))
	w.shelf.refuse(models.Errorf(models.Forbidden, "the platform says no"))
	w.answer()
	w.shelf.refuse(nil)
	round := w.ProductQuestions()
	for more := 1; more > 0; {
		var err error
		more, err = round.Step(t.Context())
		ok(t, err)
	}
	w.answer()
	w.want(member, "after the round", amounts{av: 80})

	old := outbox.New(testShop, "products:9:x", flow.ReadProducts, "order:9", map[string]string{"order": "9"}, w.now().Add(-61*24*time.Hour)).Failed(w.now(), "no", true)
	ok(t, w.store.Tx.Do(t.Context(), func(ctx context.Context) error { return w.store.Outbox.Put(ctx, old) }))
	_, err := w.ProductQuestions().Step(t.Context())
	ok(t, err)
	if m, err := w.store.Outbox.Get(t.Context(), testShop, old.ID); err != nil || m.State != outbox.NeedsPerson {
		t.Errorf("a question of two months ago is %s, %v", m.State, err)
	}
}

// Whatever arrives in which sequence, the order ends at the same points, and no
// more can be taken back by parts than at once.
func TestRefundsOfMultipliedLinesEndTheSameInAnySequence(t *testing.T) {
	t.Parallel()
	const worlds = 12
	for seed := range uint64(worlds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := shelved(t, models.Params{"collections": "31", "productTags": "winter"})
			random := rand.New(rand.NewPCG(5, seed))
			a, b := goods("11", "33.35"), goods("12", "17.77")
			f := w.bought("1", a, b)
			steps := []func(){
				func() { w.order(f) },
				func() { w.refund(w.amountBack("1", "r1", "7.77")) },
				func() { w.refund(w.back("1", "r2", b)) },
				func() { w.order(f) }, w.answer, w.answer,
			}
			random.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
			for _, step := range steps {
				step()
			}
			w.answer()
			// 33.35 less 7.77, the rest of the order being returned, doubled.
			w.want(member, "at the end", amounts{av: 51})
			w.sound()
		})
	}
}

func TestARuleThatAsksWhatTheAppMayNotReadIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	settings := points.DefaultSettings("USD")
	settings.Rules[0].Params["productTags"], settings.Rules[0].Params["notCollections"] = "winter", "31"
	_, err := w.EditProgramme(t.Context(), flow.EditProgramme{Shop: testShop, BaseVersion: 1, Settings: settings, Actor: "42"})
	wantFields(t, err, "rules[0].params.notCollections", "rules[0].params.productTags")
	if versions, err := w.Programme(t.Context(), testShop); err != nil || len(versions) != 1 {
		t.Errorf("%d versions, %v: something was saved", len(versions), err)
	}
}
