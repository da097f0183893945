package points

import "clientele/models"

var newsletterKind = Kind{
	Name:  Newsletter,
	Title: models.Text{En: "Points for the newsletter", Ja: "メルマガ登録ポイント", Ko: "뉴스레터 구독 포인트"},
	Description: models.Text{
		En: "A contact agrees to your e-mail marketing for the first time. Unsubscribing takes nothing back, and subscribing again earns nothing more.",
		Ja: "メールマーケティングに初めて同意したときに付与します。配信停止しても取り消されず、再登録しても再び付与されることはありません。",
		Ko: "고객이 이메일 마케팅에 처음 동의하면 적립합니다. 수신을 거부해도 회수하지 않으며, 다시 구독해도 추가로 적립하지 않습니다.",
	},
	Fields: []models.Field{pointsField("50")}, Event: true, New: newEventRule,
}
