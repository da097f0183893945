package points_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

func TestDefaultSettingsAreFitForEveryCurrency(t *testing.T) {
	t.Parallel()
	for _, currency := range []string{"USD", "JPY", "KRW", "KWD", "EUR"} {
		if err := points.DefaultSettings(currency).Check(currency); err != nil {
			t.Errorf("%s: %v", currency, err)
		}
	}
}

func TestSettingsSayWhatIsWrongWithThem(t *testing.T) {
	t.Parallel()
	spend := func(params models.Params) []points.RuleSetting {
		return []points.RuleSetting{{ID: "a", Kind: "per_amount", Params: params}}
	}
	many := make([]points.RuleSetting, points.RulesMax+1)
	for i := range many {
		many[i] = rule("per_order", models.Params{"points": "1"})
		many[i].ID = strings.Repeat("x", i+1)
	}
	for path, change := range map[string]func(*points.Settings){
		"rules":                   func(s *points.Settings) { s.Rules = many },
		"holdDays":                func(s *points.Settings) { s.HoldDays = -1 },
		"holdDays ":               func(s *points.Settings) { s.HoldDays = 366 },
		"clawback":                func(s *points.Settings) { s.Clawback = "mercy" },
		"rules[0].id":             func(s *points.Settings) { s.Rules[0].ID = "" },
		"rules[1].id":             func(s *points.Settings) { s.Rules = append(s.Rules, s.Rules[0]) },
		"rules[0].kind":           func(s *points.Settings) { s.Rules[0].Kind = "per_moon" },
		"rules[0].params.points":  func(s *points.Settings) { s.Rules = spend(models.Params{"amount": "1"}) },
		"rules[0].params.points ": func(s *points.Settings) { s.Rules = spend(models.Params{"points": "+5", "amount": "1"}) },
		"rules[0].params.amount":  func(s *points.Settings) { s.Rules = spend(models.Params{"points": "1", "amount": "0.005"}) },
		"rules[0].params.amount ": func(s *points.Settings) { s.Rules = spend(models.Params{"points": "1", "amount": "0.00"}) },
		"rules[0].params.moon":    func(s *points.Settings) { s.Rules = spend(models.Params{"points": "1", "amount": "1", "moon": "1"}) },
		"rules[0].params.products ": func(s *points.Settings) {
			s.Rules = spend(models.Params{"points": "1", "amount": "1", "products": "a"})
		},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := points.DefaultSettings("USD")
			change(&s)
			var e *models.Error
			if err := s.Check("USD"); !asModelsError(err, &e) || e.Code != models.Invalid {
				t.Fatalf("%v, want it refused as invalid", err)
			}
			if !slices.ContainsFunc(e.Fields, func(p models.FieldProblem) bool { return p.Path == strings.TrimSpace(path) && p.Message != "" }) {
				t.Errorf("problems %+v, want one at %s", e.Fields, path)
			}
		})
	}
}

func asModelsError(err error, e **models.Error) bool {
	found, ok := err.(*models.Error)
	*e = found
	return ok
}

func TestTheVersionInForceAtTheTimeIsChosen(t *testing.T) {
	t.Parallel()
	if _, ok := points.InForce(nil, start); ok {
		t.Error("there is no version to choose")
	}
	versions := []points.Programme{
		{Version: 1, EffectiveFrom: start}, {Version: 2, EffectiveFrom: start.Add(day)}, {Version: 3, EffectiveFrom: start.Add(2 * day)},
	}
	for at, want := range map[time.Duration]int{-day: 1, 0: 1, day - 1: 1, day: 2, 2*day - 1: 2, 2 * day: 3, 9 * day: 3} {
		if got, _ := points.InForce(versions, start.Add(at)); got.Version != want {
			t.Errorf("%v after the start: version %d, want %d", at, got.Version, want)
		}
	}
}

func TestAnOrderOfTheSecondInWhichAVersionWasSavedFallsUnderIt(t *testing.T) {
	t.Parallel()
	saved := start.Add(700 * time.Millisecond)
	versions := []points.Programme{
		{Version: 1, EffectiveFrom: start.Add(-time.Hour)}, {Version: 2, EffectiveFrom: saved.Add(-100 * time.Millisecond)}, {Version: 3, EffectiveFrom: saved},
	}
	// The platform cut the fraction off the time of an order made after saving.
	if got, _ := points.InForce(versions, start); got.Version != 3 {
		t.Errorf("version %d, want 3", got.Version)
	}
	if got, _ := points.InForce(versions, start.Add(-time.Millisecond)); got.Version != 1 {
		t.Errorf("version %d for an order of the second before, want 1", got.Version)
	}
}

func TestWaitingDaysAreDaysOfTheShop(t *testing.T) {
	t.Parallel()
	earned := time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC) // noon in New York, before the clocks change
	for zone, want := range map[string]time.Time{
		"America/New_York": time.Date(2026, 3, 15, 16, 0, 0, 0, time.UTC),
		"UTC":              time.Date(2026, 3, 15, 17, 0, 0, 0, time.UTC),
		"Nowhere/Land":     time.Date(2026, 3, 15, 17, 0, 0, 0, time.UTC),
		"":                 time.Date(2026, 3, 15, 17, 0, 0, 0, time.UTC),
	} {
		p := points.Programme{Zone: zone, Settings: points.Settings{HoldDays: 14}}
		if got := p.MaturesAt(earned); !got.Equal(want) {
			t.Errorf("in %q: %v, want %v", zone, got, want)
		}
		p.Settings.HoldDays = 0
		if got := p.MaturesAt(earned); !got.IsZero() {
			t.Errorf("without waiting: %v, want no time", got)
		}
	}
}

func TestAnOrderSaysWhyItDoesNotCount(t *testing.T) {
	t.Parallel()
	paid := orders.Order{ID: "1", Known: true, Currency: "USD", CreatedAt: start, PaidAt: start, Lines: []orders.Line{goods("a", "10.00")}}
	for reason, change := range map[string]func(*orders.Order, *points.Settings){
		"":                 func(o *orders.Order, s *points.Settings) { o.Test, o.CreatedAt = true, start.Add(-day) },
		points.NotPaid:     func(o *orders.Order, s *points.Settings) { o.PaidAt = time.Time{} },
		points.IsCancelled: func(o *orders.Order, s *points.Settings) { o.CancelledAt = start },
		points.IsTest:      func(o *orders.Order, s *points.Settings) { o.Test, s.TestOrders = true, false },
		points.TooEarly:    func(o *orders.Order, s *points.Settings) { o.CreatedAt, s.EarlierOrders = start.Add(-1), false },
		points.Switched:    func(o *orders.Order, s *points.Settings) { s.Enabled = false },
	} {
		o, p := paid, points.Programme{Version: 1, Settings: points.DefaultSettings("USD"), EffectiveFrom: start}
		change(&o, &p.Settings)
		worth, err := p.Worth(o, points.Circumstances{})
		if err != nil || worth.Reason != reason || worth.Counts != (reason == "") || (worth.Target == 10) != (reason == "") {
			t.Errorf("reason %q: %+v, %v", reason, worth, err)
		}
		if worth.Raw.Cmp(big.NewRat(10, 1)) != 0 {
			t.Errorf("reason %q: the exact worth %v is shown all the same, want 10", reason, worth.Raw)
		}
	}
}

func TestAWorthBeyondCountingIsRefused(t *testing.T) {
	t.Parallel()
	o := orders.Order{ID: "1", Known: true, Currency: "USD", PaidAt: start, Lines: []orders.Line{goods("a", "1.00")}}
	o.Lines[0].NetMinor = 1 << 62
	p := points.Programme{Version: 1, Settings: points.DefaultSettings("USD")}
	if _, err := p.Worth(o, points.Circumstances{}); models.CodeOf(err) != models.Invalid {
		t.Errorf("error %v, want it refused as invalid", err)
	}
	p.Settings.Rules[0].Kind = "gone"
	if _, err := p.Worth(o, points.Circumstances{}); models.CodeOf(err) != models.Internal {
		t.Errorf("an unknown rule: %v, want an internal error", err)
	}
}

func TestSwitchesDecideWhichLinesCount(t *testing.T) {
	t.Parallel()
	o := orders.Order{ID: "1", Known: true, Currency: "USD", PaidAt: start}
	for i, kind := range []orders.LineKind{orders.Goods, orders.Shipping, orders.Tip, orders.Duty, orders.GiftCard} {
		line := goods(string(kind), "1.00")
		line.Kind, line.NetMinor = kind, 100<<i
		o.Lines = append(o.Lines, line)
	}
	for want, s := range map[int64]points.Settings{
		1: {}, 3: {IncludeShipping: true}, 5: {IncludeTips: true}, 9: {IncludeDuties: true}, 17: {IncludeGiftCards: true},
	} {
		s.Enabled, s.Rules = true, points.DefaultSettings("USD").Rules
		worth, err := points.Programme{Version: 1, Settings: s}.Worth(o, points.Circumstances{})
		if err != nil || worth.Target != want {
			t.Errorf("%+v: %d points (%v), want %d", s, worth.Target, err, want)
		}
	}
}

func TestAFormulaShowsHowPointsCameAbout(t *testing.T) {
	t.Parallel()
	o := orders.Order{ID: "1", Known: true, Currency: "USD", PaidAt: start, Lines: []orders.Line{goods("a", "49.95")}}
	s := points.DefaultSettings("USD")
	s.Rules[0].Params = models.Params{"points": "2", "amount": "5", "multiplier": "1.15"}
	worth, err := points.Programme{Version: 1, Settings: s}.Worth(o, points.Circumstances{})
	must(t, err)
	if got := worth.Rules[0].Award.Formula; got != "49.95 × 2 / 5.00 × 1.15" {
		t.Errorf("formula %q", got)
	}
	if got := points.Exact(worth.Raw); got != "22.977" || worth.Target != 22 {
		t.Errorf("exactly %s, %d points; want 22.977 and 22", got, worth.Target)
	}
}

func TestExactWritesFractionsWithoutLoss(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]*big.Rat{
		"0": new(big.Rat), "12": big.NewRat(12, 1), "0.5": big.NewRat(1, 2), "49.95": big.NewRat(4995, 100), "≈0.3333": big.NewRat(1, 3),
	} {
		if got := points.Exact(r); got != want {
			t.Errorf("%v is written %q, want %q", r, got, want)
		}
	}
}

func TestEveryKindHasAFormInThreeLanguages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range points.Kinds() {
		if seen[k.Name] {
			t.Errorf("kind %s is listed twice", k.Name)
		}
		seen[k.Name] = true
		texts := []models.Text{k.Title, k.Description}
		defaults := models.Params{}
		for _, f := range k.Fields {
			texts = append(texts, f.Label)
			defaults[f.Name] = f.Default
		}
		for _, text := range texts {
			if text.En == "" || text.Ja == "" || text.Ko == "" {
				t.Errorf("kind %s: a text is missing in a language: %+v", k.Name, text)
			}
		}
		if problems := models.CheckParams(k.Fields, defaults, "USD"); len(problems) > 0 {
			t.Errorf("kind %s: its own defaults are refused: %+v", k.Name, problems)
		}
		if found, ok := points.KindByName(k.Name); !ok || found.Name != k.Name {
			t.Errorf("kind %s is not found by its name", k.Name)
		}
	}
}

func TestReachingTheMinimumExactlyIsEnough(t *testing.T) {
	t.Parallel()
	for amount, want := range map[string]int64{"49.99": 0, "50.00": 100, "50.01": 100} {
		d := newDesk(t, rules(rule("per_order", models.Params{"points": "100", "minimum": "50.00"})))
		d.body("1", d.bought("1", goods("a", amount)))
		d.expect(amount, amounts{av: want})
	}
}

func TestWhatIsKeptIsNeverLessThanNothing(t *testing.T) {
	t.Parallel()
	o := orders.Order{ID: "1", Known: true, Currency: "USD", PaidAt: start, Lines: []orders.Line{goods("a", "50.00"), goods("b", "0.00")},
		Refunds: []orders.Refund{{ID: "r1", Settled: true, AmountMinor: minor("60.00")}}}
	worth, err := points.Programme{Version: 1, Settings: points.DefaultSettings("USD")}.Worth(o, points.Circumstances{})
	must(t, err)
	if kept := worth.Basis.Kept(); kept.Sign() != 0 || worth.Raw.Sign() != 0 {
		t.Errorf("kept %v, worth %v", kept, worth.Raw)
	}
}
