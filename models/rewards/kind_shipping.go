package rewards

import "clientele/models"

var shippingKind = Kind{
	Name: "shipping", Effect: Discount, Whole: true,
	Title: models.Text{En: "Free shipping", Ja: "送料無料", Ko: "무료 배송"},
	Description: models.Text{
		En: "A code that makes the delivery of one order free.",
		Ja: "1回の注文の送料を無料にするコードです。",
		Ko: "주문 한 건의 배송비를 무료로 하는 코드입니다.",
	},
	Fields: []models.Field{{Name: "most", Type: models.MoneyField, Min: "0", Max: "1000000",
		Label: models.Text{En: "Only up to this shipping price", Ja: "対象となる送料の上限", Ko: "적용할 배송비 상한"},
		Help:  models.Text{En: "Empty for any price", Ja: "空欄の場合は上限なし", Ko: "비우면 상한 없음"}}},
	New: func(params models.Params, currency string) (Rule, error) {
		gift := fixed{Effect: Discount, Shipping: true}
		if params["most"] == "" {
			return gift, nil
		}
		minor, err := models.ParseMinor(params["most"], currency)
		gift.Minor = minor
		return gift, err
	},
}
