package rewards_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/rewards"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// settings are sound ones for each kind.
func settings(kind string) rewards.Settings {
	s := rewards.Settings{Enabled: true, Kind: kind, Cost: 500, Params: models.Params{}}
	switch kind {
	case "amount", "credit", "card":
		s.Params["amount"] = "5.00"
	case "percentage":
		s.Params["percent"] = "12.5"
	case "product":
		s.Params["product"] = "77"
	case "booking":
		s.Params["product"], s.Params["percent"] = "78", "50"
	case "slider":
		s.Cost, s.Params = 0, models.Params{"step": "100", "amount": "1", "most": "1000"}
	}
	return s
}

func TestEveryKindSaysWhatItIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, k := range rewards.Kinds() {
		texts := []models.Text{k.Title, k.Description}
		for _, f := range k.Fields {
			texts = append(texts, f.Label)
			if f.Help != (models.Text{}) {
				texts = append(texts, f.Help)
			}
		}
		for _, text := range texts {
			if text.En == "" || text.Ja == "" || text.Ko == "" {
				t.Errorf("%s leaves %+v untranslated", k.Name, text)
			}
		}
		s := settings(k.Name)
		if err := s.Check("USD"); err != nil {
			t.Errorf("%s: %v", k.Name, err)
		}
		for _, language := range []string{"en", "ja", "ko"} {
			if name := s.Name(500, "USD", language); name == "" || strings.Contains(name, "{") {
				t.Errorf("%s is called %q in %s", k.Name, name, language)
			}
		}
	}
}

func TestAmountsInNamesAreWrittenAsTheReaderExpects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, currency, language, want string }{
		{"amount", "USD", "en", "$5 off"}, {"amount", "USD", "ja", "$5 割引"}, {"amount", "EUR", "ko", "€5 할인"},
		{"slider", "JPY", "ja", "5円 割引"}, {"slider", "JPY", "en", "¥5 off"}, {"percentage", "USD", "en", "12.5% off"},
		{"booking", "JPY", "en", "50% off an appointment"}, {"credit", "GBP", "en", "£5 store credit"}, {"card", "CHF", "ja", "5 CHF のギフトカード"},
	} {
		s := settings(c.kind)
		if got := s.Name(500, c.currency, c.language); got != c.want {
			t.Errorf("%s of %s is called %q in %s, want %q", c.kind, c.currency, got, c.language, c.want)
		}
	}
}

func TestAnAppointmentThatCostsNothingIsCalledFree(t *testing.T) {
	t.Parallel()
	s := settings("booking")
	s.Params["percent"] = "100"
	if got := s.Name(500, "USD", "en"); got != "A free appointment" {
		t.Errorf("it is called %q", got)
	}
}

func TestARedemptionIsCalledInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	r := rewards.Redemption{Kind: "amount", Currency: "USD", Gift: rewards.Gift{Minor: 1250}, Name: "$12.50 off", Nameless: true}
	if got := r.Called("ko"); got != "$12.50 할인" {
		t.Errorf("a redemption without a name is called %q in Korean", got)
	}
	r.Name, r.Nameless = "Tea money", false
	if got := r.Called("ko"); got != "Tea money" {
		t.Errorf("the merchant's own words became %q", got)
	}
}

func TestARewardThatIsNotSavedYetIsCalledByWhatItWouldGive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind                     string
		params                   models.Params
		currency, language, want string
	}{
		{"amount", models.Params{"amount": "12.50"}, "USD", "en", "$12.50 off"},
		{"amount", models.Params{"amount": "500"}, "JPY", "ja", "500円 割引"},
		{"percentage", models.Params{"percent": "12.5"}, "USD", "ko", "12.5% 할인"},
		{"slider", settings("slider").Params, "USD", "en", "As much as you like"},
	} {
		s := rewards.Settings{Kind: c.kind, Params: c.params}
		if got := s.Name(0, c.currency, c.language); s.CheckParams(c.currency) != nil || got != c.want {
			t.Errorf("%s with %v is called %q in %s, want %q", c.kind, c.params, got, c.language, c.want)
		}
	}
	for _, s := range []rewards.Settings{
		{Kind: "amount", Params: models.Params{"amount": "12.505"}},
		{Kind: "amount", Params: models.Params{"amount": "5", "colour": "red"}},
		{Kind: "a car"},
	} {
		if err := s.CheckParams("USD"); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s with %v is taken: %v", s.Kind, s.Params, err)
		}
	}
}

func TestWhatAKindGives(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]rewards.Gift{
		"amount":     {Effect: rewards.Discount, Minor: 500},
		"percentage": {Effect: rewards.Discount, Percent: "12.5"},
		"shipping":   {Effect: rewards.Discount, Shipping: true},
		"product":    {Effect: rewards.Discount, Percent: "100", Product: "77"},
		"booking":    {Effect: rewards.Discount, Percent: "50", Product: "78"},
		"slider":     {Effect: rewards.Discount, Minor: 500},
		"credit":     {Effect: rewards.StoreCredit, Minor: 500},
		"card":       {Effect: rewards.GiftCard, Minor: 500},
	} {
		rule, _, err := settings(kind).Rule("USD")
		if err != nil {
			t.Fatal(err)
		}
		if got := rule.Gift(500); got != want {
			t.Errorf("%s gives %+v, want %+v", kind, got, want)
		}
	}
	if f := (rewards.Gift{Percent: "12.5"}).Fraction(); f != "0.1250" {
		t.Errorf("12.5 %% is %s", f)
	}
}

func TestSettingsThatMakeNoSenseAreRefusedAtTheirField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path   string
		kind   string
		change func(s *rewards.Settings)
	}{
		{"kind", "amount", func(s *rewards.Settings) { s.Kind = "lottery" }},
		{"cost", "amount", func(s *rewards.Settings) { s.Cost = 0 }},
		{"cost", "amount", func(s *rewards.Settings) { s.Cost = -5 }},
		{"cost", "slider", func(s *rewards.Settings) { s.Cost = 5 }},
		{"params.amount", "amount", func(s *rewards.Settings) { s.Params["amount"] = "5.001" }},
		{"params.amount", "amount", func(s *rewards.Settings) { s.Params["amount"] = "NaN" }},
		{"params.percent", "percentage", func(s *rewards.Settings) { s.Params["percent"] = "101" }},
		{"params", "slider", func(s *rewards.Settings) { s.Params["most"] = "150" }},
		{"params", "slider", func(s *rewards.Settings) { s.Params["least"] = "5000" }},
		{"params.weight", "amount", func(s *rewards.Settings) { s.Params["weight"] = "1" }},
		{"minimum", "amount", func(s *rewards.Settings) { s.Minimum = -1 }},
		{"minimum", "credit", func(s *rewards.Settings) { s.Minimum = 100 }},
		{"products", "amount", func(s *rewards.Settings) { s.Products = []string{"1; drop"} }},
		{"params.product", "booking", func(s *rewards.Settings) { s.Params["product"] = "haircut" }},
		{"params.percent", "booking", func(s *rewards.Settings) { s.Params["percent"] = "0" }},
		{"products", "booking", func(s *rewards.Settings) { s.Products = []string{"1"} }},
		{"products", "shipping", func(s *rewards.Settings) { s.Products = []string{"1"} }},
		{"collections", "amount", func(s *rewards.Settings) { s.Products, s.Collections = []string{"1"}, []string{"2"} }},
		{"levels", "amount", func(s *rewards.Settings) { s.Levels = []string{""} }},
		{"stock", "amount", func(s *rewards.Settings) { s.Stock = -1 }},
		{"until", "amount", func(s *rewards.Settings) {
			s.Dates = models.Window{From: "2026-11-25T12:01", Until: "2026-11-25T12:00"}
		}},
		{"from", "amount", func(s *rewards.Settings) { s.Dates.From = "2026-11-31T12:00" }},
		{"perMember", "amount", func(s *rewards.Settings) { s.PerMember = -1 }},
		{"coolDown", "amount", func(s *rewards.Settings) { s.CoolDown = 5000 }},
		{"minutes", "amount", func(s *rewards.Settings) { s.Minutes = 1 }},
		{"title", "amount", func(s *rewards.Settings) { s.Title = strings.Repeat("é", 81) }},
	} {
		s := settings(c.kind)
		c.change(&s)
		before := rewards.Reward{Version: 3}
		after, err := before.Edit(s, 3, "42", "USD", now)
		var refused *models.Error
		if !errors.As(err, &refused) || !slices.ContainsFunc(refused.Fields, func(p models.FieldProblem) bool { return p.Path == c.path }) {
			t.Errorf("%s of %s: got %v", c.path, c.kind, err)
		}
		if after.Enabled || after.SavedBy != "" {
			t.Errorf("%s of %s: a refused edit changed the reward", c.path, c.kind)
		}
	}
	if _, err := (rewards.Reward{Version: 3}).Edit(settings("amount"), 2, "42", "USD", now); models.CodeOf(err) != models.Conflict {
		t.Errorf("an edit made on an old version: %v", err)
	}
}

func TestWhoMayHaveARewardAndWhyNot(t *testing.T) {
	t.Parallel()
	tokyo := models.Zone("Asia/Tokyo") // where now is 21:00
	for _, c := range []struct {
		want   rewards.Refusal
		change func(s *rewards.Settings, c *rewards.Circumstances)
	}{
		{"", func(*rewards.Settings, *rewards.Circumstances) {}},
		{rewards.SwitchedOff, func(s *rewards.Settings, _ *rewards.Circumstances) { s.Enabled = false }},
		{rewards.TooEarly, func(s *rewards.Settings, _ *rewards.Circumstances) { s.Dates.From = "2026-11-25T21:01" }},
		{"", func(s *rewards.Settings, _ *rewards.Circumstances) { s.Dates.From = "2026-11-25T21:00" }},
		{rewards.Over, func(s *rewards.Settings, _ *rewards.Circumstances) { s.Dates.Until = "2026-11-25T20:59" }},
		{"", func(s *rewards.Settings, _ *rewards.Circumstances) { s.Dates.Until = "2026-11-25T21:00" }},
		{rewards.SoldOut, func(s *rewards.Settings, c *rewards.Circumstances) { s.Stock, c.Taken = 3, 3 }},
		{"", func(s *rewards.Settings, c *rewards.Circumstances) { s.Stock, c.Taken = 3, 2 }},
		{rewards.OtherLevel, func(s *rewards.Settings, c *rewards.Circumstances) { s.Levels, c.Level = []string{"gold"}, "silver" }},
		{"", func(s *rewards.Settings, c *rewards.Circumstances) { s.Levels, c.Level = []string{"gold"}, "gold" }},
		{rewards.HadEnough, func(s *rewards.Settings, c *rewards.Circumstances) { s.PerMember, c.Had = 1, 1 }},
		{rewards.CoolingDown, func(s *rewards.Settings, c *rewards.Circumstances) { s.CoolDown, c.LastAt = 7, now.AddDate(0, 0, -6) }},
		{"", func(s *rewards.Settings, c *rewards.Circumstances) { s.CoolDown, c.LastAt = 7, now.AddDate(0, 0, -7) }},
		{rewards.TooFew, func(_ *rewards.Settings, c *rewards.Circumstances) { c.Available = 499 }},
	} {
		s, who := settings("amount"), rewards.Circumstances{Available: 500}
		c.change(&s, &who)
		o, err := rewards.Reward{Settings: s}.Offer(who, 0, "USD", tokyo, now)
		if err != nil || o.Refusal != c.want {
			t.Errorf("got %q, %v, want %q", o.Refusal, err, c.want)
		}
		for _, language := range []string{"en", "ja", "ko"} {
			if (o.Refusal != "") != (o.Refusal.Say(language) != "") {
				t.Errorf("%q says %q in %s", o.Refusal, o.Refusal.Say(language), language)
			}
		}
	}
}

func TestAVariableRewardTakesOnlyWhatCanBeChosen(t *testing.T) {
	t.Parallel()
	r := rewards.Reward{Settings: settings("slider")}
	rapid.Check(t, func(t *rapid.T) {
		has := rapid.Int64Range(0, 2000).Draw(t, "has")
		wished := rapid.Int64Range(-200, 1500).Draw(t, "wished")
		o, err := r.Offer(rewards.Circumstances{Available: has}, wished, "USD", time.UTC, now)
		if err != nil {
			t.Fatal(err)
		}
		cost := wished
		if wished == 0 {
			cost = 100
		}
		fine := cost >= 100 && cost <= 1000 && cost%100 == 0 && cost <= has
		if (o.Refusal == "") != fine {
			t.Fatalf("with %d points %d are refused for %q", has, wished, o.Refusal)
		}
		if o.Most > max(100, has) || o.Most > 1000 || o.Most%100 != 0 {
			t.Fatalf("with %d points up to %d are offered", has, o.Most)
		}
	})
}

func TestF37CodesFollowFromTheRedemptionAndFromTheShopsSecret(t *testing.T) {
	t.Parallel()
	salt, other := []byte("0123456789abcdef0123456789abcdef"), []byte("another-0123456789abcdef01234567")
	id := rewards.IDOf(salt, "c_7", "key-1")
	if id != rewards.IDOf(salt, "c_7", "key-1") || id == rewards.IDOf(salt, "c_8", "key-1") || id == rewards.IDOf(salt, "c_7", "key-2") {
		t.Error("the id of a redemption does not follow from who wishes under which key")
	}
	code := rewards.CodeOf(salt, id)
	if code != rewards.CodeOf(salt, id) || code == rewards.CodeOf(other, id) || len(code) != 16 || strings.Trim(code, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789") != "" {
		t.Errorf("the code is %q", code)
	}
}
