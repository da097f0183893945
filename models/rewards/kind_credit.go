package rewards

import "clientele/models"

var creditKind = Kind{
	Name: "credit", Effect: StoreCredit,
	Title: models.Text{En: "Store credit", Ja: "ストアクレジット", Ko: "스토어 크레딧"},
	Description: models.Text{
		En: "An amount on the shopper's store credit. The points are spent once it is there.",
		Ja: "お客様のストアクレジットに加算します。加算が完了した時点でポイントを消費します。",
		Ko: "고객의 스토어 크레딧에 더해 줍니다. 지급이 끝나면 포인트가 차감됩니다.",
	},
	Fields: []models.Field{amountField(inShopCurrency)},
	New: func(params models.Params, currency string) (Rule, error) {
		minor, err := positive(params, "amount", currency)
		return fixed{Effect: StoreCredit, Minor: minor}, err
	},
}
