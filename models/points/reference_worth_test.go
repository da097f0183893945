package points_test

import (
	"math/big"
	"time"

	"clientele/models/orders"
	"clientele/models/points"
)

// refVersion is a version of the programme in numbers, not in parameters.
type refVersion struct {
	from                                       time.Time
	enabled, tax, shipping, giftCards, earlier bool
	holdDays, lifeCount, idleMonths            int
	lifeMonths                                 bool
	policy                                     points.Policy
	capPoints                                  int64
	capPeriod                                  points.Period
	rules                                      []refRule
}

// refRule is one rule: points for every amount in minor units, or whole ones.
type refRule struct {
	id, kind, name  string
	points          int64
	per, hundredths int64 // of an amount; the multiplier in hundredths
	product         string
	levels          bool
	until           time.Time
	minimum         int64
	number          int   // of the order
	most            int64 // of events within the period
	period          points.Period
	waits           int
}

// worth is floor(level · Σ kept · rate) and whole points, within the cap.
func (r *reference) worth(o *refOrder, rank int) int64 {
	v := r.versions[o.version-1]
	if o.paidAt().IsZero() || o.cancelled() || !v.enabled || !v.earlier && o.last().CreatedAt.Before(v.from.Truncate(time.Second)) {
		return 0
	}
	gross, net := o.elsewhere()
	lost := net
	if v.tax {
		lost = big.NewRat(gross, 1)
	}
	kept, byProduct := new(big.Rat), map[string]int64{}
	for _, l := range o.last().Lines {
		if _, left, _ := o.left(l, v.tax); v.counts(l.Kind) {
			kept.Add(kept, big.NewRat(left, 1))
			byProduct[l.Product] += left
			byProduct[""] += left
		}
	}
	stays := new(big.Rat) // the part of each line that no loose refund took
	if kept.Cmp(lost) > 0 {
		stays.Quo(new(big.Rat).Sub(kept, lost), kept)
	}
	kept.Mul(kept, stays)
	raw, whole := new(big.Rat), int64(0)
	for _, rule := range v.rules {
		if !rule.until.IsZero() && !o.last().CreatedAt.Before(rule.until.Add(time.Minute)) {
			continue
		}
		switch rule.kind {
		case "per_amount":
			part := new(big.Rat).SetFrac64(byProduct[rule.product]*rule.points*rule.hundredths, rule.per*100)
			if rule.levels {
				part.Mul(part, o.multiplier)
			}
			raw.Add(raw, part.Mul(part, stays))
		case "per_order", "first_order", "nth_order":
			if (rule.number == 0 || rule.number == rank) && kept.Sign() > 0 && kept.Cmp(big.NewRat(rule.minimum, 1)) >= 0 {
				whole += rule.points
			}
		}
	}
	target := new(big.Int).Div(raw.Num(), raw.Denom()).Int64() + whole
	if v.capPoints > 0 {
		target = min(target, max(0, v.capPoints-o.used))
	}
	return target
}

func (v refVersion) counts(kind orders.LineKind) bool {
	return kind == orders.Goods || kind == orders.Shipping && v.shipping || kind == orders.GiftCard && v.giftCards
}

// endOf is when points run out that can be spent from a time on.
func (v refVersion) endOf(from time.Time, zone *time.Location) time.Time {
	y, m, d := from.In(zone).Date()
	switch {
	case v.lifeCount == 0:
		return time.Time{}
	case v.lifeMonths:
		return monthsAfter(from, v.lifeCount, zone)
	}
	return time.Date(y, m, d, 0, 0, 0, 0, zone).AddDate(0, 0, v.lifeCount)
}

// waitsUntil is so many calendar days after a time; zero for not at all.
func waitsUntil(at time.Time, days int, zone *time.Location) time.Time {
	if days == 0 {
		return time.Time{}
	}
	return at.In(zone).AddDate(0, 0, days)
}

// windowOf is when the period begins in which a time lies.
func windowOf(period points.Period, at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, zone)
	switch period {
	case points.Week:
		for midnight.Weekday() != time.Monday {
			midnight = midnight.AddDate(0, 0, -1)
		}
		return midnight
	case points.Month:
		return time.Date(y, m, 1, 0, 0, 0, 0, zone)
	case points.Year:
		return time.Date(y, 1, 1, 0, 0, 0, 0, zone)
	}
	return midnight
}
