package shopify_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/app/flow"
	"clientele/app/sandbox"
	"clientele/app/shopify"
	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/webhooks"
)

// stage is a stand-in for the platform, the webhooks it sent and a client that
// asks it.
type stage struct {
	*sandbox.Server
	t      testing.TB
	client *shopify.Client
	token  string
	shop   models.ShopID

	mu               sync.Mutex
	told             map[models.OrderID][]flow.OrderChanged
	waits            []time.Duration
	calls, throttled int
}

func newStage(t testing.TB, shop models.ShopID, schema bool) *stage {
	t.Helper()
	s := &stage{t: t, shop: shop, told: map[models.OrderID][]flow.OrderChanged{}}
	hooks := &webhooks.Hooks{OrderChanged: func(_ context.Context, in flow.OrderChanged) (flow.Outcome, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told[in.Order] = append(s.told[in.Order], in)
		return flow.Outcome{}, nil
	}}
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		at, _ := time.Parse(time.RFC3339Nano, r.Header.Get("X-Shopify-Triggered-At"))
		d := models.Delivery{Shop: shop, Topic: r.Header.Get("X-Shopify-Topic"), TriggeredAt: at, Body: body}
		if _, err := hooks.Dispatch(t.Context(), d); err != nil {
			t.Errorf("%s: %v", d.Topic, err)
		}
	}))
	t.Cleanup(app.Close)
	web := httptest.NewUnstartedServer(nil)
	web.Start()
	t.Cleanup(web.Close)
	o := sandbox.Options{
		AppURL: app.URL, BaseURL: web.URL, ClientID: "sandbox-client", ClientSecret: "hush", Scopes: strings.Split(allScopes, ","),
		Subscriptions: []sandbox.Subscription{{Topic: "orders/updated", Path: "/"}}, Logger: slog.New(slog.DiscardHandler), Rand: rand.Reader, Wall: time.Now, Client: app.Client(),
	}
	if schema {
		o.SchemaPath = "../../.cache/schema/admin-2026-10.json.gz"
	}
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close(context.Background()) })
	s.Server = server
	web.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		server.Handler().ServeHTTP(answer, r)
		s.mu.Lock()
		s.calls++
		if strings.Contains(answer.Body.String(), "THROTTLED") {
			s.throttled++
		}
		s.mu.Unlock()
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
	domains, err := shopify.ParseDomains([]string{"*.myshopify.com"})
	if err != nil {
		t.Fatal(err)
	}
	s.client, err = shopify.NewClient(shopify.Options{
		APIKey: "sandbox-client", Secret: "hush", ShopURL: web.URL + "/shops/{shop}", Shops: domains, Now: server.Now,
		// Waiting moves the clock of both.
		Wait: func(_ context.Context, d time.Duration) error {
			s.mu.Lock()
			s.waits = append(s.waits, d)
			s.mu.Unlock()
			return server.AdvanceClock(d)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	id, err := server.MintIDToken(string(shop), "7001")
	if err != nil {
		t.Fatal(err)
	}
	grant, err := s.client.Exchange(t.Context(), shop, id)
	if err != nil {
		t.Fatal(err)
	}
	s.token = grant.Access
	return s
}

// asked gives all orders as the pages of a look tell them.
func (s *stage) asked() []catchup.Order {
	s.t.Helper()
	var all []catchup.Order
	cursor := ""
	for range 100 {
		page, err := s.client.OrdersUpdated(s.t.Context(), s.shop, s.token, s.Now().Add(-50*24*time.Hour), s.Now(), cursor)
		if err != nil || len(page.Unreadable) > 0 {
			s.t.Fatalf("%v, unreadable %+v", err, page.Unreadable)
		}
		all = append(all, page.Orders...)
		if cursor = page.Next; cursor == "" {
			return all
		}
	}
	s.t.Fatal("the pages do not end")
	return nil
}

// exported gives all orders as a gathering tells them, so many at a time.
func (s *stage) exported(atOnce int) []catchup.Order {
	s.t.Helper()
	asked := s.Now()
	e, err := s.client.StartExport(s.t.Context(), s.shop, s.token, asked)
	for range 5 {
		if err != nil {
			s.t.Fatal(err)
		}
		if e.State != catchup.Gathering {
			break
		}
		e, err = s.client.Export(s.t.Context(), s.shop, s.token, e.ID)
	}
	if e.State != catchup.Complete {
		s.t.Fatalf("gathered as %+v", e)
	}
	var all []catchup.Order
	from := int64(0)
	for range 1000 {
		part, done, err := s.client.ReadExport(s.t.Context(), s.shop, s.token, e, asked, from, atOnce)
		if err != nil || len(part.Unreadable) > 0 || len(part.Orders) > atOnce {
			s.t.Fatalf("%v, %+v", err, part)
		}
		all = append(all, part.Orders...)
		if done {
			if part.End != e.Size {
				s.t.Errorf("read to %d of %d", part.End, e.Size)
			}
			return all
		}
		if from = part.End; len(part.Orders) == 0 {
			s.t.Fatal("no progress")
		}
	}
	s.t.Fatal("the result does not end")
	return nil
}

func (s *stage) settle() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	if err := s.Settle(ctx); err != nil {
		s.t.Fatal(err)
	}
}

// compare holds what was asked for against the last webhook of each order.
func (s *stage) compare(t testing.TB, way string, asked []catchup.Order) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(asked) != len(s.told) {
		t.Fatalf("%s: %d orders, %d were told", way, len(asked), len(s.told))
	}
	for _, a := range asked {
		told := s.told[a.ID]
		last := told[0]
		for _, w := range told {
			if last.Snapshot.Stamp.Compare(w.Snapshot.Stamp) < 0 {
				last = w
			}
		}
		want := catchup.Order{ID: last.Order, Snapshot: last.Snapshot, Email: last.Email, Phone: last.Phone, Profile: last.Profile}
		if !a.Snapshot.Stamp.UpdatedAt.Equal(want.Snapshot.Stamp.UpdatedAt) {
			t.Errorf("%s: %s changed at %s, its webhook says %s", way, a.Snapshot.Name, a.Snapshot.Stamp.UpdatedAt, want.Snapshot.Stamp.UpdatedAt)
		}
		if got, want := worthOf(t, a.Snapshot), worthOf(t, last.Snapshot); got != want {
			t.Errorf("%s: %s is worth %d points, by webhook %d", way, a.Snapshot.Name, got, want)
		}
		a.Snapshot.Stamp, a.Snapshot.Buyer.Stamp = orders.Stamp{}, orders.Stamp{}
		want.Snapshot.Stamp, want.Snapshot.Buyer.Stamp = orders.Stamp{}, orders.Stamp{}
		if diff := cmp.Diff(want, a); diff != "" {
			t.Errorf("%s: %s is not what its webhook said (-webhook +asked):\n%s", way, a.Snapshot.Name, diff)
		}
	}
}

func worthOf(t testing.TB, s orders.Snapshot) int64 {
	t.Helper()
	p := points.Programme{Version: 1, Zone: "UTC", Settings: points.DefaultSettings(s.Currency)}
	worth, err := p.Worth(orders.Order{}.Join(s), points.Circumstances{First: true})
	if err != nil {
		t.Fatal(err)
	}
	return worth.Target
}

// The facts about an order are the same, however they reach us.
func TestWhatIsAskedForIsWhatWebhooksTell(t *testing.T) {
	for _, shop := range []models.ShopID{"demo-shop.myshopify.com", "sakura.myshopify.com"} {
		t.Run(shop.Handle(), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, shop, false)
			rapid.Check(t, func(rt *rapid.T) { s.history(rt) })
			s.settle()
			s.compare(t, "by page", s.asked())
			s.compare(t, "in bulk", s.exported(37))
		})
	}
}

// history buys something and does things to the order that merchants do.
func (s *stage) history(t *rapid.T) {
	shelf := s.Products(s.shop.Handle())
	handle := s.shop.Handle()
	people := s.Customers(handle)
	c := sandbox.Checkout{
		PayLater: rapid.Bool().Draw(t, "later"), Tip: rapid.SampledFrom([]int64{0, 0, 250}).Draw(t, "tip"),
		Code: rapid.SampledFrom([]string{"", "", "WELCOME10", "FIVEOFF"}).Draw(t, "code"), Test: rapid.IntRange(0, 9).Draw(t, "test") == 0,
		Source: rapid.SampledFrom([]string{"web", "web", "pos"}).Draw(t, "source"),
	}
	if rapid.Bool().Draw(t, "recommended") {
		c.Attributes = []sandbox.Property{{Name: "gift", Value: "yes"}, {Name: "clientele_ref", Value: "abcdefghjklm"}}
	}
	for range rapid.IntRange(1, 12).Draw(t, "lines") {
		p := rapid.SampledFrom(shelf).Draw(t, "product")
		c.Lines = append(c.Lines, sandbox.CheckoutLine{VariantID: rapid.SampledFrom(p.Variants).Draw(t, "variant").ID, Quantity: rapid.Int64Range(1, 4).Draw(t, "quantity")})
	}
	if rapid.IntRange(0, 3).Draw(t, "foreign") == 0 {
		c.Currency = map[string]string{"demo-shop": "EUR", "sakura": "USD"}[handle]
	}
	switch rapid.IntRange(0, 3).Draw(t, "who") {
	case 0:
		c.Email, c.FirstName, c.LastName = "guest@example.com", "Gerd", "Guest"
		c.Address = sandbox.Address{Address1: "1 Way", City: "Town", Country: "US"}
	case 1:
		c.Email, c.Record = "kept@example.com", true
	case 2:
		c.Source = "pos" // nobody
	default:
		c.CustomerID = rapid.SampledFrom(people).Draw(t, "customer").ID
	}
	o, err := s.PlaceOrder(handle, c)
	if err != nil {
		t.Skip("the cart was refused")
	}
	for range rapid.IntRange(0, 4).Draw(t, "changes") {
		if err := s.AdvanceClock(time.Second); err != nil { // one fact a second, as they are told apart
			t.Fatal(err)
		}
		o, _ = s.Order(handle, o.ID)
		s.change(t, handle, o)
	}
}

// change does one thing to an order; what is refused changes nothing.
func (s *stage) change(t *rapid.T, handle string, o sandbox.Order) {
	line := rapid.SampledFrom(o.Lines).Draw(t, "line")
	some := rapid.Int64Range(0, max(1, line.Current)).Draw(t, "units")
	switch rapid.SampledFrom([]string{"pay", "lines", "shipping", "amount", "full", "pending", "edit", "add", "cancel"}).Draw(t, "change") {
	case "pay":
		_, _ = s.MarkPaid(handle, o.ID)
	case "lines":
		_, _ = s.RefundLines(handle, o.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: line.ID, Quantity: some}}})
	case "shipping":
		_, _ = s.RefundLines(handle, o.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: line.ID, Quantity: some}}, Shipping: true, Restock: "no_restock"})
	case "amount":
		_, _ = s.RefundAmount(handle, o.ID, rapid.Int64Range(1, 2000).Draw(t, "back"), "sorry")
	case "full":
		_, _ = s.RefundFull(handle, o.ID, "")
	case "pending":
		after, err := s.RefundLines(handle, o.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: line.ID, Quantity: some}}, Pending: true})
		if err == nil && rapid.Bool().Draw(t, "settles") {
			_ = s.AdvanceClock(time.Second)
			_, _ = s.SettleRefund(handle, o.ID, after.Refunds[len(after.Refunds)-1].ID, rapid.Bool().Draw(t, "well"))
		}
	case "edit":
		_, _ = s.EditOrder(handle, o.ID, sandbox.Edit{Set: []sandbox.EditQuantity{{LineID: line.ID, Quantity: some}}})
	case "add":
		_, _ = s.EditOrder(handle, o.ID, sandbox.Edit{Add: []sandbox.CustomLine{{Title: "Wrapping", Quantity: 1, Price: 300, Taxable: true}}})
	case "cancel":
		_, _ = s.CancelOrder(handle, o.ID, "customer", rapid.Bool().Draw(t, "back"))
	}
}

// With the official schema at hand every query of ours is held against it.
func TestQueriesPassTheStandInWithTheOfficialSchema(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", true)
	if slices.ContainsFunc(s.Notices(), func(n sandbox.Notice) bool { return n.Kind == "schema" }) {
		t.Skip("SKIPPED: the official GraphQL schema is not here; fetch it with .ci/schema")
	}
	cart := sandbox.Checkout{}
	for _, p := range s.Products("demo-shop") {
		for _, v := range p.Variants {
			cart.Lines = append(cart.Lines, sandbox.CheckoutLine{VariantID: v.ID, Quantity: 12})
		}
	}
	o, err := s.PlaceOrder("demo-shop", cart)
	if err != nil {
		t.Fatal(err)
	}
	for range 11 { // more refunds than a page shows, one with more lines than a refund shows
		request := sandbox.RefundLinesRequest{}
		for _, l := range o.Lines {
			request.Lines = append(request.Lines, sandbox.RefundQuantity{LineID: l.ID, Quantity: 1})
		}
		if err := s.AdvanceClock(time.Second); err != nil {
			t.Fatal(err)
		}
		if o, err = s.RefundLines("demo-shop", o.ID, request); err != nil {
			t.Fatal(err)
		}
	}
	s.settle()
	s.compare(t, "by page", s.asked())
	s.compare(t, "in bulk", s.exported(3))
	for _, n := range s.Notices() {
		if n.Kind == "graphql" {
			t.Errorf("the stand-in says: %s", n.Text)
		}
	}
}

func TestManyPagesAreReadWithoutBeingThrottled(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", false)
	if err := s.DemoOrders("demo-shop", 120); err != nil {
		t.Fatal(err)
	}
	s.settle()
	began := s.Now()
	s.compare(t, "by page", s.asked())
	if len(s.waits) == 0 || s.throttled > 0 {
		t.Errorf("%d calls with %d waits were refused %d times", s.calls, len(s.waits), s.throttled)
	}
	if took := s.Now().Sub(began); took > 2*time.Minute {
		t.Errorf("120 orders took %s by the platform's clock", took)
	}
}
