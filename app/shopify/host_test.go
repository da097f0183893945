package shopify

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"clientele/models"
)

func hostOf(text string) string { return base64.RawStdEncoding.EncodeToString([]byte(text)) }

func TestHostParameterLeadsIntoTheStoreAdmin(t *testing.T) {
	t.Parallel()
	v := testVerifier(t)
	for host, want := range map[string]string{
		hostOf("admin.shopify.com/store/demo-shop"):                            "https://admin.shopify.com/store/demo-shop/apps/" + testKey,
		base64.StdEncoding.EncodeToString([]byte("admin.shopify.com/store/x")): "https://admin.shopify.com/store/x/apps/" + testKey,
		hostOf(testShop + "/admin"):                                            "https://" + testShop + "/admin/apps/" + testKey,
	} {
		if got, err := v.DecodeHost(host, testShop); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", host, got, err, want)
		}
	}
	v.Admin, _ = url.Parse("http://127.0.0.1:4010")
	if got, err := v.DecodeHost(hostOf("127.0.0.1:4010/store/demo-shop"), testShop); err != nil || got != "http://127.0.0.1:4010/store/demo-shop/apps/"+testKey {
		t.Errorf("another admin: %q, %v", got, err)
	}
}

func TestF34HostParameterToStrangersIsRefused(t *testing.T) {
	t.Parallel()
	v := testVerifier(t)
	for name, host := range map[string]string{
		"empty":            "",
		"not base64":       "admin.shopify.com",
		"another site":     hostOf("evil.example/store/demo-shop"),
		"a lookalike":      hostOf("admin.shopify.com.evil.example/store/demo-shop"),
		"a user name":      hostOf("admin.shopify.com@evil.example/store/demo-shop"),
		"no store":         hostOf("admin.shopify.com"),
		"another page":     hostOf("admin.shopify.com/logout"),
		"a deeper page":    hostOf("admin.shopify.com/store/demo-shop/settings"),
		"a step upwards":   hostOf("admin.shopify.com/store/.."),
		"a line feed":      hostOf("admin.shopify.com/store/demo-shop\n"),
		"a script":         hostOf("javascript:alert(1)//admin.shopify.com/store/x"),
		"another shop":     hostOf("other.myshopify.com/admin"),
		"a shop's page":    hostOf(testShop + "/admin/settings"),
		"a scheme":         hostOf("https://admin.shopify.com/store/demo-shop"),
		"very long":        strings.Repeat("A", hostParameterMax+1),
		"URL-safe letters": "_-_-",
	} {
		if got, err := v.DecodeHost(host, testShop); err == nil || models.CodeOf(err) != models.Invalid || got != "" {
			t.Errorf("%s: %q, %v, want invalid", name, got, err)
		}
	}
}

func TestF35ShopDomainsAreTakenLiterally(t *testing.T) {
	t.Parallel()
	d := testVerifier(t).Shops
	for host, want := range map[string]bool{
		"demo-shop.myshopify.com": true, "1.myshopify.com": true, "corner.shops.example": true,
		"other.shops.example": false, "shops.example": false, "myshopify.com": false, ".myshopify.com": false,
		"-a.myshopify.com": false, "a.b.myshopify.com": false, "demo_shop.myshopify.com": false, "Demo.myshopify.com": false,
		"demo-shop.myshopify.com.": false, "demo-shop.myshopify.com:443": false, "demo-shopxmyshopify.com": false,
		"demo-shop.myshopify.com\n": false, "": false, strings.Repeat("a", 64) + ".myshopify.com": false,
	} {
		if got := d.Allows(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
	for _, wrong := range [][]string{nil, {""}, {"*"}, {"*.com"}, {"localhost"}, {"127.0.0.1"}, {"*.0.0.1"}, {"[::1]"}, {"a.*.example"}, {"https://a.example"}, {"a.example:80"}, {"A.example"}, make([]string, DomainsMax+1)} {
		if _, err := ParseDomains(wrong); err == nil {
			t.Errorf("%q was taken for shop domains", wrong)
		}
	}
}

func FuzzDecodeHost(f *testing.F) {
	v := testVerifier(f)
	f.Add(hostOf("admin.shopify.com/store/demo-shop"))
	f.Add(hostOf(testShop + "/admin"))
	f.Add(hostOf("evil.example/store/x"))
	f.Fuzz(func(t *testing.T, host string) {
		address, err := v.DecodeHost(host, testShop)
		if err != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Host != "admin.shopify.com" && u.Host != testShop {
			t.Fatalf("%q leads to %q", host, address)
		}
	})
}
