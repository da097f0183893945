package handlers

import (
	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
)

// OptOutPath is where the links in mails lead.
const OptOutPath = "/opt-out"

// OptOutPage is the page on which contacts opt out of mails. Opening it changes
// nothing, because mailboxes open links by themselves; its button and the one
// click of a mailbox (RFC 8058) send the same request.
type OptOutPage struct {
	Flow   *flow.Flow
	Guards *Guards
}

// The words of the page.
var (
	optOutTitle  = models.Text{En: "Messages about your points", Ja: "ポイントに関するメール", Ko: "포인트 관련 메일"}
	optOutAsked  = models.Text{En: "Do you want to stop reminders and notices about your points? We still write to you about your own orders and rewards.", Ja: "ポイントに関するお知らせメールの配信を停止しますか。ご自身のご注文と特典についてのメールは引き続きお送りします。", Ko: "포인트 안내 메일을 그만 받으시겠습니까? 고객님의 주문과 리워드에 관한 메일은 계속 보내 드립니다."}
	optOutButton = models.Text{En: "Stop these messages", Ja: "配信を停止する", Ko: "그만 받기"}
	optOutDone   = models.Text{En: "Done. You get no more of these messages.", Ja: "配信を停止しました。", Ko: "처리되었습니다. 더 이상 보내지 않습니다."}
	optOutLost   = models.Text{En: "This link does not work. Please open it from the message once more, or write to the store.", Ja: "このリンクは使えません。メールからもう一度開くか、ストアにご連絡ください。", Ko: "이 링크는 사용할 수 없습니다. 메일에서 다시 열거나 스토어에 문의해 주세요."}
)

// Serve shows the page, or does what its button asks for.
func (o *OptOutPage) Serve(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer") // the address proves something
	c.Set("X-Robots-Tag", "noindex")
	if len(c.OriginalURL()) > pathLengthMax {
		return nowhere(c, models.Errorf(models.NotFound, "there is nothing at this address"), optOutTitle, optOutLost)
	}
	wish := flow.OptOut{Shop: models.ShopID(c.Query("shop")), Contact: models.ContactID(c.Query("contact")), Token: c.Query("token")}
	act := o.Flow.AskOptOut
	if c.Method() == fiber.MethodPost {
		act = o.Flow.OptOut
	}
	shown, err := act(c.UserContext(), wish)
	switch {
	case err != nil && models.CodeOf(err) == models.NotFound:
		if busy := o.Guards.refuse(c, nil); busy != nil { // so that nobody guesses
			return nowhere(c, busy, optOutTitle, optOutLost)
		}
		return nowhere(c, err, optOutTitle, optOutLost)
	case err != nil:
		return nowhere(c, err, optOutTitle, optOutLost)
	case shown.Done:
		return o.show(c, fiber.StatusOK, shown, optOutDone, false)
	}
	return o.show(c, fiber.StatusOK, shown, optOutAsked, true)
}

// show is a page that looks as that of an appointment does; its form goes to where
// it came from.
func (o *OptOutPage) show(c *fiber.Ctx, status int, about flow.OptingOut, says models.Text, asks bool) error {
	c.Set(fiber.HeaderContentSecurityPolicy, visitPolicy)
	page := visitView{Language: about.Language, Title: optOutTitle.In(about.Language), Lines: []string{says.In(about.Language)}}
	if about.Store != "" {
		page.Lines = append([]string{about.Store}, page.Lines...)
	}
	if asks {
		page.Act = &visitLink{Text: optOutButton.In(about.Language)}
	}
	return writeVisit(c, status, page)
}
