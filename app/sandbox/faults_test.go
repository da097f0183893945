package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestASecondDeliveryMayHaveAnIDOfItsOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fault(Faults{Redeliver: true})
	r.buy(Checkout{PayLater: true}, "river-mug")
	all := r.topic("orders/create")
	if len(all) != 2 || string(all[0].body) != string(all[1].body) ||
		all[0].header.Get("X-Shopify-Webhook-Id") == all[1].header.Get("X-Shopify-Webhook-Id") {
		t.Errorf("%d deliveries, want two of one body under two ids", len(all))
	}
}

func TestWhatWaitsMayLeaveNewestFirst(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	leaving := func(f Faults) (ids []int64) {
		st, gone := &state{Faults: f}, map[int64]bool{}
		for i, wait := range []time.Duration{0, 0, time.Hour, 0} {
			st.Deliveries = append(st.Deliveries, &Delivery{ID: int64(i + 1), State: DeliveryWaiting, DueAt: now.Add(wait)})
		}
		for d := st.turn(now, gone); d != nil; d = st.turn(now, gone) {
			gone[d.ID] = true
			ids = append(ids, d.ID)
		}
		return ids
	}
	if diff := cmp.Diff([][]int64{{1, 2, 4}, {4, 2, 1}, nil}, [][]int64{leaving(Faults{}), leaving(Faults{Backwards: true}), leaving(Faults{Stop: true, Backwards: true})}); diff != "" {
		t.Error(diff)
	}
	r := newRig(t)
	r.fault(Faults{Stop: true})
	o := r.buy(Checkout{PayLater: true}, "river-mug")
	must(r.MarkPaid(demo, o.ID))(t)
	r.fault(Faults{Backwards: true})
	if n := len(r.settle()); n != 4 {
		t.Errorf("%d arrived, want all four", n)
	}
}

func TestATopicNobodyAskedForComesAlong(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fault(Faults{UnknownTopic: true})
	r.buy(Checkout{PayLater: true}, "river-mug")
	all := r.topic("locations/update")
	if len(all) != 1 || !signedWith(all[0], "hush") {
		t.Errorf("%d deliveries, want one, signed as all others", len(all))
	}
}

func TestProtectedDataIsNullInBodiesAndDeniedInTheAdminAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	token := r.exchange()["access_token"].(string)
	r.fault(Faults{HidePeople: true})
	o := r.buy(Checkout{CustomerID: r.Customers(demo)[0].ID, Address: Address{City: "Lyon", Country: "FR"}}, "river-mug")
	got := r.topic("orders/create")[0].fields
	for _, key := range []string{"customer", "email", "phone", "billing_address"} {
		if value, there := got[key]; !there || value != nil {
			t.Errorf("%s is %v (%v), want null", key, value, there)
		}
	}
	if got["name"] != o.Name() || got["total_price"] == nil {
		t.Error("what is not protected is gone, too")
	}
	_, answer := r.call(token, `{ orders(first: 1) { nodes { name email customer { id } } } }`, nil)
	raw, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(raw); !strings.Contains(text, "not approved to access the Customer object") || !strings.Contains(text, `"customer":null`) ||
		!strings.Contains(text, `"email":null`) || !strings.Contains(text, o.Name()) {
		t.Errorf("answered %s", text)
	}
}

func TestFaultsOfCallsAreUsedUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	token := r.exchange()["access_token"].(string)
	r.fault(Faults{APIStatus: http.StatusTooManyRequests, Times: 2, Stop: true})
	ask := func() *http.Response {
		req, _ := http.NewRequest(http.MethodPost, r.web.URL+"/shops/demo-shop.myshopify.com/admin/api/"+Version+"/graphql.json", strings.NewReader(`{"query":"{ shop { name } }"}`))
		req.Header.Set("X-Shopify-Access-Token", token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res
	}
	var got []int
	for range 3 {
		res := ask()
		got = append(got, res.StatusCode)
		if res.StatusCode == http.StatusTooManyRequests && res.Header.Get("Retry-After") != "2.0" {
			t.Error("a refusal for now does not say when to come back")
		}
	}
	if diff := cmp.Diff([]int{429, 429, 200}, got); diff != "" {
		t.Error(diff)
	}
	if f := r.Faults(); f != (Faults{Stop: true}) {
		t.Errorf("what does not count calls stays: %+v", f)
	}
}

func TestTheTokenEndpointRefusesInItsOwnWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, word := range TokenErrors {
		r.fault(Faults{TokenError: word, Times: 1})
		mine, other := grantRefresh, grantExchange
		if word == errSubject.code {
			mine, other = other, mine
		}
		if word != errClient.code {
			if r.ask("grant_type", other); r.Faults().Times != 1 {
				t.Errorf("%s is answered to another kind of grant", word)
			}
		}
		if status, answer := r.ask("grant_type", mine); status != http.StatusBadRequest || answer["error"] != word {
			t.Errorf("answered %d %v, want %s", status, answer, word)
		}
	}
	r.exchange()
}

func TestASecretIsChangedOverAnHour(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Dir = t.TempDir() })
	next := "the next secret, long enough"
	for _, wrong := range []string{"", "short", "hush"} {
		if r.RotateSecret(wrong) == nil {
			t.Errorf("%q was taken for a new secret", wrong)
		}
	}
	if err := r.RotateSecret(next); err != nil {
		t.Fatal(err)
	}
	signer := func() string {
		r.clear()
		r.buy(Checkout{PayLater: true}, "river-mug")
		in := r.topic("orders/create")[0]
		for _, secret := range []string{"hush", next} {
			if signedWith(in, secret) {
				return secret
			}
		}
		return ""
	}
	if got := signer(); got != "hush" {
		t.Errorf("within the hour webhooks are signed with %q", got)
	}
	claimsOf(t, must(r.MintIDToken(demo, "1"))(t), next)
	r.exchange("client_secret", "hush")
	r.exchange("client_secret", next)
	r.close()
	r.open() // it is remembered
	r.advance(time.Hour)
	if got := signer(); got != next {
		t.Errorf("after the hour webhooks are signed with %q", got)
	}
	if current, former := r.Secrets(); current != next || former != "" {
		t.Errorf("secrets %q and %q", current, former)
	}
	if status, answer := r.ask("grant_type", "refresh_token", "refresh_token", "x"); status != http.StatusBadRequest || answer["error"] != "invalid_client" {
		t.Errorf("the old secret is answered %d %v", status, answer)
	}
}

// Every switch can be set by a form, and one that does not exist is refused.
func TestEverySwitchHasItsPlaceInTheForm(t *testing.T) {
	t.Parallel()
	form := url.Values{
		"duplicate": {"on"}, "redeliver": {"on"}, "reorder": {"on"}, "backwards": {"on"}, "delay": {"5s"}, "wrong_signature": {"on"}, "unknown-topic": {"on"},
		"stop": {"on"}, "drop": {"1"}, "token-status": {"503"}, "token-error": {"invalid_grant"}, "lose-token": {"on"}, "api-status": {"402"},
		"throttle": {"on"}, "lose-answers": {"on"}, "lose-changes": {"on"}, "times": {"2"}, "hide-people": {"on"}, "uninstall-after": {"3"}, "bulk": {"failed"},
	}
	f, err := faultsOf(form)
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s cannot be set by a form", v.Type().Field(i).Name)
		}
	}
	if n := f.On(); n != v.NumField()-1 { // how often is no fault by itself
		t.Errorf("%d switches count as on, want %d", n, v.NumField()-1)
	}
	for name, value := range map[string]string{"nonsense": "on", "times": "x", "drop": "-2", "api-status": "200", "token-error": "no_such", "bulk": "odd", "delay": "-1h"} {
		if _, err := faultsOf(url.Values{name: {value}}); err == nil {
			t.Errorf("%s=%s was taken", name, value)
		}
	}
}

func TestASignedRequestCanBeLookedUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.buy(Checkout{PayLater: true}, "river-mug")
	in := r.topic("orders/create")[0]
	var list struct {
		Deliveries []struct {
			Topic, URL, Body string
			Headers          map[string]string
		}
	}
	r.getJSON("/state/deliveries/demo-shop", &list)
	for _, d := range list.Deliveries {
		if d.Topic == "orders/create" && (d.Body != string(in.body) || d.Headers["X-Shopify-Hmac-Sha256"] != in.header.Get("X-Shopify-Hmac-Sha256") || d.URL != r.app.URL+"/webhooks/shopify") {
			t.Errorf("shown as %+v", d)
		}
	}
	if len(list.Deliveries) != 2 {
		t.Errorf("%d deliveries are shown", len(list.Deliveries))
	}
	var proxied struct{ URL string }
	r.getJSON("/state/proxy/demo-shop/points?x=1&signature=forged&sandbox-customer=7", &proxied)
	u := must(url.Parse(proxied.URL))(t)
	q := u.Query()
	if u.Path != "/proxy/points" || q.Get("x") != "1" || q.Get("logged_in_customer_id") != "7" || q.Get("signature") != proxySignature("hush", q) || q.Has("sandbox-customer") {
		t.Errorf("it would go to %s", proxied.URL)
	}
}

// getJSON reads one of the stand-in's own addresses.
func (r *rig) getJSON(path string, into any) {
	r.t.Helper()
	res, err := http.Get(r.web.URL + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil || res.StatusCode != http.StatusOK {
		r.t.Fatalf("%s answered %d, %v", path, res.StatusCode, err)
	}
}
