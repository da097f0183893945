package levels

import "clientele/models"

var ordersKind = Kind{
	Name: "orders", Unit: Orders,
	Title: models.Text{En: "Number of orders", Ja: "注文回数", Ko: "주문 횟수"},
	Description: models.Text{
		En: "Orders that were paid and of which something was kept. Orders that cost nothing do not count.",
		Ja: "支払い済みで、全額返金されていない注文の数。無料の注文は数えません。",
		Ko: "결제되어 전액 환불되지 않은 주문 수입니다. 무료 주문은 세지 않습니다.",
	},
	Field: needed(models.Text{En: "Orders needed", Ja: "必要な注文回数", Ko: "필요한 주문 횟수"}, "5", "100000"),
	Count: func(f Figures) int64 { return f.Orders },
}
