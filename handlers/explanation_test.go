package handlers

import (
	"testing"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

// paid is an order of one line under rules with a fraction and whole points.
func paid(t *testing.T, change func(*orders.Order)) Why {
	t.Helper()
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	o := orders.Order{ID: "1", Known: true, Currency: "USD", CreatedAt: now, PaidAt: now,
		Lines: []orders.Line{{ID: "a", Kind: orders.Goods, Quantity: 1, Current: 1, NetMinor: 2850}}}
	change(&o)
	settings := points.DefaultSettings("USD")
	settings.Rules = append(settings.Rules, points.RuleSetting{ID: "bonus", Kind: "per_order", Params: models.Params{"points": "50"}})
	worth, err := points.Programme{Version: 1, Settings: settings}.Worth(o, points.Circumstances{})
	if err != nil {
		t.Fatal(err)
	}
	return viewWhy(points.Record{Order: o}, worth)
}

func TestTheSumBeforeRoundingIsThatOfAllRules(t *testing.T) {
	t.Parallel()
	why := paid(t, func(*orders.Order) {})
	if why.Raw != "78.5" || why.Target != 78 { // 28.50 + 50
		t.Errorf("%s gives %d, want 78.5 gives 78", why.Raw, why.Target)
	}
}

func TestAnOrderThatDoesNotCountShowsNoRounding(t *testing.T) {
	t.Parallel()
	why := paid(t, func(o *orders.Order) { o.PaidAt = time.Time{} })
	if why.Raw != "" || why.Target != 0 || why.NotCounted != points.NotPaid {
		t.Errorf("%q gives %d because of %q, want no sum and nothing for an unpaid order", why.Raw, why.Target, why.NotCounted)
	}
}
