package levels

import "clientele/models"

var spendKind = Kind{
	Name: "spend", Unit: Money,
	Title: models.Text{En: "Amount spent", Ja: "購入金額", Ko: "구매 금액"},
	Description: models.Text{
		En: "What was paid for orders with tax and shipping, less everything given back.",
		Ja: "税金と送料を含む支払い金額から、返金をすべて差し引いた額。",
		Ko: "세금과 배송비를 포함한 결제 금액에서 환불액을 모두 뺀 금액입니다.",
	},
	Field: models.Field{Name: AmountName, Type: models.MoneyField, Required: true, Default: "500", Min: "0", Max: "1000000000",
		Label: models.Text{En: "Amount needed", Ja: "必要な金額", Ko: "필요한 금액"}},
	Count: func(f Figures) int64 { return f.SpentMinor },
}
