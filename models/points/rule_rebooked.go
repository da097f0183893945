package points

import (
	"slices"

	"clientele/models"
)

var rebookedKind = Kind{
	Name:  Rebooked,
	Title: models.Text{En: "Points for booking again before leaving", Ja: "来店中の次回予約ポイント", Ko: "방문 중 다음 예약 포인트"},
	Description: models.Text{
		En: "The contact makes the next booking before leaving a completed visit, once for each visit.",
		Ja: "来店時に、帰る前に次回の予約をした場合に付与します。来店ごとに1回です。",
		Ko: "방문을 마치고 나가기 전에 다음 예약을 하면 적립합니다. 방문마다 한 번입니다.",
	},
	Fields: slices.Concat([]models.Field{pointsField("50")}, repeatFields), Event: true, New: newEventRule,
}
