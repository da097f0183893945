package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// protected checks the headers that hold on every answer.
func (h *harness) protected(what string, status int, header http.Header) {
	h.Helper()
	policy := header.Get("Content-Security-Policy")
	if len(header.Values("Content-Security-Policy")) != 1 || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors ") ||
		!strings.Contains(policy, "base-uri 'none'") || strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "*") {
		h.Errorf("%s answers %d with the policy %q", what, status, header.Values("Content-Security-Policy"))
	}
	if scripts, _, _ := strings.Cut(policy[strings.Index(policy+"script-src", "script-src"):], ";"); strings.Contains(scripts, "unsafe-inline") {
		h.Errorf("%s answers %d and lets any script run: %s", what, status, policy)
	}
	if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") == "" || header.Get("Permissions-Policy") == "" {
		h.Errorf("%s answers %d without a header that protects: %v", what, status, header)
	}
	for _, name := range []string{"X-Frame-Options", "Set-Cookie", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Server", "X-Powered-By"} {
		if header.Get(name) != "" {
			h.Errorf("%s answers %d with %s: %q", what, status, name, header.Get(name))
		}
	}
	if kind := header.Get("Content-Type"); kind == "" && status != http.StatusNoContent && header.Get("Content-Length") != "0" && status < 300 {
		h.Errorf("%s answers %d and does not say what it is", what, status)
	}
}

func TestF36HeadersHoldOnEveryRouteWithEveryMethodAndStatus(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ours := h.owned(demoShop)
	seen := map[int]int{}
	for _, r := range routesOf(t) {
		path := ours.filled(t, strings.ReplaceAll(r.path, "*", "none.js"))
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"} {
			for name, ask := range map[string]func() answered{
				"nobody": func() answered { return h.ask(method, h.url+path, nil, "") },
				"another site": func() answered {
					return h.ask(method, h.url+path, map[string]string{"Origin": "https://evil.example", "Cookie": "id_token=x", "Access-Control-Request-Method": method}, "")
				},
				"staff": func() answered { return h.asStaff(demoShop, method, path, "{}") },
			} {
				a := ask()
				seen[a.status]++
				h.protected(fmt.Sprint(method, " ", r.path, " asked by ", name), a.status, a.header)
				if name == "another site" && r.access == "admin" && a.status < 400 {
					t.Errorf("%s %s is answered %d to another site", method, r.path, a.status)
				}
			}
		}
	}
	for _, status := range []int{200, 400, 401, 404, 405, 422} {
		if seen[status] == 0 {
			t.Errorf("no answer had the status %d, so nothing is shown about it: %v", status, seen)
		}
	}
}

func TestF36HeadersHoldOnWhatIsNoHTTP(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	address := strings.TrimPrefix(h.url, "http://")
	for name, request := range map[string]string{
		"no HTTP":                  "hello\r\n\r\n",
		"headers too large":        "GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + strings.Repeat("a", 20<<10) + "\r\n\r\n",
		"an address too long":      "GET /" + strings.Repeat("a", 20<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"a method nobody knows":    "SMASH / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
		"two lengths":              "POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
		"a negative length":        "POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello",
		"a length and chunks":      "POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"a space before the colon": "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
	} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		h.must(c.SetDeadline(time.Now().Add(20 * time.Second)))
		_, _ = io.WriteString(c, request)
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s is not answered: %v", name, err)
			continue
		}
		if response.StatusCode < 400 || response.StatusCode > 499 {
			t.Errorf("%s is answered %d", name, response.StatusCode)
		}
		h.protected(name, response.StatusCode, response.Header)
		_ = c.Close()
	}
}

// What follows an unread body is a request of its own only after the body's end.
func TestF36ARestOfABodyIsNoRequest(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	inner := "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, head := range map[string]string{
		"on a route that wants none":     "GET /healthz HTTP/1.1\r\nHost: x\r\n",
		"before the guard":               "PUT /api/admin/programme HTTP/1.1\r\nHost: x\r\n",
		"of a webhook without headers":   "POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\n",
		"of a method nobody knows":       "SMASH / HTTP/1.1\r\nHost: x\r\n",
		"at an address that is not here": "POST /nothing HTTP/1.1\r\nHost: x\r\n",
	} {
		for kind, body := range map[string]string{
			"fixed":   fmt.Sprintf("Content-Length: %d\r\n\r\n%s", 10_000+len(inner), strings.Repeat(" ", 10_000)+inner),
			"chunked": fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(inner), inner),
		} {
			c, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			h.must(c.SetDeadline(time.Now().Add(20 * time.Second)))
			_, _ = io.WriteString(c, head+body+"GET /nothing/here HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			all, _ := io.ReadAll(c)
			_ = c.Close()
			answers := strings.Count(string(all), "HTTP/1.1 ")
			if strings.Contains(string(all), `"status":"ready"`) || answers > 2 || answers == 0 {
				t.Errorf("a body %s, %s, gets %d answers:\n%.1500s", name, kind, answers, all)
			}
		}
	}
}

func TestF36OnlyTheAdminOfTheStoreItselfMayFrameAPage(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.install(sakuraShop)
	for _, shop := range []string{demoShop, sakuraShop} {
		query, err := h.stand.EmbedQuery(shop, staff, "en")
		if err != nil {
			t.Fatal(err)
		}
		a := h.ask("GET", h.url+"/?"+query.Encode(), nil, "")
		if want := "frame-ancestors https://" + shop + " " + h.stand.BaseURL(); a.status != http.StatusOK || !strings.HasSuffix(a.header.Get("Content-Security-Policy"), want) {
			t.Errorf("%s is answered %d with %q, want it to end in %q", shop, a.status, a.header.Get("Content-Security-Policy"), want)
		}
		other := h.ask("GET", h.url+"/?"+query.Encode(), nil, "")
		if nonce := func(p string) string { _, n, _ := strings.Cut(p, "'nonce-"); return n[:16] }; nonce(a.header.Get("Content-Security-Policy")) == nonce(other.header.Get("Content-Security-Policy")) {
			t.Error("two pages have the same nonce")
		}
	}
	for _, path := range []string{"/", "/?shop=evil.example", "/?shop=" + demoShop + "&shop=" + sakuraShop, "/api/admin/session", "/healthz", "/metrics", "/proxy/me", "/assets/none.js", "/auth/session-token?shop=evil.example"} {
		if a := h.ask("GET", h.url+path, nil, ""); !strings.HasSuffix(a.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s may be framed: %q", path, a.header.Get("Content-Security-Policy"))
		}
	}
}
