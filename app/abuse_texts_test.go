package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// marks are texts that would do something where somebody takes them for code.
var marks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</script><svg onload=alert(1)>`, `javascript:alert(1)`,
	`{{constructor.constructor('alert(1)')()}}`, `=HYPERLINK("http://evil.example","x")`, "'; DROP TABLE contacts; --", `{"$gt":""}`,
	"\u202egnp.exe", `\u003cscript\u003e`,
}

func TestF33TextsOfStrangersComeBackAsTextEverywhere(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	for i, mark := range marks {
		id := 7000 + i
		customer := map[string]any{"id": id, "email": fmt.Sprintf("m%d@example.com", i), "first_name": mark, "last_name": mark, "phone": mark, "updated_at": "2026-11-01T10:00:00Z"}
		order := map[string]any{
			"id": 8000 + i, "name": mark, "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T10:00:00Z", "currency": "USD", "financial_status": "paid",
			"customer": customer, "note": mark, "line_items": []any{map[string]any{"id": 5, "quantity": 1, "price": "12.00", "title": mark}},
		}
		for topic, body := range map[string]any{"customers/create": customer, "orders/paid": order} {
			raw, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			if status := h.post(demoShop, topic, fmt.Sprint(strings.Replace(topic, "/", "-", 1), "-", i), raw); status != http.StatusOK {
				t.Fatalf("%s with %q was answered with %d", topic, mark, status)
			}
		}
	}
	h.work()
	for i, mark := range marks {
		contact := fmt.Sprintf("/api/admin/contacts/c_%d", 7000+i)
		note, err := json.Marshal(map[string]any{"key": fmt.Sprint("a-key-", i, "-00000"), "points": 1, "reason": "other", "note": mark, "allowDebt": false})
		if err != nil {
			t.Fatal(err)
		}
		for path, a := range map[string]answered{
			contact + "/adjustments":                h.asStaff(demoShop, "POST", contact+"/adjustments", string(note)),
			contact:                                 h.asStaff(demoShop, "GET", contact, ""),
			contact + "/explanation":                h.asStaff(demoShop, "GET", contact+"/explanation", ""),
			contact + "/entries":                    h.asStaff(demoShop, "GET", contact+"/entries", ""),
			fmt.Sprint(contact, "/orders/", 8000+i): h.asStaff(demoShop, "GET", fmt.Sprint(contact, "/orders/", 8000+i), ""),
			"/api/admin/contacts":                   h.asStaff(demoShop, "GET", "/api/admin/contacts?limit=100", ""),
			"/api/admin/deliveries/":                h.asStaff(demoShop, "GET", fmt.Sprint("/api/admin/deliveries/orders-paid-", i), ""),
		} {
			if a.status != http.StatusOK {
				t.Errorf("%s answers %s", path, said(a))
			}
			h.inert(path, a)
			var decoded any
			if err := json.Unmarshal([]byte(a.body), &decoded); err != nil {
				t.Errorf("%s is no JSON: %v", path, err)
			}
			if !holds(decoded, mark) {
				t.Errorf("%s does not show %q as it is", path, mark)
			}
		}
	}
}

// holds tells whether a text stands in decoded JSON somewhere, also as part of
// a text that is JSON again.
func holds(v any, text string) bool {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, text) {
			return true
		}
		var inner any
		return strings.HasPrefix(v, "{") && json.Unmarshal([]byte(v), &inner) == nil && holds(inner, text)
	case []any:
		for _, each := range v {
			if holds(each, text) {
				return true
			}
		}
	case map[string]any:
		for _, each := range v {
			if holds(each, text) {
				return true
			}
		}
	}
	return false
}

// inert checks that no browser takes an answer for anything but data.
func (h *harness) inert(path string, a answered) {
	h.Helper()
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	if kind != "application/json" && kind != "application/problem+json" {
		h.Errorf("%s is of the kind %q", path, kind)
	}
	if a.header.Get("X-Content-Type-Options") != "nosniff" {
		h.Errorf("%s may be sniffed at", path)
	}
	if !strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'none'") {
		h.Errorf("%s carries the policy %q", path, a.header.Get("Content-Security-Policy"))
	}
}

func TestF33WhatIsAskedForIsNotEchoedAsAPage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	for _, mark := range []string{"%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"} {
		for _, path := range []string{
			"/api/admin/contacts/" + mark, "/api/admin/contacts?sort=" + mark, "/api/admin/contacts?cursor=" + mark, "/api/admin/deliveries/" + mark,
			"/api/admin/privacy/" + mark + "/export", "/api/" + mark, "/proxy/" + mark, "/proxy/me?x=" + mark, "/assets/" + mark, "/webhooks/" + mark,
		} {
			a := h.asStaff(demoShop, "GET", path, "")
			if a.status < 400 {
				continue // a list that ignores it
			}
			h.inert(path, a)
		}
		for _, path := range []string{"/?shop=" + mark, "/?locale=" + mark, "/?shop=" + demoShop + "&host=" + mark, "/auth/session-token?shop=" + demoShop + "&shopify-reload=" + mark, "/" + mark + "?shop=" + demoShop} {
			if a := h.ask("GET", h.url+path, nil, ""); strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "onerror=alert") || a.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s is echoed: %d %.300s", path, a.status, a.body)
			}
		}
	}
}
