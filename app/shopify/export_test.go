package shopify

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/catchup"
)

const ordersExportJSON = `{"id":"gid://shopify/BulkOperation/9","status":"RUNNING","createdAt":"%s","objectCount":"5","query":"query OrdersExport { orders }"}`

func TestALostBeginningIsFoundAgainAndNotBegunTwice(t *testing.T) {
	t.Parallel()
	own := fmt.Sprintf(ordersExportJSON, testNow.Format(time.RFC3339))
	list := func(nodes string) http.HandlerFunc {
		return says(200, `{"data":{"bulkOperations":{"nodes":[`+nodes+`]}}}`)
	}
	p := newPlatform(t, list(""), hangsUp, list(own))
	c := p.client(t)
	if _, err := c.StartExport(t.Context(), testShop, "x", testNow); models.CodeOf(err) != models.Unavailable {
		t.Fatalf("a lost answer: %v", err)
	}
	if p.calls() != 2 {
		t.Fatalf("%d calls: a beginning was repeated without looking", p.calls())
	}
	e, err := c.StartExport(t.Context(), testShop, "x", testNow)
	if err != nil || e.ID != "gid://shopify/BulkOperation/9" || e.State != catchup.Gathering || e.Objects != 5 {
		t.Errorf("%+v, %v", e, err)
	}
	if p.calls() != 3 {
		t.Errorf("%d calls", p.calls())
	}
}

func TestOnlyAGatheringOfOursOfThisTimeIsTakenUp(t *testing.T) {
	t.Parallel()
	begun := says(200, `{"data":{"bulkOperationRunQuery":{"bulkOperation":{"id":"gid://shopify/BulkOperation/1","status":"CREATED"},"userErrors":[]}}}`)
	for name, node := range map[string]string{
		"older":     fmt.Sprintf(ordersExportJSON, testNow.Add(-time.Hour).Format(time.RFC3339)),
		"another's": strings.Replace(fmt.Sprintf(ordersExportJSON, testNow.Format(time.RFC3339)), "OrdersExport", "Products", 1),
		"broken":    strings.Replace(fmt.Sprintf(ordersExportJSON, testNow.Format(time.RFC3339)), "RUNNING", "FAILED", 1),
	} {
		p := newPlatform(t, says(200, `{"data":{"bulkOperations":{"nodes":[`+node+`]}}}`), begun)
		if e, err := p.client(t).StartExport(t.Context(), testShop, "x", testNow); err != nil || e.ID != "gid://shopify/BulkOperation/1" {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func TestRefusedGatheringsSayWhetherToComeBack(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]models.Code{"LIMIT_REACHED": models.TooMany, "OPERATION_IN_PROGRESS": models.TooMany, "INVALID": models.Internal} {
		p := newPlatform(t, says(200, `{"data":{"bulkOperations":{"nodes":[]}}}`),
			says(200, `{"data":{"bulkOperationRunQuery":{"bulkOperation":null,"userErrors":[{"code":"`+code+`","message":"no"}]}}}`))
		if _, err := p.client(t).StartExport(t.Context(), testShop, "x", testNow); err == nil || models.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
	p := newPlatform(t, says(200, `{"data":{"bulkOperation":null}}`))
	if _, err := p.client(t).Export(t.Context(), testShop, "x", "gid://shopify/BulkOperation/1"); models.CodeOf(err) != models.NotFound {
		t.Errorf("a forgotten one: %v", err)
	}
}

const (
	orderJSON = `{"id":"gid://shopify/Order/%d","name":"#%[1]d","createdAt":"2026-11-01T10:00:00Z","updatedAt":"2026-11-01T10:00:00Z","displayFinancialStatus":"PAID","currencyCode":"USD","totalPriceSet":{"shopMoney":{"amount":"10.0","currencyCode":"USD"}},"refunds":[]}` + "\n"
	lineJSON  = `{"id":"gid://shopify/LineItem/%d","quantity":1,"currentQuantity":1,"originalUnitPriceSet":{"shopMoney":{"amount":"10.0","currencyCode":"USD"}},"__parentId":"gid://shopify/Order/%d"}` + "\n"
)

func exportText(orders, lines int) string {
	var b strings.Builder
	for o := 1; o <= orders; o++ {
		fmt.Fprintf(&b, orderJSON, o)
		for l := range lines {
			fmt.Fprintf(&b, lineJSON, o*100+l+1, o)
		}
	}
	return b.String()
}

// read reads a result from a host that can, or cannot, begin in the middle.
func read(t *testing.T, text string, state catchup.ExportState, ranges bool, limit int) ([]catchup.Order, []catchup.Unreadable, error) {
	t.Helper()
	p := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		if !ranges {
			r.Header.Del("Range")
		}
		if r.Header.Get("X-Shopify-Access-Token") != "" {
			t.Error("the token was sent along")
		}
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(text))
	})
	c := p.client(t)
	e := catchup.Export{State: state, Address: p.URL + "/result", Size: int64(len(text))}
	var orders []catchup.Order
	var unreadable []catchup.Unreadable
	from := int64(0)
	for range 100 {
		part, done, err := c.ReadExport(t.Context(), testShop, "x", e, testNow, from, limit)
		if err != nil {
			return orders, unreadable, err
		}
		orders, unreadable, from = append(orders, part.Orders...), append(unreadable, part.Unreadable...), part.End
		if done {
			return orders, unreadable, nil
		}
	}
	t.Fatal("the result does not end")
	return nil, nil, nil
}

func TestAResultIsReadWholeInAnyStretches(t *testing.T) {
	t.Parallel()
	for _, ranges := range []bool{true, false} {
		for limit := 1; limit <= 8; limit++ {
			for _, text := range []string{exportText(7, 3), strings.TrimSuffix(exportText(7, 3), "\n"), strings.ReplaceAll(exportText(7, 3), "\n", "\r\n\r\n")} {
				orders, unreadable, err := read(t, text, catchup.Complete, ranges, limit)
				if err != nil || len(unreadable) != 0 || len(orders) != 7 {
					t.Fatalf("%d at a time: %d orders, %+v, %v", limit, len(orders), unreadable, err)
				}
				for i, o := range orders {
					if string(o.ID) != fmt.Sprint(i+1) || len(o.Snapshot.Lines) != 3 {
						t.Errorf("%d at a time: order %d is %s with %d lines", limit, i, o.ID, len(o.Snapshot.Lines))
					}
				}
			}
		}
	}
}

func TestOddResultsAreRefusedOrPassedOver(t *testing.T) {
	t.Parallel()
	long := strings.Replace(exportText(1, 1), `"quantity":1`, `"title":"`+strings.Repeat("x", 2<<20)+`","quantity":1`, 1)
	for name, c := range map[string]struct {
		text           string
		state          catchup.ExportState
		orders, passed int
		code           models.Code
	}{
		"empty":                     {"", catchup.Complete, 0, 0, ""},
		"lines apart from orders":   {exportText(3, 0) + fmt.Sprintf(lineJSON, 1, 1) + fmt.Sprintf(lineJSON, 2, 2), catchup.Complete, 0, 0, models.Internal},
		"lines of nobody":           {fmt.Sprintf(lineJSON, 1, 1), catchup.Complete, 0, 0, models.Internal},
		"not JSON":                  {"<html>\n" + exportText(1, 1), catchup.Complete, 0, 0, models.Internal},
		"deeply nested":             {strings.Repeat("[", 900_000) + "\n", catchup.Complete, 0, 0, models.Internal},
		"cut":                       {exportText(3, 2)[:len(exportText(3, 2))-9], catchup.Complete, 0, 0, models.Unavailable},
		"cut, as broken off":        {exportText(3, 2)[:len(exportText(3, 2))-9], catchup.Broken, 2, 0, ""},
		"whole, as broken off":      {exportText(3, 2), catchup.Broken, 2, 0, ""},
		"a line without end":        {long + exportText(1, 1), catchup.Complete, 1, 1, ""},
		"an order without lines":    {exportText(1, 0) + exportText(1, 1), catchup.Complete, 1, 1, ""},
		"a negative price":          {strings.Replace(exportText(2, 1), `"10.0","currencyCode":"USD"}},"__`, `"-1.0","currencyCode":"USD"}},"__`, 1), catchup.Complete, 1, 1, ""},
		"another currency":          {strings.Replace(exportText(2, 1), `"currencyCode":"USD"}},"__`, `"currencyCode":"EUR"}},"__`, 1), catchup.Complete, 1, 1, ""},
		"more than can be counted":  {strings.Replace(exportText(2, 1), `"10.0","currencyCode":"USD"}},"__`, `"999999999999999","currencyCode":"USD"}},"__`, 1), catchup.Complete, 1, 1, ""},
		"an exponent":               {strings.Replace(exportText(2, 1), `"10.0","currencyCode":"USD"}},"__`, `"1e999999999","currencyCode":"USD"}},"__`, 1), catchup.Complete, 1, 1, ""},
		"an order of another form":  {strings.Replace(exportText(2, 1), `"test":false`, `"test":[]`, 1) + `{"id":"gid://shopify/Order/8","name":["x"]}` + "\n" + fmt.Sprintf(lineJSON, 1, 8), catchup.Complete, 2, 1, ""},
		"more lines than are taken": {exportText(1, 2500) + exportText(1, 1), catchup.Complete, 1, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			orders, unreadable, err := read(t, c.text, c.state, true, 10)
			if c.code != "" {
				if err == nil || models.CodeOf(err) != c.code {
					t.Errorf("%v, want %s", err, c.code)
				}
				return
			}
			if err != nil || len(orders) != c.orders || len(unreadable) != c.passed {
				t.Errorf("%d orders, passed over %+v, %v", len(orders), unreadable, err)
			}
		})
	}
}

func TestResultsAreReadFromNowhereElse(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, says(200, ""))
	c := p.client(t)
	for _, address := range []string{
		"https://storage.googleapis.com/a/b?Signature=x", "https://bucket.storage.googleapis.com/a", "https://storage.googleapis.com:443/a", p.URL + "/bulk/1",
	} {
		if _, err := c.reachable(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{
		"", "http://storage.googleapis.com/a", "https://storage.googleapis.com:8443/a", "https://storage.googleapis.com.evil.example/a",
		"https://evilstorage.googleapis.com/a", "https://storage.googleapis.com@evil.example/a", "https://user@storage.googleapis.com/a",
		"https://169.254.169.254/latest", "http://127.0.0.1:1/", "http://localhost/", "file:///etc/passwd", "https://demo-shop.myshopify.com/a",
		strings.Replace(p.URL, "http", "https", 1) + "/bulk/1", "//storage.googleapis.com/a", "gopher://storage.googleapis.com/",
	} {
		if _, err := c.reachable(address); models.CodeOf(err) != models.Internal || err == nil {
			t.Errorf("%s may be read: %v", address, err)
		}
	}
	// Even the right name is not followed to a private address.
	if err := publicOnly("tcp", "127.0.0.1:443", nil); err == nil {
		t.Error("a private address is reached")
	}
	real, err := NewClient(Options{APIKey: testKey, Secret: testSecret, ShopURL: "https://{shop}", Shops: testVerifier(t).Shops, Now: func() time.Time { return testNow }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := real.reachable("https://shop/x"); err == nil {
		t.Error("the shop's own host counts as the platform's storage")
	}
}

func TestARedirectOfAResultIsNotFollowed(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
	})
	e := catchup.Export{State: catchup.Complete, Address: p.URL + "/result", Size: 5}
	_, _, err := p.client(t).ReadExport(t.Context(), testShop, "x", e, testNow, 0, 10)
	if models.CodeOf(err) != models.Unavailable || p.calls() != 1 {
		t.Errorf("%v after %d calls", err, p.calls())
	}
}

func TestNobodyIsRefusedWhoWaits(t *testing.T) {
	t.Parallel()
	p := pace{accounts: map[models.ShopID]account{}, costs: map[string]float64{}}
	if wait := p.spend("a", "orders", testNow); wait != 0 {
		t.Errorf("waits %s for an account nobody has seen", wait)
	}
	var read graphqlAnswer
	read.Extensions.Cost.Requested = 500
	read.Extensions.Cost.Throttle.Maximum, read.Extensions.Cost.Throttle.Available, read.Extensions.Cost.Throttle.Restore = 2000, 900, 100
	p.seen("a", "orders", read.cost(), testNow)
	// 900 are there; 400+300; then 200+500 after those three seconds.
	for i, want := range []time.Duration{0, 3 * time.Second, 8 * time.Second} {
		if wait := p.spend("a", "orders", testNow); wait != want {
			t.Errorf("query %d waits %s, want %s", i, wait, want)
		}
	}
	if wait := p.spend("a", "orders", testNow.Add(time.Minute)); wait != 0 {
		t.Errorf("waits %s for a full account", wait)
	}
	p.seen("small", "orders", queryCost{Requested: 500, Throttle: throttle{Maximum: 500, Available: 300, Restore: 100}}, testNow)
	if wait := p.spend("small", "orders", testNow); wait != 2*time.Second {
		t.Errorf("waits %s for a query that takes a whole account", wait)
	}
	if wait := p.spend("b", "orders", testNow); wait != 0 {
		t.Errorf("one shop waits %s for another", wait)
	}
	read.Extensions.Cost.Requested, read.Extensions.Cost.Throttle.Available, read.Extensions.Cost.Throttle.Restore = 900, 0, 1
	p.seen("a", "orders", read.cost(), testNow)
	if wait := p.spend("a", "orders", testNow); wait != paceMax {
		t.Errorf("waits %s, %s is the most", wait, paceMax)
	}
}

func TestACallerThatLeavesEndsTheWait(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, says(200, strings.Replace(throttledBody, `"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],`, `"data":{"shop":{}},`, 1)))
	c := p.client(t)
	_, _ = c.Details(t.Context(), testShop, "x")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Details(ctx, testShop, "x"); models.CodeOf(err) != models.Unavailable || p.calls() != 1 {
		t.Errorf("%v after %d calls", err, p.calls())
	}
}
