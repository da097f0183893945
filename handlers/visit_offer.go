package handlers

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
)

// offer shows a place that somebody waited for: until when it is kept, and how it
// is taken or declined.
func (p *Panel) offer(v flow.Visited, page *visitView) {
	say := func(t models.Text) string { return t.In(v.Speak) }
	page.Title = fmt.Sprintf(say(offerTitle), v.Store)
	page.Lines = []string{fmt.Sprintf(say(keptUntil), models.ShowMoment(v.ExpiresAt, v.Shows.Zone, v.Speak))}
	page.Lines = append(page.Lines, shownSums([]visitSum{{priceLine, v.Shows.Price}}, v.Speak)...) // nothing is left to pay before it is taken
	page.Links = []visitLink{{say(toPass), p.visitPath(v, "/cancel", nil)}}
	if v.DueMinor == 0 {
		page.Act = &visitLink{say(toTake), p.visitPath(v, "/take", nil)}
		return
	}
	if v.Door == "" {
		page.Lines = append(page.Lines, say(payAtStore))
		return
	}
	page.Go = &visitLink{say(toPay), p.payLink(v)}
}

// payLink leads to the page of the store on which an offer is put into the cart.
func (p *Panel) payLink(v flow.Visited) string {
	return p.storeLink(v) + v.Door + "/waitlist/" + url.PathEscape(string(v.ID)) + "/pay?" + url.Values{"token": {v.Token}}.Encode()
}

// storeLink leads to the store's own pages.
func (p *Panel) storeLink(v flow.Visited) string {
	return strings.TrimSuffix(strings.Replace(p.StoreURL, "{shop}", url.PathEscape(string(v.Shop)), 1), "/")
}

func (p *Panel) takeVisit(c *fiber.Ctx) error {
	v, err := p.visited(c)
	if err != nil {
		return unvisited(c, err)
	}
	_, err = p.Flow.TakePlace(c.UserContext(), visitReach(c))
	return p.changed(c, v, err)
}

// The words of an offer.
var (
	offerTitle = models.Text{En: "A free time at %s", Ja: "%s の空きのご案内", Ko: "%s 빈자리 안내"}
	toOffer    = models.Text{En: "Back to the offer", Ja: "空きのご案内に戻る", Ko: "빈자리 안내로 돌아가기"}
	keptUntil  = models.Text{En: "It is kept for you until %s.", Ja: "%sまで仮押さえしています。", Ko: "%s까지 자리를 잡아 두었습니다."}
	toTake     = models.Text{En: "Take this place", Ja: "この日時で予約する", Ko: "이 시간으로 예약하기"}
	toPay      = models.Text{En: "Take this place and pay", Ja: "予約してお支払いへ進む", Ko: "예약하고 결제하기"}
	toPass     = models.Text{En: "Let it pass", Ja: "今回は見送る", Ko: "이번에는 넘기기"}
	askPass    = models.Text{En: "Do you want to let this place pass? It is then offered to whoever is next.", Ja: "この空きを見送りますか？次にお待ちの方へご案内します。", Ko: "이 자리를 넘길까요? 다음 대기자에게 안내됩니다."}
	payAtStore = models.Text{
		En: "To take it, sign in to the store and pay for it under your bookings.", Ja: "ご予約には、ストアにログインし、予約一覧からお支払いください。", Ko: "예약하려면 스토어에 로그인해 예약 목록에서 결제해 주세요.",
	}
)
