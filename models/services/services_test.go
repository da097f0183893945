package services_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
)

// salon is a shop with two who serve, one who is switched off, and two chairs.
var salon = services.Surroundings{
	Staff: []booking.Staff{{ID: "ann"}, {ID: "ben"}}, Away: []booking.StaffID{"cleo"},
	Units:  []booking.Unit{{ID: "c1", Pool: "chairs"}, {ID: "c2", Pool: "chairs"}},
	Levels: []string{"silver", "gold"},
}

func haircut() services.Settings {
	return services.Settings{
		Enabled: true, Title: "Hair cut",
		Timing:   booking.Service{IntervalMinutes: 15, Grid: booking.Clock, Capacity: 1, HorizonDays: 60},
		Variants: []services.Variant{{ID: "one", DurationMinutes: 60, PriceMinor: 4000}},
		PartyMax: 1, Payment: services.Payment{How: services.OnSite, DepositPercent: 100}, HoldMinutes: 15, Assignment: booking.LeastBusy,
	}
}

// problems tells what is wrong, by path.
func problems(t testing.TB, err error) map[string]string {
	t.Helper()
	found := map[string]string{}
	if err == nil {
		return found
	}
	var e *models.Error
	if !errors.As(err, &e) || e.Code != models.Invalid {
		t.Fatalf("unexpected error: %v", err)
	}
	for _, p := range e.Fields {
		found[p.Path] = p.Message
	}
	return found
}

func TestAServiceThatIsRightIsTaken(t *testing.T) {
	t.Parallel()
	s := haircut()
	s.Timing.Staff, s.Timing.Needs = []booking.StaffID{"ann", "cleo"}, []booking.Need{{Pool: "chairs", Count: 2}}
	s.Variants = []services.Variant{
		{ID: "short", Title: "Short", DurationMinutes: 30, PriceMinor: 3000, Product: "71"},
		{ID: "long", Title: "Long", DurationMinutes: 60, PriceMinor: 5000, Product: "72", Segments: []booking.Segment{{Minutes: 20}, {Minutes: 20, Waiting: true}, {Minutes: 20}}},
	}
	s.AddOns = []services.AddOn{{ID: "wash", Title: "Wash", Minutes: 10, PriceMinor: 500, Product: "73"}}
	s.Questions = []services.Question{{ID: "q", Label: "Colour?", Kind: services.OneOf, Choices: []string{"red", "brown"}}}
	s.Access = services.Access{Levels: []string{"gold"}, Terms: []services.Terms{{Level: "gold", PercentOff: 10, EarlyDays: 7}}}
	s.Payment = services.Payment{How: services.Checkout, DepositPercent: 100}
	s.Policy = booking.Policy{{HoursBefore: 48, Percent: 100}, {HoursBefore: 24, Percent: 50}}
	if found := problems(t, s.Check(salon)); len(found) > 0 {
		t.Errorf("it is refused: %v", found)
	}
}

func TestEverythingWrongWithAServiceIsToldAtItsField(t *testing.T) {
	t.Parallel()
	checkout := func(s *services.Settings) {
		s.Payment = services.Payment{How: services.Checkout, DepositPercent: 100}
		s.Variants[0].Product = "71"
	}
	for _, c := range []struct {
		path   string
		change func(s *services.Settings)
	}{
		{"title", func(s *services.Settings) { s.Title = "" }},
		{"title", func(s *services.Settings) { s.Title = strings.Repeat("x", 81) }},
		{"text", func(s *services.Settings) { s.Text = strings.Repeat("x", 501) }},
		{"variants", func(s *services.Settings) { s.Variants = nil }},
		{"variants[1].id", func(s *services.Settings) { s.Variants = append(s.Variants, s.Variants[0]) }},
		{"variants[0].id", func(s *services.Settings) { s.Variants[0].ID = "a.b" }},
		{"variants[1].title", func(s *services.Settings) {
			s.Variants = append(s.Variants, services.Variant{ID: "two", DurationMinutes: 30})
		}},
		{"variants[0].durationMinutes", func(s *services.Settings) { s.Variants[0].DurationMinutes = 0 }},
		{"variants[0].segments", func(s *services.Settings) { s.Variants[0].Segments = []booking.Segment{{Minutes: 50}} }},
		{"variants[0].segments[0].minutes", func(s *services.Settings) { s.Variants[0].Segments = []booking.Segment{{Minutes: 0}, {Minutes: 60}} }},
		{"variants[0].priceMinor", func(s *services.Settings) { s.Variants[0].PriceMinor = -1 }},
		{"variants[0].product", func(s *services.Settings) { s.Variants[0].Product = "gid://x" }},
		{"addOns[0].title", func(s *services.Settings) { s.AddOns = []services.AddOn{{ID: "a"}} }},
		{"addOns[0].minutes", func(s *services.Settings) { s.AddOns = []services.AddOn{{ID: "a", Title: "A", Minutes: -1}} }},
		{"addOns", func(s *services.Settings) { s.AddOns = []services.AddOn{{ID: "a", Title: "A", Minutes: 24*60 - 59}} }},
		{"intervalMinutes", func(s *services.Settings) { s.Timing.IntervalMinutes = 0 }},
		{"grid", func(s *services.Settings) { s.Timing.Grid = "moon" }},
		{"bufferBeforeMinutes", func(s *services.Settings) { s.Timing.BufferBeforeMinutes = -1 }},
		{"noticeMinutes", func(s *services.Settings) { s.Timing.HorizonDays, s.Timing.NoticeMinutes = 1, 3*24*60 }},
		{"needs[0].pool", func(s *services.Settings) { s.Timing.Needs = []booking.Need{{Pool: "baths", Count: 1}} }},
		{"needs[0].count", func(s *services.Settings) { s.Timing.Needs = []booking.Need{{Pool: "chairs", Count: 3}} }},
		{"staff[0]", func(s *services.Settings) { s.Timing.Staff = []booking.StaffID{"zoe", "ann"} }},
		{"staff[1]", func(s *services.Settings) { s.Timing.Staff = []booking.StaffID{"ann", "ann"} }},
		{"staff", func(s *services.Settings) { s.Timing.Staff = []booking.StaffID{"cleo"} }},
		{"partyMax", func(s *services.Settings) { s.PartyMax = 2 }},
		{"partyMax", func(s *services.Settings) { s.PartyMax = 0 }},
		{"capacity", func(s *services.Settings) { s.Timing.Capacity = 0 }},
		{"questions[0].label", func(s *services.Settings) { s.Questions = []services.Question{{ID: "q", Kind: services.Day}} }},
		{"questions[0].kind", func(s *services.Settings) { s.Questions = []services.Question{{ID: "q", Label: "Q", Kind: "x"}} }},
		{"questions[0].choices", func(s *services.Settings) {
			s.Questions = []services.Question{{ID: "q", Label: "Q", Kind: services.OneOf, Choices: []string{"a"}}}
		}},
		{"questions[0].choices[1]", func(s *services.Settings) {
			s.Questions = []services.Question{{ID: "q", Label: "Q", Kind: services.OneOf, Choices: []string{"a", "a"}}}
		}},
		{"questions[0].choices", func(s *services.Settings) {
			s.Questions = []services.Question{{ID: "q", Label: "Q", Kind: services.Number, Choices: []string{"a", "b"}}}
		}},
		{"access.levels[0]", func(s *services.Settings) { s.Access.Levels = []string{"iron"} }},
		{"access.refusal", func(s *services.Settings) { s.Access.Refusal = strings.Repeat("x", 301) }},
		{"access.terms[0].level", func(s *services.Settings) { s.Access.Terms = []services.Terms{{Level: "iron"}} }},
		{"access.terms[1].level", func(s *services.Settings) { s.Access.Terms = []services.Terms{{Level: "gold"}, {Level: "gold"}} }},
		{"access.terms[0].level", func(s *services.Settings) {
			s.Access = services.Access{Levels: []string{"gold"}, Terms: []services.Terms{{Level: "silver"}}}
		}},
		{"access.terms[0].percentOff", func(s *services.Settings) { s.Access.Terms = []services.Terms{{Level: "gold", PercentOff: 101}} }},
		{"access.terms[0].earlyDays", func(s *services.Settings) {
			s.Timing.HorizonDays, s.Access.Terms = 0, []services.Terms{{Level: "gold", EarlyDays: 1}}
		}},
		{"payment.how", func(s *services.Settings) { s.Payment.How = "later" }},
		{"variants[0].priceMinor", func(s *services.Settings) { s.Payment.How = services.Free }},
		{"variants[0].product", func(s *services.Settings) { s.Payment.How = services.Checkout }},
		{"variants[0].priceMinor", func(s *services.Settings) { checkout(s); s.Variants[0].PriceMinor = 0 }},
		{"addOns[0].product", func(s *services.Settings) {
			checkout(s)
			s.AddOns = []services.AddOn{{ID: "a", Title: "A", PriceMinor: 100}}
		}},
		{"payment.depositPercent", func(s *services.Settings) { checkout(s); s.Payment.DepositPercent = 0 }},
		{"payment.depositProduct", func(s *services.Settings) { checkout(s); s.Payment.DepositPercent = 30 }},
		{"policy[1].hoursBefore", func(s *services.Settings) {
			s.Policy = booking.Policy{{HoursBefore: 24, Percent: 50}, {HoursBefore: 48, Percent: 20}}
		}},
		{"policy[0].percent", func(s *services.Settings) { s.Policy = booking.Policy{{HoursBefore: 24, Percent: 101}} }},
		{"policy", func(s *services.Settings) {
			for hours := range booking.StepsMax + 1 {
				s.Policy = append(s.Policy, booking.Step{HoursBefore: 99 - hours, Percent: 10})
			}
		}},
		{"holdMinutes", func(s *services.Settings) { s.HoldMinutes = 4 }},
		{"holdMinutes", func(s *services.Settings) { s.HoldMinutes = 61 }},
		{"assignment", func(s *services.Settings) { s.Assignment = "dice" }},
	} {
		s := haircut()
		c.change(&s)
		if found := problems(t, s.Check(salon)); found[c.path] == "" {
			t.Errorf("nothing is told at %s: %v", c.path, found)
		}
	}
}

func TestAServiceThatIsOffMayWaitForItsStaff(t *testing.T) {
	t.Parallel()
	s := haircut()
	empty := services.Surroundings{}
	if found := problems(t, s.Check(empty)); found["staff"] == "" {
		t.Errorf("a service that nobody performs is taken: %v", found)
	}
	s.Enabled = false
	if found := problems(t, s.Check(empty)); len(found) > 0 {
		t.Errorf("it is refused: %v", found)
	}
}

func TestSeatsCannotBeFewerThanAreBooked(t *testing.T) {
	t.Parallel()
	s, w := haircut(), salon
	s.Timing.Capacity, w.Sessions = 4, []services.Session{{Seats: 5, Bookings: 2}, {Seats: 4, Bookings: 4}, {Seats: 6, Bookings: 1}}
	if found := problems(t, s.Check(w)); !strings.Contains(found["capacity"], "6 or more") || !strings.Contains(found["capacity"], "3 appointments") {
		t.Errorf("it is taken: %v", found)
	}
	w.Sessions = w.Sessions[:2]
	s.Timing.Capacity = 5
	if found := problems(t, s.Check(w)); len(found) > 0 {
		t.Errorf("it is refused: %v", found)
	}
}

func TestAnEditIsTidyAndKnowsItsVersion(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	s := haircut()
	s.Title, s.Payment.DepositProduct, s.Payment.DepositPercent = "  Hair cut ", "5", 30
	saved, err := services.Service{ID: "s"}.Edit(s, 0, "11", salon, now)
	if err != nil {
		t.Fatal(err)
	}
	if saved.Title != "Hair cut" || saved.Payment != (services.Payment{How: services.OnSite, DepositPercent: 100}) || saved.CreatedAt != now || saved.SavedBy != "11" {
		t.Errorf("it became %+v", saved)
	}
	if _, err := saved.Edit(s, 7, "11", salon, now); models.CodeOf(err) != models.Conflict {
		t.Errorf("an edit of another version: %v", err)
	}
}

var kinds = []services.QuestionKind{services.ShortText, services.LongText, services.OneOf, services.YesOrNo, services.Number, services.Day}

func drawQuestions(t *rapid.T) []services.Question {
	var all []services.Question
	for i := range rapid.IntRange(0, 5).Draw(t, "questions") {
		q := services.Question{ID: fmt.Sprintf("q%d", i), Label: fmt.Sprintf("Question %d", i), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Required: rapid.Bool().Draw(t, "required")}
		if q.Kind == services.OneOf {
			q.Choices = []string{"red", "brown"}
		}
		all = append(all, q)
	}
	return all
}

func TestAnswersAreTakenOrToldAtTheirQuestion(t *testing.T) {
	t.Parallel()
	said := rapid.OneOf(rapid.SampledFrom([]string{"", " ", "red", "yes", "1.5", "-3", "2026-12-24", "2026-02-30", "no ", "Infinity", "\xff", strings.Repeat("x", 201), strings.Repeat("字", 2001)}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		questions := drawQuestions(t)
		var given []services.Answer
		for range rapid.IntRange(0, 8).Draw(t, "answers") {
			given = append(given, services.Answer{Question: fmt.Sprintf("q%d", rapid.IntRange(0, 6).Draw(t, "question")), Label: "forged", Value: said.Draw(t, "value")})
		}
		answers, problems := services.CheckAnswers(questions, given)
		at := 0
		for _, q := range questions {
			bad := slices.ContainsFunc(problems, func(p models.FieldProblem) bool { return p.Path == "answers."+q.ID && p.Message != "" })
			answered := at < len(answers) && answers[at].Question == q.ID
			if bad && answered || q.Required && !bad && !answered {
				t.Fatalf("%+v: told %t, answered %t", q, bad, answered)
			}
			if answered {
				if a := answers[at]; a.Label != q.Label || a.Value == "" || strings.TrimSpace(a.Value) != a.Value {
					t.Fatalf("%+v is answered with %+v", q, a)
				}
				at++
			}
		}
		if at != len(answers) {
			t.Fatalf("%v are answers to %v", answers, questions)
		}
		again, more := services.CheckAnswers(questions, answers)
		if !slices.Equal(again, answers) || len(problems) == 0 && len(more) > 0 {
			t.Fatalf("what was taken is not taken again: %v, %v", again, more)
		}
	})
}

func TestAnswersFitTheirQuestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  services.QuestionKind
		value string
		fits  bool
	}{
		{services.OneOf, "red", true}, {services.OneOf, "blue", false}, {services.YesOrNo, "yes", true}, {services.YesOrNo, "true", false},
		{services.Number, "-1.5", true}, {services.Number, "1e9", false}, {services.Number, "Infinity", false}, {services.Day, "2026-12-24", true},
		{services.Day, "2026-02-30", false}, {services.ShortText, strings.Repeat("字", 200), true}, {services.ShortText, strings.Repeat("x", 201), false},
		{services.LongText, strings.Repeat("x", 2000), true}, {services.LongText, strings.Repeat("x", 2001), false},
	} {
		q := services.Question{ID: "q", Label: "Q", Kind: c.kind, Choices: []string{"red", "brown"}}
		_, found := services.CheckAnswers([]services.Question{q}, []services.Answer{{Question: "q", Value: c.value}})
		if fits := len(found) == 0; fits != c.fits {
			t.Errorf("%.20q as %s fits: %t", c.value, c.kind, fits)
		}
	}
}
