package points_test

import (
	"testing"

	"clientele/models"
	"clientele/models/points"
)

func TestShoppersReadWhatEachRuleGives(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind     string
		params   models.Params
		currency string
		want     models.Text
	}{
		{"per_amount", models.Params{"points": "1", "amount": "1"}, "USD",
			models.Text{En: "1 point for every $1 you spend", Ja: "$1のお買い上げごとに1ポイント", Ko: "$1 구매할 때마다 1포인트"}},
		{"per_amount", models.Params{"points": "1", "amount": "100", "multiplier": "1.5", "products": "7"}, "JPY",
			models.Text{En: "1.5 points for every ¥100 you spend on selected products", Ja: "対象商品100円のお買い上げごとに1.5ポイント", Ko: "대상 상품 ¥100 구매할 때마다 1.5포인트"}},
		{"per_order", models.Params{"points": "1000"}, "USD", models.Text{En: "1,000 points", Ja: "1,000ポイント", Ko: "1,000포인트"}},
		{"first_order", models.Params{"points": "1", "minimum": "49.50"}, "USD",
			models.Text{En: "1 point, for orders of $49.50 or more", Ja: "$49.50以上のご注文で1ポイント", Ko: "$49.50 이상 주문 시 1포인트"}},
	} {
		p := points.Programme{Settings: points.Settings{Enabled: true, Rules: []points.RuleSetting{{ID: "r", Kind: c.kind, Params: c.params}}}}
		ways := p.Ways(c.currency)
		if len(ways) != 1 || ways[0].Text != c.want {
			t.Errorf("%s with %v reads %+v, want %+v", c.kind, c.params, ways, c.want)
		}
		p.Settings.Enabled = false
		if ways := p.Ways(c.currency); len(ways) != 0 {
			t.Errorf("a programme that is switched off still offers %+v", ways)
		}
	}
	for _, kind := range points.Kinds() {
		p := points.Programme{Settings: points.Settings{Enabled: true, Rules: []points.RuleSetting{{ID: "r", Kind: kind.Name}}}}
		for _, way := range p.Ways("USD") {
			if way.Title.En == "" || way.Text.En == "" || way.Text.Ja == "" || way.Text.Ko == "" {
				t.Errorf("%s says nothing to shoppers: %+v", kind.Name, way)
			}
		}
	}
}
