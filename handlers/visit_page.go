package handlers

import (
	"html"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
)

// Visits are the pages on which an appointment is looked at, moved and cancelled
// by a link, without signing in and without a script.
type Visits struct {
	Flow   *flow.Flow
	Limits Limits
}

// The words of the page.
var visitWords = struct {
	title, with, when, shopTime, move, cancel, back, gone, taken, none models.Text
	states                                                             map[booking.Status]models.Text
}{
	title:    models.Text{En: "Your appointment", Ja: "ご予約", Ko: "예약"},
	with:     models.Text{En: "With", Ja: "担当", Ko: "담당"},
	when:     models.Text{En: "When", Ja: "日時", Ko: "일시"},
	shopTime: models.Text{En: "At the shop", Ja: "店舗の現地時刻", Ko: "매장 현지 시각"},
	move:     models.Text{En: "Move to this time", Ja: "この日時に変更する", Ko: "이 시간으로 변경"},
	cancel:   models.Text{En: "Cancel the appointment", Ja: "予約をキャンセルする", Ko: "예약 취소"},
	back:     models.Text{En: "Goes back to you:", Ja: "返金額：", Ko: "환불 금액:"},
	gone:     models.Text{En: "There is no such appointment. Check the link, or ask the shop.", Ja: "予約が見つかりません。リンクを確認するか、店舗にお問い合わせください。", Ko: "예약을 찾을 수 없습니다. 링크를 확인하거나 매장에 문의하세요."},
	taken:    models.Text{En: "This cannot be done any more. Here is how it stands.", Ja: "この操作はできませんでした。現在の内容をご確認ください。", Ko: "더 이상 변경할 수 없습니다. 현재 상태를 확인하세요."},
	none:     models.Text{En: "No other time is free within a week.", Ja: "1週間以内に空きがありません。", Ko: "일주일 안에 다른 빈 시간이 없습니다."},
	states: map[booking.Status]models.Text{
		booking.Held:      {En: "Waits to be paid", Ja: "お支払い待ち", Ko: "결제 대기"},
		booking.Confirmed: {En: "Confirmed", Ja: "確定", Ko: "확정"},
		booking.Completed: {En: "Over", Ja: "終了", Ko: "완료"},
		booking.NoShow:    {En: "Missed", Ja: "ご来店なし", Ko: "방문하지 않음"},
		booking.Cancelled: {En: "Cancelled", Ja: "キャンセル済み", Ko: "취소됨"},
	},
}

// reach reads whose link it is. Everybody counts for their address: links must
// not be guessed.
func (v *Visits) reach(c *fiber.Ctx, token string) (flow.Reach, error) {
	r := flow.Reach{Shop: models.ShopID(c.Params("shop")), ID: booking.BookingID(c.Params("id")), Token: token}
	if len(r.Shop) > 255 || len(r.ID) > idMax || r.Token == "" || len(r.Token) > idMax {
		return r, v.Limits.stranger(c, v.Flow.Now(), models.Errorf(models.NotFound, "there is no such appointment"))
	}
	return r, v.Limits.stranger(c, v.Flow.Now(), nil)
}

// Show answers GET /visit/{shop}/{id}.
func (v *Visits) Show(c *fiber.Ctx) error {
	r, err := v.reach(c, c.Query("token"))
	if err != nil {
		return v.refuse(c, err)
	}
	b, err := v.Flow.Booking(c.UserContext(), r)
	if err != nil {
		return v.refuse(c, err)
	}
	return v.page(c, b, "")
}

// Move answers POST /visit/{shop}/{id}/move.
func (v *Visits) Move(c *fiber.Ctx) error {
	return v.change(c, func(r flow.Reach) error {
		start, err := time.Parse(time.RFC3339, c.FormValue("start"))
		if err != nil {
			return models.Errorf(models.Conflict, "there is no such time")
		}
		_, err = v.Flow.MoveBooking(c.UserContext(), flow.MoveBooking{Reach: r, Start: start})
		return err
	})
}

// Cancel answers POST /visit/{shop}/{id}/cancel.
func (v *Visits) Cancel(c *fiber.Ctx) error {
	return v.change(c, func(r flow.Reach) error {
		_, err := v.Flow.CancelBooking(c.UserContext(), r)
		return err
	})
}

// change does something and shows how the appointment stands then.
func (v *Visits) change(c *fiber.Ctx, do func(r flow.Reach) error) error {
	if len(c.Body()) > wishMax {
		return models.Errorf(models.Invalid, "the form is too long")
	}
	r, err := v.reach(c, c.FormValue("token"))
	if err != nil {
		return v.refuse(c, err)
	}
	refused := do(r)
	if refused != nil && models.CodeOf(refused) != models.Conflict {
		return v.refuse(c, refused)
	}
	if refused == nil {
		return c.Redirect("/visit/"+url.PathEscape(string(r.Shop))+"/"+url.PathEscape(string(r.ID))+"?token="+url.QueryEscape(r.Token), fiber.StatusSeeOther)
	}
	b, err := v.Flow.Booking(c.UserContext(), r)
	if err != nil {
		return v.refuse(c, err)
	}
	c.Status(fiber.StatusConflict)
	return v.page(c, b, visitWords.taken.In(b.Language))
}

// refuse tells whoever has no good link no more than that.
func (v *Visits) refuse(c *fiber.Ctx, err error) error {
	if code := models.CodeOf(err); code != models.NotFound && code != models.Forbidden {
		return err
	}
	c.Status(fiber.StatusNotFound)
	language := models.LanguageOf(c.Get(fiber.HeaderAcceptLanguage))
	return v.send(c, language, "<p>"+html.EscapeString(visitWords.gone.In(language))+"</p>")
}

func (v *Visits) page(c *fiber.Ctx, b flow.Booked, alert string) error {
	names, shopZone, err := v.Flow.ServedBy(c.UserContext(), b.Shop)
	if err != nil {
		return err
	}
	language, now := models.LanguageOf(b.Language), v.Flow.Now()
	zone := b.Zone
	if !booking.KnownZone(zone) {
		zone = shopZone
	}
	status := b.Status
	if b.Lapsed(now) {
		status = booking.Cancelled
	}
	var out strings.Builder
	line := func(label, text string) {
		if text != "" {
			out.WriteString("<dt>" + html.EscapeString(label) + "</dt><dd>" + html.EscapeString(text) + "</dd>")
		}
	}
	if alert != "" {
		out.WriteString(`<p role="alert">` + html.EscapeString(alert) + "</p>")
	}
	out.WriteString("<dl>")
	line(b.Title, visitWords.states[status].In(language))
	line(visitWords.when.In(language), clockOf(b.Start, zone))
	if zone != shopZone {
		line(visitWords.shopTime.In(language), clockOf(b.Start, shopZone))
	}
	line(visitWords.with.In(language), names[b.Staff])
	out.WriteString("</dl>")
	if b.Upcoming(now) {
		if err := v.forms(c, &out, b, zone, language); err != nil {
			return err
		}
	}
	return v.send(c, language, out.String())
}

func clockOf(t time.Time, zone string) string {
	return t.In(models.Zone(zone)).Format("2006-01-02 15:04") + " (" + zone + ")"
}

// forms are what can still be done: another time, or none.
func (v *Visits) forms(c *fiber.Ctx, out *strings.Builder, b flow.Booked, zone, language string) error {
	near, err := v.Flow.NearTimes(c.UserContext(), movesOf(b), b.Start, zone)
	if err != nil && models.CodeOf(err) != models.Conflict { // a service that is gone leaves the other form
		return err
	}
	address := html.EscapeString("/visit/" + url.PathEscape(string(b.Shop)) + "/" + url.PathEscape(string(b.ID)))
	token := `<input type="hidden" name="token" value="` + html.EscapeString(b.Token) + `">`
	out.WriteString(`<form method="post" action="` + address + `/move">` + token + "<fieldset><legend>" + html.EscapeString(visitWords.when.In(language)) + "</legend>")
	found := false
	for _, slot := range near {
		if slot.Start.Equal(b.Start) {
			continue
		}
		found = true
		out.WriteString(`<label><input type="radio" name="start" required value="` + slot.Start.UTC().Format(time.RFC3339) + `"> ` + html.EscapeString(clockOf(slot.Start, zone)) + "</label><br>")
	}
	if found {
		out.WriteString("</fieldset><button>" + html.EscapeString(visitWords.move.In(language)) + "</button></form>")
	} else {
		out.WriteString("<p>" + html.EscapeString(visitWords.none.In(language)) + "</p></fieldset></form>")
	}
	out.WriteString(`<form method="post" action="` + address + `/cancel">` + token)
	if refund := b.RefundIf(appointments.ByShopper, v.Flow.Now()); b.PaidMinor > 0 {
		out.WriteString("<p>" + html.EscapeString(visitWords.back.In(language)+" "+models.ShowMinor(refund, b.Price.Currency, language)) + "</p>")
	}
	out.WriteString("<button>" + html.EscapeString(visitWords.cancel.In(language)) + "</button></form>")
	return nil
}

// send frames a page. It loads nothing, and the address that opens it, which is
// a secret, is told to nobody.
func (v *Visits) send(c *fiber.Ctx, language, body string) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	c.Type("html", "utf-8")
	title := html.EscapeString(visitWords.title.In(language))
	return c.SendString(`<!doctype html>
<html lang="` + language + `">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>` + title + `</title></head>
<body><main>
<h1>` + title + `</h1>
` + body + `
</main></body>
</html>
`)
}
