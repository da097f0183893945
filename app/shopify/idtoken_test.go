package shopify

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/shops"
)

func TestIDTokenNamesShopUserAndSession(t *testing.T) {
	t.Parallel()
	now := testNow.Unix()
	for name, changes := range map[string]map[string]any{
		"as minted":            {},
		"expired 9 s ago":      {"exp": now - 9},
		"valid in 10 s":        {"nbf": now + 10},
		"issued in 10 s":       {"iat": now + 10},
		"times with fractions": {"exp": float64(now) + 60.5, "nbf": float64(now) - .5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := testVerifier(t).VerifyIDToken(mint(t, testSecret, plainHeader, changed(plainClaims(), changes)), testNow)
			if err != nil {
				t.Fatal(err)
			}
			want := shops.Identity{Shop: testShop, User: "42", Session: "aaea182f"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIDTokenOfTheSecretBeforeIsAcceptedDuringRotation(t *testing.T) {
	t.Parallel()
	v := testVerifier(t)
	token := mint(t, oldSecret, plainHeader, plainClaims())
	if _, err := v.VerifyIDToken(token, testNow); err != nil {
		t.Fatal(err)
	}
	v.Secrets = v.Secrets[:1]
	if _, err := v.VerifyIDToken(token, testNow); models.CodeOf(err) != models.Unauthorized {
		t.Errorf("after the rotation: %v, want unauthorized", err)
	}
}

func TestIDTokenIsRefused(t *testing.T) {
	t.Parallel()
	now := testNow.Unix()
	for name, changes := range map[string]map[string]any{
		"expired 10 s ago":            {"exp": now - 10},
		"expired 11 s ago":            {"exp": now - 11},
		"not yet valid by 11 s":       {"nbf": now + 11},
		"issued in 11 s":              {"iat": now + 11},
		"no expiry":                   {"exp": nil},
		"no start":                    {"nbf": nil},
		"no issue time":               {"iat": nil},
		"expiry as text":              {"exp": "1900000000"},
		"expiry beyond any date":      {"exp": 1e308},
		"negative expiry":             {"exp": -1},
		"another app":                 {"aud": "22222222222222222222222222222222"},
		"audience as a list":          {"aud": []string{testKey}},
		"no audience":                 {"aud": nil},
		"audience with a space":       {"aud": testKey + " "},
		"issued by another shop":      {"iss": "https://other.myshopify.com/admin"},
		"issued without encryption":   {"iss": "http://" + testShop + "/admin"},
		"issued by nobody":            {"iss": nil},
		"issuer without scheme":       {"iss": testShop + "/admin"},
		"for a host that is no shop":  {"dest": "https://evil.example", "iss": "https://evil.example/admin"},
		"for a lookalike":             {"dest": "https://demo-shop.myshopify.com.evil.example", "iss": "https://demo-shop.myshopify.com.evil.example/admin"},
		"for a bare host":             {"dest": testShop},
		"for a host with a port":      {"dest": "https://" + testShop + ":8443"},
		"for a host with a user":      {"dest": "https://me@" + testShop},
		"for a host with a path":      {"dest": "https://" + testShop + "/x"},
		"for an upper case host":      {"dest": "https://DEMO-shop.myshopify.com", "iss": "https://DEMO-shop.myshopify.com/admin"},
		"for a host in two labels":    {"dest": "https://a.demo-shop.myshopify.com", "iss": "https://a.demo-shop.myshopify.com/admin"},
		"for the domain itself":       {"dest": "https://.myshopify.com", "iss": "https://.myshopify.com/admin"},
		"for an address":              {"dest": "https://127.0.0.1", "iss": "https://127.0.0.1/admin"},
		"for a host with a line feed": {"dest": "https://" + testShop + "\n"},
		"no destination":              {"dest": nil},
		"user as a customer id":       {"sub": "gid://shopify/Customer/42"},
		"user as a number":            {"sub": 42},
		"no user":                     {"sub": nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusedToken(t, mint(t, testSecret, plainHeader, changed(plainClaims(), changes)))
		})
	}
}

func refusedToken(t *testing.T, token string) {
	t.Helper()
	identity, err := testVerifier(t).VerifyIDToken(token, testNow)
	if models.CodeOf(err) != models.Unauthorized || err == nil {
		t.Fatalf("error %v, want unauthorized", err)
	}
	if identity != (shops.Identity{}) {
		t.Errorf("a refused token still names %+v", identity)
	}
	if strings.Contains(err.Error(), testSecret) || token != "" && strings.Contains(err.Error(), token) {
		t.Errorf("the error tells too much: %v", err)
	}
}

func TestIDTokenForgedOrMangledIsRefused(t *testing.T) {
	t.Parallel()
	good := mint(t, testSecret, plainHeader, plainClaims())
	parts := strings.Split(good, ".")
	head := func(alg string) map[string]any { return map[string]any{"alg": alg, "typ": "JWT"} }
	none := strings.Join(strings.Split(mint(t, testSecret, head("none"), plainClaims()), ".")[:2], ".") + "."
	foreign := strings.Split(mint(t, testSecret, plainHeader, changed(plainClaims(), map[string]any{"sub": "43"})), ".")
	for name, token := range map[string]string{
		"empty":                      "",
		"not a token":                "hello",
		"too many parts":             good + ".x",
		"too long":                   good + strings.Repeat("A", tokenLengthMax),
		"algorithm none":             none,
		"algorithm None":             mint(t, "", head("None"), plainClaims()),
		"algorithm RS256, MAC":       mint(t, testSecret, head("RS256"), plainClaims()),
		"algorithm RS256, real key":  mintRSA(t),
		"algorithm HS512 by name":    mint(t, testSecret, head("HS512"), plainClaims()),
		"algorithm in lower case":    mint(t, testSecret, head("hs256"), plainClaims()),
		"no algorithm":               mint(t, testSecret, map[string]any{"typ": "JWT"}, plainClaims()),
		"another app's secret":       mint(t, "somebody else's", plainHeader, plainClaims()),
		"an empty secret":            mint(t, "", plainHeader, plainClaims()),
		"claims of another token":    parts[0] + "." + foreign[1] + "." + parts[2],
		"signature cut":              good[:len(good)-2],
		"signature missing":          parts[0] + "." + parts[1] + ".",
		"signature with spare bits":  spareBits(good),
		"claims with padding":        parts[0] + "." + parts[1] + "=." + parts[2],
		"claims that are not JSON":   parts[0] + ".e30x." + parts[2],
		"claims that are a list":     parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte("[]")) + "." + parts[2],
		"surrounded by white space ": " " + good + " ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusedToken(t, token)
		})
	}
}

// spareBits changes only bits that lenient decoders throw away.
func spareBits(token string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, token[len(token)-1])
	return token[:len(token)-1] + string(alphabet[last^1])
}

func mintRSA(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	head := strings.Join(strings.Split(mint(t, "", map[string]any{"alg": "RS256"}, plainClaims()), ".")[:2], ".")
	sum := sha256.Sum256([]byte(head))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return head + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestIDTokenIsRefusedWhereNoSecretIsSet(t *testing.T) {
	t.Parallel()
	v := testVerifier(t)
	for _, secrets := range [][]string{nil, {""}, {"", ""}} {
		v.Secrets = secrets
		if _, err := v.VerifyIDToken(mint(t, "", plainHeader, plainClaims()), testNow); models.CodeOf(err) != models.Unauthorized {
			t.Errorf("secrets %q: %v, want unauthorized", secrets, err)
		}
	}
	v = testVerifier(t)
	v.APIKey = ""
	if _, err := v.VerifyIDToken(mint(t, testSecret, plainHeader, changed(plainClaims(), map[string]any{"aud": ""})), testNow); err == nil {
		t.Error("an app without a client id accepted a token for nobody")
	}
}

func FuzzVerifyIDToken(f *testing.F) {
	v := testVerifier(f)
	good := mint(f, testSecret, plainHeader, plainClaims())
	f.Add(good)
	f.Add(mint(f, testSecret, map[string]any{"alg": "none"}, plainClaims()))
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, token string) {
		identity, err := v.VerifyIDToken(token, testNow)
		if err == nil && token != good {
			t.Fatalf("accepted %q as %+v", token, identity)
		}
		if err != nil && identity != (shops.Identity{}) {
			t.Fatal("a refused token names somebody")
		}
	})
}
