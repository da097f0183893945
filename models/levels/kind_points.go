package levels

import "clientele/models"

var pointsKind = Kind{
	Name: "points_earned", Unit: Points,
	Title: models.Text{En: "Points earned", Ja: "獲得ポイント", Ko: "적립한 포인트"},
	Description: models.Text{
		En: "Points that purchases have earned and kept, once they can be spent. Spending points does not lower it. Points of events, visits, recommendations and levels do not count.",
		Ja: "購入で獲得し、利用可能になったポイント。ポイントを使っても減りません。イベント、来店、お友だち紹介、ランク特典のポイントは含みません。",
		Ko: "구매로 적립되어 사용할 수 있게 된 포인트입니다. 포인트를 사용해도 줄지 않습니다. 이벤트, 방문, 친구 추천, 등급 혜택 포인트는 포함되지 않습니다.",
	},
	Field: needed(models.Text{En: "Points needed", Ja: "必要なポイント", Ko: "필요한 포인트"}, "500", "1000000000"),
	Count: func(f Figures) int64 { return f.Points },
}
