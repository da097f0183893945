package shopify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/shops"
)

// platform is a fake of the platform's endpoints: what it received, and what
// it answers, one handler after the other; the last one stays.
type platform struct {
	*httptest.Server
	mu       sync.Mutex
	received []*http.Request
	bodies   []map[string]any
	waits    []time.Duration
	script   []http.HandlerFunc
}

func newPlatform(t *testing.T, script ...http.HandlerFunc) *platform {
	t.Helper()
	p := &platform{script: script}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		var body map[string]any
		_ = json.Unmarshal(raw, &body)
		p.mu.Lock()
		answer := p.script[min(len(p.received), len(p.script)-1)]
		p.received, p.bodies = append(p.received, r), append(p.bodies, body)
		p.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

// calls tells how many arrived so far.
func (p *platform) calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.received)
}

func (p *platform) client(t *testing.T) *Client {
	t.Helper()
	c, err := NewClient(Options{
		APIKey: testKey, Secret: testSecret, ShopURL: p.URL + "/shops/{shop}", Shops: testVerifier(t).Shops,
		Now: func() time.Time { return testNow },
		Wait: func(ctx context.Context, d time.Duration) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.waits = append(p.waits, d)
			return ctx.Err()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangsUp drops the connection after having done whatever was asked for.
func hangsUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

const grantBody = `{"access_token":"shpat_new","scope":"read_orders,read_customers","expires_in":3600,"refresh_token":"shprt_new","refresh_token_expires_in":7776000}`

var wantGrant = shops.Grant{
	Access: "shpat_new", Refresh: "shprt_new", AccessEnds: testNow.Add(time.Hour), RefreshEnds: testNow.Add(90 * 24 * time.Hour),
	Scopes: []string{"read_customers", "read_orders"},
}

func TestExchangeAsksForAnExpiringOfflineToken(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, says(200, grantBody))
	got, err := p.client(t).Exchange(t.Context(), testShop, "the.id.token")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantGrant, got); diff != "" {
		t.Error(diff)
	}
	want := map[string]any{
		"client_id": testKey, "client_secret": testSecret, "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
		"subject_token": "the.id.token", "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
		"requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token", "expiring": "1",
	}
	if diff := cmp.Diff(want, p.bodies[0]); diff != "" {
		t.Error(diff)
	}
	r := p.received[0]
	if r.Method != "POST" || r.URL.Path != "/shops/"+testShop+"/admin/oauth/access_token" || r.Header.Get("Accept") != "application/json" {
		t.Errorf("%s %s", r.Method, r.URL)
	}
}

func TestF25LostRefreshIsAskedForAgainWithTheSameToken(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, hangsUp, says(503, "busy"), says(200, grantBody))
	got, err := p.client(t).Refresh(t.Context(), testShop, "shprt_old")
	if err != nil || got.Refresh != "shprt_new" {
		t.Fatalf("%+v, %v", got, err)
	}
	if p.calls() != 3 {
		t.Fatalf("%d calls, want 3", p.calls())
	}
	for i, body := range p.bodies {
		if body["refresh_token"] != "shprt_old" || body["grant_type"] != "refresh_token" {
			t.Errorf("call %d asked with %v", i, body)
		}
	}
}

func TestF25TokenRefusalsSayWhoCanMendThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   models.Code
		calls  int
	}{
		"stale ID token":      {says(400, `{"error":"invalid_subject_token"}`), models.Unauthorized, 1},
		"refresh token ended": {says(400, `{"error":"invalid_grant"}`), models.Forbidden, 1},
		"wrong credentials":   {says(400, `{"error":"invalid_client"}`), models.Internal, 1},
		"credentials by 401":  {says(401, `{"error":"invalid_client"}`), models.Internal, 1},
		"nameless 401":        {says(401, ``), models.Internal, 1},
		"nameless 400":        {says(400, `<html>`), models.Internal, 1},
		"frozen store":        {says(402, ``), models.Unavailable, 1}, // its refresh token outlives that
		"locked store":        {says(423, ``), models.Unavailable, 1},
		"no access for now":   {says(403, ``), models.Unavailable, 1},
		"security":            {says(430, ``), models.Unavailable, 1},
		"no such store":       {says(404, ``), models.NotFound, 1},
		"slow down":           {says(429, ``, "Retry-After", "2.0"), models.TooMany, 3},
		"slow down for long":  {says(429, ``, "Retry-After", "3600"), models.TooMany, 1},
		"server failure":      {says(500, ``), models.Unavailable, 3},
		"lost every time":     {hangsUp, models.Unavailable, 3},
		"redirect":            {says(302, ``, "Location", "http://127.0.0.1:1/"), models.Internal, 1},
		"not JSON":            {says(200, `shpat_leaked`), models.Internal, 1},
		"no token":            {says(200, `{"scope":"x"}`), models.Internal, 1},
		"negative lifetime":   {says(200, `{"access_token":"x","expires_in":-1}`), models.Internal, 1},
		"endless answer":      {says(200, strings.Repeat("x", answerSizeMax+1)), models.Internal, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t, c.answer)
			got, err := p.client(t).Refresh(t.Context(), testShop, "shprt_old")
			if err == nil || models.CodeOf(err) != c.want || got.Access != "" {
				t.Errorf("%+v, %v, want %s", got, err, c.want)
			}
			if p.calls() != c.calls {
				t.Errorf("%d calls, want %d", p.calls(), c.calls)
			}
			for _, secret := range []string{testSecret, "shprt_old", "shpat_leaked", p.URL} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells %q: %v", secret, err)
				}
			}
		})
	}
}

func TestF25WaitsAreThePlatformsOwn(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, says(429, ``, "Retry-After", "2.0"), says(429, ``, "Retry-After", testNow.Add(3*time.Second).Format(http.TimeFormat)), says(200, grantBody))
	if _, err := p.client(t).Refresh(t.Context(), testShop, "r"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{2 * time.Second, 3 * time.Second}, p.waits); diff != "" {
		t.Error(diff)
	}
}

func TestGivenUpCallsEndAtOnce(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := newPlatform(t, func(w http.ResponseWriter, r *http.Request) { cancel(); w.WriteHeader(500) })
	if _, err := p.client(t).Refresh(ctx, testShop, "r"); models.CodeOf(err) != models.Unavailable || err == nil {
		t.Error(err)
	}
	if p.calls() != 1 {
		t.Errorf("%d calls after the caller had gone", p.calls())
	}
}

func TestOnlyShopsOfOursAreCalled(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, says(200, grantBody))
	for _, shop := range []models.ShopID{"", "evil.example", "127.0.0.1", testShop + "/..", testShop + "#", testShop + "@evil.example", "a.b.myshopify.com"} {
		if _, err := p.client(t).Refresh(t.Context(), shop, "r"); models.CodeOf(err) != models.Invalid {
			t.Errorf("%q: %v, want invalid", shop, err)
		}
	}
	if p.calls() != 0 {
		t.Error("a stranger was called")
	}
}

// A shop's name must not lead to our own network, whatever it resolves to.
func TestShopDomainLeadingInwardsIsRefusedBeforeAByteIsSent(t *testing.T) {
	t.Parallel()
	var called atomic.Bool
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Store(true) }))
	defer inner.Close()
	domains, err := ParseDomains([]string{"inner.localhost"})
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(strings.TrimPrefix(inner.URL, "http://"), ":")
	o := Options{APIKey: testKey, Secret: testSecret, ShopURL: "http://{shop}:" + port, Shops: domains, Now: func() time.Time { return testNow }}
	c, err := NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	// The name need not resolve on this machine: every name leads to the server.
	dial := func(c *Client) {
		transport := c.http.Transport.(*http.Transport)
		plain := transport.DialContext
		transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return plain(ctx, network, "127.0.0.1:"+port)
		}
	}
	dial(c)
	if _, err := c.Refresh(t.Context(), "inner.localhost", "r"); !errors.Is(err, errNotPublic) {
		t.Errorf("%v, want a refusal", err)
	}
	if called.Load() {
		t.Error("the inner server was called")
	}
	o.PrivateNetwork = true
	if c, err = NewClient(o); err != nil {
		t.Fatal(err)
	}
	dial(c)
	if _, err := c.Refresh(t.Context(), "inner.localhost", "r"); errors.Is(err, errNotPublic) || !called.Load() {
		t.Errorf("with leave it should be called: %v", err)
	}
}

func TestPrivateAddressesAreNotPublic(t *testing.T) {
	t.Parallel()
	for address, public := range map[string]bool{
		"23.227.38.65:443": true, "[2620:127:f00f:e::1]:443": true,
		"127.0.0.1:443": false, "10.1.2.3:443": false, "172.16.0.1:443": false, "192.168.1.1:443": false, "169.254.169.254:80": false,
		"100.64.0.1:443": false, "0.0.0.0:443": false, "224.0.0.1:443": false, "255.255.255.255:443": false, "[::1]:443": false,
		"[::]:443": false, "[fe80::1]:443": false, "[fd00::1]:443": false, "[::ffff:127.0.0.1]:443": false, "[64:ff9b::7f00:1]:443": false,
		"[2002:7f00:1::]:443": false, "198.18.0.1:443": false, "name:443": false,
	} {
		if err := publicOnly("tcp", address, nil); (err == nil) != public {
			t.Errorf("%s: %v, public should be %v", address, err, public)
		}
	}
}

func TestShopURLHoldsTheShopInOnePlace(t *testing.T) {
	t.Parallel()
	for template, ok := range map[string]bool{
		"https://{shop}": true, "https://{shop}/": true, "https://{shop}:8443": true, "http://127.0.0.1:4010/shops/{shop}": true, "https://gate.example/{shop}/x": true,
		"": false, "https://shop.example": false, "https://{shop}.example": false, "https://x{shop}": false, "https://x/{shop}y": false,
		"ftp://{shop}": false, "https://{shop}/{shop}": false, "https://u:p@{shop}": false, "https://x/?s={shop}": false, "{shop}": false, "https://x/#/{shop}/": false,
	} {
		if err := CheckShopURL(template); (err == nil) != ok {
			t.Errorf("%q: %v, should be accepted: %v", template, err, ok)
		}
	}
}
