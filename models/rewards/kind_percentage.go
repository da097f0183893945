package rewards

import "clientele/models"

var percentageKind = Kind{
	Name: "percentage", Effect: Discount,
	Title: models.Text{En: "Percentage off", Ja: "割合割引", Ko: "비율 할인"},
	Description: models.Text{
		En: "A code that takes a percentage off one order, or off the chosen products in it.",
		Ja: "1回の注文、または対象商品の価格を一定の割合で割り引くコードです。",
		Ko: "주문 한 건 또는 지정한 상품을 일정 비율로 할인하는 코드입니다.",
	},
	Fields: []models.Field{{Name: "percent", Type: models.DecimalField, Required: true, Default: "10", Min: "0.01", Max: "100",
		Label: models.Text{En: "Percent", Ja: "割引率（%）", Ko: "할인율(%)"}}},
	New: func(params models.Params, _ string) (Rule, error) {
		return fixed{Effect: Discount, Percent: params["percent"]}, nil
	},
}
