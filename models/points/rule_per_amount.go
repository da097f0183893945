package points

import (
	"math/big"

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
			Help:  models.Text{En: "Empty for all products", Ja: "空欄はすべての商品", Ko: "비우면 모든 상품"}},
		{Name: "collections", Type: models.CollectionsField,
			Label: models.Text{En: "Only products in a collection", Ja: "対象のコレクションを限定", Ko: "특정 컬렉션의 상품만"},
			Help: models.Text{En: "In any of these, as they are when an order is first counted; empty for all products",
				Ja: "いずれかのコレクションに含まれる商品（注文を最初に集計した時点で判定、空欄はすべての商品）", Ko: "이 중 하나에 속한 상품(주문을 처음 집계할 때 기준), 비우면 모든 상품"}},
		{Name: "productTags", Type: models.ProductTagsField,
			Label: models.Text{En: "Only products with a tag", Ja: "対象の商品タグを限定", Ko: "특정 태그의 상품만"},
			Help: models.Text{En: "Any of these tags, separated by commas; empty for all products",
				Ja: "いずれかのタグが付いた商品（カンマ区切り、空欄はすべての商品）", Ko: "이 중 하나의 태그가 있는 상품(쉼표로 구분), 비우면 모든 상품"}},
		{Name: "notProducts", Type: models.ProductsField, More: true,
			Label: models.Text{En: "Not these products", Ja: "除外する商品", Ko: "제외할 상품"}},
		{Name: "notCollections", Type: models.CollectionsField, More: true,
			Label: models.Text{En: "Not products in a collection", Ja: "除外するコレクション", Ko: "제외할 컬렉션"}},
		{Name: "notProductTags", Type: models.ProductTagsField, More: true,
			Label: models.Text{En: "Not products with a tag", Ja: "除外する商品タグ", Ko: "제외할 상품 태그"},
			Help:  models.Text{En: "Such as sale", Ja: "例：セール", Ko: "예: 세일"}},
		{Name: "vendors", Type: models.WordsField, More: true,
			Label: models.Text{En: "Only these vendors", Ja: "対象の販売元を限定", Ko: "특정 공급업체만"},
			Help: models.Text{En: "Names separated by commas; empty for all vendors",
				Ja: "名称をカンマ区切りで入力（空欄はすべて）", Ko: "이름을 쉼표로 구분, 비우면 모든 공급업체"}},
		{Name: "notVendors", Type: models.WordsField, More: true,
			Label: models.Text{En: "Not these vendors", Ja: "除外する販売元", Ko: "제외할 공급업체"}},
		{Name: "skus", Type: models.WordsField, More: true,
			Label: models.Text{En: "Only these SKUs", Ja: "対象のSKUを限定", Ko: "특정 SKU만"},
			Help: models.Text{En: "Separated by commas; an asterisk at the end stands for anything, as in SALE-*",
				Ja: "カンマ区切り。末尾の * は任意の文字列（例：SALE-*）", Ko: "쉼표로 구분, 끝의 *는 모든 문자를 뜻함(예: SALE-*)"}},
		{Name: "notSkus", Type: models.WordsField, More: true,
			Label: models.Text{En: "Not these SKUs", Ja: "除外するSKU", Ko: "제외할 SKU"}},
		{Name: "levels", Type: models.SwitchField, Default: "true", More: true,
			Label: models.Text{En: "Multiply by the contact's level", Ja: "会員ランクの倍率を適用", Ko: "등급 배율 적용"},
			Help: models.Text{En: "The multiplier of the level held when the order was placed", Ja: "注文時点のランクの倍率を使用します",
				Ko: "주문 시점 등급의 배율을 사용합니다"}},
	},
	New:  newPerAmount,
	Tell: tellPerAmount,
}

// perAmount earns points·multiplier for every amount of minor units kept.
type perAmount struct {
	rate   *big.Rat // points per minor unit
	counts lineFilter
	levels bool   // times the multiplier of the contact's level
	shown  string // the rate as the merchant set it
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
	rule := perAmount{
		rate: rate, counts: newLineFilter(params), levels: params["levels"] == "true",
		shown: params["points"] + " / " + models.FormatMinor(minor, currency),
	}
	if params["multiplier"] != "" && multiplier.Cmp(big.NewRat(1, 1)) != 0 {
		rule.shown += " × " + params["multiplier"]
	}
	return rule, nil
}

// Award implements Rule.
func (r perAmount) Award(b Basis) Award {
	kept := new(big.Rat)
	var lines []Pick
	for _, line := range b.Lines {
		if pick, takes := r.counts.pick(line); takes && !b.Taken[line.ID] {
			kept.Add(kept, line.Kept)
			lines = append(lines, pick)
		}
	}
	amount := new(big.Rat).Quo(kept, new(big.Rat).SetInt64(models.Pow10(models.Exponent(b.Currency))))
	a := Award{Exact: new(big.Rat).Mul(kept, r.rate), Formula: Exact(amount) + " × " + r.shown, Lines: lines}
	if r.levels && b.Multiplier != nil && b.Multiplier.Cmp(big.NewRat(1, 1)) != 0 {
		a.Exact.Mul(a.Exact, b.Multiplier)
		a.Formula += " × " + Exact(b.Multiplier)
	}
	return a
}
