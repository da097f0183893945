package handlers

import (
	"html"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/shops"
)

// bouncePath is where a page goes to fetch an ID token it came without.
const bouncePath = "/auth/session-token"

// bounceLoop is the time within which a page that comes back from the bounce
// page, and still has no good token, will not be mended by another round.
const bounceLoop = 10 * time.Second

const pathLengthMax = 2000

// Documents are the pages that live inside the store admin.
type Documents struct {
	Guards    *Guards
	APIKey    string
	Version   string
	AppURL    *url.URL // our own origin
	AdminURL  *url.URL // the origin of the store admin
	AppBridge *url.URL // the script that connects a page with the store admin
	Page      []byte   // the panel's page with its placeholders
	NewNonce  func() string
	Log       *slog.Logger
}

// load is what a page load's query says of itself; nothing of it is proven.
type load struct {
	query  url.Values
	shop   models.ShopID
	locale string
}

// Panel answers a page load, in the order the platform describes: without a
// shop a page that says what to do; outside the admin a way into it; without a
// good ID token a detour to fetch one; else the panel.
func (d *Documents) Panel(c *fiber.Ctx) error {
	if foreignPath(c.Path()) {
		return models.Errorf(models.NotFound, "there is nothing at this address")
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	l, ok := d.read(c)
	token := l.query.Get("id_token")
	who, err := d.Guards.Prover.VerifyIDToken(token, d.Guards.Now())
	proven := ok && err == nil && who.Shop == l.shop && l.query.Get("embedded") == "1"
	if busy := d.count(c, l.shop, proven); busy != nil {
		return d.say(c, l, fiber.StatusTooManyRequests, tooOften)
	}
	if !ok {
		return d.say(c, l, fiber.StatusBadRequest, openFromAdmin)
	}
	d.frame(c, l.shop, "")
	if l.query.Get("embedded") != "1" {
		return d.embed(c, l)
	}
	if err == nil && who.Shop != l.shop {
		return d.say(c, l, fiber.StatusBadRequest, openFromAdmin)
	}
	if err == nil {
		err = d.Guards.Install(c.UserContext(), flow.InstallShop{Shop: who.Shop, IDToken: token, User: who.User})
	}
	switch {
	case err == nil:
		return d.show(c, l, who)
	case models.CodeOf(err) == models.Unauthorized:
		return d.bounce(c, l)
	}
	return d.fail(c, l, err)
}

// count counts a page load for the store, or for the address as long as nothing
// is proven.
func (d *Documents) count(c *fiber.Ctx, shop models.ShopID, proven bool) error {
	if proven {
		return take(c, d.Guards.Limits.Staff, string(shop), d.Guards.Now())
	}
	return d.Guards.refuse(c, nil)
}

// foreignPath tells addresses that are no pages, so that a mistyped API call
// is not answered with a page.
func foreignPath(path string) bool {
	for _, prefix := range []string{"/api/", "/proxy/", "/webhooks/", "/auth/", "/assets/", "/visit/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return path == "/favicon.ico" || path == "/robots.txt"
}

func (d *Documents) read(c *fiber.Ctx) (load, bool) {
	l := load{locale: "en"}
	query, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil || len(c.OriginalURL()) > pathLengthMax+(8<<10) || len(c.Path()) > pathLengthMax {
		return l, false
	}
	for _, name := range []string{"shop", "host", "embedded", "id_token"} {
		if len(query[name]) > 1 { // which of them counts would be anybody's guess
			return l, false
		}
	}
	if given := query.Get("locale"); localeForm.MatchString(given) {
		l.locale = given
	}
	l.query = query
	if !d.Guards.Prover.AllowsShop(query.Get("shop")) {
		return l, false
	}
	l.shop = models.ShopID(query.Get("shop"))
	return l, true
}

var localeForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// embed leads a page opened on its own into the store admin.
func (d *Documents) embed(c *fiber.Ctx, l load) error {
	host := l.query.Get("host")
	if host == "" {
		return c.Redirect(d.Guards.Prover.AppURL(l.shop))
	}
	address, err := d.Guards.Prover.DecodeHost(host, l.shop)
	if err != nil {
		return d.say(c, l, fiber.StatusBadRequest, openFromAdmin)
	}
	return c.Redirect(address)
}

// bounce sends the page to fetch an ID token and to come back. The time of the
// last round travels along, so that a clock or a secret that is wrong ends with
// a page that says so instead of going in circles.
func (d *Documents) bounce(c *fiber.Ctx, l load) error {
	now := d.Guards.Now()
	if last, err := strconv.ParseInt(l.query.Get("bounced"), 10, 64); err == nil {
		if age := now.Sub(time.Unix(last, 0)); age >= 0 && age < bounceLoop {
			return d.say(c, l, fiber.StatusUnauthorized, notSignedIn)
		}
	}
	l.query.Del("id_token")
	l.query.Del("shopify-reload")
	l.query.Del("bounced")
	there := l.query.Encode()
	l.query.Set("bounced", strconv.FormatInt(now.Unix(), 10))
	back := d.origin() + c.Path() + "?" + l.query.Encode()
	return c.Redirect(bouncePath + "?" + there + "&shopify-reload=" + url.QueryEscape(back))
}

// Bounce is the page that fetches an ID token: nothing but App Bridge, which
// then opens the address in shopify-reload. Only our own addresses are taken.
func (d *Documents) Bounce(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	l, ok := d.read(c)
	if busy := d.count(c, l.shop, false); busy != nil {
		return d.say(c, l, fiber.StatusTooManyRequests, tooOften)
	}
	if !ok || !d.ours(l.query["shopify-reload"]) {
		return d.say(c, l, fiber.StatusBadRequest, openFromAdmin)
	}
	d.frame(c, l.shop, "")
	c.Type("html", "utf-8")
	return c.SendString(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Clientele</title>
<meta name="shopify-api-key" content="` + html.EscapeString(d.APIKey) + `">
<script data-api-key="` + html.EscapeString(d.APIKey) + `" src="` + html.EscapeString(d.AppBridge.String()) + `"></script>
</head>
<body></body>
</html>
`)
}

// ours tells whether there is exactly one address and it is one of our pages.
func (d *Documents) ours(addresses []string) bool {
	if len(addresses) != 1 || strings.ContainsAny(addresses[0], "\\\t\r\n ") {
		return false
	}
	u, err := url.Parse(addresses[0])
	return err == nil && u.User == nil && u.Opaque == "" && u.Scheme == d.AppURL.Scheme && u.Host == d.AppURL.Host && !foreignPath(u.Path)
}

func (d *Documents) origin() string { return originOf(d.AppURL) }

func originOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

// show is the panel's page with this load's values in it.
func (d *Documents) show(c *fiber.Ctx, l load, who shops.Identity) error {
	c.SetUserContext(WithIdentity(c.UserContext(), Identity(who)))
	nonce := d.NewNonce()
	d.frame(c, l.shop, nonce)
	page := strings.NewReplacer(
		"__API_KEY__", html.EscapeString(d.APIKey),
		"__APP_BRIDGE__", html.EscapeString(d.AppBridge.String()),
		"__VERSION__", html.EscapeString(d.Version),
		"__LOCALE__", html.EscapeString(l.locale),
		"__NONCE__", html.EscapeString(nonce),
	).Replace(string(d.Page))
	c.Type("html", "utf-8")
	return c.SendString(page)
}

// frame lets this shop's admin, and nobody else, show the page in a frame, and
// App Bridge work in it. Styles may stand in elements because App Bridge and
// the panel set some; scripts may not.
func (d *Documents) frame(c *fiber.Ctx, shop models.ShopID, nonce string) {
	bridge, admin, store := originOf(d.AppBridge), originOf(d.AdminURL), "https://"+string(shop)
	scripts := "'self' " + bridge
	if nonce != "" {
		scripts += " 'nonce-" + nonce + "'"
	}
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; script-src "+scripts+
		"; style-src 'self' 'unsafe-inline' "+bridge+"; img-src 'self' data: "+bridge+"; font-src 'self' "+bridge+
		"; connect-src 'self' "+bridge+" "+admin+" "+store+"; frame-src 'self'; base-uri 'none'; form-action 'self'"+
		"; frame-ancestors "+store+" "+admin)
}
