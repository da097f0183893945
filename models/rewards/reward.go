package rewards

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"clientele/models"
)

// Bounds of what a merchant may set. RewardsMax bounds a shop's rewards.
const (
	RewardsMax  = 100
	costMax     = 1_000_000_000
	titleMax    = 80
	textMax     = 300
	levelsMax   = 50
	stockMax    = 1_000_000
	minutesMin  = 15
	minutesMax  = 365 * 24 * 60
	daysMax     = 3650
	minutesUsed = 30 * 24 * 60 // where the merchant sets none
)

// Reward is what points can be spent on, with the merchant's conditions.
type Reward struct {
	Shop    models.ShopID
	ID      string
	Version int64 // bumped by each save; an edit names the one it was made on
	Settings
	CreatedAt time.Time
	UpdatedAt time.Time
	SavedBy   string
}

// Settings are the merchant's choices.
type Settings struct {
	Enabled bool
	Kind    string
	Params  models.Params
	Title   string // shown to shoppers; empty for one made of the kind and its value
	Text    string // a sentence below it; may be empty
	Cost    int64  // points; zero for a variable reward, whose kind says it
	// Minimum is what an order has to cost for the code to count; minor units,
	// zero for any.
	Minimum     int64
	Products    []string      // platform numbers; empty for all
	Collections []string      // likewise
	Levels      []string      // ids of loyalty levels that may have it; empty for all
	Stock       int64         // how many there are in all; zero for no end
	Dates       models.Window // when it is offered, on the shop's clocks
	PerMember   int64         // how often one member may have it; zero for no limit
	CoolDown    int           // days after one before the next; zero for none
	Minutes     int           // how long a code may wait to be used
	Combines    bool          // with other discounts
}

// Life is how long a code may wait to be used before the points go back.
func (s Settings) Life() time.Duration {
	if s.Minutes == 0 {
		return minutesUsed * time.Minute
	}
	return time.Duration(s.Minutes) * time.Minute
}

// Rule is what the reward gives in a currency.
func (s Settings) Rule(currency string) (Rule, Kind, error) {
	kind, ok := KindByName(s.Kind)
	if !ok {
		return nil, kind, models.Errorf(models.Internal, "%.40q is not a reward we know", s.Kind)
	}
	rule, err := kind.New(models.WithDefaults(kind.Fields, s.Params), currency)
	return rule, kind, err
}

const unknownKind = "is not a reward we know"

// Check finds everything wrong with the settings; paths are relative to them.
func (s Settings) Check(currency string) error {
	var problems []models.FieldProblem
	add := func(bad bool, path, format string, args ...any) {
		if bad {
			problems = append(problems, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
		}
	}
	kind, known := KindByName(s.Kind)
	add(!known, "kind", unknownKind)
	if known {
		problems = append(problems, s.paramProblems(kind, currency)...)
		add(kind.Variable && s.Cost != 0, "cost", "is chosen by the shopper; leave it at 0")
		add(!kind.Variable && (s.Cost < 1 || s.Cost > costMax), "cost", "must be 1 to %d points", int64(costMax))
		limited := len(s.Products)+len(s.Collections) > 0
		add(limited && !kind.Limitable(), "products",
			"cannot be limited for this reward; leave products and collections empty")
		add(kind.Effect != Discount && s.Minimum != 0, "minimum", "cannot be set for this reward, which no order has to pay for; leave it empty")
	}
	add(len([]rune(s.Title)) > titleMax, "title", "must be %d characters or less", titleMax)
	add(len([]rune(s.Text)) > textMax, "text", "must be %d characters or less", textMax)
	add(s.Minimum < 0 || s.Minimum > sliderMax, "minimum", "must be an amount of zero or more")
	add(!numbers(s.Products), "products", "must be up to 100 product numbers")
	add(!numbers(s.Collections), "collections", "must be up to 100 collection numbers")
	add(len(s.Products) > 0 && len(s.Collections) > 0, "collections", "and products cannot both be set; the platform takes one of them")
	add(len(s.Levels) > levelsMax || slices.ContainsFunc(s.Levels, func(l string) bool { return l == "" || len(l) > 40 }), "levels", "must be up to %d levels", levelsMax)
	add(s.Stock < 0 || s.Stock > stockMax, "stock", "must be 0 for no end, or 1 to %d", stockMax)
	problems = append(problems, s.Dates.Problems()...)
	add(s.PerMember < 0 || s.PerMember > stockMax, "perMember", "must be 0 for no limit, or 1 to %d", stockMax)
	add(s.CoolDown < 0 || s.CoolDown > daysMax, "coolDown", "must be 0 to %d days", daysMax)
	add(s.Minutes != 0 && (s.Minutes < minutesMin || s.Minutes > minutesMax), "minutes", "must be %d minutes to a year", minutesMin)
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}

// CheckParams finds what is wrong with the kind and its parameters alone.
func (s Settings) CheckParams(currency string) error {
	kind, known := KindByName(s.Kind)
	if !known {
		return models.InvalidFields([]models.FieldProblem{{Path: "kind", Message: unknownKind}})
	}
	if problems := s.paramProblems(kind, currency); len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}

func (s Settings) paramProblems(kind Kind, currency string) []models.FieldProblem {
	problems := models.CheckParams(kind.Fields, s.Params, currency)
	for i := range problems {
		problems[i].Path = "params." + problems[i].Path
	}
	if len(problems) > 0 {
		return problems
	}
	if _, err := kind.New(models.WithDefaults(kind.Fields, s.Params), currency); err != nil {
		return []models.FieldProblem{{Path: "params", Message: err.Error()}}
	}
	return nil
}

const numbersMax = 100

func numbers(list []string) bool {
	return len(list) <= numbersMax && !slices.ContainsFunc(list, func(n string) bool { return !models.PlatformNumber(n) })
}

// Edit is the reward with other settings, made on a version of it.
func (r Reward) Edit(s Settings, base int64, actor, currency string, now time.Time) (Reward, error) {
	if base != r.Version {
		return r, models.Errorf(models.Conflict, "somebody changed this reward meanwhile; load it and make your change again")
	}
	s.Title, s.Text = strings.TrimSpace(s.Title), strings.TrimSpace(s.Text)
	if err := s.Check(currency); err != nil {
		return r, err
	}
	r.Settings, r.UpdatedAt, r.SavedBy = s, models.Instant(now), actor
	if r.CreatedAt.IsZero() {
		r.CreatedAt = r.UpdatedAt
	}
	return r, nil
}
