package handlers

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/notices"
)

// visitStyle is all of the page's style; the policy allows this one alone.
const visitStyle = `body{margin:0;padding:24px;background:#f4f4f2;color:#1f1f1c;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:560px;margin:0 auto;padding:24px;background:#fff;border-radius:8px}
:lang(ko){word-break:keep-all}:lang(ja){word-break:auto-phrase}
h1{margin:0 0 16px;font-size:24px;line-height:1.3}h2{display:inline;font-size:16px}summary{padding:12px 0;cursor:pointer}details{border-top:1px solid #dededa}details ul{margin-bottom:16px}
.note,.what{padding:12px 16px;border-radius:8px}.note{background:#fbf3e0}.what{background:#f4f4f2}
ul{display:flex;flex-wrap:wrap;gap:8px;margin:0;padding:0;list-style:none}.links{margin-top:24px}
li a,button,.go{display:inline-block;min-width:44px;padding:10px 16px;border:1px solid #8a8a84;border-radius:8px;background:#fff;color:inherit;font:inherit;text-align:center;text-decoration:none}
button,.go{border-color:#1f1f1c;background:#1f1f1c;color:#fff;cursor:pointer}a{color:inherit}
:focus-visible{outline:2px solid #1f1f1c;outline-offset:2px}
@media(max-width:480px){body{padding:0;background:#fff}main{border-radius:0}button,.go,.links,.links li,.links a{width:100%;box-sizing:border-box}}`

//go:embed visit.html
var visitHTML string

var (
	visitTemplate = template.Must(template.New("").Parse(visitHTML))
	visitPolicy   = "default-src 'none'; style-src 'sha256-" + digestOf(visitStyle) + "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// visitView is what the page shows.
type visitView struct {
	Language string
	Title    string
	Style    template.CSS
	Words    map[string]string
	Notice   string
	Visit    *notices.Visit // nil where nothing may be told
	When     string
	There    string // when it is where it takes place; empty for the same
	Lines    []string
	Days     []visitDay
	Act      *visitLink // what a button does
	Go       *visitLink // where a button leads instead
	Links    []visitLink
}

type visitLink struct{ Text, Link string }

type visitDay struct {
	Day   string
	Times []visitLink
}

type visitSum struct {
	words models.Text
	money models.Money
}

// shownSums are the sums that are not nothing, in words.
func shownSums(sums []visitSum, language string) []string {
	var lines []string
	for _, sum := range sums {
		if sum.money.Minor > 0 {
			lines = append(lines, fmt.Sprintf(sum.words.In(language), models.ShowMinor(sum.money.Minor, sum.money.Currency, language)))
		}
	}
	return lines
}

// writeVisit answers with a page about an appointment. Nobody else may show it,
// keep it, find it, or learn its address.
func writeVisit(c *fiber.Ctx, status int, v visitView) error {
	v.Style = visitStyle
	v.Words = map[string]string{"there": thereWord.In(v.Language), "staff": staffWord.In(v.Language)}
	if v.Visit != nil {
		v.When = models.ShowWhen(v.Visit.Start, v.Visit.End, v.Visit.Zone, v.Language)
		if v.Visit.Elsewhere() {
			v.There = models.ShowWhen(v.Visit.Start, v.Visit.End, v.Visit.There, v.Language)
		}
	}
	var page bytes.Buffer
	if err := visitTemplate.ExecuteTemplate(&page, "page", v); err != nil {
		return models.Wrap(models.Internal, err, "the page of an appointment cannot be written")
	}
	c.Type("html", "utf-8")
	return c.Status(status).Send(page.Bytes())
}

// The words of the page.
var (
	thereWord  = models.Text{En: "At the store: ", Ja: "店舗の現地時間：", Ko: "매장 현지 시간: "}
	staffWord  = models.Text{En: "With ", Ja: "担当：", Ko: "담당: "}
	priceLine  = models.Text{En: "Price: %s", Ja: "料金：%s", Ko: "가격: %s"}
	leftLine   = models.Text{En: "Still to pay: %s", Ja: "お支払い残額：%s", Ko: "남은 결제 금액: %s"}
	backLine   = models.Text{En: "You get %s back.", Ja: "%sを返金いたします。", Ko: "환불 금액: %s"}
	wouldBack  = models.Text{En: "If you cancel now, you get %s back.", Ja: "今キャンセルすると、%sが返金されます。", Ko: "지금 취소하면 환불 금액은 %s입니다."}
	noneBack   = models.Text{En: "If you cancel now, nothing of your payment goes back.", Ja: "今キャンセルすると、返金はありません。", Ko: "지금 취소하면 환불되지 않습니다."}
	visitTitle = models.Text{En: "Your appointment at %s", Ja: "%s のご予約", Ko: "%s 예약"}
	toCalendar = models.Text{En: "Add to calendar", Ja: "カレンダーに追加", Ko: "캘린더에 추가"}
	toMove     = models.Text{En: "Choose another time", Ja: "日時を変更する", Ko: "다른 시간 선택"}
	toCancel   = models.Text{En: "Cancel the appointment", Ja: "予約をキャンセルする", Ko: "예약 취소"}
	toStore    = models.Text{En: "Go to the store", Ja: "ストアへ", Ko: "스토어로 가기"}
	toKeep     = models.Text{En: "Back to the appointment", Ja: "予約の確認に戻る", Ko: "예약으로 돌아가기"}
	askCancel  = models.Text{En: "Do you want to cancel it?", Ja: "この予約をキャンセルしますか？", Ko: "이 예약을 취소할까요?"}
	askMove    = models.Text{En: "New time: %s", Ja: "新しい日時：%s", Ko: "새 시간: %s"}
	doMove     = models.Text{En: "Move it there", Ja: "この日時に変更する", Ko: "이 시간으로 변경"}
	pickTime   = models.Text{En: "Choose a new time:", Ja: "新しい日時をお選びください。", Ko: "새 시간을 선택해 주세요."}
	moreTimes  = models.Text{En: "Later days", Ja: "以降の日を見る", Ko: "이후 날짜 보기"}
	noTimes    = models.Text{En: "No time is free in these days.", Ja: "この期間に空きはありません。", Ko: "이 기간에는 빈 시간이 없습니다."}
	timeGone   = models.Text{En: "This time is not free any more. Choose another one.", Ja: "この日時は埋まりました。別の日時をお選びください。", Ko: "이 시간은 이미 찼습니다. 다른 시간을 선택해 주세요."}
	changeGone = models.Text{En: "This cannot be changed any more.", Ja: "この予約はもう変更できません。", Ko: "더 이상 변경할 수 없습니다."}
	noVisit    = models.Text{En: "There is no such appointment", Ja: "予約が見つかりません", Ko: "예약을 찾을 수 없습니다"}
	noVisitWay = models.Text{
		En: "Open the link from the latest mail about your appointment, or call the store.",
		Ja: "ご予約に関する最新のメールのリンクを開くか、店舗にお問い合わせください。",
		Ko: "예약에 관한 최신 메일의 링크를 열거나 매장에 문의해 주세요.",
	}
)

// becameOf says how an appointment stands.
var becameOf = map[string]models.Text{
	"held":      {En: "It is kept for you until it is paid.", Ja: "お支払い待ちの仮予約です。", Ko: "결제를 기다리는 예약입니다."},
	"confirmed": {En: "It is confirmed.", Ja: "予約は確定しています。", Ko: "예약이 확정되었습니다."},
	"cancelled": {En: "It is cancelled.", Ja: "この予約はキャンセルされました。", Ko: "취소된 예약입니다."},
	"completed": {En: "It took place.", Ja: "ご来店ありがとうございました。", Ko: "완료된 예약입니다."},
	"no_show":   {En: "It is over.", Ja: "この予約の日時は過ぎました。", Ko: "지난 예약입니다."},
}

// What became of a place that nobody took, or paid.
var (
	offerPassed = models.Text{En: "You let this place pass.", Ja: "この空きは見送られました。", Ko: "이 자리는 넘기셨습니다."}
	offerOver   = models.Text{En: "This place is not kept for you any more.", Ja: "仮押さえの期限が過ぎました。", Ko: "자리를 잡아 둔 기간이 지났습니다."}
	heldOver    = models.Text{En: "It was not paid in time, so it is not kept for you any more.", Ja: "お支払いの期限が過ぎたため、仮予約は取り消されました。", Ko: "결제 기한이 지나 예약이 취소되었습니다."}
)

// became says how an appointment stands, and of one that came to nothing why.
func became(b flow.Booked, now time.Time) models.Text {
	waited, lapsed := b.Source == appointments.Waitlist, b.Lapsed(now) || b.Ended == appointments.Lapsed
	switch {
	case waited && lapsed:
		return offerOver
	case waited && b.Ended == appointments.Released:
		return offerPassed
	case lapsed:
		return heldOver
	}
	return becameOf[statusOf(b, now)]
}
