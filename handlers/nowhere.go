package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// nowhere is the page for who opens a link that shows nothing: because it is none of
// ours, or not right now. It is worded in the reader's language, since nobody knows
// whose link it might have been. Other errors are given back.
func nowhere(c *fiber.Ctx, err error, title, way models.Text) error {
	status := fiber.StatusNotFound
	switch models.CodeOf(err) {
	case models.NotFound:
	case models.TooMany, models.Unavailable:
		status, title, way = statuses[models.CodeOf(err)], busyTitle, busyWay
	default:
		return err
	}
	if status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
	c.Set(fiber.HeaderContentSecurityPolicy, visitPolicy)
	language := readerLanguage(c)
	return writeVisit(c, status, visitView{Language: language, Title: title.In(language), Lines: []string{way.In(language)}})
}

// readerLanguage is the first language of the reader's browser in which everything
// is worded.
func readerLanguage(c *fiber.Ctx) string {
	wanted := strings.Split(c.Get(fiber.HeaderAcceptLanguage), ",")
	for i, each := range wanted {
		each, _, _ = strings.Cut(each, ";")
		wanted[i] = strings.TrimSpace(each)
	}
	return models.LanguageOf(wanted...)
}

// The words of pages that show nothing.
var (
	noCalendar    = models.Text{En: "There is no calendar at this address", Ja: "カレンダーが見つかりません", Ko: "캘린더를 찾을 수 없습니다"}
	noCalendarWay = models.Text{
		En: "The link was replaced or switched off. Ask whoever gave it to you for the present one.",
		Ja: "リンクが新しくなったか、無効になっています。リンクの提供元に最新のリンクをお問い合わせください。",
		Ko: "링크가 바뀌었거나 사용 중지되었습니다. 링크를 준 사람에게 현재 링크를 문의해 주세요.",
	}
	busyTitle = models.Text{En: "Please wait a moment", Ja: "しばらくお待ちください", Ko: "잠시만 기다려 주세요"}
	busyWay   = models.Text{
		En: "This page cannot be shown right now. Open the link again in a minute.",
		Ja: "現在このページを表示できません。しばらくしてから、もう一度リンクを開いてください。",
		Ko: "지금은 페이지를 표시할 수 없습니다. 잠시 후 링크를 다시 열어 주세요.",
	}
)
