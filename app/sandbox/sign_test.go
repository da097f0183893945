package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The vectors were computed with another language's HMAC.

func TestProxyRequestsCarryTheDocumentedSignature(t *testing.T) {
	t.Parallel()
	base := "extra=1&extra=2&shop=shop-name.myshopify.com&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555"
	for query, want := range map[string]string{
		base + "&logged_in_customer_id=1": "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb",
		base + "&logged_in_customer_id=":  "e072b6d7e6622d85912a5214b860d3100dc1e73d9bc29f43796ac8c9ff8093cb",
		base + "&signature=old":           "a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3",
	} {
		values := must(url.ParseQuery(query))(t)
		if got := proxySignature("hush", values); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
}

func TestPageLoadsCarryTheDocumentedSignature(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173&hmac=x&signature=y": "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf",
		"shop=some-shop.myshopify.com&a=x+y*%7Ez%26": "dde5676c1645c09814f755337be6e7467acecfc9a163d4df7d5f382743732e08",
	} {
		if got := pageSignature("hush", must(url.ParseQuery(query))(t)); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
}

// claimsOf verifies a token by hand and returns its claims.
func claimsOf(t *testing.T, token, secret string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%d parts", len(parts))
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) != parts[2] {
		t.Fatal("the signature does not match")
	}
	header := must(base64.RawURLEncoding.DecodeString(parts[0]))(t)
	if string(header) != `{"alg":"HS256","typ":"JWT"}` {
		t.Fatalf("header %s", header)
	}
	claims := map[string]any{}
	if err := json.Unmarshal(must(base64.RawURLEncoding.DecodeString(parts[1]))(t), &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestIDTokensHoldTheClaimsOfTheContract(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	claims := claimsOf(t, must(r.MintIDToken(demo, "8001"))(t), "hush")
	for _, name := range []string{"jti", "sid", "sig"} {
		if text, _ := claims[name].(string); text == "" {
			t.Errorf("%s is missing", name)
		}
		delete(claims, name)
	}
	now := float64(r.clock.Now().Unix())
	want := map[string]any{
		"iss": "https://demo-shop.myshopify.com/admin", "dest": "https://demo-shop.myshopify.com", "aud": "sandbox-client",
		"sub": "8001", "exp": now + 60, "nbf": now, "iat": now,
	}
	if diff := cmp.Diff(want, claims); diff != "" {
		t.Error(diff)
	}
}

func TestEveryIDTokenIsANewOne(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, b := claimsOf(t, must(r.MintIDToken(demo, "1"))(t), "hush"), claimsOf(t, must(r.MintIDToken(demo, "1"))(t), "hush")
	if a["jti"] == b["jti"] {
		t.Error("two tokens share a jti")
	}
}

func TestAPageLoadIsSignedAndNamesTheHost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	q := must(r.EmbedQuery(demo, "8001", "ja"))(t)
	if got := pageSignature("hush", q); got != q.Get("hmac") {
		t.Error("hmac does not match the rest of the query")
	}
	host := must(base64.RawStdEncoding.DecodeString(q.Get("host")))(t)
	if string(host) != "admin.shopify.com/store/demo-shop" {
		t.Errorf("host is %s", host)
	}
	got := map[string]string{}
	for _, name := range []string{"embedded", "locale", "shop", "timestamp"} {
		got[name] = q.Get(name)
	}
	want := map[string]string{"embedded": "1", "locale": "ja", "shop": "demo-shop.myshopify.com", "timestamp": itoa(r.clock.Now().Unix())}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if q.Get("session") == "" {
		t.Error("session is missing")
	}
	claimsOf(t, q.Get("id_token"), "hush")
}
