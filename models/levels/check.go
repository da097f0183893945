package levels

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"clientele/models"
)

// StageNeeds tells the levels that a relationship stage itself asks for. A nil
// one means that no stage asks for any.
type StageNeeds func(stage string) []string

var (
	idForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// check collects what is wrong.
type check struct {
	settings Settings
	currency string
	problems []models.FieldProblem
}

func (c *check) add(path, format string, args ...any) {
	c.problems = append(c.problems, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// Check finds everything wrong with the settings; paths are relative to them.
func (s Settings) Check(currency string, needs StageNeeds) error {
	c := &check{settings: s, currency: currency}
	c.period()
	if n := len(s.Levels); n == 0 || n > LevelsMax {
		c.add("levels", "must hold 1 to %d levels", LevelsMax)
	}
	ids, names := map[string]bool{}, map[string]bool{}
	for i, level := range s.Levels {
		path := fmt.Sprintf("levels[%d]", i)
		if !idForm.MatchString(level.ID) || ids[level.ID] {
			c.add(path+".id", "must be letters, digits, - or _, and differ from the other levels")
		}
		ids[level.ID] = true
		c.looks(path, level, names)
		c.rules(path, i)
		c.stage(path, i, needs)
	}
	if len(c.problems) > 0 {
		return models.InvalidFields(c.problems)
	}
	return nil
}

func (c *check) period() {
	s := c.settings
	switch s.Period.Kind {
	case Lifetime, Calendar:
	case Rolling:
		if s.Period.Months < 1 || s.Period.Months > MonthsMax {
			c.add("period.months", "must be 1 to %d months", MonthsMax)
		}
	default:
		c.add("period.kind", "must be lifetime, calendar or rolling")
	}
	if s.Keep != ThisPeriod && s.Keep != NextPeriod {
		c.add("keep", "must be period or following")
	}
	if s.GraceDays < 0 || s.GraceDays > GraceDaysMax {
		c.add("graceDays", "must be 0 to %d days", GraceDaysMax)
	}
	switch {
	case s.OnRefund != Immediate && s.OnRefund != PeriodEnd:
		c.add("onRefund", "must be immediate or period_end")
	case s.OnRefund == PeriodEnd && s.Period.Kind != Calendar:
		c.add("onRefund", "can wait for the end of a calendar year only; choose at once")
	}
	if s.Downgrade != OneDown && s.Downgrade != BalanceBased {
		c.add("downgrade", "must be one_down or balance_based")
	}
}

// looks checks what a level shows and gives.
func (c *check) looks(path string, level Level, names map[string]bool) {
	name := strings.ToLower(Words(level.Name, "en"))
	switch {
	case name == "":
		c.add(path+".name", "must be filled in, in one language at least")
	case tooLong(level.Name, NameMax):
		c.add(path+".name", "must be %d characters or less", NameMax)
	case names[name]:
		c.add(path+".name", "is the name of another level, too")
	}
	names[name] = true
	if !colourForm.MatchString(level.Colour) {
		c.add(path+".colour", "must be a colour such as #8a6d3b")
	}
	if len(level.Perks) > PerksMax {
		c.add(path+".perks", "must be %d or fewer", PerksMax)
	}
	for i, perk := range level.Perks {
		if Words(perk, "en") == "" || tooLong(perk, PerkMax) {
			c.add(fmt.Sprintf("%s.perks[%d]", path, i), "must be a text of %d characters or less", PerkMax)
		}
	}
	if len(level.Extras) > PerksMax {
		c.add(path+".extras", "must be %d or fewer", PerksMax)
	}
	for i, extra := range level.Extras {
		if !idForm.MatchString(extra) {
			c.add(fmt.Sprintf("%s.extras[%d]", path, i), "is not the name of a perk")
		}
	}
	if level.Multiplier != "" {
		m, ok := models.Decimal(level.Multiplier)
		if !ok || m.Sign() <= 0 || m.Cmp(big.NewRat(MultiplierMax, 1)) > 0 {
			c.add(path+".multiplier", "must be a number above 0 and up to %d, such as 1.25", MultiplierMax)
		}
	}
	if level.Reward < 0 || level.Reward > RewardMax {
		c.add(path+".reward", "must be a whole number from 0 to 1,000,000")
	}
}

func tooLong(t models.Text, most int) bool {
	return len([]rune(t.En)) > most || len([]rune(t.Ja)) > most || len([]rune(t.Ko)) > most
}

// rules checks what a level asks for: things that exist, and more of each than
// the levels below.
func (c *check) rules(path string, place int) {
	level := c.settings.Levels[place]
	if len(level.Rules) == 0 && level.Stage == "" && place > 0 {
		c.add(path+".rules", "asks for nothing, so nobody would stay on the levels below; only the lowest may")
	}
	seen := map[string]bool{}
	for i, rule := range level.Rules {
		at := fmt.Sprintf("%s.rules[%d]", path, i)
		kind, known := KindByName(rule.Kind)
		switch {
		case !known:
			c.add(at+".kind", "is not a rule we know")
			continue
		case seen[rule.Kind]:
			c.add(at+".kind", "is asked for twice by this level")
			continue
		case kind.Unit == Money && !models.ValidCurrency(c.currency):
			c.add(at+".kind", "counts money, and the shop's currency is not known yet; open the app in the store admin and try again")
			continue
		}
		seen[rule.Kind] = true
		problems := models.CheckParams([]models.Field{kind.Field}, rule.Params, c.currency)
		for _, p := range problems {
			c.add(at+".params."+p.Path, "%s", p.Message)
		}
		if len(problems) > 0 {
			continue
		}
		need, err := kind.Need(rule.Params, c.currency)
		if err != nil || need <= 0 {
			c.add(at+".params."+AmountName, "must be more than zero")
			continue
		}
		if below, amount, ok := c.below(place, kind); ok && amount >= need {
			c.add(at+".params."+AmountName, "must be more than the %s of the level %s below it", below.Rules[ruleOf(below, kind.Name)].Params[AmountName], Words(below.Name, "en"))
		}
	}
}

// below is the next lower level that asks for the same, and how much.
func (c *check) below(place int, kind Kind) (Level, int64, bool) {
	for i := place - 1; i >= 0; i-- {
		level := c.settings.Levels[i]
		if at := ruleOf(level, kind.Name); at >= 0 {
			need, err := kind.Need(level.Rules[at].Params, c.currency)
			return level, need, err == nil
		}
	}
	return Level{}, 0, false
}

func ruleOf(level Level, kind string) int {
	for i, rule := range level.Rules {
		if rule.Kind == kind {
			return i
		}
	}
	return -1
}

// stage refuses a circle: a level that asks for a stage that asks for it.
func (c *check) stage(path string, place int, needs StageNeeds) {
	level := c.settings.Levels[place]
	if level.Stage == "" {
		return
	}
	if !idForm.MatchString(level.Stage) {
		c.add(path+".stage", "is not the name of a relationship")
		return
	}
	if needs == nil {
		return
	}
	for _, id := range needs(level.Stage) {
		if (Ladder{Settings: c.settings}).place(id) >= place {
			c.add(path+".stage", "asks for this level or a higher one itself, so nobody could ever enter")
			return
		}
	}
}
