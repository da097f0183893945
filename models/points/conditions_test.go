package points_test

import (
	"errors"
	"fmt"
	"hash/crc32"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/products"
)

func shortID(params models.Params) string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(fmt.Sprint(params))))
}

// with is a rule of 1 point for each 1.00 with more parameters.
func with(more models.Params) points.RuleSetting {
	params := models.Params{"points": "1", "amount": "1"}
	for name, value := range more {
		params[name] = value
	}
	return points.RuleSetting{ID: shortID(params), Kind: "per_amount", Params: params}
}

func fixed(amount string, more models.Params) points.RuleSetting {
	params := models.Params{"points": amount}
	for name, value := range more {
		params[name] = value
	}
	return points.RuleSetting{ID: shortID(params), Kind: "per_order", Params: params}
}

// bag is a paid order of 40.00 from Fern & Kiln and 60.00 from Moss.
func bag() orders.Order {
	a, b := goods("a", "40.00"), goods("b", "60.00")
	a.Product, a.Vendor, a.SKU = "7", "Fern & Kiln", "FK-12"
	b.Product, b.Vendor, b.SKU = "8", "Moss", "SALE-1"
	return orders.Order{
		ID: "1", Known: true, Currency: "USD", CreatedAt: start, PaidAt: start, Tags: []string{"vip"}, Lines: []orders.Line{a, b},
		Products: []products.Facts{
			{ID: "7", Tags: []string{"tea", "winter"}, Collections: []products.Collection{{ID: "31", Title: "Cups"}}},
			{ID: "8", Collections: []products.Collection{{ID: "33", Title: "Moss"}}},
		},
	}
}

func TestRulesLookAtSomeLinesAndSomeOrders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		more models.Params
		want int64
	}{
		"all":                        {nil, 100},
		"one product":                {models.Params{"products": "7"}, 40},
		"not one product":            {models.Params{"notProducts": "7, 9"}, 60},
		"a vendor, whatever case":    {models.Params{"vendors": "fern & KILN"}, 40},
		"not a vendor":               {models.Params{"notVendors": "Moss"}, 40},
		"what is out is out":         {models.Params{"products": "7,8", "notVendors": "moss"}, 40},
		"article numbers":            {models.Params{"skus": "fk-12"}, 40},
		"article numbers by start":   {models.Params{"notSkus": "SALE-*"}, 40},
		"only such an order":         {models.Params{"orderTags": "VIP, staff"}, 100},
		"no such order":              {models.Params{"orderTags": "staff"}, 0},
		"not such an order":          {models.Params{"notOrderTags": "vip"}, 0},
		"not another order":          {models.Params{"notOrderTags": "staff"}, 100},
		"a vendor nobody sells from": {models.Params{"vendors": "nobody"}, 0},
		"a tag":                      {models.Params{"productTags": "SALE, winter"}, 40},
		"not a tag":                  {models.Params{"notProductTags": "winter"}, 60},
		"a collection":               {models.Params{"collections": "32,31"}, 40},
		"not a collection":           {models.Params{"notCollections": "31"}, 60},
		"a collection without a tag": {models.Params{"collections": "31,33", "notProductTags": "winter"}, 60},
		"a collection and a product": {models.Params{"collections": "31,33", "products": "8"}, 60},
		"a tag nobody uses":          {models.Params{"productTags": "nobody"}, 0},
	} {
		settings := points.DefaultSettings("USD")
		settings.Rules = []points.RuleSetting{with(c.more)}
		must(t, settings.Check("USD"))
		worth, err := points.Programme{Version: 1, Settings: settings}.Worth(bag(), points.Circumstances{})
		must(t, err)
		if worth.Target != c.want {
			t.Errorf("%s: %d points, want %d", name, worth.Target, c.want)
		}
	}
}

func TestW46DoublePointsGoByWhenTheOrderWasPlaced(t *testing.T) {
	t.Parallel()
	tokyo, _ := time.LoadLocation("Asia/Tokyo")
	settings := points.DefaultSettings("USD")
	settings.Rules = []points.RuleSetting{
		with(models.Params{"multiplier": "2", "from": "2026-11-27T00:00", "to": "2026-11-27T23:59", "group": "spend"}),
		with(models.Params{"group": "spend"}),
	}
	must(t, settings.Check("USD"))
	p := points.Programme{Version: 1, Settings: settings, Zone: "Asia/Tokyo"}
	for placed, want := range map[string]int64{
		"2026-11-26T23:59:59": 100, "2026-11-27T00:00:00": 200, "2026-11-27T23:58:00": 200, "2026-11-27T23:59:59": 200, "2026-11-28T00:00:00": 100,
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", placed, tokyo)
		must(t, err)
		o := bag()
		o.CreatedAt, o.PaidAt = at.UTC(), at.Add(5*time.Minute)
		worth, err := p.Worth(o, points.Circumstances{})
		must(t, err)
		if worth.Target != want {
			t.Errorf("placed %s: %d points, want %d", placed, worth.Target, want)
		}
		if outside := want == 100; (worth.Rules[0].Reason == points.OutOfDates) != outside {
			t.Errorf("placed %s: the reason is %q", placed, worth.Rules[0].Reason)
		}
	}
}

func TestRulesOfAGroupDoNotAddUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules []points.RuleSetting
		want  int64
	}{
		"without a group they add up":           {[]points.RuleSetting{with(models.Params{"multiplier": "3", "products": "7"}), with(nil)}, 220},
		"each line counts for the first":        {[]points.RuleSetting{with(models.Params{"multiplier": "3", "products": "7", "group": "g"}), with(models.Params{"group": "g"})}, 180},
		"the list decides which is the first":   {[]points.RuleSetting{with(models.Params{"group": "g"}), with(models.Params{"multiplier": "3", "products": "7", "group": "g"})}, 100},
		"other groups add up":                   {[]points.RuleSetting{with(models.Params{"group": "g"}), with(models.Params{"group": "h"})}, 200},
		"of fixed points the most count":        {[]points.RuleSetting{fixed("10", models.Params{"group": "g"}), fixed("50", models.Params{"group": "g", "minimum": "100"}), fixed("20", models.Params{"group": "g"})}, 50},
		"fixed points do not take lines":        {[]points.RuleSetting{fixed("10", models.Params{"group": "g"}), with(models.Params{"group": "g"})}, 110},
		"a rule out of its dates takes nothing": {[]points.RuleSetting{with(models.Params{"group": "g", "multiplier": "9", "to": "2020-01-01T00:00"}), with(models.Params{"group": "g"})}, 100},
	} {
		settings := points.DefaultSettings("USD")
		settings.Rules = c.rules
		worth, err := points.Programme{Version: 1, Settings: settings}.Worth(bag(), points.Circumstances{})
		must(t, err)
		if worth.Target != c.want {
			t.Errorf("%s: %d points, want %d", name, worth.Target, c.want)
		}
	}
}

func TestTheLevelOfThenMultipliesWhatWasSpent(t *testing.T) {
	t.Parallel()
	settings := points.DefaultSettings("USD")
	settings.Rules = []points.RuleSetting{with(nil), with(models.Params{"levels": "false"}), fixed("10", nil)}
	worth, err := points.Programme{Version: 1, Settings: settings}.Worth(bag(), points.Circumstances{Multiplier: big.NewRat(5, 4)})
	must(t, err)
	if worth.Target != 125+100+10 || worth.Rules[0].Award.Formula != "100 × 1 / 1.00 × 1.25" {
		t.Errorf("%d points by %q", worth.Target, worth.Rules[0].Award.Formula)
	}
	d := newDesk(t)
	d.record("1").Standing.Multiplier = "5/4"
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.expect("paid", amounts{av: 100})
	d.refund("1", d.amountBack("r1", "40.00"))
	d.expect("half came back", amounts{av: 50})
	if s := d.record("1").Standing; s.Multiplier != "5/4" {
		t.Errorf("the multiplier of the order became %q", s.Multiplier)
	}
}

func TestConditionsThatMakeNoSenseAreRefusedAtTheField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		params models.Params
		path   string
	}{
		"the end before the beginning": {models.Params{"from": "2026-11-27T00:00", "to": "2026-11-26T00:00"}, "rules[0].params.to"},
		"a day that is none":           {models.Params{"from": "2026-02-30T00:00"}, "rules[0].params.from"},
		"a day without a time":         {models.Params{"to": "2026-11-27"}, "rules[0].params.to"},
		"commas only":                  {models.Params{"vendors": " , "}, "rules[0].params.vendors"},
		"products that are no numbers": {models.Params{"notProducts": "tea"}, "rules[0].params.notProducts"},
	} {
		settings := points.DefaultSettings("USD")
		settings.Rules = []points.RuleSetting{with(c.params)}
		var refused *models.Error
		if !errors.As(settings.Check("USD"), &refused) || len(refused.Fields) != 1 || refused.Fields[0].Path != c.path {
			t.Errorf("%s: %+v, want one problem at %s", name, refused, c.path)
		}
	}
}

// TestGivingBackNeverBringsPoints holds any stack of rules against I11: a
// refund never makes an order worth more.
func TestGivingBackNeverBringsPoints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		settings := points.DefaultSettings("USD")
		settings.Rules = nil
		for i := range rapid.IntRange(1, 5).Draw(t, "rules") {
			group := rapid.SampledFrom([]string{"", "g"}).Draw(t, "group")
			r := with(models.Params{"group": group, "multiplier": rapid.SampledFrom([]string{"1", "3.5"}).Draw(t, "multiplier"),
				"products": rapid.SampledFrom([]string{"", "7"}).Draw(t, "products"), "notVendors": rapid.SampledFrom([]string{"", "moss"}).Draw(t, "vendors")})
			if rapid.Bool().Draw(t, "fixed") {
				r = fixed(fmt.Sprint(10*(i+1)), models.Params{"group": group, "minimum": rapid.SampledFrom([]string{"0", "40", "90"}).Draw(t, "minimum")})
			}
			settings.Rules = append(settings.Rules, r)
		}
		p, o, before := points.Programme{Version: 1, Settings: settings}, bag(), int64(-1)
		for i := range 4 {
			worth, err := p.Worth(o, points.Circumstances{First: true})
			if err != nil {
				t.Fatal(err)
			}
			if before >= 0 && worth.Target > before {
				t.Fatalf("refund %d raised %d points to %d", i, before, worth.Target)
			}
			before = worth.Target
			line := o.Lines[rapid.IntRange(0, 1).Draw(t, "line")].ID
			o = o.JoinRefund(orders.Refund{ID: fmt.Sprint(i), Settled: true,
				Lines: []orders.RefundLine{{Line: line, SubtotalMinor: rapid.Int64Range(0, 7_000).Draw(t, "back")}}})
		}
	})
}
