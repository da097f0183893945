package levels_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/levels"
)

var start = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func asks(kind, amount string) levels.RuleSetting {
	return levels.RuleSetting{Kind: kind, Params: models.Params{"amount": amount}}
}

func level(id string, rules ...levels.RuleSetting) levels.Level {
	return levels.Level{ID: id, Name: models.Text{En: strings.ToUpper(id)}, Colour: "#c0c0c0", Rules: rules}
}

// ladder is silver at 300 and gold at 1,000 spent in a calendar year.
func ladder(change ...func(*levels.Settings)) levels.Ladder {
	s := levels.Settings{
		Period: levels.Period{Kind: levels.Calendar}, Keep: levels.NextPeriod, OnRefund: levels.Immediate, Downgrade: levels.BalanceBased,
		Levels: []levels.Level{level("silver", asks("spend", "300")), level("gold", asks("spend", "1000"))},
	}
	for _, c := range change {
		c(&s)
	}
	return levels.Ladder{Shop: "a.example", Version: 1, Settings: s, Zone: "UTC", Currency: "USD", EffectiveFrom: start}
}

func rolling(months int) func(*levels.Settings) {
	return func(s *levels.Settings) {
		s.Period, s.Keep = levels.Period{Kind: levels.Rolling, Months: months}, levels.ThisPeriod
	}
}

func on(day string) time.Time {
	t, err := time.Parse(time.RFC3339, day+"T12:00:00Z")
	if err != nil {
		panic(err)
	}
	return t
}

// spent is a purchase of so many units of the currency.
func spent(day string, units int64) levels.Part {
	return levels.Part{Day: levels.Date(day), PointsDay: levels.Date(day), PointsFrom: on(day), SpentMinor: units * 100, Points: units, Orders: 1}
}

// back is a purchase of which so much is left after a refund on a day.
func back(was levels.Part, units int64, day string) levels.Move {
	is := was
	is.SpentMinor, is.Points = units*100, units
	if units == 0 {
		is.Orders = 0
	}
	return levels.Move{Was: was, Is: is, On: levels.Date(day)}
}

// tale is one contact's story under ladders.
type tale struct {
	t       testing.TB
	ladders []levels.Ladder
	state   levels.State
	changes []levels.Change
}

func newTale(t testing.TB, ladders ...levels.Ladder) *tale {
	s := &tale{t: t, ladders: ladders}
	s.state, s.changes = levels.Start("a.example", "c_7", ladders[:1], nil, nil, start)
	return s
}

func (s *tale) does(at time.Time, moves ...levels.Move) *tale {
	var changes []levels.Change
	s.state, changes = s.state.With(s.ladders, nil, moves, at, levels.Cause{Kind: "order", ID: "1"})
	s.changes = append(s.changes, changes...)
	return s
}

func (s *tale) buys(day string, units int64) levels.Part {
	part := spent(day, units)
	s.does(on(day), levels.Move{Is: part, On: levels.Date(day)})
	return part
}

func (s *tale) waits(day string) {
	var changes []levels.Change
	s.state, changes = s.state.After(s.ladders, nil, on(day))
	s.changes = append(s.changes, changes...)
}

func (s *tale) want(day, level string) {
	s.t.Helper()
	s.waits(day)
	if s.state.Level != level {
		s.t.Fatalf("on %s the level is %q, want %q (until %v)", day, s.state.Level, level, s.state.Until)
	}
	l, _ := levels.Version(s.ladders, s.state.Ladder)
	if j := l.Judge(s.state, s.ladders, nil, on(day)); j.Level != level {
		s.t.Fatalf("on %s the level computed from nothing is %q, kept is %q", day, j.Level, level)
	}
}

func TestALevelReachedInAYearIsKeptToTheEndOfTheNext(t *testing.T) {
	t.Parallel()
	s := newTale(t, ladder())
	s.buys("2025-03-01", 299)
	s.want("2025-03-01", "")
	s.buys("2025-03-02", 1)
	s.want("2025-03-02", "silver")
	s.buys("2025-12-31", 900)
	s.want("2025-12-31", "gold")
	s.want("2026-12-31", "gold")
	s.want("2027-01-01", "")
}

func TestALevelMayEndWithItsPeriodAndItsGrace(t *testing.T) {
	t.Parallel()
	s := newTale(t, ladder(func(s *levels.Settings) { s.Keep, s.GraceDays = levels.ThisPeriod, 10 }))
	s.buys("2025-06-01", 400)
	s.want("2026-01-10", "silver")
	s.want("2026-01-11", "")
}

// W37: a refund in January of a purchase of the year before.
func TestARefundTakesTheLevelAtOnceOrAtTheEndOfThePeriod(t *testing.T) {
	t.Parallel()
	for policy, want := range map[levels.OnRefund]string{levels.Immediate: "silver", levels.PeriodEnd: "gold"} {
		s := newTale(t, ladder(func(s *levels.Settings) { s.OnRefund = policy }))
		part := s.buys("2025-05-01", 500)
		s.buys("2025-08-01", 700)
		s.want("2026-01-05", "gold")
		s.does(on("2026-01-06"), back(part, 0, "2026-01-06"))
		s.want("2026-01-06", want)
		s.want("2026-12-31", want)
		s.want("2027-01-01", "")
	}
}

func TestARefundWithinTheYearCountsAtItsEnd(t *testing.T) {
	t.Parallel()
	s := newTale(t, ladder(func(s *levels.Settings) { s.OnRefund = levels.PeriodEnd }))
	part := s.buys("2025-05-01", 1200)
	s.does(on("2025-06-01"), back(part, 400, "2025-06-01"))
	s.want("2025-12-31", "gold")
	s.want("2026-01-01", "silver")
}

func TestARollingPeriodIsMonthSafe(t *testing.T) {
	t.Parallel()
	s := newTale(t, ladder(rolling(6)))
	s.buys("2025-08-31", 300)
	s.want("2026-02-27", "silver")
	s.want("2026-02-28", "")
}

func TestARollingLevelMayBeKeptForAnotherPeriod(t *testing.T) {
	t.Parallel()
	s := newTale(t, ladder(rolling(3), func(s *levels.Settings) { s.Keep = levels.NextPeriod }))
	s.buys("2025-01-15", 1000)
	s.want("2025-07-14", "gold")
	s.want("2025-07-15", "")
}

func TestOneStepDownAPeriod(t *testing.T) {
	t.Parallel()
	s := newTale(t, ladder(func(s *levels.Settings) { s.Downgrade, s.Keep = levels.OneDown, levels.ThisPeriod }))
	s.buys("2025-05-01", 1000)
	s.want("2025-12-31", "gold")
	s.want("2026-01-01", "silver")
	s.want("2026-12-31", "silver")
	s.want("2027-01-01", "")
}

func TestPendingPointsCountFromTheInstantTheyMature(t *testing.T) {
	t.Parallel()
	l := ladder(func(s *levels.Settings) { s.Levels = []levels.Level{level("silver", asks("points_earned", "100"))} })
	s := newTale(t, l)
	part := spent("2025-05-01", 150)
	part.PointsDay, part.PointsFrom = "2025-05-15", on("2025-05-15")
	s.does(on("2025-05-01"), levels.Move{Is: part})
	s.want("2025-05-14", "")
	s.state, _ = s.state.After(s.ladders, nil, on("2025-05-15").Add(-time.Millisecond))
	if s.state.Level != "" {
		t.Fatal("points counted before they could be spent")
	}
	s.want("2025-05-15", "silver")
	if c := s.changes[len(s.changes)-1]; c.Cause.Kind != levels.ByTime || !c.Effective.Equal(on("2025-05-15")) {
		t.Fatalf("the change is told as %+v", c)
	}
}

func TestYearsBeginInTheShopsZone(t *testing.T) {
	t.Parallel()
	l := ladder(func(s *levels.Settings) { s.Keep = levels.ThisPeriod })
	l.Zone = "Asia/Tokyo"
	s := newTale(t, l)
	s.buys("2025-06-01", 300)
	s.state, _ = s.state.After(s.ladders, nil, time.Date(2025, 12, 31, 14, 59, 59, 0, time.UTC))
	if s.state.Level != "silver" {
		t.Fatal("the year ended early")
	}
	s.state, _ = s.state.After(s.ladders, nil, time.Date(2025, 12, 31, 15, 0, 0, 0, time.UTC))
	if s.state.Level != "" {
		t.Fatal("the year did not end at midnight in Tokyo")
	}
}

func TestNobodyLosesALevelByAnEdit(t *testing.T) {
	t.Parallel()
	harder := ladder(func(s *levels.Settings) { s.Levels[1].Rules[0] = asks("spend", "5000") })
	harder.Version, harder.EffectiveFrom = 2, on("2025-07-01")
	s := newTale(t, ladder(), harder)
	part := s.buys("2025-06-01", 1000)
	s.want("2025-07-01", "gold")
	s.want("2026-12-31", "gold")
	s.want("2027-01-01", "")

	s = newTale(t, ladder(), harder)
	s.buys("2025-06-01", 1000)
	s.want("2025-08-01", "gold")
	s.does(on("2025-08-02"), back(part, 500, "2025-08-02"))
	s.want("2025-08-02", "silver") // what was kept had been reached with this purchase
}

func TestAClosedLevelIsKeptAndNotEntered(t *testing.T) {
	t.Parallel()
	closed := ladder(func(s *levels.Settings) { s.Levels[1].Closed = true })
	closed.Version, closed.EffectiveFrom = 2, on("2025-07-01")
	s := newTale(t, ladder(), closed)
	s.buys("2025-06-01", 1000)
	s.want("2025-07-02", "gold")
	late := newTale(t, ladder(), closed)
	late.buys("2025-08-01", 5000)
	late.want("2025-08-01", "silver")
}

func TestALevelMayAskForARelationship(t *testing.T) {
	t.Parallel()
	l := ladder(func(s *levels.Settings) { s.Levels[1].Stage = "client" })
	s, _ := levels.Start("a.example", "c_7", []levels.Ladder{l}, nil, []levels.Part{spent("2025-05-01", 2000)}, on("2025-05-01"))
	for stage, want := range map[string]string{"customer": "silver", "client": "gold"} {
		is := func(name string) bool { return name == stage }
		if got := l.Judge(s, []levels.Ladder{l}, is, on("2025-05-02")).Level; got != want {
			t.Errorf("a %s is %q, want %q", stage, got, want)
		}
	}
}

func TestAnyOrAllRulesDecide(t *testing.T) {
	t.Parallel()
	for either, want := range map[bool]string{false: "", true: "silver"} {
		l := ladder(func(s *levels.Settings) {
			s.Levels = []levels.Level{level("silver", asks("spend", "300"), asks("orders", "2"))}
			s.Levels[0].Any = either
		})
		s := newTale(t, l)
		s.buys("2025-05-01", 400)
		s.want("2025-05-01", want)
	}
}

func TestRewardsAreGivenOnce(t *testing.T) {
	t.Parallel()
	l := ladder(func(s *levels.Settings) { s.Levels[0].Reward, s.Levels[1].Reward = 50, 200 })
	s := levels.State{}
	rise := levels.Change{From: "", To: "gold", Cause: levels.Cause{Kind: "order"}}
	if due := s.Entered(l, rise); len(due) != 2 || due[0].Points+due[1].Points != 250 {
		t.Fatalf("the rise gives %v", due)
	}
	if due := s.Entered(l, rise); len(due) != 0 {
		t.Fatalf("the second rise gives %v", due)
	}
	fall := levels.Change{From: "gold", To: "silver", Cause: levels.Cause{Kind: "refund"}}
	if stake := s.Forfeit(l, fall); len(stake) != 1 || stake[0] != (levels.Reward{Level: "gold", Points: 200}) {
		t.Fatalf("the fall puts %v at stake", stake)
	}
	s.TookBack("gold", 120)
	if due := s.Entered(l, levels.Change{From: "silver", To: "gold"}); len(due) != 1 || due[0].Points != 120 {
		t.Fatalf("rising again gives %v", due)
	}
	fall.Cause.Kind = levels.ByTime
	if stake := s.Forfeit(l, fall); stake != nil {
		t.Fatalf("the end of a period puts %v at stake", stake)
	}
}

func TestTheOutlookTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	l := ladder()
	s := newTale(t, l)
	s.buys("2025-05-01", 350)
	out := l.Outlook(s.state, nil, on("2025-05-02"))
	if out.Next == nil || out.Next.Missing != 65_000 || out.Next.Percent != 35 || out.Next.Unit != levels.Money || out.Keep != nil {
		t.Fatalf("the outlook is %+v", out.Next)
	}
	out = l.Outlook(s.state, nil, on("2026-05-02"))
	if out.Keep == nil || out.Keep.Missing != 30_000 {
		t.Fatalf("to keep it takes %+v", out.Keep)
	}
}

func TestALadderSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*levels.Settings)
		path   string
	}{
		"no levels":         {func(s *levels.Settings) { s.Levels = nil }, "levels"},
		"too many levels":   {func(s *levels.Settings) { s.Levels = many(11) }, "levels"},
		"one id twice":      {func(s *levels.Settings) { s.Levels[1].ID = "silver" }, "levels[1].id"},
		"one name twice":    {func(s *levels.Settings) { s.Levels[1].Name.En = "Silver" }, "levels[1].name"},
		"no name":           {func(s *levels.Settings) { s.Levels[1].Name = models.Text{} }, "levels[1].name"},
		"no colour":         {func(s *levels.Settings) { s.Levels[1].Colour = "red" }, "levels[1].colour"},
		"an equal amount":   {func(s *levels.Settings) { s.Levels[1].Rules[0] = asks("spend", "300") }, "levels[1].rules[0].params.amount"},
		"a lower amount":    {func(s *levels.Settings) { s.Levels[1].Rules[0] = asks("spend", "299.99") }, "levels[1].rules[0].params.amount"},
		"a fraction":        {func(s *levels.Settings) { s.Levels[1].Rules[0] = asks("orders", "1.5") }, "levels[1].rules[0].params.amount"},
		"less than nothing": {func(s *levels.Settings) { s.Levels[0].Rules[0] = asks("spend", "-1") }, "levels[0].rules[0].params.amount"},
		"nothing":           {func(s *levels.Settings) { s.Levels[0].Rules[0] = asks("spend", "0") }, "levels[0].rules[0].params.amount"},
		"an unknown rule":   {func(s *levels.Settings) { s.Levels[0].Rules[0].Kind = "luck" }, "levels[0].rules[0].kind"},
		"a rule twice":      {func(s *levels.Settings) { s.Levels[0].Rules = append(s.Levels[0].Rules, asks("spend", "400")) }, "levels[0].rules[1].kind"},
		"no rule above":     {func(s *levels.Settings) { s.Levels[1].Rules = nil }, "levels[1].rules"},
		"a wild multiplier": {func(s *levels.Settings) { s.Levels[1].Multiplier = "1,5" }, "levels[1].multiplier"},
		"a huge reward":     {func(s *levels.Settings) { s.Levels[1].Reward = -1 }, "levels[1].reward"},
		"a long perk":       {func(s *levels.Settings) { s.Levels[1].Perks = []models.Text{{En: strings.Repeat("x", 161)}} }, "levels[1].perks[0]"},
		"no such period":    {func(s *levels.Settings) { s.Period.Kind = "week" }, "period.kind"},
		"no months":         {rolling(0), "period.months"},
		"too much grace":    {func(s *levels.Settings) { s.GraceDays = 93 }, "graceDays"},
		"an endless wait":   {func(s *levels.Settings) { rolling(6)(s); s.OnRefund = levels.PeriodEnd }, "onRefund"},
		"a circle":          {func(s *levels.Settings) { s.Levels[0].Stage = "client" }, "levels[0].stage"},
	} {
		l := ladder(c.change)
		err := l.Settings.Check("USD", func(string) []string { return []string{"gold"} })
		var e *models.Error
		if !errors.As(err, &e) || !strings.Contains(fmt.Sprint(e.Fields), "{"+c.path+" ") {
			t.Errorf("%s: %v %+v", name, err, e)
		}
	}
	if err := ladder().Settings.Check("USD", nil); err != nil {
		t.Errorf("a sound ladder is refused: %v", err)
	}
	if err := ladder().Settings.Check("", nil); err == nil {
		t.Error("an amount in no currency is taken")
	}
}

func many(n int) []levels.Level {
	var all []levels.Level
	for i := range n {
		all = append(all, level(fmt.Sprint("l", i), asks("orders", fmt.Sprint(i+1))))
	}
	return all
}

func TestEveryKindHasAFormInThreeLanguages(t *testing.T) {
	t.Parallel()
	for _, k := range levels.Kinds() {
		for _, text := range []models.Text{k.Title, k.Description, k.Field.Label} {
			if text.En == "" || text.Ja == "" || text.Ko == "" {
				t.Errorf("%s has no %+v", k.Name, text)
			}
		}
		if k.Field.Name != levels.AmountName || k.Count(levels.Figures{Points: 1, SpentMinor: 1, Orders: 1, Visits: 1}) != 1 {
			t.Errorf("%s counts nothing", k.Name)
		}
	}
}
