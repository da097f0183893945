package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// topics lists what was received, sorted.
func topics(all []received) []string {
	out := []string{}
	for _, in := range all {
		out = append(out, in.topic)
	}
	slices.Sort(out)
	return out
}

func signedWith(in received, secret string) bool {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(in.body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)) == in.header.Get("X-Shopify-Hmac-Sha256")
}

func TestEachActionSendsWhatThePlatformWould(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		act  func(r *rig, o Order) error
		want []string
	}{
		"card checkout": {func(r *rig, _ Order) error { r.buy(Checkout{}, "river-mug"); return nil }, []string{"orders/create", "orders/paid", "orders/updated"}},
		"pay later":     {func(r *rig, _ Order) error { r.buy(Checkout{PayLater: true}, "river-mug"); return nil }, []string{"orders/create", "orders/updated"}},
		"refund":        {func(r *rig, o Order) error { _, err := r.RefundFull(demo, o.ID, ""); return err }, []string{"orders/updated", "refunds/create"}},
		"cancel with refund": {func(r *rig, o Order) error { _, err := r.CancelOrder(demo, o.ID, "other", true); return err },
			[]string{"orders/cancelled", "orders/updated", "refunds/create"}},
		"dispute": {func(r *rig, o Order) error { _, err := r.OpenDispute(demo, o.ID); return err }, []string{"disputes/create"}},
		"sign-up": {func(r *rig, _ Order) error {
			_, err := r.CreateCustomer(demo, CustomerInput{Email: "new@example.com", Verified: true})
			return err
		}, []string{"customers/create"}},
		"change": {func(r *rig, _ Order) error {
			_, err := r.UpdateCustomer(demo, r.Customers(demo)[0].ID, CustomerInput{FirstName: "Ada"})
			return err
		}, []string{"customers/update"}},
		"delete": {func(r *rig, _ Order) error { return r.DeleteCustomer(demo, r.Customers(demo)[0].ID) }, []string{"customers/delete"}},
		"merge": {func(r *rig, _ Order) error {
			all := r.Customers(demo)
			return r.MergeCustomers(demo, all[0].ID, all[1].ID)
		}, []string{"customers/merge", "customers/update"}},
		"scopes":       {func(r *rig, _ Order) error { return r.SetScopes(demo, []string{"read_orders"}) }, []string{"app/scopes_update"}},
		"uninstall":    {func(r *rig, _ Order) error { return r.Uninstall(demo) }, []string{"app/uninstalled"}},
		"data request": {func(r *rig, _ Order) error { return r.RequestData(demo, r.Customers(demo)[0].ID) }, []string{"customers/data_request"}},
		"redaction":    {func(r *rig, _ Order) error { return r.RedactCustomer(demo, r.Customers(demo)[0].ID) }, []string{"customers/redact"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			o := r.buy(Checkout{}, "ash-bowl")
			r.clear()
			if err := c.act(r, o); err != nil {
				t.Fatal(err)
			}
			all := r.settle()
			if diff := cmp.Diff(c.want, topics(all)); diff != "" {
				t.Error(diff)
			}
			ids, events := map[string]bool{}, map[string]bool{}
			for _, in := range all {
				ids[in.header.Get("X-Shopify-Webhook-Id")], events[in.header.Get("X-Shopify-Event-Id")] = true, true
				if !signedWith(in, "hush") {
					t.Error("wrong signature")
				}
			}
			if len(ids) != len(all) || len(events) != 1 {
				t.Errorf("%d webhook ids and %d event ids for %d webhooks", len(ids), len(events), len(all))
			}
		})
	}
}

func TestWebhooksCarryTheHeadersOfTheContract(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.buy(Checkout{}, "river-mug")
	h := r.topic("orders/paid")[0].header
	want := map[string]string{
		"Content-Type": "application/json", "X-Shopify-Topic": "orders/paid", "X-Shopify-Shop-Domain": "demo-shop.myshopify.com",
		"X-Shopify-API-Version": "2026-10", "X-Shopify-Triggered-At": "2026-11-22T15:04:05.123456789Z",
	}
	for name, value := range want {
		if h.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, h.Get(name), value)
		}
	}
}

func TestARefusedWebhookIsRetriedWithTheSameIDAndBodyAndGivenUpAfterEight(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Subscriptions = []Subscription{{"orders/create", "/webhooks/shopify"}} })
	r.mu.Lock()
	r.status = func(received) int { return http.StatusFound } // a redirect is a failure, too
	r.mu.Unlock()
	r.buy(Checkout{}, "river-mug")
	for n := 1; n <= 9; n++ {
		if got := len(r.settle()); got != n {
			t.Fatalf("%d attempts, want %d", got, n)
		}
		r.advance(time.Second<<(n-1) - time.Nanosecond)
		if got := len(r.settle()); got != n {
			t.Fatalf("attempt %d came early", n+1)
		}
		r.advance(time.Nanosecond)
	}
	all := r.settle()
	if len(all) != 9 {
		t.Fatalf("%d attempts in all, want one and eight retries", len(all))
	}
	for _, in := range all[1:] {
		if in.header.Get("X-Shopify-Webhook-Id") != all[0].header.Get("X-Shopify-Webhook-Id") || string(in.body) != string(all[0].body) {
			t.Fatal("a retry differs from the first attempt")
		}
	}
	d := r.Deliveries(demo)[0]
	if d.State != DeliveryFailed || len(d.Attempts) != 9 {
		t.Errorf("%s after %d attempts", d.State, len(d.Attempts))
	}
	r.mu.Lock()
	r.status = nil
	r.mu.Unlock()
	if err := r.SendAgain(d.ID); err != nil {
		t.Fatal(err)
	}
	if all = r.settle(); len(all) != 10 || all[9].header.Get("X-Shopify-Webhook-Id") != all[0].header.Get("X-Shopify-Webhook-Id") {
		t.Errorf("sending again: %d attempts", len(all))
	}
	if d, _ := r.Delivery(d.ID); d.State != DeliveryDone {
		t.Errorf("state %s", d.State)
	}
}

func TestFaultsMisbehaveAsThePlatformMay(t *testing.T) {
	t.Parallel()
	t.Run("duplicate", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.fault(Faults{Duplicate: true})
		r.buy(Checkout{PayLater: true}, "river-mug")
		all := r.topic("orders/create")
		if len(all) != 2 || all[0].header.Get("X-Shopify-Webhook-Id") != all[1].header.Get("X-Shopify-Webhook-Id") {
			t.Errorf("%d deliveries", len(all))
		}
	})
	t.Run("reorder", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.fault(Faults{Reorder: true, Stop: true})
		r.buy(Checkout{}, "river-mug")
		if d := r.Deliveries(demo); d[0].Topic != "orders/create" || d[2].Topic != "orders/updated" {
			t.Errorf("%s first, %s last", d[2].Topic, d[0].Topic)
		}
	})
	t.Run("delay", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.fault(Faults{Delay: time.Hour})
		r.buy(Checkout{}, "river-mug")
		if n := len(r.settle()); n != 0 {
			t.Errorf("%d came at once", n)
		}
		r.advance(time.Hour)
		if n := len(r.settle()); n != 3 {
			t.Errorf("%d came after the delay", n)
		}
	})
	t.Run("wrong signature", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.fault(Faults{WrongSignature: true})
		r.buy(Checkout{}, "river-mug")
		if signedWith(r.topic("orders/paid")[0], "hush") {
			t.Error("the signature is right")
		}
	})
	t.Run("stop", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.fault(Faults{Stop: true})
		r.buy(Checkout{}, "river-mug")
		if n := len(r.settle()); n != 0 {
			t.Errorf("%d came", n)
		}
		r.fault(Faults{})
		if n := len(r.settle()); n != 3 {
			t.Errorf("%d came", n)
		}
	})
}

func (r *rig) fault(f Faults) {
	r.t.Helper()
	if err := r.SetFaults(f); err != nil {
		r.t.Fatal(err)
	}
}

func TestDuringARotationTheOldSecretSignsWebhooksAndTheNewOneTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.OldSecret = "before" })
	r.buy(Checkout{}, "river-mug")
	if !signedWith(r.topic("orders/paid")[0], "before") {
		t.Error("webhooks must carry the oldest valid secret")
	}
	claimsOf(t, must(r.MintIDToken(demo, "1"))(t), "hush")
	r.exchange("client_secret", "before")
}

func TestShopRedactFollowsAnUninstallAfterTwoDaysUnlessReinstalled(t *testing.T) {
	t.Parallel()
	for _, again := range []bool{false, true} {
		r := newRig(t)
		if err := r.Uninstall(demo); err != nil {
			t.Fatal(err)
		}
		r.advance(47 * time.Hour)
		if n := len(r.topic("shop/redact")); n != 0 {
			t.Errorf("%d came early", n)
		}
		want := 1
		if again {
			want = 0
			if err := r.Install(demo); err != nil {
				t.Fatal(err)
			}
		}
		r.advance(time.Hour)
		if n := len(r.topic("shop/redact")); n != want {
			t.Errorf("reinstalled %v: %d shop/redact", again, n)
		}
	}
}

func TestAnUninstalledAppHearsNothingOfTheStore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.Uninstall(demo); err != nil {
		t.Fatal(err)
	}
	r.buy(Checkout{}, "river-mug")
	if diff := cmp.Diff([]string{"app/uninstalled"}, topics(r.settle())); diff != "" {
		t.Error(diff)
	}
}

func TestAWaitingWebhookSurvivesARestart(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Dir = t.TempDir() })
	r.fault(Faults{Stop: true})
	o := r.buy(Checkout{CustomerID: r.Customers(demo)[0].ID, Code: "WELCOME10"}, "river-mug")
	r.advance(36 * time.Hour)
	before, now := r.Deliveries(demo), r.Now()
	r.close()
	r.open()
	if diff := cmp.Diff(before, r.Deliveries(demo)); diff != "" {
		t.Error(diff)
	}
	if !r.Now().Equal(now) {
		t.Errorf("the clock jumped from %v to %v", now, r.Now())
	}
	got, _ := r.Order(demo, o.ID)
	if diff := cmp.Diff(o, got); diff != "" {
		t.Error(diff)
	}
	r.fault(Faults{})
	if n := len(r.settle()); n != 3 {
		t.Errorf("%d webhooks after the restart, want 3", n)
	}
	next := r.buy(Checkout{}, "river-mug")
	if next.ID == o.ID || next.Number != o.Number+1 {
		t.Errorf("order %d after %d", next.Number, o.Number)
	}
}

func TestTheProxySignsForwardsAndStrips(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mu.Lock()
	r.page = func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("X-Powered-By", "x")
		w.Header().Set("X-Kept", "yes")
		if req.URL.Path == "/proxy/moved" {
			http.Redirect(w, req, "/proxy/here?x=1", http.StatusFound)
			return
		}
		raw, _ := io.ReadAll(req.Body)
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, req.Method+" "+req.URL.RequestURI()+" cookie="+req.Header.Get("Cookie")+" body="+string(raw))
	}
	r.mu.Unlock()
	customer := r.Customers(demo)[0]
	req, _ := http.NewRequest(http.MethodPost, r.web.URL+"/storefront/demo-shop/apps/clientele/a/b%20c?x=1&x=2&shop=evil&logged_in_customer_id=7", strings.NewReader("hello"))
	req.AddCookie(&http.Cookie{Name: CustomerCookie("demo-shop"), Value: itoa(customer.ID)})
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	text := string(raw)
	if res.StatusCode != http.StatusTeapot || res.Header.Get("X-Kept") != "yes" || res.Header.Get("Set-Cookie")+res.Header.Get("X-Powered-By") != "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if !strings.HasPrefix(text, "POST /proxy/a/b%20c?") || !strings.HasSuffix(text, " cookie= body=hello") {
		t.Errorf("forwarded as %s", text)
	}
	_, query, _ := strings.Cut(strings.Fields(text)[1], "?")
	q, _ := url.ParseQuery(query)
	got := url.Values{"shop": q["shop"], "x": q["x"], "path_prefix": q["path_prefix"], "logged_in_customer_id": q["logged_in_customer_id"], "timestamp": q["timestamp"]}
	want := url.Values{"shop": {"demo-shop.myshopify.com"}, "x": {"1", "2"}, "path_prefix": {"/apps/clientele"},
		"logged_in_customer_id": {itoa(customer.ID)}, "timestamp": {itoa(r.clock.Now().Unix())}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if proxySignature("hush", q) != q.Get("signature") {
		t.Error("the signature does not match")
	}
	res, err = http.Get(r.web.URL + "/storefront/demo-shop/apps/clientele/moved")
	if err != nil {
		t.Fatal(err)
	}
	raw, _ = io.ReadAll(res.Body)
	_ = res.Body.Close()
	if string(raw) != "GET /proxy/here?x=1 cookie= body=" {
		t.Errorf("a redirect ends at %s", raw)
	}
}
