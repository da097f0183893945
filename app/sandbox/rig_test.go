package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// handClock is a wall clock that moves when told.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// received is one webhook the pretended app got.
type received struct {
	topic  string
	header http.Header
	body   []byte
	fields map[string]any
}

// rig is a stand-in, a pretended app behind it and a clock in the hand.
type rig struct {
	*Server
	t     *testing.T
	clock *handClock
	app   *httptest.Server
	web   *httptest.Server

	mu     sync.Mutex
	got    []received
	status func(received) int // answer to a webhook; nil takes all
	page   http.HandlerFunc   // everything else; nil is 404
	opts   Options
}

var everyTopic = []string{
	"orders/create", "orders/paid", "orders/updated", "orders/cancelled", "refunds/create", "disputes/create", "disputes/update", "customers/create", "customers/update",
	"customers/delete", "customers/merge", "customers_email_marketing_consent/update", "app/uninstalled", "app/scopes_update", "customers/data_request", "customers/redact", "shop/redact",
}

const demo = "demo-shop"

func newRig(t *testing.T, alter ...func(*Options)) *rig {
	t.Helper()
	r := &rig{t: t, clock: &handClock{now: time.Date(2026, 11, 22, 15, 4, 5, 123456789, time.UTC)}}
	r.app = httptest.NewServer(http.HandlerFunc(r.answer))
	t.Cleanup(r.app.Close)
	r.opts = Options{
		AppURL: r.app.URL, BaseURL: "http://127.0.0.1:4010", ClientID: "sandbox-client", ClientSecret: "hush",
		Scopes: []string{"read_orders", "read_shopify_payments_disputes", "write_customers"}, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Rand: rand.Reader, Wall: r.clock.Now, Client: r.app.Client(),
	}
	for _, topic := range everyTopic {
		r.opts.Subscriptions = append(r.opts.Subscriptions, Subscription{Topic: topic, Path: "/webhooks/shopify"})
	}
	for _, fn := range alter {
		fn(&r.opts)
	}
	r.open()
	t.Cleanup(r.close)
	return r
}

func (r *rig) open() {
	r.t.Helper()
	s, err := New(r.opts)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Server = s
	r.web = httptest.NewServer(s.Handler())
}

func (r *rig) close() {
	r.web.Close()
	if err := r.Server.Close(context.Background()); err != nil {
		r.t.Error(err)
	}
}

func (r *rig) answer(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path != "/webhooks/shopify" {
		r.mu.Lock()
		page := r.page
		r.mu.Unlock()
		if page == nil {
			http.NotFound(w, req)
			return
		}
		page(w, req)
		return
	}
	raw, _ := io.ReadAll(req.Body)
	in := received{topic: req.Header.Get("X-Shopify-Topic"), header: req.Header.Clone(), body: raw}
	_ = json.Unmarshal(raw, &in.fields)
	r.mu.Lock()
	r.got = append(r.got, in)
	status := r.status
	r.mu.Unlock()
	if status != nil {
		w.WriteHeader(status(in))
	}
}

// settle waits for the webhooks that are due and returns all received so far.
func (r *rig) settle() []received {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := r.Settle(ctx); err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received{}, r.got...)
}

// clear forgets what was received.
func (r *rig) clear() {
	r.settle()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = nil
}

// topic settles and returns the webhooks of one topic.
func (r *rig) topic(name string) []received {
	r.t.Helper()
	var out []received
	for _, in := range r.settle() {
		if in.topic == name {
			out = append(out, in)
		}
	}
	return out
}

// variant is the first form of a product of the demonstration store.
func (r *rig) variant(handle string) int64 {
	r.t.Helper()
	p, ok := r.Product(demo, handle)
	if !ok {
		r.t.Fatalf("no product %s", handle)
	}
	return p.Variants[0].ID
}

// buy places an order of one of each product named.
func (r *rig) buy(c Checkout, handles ...string) Order {
	r.t.Helper()
	for _, h := range handles {
		c.Lines = append(c.Lines, CheckoutLine{VariantID: r.variant(h), Quantity: 1})
	}
	o, err := r.PlaceOrder(demo, c)
	if err != nil {
		r.t.Fatal(err)
	}
	return o
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
