package rewards

import "clientele/models"

var productKind = Kind{
	Name: "product", Effect: Discount, Whole: true,
	Title: models.Text{En: "Free product", Ja: "商品プレゼント", Ko: "무료 상품"},
	Description: models.Text{
		En: "A code that makes one product free. The shopper puts it into the cart.",
		Ja: "指定した商品が無料になるコードです。お客様ご自身でカートに入れていただきます。",
		Ko: "지정한 상품 한 개가 무료가 되는 코드입니다. 고객이 직접 장바구니에 담습니다.",
	},
	Fields: []models.Field{{Name: "product", Type: models.ProductField, Required: true,
		Label: models.Text{En: "Product", Ja: "商品", Ko: "상품"}}},
	New: func(params models.Params, _ string) (Rule, error) {
		if !models.PlatformNumber(params["product"]) {
			return nil, models.Errorf(models.Invalid, "product must be a product's number")
		}
		return fixed{Effect: Discount, Percent: "100", Product: params["product"]}, nil
	},
}
