package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/store/storetest"
	"clientele/webhooks"
)

const (
	demoShop   = "demo-shop.myshopify.com"
	sakuraShop = "sakura.myshopify.com"
	staff      = "7001"
)

// harness is the whole program beside a stand-in for the platform, both on
// ports of their own and by one clock. Jobs run when a test says so.
type harness struct {
	*testing.T
	stand   *stand
	program *program
	url     string
	client  *http.Client
	logs    *logbook
	asked   *asked
	spoiled bool // the test breaks the books on purpose
}

// inOrder checks all books of all shops, however the test went.
func (h *harness) inOrder(ctx context.Context) {
	h.Helper()
	var out bytes.Buffer
	if err := verifyAll(ctx, world{Out: &out}, h.program.flow); err != nil {
		h.Errorf("in the end: %v\n%s", err, out.String())
	}
}

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		os.Exit(beTheProgram())
	}
	storetest.Main(m)
}

// databaseFor gives a test a database of its own: in memory, or on the MongoDB
// that MONGODB_TEST_URL names.
func databaseFor(t *testing.T) string {
	t.Helper()
	return storetest.Database(t)
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	return newHarnessAt(t, databaseFor(t))
}

func newHarnessAt(t *testing.T, database string) *harness {
	t.Helper()
	return buildHarness(t, database, "", nil)
}

// newHarnessWith changes the configuration before the program is built.
func newHarnessWith(t *testing.T, adjust func(*Config)) *harness {
	t.Helper()
	return buildHarness(t, databaseFor(t), "", adjust)
}

// newHarnessIn keeps the stand-in's state in a directory that may have some
// already.
func newHarnessIn(t *testing.T, database, dir string) *harness {
	t.Helper()
	return buildHarness(t, database, dir, nil)
}

func buildHarness(t *testing.T, database, dir string, adjust func(*Config)) *harness {
	t.Helper()
	return buildHarnessAt(t, time.Now, database, dir, adjust)
}

// since is a clock that began to run at a moment when the test did, for tests that
// name days.
func since(moment time.Time) models.Clock {
	began := time.Now()
	return func() time.Time { return moment.Add(time.Since(began)) }
}

func buildHarnessAt(t *testing.T, now models.Clock, database, dir string, adjust func(*Config)) *harness {
	t.Helper()
	app, platform := listen(t), listen(t)
	w := world{Now: now, Rand: rand.Reader, Chance: func() float64 { return 0 }, Out: io.Discard, Err: io.Discard}
	logs := &logbook{}
	if testing.Verbose() {
		w.Err, logs.tee = os.Stderr, os.Stderr
	}
	forgets := dir == ""
	if forgets {
		dir = t.TempDir()
	}
	a := sandboxAddresses{dir: dir, forgets: forgets, app: app.Addr().String(), platform: platform.Addr().String(), database: database}
	s, err := newSandbox(a, w)
	if err != nil {
		t.Fatal(err)
	}
	w.Now = s.Now
	config, err := Load(s.settings(a))
	if err != nil {
		t.Fatal(err)
	}
	w.Err, config.LogLevel = logs, slog.LevelDebug
	config.ShopRate, config.StrangerRate = rateMax, rateMax // a test asks as fast as it can
	if adjust != nil {
		adjust(&config)
	}
	p, err := build(context.Background(), config, w)
	if err != nil {
		t.Fatal(err)
	}
	asked := &asked{}
	server := &http.Server{Handler: asked.note(s.Handler()), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = server.Serve(platform) }()
	go func() { _ = p.listen(app) }()
	h := &harness{T: t, stand: s, program: p, logs: logs, asked: asked, url: "http://" + a.app, client: ownClient()}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if !h.spoiled {
			h.inOrder(ctx)
		}
		h.discreet()
		h.client.CloseIdleConnections()
		h.must(s.Close(ctx))
		h.must(server.Shutdown(ctx))
		h.must(p.server.ShutdownWithTimeout(stopGrace))
		h.must(p.store.Close(ctx))
	})
	return h
}

// ownClient shares no connections with other tests: closing a test server
// closes those of the default one, under way or not.
func ownClient() *http.Client {
	return &http.Client{Timeout: 20 * time.Second, Transport: http.DefaultTransport.(*http.Transport).Clone()}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (h *harness) must(err error) {
	h.Helper()
	if err != nil {
		h.Error(err)
	}
}

// install opens the app once in the store admin.
func (h *harness) install(shop string) {
	h.Helper()
	if install, ok := h.stand.InstallOf(shop); !ok || !install.Installed {
		h.must(h.stand.Install(shop))
	}
	var session struct{ Shop struct{ Domain string } }
	h.get(shop, "/api/admin/session", &session)
	if session.Shop.Domain != shop {
		h.Fatalf("the session is for %q, want %q", session.Shop.Domain, shop)
	}
}

// settle lets the platform deliver everything and the worker work it off.
func (h *harness) settle() {
	h.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	h.must(h.stand.Settle(ctx))
	h.work()
}

// work runs the jobs until nothing is left to do.
func (h *harness) work() {
	h.Helper()
	for _, job := range h.program.runner.Jobs {
		if job.Name == "tokens" {
			continue
		}
		for range 1000 {
			done, err := job.Run(context.Background())
			if err != nil {
				h.Fatalf("job %s: %v", job.Name, err)
			}
			if done == 0 {
				break
			}
		}
	}
}

// call calls the panel's API as a member of staff.
func (h *harness) call(shop, method, path string, body, into any) int {
	h.Helper()
	token, err := h.stand.MintIDToken(shop, staff)
	if err != nil {
		h.Fatal(err)
	}
	return h.callWith(token, method, path, body, into)
}

func (h *harness) callWith(token, method, path string, body, into any) int {
	h.Helper()
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			h.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	request, err := http.NewRequest(method, h.url+path, reader)
	if err != nil {
		h.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := h.client.Do(request)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(response.Body, 8<<20))
	if err != nil {
		h.Fatal(err)
	}
	if response.StatusCode >= 400 {
		h.Logf("%s %s answered %d %.500s", method, path, response.StatusCode, raw)
	}
	if aToken.Match(raw) || bytes.Contains(raw, []byte(h.stand.keys.Secret)) || bytes.Contains(raw, []byte(h.stand.keys.Encryption)) {
		h.Errorf("%s %s answers with a secret", method, path)
	}
	if into != nil && len(raw) > 0 {
		if err := json.Unmarshal(raw, into); err != nil {
			h.Fatalf("%s %s answered %d %.300s: %v", method, path, response.StatusCode, raw, err)
		}
	}
	return response.StatusCode
}

func (h *harness) get(shop, path string, into any) {
	h.Helper()
	if status := h.call(shop, "GET", path, nil, into); status != http.StatusOK {
		h.Fatalf("GET %s answered %d", path, status)
	}
}

// card is what the panel shows of a contact.
type card struct {
	Contact struct {
		ID, Name, Email, Kind string
		Orders                int64
		Spent                 struct{ Minor int64 }
		Absorbed              []struct{ ID, From string }
	}
	Account struct {
		Balance, Available, Pending, Debt, Issued, ClawedBack, Forgiven int64
		Halted                                                          string
	}
	Orders []struct {
		ID, Name, Status string
		Points, Pending  int64
	}
}

func (h *harness) card(shop, contact string) card {
	h.Helper()
	var c card
	h.get(shop, "/api/admin/contacts/"+contact, &c)
	return c
}

// balance checks a contact's shown balance.
func (h *harness) balance(shop, contact string, want int64) {
	h.Helper()
	if c := h.card(shop, contact); c.Account.Balance != want {
		h.Errorf("contact %s has %d points (available %d, pending %d, owed %d), want %d",
			contact, c.Account.Balance, c.Account.Available, c.Account.Pending, c.Account.Debt, want)
	}
}

func (h *harness) product(shop, handle string) sandbox.Product {
	h.Helper()
	p, ok := h.stand.Product(shop, handle)
	if !ok {
		h.Fatalf("%s does not sell %s", shop, handle)
	}
	return p
}

// post delivers a signed webhook as the platform would, and gives the status.
func (h *harness) post(shop, topic, id string, body []byte) int {
	h.Helper()
	return h.postSigned(shop, topic, id, body, sign(h.stand.keys.Secret, body))
}

func (h *harness) postSigned(shop, topic, id string, body []byte, signature string) int {
	h.Helper()
	request, err := http.NewRequest(http.MethodPost, h.url+webhooks.Path, bytes.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": signature, "X-Shopify-Shop-Domain": shop,
		"X-Shopify-API-Version": "2026-10", "X-Shopify-Webhook-Id": id, "X-Shopify-Triggered-At": h.stand.Now().Format(time.RFC3339Nano),
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	response, err := h.client.Do(request)
	if err != nil {
		h.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode
}
