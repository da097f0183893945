package points

import (
	"math/big"
	"strings"

	"clientele/models"
)

var perAmountKind = Kind{
	Name:  "per_amount",
	Title: models.Text{En: "Points per amount spent", Ja: "購入金額に応じたポイント", Ko: "구매 금액당 포인트"},
	Description: models.Text{
		En: "Every amount spent on eligible items earns points. Fractions are added up and rounded down once per order.",
		Ja: "対象商品の購入金額に応じてポイントを付与します。端数は注文ごとに合計してから一度だけ切り捨てます。",
		Ko: "대상 상품에 쓴 금액에 따라 포인트를 적립합니다. 소수점은 주문별로 합산한 뒤 한 번만 버립니다.",
	},
	Fields: []models.Field{
		{Name: "points", Type: models.IntegerField, Required: true, Default: "1", Min: "1", Max: "100000",
			Label: models.Text{En: "Points", Ja: "ポイント", Ko: "포인트"}},
		{Name: "amount", Type: models.MoneyField, Required: true, Default: "1", Min: "0.001", Max: "1000000",
			Label: models.Text{En: "For every", Ja: "金額ごと", Ko: "금액마다"},
			Help:  models.Text{En: "Amount spent, in the shop's currency", Ja: "ショップの通貨での購入金額", Ko: "스토어 통화 기준 구매 금액"}},
		{Name: "multiplier", Type: models.DecimalField, Default: "1", Min: "0.01", Max: "100",
			Label: models.Text{En: "Multiplied by", Ja: "倍率", Ko: "배율"},
			Help:  models.Text{En: "1 for normal, 2 for double points", Ja: "通常は1、ポイント2倍は2", Ko: "기본 1, 두 배 적립은 2"}},
		{Name: "products", Type: models.ProductsField,
			Label: models.Text{En: "Only these products", Ja: "対象商品を限定", Ko: "특정 상품만"},
			Help: models.Text{En: "Product numbers separated by commas; empty for all products",
				Ja: "商品番号をカンマ区切りで入力（空欄はすべての商品）", Ko: "상품 번호를 쉼표로 구분, 비우면 모든 상품"}},
	},
	New:  newPerAmount,
	Tell: tellPerAmount,
}

// perAmount earns points·multiplier for every amount of minor units kept.
type perAmount struct {
	rate     *big.Rat        // points per minor unit
	products map[string]bool // nil for all
	shown    string          // the rate as the merchant set it
}

func newPerAmount(params models.Params, currency string) (Rule, error) {
	minor, err := models.ParseMinor(params["amount"], currency)
	if err != nil {
		return nil, err
	}
	if minor <= 0 {
		return nil, models.Errorf(models.Invalid, "amount must be more than zero in %s", currency)
	}
	points, _ := models.Decimal(params["points"])
	multiplier, ok := models.Decimal(params["multiplier"])
	if !ok {
		multiplier = big.NewRat(1, 1)
	}
	rate := new(big.Rat).Mul(points, multiplier)
	rate.Quo(rate, new(big.Rat).SetInt64(minor))
	rule := perAmount{rate: rate, shown: params["points"] + " / " + models.FormatMinor(minor, currency)}
	if params["multiplier"] != "" && multiplier.Cmp(big.NewRat(1, 1)) != 0 {
		rule.shown += " × " + params["multiplier"]
	}
	if list := strings.TrimSpace(params["products"]); list != "" {
		rule.products = map[string]bool{}
		for _, product := range strings.Split(list, ",") {
			rule.products[strings.TrimSpace(product)] = true
		}
	}
	return rule, nil
}

// Award implements Rule.
func (r perAmount) Award(b Basis) Award {
	kept := new(big.Rat)
	for _, line := range b.Lines {
		if r.products == nil || r.products[line.Product] {
			kept.Add(kept, line.Kept)
		}
	}
	amount := new(big.Rat).Quo(kept, new(big.Rat).SetInt64(models.Pow10(models.Exponent(b.Currency))))
	return Award{
		Exact:   new(big.Rat).Mul(kept, r.rate),
		Formula: Exact(amount) + " × " + r.shown,
	}
}
