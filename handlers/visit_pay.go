package handlers

import (
	"bytes"
	_ "embed"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
)

// payScript puts what pays an offer into the cart of the store that shows the
// page, and goes on to the checkout. It stands on the store's own address because
// nothing else can: a link into the cart says of one product alone what it is for,
// and a form that is sent from here loses its fields where the store's address
// leads on to another one.
//
//go:embed visit_pay.js
var payScript string

//go:embed visit_pay.html
var payHTML string

var (
	payTemplate = template.Must(template.New("").Parse(payHTML))
	payPolicy   = "default-src 'none'; script-src 'sha256-" + digestOf(payScript) + "'; style-src 'sha256-" + digestOf(visitStyle) +
		"'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// payView is what the page shows, and the lines that it puts into the cart.
type payView struct {
	Language string
	Title    string
	What     string
	When     string
	Style    template.CSS
	Script   template.JS
	Words    map[string]string
	Lines    []cartLine // none where there is nothing to pay any more
	Back     string
}

// payPlace shows in the storefront how a place that is offered becomes an order.
func (p *Panel) payPlace(c *fiber.Ctx) error {
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("X-Robots-Tag", "noindex")
	c.Set(fiber.HeaderContentSecurityPolicy, payPolicy)
	v, err := p.Flow.Visit(c.UserContext(), shopperReach(c, c.Query("token")))
	if err != nil {
		return unvisited(c, err)
	}
	var page bytes.Buffer
	if err := payTemplate.ExecuteTemplate(&page, "page", p.viewPay(v)); err != nil {
		return models.Wrap(models.Internal, err, "the page of an offer cannot be written")
	}
	c.Type("html", "utf-8")
	return c.Send(page.Bytes())
}

func (p *Panel) viewPay(v flow.Visited) payView {
	say := func(t models.Text) string { return t.In(v.Speak) }
	view := payView{
		Language: v.Speak, Title: v.Store, What: v.Title, When: models.ShowWhen(v.Start, v.End, v.Shows.Zone, v.Speak), Style: visitStyle, Script: template.JS(payScript), Back: p.Flow.VisitLink(v.Shop, v.ID, v.Token), //nolint:gosec // embedded text
		Words: map[string]string{"wait": say(goesToPay), "refused": say(cartRefused), "again": say(tryAgain), "script": say(needsScript), "back": say(toOffer)},
	}
	if cart := viewCart(v.Booked, v.Speak); cart != nil && offered(v.Booked, p.Flow.Now()) {
		view.Lines = append([]cartLine{cart.cartLine}, cart.Others...)
		return view
	}
	view.Words["wait"], view.Words["back"] = say(became(v.Booked, p.Flow.Now())), say(toKeep)
	return view
}

// The words of the page.
var (
	goesToPay   = models.Text{En: "Taking you to the checkout …", Ja: "ご購入手続きへ移動しています…", Ko: "결제 페이지로 이동하고 있습니다…"}
	cartRefused = models.Text{En: "This could not be put into the cart. Your place is still kept.", Ja: "カートに入れられませんでした。日時は仮押さえしたままです。", Ko: "장바구니에 담지 못했습니다. 자리는 그대로 잡혀 있습니다."}
	tryAgain    = models.Text{En: "Try again", Ja: "もう一度試す", Ko: "다시 시도"}
	needsScript = models.Text{En: "Switch on JavaScript to go on to the checkout.", Ja: "ご購入手続きへ進むには、JavaScriptを有効にしてください。", Ko: "결제를 계속하려면 자바스크립트를 켜 주세요."}
)
