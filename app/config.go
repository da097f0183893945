package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"clientele/app/gate"
	"clientele/app/shopify"
)

// Config is everything the environment decides, read and checked.
type Config struct {
	DatabaseURL    string
	Listen         string
	AppURL         *url.URL // our own origin
	APIKey         string
	Secrets        []string // the present client secret, then the one before it
	EncryptionKeys [][]byte // the present key, then the one before it
	ShopDomains    shopify.Domains
	ShopURL        string // with {shop} in it
	PrivateShops   bool   // a shop's domain may lead to private addresses
	AdminURL       *url.URL
	// PrivateCalendars lets other calendars of the staff be read from private
	// addresses, and over http.
	PrivateCalendars bool
	AppBridgeURL     *url.URL
	LogLevel         slog.Level
	Proxies          gate.Proxies  // whose X-Forwarded-For is believed
	ShopRate         float64       // requests a second that one store may make
	StrangerRate     float64       // and one address that proved nothing
	SMTP             *url.URL      // nil where no mail is sent
	MailFrom         *mail.Address // whose name gives way to the store's
}

// option is one variable: what it is called, what it is without being set, and
// how its value becomes part of the configuration.
type option struct {
	name     string
	fallback string
	kind     string
	secret   bool
	required bool
	meaning  string
	read     func(c *Config, value string) error
}

// options is the whole configuration. Nothing else reads the environment.
func options() []option {
	return []option{
		{name: "DATABASE_URL", fallback: "file:data/clientele.db", kind: "database", meaning: "where everything is kept: file:path, memory: or mongodb://…", read: readDatabase},
		{name: "LISTEN", fallback: "127.0.0.1:4000", kind: "host:port", meaning: "where the program listens", read: readListen},
		{name: "APP_URL", kind: "origin", required: true, meaning: "the address people and the platform reach it by", read: readOrigin(func(c *Config) **url.URL { return &c.AppURL })},
		{name: "SHOPIFY_API_KEY", kind: "text", required: true, meaning: "the app's client id", read: readAPIKey},
		{name: "SHOPIFY_API_SECRET", kind: "text", secret: true, required: true, meaning: "the app's client secret", read: readSecret},
		{name: "SHOPIFY_API_SECRET_OLD", kind: "text", secret: true, meaning: "the client secret before, while it is being replaced", read: readSecret},
		{name: "ENCRYPTION_KEY", kind: "key", secret: true, required: true, meaning: "the key that seals the stores' tokens: base64 of 32 random bytes", read: readKey},
		{name: "ENCRYPTION_KEY_OLD", kind: "key", secret: true, meaning: "the sealing key before, while it is being replaced", read: readKey},
		{name: "SHOP_DOMAINS", fallback: "*.myshopify.com", kind: "list", meaning: "which stores may use it, separated by commas", read: readDomains},
		{name: "SHOP_URL", fallback: "https://{shop}", kind: "address", meaning: "where a store's endpoints and pages are; {shop} is its domain", read: readShopURL},
		{name: "SHOP_PRIVATE_NETWORK", fallback: "false", kind: "switch", meaning: "stores' domains may lead to private addresses", read: readSwitch(func(c *Config) *bool { return &c.PrivateShops })},
		{name: "CALENDAR_PRIVATE_NETWORK", fallback: "false", kind: "switch", meaning: "other calendars of the staff may be at private addresses, and begin with http://", read: readSwitch(func(c *Config) *bool { return &c.PrivateCalendars })},
		{name: "ADMIN_URL", fallback: "https://admin.shopify.com", kind: "origin", meaning: "where the store admin is", read: readOrigin(func(c *Config) **url.URL { return &c.AdminURL })},
		{name: "APP_BRIDGE_URL", fallback: "https://cdn.shopify.com/shopifycloud/app-bridge.js", kind: "address", meaning: "the script that connects the panel with the admin", read: readAppBridge},
		{name: "TRUSTED_PROXIES", kind: "list", meaning: "addresses and networks of your own proxies, whose X-Forwarded-For is believed", read: readProxies},
		{name: "SHOP_REQUESTS", fallback: "50", kind: "number", meaning: "requests a second that one store's staff may make; its storefront may make four times as many", read: readRate(func(c *Config) *float64 { return &c.ShopRate })},
		{name: "STRANGER_REQUESTS", fallback: "5", kind: "number", meaning: "requests a second from one address that prove nothing", read: readRate(func(c *Config) *float64 { return &c.StrangerRate })},
		{name: "SMTP_URL", kind: "address", meaning: "the mail server, smtp://user:password@host:587 or smtps://…; without it no mail is sent", read: readSMTP},
		{name: "MAIL_FROM", kind: "e-mail", meaning: "the sender's address; its name is the store's", read: readMailFrom},
		{name: "LOG_LEVEL", fallback: "info", kind: "choice", meaning: "debug, info, warn or error", read: readLogLevel},
	}
}

// Load reads the configuration by getenv. The error names every variable that
// is wrong and what to do about it; values are not repeated in it.
func Load(getenv func(string) string) (Config, error) {
	var c Config
	var problems []error
	for _, o := range options() {
		value := o.value(getenv)
		switch {
		case value == "" && o.required:
			problems = append(problems, fmt.Errorf("%s is missing: set it to %s%s", o.name, o.meaning, o.hint()))
		case value != "":
			if err := o.read(&c, value); err != nil {
				problems = append(problems, fmt.Errorf("%s %w", o.name, err))
			}
		}
	}
	return c, errors.Join(append(problems, c.Validate())...)
}

// environment is the one way to the environment of this process.
func environment() func(string) string { return os.Getenv }

func (o option) value(getenv func(string) string) string {
	if value := strings.TrimSpace(getenv(o.name)); value != "" {
		return value
	}
	return o.fallback
}

func (o option) hint() string {
	switch o.name {
	case "APP_URL":
		return ", such as https://clientele.example.com"
	case "ENCRYPTION_KEY":
		return "; make it once with: openssl rand -base64 32"
	case "SHOPIFY_API_KEY", "SHOPIFY_API_SECRET":
		return " from the platform's dashboard"
	}
	return ""
}

// Validate checks what no option can tell alone.
func (c Config) Validate() error {
	var problems []error
	for _, p := range []struct {
		name string
		url  *url.URL
	}{{"APP_URL", c.AppURL}, {"ADMIN_URL", c.AdminURL}, {"APP_BRIDGE_URL", c.AppBridgeURL}} {
		if p.url != nil && p.url.Scheme != "https" && !loopback(p.url.Hostname()) {
			problems = append(problems, fmt.Errorf("%s must begin with https:// unless it is on this machine", p.name))
		}
	}
	if rest, plain := strings.CutPrefix(c.ShopURL, "http://"); plain {
		if u, err := url.Parse("http://" + strings.ReplaceAll(rest, "{shop}", "shop")); err != nil || !loopback(u.Hostname()) {
			problems = append(problems, errors.New("SHOP_URL must begin with https:// unless it is on this machine, because tokens travel there"))
		}
	}
	if (c.SMTP == nil) != (c.MailFrom == nil) {
		problems = append(problems, errors.New("SMTP_URL and MAIL_FROM go together: set both, or neither"))
	}
	if len(c.Secrets) == 2 && c.Secrets[0] == c.Secrets[1] {
		problems = append(problems, errors.New("SHOPIFY_API_SECRET_OLD is the same as SHOPIFY_API_SECRET: set it to the secret before, or leave it out"))
	}
	if len(c.EncryptionKeys) == 2 && slices.Equal(c.EncryptionKeys[0], c.EncryptionKeys[1]) {
		problems = append(problems, errors.New("ENCRYPTION_KEY_OLD is the same as ENCRYPTION_KEY: set it to the key before, or leave it out"))
	}
	return errors.Join(problems...)
}

// PrintConfig writes every option with its value; secrets are only told to be
// there. It gives what Load thinks of them.
func PrintConfig(out io.Writer, getenv func(string) string) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, o := range options() {
		origin := "default"
		if strings.TrimSpace(getenv(o.name)) != "" {
			origin = "set"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", o.name, o.shown(getenv), origin, o.meaning)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := Load(getenv)
	return err
}

var password = regexp.MustCompile(`//[^/?#]*@`)

func (o option) shown(getenv func(string) string) string {
	value := o.value(getenv)
	switch {
	case value == "":
		return "-"
	case o.secret:
		return "(hidden, " + strconv.Itoa(len(value)) + " characters)"
	}
	if o.kind == "database" { // what follows the question mark may hold keys, too
		value, _, _ = strings.Cut(value, "?")
	}
	return password.ReplaceAllString(value, "//(hidden)@")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
