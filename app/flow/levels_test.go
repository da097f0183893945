package flow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/orders"
	"clientele/models/points"
)

func stepOf(id, kind, amount string, reward int64) levels.Level {
	return levels.Level{
		ID: id, Name: models.Text{En: strings.ToUpper(id), Ja: id + "です"}, Colour: "#d4af37", Multiplier: "1.5", Reward: reward,
		Perks: []models.Text{{En: "Free tea", Ja: "お茶"}}, Rules: []levels.RuleSetting{{Kind: kind, Params: models.Params{"amount": amount}}},
	}
}

// yearly is silver at 300 and gold at 1,000 spent in a calendar year.
func yearly(change ...func(*levels.Settings)) levels.Settings {
	s := levels.Settings{
		Period: levels.Period{Kind: levels.Calendar}, Keep: levels.NextPeriod, OnRefund: levels.Immediate, Downgrade: levels.BalanceBased,
		Levels: []levels.Level{stepOf("silver", "spend", "300", 50), stepOf("gold", "spend", "1000", 200)},
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

// ladder saves the next version and lets it reach everybody.
func (w *till) ladder(s levels.Settings) {
	w.t.Helper()
	ladders, err := w.Ladders(w.t.Context(), testShop)
	ok(w.t, err)
	_, err = w.EditLadder(w.t.Context(), flow.EditLadder{Shop: testShop, BaseVersion: len(ladders), Settings: s, Actor: "42"})
	ok(w.t, err)
	w.forward(time.Minute)
	w.roll()
}

func (w *till) roll() {
	w.t.Helper()
	for r, done := w.Rolling(), 1; done > 0; {
		var err error
		done, err = r.Step(w.t.Context())
		ok(w.t, err)
	}
}

// review lets the jobs run until nothing is due.
func (w *till) review() {
	w.t.Helper()
	for _, job := range []func() (int, error){
		func() (int, error) { return w.MaturePoints(w.t.Context()) }, func() (int, error) { return w.ReviewLevels(w.t.Context()) },
		func() (int, error) { return w.ExpirePoints(w.t.Context()) }, func() (int, error) { return w.CountLevels(w.t.Context(), flow.Batch) },
	} {
		for done := 1; done > 0; {
			var err error
			done, err = job()
			ok(w.t, err)
		}
	}
}

func (w *till) level(id models.ContactID, when, want string) {
	w.t.Helper()
	card, err := w.LevelCard(w.t.Context(), testShop, id)
	ok(w.t, err)
	c, err := w.store.Contacts.Get(w.t.Context(), testShop, id)
	ok(w.t, err)
	if card.State.Level != want || c.Figures.Level != want {
		w.t.Fatalf("%s: %s is on %q and listed under %q, want %q", when, id, card.State.Level, c.Figures.Level, want)
	}
}

func (w *till) levelChanges(id models.ContactID) string {
	w.t.Helper()
	page, err := w.LevelChanges(w.t.Context(), testShop, id, "", 100)
	ok(w.t, err)
	var told []string
	for i := len(page.Items) - 1; i >= 0; i-- {
		c := page.Items[i]
		told = append(told, fmt.Sprintf("%s→%s %s", c.From, c.To, c.Cause.Kind))
	}
	return strings.Join(told, ", ")
}

func TestALevelFollowsPurchasesAndRefunds(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(w.bought("1", goods("a", "600")))
	w.level("c_7", "after 600", "silver")
	w.want("c_7", "after 600", amounts{av: 650})
	w.order(w.bought("2", goods("b", "500")))
	w.order(w.bought("2", goods("b", "500")))
	w.level("c_7", "after 1,100", "gold")
	w.want("c_7", "after 1,100", amounts{av: 1600}) // half as many more on silver, and 200 for gold
	w.refund(w.back("2", "r1", goods("b", "500")))
	w.level("c_7", "after the refund", "silver")
	w.want("c_7", "unused points of the level go", amounts{av: 650})
	w.order(w.bought("3", goods("c", "500")))
	w.level("c_7", "after another 500", "gold")
	w.want("c_7", "and come back", amounts{av: 1600})
	w.spend("c_7", 1300)
	w.order(cancelled(w.bought("3", goods("c", "500"))))
	w.level("c_7", "after the cancellation", "silver")
	if got, want := w.levelChanges("c_7"), "→silver order, silver→gold order, gold→silver refund, silver→gold order, gold→silver cancel"; got != want {
		t.Errorf("the history tells %s", got)
	}
	page, err := w.ContactPage(t.Context(), testShop, contacts.Query{Level: "silver"})
	ok(t, err)
	if len(page.Items) != 1 {
		t.Errorf("%d contacts are listed on silver", len(page.Items))
	}
	w.review()
	counts, _, err := w.LevelCounts(t.Context(), testShop)
	ok(t, err)
	if counts["silver"] != 1 || counts["gold"] != 0 {
		t.Errorf("the counts are %v", counts)
	}
	w.sound()
}

func TestUsedPointsOfALevelAreKept(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.Clawback = points.WithinBalance })
	w.ladder(yearly(func(s *levels.Settings) { s.Levels = s.Levels[:1] }))
	w.order(w.bought("1", goods("a", "400")))
	w.spend("c_7", 430) // 400 of the order, 30 of the level's 50
	w.refund(w.back("1", "r1", goods("a", "400")))
	w.level("c_7", "after the refund", "")
	entries := w.entries("c_7")
	last := entries[len(entries)-1]
	if last.Cause.Kind == "level" && last.Points > 20 {
		t.Errorf("used points were taken back: %+v", last)
	}
	w.want("c_7", "nothing is owed for it", amounts{})
}

func TestPastPurchasesCountWhenLevelsBegin(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "400")))
	w.order(by("8", w.bought("2", goods("b", "100"))))
	trial, err := w.TryLadder(t.Context(), testShop, yearly(), "")
	ok(t, err)
	if trial.Looked != 2 || trial.Reward != 50 || len(trial.Moves) != 1 || trial.Moves[0] != (flow.LadderMove{To: "silver", Contacts: 1}) || trial.Next != "" {
		t.Fatalf("the trial tells %+v", trial)
	}
	w.want("c_7", "a trial changes nothing", amounts{av: 400})
	w.ladder(yearly())
	w.level("c_7", "after the beginning", "silver")
	w.level("c_8", "after the beginning", "")
	w.want("c_7", "the level's points", amounts{av: 450})
	w.refund(w.back("1", "r1", goods("a", "400")))
	w.level("c_7", "after the refund", "")
	w.sound()
}

func TestNobodyLosesByAnEditUntilTheirPeriodEnds(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(w.bought("1", goods("a", "400")))
	harder := yearly(func(s *levels.Settings) { s.Levels[0].Rules[0].Params["amount"] = "900" })
	trial, err := w.TryLadder(t.Context(), testShop, harder, "")
	ok(t, err)
	if len(trial.Moves) != 0 {
		t.Fatalf("the trial moves %+v", trial.Moves)
	}
	w.ladder(harder)
	w.level("c_7", "after the edit", "silver")
	removed := yearly(func(s *levels.Settings) { s.Levels = s.Levels[1:] })
	_, err = w.EditLadder(t.Context(), flow.EditLadder{Shop: testShop, BaseVersion: 2, Settings: removed, Actor: "42"})
	if models.CodeOf(err) != models.Invalid {
		t.Fatalf("a level that somebody stands on was removed: %v", err)
	}
	_, err = w.EditLadder(t.Context(), flow.EditLadder{Shop: testShop, BaseVersion: 1, Settings: harder, Actor: "42"})
	if models.CodeOf(err) != models.Conflict {
		t.Fatalf("an edit of an old version was taken: %v", err)
	}
	w.forward(w.now().AddDate(2, 0, 0).Sub(w.now()))
	w.review()
	w.level("c_7", "two years later", "")
	if got, want := w.levelChanges("c_7"), "→silver order, silver→ time"; got != want {
		t.Errorf("the history tells %s", got)
	}
	w.want("c_7", "time takes no points", amounts{av: 450})
}

func TestPointsCountOnceTheyHaveMatured(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.HoldDays = 14 })
	w.ladder(yearly(func(s *levels.Settings) { s.Levels = []levels.Level{stepOf("silver", "points_earned", "300", 0)} }))
	w.order(w.bought("1", goods("a", "400")))
	w.level("c_7", "while they wait", "")
	w.forward(13 * 24 * time.Hour)
	w.review()
	w.level("c_7", "on day 13", "")
	w.forward(24 * time.Hour)
	w.review()
	w.level("c_7", "on day 14", "silver")
}

func TestAStoppedAccountDoesNotHoldUpTheReview(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(w.bought("1", goods("a", "400")))
	w.order(by("8", w.bought("2", goods("b", "400"))))
	ok(t, w.store.Ledger.Halt(t.Context(), testShop, "c_7", "for a test"))
	w.forward(w.now().AddDate(2, 0, 0).Sub(w.now()))
	w.review()
	c, err := w.store.Contacts.Get(t.Context(), testShop, "c_8")
	ok(t, err)
	if c.Figures.Level != "" {
		t.Error("the other contact was not reviewed")
	}
}

func TestWhatAGuestBoughtCountsForTheMember(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(byGuest("ann@example.com", w.bought("1", goods("a", "400"))))
	w.order(w.bought("2", goods("b", "100")))
	w.level("c_7", "before the claim", "")
	w.customer("7", contacts.Profile{Email: "ann@example.com", Verified: true})
	w.level("c_7", "after the claim", "silver")
	if got := w.levelChanges("c_7"); got != "→silver claim" {
		t.Errorf("the history tells %s", got)
	}
	w.refund(w.back("1", "r1", goods("a", "400")))
	w.level("c_7", "after the refund", "")
	w.sound()
}

func TestTheHigherLevelIsKeptWhenCustomersAreMerged(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(w.bought("1", goods("a", "100")))
	w.order(by("8", w.bought("2", goods("b", "1000"))))
	_, err := w.CustomersMerged(t.Context(), flow.CustomersMerged{Shop: testShop, Kept: "7", Deleted: "8", Success: true})
	ok(t, err)
	w.level("c_7", "after the merge", "gold")
	w.review()
	counts, _, err := w.LevelCounts(t.Context(), testShop)
	ok(t, err)
	if counts["gold"] != 1 {
		t.Errorf("the counts are %v", counts)
	}
	w.want("c_7", "the level's points are given once", amounts{av: 1350})
	w.sound()
}

func TestTheLevelOfATimeIsKnown(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(w.bought("1", goods("a", "400")))
	before := w.now().Add(-time.Second)
	w.forward(time.Hour)
	w.order(w.bought("2", goods("b", "1000")))
	for at, want := range map[time.Time]string{before: "", w.now().Add(-time.Minute): "silver", w.now(): "gold"} {
		level, err := w.LevelAt(t.Context(), testShop, "c_7", at)
		ok(t, err)
		if got := fmt.Sprint(level != nil); level != nil && level.ID != want || level == nil && want != "" {
			t.Errorf("at %v the level is %s %+v, want %q", at, got, level, want)
		}
	}
	ladders, err := w.Ladders(t.Context(), testShop)
	ok(t, err)
	factor, err := w.LevelMultiplier(t.Context(), testShop, ladders, "c_7", w.now())
	if ok(t, err); factor == nil || factor.RatString() != "3/2" {
		t.Errorf("points are multiplied by %v", factor)
	}
	if factor, err = w.LevelMultiplier(t.Context(), testShop, ladders, "c_7", before); factor != nil || err != nil {
		t.Errorf("before the first level points were multiplied by %v, %v", factor, err)
	}
	shown, err := w.ShopperLevel(t.Context(), testShop, "c_7", "ja")
	ok(t, err)
	if shown == nil || shown.Name != "goldです" || shown.Perks[0] != "お茶" || shown.Next != nil {
		t.Errorf("the shopper sees %+v", shown)
	}
	w.order(by("8", w.bought("9", goods("z", "30"))))
	below, err := w.ShopperLevel(t.Context(), testShop, "c_8", "en")
	ok(t, err)
	if below == nil || below.Name != "" || below.Next == nil || below.Next.Name != "SILVER" || below.Next.Missing != 270_00 || below.Next.Percent != 10 {
		t.Errorf("below the first level a shopper sees %+v", below)
	}
	none, err := w.ShopperLevel(t.Context(), testShop, "c_99", "ja")
	if none != nil || err != nil {
		t.Errorf("a stranger sees %+v, %v", none, err)
	}
}

func TestOrdersInAnyOrderLeaveTheSameLevel(t *testing.T) {
	t.Parallel()
	var histories []string
	for _, reversed := range []bool{false, true} {
		w := newTill(t)
		w.ladder(yearly())
		var facts []func()
		for i := range 4 {
			number := fmt.Sprint(i + 1)
			line := goods("a"+number, "300")
			bought := w.bought(number, line)
			facts = append(facts, func() { w.order(bought) }, func() { w.refund(w.back(number, "r"+number, orders.Line{ID: line.ID, NetMinor: minor("150")})) })
		}
		for i := range facts {
			if reversed {
				i = len(facts) - 1 - i
			}
			facts[i]()
		}
		state, err := w.store.Levels.State(t.Context(), testShop, "c_7")
		ok(t, err)
		histories = append(histories, fmt.Sprint(state.Level, state.Until))
		w.sound()
	}
	if histories[0] != histories[1] {
		t.Errorf("one way gives %s, the other %s", histories[0], histories[1])
	}
}

func TestTheCheckOfTheBooksKnowsLevels(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(w.bought("1", goods("a", "400")))
	w.sound()
	for name, spoil := range map[string]func(s *levels.State){
		"another level": func(s *levels.State) { s.Level = "gold" },
		"another row":   func(s *levels.State) { s.Rows[0].Figures.SpentMinor++ },
		"no history":    func(s *levels.State) { s.Changes++ },
	} {
		sound, err := w.store.Levels.State(t.Context(), testShop, "c_7")
		ok(t, err)
		spoilt := sound
		spoilt.Rows = append([]levels.Row(nil), sound.Rows...)
		spoil(&spoilt)
		save := func(s levels.State) int64 {
			var version int64
			ok(t, w.store.Tx.Do(t.Context(), func(ctx context.Context) error {
				var err error
				version, err = w.store.Levels.Save(ctx, s, nil)
				return err
			}))
			return version
		}
		sound.Version = save(spoilt)
		if tally := w.checked(); tally.Violations == 0 {
			t.Errorf("%s is not found", name)
		}
		save(sound)
	}
	account, err := w.store.Ledger.Account(t.Context(), testShop, "c_7")
	if ok(t, err); account.Halted != "" {
		t.Error("the account was stopped for what is only shown")
	}
	w.sound()
}
