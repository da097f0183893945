package points

import (
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/referrals"
)

// RulesMax bounds the earn rules of a programme, HoldDaysMax the days that
// earned points may be held back.
const (
	RulesMax    = 20
	HoldDaysMax = 365
	targetMax   = int64(1_000_000_000_000) // more than any order is worth; guards the arithmetic
)

// Policy says what a clawback may take.
type Policy string

// The policies: never touch spendable points; stop at zero and forgive the
// rest; or let the contact owe it.
const (
	OnlyPending   Policy = "only_pending"
	WithinBalance Policy = "within_balance"
	Unlimited     Policy = "unlimited"
)

// Settings are the merchant's choices.
type Settings struct {
	Enabled          bool
	Rules            []RuleSetting
	IncludeTax       bool
	IncludeShipping  bool
	IncludeTips      bool
	IncludeDuties    bool
	IncludeGiftCards bool
	HoldDays         int // calendar days before earned points can be spent
	Life             Life
	IdleMonths       int // months without activity after which points run out; zero for never
	Clawback         Policy
	Cap              Cap
	Guests           bool // buyers without an account collect in a shadow account
	TestOrders       bool
	EarlierOrders    bool // orders placed before the programme began count, too
	Referrals        referrals.Settings
}

// RuleSetting is one earn rule with its parameters.
type RuleSetting struct {
	ID     string
	Kind   string
	Params models.Params
}

// Programme is one version of the settings. Versions are never changed; the one
// in force when an order was created decides about that order for ever.
type Programme struct {
	Shop          models.ShopID
	Version       int
	Settings      Settings
	Zone          string // IANA zone in which days are counted
	EffectiveFrom time.Time
	SavedBy       string
	Note          string
}

// DefaultSettings is a programme that is sensible for any shop: one point for
// every unit of the currency, with debt where points were already spent.
func DefaultSettings(currency string) Settings {
	amount := "1"
	if models.Exponent(currency) == 0 {
		amount = "100"
	}
	return Settings{
		Enabled: true, Life: Life{Unit: Months}, Clawback: Unlimited, Cap: Cap{Period: Month}, Guests: true, TestOrders: true, EarlierOrders: true,
		Rules: []RuleSetting{{ID: "spend", Kind: perAmountKind.Name,
			Params: models.Params{"points": "1", "amount": amount, "multiplier": "1", "products": ""}}},
	}
}

// Check finds everything wrong with the settings; paths are relative to them.
func (s Settings) Check(currency string) error {
	var problems []models.FieldProblem
	add := func(path, message string) {
		problems = append(problems, models.FieldProblem{Path: path, Message: message})
	}
	if len(s.Rules) > RulesMax {
		add("rules", fmt.Sprintf("holds more than %d rules", RulesMax))
	}
	if s.HoldDays < 0 || s.HoldDays > HoldDaysMax {
		add("holdDays", fmt.Sprintf("must be 0 to %d days", HoldDaysMax))
	}
	problems = append(problems, s.Life.problems()...)
	if s.IdleMonths < 0 || s.IdleMonths > IdleMonthsMax {
		add("idleMonths", fmt.Sprintf("must be 0 for never, or 1 to %d months", IdleMonthsMax))
	}
	switch s.Clawback {
	case OnlyPending, WithinBalance, Unlimited:
	default:
		add("clawback", "must be unlimited, within_balance or only_pending")
	}
	problems = append(problems, s.Cap.problems()...)
	for _, p := range s.Referrals.Problems() {
		add("referrals."+p.Path, p.Message)
	}
	seen := map[string]bool{}
	for i, rule := range s.Rules {
		path := fmt.Sprintf("rules[%d]", i)
		if rule.ID == "" || len(rule.ID) > 40 || seen[rule.ID] {
			add(path+".id", "must be set and differ from the other rules")
		}
		seen[rule.ID] = true
		for _, p := range rule.problems(currency) {
			add(path+p.Path, p.Message)
		}
	}
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}

func (r RuleSetting) problems(currency string) []models.FieldProblem {
	kind, ok := KindByName(r.Kind)
	if !ok {
		return []models.FieldProblem{{Path: ".kind", Message: "is not a rule we know"}}
	}
	problems := models.CheckParams(kind.Fields, r.Params, currency)
	for i := range problems {
		problems[i].Path = ".params." + problems[i].Path
	}
	if len(problems) > 0 {
		return problems
	}
	if _, err := kind.New(models.WithDefaults(kind.Fields, r.Params), currency); err != nil {
		return []models.FieldProblem{{Path: ".params", Message: err.Error()}}
	}
	return conditionsOf(r.Params).problems()
}

func (s Settings) counts(kind orders.LineKind) bool {
	switch kind {
	case orders.Shipping:
		return s.IncludeShipping
	case orders.Tip:
		return s.IncludeTips
	case orders.Duty:
		return s.IncludeDuties
	case orders.GiftCard:
		return s.IncludeGiftCards
	}
	return true
}

func (p Programme) refusal(o orders.Order) string {
	switch {
	case o.Cancelled():
		return IsCancelled
	case !o.Paid():
		return NotPaid
	case !p.Settings.Enabled:
		return Switched
	case o.Test && !p.Settings.TestOrders:
		return IsTest
	case !p.began(o.CreatedAt) && !p.Settings.EarlierOrders:
		return TooEarly
	}
	return ""
}

// Counts tells whether an order counts under the programme, whatever it earns.
func (p Programme) Counts(o orders.Order) bool { return p.refusal(o) == "" }

// Qualifies tells whether an order may be the contact's first: paid, not
// cancelled, and something of it kept.
func Qualifies(o orders.Order) bool {
	return o.Known && o.Paid() && !o.Cancelled() && o.SpentMinor() > 0
}

// began tells whether the version was in force when an order was created. A
// platform tells that time in whole seconds, rounded down, so a version counts
// from the beginning of its second: else an order placed right after saving
// would fall under the version before.
func (p Programme) began(createdAt time.Time) bool {
	return !createdAt.Before(p.EffectiveFrom.Truncate(time.Second))
}

// InForce picks the version for an order created at a time: the newest that
// was in force then, else the oldest. Versions are sorted by number.
func InForce(versions []Programme, createdAt time.Time) (Programme, bool) {
	if len(versions) == 0 {
		return Programme{}, false
	}
	chosen := versions[0]
	for _, p := range versions[1:] {
		if p.began(createdAt) {
			chosen = p
		}
	}
	return chosen, true
}

// MaturesAt is when points earned at a time become spendable: so many calendar
// days later in the programme's zone. It is zero for at once, whatever the
// platform's clock says of the time at which they were earned.
func (p Programme) MaturesAt(earnedAt time.Time) time.Time {
	return p.later(earnedAt, p.Settings.HoldDays)
}

// later is so many calendar days after a time in the programme's zone; zero for
// at once.
func (p Programme) later(at time.Time, days int) time.Time {
	if days == 0 {
		return time.Time{}
	}
	return models.Instant(at.In(zoneOf(p.Zone)).AddDate(0, 0, days))
}
