package shopify

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/shops"
)

const shopBody = `{"data":{"shop":{"name":"Demo","email":"owner@example.com","myshopifyDomain":"demo-shop.myshopify.com","currencyCode":"USD","ianaTimezone":"America/New_York"}},"extensions":{"cost":{"requestedQueryCost":1}}}`

func TestDetailsTellNameCurrencyAndZone(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, says(200, shopBody))
	got, err := p.client(t).Details(t.Context(), testShop, "shpat_open")
	if err != nil {
		t.Fatal(err)
	}
	want := shops.Details{Name: "Demo", Email: "owner@example.com", Currency: "USD", Zone: "America/New_York", AsOf: testNow}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	r := p.received[0]
	if r.URL.Path != "/shops/"+testShop+"/admin/api/2026-10/graphql.json" || r.Header.Get("X-Shopify-Access-Token") != "shpat_open" {
		t.Errorf("%s with token %q", r.URL.Path, r.Header.Get("X-Shopify-Access-Token"))
	}
	if query, _ := p.bodies[0]["query"].(string); !strings.Contains(query, "query Shop") {
		t.Errorf("sent %q", query)
	}
}

func TestUnknownZoneCountsInUTC(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, says(200, strings.Replace(shopBody, "America/New_York", "Mars/Olympus", 1)))
	if got, err := p.client(t).Details(t.Context(), testShop, "x"); err != nil || got.Zone != "UTC" {
		t.Errorf("%q, %v", got.Zone, err)
	}
}

const throttledBody = `{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":302,"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":2.0,"restoreRate":100.0}}}}`

// The wait follows the cost account, wherever in the answer that is told.
func TestF25ThrottledQueryWaitsForItsCost(t *testing.T) {
	t.Parallel()
	const inside = `{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED","cost":{"requestedQueryCost":602,"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":2.0,"restoreRate":100.0}}}}]}`
	for name, c := range map[string]struct {
		answers []string
		waits   []time.Duration
	}{
		"beside the data":               {[]string{throttledBody, strings.Replace(throttledBody, "302", "10", 1)}, []time.Duration{3 * time.Second, time.Second}},
		"in the refusal":                {[]string{inside}, []time.Duration{6 * time.Second}},
		"the dearest query":             {[]string{strings.Replace(throttledBody, "302", "1002", 1)}, []time.Duration{10 * time.Second}},
		"nowhere":                       {[]string{`{"errors":[{"message":"Throttled"}]}`}, []time.Duration{time.Second}},
		"an account that does not fill": {[]string{strings.Replace(throttledBody, "100.0", "0", 1)}, []time.Duration{time.Second}},
		"beyond all patience":           {[]string{strings.Replace(throttledBody, "100.0", "0.001", 1)}, []time.Duration{paceMax}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var script []http.HandlerFunc
			for _, answer := range c.answers {
				script = append(script, says(200, answer))
			}
			p := newPlatform(t, append(script, says(200, shopBody))...)
			if _, err := p.client(t).Details(t.Context(), testShop, "x"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.waits, p.waits); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A change is repeated only where the platform has said that it did nothing.
func TestF25AChangeIsNotRepeatedBlindly(t *testing.T) {
	t.Parallel()
	const looked, begun = `{"data":{"bulkOperations":{"nodes":[]}}}`, `{"data":{"bulkOperationRunQuery":{"bulkOperation":{"id":"gid://shopify/BulkOperation/7","status":"CREATED"},"userErrors":[]}}}`
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		calls  int // with the look before, and a try that succeeds where there is one
		want   models.Code
	}{
		"lost after it was done": {hangsUp, 2, models.Unavailable},
		"a failure of its own":   {says(503, ``), 2, models.Unavailable},
		"an internal error":      {says(200, `{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`), 2, models.Unavailable},
		"too many calls":         {says(429, ``), 3, ""},
		"throttled":              {says(200, throttledBody), 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t, says(200, looked), c.answer, says(200, begun))
			_, err := p.client(t).StartExport(t.Context(), testShop, "x", testNow)
			if c.want == "" && err != nil || c.want != "" && (err == nil || models.CodeOf(err) != c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
			if p.calls() != c.calls {
				t.Errorf("%d calls, want %d", p.calls(), c.calls)
			}
		})
	}
}

func TestF25GraphQLRefusalsBecomeCodes(t *testing.T) {
	t.Parallel()
	failure := func(code string) http.HandlerFunc {
		return says(200, `{"data":{"shop":null},"errors":[{"message":"Access denied for shop field.","path":["shop"],"extensions":{"code":"`+code+`"}}]}`)
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   models.Code
		calls  int
	}{
		"throttled for good": {says(200, throttledBody), models.TooMany, 3},
		"access denied":      {failure("ACCESS_DENIED"), models.Forbidden, 1},
		"too costly":         {failure("MAX_COST_EXCEEDED"), models.Internal, 1},
		"internal":           {failure("INTERNAL_SERVER_ERROR"), models.Unavailable, 1},
		"token ended":        {says(401, `{"errors":"[API] Invalid API key or access token"}`), models.Unauthorized, 1},
		"frozen":             {says(402, ``), models.Forbidden, 1},
		"fraud":              {says(403, ``), models.Forbidden, 1},
		"locked":             {says(423, ``), models.Forbidden, 1},
		"security":           {says(430, ``), models.Forbidden, 1},
		"slow down":          {says(429, ``), models.TooMany, 3},
		"down":               {says(502, ``), models.Unavailable, 3},
		"not understood":     {says(422, ``), models.Internal, 1},
		"another shop":       {says(200, strings.Replace(shopBody, testShop, "other.myshopify.com", 1)), models.Internal, 1},
		"no currency":        {says(200, strings.Replace(shopBody, "USD", "", 1)), models.Internal, 1},
		"empty":              {says(200, `{}`), models.Internal, 1},
		"null data":          {says(200, `{"data":null}`), models.Internal, 1},
		"another form":       {says(200, `{"data":{"shop":[]}}`), models.Internal, 1},
		"not JSON":           {says(200, `<html>`), models.Internal, 1},
		"deeply nested":      {says(200, strings.Repeat("[", 1<<20)), models.Internal, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t, c.answer)
			got, err := p.client(t).Details(t.Context(), testShop, "shpat_open")
			if err == nil || models.CodeOf(err) != c.want || got != (shops.Details{}) {
				t.Errorf("%+v, %v, want %s", got, err, c.want)
			}
			if p.calls() != c.calls {
				t.Errorf("%d calls, want %d", p.calls(), c.calls)
			}
			if strings.Contains(err.Error(), "shpat_open") {
				t.Errorf("the error tells the token: %v", err)
			}
		})
	}
}
