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
func tight(c *Config) { c.ShopRate, c.StrangerRate = 0.5, 0.1 }

// refusedForTooMany asks until it is too much, and checks that the answer says
// clearly what to do. On a slow machine one or another request is allowed again
// meanwhile.
func (h *harness) refusedForTooMany(what string, ask func() answered) {
	h.Helper()
	var a answered
	for range 50 {
		if a = ask(); a.status == http.StatusTooManyRequests {
			break
		}
	}
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
	for range 200 {
		refused[guess("/api/admin/session").status]++
	}
	if refused[http.StatusUnauthorized] > 20 || refused[http.StatusUnauthorized] < 1 || refused[http.StatusUnauthorized]+refused[http.StatusTooManyRequests] != 200 {
		t.Errorf("200 guesses are answered %v, want a try or two and then 429", refused)
	}
	h.refusedForTooMany("a guessed token", func() answered { return guess("/api/admin/contacts") })
	h.refusedForTooMany("an unsigned query", func() answered { return h.ask("GET", h.url+"/proxy/me?shop="+demoShop, nil, "") })
	shown := func(path string) (a answered) {
		for range 50 {
			if a = h.ask("GET", h.url+path, nil, ""); a.status == http.StatusTooManyRequests {
				break
			}
		}
		return a
	}
	page := shown("/?shop=" + demoShop + "&embedded=1&id_token=guess")
	if page.status != http.StatusTooManyRequests || page.header.Get("Retry-After") == "" || !strings.Contains(page.body, "<h1>Too many requests</h1>") {
		t.Errorf("a page is answered %s", said(page))
	}
	if a := shown("/auth/session-token?shop=" + demoShop); a.status != http.StatusTooManyRequests {
		t.Errorf("the page that fetches a token is answered %s", said(a))
	}
	if a := h.asStaff(demoShop, "GET", "/api/admin/session", ""); a.status != http.StatusOK {
		t.Errorf("staff at the same address are answered %s", said(a))
	}
	signed, err := h.stand.ProxyURL(demoShop, "/me", nil, 0)
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
	h.refusedForTooMany("one call too many of a store", func() answered { return h.asStaff(demoShop, "GET", "/api/admin/contacts", "") })
	if a := h.asStaff(sakuraShop, "GET", "/api/admin/session", ""); a.status != http.StatusOK {
		t.Errorf("another store is answered %s", said(a))
	}
	visit := func(customer int64) answered {
		address, err := h.stand.ProxyURL(demoShop, "/me", nil, customer)
		if err != nil {
			t.Fatal(err)
		}
		return h.ask("GET", address, nil, "")
	}
	if a := visit(who.ID); a.status != http.StatusOK {
		t.Errorf("a customer's first visit is answered %s", said(a))
	}
	h.refusedForTooMany("one visit too many of a customer", func() answered { return visit(who.ID) })
	if a := visit(who.ID + 1); a.status != http.StatusOK {
		t.Errorf("another customer is answered %s", said(a))
	}
}

func TestF37AnAddressSaidInAHeaderCountsOnlyFromOurProxies(t *testing.T) {
	t.Parallel()
	from := func(h *harness, forwarded string) answered {
		return h.ask("GET", h.url+"/api/admin/session", map[string]string{"X-Forwarded-For": forwarded, "Forwarded": "for=" + forwarded, "X-Real-Ip": forwarded}, "")
	}
	stranger := newHarnessWith(t, tight)
	name := 0
	stranger.refusedForTooMany("a stranger under ever new names", func() answered { name++; return from(stranger, fmt.Sprintf("198.51.100.%d", name)) })
	behind := newHarnessWith(t, func(c *Config) {
		tight(c)
		if err := readProxies(c, "127.0.0.1"); err != nil {
			t.Error(err)
		}
	})
	behind.refusedForTooMany("one behind the proxy, with ever new stories before", func() answered {
		name++
		return from(behind, fmt.Sprintf("203.0.113.%d, 198.51.100.1", name))
	})
	if a := from(behind, "203.0.113.1, 198.51.100.2"); a.status != http.StatusUnauthorized {
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
		return said(h.ask("GET", h.url+"/proxy/me?"+query.Encode(), nil, ""))
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
