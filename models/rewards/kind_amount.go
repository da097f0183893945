package rewards

import "clientele/models"

var amountKind = Kind{
	Name: "amount", Effect: Discount,
	Title: models.Text{En: "Amount off", Ja: "定額割引", Ko: "금액 할인"},
	Description: models.Text{
		En: "A code that takes a fixed amount off one order.",
		Ja: "1回の注文から一定額を割り引くコードです。",
		Ko: "주문 한 건에서 정해진 금액을 할인하는 코드입니다.",
	},
	Fields: []models.Field{amountField(inShopCurrency)},
	New: func(params models.Params, currency string) (Rule, error) {
		minor, err := positive(params, "amount", currency)
		return fixed{Effect: Discount, Minor: minor}, err
	},
}
