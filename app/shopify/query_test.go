package shopify

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/shops"
)

// The platform's own examples, signed with the secret "hush".
const vectorQuery = "extra=1&extra=2&shop=shop-name.myshopify.com&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555"

var vectors = map[string]string{
	"signed in":         "&logged_in_customer_id=1&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb",
	"signed out":        "&logged_in_customer_id=&signature=e072b6d7e6622d85912a5214b860d3100dc1e73d9bc29f43796ac8c9ff8093cb",
	"without parameter": "&signature=a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3",
}

func TestProxySignatureMatchesThePlatformsExamples(t *testing.T) {
	t.Parallel()
	at := time.Unix(1317327555, 0)
	for name, rest := range vectors {
		got, err := testVerifier(t).VerifyProxy(vectorQuery+rest, at)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := shops.Shopper{Shop: "shop-name.myshopify.com", PathPrefix: "/apps/awesome_reviews"}
		if name == "signed in" {
			want.CustomerID = "1"
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// proxyQuery signs pairs as the platform does.
func proxyQuery(secret, pairs string) string {
	values, _ := url.ParseQuery(pairs)
	return pairs + "&signature=" + hex.EncodeToString(sign(secret, []byte(proxyMessage(values))))
}

func proxyPairs(at time.Time) string {
	return fmt.Sprintf("shop=%s&path_prefix=%%2Fapps%%2Fclientele&timestamp=%d&logged_in_customer_id=7", testShop, at.Unix())
}

func TestProxyQueryHoldsForNinetySecondsEitherWay(t *testing.T) {
	t.Parallel()
	v := testVerifier(t)
	for seconds, accepted := range map[int]bool{0: true, 90: true, -90: true, 91: false, -91: false, 3600: false} {
		_, err := v.VerifyProxy(proxyQuery(testSecret, proxyPairs(testNow.Add(time.Duration(seconds)*time.Second))), testNow)
		if (err == nil) != accepted {
			t.Errorf("signed %d s ahead: %v, accepted should be %v", seconds, err, accepted)
		}
	}
}

func TestProxyQueryOfTheSecretBeforeIsAcceptedDuringRotation(t *testing.T) {
	t.Parallel()
	if _, err := testVerifier(t).VerifyProxy(proxyQuery(oldSecret, proxyPairs(testNow)), testNow); err != nil {
		t.Error(err)
	}
}

func TestProxyQueryIsRefused(t *testing.T) {
	t.Parallel()
	good := proxyQuery(testSecret, proxyPairs(testNow))
	signed := func(pairs string) string { return proxyQuery(testSecret, pairs) }
	base := proxyPairs(testNow)
	for name, query := range map[string]string{
		"empty":                     "",
		"unsigned":                  base,
		"empty signature":           base + "&signature=",
		"signature not hexadecimal": base + "&signature=zz",
		"signature of another app":  proxyQuery("somebody else's", base),
		"signature cut":             good[:len(good)-2],
		"another customer":          strings.Replace(good, "customer_id=7", "customer_id=8", 1),
		"a parameter more":          good + "&x=1",
		"a parameter less":          strings.Replace(good, "logged_in_customer_id=7&", "", 1),
		"repeated shop":             signed(base + "&shop=other.myshopify.com"),
		"repeated time":             signed(base + "&timestamp=1"),
		"repeated customer":         signed(base + "&logged_in_customer_id=8"),
		"repeated signature":        good + "&signature=00",
		"customer as a list":        strings.Replace(good, "logged_in_customer_id=7", "logged_in_customer_id[]=7", 1),
		"customer not a number":     signed(strings.Replace(base, "customer_id=7", "customer_id=7x", 1)),
		"customer with a zero":      signed(strings.Replace(base, "customer_id=7", "customer_id=007", 1)),
		"no shop":                   signed(strings.Replace(base, "shop="+testShop, "", 1)),
		"shop that is none":         signed(strings.Replace(base, testShop, "evil.example", 1)),
		"no time":                   signed(strings.Replace(base, "timestamp=", "t=", 1)),
		"time that is text":         signed(strings.Replace(base, "timestamp=", "timestamp=x", 1)),
		"bad escape":                good + "&a=%zz",
		"semicolon":                 good + ";a=b",
		"prefix of another site":    signed(strings.Replace(base, "%2Fapps%2Fclientele", "%2F%2Fevil.example", 1)),
		"too long":                  signed(base + "&x=" + strings.Repeat("y", queryLengthMax)),
		"too many parameters":       signed(base + strings.Repeat("&x=y", queryFieldsMax)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shopper, err := testVerifier(t).VerifyProxy(query, testNow)
			if err == nil || models.CodeOf(err) != models.Unauthorized {
				t.Errorf("error %v, want unauthorized", err)
			}
			if shopper != (shops.Shopper{}) {
				t.Errorf("a refused query names %+v", shopper)
			}
		})
	}
}

// A visitor who saw the signature of a query with text of their own in it
// could otherwise move the boundaries between the pairs and become customer 99.
func TestProxyQueryWithMovedBoundariesIsRefused(t *testing.T) {
	t.Parallel()
	at := fmt.Sprint(testNow.Unix())
	tail := "path_prefix=/apps/clienteleshop=" + testShop + "timestamp=" + at
	message := "b=logged_in_customer_id=99m=logged_in_customer_id=" + tail
	signature := hex.EncodeToString(sign(testSecret, []byte(message)))
	query := "b=&logged_in_customer_id=99&m=logged_in_customer_id%3D&path_prefix=/apps/clientele&shop=" + testShop + "&timestamp=" + at + "&signature=" + signature
	values, err := url.ParseQuery(query)
	if err != nil || proxyMessage(values) != message {
		t.Fatal("the forged query does not spell the signed text; the test proves nothing")
	}
	if _, err := testVerifier(t).VerifyProxy(query, testNow); err == nil {
		t.Error("the forged customer was believed")
	}
}

// Computed with: printf '%s' "$message" | openssl dgst -sha256 -hmac hush
func TestPageQuerySignatureMatchesAnIndependentOne(t *testing.T) {
	t.Parallel()
	const query = "shop=demo-shop.myshopify.com&host=YWRtaW4&timestamp=1795262400&note=a+b%2Ac~d%C3%A9%26&embedded=1&hmac="
	const digest = "7a7eaf871cd46eb25bfd5a93aa03c41d66efb519f4fc9ca1712a21a161f2214a"
	at := time.Unix(1795262400, 0)
	secrets := []string{testSecret}
	if err := VerifyQuery(query+digest, secrets, at); err != nil {
		t.Error(err)
	}
	for name, wrong := range map[string]string{
		"another value":  strings.Replace(query, "embedded=1", "embedded=0", 1) + digest,
		"repeated value": query + digest + "&shop=" + testShop,
		"no signature":   strings.TrimSuffix(query, "hmac="),
		"empty":          "",
	} {
		if err := VerifyQuery(wrong, secrets, at); models.CodeOf(err) != models.Unauthorized || err == nil {
			t.Errorf("%s: %v, want unauthorized", name, err)
		}
	}
	if err := VerifyQuery(query+digest, secrets, at.Add(91*time.Second)); err == nil {
		t.Error("a stale query was accepted")
	}
}

func FuzzVerifyProxy(f *testing.F) {
	v := testVerifier(f)
	good := proxyQuery(testSecret, proxyPairs(testNow))
	f.Add(good)
	f.Add(vectorQuery + vectors["signed in"])
	f.Add("shop[]=x&signature=00")
	f.Fuzz(func(t *testing.T, query string) {
		shopper, err := v.VerifyProxy(query, testNow)
		if err == nil && (shopper.Shop != testShop || shopper.CustomerID != "7") {
			t.Fatalf("accepted %q as %+v", query, shopper)
		}
	})
}
