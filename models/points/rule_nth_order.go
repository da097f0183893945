package points

import (
	"strconv"

	"clientele/models"
)

var nthOrderKind = Kind{
	Name:  "nth_order",
	Title: models.Text{En: "Points for the n-th order", Ja: "n回目の注文のポイント", Ko: "n번째 주문 포인트"},
	Description: models.Text{
		En: "The order with this number among a contact's paid and kept orders earns extra points. If an earlier one is cancelled or fully refunded, the next one takes its number.",
		Ja: "支払われた注文のうち、指定した回数目の注文に追加ポイントを付与します。それより前の注文がキャンセルまたは全額返金された場合は、回数を数え直します。",
		Ko: "결제되어 유지된 주문 가운데 지정한 순번의 주문에 추가 포인트를 적립합니다. 앞선 주문이 취소되거나 전액 환불되면 순번을 다시 셉니다.",
	},
	Fields: append([]models.Field{
		{Name: "number", Type: models.IntegerField, Required: true, Default: "5", Min: "2", Max: strconv.Itoa(NumberMax),
			Label: models.Text{En: "Which order", Ja: "何回目の注文", Ko: "몇 번째 주문"}},
	}, wholeFields("100")...),
	New: func(params models.Params, currency string) (Rule, error) {
		number, err := strconv.Atoi(params["number"])
		if err != nil {
			return nil, models.Errorf(models.Invalid, "number must be a whole number")
		}
		return newWhole(params, currency, func(b Basis) bool { return b.Number == number })
	},
	Number: func(params models.Params) int {
		number, _ := strconv.Atoi(params["number"]) // zero for none: it was checked when it was saved
		return number
	},
}
