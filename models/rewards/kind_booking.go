package rewards

import "clientele/models"

var bookingKind = Kind{
	Name: "booking", Effect: Discount, Whole: true,
	Title: models.Text{En: "Free or cheaper appointment", Ja: "予約の無料・割引", Ko: "예약 무료·할인"},
	Description: models.Text{
		En: "A code that makes one appointment free or cheaper. It counts for the product that sells the service.",
		Ja: "予約1件が無料または割引になるコードです。サービスを販売する商品に適用されます。",
		Ko: "예약 한 건이 무료이거나 할인되는 코드입니다. 서비스를 판매하는 상품에 적용됩니다.",
	},
	Fields: []models.Field{
		{Name: "product", Type: models.ProductField, Required: true,
			Label: models.Text{En: "Product that sells the service", Ja: "サービスを販売する商品", Ko: "서비스를 판매하는 상품"}},
		{Name: "percent", Type: models.DecimalField, Required: true, Default: "100", Min: "0.01", Max: "100",
			Label: models.Text{En: "Percent off", Ja: "割引率（%）", Ko: "할인율(%)"},
			Help:  models.Text{En: "100 makes it free", Ja: "100で無料になります", Ko: "100이면 무료입니다"}},
	},
	New: func(params models.Params, _ string) (Rule, error) {
		if !models.PlatformNumber(params["product"]) {
			return nil, models.Errorf(models.Invalid, "product must be a product's number")
		}
		return fixed{Effect: Discount, Percent: params["percent"], Product: params["product"]}, nil
	},
}
