package points

import (
	"slices"

	"clientele/models"
)

var visitKind = Kind{
	Name:  Visit,
	Title: models.Text{En: "Points for a visit", Ja: "来店ポイント", Ko: "방문 포인트"},
	Description: models.Text{
		En: "A booking was kept: the contact came and the appointment is completed. If that is undone, unused points are taken back.",
		Ja: "予約どおり来店し、完了した予約ごとに付与します。完了が取り消されると、未使用のポイントは取り消されます。",
		Ko: "예약을 지켜 방문이 완료되면 적립합니다. 완료가 취소되면 사용하지 않은 포인트를 회수합니다.",
	},
	Fields: slices.Concat([]models.Field{pointsField("50")}, repeatFields), Event: true, New: newEventRule,
}
