package shopify

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"
	"testing"
	"time"
)

const (
	testKey    = "11111111111111111111111111111111"
	testSecret = "hush"
	oldSecret  = "hush before"
	testShop   = "demo-shop.myshopify.com"
)

var testNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func testVerifier(t testing.TB) Verifier {
	t.Helper()
	domains, err := ParseDomains([]string{"*.myshopify.com", "corner.shops.example"})
	if err != nil {
		t.Fatal(err)
	}
	admin, err := url.Parse("https://admin.shopify.com")
	if err != nil {
		t.Fatal(err)
	}
	return Verifier{APIKey: testKey, Secrets: []string{testSecret, oldSecret}, Shops: domains, Admin: admin}
}

// mint writes a token by hand, so that a fault of the JWT library cannot hide.
func mint(t testing.TB, secret string, header, payload map[string]any) string {
	t.Helper()
	encode := func(part map[string]any) string {
		raw, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	head := encode(header) + "." + encode(payload)
	return head + "." + base64.RawURLEncoding.EncodeToString(sign(secret, []byte(head)))
}

var plainHeader = map[string]any{"alg": "HS256", "typ": "JWT"}

func plainClaims() map[string]any {
	now := testNow.Unix()
	return map[string]any{
		"iss": "https://" + testShop + "/admin", "dest": "https://" + testShop, "aud": testKey, "sub": "42",
		"exp": now + 60, "nbf": now, "iat": now, "jti": "f8912129", "sid": "aaea182f", "sig": "f07cf3740270",
	}
}

func changed(base map[string]any, changes map[string]any) map[string]any {
	c := maps.Clone(base)
	for name, value := range changes {
		if value == nil {
			delete(c, name)
		} else {
			c[name] = value
		}
	}
	return c
}
