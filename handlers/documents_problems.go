package handlers

import (
	"html"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// plight is a situation in which the panel cannot be shown, and what to do.
type plight struct{ title, advice models.Text }

var (
	openFromAdmin = plight{
		title: models.Text{En: "Open Clientele from the store admin", Ja: "ストアの管理画面から開いてください", Ko: "스토어 관리자에서 열어 주세요"},
		advice: models.Text{
			En: "This address works inside a store's admin only. Open the admin, choose Apps, then Clientele.",
			Ja: "このアドレスはストアの管理画面の中でのみ使えます。管理画面を開き、「アプリ」から Clientele を選んでください。",
			Ko: "이 주소는 스토어 관리자 안에서만 쓸 수 있습니다. 관리자를 열고 앱에서 Clientele를 선택하세요.",
		},
	}
	notSignedIn = plight{
		title: models.Text{En: "The store admin could not vouch for you", Ja: "本人確認ができませんでした", Ko: "본인 확인을 할 수 없습니다"},
		advice: models.Text{
			En: "Reload the whole admin page. If this stays, the app's secret or the server's clock is wrong: whoever runs Clientele should compare SHOPIFY_API_SECRET and the time.",
			Ja: "管理画面全体を再読み込みしてください。解決しない場合は、アプリのシークレットかサーバーの時計が正しくありません。運用担当者に SHOPIFY_API_SECRET と時刻の確認を依頼してください。",
			Ko: "관리자 페이지 전체를 새로 고치세요. 계속되면 앱의 시크릿이나 서버 시계가 잘못된 것입니다. 운영자에게 SHOPIFY_API_SECRET과 시각을 확인해 달라고 하세요.",
		},
	}
	notAllowed = plight{
		title: models.Text{En: "The platform denies access to this store", Ja: "このストアへのアクセスが拒否されました", Ko: "이 스토어에 대한 접근이 거부되었습니다"},
		advice: models.Text{
			En: "The store may be frozen or locked. Look into the store admin for a notice, then open the app again.",
			Ja: "ストアが凍結またはロックされている可能性があります。管理画面のお知らせを確認してから、もう一度アプリを開いてください。",
			Ko: "스토어가 정지되었거나 잠겨 있을 수 있습니다. 관리자의 알림을 확인한 뒤 앱을 다시 여세요.",
		},
	}
	tooOften = plight{
		title: models.Text{En: "Too many requests", Ja: "リクエストが多すぎます", Ko: "요청이 너무 많습니다"},
		advice: models.Text{
			En: "This page was asked for too often. Wait a minute and reload it.",
			Ja: "このページへのアクセスが多すぎます。1 分ほど待ってから再読み込みしてください。",
			Ko: "이 페이지가 너무 자주 요청되었습니다. 1분 후에 새로 고치세요.",
		},
	}
	notNow = plight{
		title: models.Text{En: "Clientele cannot answer right now", Ja: "ただいま応答できません", Ko: "지금은 응답할 수 없습니다"},
		advice: models.Text{
			En: "Wait a moment and reload the page. Nothing is lost.",
			Ja: "しばらく待ってからページを再読み込みしてください。データは失われません。",
			Ko: "잠시 후 페이지를 새로 고치세요. 데이터는 사라지지 않습니다.",
		},
	}
	wentWrong = plight{
		title: models.Text{En: "Something went wrong on our side", Ja: "問題が発生しました", Ko: "문제가 발생했습니다"},
		advice: models.Text{
			En: "Reload the page. If this stays, give the number below to whoever runs Clientele.",
			Ja: "ページを再読み込みしてください。解決しない場合は、下の番号を運用担当者に伝えてください。",
			Ko: "페이지를 새로 고치세요. 계속되면 아래 번호를 운영자에게 알려 주세요.",
		},
	}
)

// fail is the page for an error; its text stays in the log.
func (d *Documents) fail(c *fiber.Ctx, l load, err error) error {
	status := statuses[models.CodeOf(err)]
	switch status {
	case fiber.StatusForbidden:
		return d.say(c, l, status, notAllowed)
	case fiber.StatusServiceUnavailable, fiber.StatusTooManyRequests:
		c.Set(fiber.HeaderRetryAfter, "5")
		return d.say(c, l, fiber.StatusServiceUnavailable, notNow)
	}
	d.Log.Error("a page failed", "shop", l.shop, "request", c.GetRespHeader(requestIDHeader), "error", err.Error())
	return d.say(c, l, fiber.StatusInternalServerError, wentWrong)
}

func (d *Documents) say(c *fiber.Ctx, l load, status int, p plight) error {
	c.Status(status)
	c.Type("html", "utf-8")
	return c.SendString(`<!doctype html>
<html lang="` + html.EscapeString(l.locale) + `">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Clientele</title></head>
<body>
<h1>` + html.EscapeString(p.title.In(l.locale)) + `</h1>
<p>` + html.EscapeString(p.advice.In(l.locale)) + `</p>
<p><small>` + html.EscapeString(c.GetRespHeader(requestIDHeader)) + `</small></p>
</body>
</html>
`)
}
