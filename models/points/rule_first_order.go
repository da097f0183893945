package points

import "clientele/models"

var firstOrderKind = Kind{
	Name:  "first_order",
	Title: models.Text{En: "Points for the first order", Ja: "初回注文のポイント", Ko: "첫 주문 포인트"},
	Description: models.Text{
		En: "A contact's first order that is paid and kept earns extra points. If it is cancelled or fully refunded, the next one counts as first.",
		Ja: "支払われた最初の注文に追加ポイントを付与します。キャンセルまたは全額返金された場合は、次の注文が初回になります。",
		Ko: "결제되어 유지된 첫 주문에 추가 포인트를 적립합니다. 취소되거나 전액 환불되면 다음 주문이 첫 주문이 됩니다.",
	},
	Fields: wholeFields("100"),
	New: func(params models.Params, currency string) (Rule, error) {
		return newWhole(params, currency, func(b Basis) bool { return b.First })
	},
}
