package handlers_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/app/shopify"
	"clientele/handlers"
	"clientele/models"
)

const (
	guardKey    = "11111111111111111111111111111111"
	guardSecret = "hush"
	guardShop   = "demo-shop.myshopify.com"
)

var guardNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// site is the doors with guards before them, without what lies behind.
type site struct {
	app       *fiber.App
	documents *handlers.Documents
	now       time.Time
	installed []flow.InstallShop
	refuse    error // what installing answers
	log       strings.Builder
	seen      []int
}

func address(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{now: guardNow}
	clock := func() time.Time { return s.now }
	domains, err := shopify.ParseDomains([]string{"*.myshopify.com"})
	if err != nil {
		t.Fatal(err)
	}
	admin := address(t, "https://admin.shopify.com")
	guards := &handlers.Guards{
		Prover: shopify.Verifier{APIKey: guardKey, Secrets: []string{guardSecret}, Shops: domains, Admin: admin}, Now: clock,
		Install: func(_ context.Context, in flow.InstallShop) error {
			s.installed = append(s.installed, in)
			return s.refuse
		},
	}
	log := slog.New(slog.NewJSONHandler(&s.log, nil))
	s.documents = &handlers.Documents{
		Guards: guards, APIKey: guardKey, Version: "1.2.3", AppURL: address(t, "https://clientele.example"), AdminURL: admin,
		AppBridge: address(t, "https://cdn.shopify.com/shopifycloud/app-bridge.js"), Log: log, NewNonce: func() string { return "n0nce" },
		Page: []byte(`<html lang="__LOCALE__"><meta name="shopify-api-key" content="__API_KEY__"><script src="__APP_BRIDGE__"></script><i>__VERSION__</i><script nonce="__NONCE__">`),
	}
	envelope := &handlers.Envelope{
		Now: clock, NewID: func() string { return "req-1" }, Timeout: time.Minute, HTTPS: true, Log: log,
		Observe: func(_, _ string, status int, _ time.Duration) { s.seen = append(s.seen, status) },
	}
	s.app = fiber.New(fiber.Config{Immutable: true, StrictRouting: true, ErrorHandler: handlers.OnError(log), ReadBufferSize: 32 << 10})
	s.app.Use(envelope.Handle)
	s.app.Get("/api/admin/who", guards.Admin, func(c *fiber.Ctx) error { return c.JSON(handlers.IdentityOf(c.UserContext())) })
	s.app.Get("/proxy/who", guards.Shopper, func(c *fiber.Ctx) error { return c.JSON(handlers.ShopperOf(c.UserContext())) })
	s.app.Get("/open/panic", func(*fiber.Ctx) error { panic("secret of the panic") })
	s.app.Get("/open/fails/:what", func(c *fiber.Ctx) error { return errors.New("secret of the failure") })
	s.app.Get("/open/late", func(c *fiber.Ctx) error { return fmt.Errorf("query: %w", context.DeadlineExceeded) })
	s.app.Get("/open/deadline", func(c *fiber.Ctx) error {
		_, has := c.UserContext().Deadline()
		return c.JSON(has)
	})
	s.app.Get("/auth/session-token", s.documents.Bounce)
	assets := &handlers.Assets{Files: fstest.MapFS{
		"assets/index-abc.js":  {Data: []byte(strings.Repeat("console.log(1);", 500))},
		"assets/small-abc.css": {Data: []byte("a{}")},
		"assets/page.html":     {Data: []byte("<script>")},
		"index.html":           {Data: []byte("secret")},
	}}
	s.app.Get("/assets/*", assets.Serve)
	s.app.Get("/*", s.documents.Panel)
	return s
}

type answer struct {
	*http.Response
	body string
}

func (s *site) get(t *testing.T, target string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := s.app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response, string(body)}
}

func mac(secret, message string) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(message))
	return m.Sum(nil)
}

// idToken mints a token by hand; changes replace claims, nil removes one.
func (s *site) idToken(secret, alg string, changes map[string]any) string {
	now := s.now.Unix()
	claims := map[string]any{
		"iss": "https://" + guardShop + "/admin", "dest": "https://" + guardShop, "aud": guardKey, "sub": "42",
		"exp": now + 60, "nbf": now, "iat": now, "sid": "s1",
	}
	for name, value := range changes {
		claims[name] = value
		if value == nil {
			delete(claims, name)
		}
	}
	part := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	head := part(map[string]string{"alg": alg, "typ": "JWT"}) + "." + part(claims)
	return head + "." + base64.RawURLEncoding.EncodeToString(mac(secret, head))
}

func (s *site) good() string { return s.idToken(guardSecret, "HS256", nil) }

func problem(t *testing.T, a answer, status int, code models.Code) {
	t.Helper()
	var p handlers.Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("not a problem: %q", a.body)
	}
	if a.StatusCode != status || p.Status != status || p.Code != string(code) || p.Title == "" || p.Detail == "" {
		t.Errorf("%d %+v, want %d %s", a.StatusCode, p, status, code)
	}
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
}

func TestStaffPassWithAnIDTokenAndAreKnown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, scheme := range []string{"Bearer ", "bearer "} {
		a := s.get(t, "/api/admin/who", "Authorization", scheme+s.good())
		if a.StatusCode != 200 || a.body != `{"Shop":"demo-shop.myshopify.com","User":"42","Session":"s1"}` {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
		if a.Header.Get("Cache-Control") != "no-store" {
			t.Error("answers about people must not be kept")
		}
	}
	want := flow.InstallShop{Shop: guardShop, IDToken: s.good(), User: "42"}
	if len(s.installed) != 2 || s.installed[0] != want {
		t.Errorf("installed with %+v", s.installed)
	}
}

func TestF28StaffWithoutAGoodIDTokenAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	now := s.now.Unix()
	for name, header := range map[string]string{
		"no header":        "",
		"no token":         "Bearer ",
		"another scheme":   "Basic " + s.good(),
		"no scheme":        s.good(),
		"alg none":         "Bearer " + s.idToken("", "none", nil),
		"RS256 by name":    "Bearer " + s.idToken(guardSecret, "RS256", nil),
		"another secret":   "Bearer " + s.idToken("other", "HS256", nil),
		"wrong audience":   "Bearer " + s.idToken(guardSecret, "HS256", map[string]any{"aud": "x"}),
		"expired 11 s ago": "Bearer " + s.idToken(guardSecret, "HS256", map[string]any{"exp": now - 11}),
		"valid in 11 s":    "Bearer " + s.idToken(guardSecret, "HS256", map[string]any{"nbf": now + 11}),
		"iss is not dest":  "Bearer " + s.idToken(guardSecret, "HS256", map[string]any{"iss": "https://other.myshopify.com/admin"}),
		"tampered":         "Bearer " + strings.Replace(s.good(), ".", ".x", 1),
		"two tokens":       "Bearer " + s.good() + " " + s.good(),
	} {
		a := s.get(t, "/api/admin/who", "Authorization", header)
		problem(t, a, 401, models.Unauthorized)
		if a.Header.Get("X-Shopify-Retry-Invalid-Session-Request") != "1" {
			t.Errorf("%s: the call will not be repeated with a fresh token", name)
		}
	}
	if a := s.get(t, "/api/admin/who?id_token="+s.good()); a.StatusCode != 401 {
		t.Error("a token in the address opened the API")
	}
	if len(s.installed) != 0 {
		t.Errorf("a refused caller installed the app: %+v", s.installed)
	}
}

func TestFailedInstallationIsToldByItsCause(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		code   models.Code
		retry  string
	}{
		{models.Errorf(models.Unauthorized, "stale"), 401, models.Unauthorized, "1"},
		{models.Errorf(models.Forbidden, "frozen"), 403, models.Forbidden, ""},
		{models.Errorf(models.Unavailable, "away"), 503, models.Unavailable, ""},
		{errors.New("secret of the failure"), 500, models.Internal, ""},
	} {
		s := newSite(t)
		s.refuse = c.err
		a := s.get(t, "/api/admin/who", "Authorization", "Bearer "+s.good())
		problem(t, a, c.status, c.code)
		if got := a.Header.Get("X-Shopify-Retry-Invalid-Session-Request"); got != c.retry {
			t.Errorf("%v: retry header %q, want %q", c.err, got, c.retry)
		}
		if strings.Contains(a.body, "secret") {
			t.Errorf("the cause is told: %s", a.body)
		}
	}
}

func (s *site) proxied(secret, pairs string) string {
	values, _ := url.ParseQuery(pairs)
	var parts []string
	for name, list := range values {
		parts = append(parts, name+"="+strings.Join(list, ","))
	}
	slices.Sort(parts)
	return "/proxy/who?" + pairs + "&signature=" + hex.EncodeToString(mac(secret, strings.Join(parts, "")))
}

func (s *site) visit(customer string, at time.Time) string {
	return fmt.Sprintf("shop=%s&path_prefix=%%2Fapps%%2Fclientele&timestamp=%d&logged_in_customer_id=%s", guardShop, at.Unix(), customer)
}

func TestShoppersPassWithASignedQueryAndAreKnown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for customer, query := range map[string]string{
		"7": s.visit("7", s.now), "": s.visit("", s.now), "8": s.visit("8", s.now.Add(-90*time.Second)) + "&q=caf%C3%A9+1&x=1&x=2",
	} {
		a := s.get(t, s.proxied(guardSecret, query))
		if want := `{"Shop":"demo-shop.myshopify.com","CustomerID":"` + customer + `","PathPrefix":"/apps/clientele"}`; a.StatusCode != 200 || a.body != want {
			t.Errorf("%d %s, want %s", a.StatusCode, a.body, want)
		}
		if a.Header.Get("Cache-Control") != "no-store" {
			t.Error("personal answers must not be kept")
		}
	}
}

func TestF30ShoppersWithoutASignedQueryAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	good := s.proxied(guardSecret, s.visit("7", s.now))
	for name, target := range map[string]string{
		"unsigned":           "/proxy/who?" + s.visit("7", s.now),
		"no query":           "/proxy/who",
		"another secret":     s.proxied("other", s.visit("7", s.now)),
		"another customer":   strings.Replace(good, "customer_id=7", "customer_id=8", 1),
		"added customer":     good + "&logged_in_customer_id=8",
		"customer list":      good + "&logged_in_customer_id[]=8",
		"repeated, signed":   s.proxied(guardSecret, s.visit("7", s.now)+"&logged_in_customer_id=8"),
		"repeated shop":      s.proxied(guardSecret, s.visit("7", s.now)+"&shop=other.myshopify.com"),
		"stale by 91 s":      s.proxied(guardSecret, s.visit("7", s.now.Add(-91*time.Second))),
		"91 s in the future": s.proxied(guardSecret, s.visit("7", s.now.Add(91*time.Second))),
	} {
		a := s.get(t, target)
		problem(t, a, 401, models.Unauthorized)
		if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("X-Shopify-Retry-Invalid-Session-Request") != "" {
			t.Errorf("%s: headers %v", name, a.Header)
		}
	}
}
