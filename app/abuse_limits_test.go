package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tight is a configuration whose limits a test reaches quickly.
func tight(c *Config) { c.ShopRate, c.StrangerRate = 2, 1 }

// refusedForTooMany checks that an answer says clearly what to do.
func (h *harness) refusedForTooMany(what string, a answered) {
	h.Helper()
	wait, err := strconv.Atoi(a.header.Get("Retry-After"))
	if a.status != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 60 {
		h.Errorf("%s is answered %s with Retry-After %q, want 429", what, said(a), a.header.Get("Retry-After"))
	}
	var p struct {
		Title, Detail, Code string
		Status              int
	}
	if a.header.Get("Content-Type") != "application/problem+json" || json.Unmarshal([]byte(a.body), &p) != nil || p.Code != "too_many" || p.Status != 429 || p.Detail == "" {
		h.Errorf("%s is answered %s, want a problem", what, said(a))
	}
	h.protected(what, a.status, a.header)
}

func TestF37GuessingIsSlowAndDoesNotLockOutWhoProvesToBeStaff(t *testing.T) {
	t.Parallel()
	h := newHarnessWith(t, tight)
	h.install(demoShop)
	guess := func(path string) answered {
		return h.ask("GET", h.url+path, map[string]string{"Authorization": "Bearer " + jwt(t, map[string]any{"alg": "HS256"}, h.claims(nil), "guess")}, "")
	}
	refused := map[int]int{}
	for range 60 {
		refused[guess("/api/admin/session").status]++
	}
	if refused[http.StatusUnauthorized] > 20 || refused[http.StatusUnauthorized] < 5 || refused[http.StatusUnauthorized]+refused[http.StatusTooManyRequests] != 60 {
		t.Errorf("60 guesses are answered %v, want about ten tries and then 429", refused)
	}
	h.refusedForTooMany("a guessed token", guess("/api/admin/contacts"))
	h.refusedForTooMany("an unsigned query", h.ask("GET", h.url+"/proxy/points?shop="+demoShop, nil, ""))
	page := h.ask("GET", h.url+"/?shop="+demoShop+"&embedded=1&id_token=guess", nil, "")
	if page.status != http.StatusTooManyRequests || page.header.Get("Retry-After") == "" || !strings.Contains(page.body, "<h1>Too many requests</h1>") {
		t.Errorf("a page is answered %s", said(page))
	}
	if a := h.ask("GET", h.url+"/auth/session-token?shop="+demoShop, nil, ""); a.status != http.StatusTooManyRequests {
		t.Errorf("the page that fetches a token is answered %s", said(a))
	}
	if a := h.asStaff(demoShop, "GET", "/api/admin/session", ""); a.status != http.StatusOK {
		t.Errorf("staff at the same address are answered %s", said(a))
	}
	signed, err := h.stand.ProxyURL(demoShop, "/points", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if a := h.ask("GET", signed, nil, ""); a.status != http.StatusOK {
		t.Errorf("a visitor through the platform is answered %s", said(a))
	}
	if status := h.post(demoShop, "customers/create", "w", []byte(`{"id":1,"updated_at":"2026-11-01T10:00:00Z"}`)); status != http.StatusOK {
		t.Errorf("a signed webhook is answered %d", status)
	}
	h.must(h.stand.AdvanceClock(time.Minute))
	if a := guess("/api/admin/session"); a.status != http.StatusUnauthorized {
		t.Errorf("a minute later a guess is answered %s", said(a))
	}
}

func TestF37OneStoreAndOneCustomerAskSoOftenAndOthersAreFree(t *testing.T) {
	t.Parallel()
	h := newHarnessWith(t, tight)
	h.install(demoShop)
	h.install(sakuraShop)
	who, _ := h.shopper(demoShop)
	passed := 0
	for range 60 {
		if a := h.asStaff(demoShop, "GET", "/api/admin/session", ""); a.status == http.StatusOK {
			passed++
		}
	}
	if passed < 15 || passed > 35 {
		t.Errorf("%d of 60 calls of a store passed, want about 20", passed)
	}
	h.refusedForTooMany("one call more", h.asStaff(demoShop, "GET", "/api/admin/contacts", ""))
	if a := h.asStaff(sakuraShop, "GET", "/api/admin/session", ""); a.status != http.StatusOK {
		t.Errorf("another store is answered %s", said(a))
	}
	visit := func(customer int64) answered {
		address, err := h.stand.ProxyURL(demoShop, "/points", nil, customer)
		if err != nil {
			t.Fatal(err)
		}
		return h.ask("GET", address, nil, "")
	}
	passed = 0
	for range 10 {
		if visit(who.ID).status == http.StatusOK {
			passed++
		}
	}
	if passed < 1 || passed > 6 {
		t.Errorf("%d of 10 visits of a customer passed, want about 2", passed)
	}
	h.refusedForTooMany("one visit more", visit(who.ID))
	if a := visit(who.ID + 1); a.status != http.StatusOK {
		t.Errorf("another customer is answered %s", said(a))
	}
}

func TestF37AnAddressSaidInAHeaderCountsOnlyFromOurProxies(t *testing.T) {
	t.Parallel()
	from := func(h *harness, n int, forwarded string) (last answered) {
		for range n {
			last = h.ask("GET", h.url+"/api/admin/session", map[string]string{"X-Forwarded-For": forwarded, "Forwarded": "for=" + forwarded, "X-Real-Ip": forwarded}, "")
		}
		return last
	}
	stranger := newHarnessWith(t, tight)
	for i := range 40 {
		from(stranger, 1, fmt.Sprintf("198.51.100.%d", i))
	}
	stranger.refusedForTooMany("a stranger under another name", from(stranger, 1, "198.51.100.99"))
	behind := newHarnessWith(t, func(c *Config) {
		tight(c)
		if err := readProxies(c, "127.0.0.1"); err != nil {
			t.Error(err)
		}
	})
	behind.refusedForTooMany("one behind the proxy", from(behind, 40, "203.0.113.1, 198.51.100.1"))
	behind.refusedForTooMany("the same with another story before", from(behind, 1, "203.0.113.2, 198.51.100.1"))
	if a := from(behind, 1, "203.0.113.1, 198.51.100.2"); a.status != http.StatusUnauthorized {
		t.Errorf("another one behind the proxy is answered %s", said(a))
	}
	for _, h := range []*harness{stranger, behind} { // they leave a line in the log
		h.ask("GET", h.url+"/readyz", nil, "")
	}
}

func TestF37NobodyLearnsFromRefusalsWhoIsKnown(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	visit := func(customer int64) string {
		query := url.Values{"shop": {demoShop}, "logged_in_customer_id": {fmt.Sprint(customer)}, "timestamp": {fmt.Sprint(h.stand.Now().Unix())}, "signature": {strings.Repeat("0", 64)}}
		return said(h.ask("GET", h.url+"/proxy/points?"+query.Encode(), nil, ""))
	}
	if known, unknown := visit(who.ID), visit(who.ID+1); known != unknown {
		t.Errorf("a known customer is answered %s, an unknown one %s", known, unknown)
	}
	page := func(shop string) string {
		return said(h.ask("GET", h.url+"/api/admin/contacts/"+contact, map[string]string{"Authorization": "Bearer " + jwt(t, map[string]any{"alg": "HS256"}, h.claims(map[string]any{"dest": "https://" + shop, "iss": "https://" + shop + "/admin"}), "guess")}, ""))
	}
	if installed, not := page(demoShop), page("nobodys-shop.myshopify.com"); installed != not {
		t.Errorf("a store that has the app is answered %s, another %s", installed, not)
	}
	hook := func(shop string) int {
		return h.postSigned(shop, "orders/paid", "x", []byte(`{"id":1}`), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	}
	if hook(demoShop) != hook("nobodys-shop.myshopify.com") {
		t.Error("an unsigned webhook tells which store has the app")
	}
}
