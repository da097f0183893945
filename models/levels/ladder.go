package levels

import (
	"math/big"
	"time"

	"clientele/models"
)

// The bounds of a ladder.
const (
	LevelsMax     = 10
	PerksMax      = 12
	NameMax       = 60
	PerkMax       = 160
	MonthsMax     = 36
	GraceDaysMax  = 92
	RewardMax     = 1_000_000
	MultiplierMax = 100
)

// PeriodKind says over what time facts are added up.
type PeriodKind string

// The kinds of periods: all time, the calendar year, or the months before now.
const (
	Lifetime PeriodKind = "lifetime"
	Calendar PeriodKind = "calendar"
	Rolling  PeriodKind = "rolling"
)

// Period is the time over which facts are added up. Months is for Rolling.
type Period struct {
	Kind   PeriodKind
	Months int
}

// Keep says how long a level that was reached is kept.
type Keep string

// Until the period ends in which it was reached, or until the one after it.
const (
	ThisPeriod Keep = "period"
	NextPeriod Keep = "following"
)

// OnRefund says when a purchase that was given back counts no more.
type OnRefund string

// At once, or when its period ends. Only a calendar year has an end to wait for.
const (
	Immediate OnRefund = "immediate"
	PeriodEnd OnRefund = "period_end"
)

// Downgrade says where somebody goes who does not keep a level.
type Downgrade string

// One level a period, or at once to the level that the figures give.
const (
	OneDown      Downgrade = "one_down"
	BalanceBased Downgrade = "balance_based"
)

// Settings are the merchant's choices.
type Settings struct {
	Period    Period
	Keep      Keep
	GraceDays int // days after that for which a level is kept, too
	OnRefund  OnRefund
	Downgrade Downgrade
	Levels    []Level // the lowest first
}

// Level is one step of the ladder.
type Level struct {
	ID         string // never given to another level of the shop
	Name       models.Text
	Colour     string // #rrggbb
	Perks      []models.Text
	Extras     []string // names of further perks that other parts of the program know
	Multiplier string   // of points, an exact decimal; empty for 1
	Reward     int64    // points that are given once on entry
	Any        bool     // one of the rules is enough
	Rules      []RuleSetting
	Stage      string // relationship that is required, too; empty for none
	Closed     bool   // nobody enters any more
}

// RuleSetting is one thing that a level asks for.
type RuleSetting struct {
	Kind   string
	Params models.Params
}

// Ladder is one version of the settings. Versions are never changed.
type Ladder struct {
	Shop          models.ShopID
	Version       int
	Settings      Settings
	Zone          string // IANA zone in which days and years are counted
	Currency      string // of amounts of money
	EffectiveFrom time.Time
	SavedBy       string
	Note          string
}

// Words is a text in a language, or in any there is.
func Words(t models.Text, language string) string {
	for _, s := range []string{t.In(language), t.En, t.Ja, t.Ko} {
		if s != "" {
			return s
		}
	}
	return ""
}

// Level finds a level by its id.
func (l Ladder) Level(id string) (Level, bool) {
	i := l.place(id)
	if i < 0 {
		return Level{}, false
	}
	return l.Settings.Levels[i], true
}

// place is a level's place from below, from 0; -1 for none.
func (l Ladder) place(id string) int {
	for i, level := range l.Settings.Levels {
		if id != "" && level.ID == id {
			return i
		}
	}
	return -1
}

// Above tells whether one level stands above another; none is below all.
func (l Ladder) Above(id, other string) bool { return l.place(id) > l.place(other) }

// Factor is the level's multiplier of points, exact.
func (l Level) Factor() *big.Rat {
	if r, ok := models.Decimal(l.Multiplier); ok && r.Sign() > 0 {
		return r
	}
	return big.NewRat(1, 1)
}

// Version picks a version by its number.
func Version(ladders []Ladder, number int) (Ladder, bool) {
	for _, l := range ladders {
		if l.Version == number {
			return l, true
		}
	}
	return Ladder{}, false
}

// Stages is how the relationship of a contact is asked for. A nil one means
// that nobody is of any stage.
type Stages func(stage string) bool

func (s Stages) holds(stage string) bool { return stage == "" || s != nil && s(stage) }

// met is the place of the highest level whose rules some figures fulfil; -1
// for none.
func (l Ladder) met(f Figures, stages Stages) int {
	for i := len(l.Settings.Levels) - 1; i >= 0; i-- {
		level := l.Settings.Levels[i]
		if !level.Closed && stages.holds(level.Stage) && level.fulfilled(f, l.Currency) {
			return i
		}
	}
	return -1
}

func (l Level) fulfilled(f Figures, currency string) bool {
	for _, rule := range l.Rules {
		kind, known := KindByName(rule.Kind)
		if !known {
			return false
		}
		need, err := kind.Need(rule.Params, currency)
		enough := err == nil && kind.Count(f) >= need
		if enough == l.Any {
			return enough
		}
	}
	return !l.Any || len(l.Rules) == 0
}
