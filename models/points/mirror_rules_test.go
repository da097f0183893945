package points_test

import (
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/points"
)

// newVersion edits the programme, for both. What is over by then has been
// struck: the program does that hourly.
func (m *mirror) newVersion() {
	m.sweep()
	m.keep()
	v := refVersion{
		from: m.now, enabled: m.random.IntN(12) > 0, tax: m.random.IntN(3) == 0, shipping: m.random.IntN(3) == 0, giftCards: m.random.IntN(4) == 0,
		earlier: m.random.IntN(4) > 0, holdDays: oneOf(m, 0, 0, 3, 14), lifeCount: oneOf(m, 0, 0, 1, 2, 20), lifeMonths: m.random.IntN(2) == 0,
		idleMonths: oneOf(m, 0, 0, 1, 2), policy: oneOf(m, points.Unlimited, points.Unlimited, points.WithinBalance, points.OnlyPending),
		capPeriod: oneOf(m, points.Day, points.Week, points.Month, points.Year),
	}
	if m.random.IntN(3) == 0 {
		v.capPoints = m.between(20, 300)
	}
	v.rules = m.someRules()
	p := points.Programme{Shop: shop, Version: len(m.versions) + 1, Zone: m.zone, EffectiveFrom: m.now, Settings: v.settings()}
	for _, r := range v.rules {
		p.Settings.Rules = append(p.Settings.Rules, points.RuleSetting{ID: r.id, Kind: r.kind, Params: r.params(m.ref.zone)})
	}
	if err := p.Settings.Check("USD"); err != nil {
		m.wrong("settings: %v", err)
	}
	m.versions, m.ref.versions = append(m.versions, p), append(m.ref.versions, v)
}

func (v refVersion) settings() points.Settings {
	s := points.DefaultSettings("USD")
	s.Rules = nil
	s.Enabled, s.IncludeTax, s.IncludeShipping, s.IncludeGiftCards = v.enabled, v.tax, v.shipping, v.giftCards
	s.EarlierOrders, s.HoldDays, s.IdleMonths, s.Clawback = v.earlier, v.holdDays, v.idleMonths, v.policy
	s.Life = points.Life{Count: v.lifeCount, Unit: points.Days}
	if v.lifeMonths {
		s.Life.Unit = points.Months
	}
	s.Cap = points.Cap{Points: v.capPoints, Period: v.capPeriod}
	return s
}

func (m *mirror) someRules() []refRule {
	all := []refRule{
		{kind: "per_amount", points: m.between(1, 7), per: oneOf[int64](m, 50, 100, 300, 1000), hundredths: oneOf[int64](m, 100, 115, 200, 33),
			levels: m.random.IntN(3) > 0},
		{kind: "per_amount", points: m.between(1, 3), per: 100, hundredths: 100, product: "11", levels: m.random.IntN(2) == 0},
		{kind: "per_amount", points: 1, per: 100, hundredths: 100, until: m.now.Add(day * time.Duration(m.between(1, 40))).Truncate(time.Minute)},
		{kind: "per_order", points: m.between(1, 90), minimum: oneOf[int64](m, 0, 2500, 8000)},
		{kind: "first_order", points: 100, number: 1},
		{kind: "nth_order", points: 30, number: int(m.between(2, 3)), minimum: oneOf[int64](m, 0, 1500)},
		{kind: "sign_up", points: 100},
		{kind: "birthday", points: 40, waits: oneOf(m, 0, 5)},
		{kind: "visit", points: m.between(10, 40), levels: m.random.IntN(2) == 0, most: oneOf[int64](m, 0, 50), waits: oneOf(m, 0, 2),
			period: oneOf(m, points.Day, points.Week, points.Month)},
		{kind: "custom_event", name: "review", points: 25, most: oneOf[int64](m, 0, 60), period: points.Year},
	}
	var some []refRule
	for i, rule := range all {
		if m.random.IntN(5) > 1 {
			rule.id = fmt.Sprintf("rule %02d", i)
			some = append(some, rule)
		}
	}
	return some
}

// params writes a rule as a merchant fills in its form.
func (r refRule) params(zone *time.Location) models.Params {
	yes := func(on bool) string { return map[bool]string{true: "true", false: "false"}[on] }
	p := models.Params{"points": fmt.Sprint(r.points)}
	switch r.kind {
	case "per_amount":
		p["amount"], p["multiplier"] = fmt.Sprintf("%d.%02d", r.per/100, r.per%100), fmt.Sprintf("%d.%02d", r.hundredths/100, r.hundredths%100)
		p["products"], p["levels"] = r.product, yes(r.levels)
		if !r.until.IsZero() {
			p["to"] = r.until.In(zone).Format(models.InstantForm)
		}
	case "per_order", "first_order", "nth_order":
		p["minimum"] = fmt.Sprintf("%d.%02d", r.minimum/100, r.minimum%100)
		if r.kind == "nth_order" {
			p["number"] = fmt.Sprint(r.number)
		}
	default:
		p["holdDays"] = fmt.Sprint(r.waits)
		if r.kind == "custom_event" {
			p["name"] = " Review"
		}
		if r.kind == "visit" || r.kind == "custom_event" {
			p["period"], p["levels"] = string(r.period), yes(r.levels)
		}
		if r.most > 0 {
			p["most"] = fmt.Sprint(r.most)
		}
	}
	return p
}
