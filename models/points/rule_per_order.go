package points

import (
	"math/big"
	"strconv"

	"clientele/models"
)

var perOrderKind = Kind{
	Name:  "per_order",
	Title: models.Text{En: "Points per order", Ja: "注文ごとのポイント", Ko: "주문당 포인트"},
	Description: models.Text{
		En: "Every paid order earns the same number of points, as long as enough of it is kept.",
		Ja: "支払い済みの注文ごとに同じポイントを付与します。返品後の金額が下限を満たす場合に限ります。",
		Ko: "결제된 주문마다 같은 포인트를 적립합니다. 환불 후 금액이 최소 금액 이상일 때만 해당합니다.",
	},
	Fields: wholeFields("50"),
	New: func(params models.Params, currency string) (Rule, error) {
		return newWhole(params, currency, func(Basis) bool { return true })
	},
}

// wholeFields are the fields of rules that give a fixed number of points.
func wholeFields(points string) []models.Field {
	return []models.Field{
		{Name: "points", Type: models.IntegerField, Required: true, Default: points, Min: "1", Max: "1000000",
			Label: models.Text{En: "Points", Ja: "ポイント", Ko: "포인트"}},
		{Name: "minimum", Type: models.MoneyField, Default: "", Min: "0", Max: "1000000000",
			Label: models.Text{En: "Minimum kept", Ja: "最低購入金額", Ko: "최소 구매 금액"},
			Help: models.Text{En: "Eligible amount that must remain after refunds; empty for any",
				Ja: "返金後に残るべき対象金額（空欄は制限なし）", Ko: "환불 후 남아야 하는 대상 금액, 비우면 제한 없음"}},
	}
}

// whole gives fixed points while at least minimum is kept and applies holds.
type whole struct {
	points  int64
	minimum int64 // minor units
	applies func(Basis) bool
}

func newWhole(params models.Params, currency string, applies func(Basis) bool) (Rule, error) {
	points, err := strconv.ParseInt(params["points"], 10, 64)
	if err != nil {
		return nil, models.Errorf(models.Invalid, "points must be a whole number")
	}
	rule := whole{points: points, applies: applies}
	if params["minimum"] != "" {
		if rule.minimum, err = models.ParseMinor(params["minimum"], currency); err != nil {
			return nil, err
		}
	}
	return rule, nil
}

// Award implements Rule. An order of which nothing eligible is kept gives
// nothing, whatever the minimum.
func (r whole) Award(b Basis) Award {
	kept := b.Kept()
	if kept.Sign() <= 0 || kept.Cmp(new(big.Rat).SetInt64(r.minimum)) < 0 || !r.applies(b) {
		return Award{Exact: new(big.Rat), Formula: "0"}
	}
	return Award{Exact: new(big.Rat), Whole: r.points, Formula: strconv.FormatInt(r.points, 10)}
}
