package points

import "clientele/models"

var signUpKind = Kind{
	Name:  SignUp,
	Title: models.Text{En: "Points for signing up", Ja: "会員登録ポイント", Ko: "회원 가입 포인트"},
	Description: models.Text{
		En: "Somebody makes an account in the store, once in a lifetime. Whoever had one before this rule was saved gets nothing for it.",
		Ja: "ストアのアカウントを作成した人に、一度だけ付与します。このルールの保存前からアカウントを持つ人は対象外です。",
		Ko: "스토어 계정을 만든 고객에게 한 번만 적립합니다. 규칙을 저장하기 전에 이미 계정이 있던 고객은 해당하지 않습니다.",
	},
	Fields: []models.Field{pointsField("100")}, Event: true, New: newEventRule,
}
