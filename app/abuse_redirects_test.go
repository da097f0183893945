package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// strangers are addresses that no parameter may lead to.
var strangers = []string{
	"https://evil.example", "//evil.example", "/\\evil.example", "https:evil.example", "https://demo-shop.myshopify.com.evil.example",
	"https://demo-shop.myshopify.com@evil.example", "javascript:alert(1)", "data:text/html,x", "ZXZpbC5leGFtcGxlL2FkbWlu", // evil.example/admin
	"https%3A%2F%2Fevil.example", "evil.example", "http://127.0.0.1.evil.example", "\thttps://evil.example", "https://evil.example/?shop=demo-shop.myshopify.com",
}

func TestF34NoParameterLeadsOutOfOurOwnOrigins(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	good, err := h.stand.EmbedQuery(demoShop, staff, "en")
	if err != nil {
		t.Fatal(err)
	}
	own := regexp.MustCompile(`^(/[^/\\]|/$|` + regexp.QuoteMeta(h.url) + `(/|$)|` + regexp.QuoteMeta(h.stand.BaseURL()) + `/|https://` + regexp.QuoteMeta(demoShop) + `/)`)
	redirects := 0
	for _, path := range []string{"/", "/contacts", "/auth/session-token", "//evil.example", "/%2F%2Fevil.example/..", "/\\evil.example"} {
		for _, name := range []string{"", "shop", "host", "shopify-reload", "return_to", "redirect", "redirect_uri", "url", "next", "id_token", "embedded", "locale"} {
			for _, stranger := range strangers {
				for _, embedded := range []string{"1", "0", ""} {
					query := url.Values{}
					for key, values := range good {
						query[key] = values
					}
					delete(query, "id_token")
					query["embedded"] = []string{embedded}
					if name != "" {
						query[name] = []string{stranger}
					}
					a := h.ask("GET", h.url+strings.ReplaceAll(path, "\\", "%5C")+"?"+query.Encode(), nil, "")
					where := a.header.Get("Location")
					if where == "" {
						continue
					}
					redirects++
					if !own.MatchString(where) {
						t.Fatalf("%s with %s=%q leads to %q", path, name, stranger, where)
					}
				}
			}
		}
	}
	if redirects < 100 {
		t.Errorf("only %d redirects were looked at", redirects)
	}
}
