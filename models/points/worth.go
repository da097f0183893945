package points

import (
	"math/big"

	"clientele/models"
	"clientele/models/orders"
)

// Worth is what an order is worth under a programme, and why.
type Worth struct {
	Counts bool   // false when the order earns nothing whatever its lines
	Reason string // why it does not count
	Basis  Basis
	Rules  []RuleWorth
	Raw    *big.Rat // sum of the exact parts
	Target int64    // floor of Raw plus the whole parts, within the cap
	// Cut is what the cap cut off.
	Cut int64
	// Lacking are products of which the store has yet to say something; see
	// Programme.Lacking.
	Lacking []string
}

// RuleWorth is one rule's part of an order's worth.
type RuleWorth struct {
	Setting RuleSetting
	Award   Award
	Reason  string // why the rule gives nothing; empty where it was asked
}

// Reasons for which an order does not count.
const (
	NotPaid     = "unpaid"
	IsCancelled = "cancelled"
	IsTest      = "test"
	TooEarly    = "before_programme"
	Switched    = "programme_off"
)

// Worth computes what an order earns: one floor for the whole order, so that
// neither lines nor partial refunds lose fractions.
func (p Programme) Worth(o orders.Order, c Circumstances) (Worth, error) {
	w := Worth{Raw: new(big.Rat), Reason: p.refusal(o)}
	w.Basis = basisOf(o, p.Settings, c)
	w.Counts, w.Lacking = w.Reason == "", p.Lacking(o)
	stack := stack{taken: map[string]map[string]bool{}, best: map[string]int{}}
	for _, setting := range p.Settings.Rules {
		if kind, ok := KindByName(setting.Kind); ok && kind.Event {
			continue
		}
		part, err := p.part(setting, o, w.Basis, &stack)
		if err != nil {
			return w, err
		}
		w.Rules = append(w.Rules, part)
		stack.count(w.Rules)
	}
	var whole int64
	for _, part := range w.Rules {
		w.Raw.Add(w.Raw, part.Award.Exact)
		whole += part.Award.Whole
	}
	if !w.Counts {
		return w, nil
	}
	floor := new(big.Int).Quo(w.Raw.Num(), w.Raw.Denom())
	if !floor.IsInt64() || floor.Int64() > targetMax {
		return w, models.Errorf(models.Invalid, "order %s is worth more points than can be counted; check the amounts and the rule", o.ID)
	}
	w.Target = max(0, floor.Int64()+whole)
	if p.Settings.Cap.On() {
		w.Cut = max(0, w.Target-max(0, p.Settings.Cap.Points-c.Used))
		w.Target -= w.Cut
	}
	return w, nil
}

// part is what one rule gives.
func (p Programme) part(setting RuleSetting, o orders.Order, b Basis, s *stack) (RuleWorth, error) {
	part := RuleWorth{Setting: setting, Award: Award{Exact: new(big.Rat), Formula: "0"}}
	kind, ok := KindByName(setting.Kind)
	if !ok {
		return part, models.Errorf(models.Internal, "programme version %d uses the unknown rule %s", p.Version, setting.Kind)
	}
	rule, err := kind.New(models.WithDefaults(kind.Fields, setting.Params), o.Currency)
	if err != nil {
		return part, models.Wrap(models.Internal, err, "programme version %d cannot count %s", p.Version, o.Currency)
	}
	conditions := conditionsOf(setting.Params)
	if part.Reason = conditions.refusal(o, zoneOf(p.Zone)); part.Reason != "" {
		return part, nil
	}
	b.Taken = s.taken[conditions.group]
	part.Award = rule.Award(b)
	return part, nil
}

// stack keeps rules of one group from adding up.
type stack struct {
	taken map[string]map[string]bool // by group: the lines that a rule of it has counted
	best  map[string]int             // by group: the rule that gives the most fixed points, from 1
}

// count notes what the newest rule gave. Of fixed points the most are kept, not
// the first: else giving a part of an order back could bring more points.
func (s *stack) count(rules []RuleWorth) {
	newest := &rules[len(rules)-1]
	group := conditionsOf(newest.Setting.Params).group
	if group == "" || newest.Reason != "" {
		return
	}
	if s.taken[group] == nil {
		s.taken[group] = map[string]bool{}
	}
	for _, line := range newest.Award.Lines {
		s.taken[group][line.Line] = true
	}
	if newest.Award.Whole == 0 {
		return
	}
	loser := newest
	if best := s.best[group]; best == 0 || rules[best-1].Award.Whole < newest.Award.Whole {
		s.best[group] = len(rules)
		if loser = nil; best > 0 {
			loser = &rules[best-1]
		}
	}
	if loser != nil {
		loser.Award.Whole, loser.Award.Formula, loser.Reason = 0, "0", OutOfGroup
	}
}
