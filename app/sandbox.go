package main

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"clientele/app/sandbox"
	"clientele/extensions"
	"clientele/webhooks"
)

// keys are the credentials of one sandbox, made once and kept beside its data.
type keys struct {
	ClientID   string `json:"client_id"`
	Secret     string `json:"secret"`
	Encryption string `json:"encryption"`
	Former     string `json:"-"` // the secret before, while it is valid; the stand-in remembers it
}

// sandboxAddresses are where the sandbox's two halves listen.
type sandboxAddresses struct {
	dir, app, platform, schema, database string
	post                                 string // where the mailbox takes mails; empty for none
	forgets                              bool   // nothing of the stores is kept in the directory
}

func sandboxSettings(w world) (sandboxAddresses, error) {
	or := func(name, fallback string) string {
		if v := w.Getenv(name); v != "" {
			return v
		}
		return fallback
	}
	a := sandboxAddresses{
		dir: or("SANDBOX_DIR", filepath.Join("data", "sandbox")), app: or("LISTEN", "127.0.0.1:4000"),
		platform: or("SANDBOX_LISTEN", "127.0.0.1:4010"), schema: w.Getenv("SANDBOX_SCHEMA"),
	}
	a.database = or("DATABASE_URL", "file:"+filepath.Join(a.dir, "clientele.db"))
	for _, name := range []string{"SHOPIFY_API_KEY", "SHOPIFY_API_SECRET"} {
		if w.Getenv(name) != "" {
			return a, fmt.Errorf("%s is set; the sandbox does not start where real credentials are. Unset it, or use clientele serve", name)
		}
	}
	if a.schema == "" {
		for _, name := range []string{"admin-2026-10.json", "admin-2026-10.json.gz"} {
			if path := filepath.Join(".cache", "schema", name); exists(path) {
				a.schema = path
			}
		}
	}
	return a, errors.Join(sandbox.CheckLoopback(a.app), sandbox.CheckLoopback(a.platform))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// sandboxCommand runs the app beside a stand-in for the platform, in one
// process and by one clock, so that time can be moved for both.
func sandboxCommand(ctx context.Context, w world) error {
	a, err := sandboxSettings(w)
	if err != nil {
		return err
	}
	platformListener, err := net.Listen("tcp", a.platform)
	if err != nil {
		if alreadyRuns(ctx, a) {
			fmt.Fprintln(w.Out, "The sandbox is already running.")
			printLinks(w, a)
			return nil
		}
		return fmt.Errorf("cannot listen on %s: %w; set SANDBOX_LISTEN to a free address", a.platform, err)
	}
	appListener, err := net.Listen("tcp", a.app)
	if err != nil {
		return errors.Join(fmt.Errorf("cannot listen on %s: %w; set LISTEN to a free address", a.app, err), platformListener.Close())
	}
	postListener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, platformListener.Close(), appListener.Close())
	}
	defer func() { _ = postListener.Close() }()
	a.post = postListener.Addr().String()
	a.platform, a.app = platformListener.Addr().String(), appListener.Addr().String()
	stand, err := newSandbox(a, w)
	if err != nil {
		return errors.Join(err, platformListener.Close(), appListener.Close())
	}
	w.Now = stand.Now
	config, err := Load(stand.settings(a))
	if err != nil {
		return errors.Join(err, platformListener.Close(), appListener.Close())
	}
	p, err := build(ctx, config, w)
	if err != nil {
		return errors.Join(err, platformListener.Close(), appListener.Close())
	}
	server := &http.Server{
		Handler: stand.Handler(), ReadHeaderTimeout: readTimeout, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 64 << 10,
	}
	failed := make(chan error, 2)
	go func() { failed <- stand.ServeMail(postListener) }()
	go func() { failed <- server.Serve(platformListener) }()
	fmt.Fprintln(w.Out, "Clientele and its sandbox are running. Stop them with Ctrl-C.")
	printLinks(w, a)
	err = p.run(ctx, appListener)
	stopCtx, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	err = errors.Join(err, server.Shutdown(stopCtx), stand.Close(stopCtx))
	err = errors.Join(err, postListener.Close())
	for range 2 {
		if serveErr := <-failed; serveErr != nil && !errors.Is(serveErr, http.ErrServerClosed) {
			err = errors.Join(err, serveErr)
		}
	}
	return err
}

func printLinks(w world, a sandboxAddresses) {
	base := "http://" + a.platform
	fmt.Fprintf(w.Out, "\n  store admin  %s/store/demo-shop/apps/clientele\n  storefront   %s/storefront/demo-shop\n  mailbox      %s/mail\n\n", base, base, base)
}

// alreadyRuns tells whether a sandbox answers at the address.
func alreadyRuns(ctx context.Context, a sandboxAddresses) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+a.platform+"/state.json", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// stand is the stand-in with the keys both halves share.
type stand struct {
	*sandbox.Server
	keys keys
}

func newSandbox(a sandboxAddresses, w world) (*stand, error) {
	if err := os.MkdirAll(a.dir, 0o700); err != nil {
		return nil, err
	}
	k, err := loadKeys(filepath.Join(a.dir, "keys.json"), w)
	if err != nil {
		return nil, err
	}
	var subscriptions []sandbox.Subscription
	for _, topic := range webhooks.Topics() {
		subscriptions = append(subscriptions, sandbox.Subscription{Topic: topic, Path: webhooks.Path})
	}
	kept := a.dir
	if a.forgets {
		kept = ""
	}
	server, err := sandbox.New(sandbox.Options{
		Dir: kept, AppURL: "http://" + a.app, BaseURL: "http://" + a.platform, ClientID: k.ClientID, ClientSecret: k.Secret,
		Scopes: strings.Split(scopes, ","), Subscriptions: subscriptions, SchemaPath: a.schema, Extension: extensions.Theme(),
		Logger: slog.New(slog.NewJSONHandler(w.Err, &slog.HandlerOptions{Level: slog.LevelWarn})), Rand: w.Rand, Wall: w.Now,
	})
	if err != nil {
		return nil, err
	}
	k.Secret, k.Former = server.Secrets()
	return &stand{Server: server, keys: k}, nil
}

// scopes are what the app asks for; a test holds them to shopify.app.toml.
const scopes = "read_customers,read_orders,read_shopify_payments_disputes,write_app_proxy,write_discounts," + optionalScopes

// optionalScopes are asked for by those rules, rewards and services that need them. The sandbox's
// stores grant them from the start; its settings take them away.
const optionalScopes = "read_products,read_store_credit_account_transactions,read_store_credit_accounts,write_customers,write_draft_orders,write_gift_cards,write_orders,write_store_credit_account_transactions"

// loadKeys reads the sandbox's credentials or makes them.
func loadKeys(path string, w world) (keys, error) {
	raw, err := os.ReadFile(path)
	if err == nil {
		var k keys
		return k, json.Unmarshal(raw, &k)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return keys{}, err
	}
	draw := salt(w.Rand)
	k := keys{
		ClientID: "sandbox-" + hex.EncodeToString(draw()[:12]), Secret: hex.EncodeToString(draw()),
		Encryption: base64.StdEncoding.EncodeToString(draw()),
	}
	raw, err = json.Marshal(k)
	if err != nil {
		return k, err
	}
	return k, os.WriteFile(path, raw, 0o600)
}

// settings are the environment in which the app meets the stand-in: other
// addresses and other keys, and nothing else.
func (s *stand) settings(a sandboxAddresses) func(string) string {
	values := map[string]string{
		"DATABASE_URL": a.database, "LISTEN": a.app, "APP_URL": "http://" + a.app,
		"SHOPIFY_API_KEY": s.keys.ClientID, "SHOPIFY_API_SECRET": s.keys.Secret, "SHOPIFY_API_SECRET_OLD": s.keys.Former, "ENCRYPTION_KEY": s.keys.Encryption,
		"SHOP_URL": "http://" + a.platform + "/shops/{shop}", "ADMIN_URL": "http://" + a.platform,
		"APP_BRIDGE_URL": "http://" + a.platform + "/cdn/app-bridge.js",
	}
	if a.post != "" {
		values["SMTP_URL"], values["MAIL_FROM"] = "smtp://"+a.post, "points@clientele.example"
	}
	return func(name string) string { return values[name] }
}
