package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// pageServer is a stand-in with both stores and a few orders, whose app takes
// every webhook.
func pageServer(t *testing.T) (*Server, *httptest.Server) {
	t.Helper()
	app := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(app.Close)
	s, err := New(Options{
		AppURL: app.URL, BaseURL: "http://127.0.0.1:4010", ClientID: "sandbox-client", ClientSecret: "sandbox-secret",
		Scopes:        []string{"read_orders", "read_customers"},
		Subscriptions: []Subscription{{Topic: "orders/create", Path: "/webhooks/shopify"}, {Topic: "orders/paid", Path: "/webhooks/shopify"}},
		Logger:        slog.New(slog.NewTextHandler(io.Discard, nil)), Rand: rand.Reader, Wall: time.Now, Client: app.Client(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	for _, shop := range s.Shops() {
		if err := s.DemoOrders(shop.Handle, 6); err != nil {
			t.Fatal(err)
		}
	}
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	return s, web
}

// read fetches a page and returns its text; redirects are not followed.
func read(t *testing.T, r *http.Request) (int, http.Header, string) {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(raw)
}

func get(t *testing.T, address string, cookies ...*http.Cookie) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return read(t, r)
}

func post(t *testing.T, address string, form url.Values, headers map[string]string, cookies ...*http.Cookie) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return read(t, r)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func TestEveryPageRendersForBothStores(t *testing.T) {
	t.Parallel()
	s, web := pageServer(t)
	pages := map[string]string{"/": "Two small stores", "/mail": "Mailbox", "/state": "behind the scenes"}
	for _, shop := range s.Shops() {
		order, customer, product := s.Orders(shop.Handle)[0], s.Customers(shop.Handle)[0], s.Products(shop.Handle)[0]
		admin, store := "/store/"+shop.Handle, "/storefront/"+shop.Handle
		for path, text := range map[string]string{
			"": "Latest orders", "/orders": order.Name(), "/orders?show=unpaid": "Awaiting payment", "/orders/" + id(order.ID): "Refund items",
			"/customers": person(customer), "/products": product.Title, "/customers/new": "Add customer", "/customers/" + id(customer.ID): "Ask apps to erase their data",
			"/settings": "Send everything twice", "/deliveries": "orders/create", "/deliveries/" + id(s.Deliveries(shop.Handle)[0].ID): "X-Shopify-Webhook-Id",
			"/apps/clientele": "data-app-stage", "/apps/clientele/contacts": "/contacts?",
		} {
			pages[admin+path] = text
		}
		say := wordsOf(shop.Locale)
		for path, text := range map[string]string{
			"": product.Title, "/products/" + product.Handle: say.T("add"), "/cart": say.T("empty_cart"), "/account": say.T("who"), "/orders/" + order.Token: say.T("thanks"),
		} {
			pages[store+path] = text
		}
	}
	for _, mail := range s.Mails() {
		pages["/mail/"+id(mail.ID)] = mail.To
	}
	for path, text := range pages {
		status, header, body := get(t, web.URL+path)
		if status != http.StatusOK || !strings.Contains(body, text) || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
			t.Errorf("%s: status %d, %q found: %v", path, status, text, strings.Contains(body, text))
		}
		if !strings.Contains(header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, header.Get("Content-Security-Policy"))
		}
	}
}

func TestOnlyTheAppMayBeFramed(t *testing.T) {
	t.Parallel()
	s, web := pageServer(t)
	_, header, body := get(t, web.URL+"/store/sakura/apps/clientele/a/b?tab=x&shop=evil&sandbox-fault=bad-token")
	if got := header.Get("Content-Security-Policy"); !strings.Contains(got, "frame-src "+s.AppURL()) {
		t.Errorf("policy %q", got)
	}
	for _, want := range []string{s.AppURL() + "/a/b?", "tab=x", "shop=sakura.myshopify.com", "." + strings.Repeat("A", 43)} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestAnAppOutsideTheAdminFindsItsWayBack(t *testing.T) {
	t.Parallel()
	s, web := pageServer(t)
	status, header, _ := get(t, web.URL+"/store/sakura/apps/clientele/contacts?sandbox-fault=not-embedded")
	target, err := url.Parse(header.Get("Location"))
	if err != nil || status != http.StatusFound || originOf(target.String()) != s.AppURL() || target.Path != "/contacts" {
		t.Fatalf("status %d to %q, %v", status, header.Get("Location"), err)
	}
	query := target.Query()
	host, err := base64.RawStdEncoding.DecodeString(query.Get("host"))
	if err != nil || string(host) != "127.0.0.1:4010/store/sakura" || query.Has("embedded") {
		t.Errorf("host %q, %v, embedded %q", host, err, query.Get("embedded"))
	}
	if got := query.Get("hmac"); got != pageSignature("sandbox-secret", query) {
		t.Errorf("signature %s", got)
	}
}

func TestTheClientIDLeadsToTheReadableAddress(t *testing.T) {
	t.Parallel()
	_, web := pageServer(t)
	status, header, _ := get(t, web.URL+"/store/demo-shop/apps/sandbox-client/contacts?tab=x&hmac=1&id_token=2")
	if got := header.Get("Location"); status != http.StatusFound || got != "/store/demo-shop/apps/clientele/contacts?tab=x" {
		t.Errorf("status %d to %q", status, got)
	}
}

func TestFormsFromAnotherSiteAreRefused(t *testing.T) {
	t.Parallel()
	s, web := pageServer(t)
	before := s.Now()
	form := url.Values{"amount": {"30"}, "unit": {"day"}}
	for _, headers := range []map[string]string{
		{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site", "Origin": web.URL}, {"Origin": "null"},
	} {
		if status, _, _ := post(t, web.URL+"/clock", form, headers); status != http.StatusForbidden {
			t.Errorf("%v: status %d", headers, status)
		}
	}
	if moved := s.Now().Sub(before); moved > time.Hour {
		t.Errorf("the clock moved by %v", moved)
	}
	if status, _, _ := post(t, web.URL+"/clock", form, map[string]string{"Origin": web.URL, "Sec-Fetch-Site": "same-origin"}); status != http.StatusSeeOther {
		t.Errorf("own form: status %d", status)
	}
	if moved := s.Now().Sub(before); moved < 30*24*time.Hour {
		t.Errorf("the clock moved by %v only", moved)
	}
}

func TestAFormNeverSendsTheBrowserElsewhere(t *testing.T) {
	t.Parallel()
	for _, wanted := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", ""} {
		if got := localPath(wanted, "/"); got != "/" {
			t.Errorf("%q leads to %q", wanted, got)
		}
	}
	if got := localPath("/store/sakura?q=1", "/"); got != "/store/sakura?q=1" {
		t.Errorf("own page became %q", got)
	}
}

func TestAShopperBuysAsAGuest(t *testing.T) {
	t.Parallel()
	s, web := pageServer(t)
	for _, shop := range s.Shops() {
		store := web.URL + "/storefront/" + shop.Handle
		variant := s.Products(shop.Handle)[1].Variants[0]
		status, header, _ := post(t, store+"/cart", url.Values{"add": {id(variant.ID)}, "quantity": {"2"}}, nil)
		if status != http.StatusSeeOther {
			t.Fatalf("%s: add to cart: %d", shop.Handle, status)
		}
		cart := (&http.Response{Header: header}).Cookies()
		if _, _, body := get(t, store+"/checkout", cart...); !strings.Contains(body, showMoney(variant.Price*2, shop.Currency)) {
			t.Errorf("%s: the till does not show the sum", shop.Handle)
		}
		if status, _, body := post(t, store+"/checkout", url.Values{"step": {"place"}}, nil, cart...); status != http.StatusUnprocessableEntity || !strings.Contains(body, wordsOf(shop.Locale).T("need_email")) {
			t.Errorf("%s: without an address: %d", shop.Handle, status)
		}
		if _, _, body := post(t, store+"/checkout", url.Values{"step": {"quote"}, "code": {"NOSUCH"}}, nil, cart...); !strings.Contains(body, "code-wrong") {
			t.Errorf("%s: a wrong code is not named", shop.Handle)
		}
		status, header, _ = post(t, store+"/checkout", url.Values{"step": {"place"}, "email": {"new@example.com"}, "code": {"welcome10"}, "tip": {"300"}}, nil, cart...)
		if status != http.StatusSeeOther {
			t.Fatalf("%s: place order: %d", shop.Handle, status)
		}
		order := s.Orders(shop.Handle)[0]
		if header.Get("Location") != "/storefront/"+shop.Handle+"/orders/"+order.Token || order.Email != "new@example.com" || order.Tip.Buyer != 300 || len(order.Discounts) != 1 {
			t.Errorf("%s: order %+v", shop.Handle, order)
		}
	}
}

func TestStaffChangeAnOrder(t *testing.T) {
	t.Parallel()
	s, web := pageServer(t)
	product := s.Products("demo-shop")[1]
	order, err := s.PlaceOrder("demo-shop", Checkout{Lines: []CheckoutLine{{VariantID: product.Variants[0].ID, Quantity: 3}}, Email: "a@example.com", PayLater: true})
	if err != nil {
		t.Fatal(err)
	}
	line := "line-" + id(order.Lines[0].ID)
	for _, step := range []struct {
		action string
		form   url.Values
		status int
		then   string
	}{
		{"pay", nil, http.StatusSeeOther, "paid"},
		{"refund-lines", url.Values{line: {"1"}, "restock": {"return"}}, http.StatusSeeOther, "partially_refunded"},
		{"refund-lines", url.Values{line: {"x"}}, http.StatusUnprocessableEntity, "partially_refunded"},
		{"refund-amount", url.Values{"amount": {"nonsense"}}, http.StatusUnprocessableEntity, "partially_refunded"},
		{"refund-amount", url.Values{"amount": {"1.00"}}, http.StatusSeeOther, "partially_refunded"},
		{"edit", url.Values{}, http.StatusUnprocessableEntity, "partially_refunded"},
		{"dispute-won", nil, http.StatusUnprocessableEntity, "partially_refunded"},
		{"dispute", nil, http.StatusSeeOther, "partially_refunded"},
		{"dispute", nil, http.StatusUnprocessableEntity, "partially_refunded"},
		{"dispute-lost", nil, http.StatusSeeOther, "partially_refunded"},
		{"dispute", nil, http.StatusSeeOther, "partially_refunded"},
		{"dispute-won", nil, http.StatusSeeOther, "partially_refunded"},
		{"refund-full", nil, http.StatusSeeOther, "refunded"},
		{"cancel", url.Values{"reason": {"customer"}, "refund": {"on"}}, http.StatusSeeOther, "refunded"},
		{"nonsense", nil, http.StatusNotFound, "refunded"},
	} {
		status, _, body := post(t, web.URL+"/store/demo-shop/orders/"+id(order.ID)+"/"+step.action, step.form, nil)
		now, _ := s.Order("demo-shop", order.ID)
		if status != step.status || now.FinancialStatus() != step.then {
			t.Errorf("%s: status %d, order %s", step.action, status, now.FinancialStatus())
		}
		if status == http.StatusUnprocessableEntity && !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: the page does not say why", step.action)
		}
	}
}

func TestTheAppIsInstalledFromTheGrantPage(t *testing.T) {
	t.Parallel()
	s, web := pageServer(t)
	admin := web.URL + "/store/demo-shop"
	post(t, admin+"/settings/uninstall", nil, nil)
	if _, _, body := get(t, admin+"/apps/clientele"); !strings.Contains(body, scopeText("read_orders")) || strings.Contains(body, "<iframe") {
		t.Error("the grant page does not list the permissions")
	}
	if status, _, _ := post(t, admin+"/bridge/id-token", nil, map[string]string{"Content-Type": "application/json"}); status != http.StatusForbidden {
		t.Errorf("a token was handed out without an install: %d", status)
	}
	post(t, admin+"/settings/install", nil, nil)
	if install, _ := s.InstallOf("demo-shop"); !install.Installed {
		t.Error("not installed")
	}
	if status, _, body := post(t, admin+"/bridge/id-token", nil, map[string]string{"Content-Type": "application/json"}); status != http.StatusOK || strings.Count(body, ".") != 2 {
		t.Errorf("token: %d %s", status, body)
	}
}

func TestUnknownAddressesSayNotFound(t *testing.T) {
	t.Parallel()
	_, web := pageServer(t)
	for _, path := range []string{"/nowhere", "/store/none", "/store/demo-shop/orders/12", "/store/demo-shop/orders/x", "/storefront/sakura/products/none", "/storefront/sakura/orders/none", "/mail/9", "/cdn/none.js", "/store/demo-shop/apps/other"} {
		if status, _, _ := get(t, web.URL+path); status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, status)
		}
	}
}

func TestShoppersReadTheSameWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	for key := range english {
		if _, ok := japanese[key]; !ok {
			t.Errorf("%q has no Japanese", key)
		}
	}
	for key := range japanese {
		if _, ok := english[key]; !ok {
			t.Errorf("%q has no English", key)
		}
	}
}

func TestAmountsReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"$1,234.50": showMoney(123450, "USD"), "−$3.00": showMoney(-300, "USD"), "¥1,200": showMoney(1200, "JPY"), "¥1,234,567": showMoney(1234567, "JPY"), "$0.05": showMoney(5, "USD"), "CHF 1.00": showMoney(100, "CHF"),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestTheScriptsAreWellFormed(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("SKIPPED: node is not installed; the syntax of the sandbox's scripts was not checked")
	}
	for _, name := range []string{"app-bridge.js", "host.js", "pages.js"} {
		if out, err := exec.Command(node, "--check", "assets/"+name).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
