package rewards

import "clientele/models"

var cardKind = Kind{
	Name: "card", Effect: GiftCard,
	Title: models.Text{En: "Gift card", Ja: "ギフトカード", Ko: "기프트 카드"},
	Description: models.Text{
		En: "A gift card for the shopper. The points are spent once it is made.",
		Ja: "お客様にギフトカードを発行します。発行が完了した時点でポイントを消費します。",
		Ko: "고객에게 기프트 카드를 발급합니다. 발급이 끝나면 포인트가 차감됩니다.",
	},
	Fields: []models.Field{amountField(inShopCurrency)},
	New: func(params models.Params, currency string) (Rule, error) {
		minor, err := positive(params, "amount", currency)
		return fixed{Effect: GiftCard, Minor: minor}, err
	},
}
