package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
)

// jwt makes a token by code of its own.
func jwt(t *testing.T, header, claims map[string]any, secret string) string {
	t.Helper()
	part := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	signed := part(header) + "." + part(claims)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// claims are those of a good ID token of the demo shop.
func (h *harness) claims(change map[string]any) map[string]any {
	now := h.stand.Now().Unix()
	c := map[string]any{
		"iss": "https://" + demoShop + "/admin", "dest": "https://" + demoShop, "aud": h.stand.keys.ClientID, "sub": staff,
		"exp": now + 60, "nbf": now, "iat": now, "jti": "1", "sid": "1",
	}
	for name, value := range change {
		if value == nil {
			delete(c, name)
			continue
		}
		c[name] = value
	}
	return c
}

// confusions are things that are not an ID token of this app and shop, or not
// one any more.
func (h *harness) confusions() map[string]string {
	h.Helper()
	hs, secret, now := map[string]any{"alg": "HS256", "typ": "JWT"}, h.stand.keys.Secret, h.stand.Now().Unix()
	with := func(change map[string]any) string { return jwt(h.T, hs, h.claims(change), secret) }
	good := with(nil)
	query, err := h.stand.EmbedQuery(demoShop, staff, "en")
	if err != nil {
		h.Fatal(err)
	}
	proxied, err := h.stand.ProxyURL(demoShop, "/me", nil, 0)
	if err != nil {
		h.Fatal(err)
	}
	_, signed, _ := strings.Cut(proxied, "?")
	return map[string]string{
		"nothing":                          "",
		"the client secret":                secret,
		"the client id":                    h.stand.keys.ClientID,
		"a signature of a webhook":         sign(secret, []byte(`{}`)),
		"the hmac of a page load":          query.Get("hmac"),
		"a signed query of the storefront": signed,
		"an access token":                  "shpat_0123456789abcdef0123456789abcdef",
		"a token without a signature":      strings.Join(strings.Split(good, ".")[:2], ".") + ".",
		"a token of the kind none":         jwt(h.T, map[string]any{"alg": "none"}, h.claims(nil), ""),
		"a token that says RS256":          jwt(h.T, map[string]any{"alg": "RS256", "typ": "JWT"}, h.claims(nil), secret),
		"a token that says HS512":          jwt(h.T, map[string]any{"alg": "HS512", "typ": "JWT"}, h.claims(nil), secret),
		"another app's secret":             jwt(h.T, hs, h.claims(nil), "another secret, long enough to be one"),
		"an empty secret":                  jwt(h.T, hs, h.claims(nil), ""),
		"another app's id":                 with(map[string]any{"aud": "another-app"}),
		"no app's id":                      with(map[string]any{"aud": nil}),
		"an expired one":                   with(map[string]any{"exp": now - 11, "nbf": now - 71, "iat": now - 71}),
		"one that never expires":           with(map[string]any{"exp": nil}),
		"one of the future":                with(map[string]any{"nbf": now + 30, "iat": now + 30, "exp": now + 90}),
		"one issued elsewhere":             with(map[string]any{"iss": "https://" + sakuraShop + "/admin"}),
		"one for elsewhere":                with(map[string]any{"dest": "https://" + sakuraShop}),
		"one for no store of ours":         with(map[string]any{"iss": "https://evil.example/admin", "dest": "https://evil.example"}),
		"one with other claims":            tampered(h.T, good),
		"one twice":                        good + "." + good,
	}
}

// tampered changes the claims of a token and keeps its signature.
func tampered(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.ReplaceAll(string(raw), demoShop, sakuraShop)))
	return strings.Join(parts, ".")
}

func TestF28NothingButAFreshIDTokenOfThisAppOpensAnyAdminRoute(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ours := h.owned(demoShop)
	h.install(sakuraShop)
	before := h.balances(demoShop, ours.contact)
	good := jwt(t, map[string]any{"alg": "HS256", "typ": "JWT"}, h.claims(nil), h.stand.keys.Secret)
	if a := h.ask("GET", h.url+"/api/admin/session", map[string]string{"Authorization": "Bearer " + good}, ""); a.status != http.StatusOK {
		t.Fatalf("a good token is answered %s, so this test shows nothing", said(a))
	}
	for _, r := range routesOf(t) {
		if r.access != "admin" {
			continue
		}
		address, body := h.url+ours.filled(t, r.path), bodies[r.method+" "+r.path]
		for name, token := range h.confusions() {
			a := h.ask(r.method, address, map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json"}, body)
			if a.status != http.StatusUnauthorized {
				t.Errorf("%s %s with %s answers %s", r.method, r.path, name, said(a))
			}
		}
		for name, a := range map[string]answered{
			"in the address":   h.ask(r.method, address+"?id_token="+good+"&token="+good, nil, body),
			"in a cookie":      h.ask(r.method, address, map[string]string{"Cookie": "id_token=" + good + "; Authorization=Bearer " + good}, body),
			"in another field": h.ask(r.method, address, map[string]string{"X-Shopify-Access-Token": good, "X-Authorization": "Bearer " + good}, body),
			"as a password":    h.ask(r.method, address, map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte("x:"+good))}, body),
		} {
			if a.status != http.StatusUnauthorized {
				t.Errorf("%s %s with a good token %s answers %s", r.method, r.path, name, said(a))
			}
		}
	}
	if after := h.balances(demoShop, ours.contact); after != before {
		t.Errorf("the contact had %d points and has %d", before, after)
	}
}

func TestF28AnIDTokenIsNoSignatureOfAWebhookOrAProxiedQuery(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	token, err := h.stand.MintIDToken(demoShop, staff)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"id":1}`)
	parts := strings.Split(token, ".")
	for _, signature := range []string{token, parts[2], base64.StdEncoding.EncodeToString([]byte(token))} {
		if status := h.postSigned(demoShop, "orders/paid", "w", body, signature); status != http.StatusUnauthorized {
			t.Errorf("as the signature of a webhook it is answered %d", status)
		}
		query := url.Values{"shop": {demoShop}, "timestamp": {fmt.Sprint(h.stand.Now().Unix())}, "logged_in_customer_id": {"1"}, "signature": {signature}}
		if a := h.ask("GET", h.url+"/proxy/me?"+query.Encode(), map[string]string{"Authorization": "Bearer " + token}, ""); a.status != http.StatusUnauthorized {
			t.Errorf("as the signature of a query it is answered %s", said(a))
		}
	}
}

func TestF30AProxiedQueryHoldsAsItWasSignedAndNotForLong(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	address, err := h.stand.ProxyURL(demoShop, "/me", url.Values{"page": {"home"}}, who.ID)
	if err != nil {
		t.Fatal(err)
	}
	ok := h.ask("GET", address, nil, "")
	if ok.status != http.StatusOK || !strings.Contains(ok.body, `"balance":26`) || ok.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("as signed it is answered %s", said(ok))
	}
	anonymous, err := h.stand.ProxyURL(demoShop, "/me", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	base, raw, _ := strings.Cut(address, "?")
	change := func(do func(q url.Values)) string {
		q, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		do(q)
		return base + "?" + q.Encode()
	}
	customer := fmt.Sprint(who.ID)
	for name, address := range map[string]string{
		"without a query":                base,
		"without the signature":          change(func(q url.Values) { q.Del("signature") }),
		"with an empty signature":        change(func(q url.Values) { q.Set("signature", "") }),
		"with a cut signature":           change(func(q url.Values) { q.Set("signature", q.Get("signature")[:63]) }),
		"with two signatures":            change(func(q url.Values) { q.Add("signature", q.Get("signature")) }),
		"with another customer":          change(func(q url.Values) { q.Set("logged_in_customer_id", "1") }),
		"without the customer":           change(func(q url.Values) { q.Del("logged_in_customer_id") }),
		"with a second customer":         change(func(q url.Values) { q.Add("logged_in_customer_id", "1") }),
		"with an array of customers":     change(func(q url.Values) { q.Set("logged_in_customer_id[]", "1") }),
		"with another store":             change(func(q url.Values) { q.Set("shop", sakuraShop) }),
		"with a second store":            change(func(q url.Values) { q.Add("shop", sakuraShop) }),
		"with a later time":              change(func(q url.Values) { q.Set("timestamp", fmt.Sprint(h.stand.Now().Unix()+1)) }),
		"without a time":                 change(func(q url.Values) { q.Del("timestamp") }),
		"with another prefix":            change(func(q url.Values) { q.Set("path_prefix", "/apps/other") }),
		"with one more parameter":        change(func(q url.Values) { q.Set("more", "1") }),
		"with one less":                  change(func(q url.Values) { q.Del("page") }),
		"with a changed one":             change(func(q url.Values) { q.Set("page", "cart") }),
		"with moved boundaries":          change(func(q url.Values) { q.Del("page"); q.Set("pag", "e=home") }),
		"a customer put into a guest's":  anonymous + "&logged_in_customer_id=" + customer,
		"a customer before a guest's":    strings.Replace(anonymous, "?", "?logged_in_customer_id="+customer+"&", 1),
		"signed with an ID token's name": change(func(q url.Values) { q.Set("id_token", q.Get("signature")); q.Del("signature") }),
	} {
		a := h.ask("GET", address, nil, "")
		if a.status != http.StatusUnauthorized || strings.Contains(a.body, "balance") {
			t.Errorf("%s it is answered %s", name, said(a))
		}
	}
	h.must(h.stand.AdvanceClock(89 * time.Second))
	if a := h.ask("GET", address, nil, ""); a.status != http.StatusOK {
		t.Errorf("after 89 seconds it is answered %s", said(a))
	}
	h.must(h.stand.AdvanceClock(3 * time.Second))
	if a := h.ask("GET", address, nil, ""); a.status != http.StatusUnauthorized {
		t.Errorf("after 92 seconds it is answered %s", said(a))
	}
	if a := h.ask("POST", address, nil, "{}"); a.status == http.StatusOK {
		t.Errorf("written to it is answered %s", said(a))
	}
	h.balance(demoShop, contact, 26)
}
