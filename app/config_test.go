package main

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"strings"
	"testing"
)

// testKeyText is a sealing key as the environment holds it.
func testKeyText(first byte) string {
	key := bytes.Repeat([]byte{7}, 32)
	key[0] = first
	return base64.StdEncoding.EncodeToString(key)
}

func settings(changes map[string]string) func(string) string {
	all := map[string]string{
		"APP_URL": "https://clientele.example.com", "SHOPIFY_API_KEY": "11111111111111111111111111111111",
		"SHOPIFY_API_SECRET": "hush", "ENCRYPTION_KEY": testKeyText(1),
	}
	for name, value := range changes {
		all[name] = value
	}
	return func(name string) string { return all[name] }
}

func TestConfigurationNeedsFourVariablesOnly(t *testing.T) {
	t.Parallel()
	c, err := Load(settings(nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.DatabaseURL != "file:data/clientele.db" || c.Listen != "127.0.0.1:4000" || c.ShopURL != "https://{shop}" || c.LogLevel != slog.LevelInfo {
		t.Errorf("defaults: %+v", c)
	}
	if !c.ShopDomains.Allows("demo-shop.myshopify.com") || c.ShopDomains.Allows("demo-shop.example.com") || c.PrivateShops || c.PrivateCalendars {
		t.Error("shops of the platform, and no others, should be allowed")
	}
	if c.AdminURL.String() != "https://admin.shopify.com" || c.AppBridgeURL.Host != "cdn.shopify.com" || c.AppURL.Host != "clientele.example.com" {
		t.Errorf("addresses: %s %s %s", c.AdminURL, c.AppBridgeURL, c.AppURL)
	}
	if len(c.Proxies) != 0 || c.ShopRate != 50 || c.StrangerRate != 5 {
		t.Errorf("proxies %v, rates %v and %v", c.Proxies, c.ShopRate, c.StrangerRate)
	}
	if len(c.Secrets) != 1 || len(c.EncryptionKeys) != 1 {
		t.Error("one secret and one key should be known")
	}
}

func TestConfigurationTakesAnotherHostForThePlatform(t *testing.T) {
	t.Parallel()
	c, err := Load(settings(map[string]string{
		"DATABASE_URL": "memory:", "LISTEN": "[::1]:0", "APP_URL": "http://127.0.0.1:4000/", "SHOP_DOMAINS": "a.example.org, *.shops.example",
		"SHOP_URL": "http://127.0.0.1:4010/shops/{shop}", "ADMIN_URL": "http://localhost:4010", "APP_BRIDGE_URL": "http://127.0.0.1:4010/cdn/app-bridge.js",
		"SHOPIFY_API_SECRET_OLD": "before", "ENCRYPTION_KEY_OLD": testKeyText(2), "LOG_LEVEL": "debug", "SHOP_PRIVATE_NETWORK": "true", "CALENDAR_PRIVATE_NETWORK": "true",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if c.AppURL.String() != "http://127.0.0.1:4000" || !c.ShopDomains.Allows("x.shops.example") || !c.ShopDomains.Allows("a.example.org") || !c.PrivateShops || !c.PrivateCalendars {
		t.Errorf("%+v", c)
	}
	if len(c.Secrets) != 2 || c.Secrets[0] != "hush" || len(c.EncryptionKeys) != 2 || c.EncryptionKeys[0][0] != 1 || c.LogLevel != slog.LevelDebug {
		t.Error("the present secret and key should come before the former ones")
	}
}

func TestConfigurationMistakesNameTheVariableAndNotTheValue(t *testing.T) {
	t.Parallel()
	const marker = "S3CRET"
	for name, changes := range map[string]map[string]string{
		"SMTP_URL must look":       {"SMTP_URL": "http://" + marker, "MAIL_FROM": "a@example.com"},
		"MAIL_FROM must be":        {"SMTP_URL": "smtp://relay.example.com", "MAIL_FROM": marker},
		"SMTP_URL and MAIL_FROM":   {"SMTP_URL": "smtp://user:" + marker + "@relay.example.com:587"},
		"DATABASE_URL":             {"DATABASE_URL": "mysql://" + marker},
		"LISTEN":                   {"LISTEN": marker},
		"APP_URL":                  {"APP_URL": "https://" + marker + "/path"},
		"APP_URL must begin":       {"APP_URL": "http://clientele.example.com"},
		"APP_URL is missing":       {"APP_URL": " "},
		"SHOPIFY_API_KEY":          {"SHOPIFY_API_KEY": marker + " x"},
		"SHOPIFY_API_SECRET":       {"SHOPIFY_API_SECRET": marker + " x"},
		"SHOPIFY_API_SECRET is":    {"SHOPIFY_API_SECRET": ""},
		"SHOPIFY_API_SECRET_OLD":   {"SHOPIFY_API_SECRET_OLD": "hush"},
		"openssl rand":             {"ENCRYPTION_KEY": marker},
		"ENCRYPTION_KEY must":      {"ENCRYPTION_KEY": base64.StdEncoding.EncodeToString([]byte(marker))},
		"ENCRYPTION_KEY is one":    {"ENCRYPTION_KEY": base64.StdEncoding.EncodeToString(make([]byte, 32))},
		"ENCRYPTION_KEY_OLD":       {"ENCRYPTION_KEY_OLD": testKeyText(1)},
		"SHOP_DOMAINS":             {"SHOP_DOMAINS": "*." + marker},
		"SHOP_DOMAINS is":          {"SHOP_DOMAINS": ","},
		"SHOP_URL":                 {"SHOP_URL": "https://" + marker + ".example"},
		"SHOP_URL must begin":      {"SHOP_URL": "http://shops.example/{shop}"},
		"SHOP_URL must be":         {"SHOP_URL": "https://x{shop}/"},
		"SHOP_PRIVATE_NETWORK":     {"SHOP_PRIVATE_NETWORK": marker},
		"CALENDAR_PRIVATE_NETWORK": {"CALENDAR_PRIVATE_NETWORK": marker},
		"ADMIN_URL":                {"ADMIN_URL": "https://admin.example; script-src *"},
		"ADMIN_URL must begin":     {"ADMIN_URL": "http://admin.example"},
		"APP_BRIDGE_URL":           {"APP_BRIDGE_URL": "javascript:" + marker},
		"APP_BRIDGE_URL must":      {"APP_BRIDGE_URL": "http://cdn.example/bridge.js"},
		"LOG_LEVEL":                {"LOG_LEVEL": marker},
		"TRUSTED_PROXIES":          {"TRUSTED_PROXIES": "10.0.0.1," + marker},
		"TRUSTED_PROXIES is":       {"TRUSTED_PROXIES": "0.0.0.0/0"},
		"SHOP_REQUESTS":            {"SHOP_REQUESTS": marker},
		"SHOP_REQUESTS must":       {"SHOP_REQUESTS": "NaN"},
		"STRANGER_REQUESTS":        {"STRANGER_REQUESTS": "0"},
	} {
		_, err := Load(settings(changes))
		if err == nil {
			t.Errorf("%s: nothing was found wrong with %v", name, changes)
			continue
		}
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in: %v", name, err)
		}
		if strings.Contains(err.Error(), marker) {
			t.Errorf("the value is told: %v", err)
		}
	}
}

func TestEveryMistakeIsToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Load(func(string) string { return "" })
	if err == nil {
		t.Fatal("an empty environment was accepted")
	}
	for _, o := range options() {
		if o.required != strings.Contains(err.Error(), o.name+" is missing") {
			t.Errorf("%s: required is %v, the message says: %v", o.name, o.required, err)
		}
	}
}

func TestCheckConfigShowsEverythingButSecrets(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	getenv := settings(map[string]string{
		"SHOPIFY_API_SECRET": "topsecret1", "SHOPIFY_API_SECRET_OLD": "topsecret2", "ENCRYPTION_KEY_OLD": testKeyText(9),
		"DATABASE_URL": "mongodb://clientele:topsecret3@db.example/clientele?replicaSet=rs0&tlsCertificateKeyFilePassword=topsecret4",
	})
	if err := checkConfig(t.Context(), world{Getenv: getenv, Out: &out}); err != nil {
		t.Fatal(err)
	}
	for _, o := range options() {
		if !strings.Contains(out.String(), o.name+" ") {
			t.Errorf("%s is not shown", o.name)
		}
		if o.meaning == "" || o.kind == "" {
			t.Errorf("%s is not explained", o.name)
		}
	}
	if strings.Contains(out.String(), "topsecret") || strings.Contains(out.String(), testKeyText(1)) || strings.Contains(out.String(), testKeyText(9)) {
		t.Errorf("a secret is shown:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "db.example/clientele") {
		t.Errorf("what is no secret should be shown:\n%s", out.String())
	}
	if err := checkConfig(t.Context(), world{Getenv: func(string) string { return "" }, Out: &out}); err == nil {
		t.Error("a configuration that is wrong should fail")
	}
}
