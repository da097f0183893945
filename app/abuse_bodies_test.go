package main

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"clientele/models"
)

// odd are bodies of orders that no platform sends. What cannot be JSON is
// refused at the door; what can is kept, and its reader says what is wrong.
func odd() map[string][]byte {
	order := func(parts string) []byte {
		return []byte(`{"id":3001,"name":"#1","created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","currency":"USD","financial_status":"paid",` + parts + `}`)
	}
	line := func(fields string) []byte { return order(`"line_items":[{"id":5,` + fields + `}]`) }
	return map[string][]byte{
		"10 MB":                           append(bytes.Repeat([]byte(" "), 10<<20), order(`"line_items":[]`)...),
		"10,000 levels":                   order(`"line_items":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)),
		"10,000 levels, never closed":     order(`"line_items":` + strings.Repeat(`{"a":`, 10_000)),
		"NaN":                             line(`"quantity":1,"price":NaN`),
		"Infinity":                        line(`"quantity":1,"price":Infinity`),
		"invalid UTF-8":                   append(order(`"line_items":[],"note":"`), 0xff, '"', '}'),
		"half a letter":                   order("\"line_items\":[],\"note\":\"\xed\xa0\x80\""),
		"a byte order mark":               append([]byte("\xef\xbb\xbf"), order(`"line_items":[]`)...),
		"UTF-16":                          []byte("\xff\xfe{\x00}\x00"),
		"nothing but space":               bytes.Repeat([]byte(" "), 1<<20),
		"zeros":                           make([]byte, 1000),
		"null":                            []byte("null"),
		"1e308 as a price":                line(`"quantity":1,"price":1e308`),
		"1e308 as a text":                 line(`"quantity":1,"price":"1e308"`),
		"1e308 pieces":                    line(`"quantity":1e308,"price":"1.00"`),
		"1e999999999":                     line(`"quantity":1,"price":1e999999999`),
		"a number of a million digits":    line(`"quantity":1,"price":` + strings.Repeat("9", 1_000_000)),
		"a name twice":                    line(`"quantity":1,"price":"1.00","price":"1000.00"`),
		"an id twice":                     []byte(`{"id":3001,"id":3002,"line_items":[]}`),
		"null where lines are":            order(`"line_items":null`),
		"null where a line is":            order(`"line_items":[null]`),
		"null where the customer's id is": order(`"customer":{"id":null},"line_items":[]`),
		"null where refunds are":          order(`"line_items":[],"refunds":[null]`),
		"an object where the name is":     []byte(`{"id":3001,"name":{"$gt":""},"currency":"USD"}`),
		"half a million values":           order(`"line_items":[],"tags":[` + strings.Repeat("0,", 600_000) + `0]`),
		"a million lines":                 order(`"line_items":[` + strings.Repeat("{},", 1_000_000) + `{}]`),
		"empty":                           []byte("{}"),
	}
}

// idOf makes an id of a name, in letters that ids may have.
func idOf(name string) string { return strings.NewReplacer(" ", "-", ",", "", "'", "").Replace(name) }

func TestF20OddBodiesAreRefusedOrParkedWithTheReasonAndHoldUpNobody(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	statuses := map[string]int{}
	for name, body := range odd() {
		statuses[name] = h.post(demoShop, "orders/paid", idOf(name), body)
	}
	for name, status := range statuses {
		if status != http.StatusOK && (status < 400 || status > 499) {
			t.Errorf("%s is answered %d", name, status)
		}
	}
	good := []byte(`{"id":2002,"name":"#2","created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","currency":"USD","financial_status":"paid",
		"customer":{"id":77,"email":"ida@example.com"},"line_items":[{"id":5,"quantity":1,"price":"12.00","title":"Cup"}]}`)
	if status := h.post(demoShop, "orders/paid", "good", good); status != http.StatusOK {
		t.Fatalf("a good order is answered %d", status)
	}
	h.work()
	h.balance(demoShop, "c_77", 12)
	var list struct {
		Items []struct{ ID, State, Problem string }
	}
	h.get(demoShop, "/api/admin/deliveries?limit=100", &list)
	parked := map[string]bool{}
	for _, d := range list.Items {
		parked[d.ID] = d.State == "needs_person"
		if d.State == "needs_person" && d.Problem == "" {
			t.Errorf("%s is parked without a reason", d.ID)
		}
		if d.State != "needs_person" && d.State != "done" {
			t.Errorf("%s is %s after the work", d.ID, d.State)
		}
	}
	for name, refused := range map[string]bool{
		"10 MB": true, "10,000 levels": true, "10,000 levels, never closed": true, "NaN": true, "invalid UTF-8": true, "a byte order mark": true, "null": true, "zeros": true, "UTF-16": true,
		"1e308 as a price": false, "1e308 as a text": false, "1e308 pieces": false, "1e999999999": false, "a name twice": false, "null where a line is": false,
		"null where lines are": false, "half a million values": false, "a million lines": false, "a number of a million digits": false, "empty": false,
	} {
		id := idOf(name)
		if refused != (statuses[name] != http.StatusOK) || !refused && !parked[id] {
			t.Errorf("%s is answered %d and parked: %v", name, statuses[name], parked[id])
		}
	}
	if a := h.asStaff(demoShop, "GET", "/api/admin/contacts/c_77", ""); a.status != http.StatusOK {
		t.Errorf("the panel answers %s", said(a))
	}
}

func TestF20OddBodiesAreRefusedOnEveryRouteOfThePanel(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ours := h.owned(demoShop)
	before := h.balances(demoShop, ours.contact)
	tried := 0
	for _, r := range routesOf(t) {
		body, wanted := bodies[r.method+" "+r.path]
		if r.access != "admin" || !wanted && r.path != "/api/admin/programme" && r.path != "/api/admin/programme/preview" || r.method == http.MethodGet {
			continue
		}
		for name, odd := range map[string]string{
			"nothing": "", "null": "null", "a list": "[]", "a text": `"x"`, "half": strings.TrimSuffix(body+"{", "}"), "100,000 levels": strings.Repeat("[", 100_000), "a deep object": strings.Repeat(`{"a":`, 100_000),
			"300 kB": `{"key":"` + strings.Repeat("x", 300<<10) + `"}`, "NaN": `{"points":NaN}`, "1e308": `{"key":"12345678","points":1e308,"reason":"other","note":"x","allowDebt":false}`,
			"invalid UTF-8": "{\"note\":\"\xff\"}", "a byte order mark": "\xef\xbb\xbf" + body, "null in all fields": `{"key":null,"points":null,"reason":null,"note":null,"allowDebt":null,"settings":null,"baseVersion":null,"dismissed":null}`,
		} {
			tried++
			a := h.asStaff(demoShop, r.method, ours.filled(t, r.path), odd)
			if a.status < 400 || a.status > 499 || !strings.Contains(a.header.Get("Content-Type"), "problem+json") {
				t.Errorf("%s %s with %s is answered %.300s", r.method, r.path, name, said(a))
			}
			if !utf8.ValidString(a.body) {
				t.Errorf("%s %s with %s is answered with broken letters", r.method, r.path, name)
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d bodies were tried", tried)
	}
	if after := h.balances(demoShop, ours.contact); after != before {
		t.Errorf("the contact had %d points and has %d", before, after)
	}
}

func TestF19WhatIsUnknownIsAcknowledgedAndShown(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	customer := []byte(`{"id":77,"email":"ida@example.com","updated_at":"2026-11-01T10:00:00Z"}`)
	if status := h.post(demoShop, "moon/landed", "unknown-topic", customer); status != http.StatusOK {
		t.Errorf("an unknown topic is answered %d, so the platform would repeat it", status)
	}
	version := h.ask("POST", h.url+"/webhooks/shopify", map[string]string{
		"X-Shopify-Topic": "customers/create", "X-Shopify-Hmac-Sha256": sign(h.stand.keys.Secret, customer), "X-Shopify-Shop-Domain": demoShop,
		"X-Shopify-API-Version": "2031-04", "X-Shopify-Webhook-Id": "another-version",
	}, string(customer))
	if version.status != http.StatusOK {
		t.Errorf("another version of the API is answered %s", said(version))
	}
	if status := h.post("nobodys-shop.myshopify.com", "customers/create", "unknown-shop", customer); status != http.StatusOK {
		t.Errorf("a store that has not installed the app is answered %d", status)
	}
	if status := h.post("shop.example.org", "customers/create", "foreign", customer); status != http.StatusForbidden {
		t.Errorf("a store that is not served is answered %d", status)
	}
	h.work()
	var topic, other struct{ State, Problem, APIVersion string }
	h.get(demoShop, "/api/admin/deliveries/unknown-topic", &topic)
	h.get(demoShop, "/api/admin/deliveries/another-version", &other)
	if topic.State != "refused" || !strings.Contains(topic.Problem, "moon/landed") {
		t.Errorf("the panel shows of the unknown topic %+v", topic)
	}
	if other.State != "done" || other.APIVersion != "2031-04" {
		t.Errorf("the panel shows of the other version %+v", other)
	}
	backlog, err := h.program.store.Inbox.Backlog(t.Context(), models.ShopID("nobodys-shop.myshopify.com"), h.stand.Now())
	if err != nil || backlog.Waiting != 0 {
		t.Errorf("of the unknown store %d deliveries wait: %v", backlog.Waiting, err)
	}
	h.balance(demoShop, "c_77", 0)
}

func TestF21AVeryLargeOrderWithManyRefundsAndLongNamesCounts(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	name := strings.Repeat("إيدا 👩‍👩‍👧‍👦 アイダ ", 18)[:250]
	name = strings.ToValidUTF8(name, "")
	var lines []string
	for i := range 500 {
		lines = append(lines, fmt.Sprintf(`{"id":%d,"quantity":1,"price":"1.00","title":%q}`, 1000+i, "كوب ☕ \u202e"+strings.Repeat("長", 240)))
	}
	order := fmt.Sprintf(`{"id":8001,"name":"#8001","created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","currency":"USD","financial_status":"paid",
		"customer":{"id":88,"email":"ida@example.com","first_name":%q,"last_name":%q},"line_items":[%s]}`, name, name, strings.Join(lines, ","))
	if status := h.post(demoShop, "orders/paid", "large", []byte(order)); status != http.StatusOK {
		t.Fatalf("it is answered %d", status)
	}
	h.work()
	h.balance(demoShop, "c_88", 500)
	for i := range 100 {
		refund := fmt.Sprintf(`{"id":%d,"order_id":8001,"created_at":"2026-11-02T10:00:00Z","refund_line_items":[{"id":%d,"line_item_id":%d,"quantity":1,"subtotal":"1.00"}],
			"transactions":[{"id":1,"kind":"refund","status":"success","amount":"1.00","currency":"USD"}],"order_adjustments":[]}`, 100+i, 100+i, 1000+i)
		if status := h.post(demoShop, "refunds/create", fmt.Sprint("refund-", i), []byte(refund)); status != http.StatusOK {
			t.Fatalf("refund %d is answered %d", i, status)
		}
	}
	h.work()
	h.balance(demoShop, "c_88", 400)
	h.allDone(demoShop)
	for path, words := range map[string][]string{
		"/api/admin/contacts/c_88":             {"👩‍👩‍👧‍👦", "アイダ", "إيدا", `"#8001"`},
		"/api/admin/contacts/c_88/explanation": {"長長長", "☕"},
		"/api/admin/contacts/c_88/orders/8001": {"長長長", "☕"},
		"/api/admin/contacts?search=%D8%A5":    {"c_88"},
	} {
		a := h.asStaff(demoShop, "GET", path, "")
		if a.status != http.StatusOK || len(a.body) > 4<<20 || !utf8.ValidString(a.body) {
			t.Errorf("%s answers %d with %d bytes", path, a.status, len(a.body))
		}
		for _, word := range words {
			if !strings.Contains(a.body, word) {
				t.Errorf("%s does not show %s", path, word)
			}
		}
	}
}
