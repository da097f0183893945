package levels

import "clientele/models"

var visitsKind = Kind{
	Name: "visits", Unit: Visits,
	Title: models.Text{En: "Number of visits", Ja: "来店回数", Ko: "방문 횟수"},
	Description: models.Text{
		En: "Appointments that took place.",
		Ja: "実施された予約の数。",
		Ko: "완료된 예약 방문 수입니다.",
	},
	Field: needed(models.Text{En: "Visits needed", Ja: "必要な来店回数", Ko: "필요한 방문 횟수"}, "5", "100000"),
	Count: func(f Figures) int64 { return f.Visits },
}
