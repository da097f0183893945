package points

import "clientele/models"

var birthdayKind = Kind{
	Name:  Birthday,
	Title: models.Text{En: "Birthday points", Ja: "誕生日ポイント", Ko: "생일 포인트"},
	Description: models.Text{
		En: "Points on the contact's birthday, once a year. The date must have been known for 30 days. Members enter it in the points block, or you do on the contact's page.",
		Ja: "誕生日に年1回付与します。30日以上前に登録された日付が対象です。会員がポイントブロックで入力するか、会員ページで登録します。",
		Ko: "생일에 1년에 한 번 적립합니다. 30일 이상 전에 등록된 날짜만 해당합니다. 회원이 포인트 블록에서 입력하거나 고객 페이지에서 등록합니다.",
	},
	Fields: []models.Field{pointsField("100")}, Event: true, New: newEventRule,
}
