package webhooks

import (
	"fmt"
	"strings"
	"testing"

	"clientele/models"
)

// base is an order that reads well; each case spoils one thing.
const base = `{"id": 1, "created_at": "2026-10-03T09:30:00Z", "updated_at": "2026-10-03T09:30:00Z", "financial_status": "paid",
	"currency": "USD", "email": "secret@example.org", "customer": {"id": 7, "email": "secret@example.org"},
	"line_items": [{"id": 2, "quantity": 1, "price": "5.00", "tax_lines": [{"price": "0.50"}]}],
	"refunds": [{"id": 3, "created_at": "2026-10-03T09:30:00Z", "refund_line_items": [{"line_item_id": 2, "quantity": 1, "subtotal": 5}]}]}`

func TestF20SpoiledOrdersAreRefusedWithThePlaceAndNoValue(t *testing.T) {
	t.Parallel()
	if _, err := readOrder(delivery("orders/paid", []byte(base))); err != nil {
		t.Fatalf("the order to spoil does not read: %v", err)
	}
	cases := []struct{ old, new, want string }{
		{`"id": 1,`, ``, "id is missing"},
		{`"id": 1,`, `"id": null,`, "id is missing"},
		{`"id": 1,`, `"id": 1e308,`, "id must be a number of the platform"},
		{`"id": 1,`, `"id": 1.5,`, "id must be a number of the platform"},
		{`"id": 1,`, `"id": -1,`, "id must be a number of the platform"},
		{`"id": 1,`, `"id": 0,`, "id must be a number of the platform"},
		{`"id": 1,`, `"id": {"$gt": ""},`, "id must be a number of the platform"},
		{`"id": 1,`, `"id": 1, "id": 2,`, "the body names a field twice"},
		{`"currency": "USD"`, `"currency": "usd"`, "currency must be the code of a currency"},
		{`"currency": "USD"`, `"currency": 5`, "currency must be the code of a currency"},
		{`"currency": "USD",`, ``, "currency is missing"},
		{`"2026-10-03T09:30:00Z", "updated_at"`, `"yesterday", "updated_at"`, "created_at must be a time"},
		{`"updated_at": "2026-10-03T09:30:00Z"`, `"updated_at": null`, "updated_at is missing"},
		{`"updated_at": "2026-10-03T09:30:00Z"`, `"updated_at": "0001-01-01T00:00:00Z"`, "updated_at must be a time"},
		{`"financial_status": "paid"`, `"financial_status": true`, "financial_status must be a text"},
		{`"customer": {"id": 7,`, `"customer": {"id": "secret",`, "customer.id must be a number of the platform"},
		{`"customer": {"id": 7,`, `"customer": {`, "customer.id is missing"},
		{`"customer": {"id": 7, "email": "secret@example.org"}`, `"customer": "secret"`, "customer must be an object"},
		{`"quantity": 1, "price": "5.00"`, `"quantity": "1", "price": "5.00"`, "line_items[0].quantity must be a whole number"},
		{`"quantity": 1, "price": "5.00"`, `"quantity": -1, "price": "5.00"`, "line_items[0].quantity must be a whole number"},
		{`"quantity": 1, "price": "5.00"`, `"price": "5.00"`, "line_items[0].quantity is missing"},
		{`"price": "5.00"`, `"price": "secret"`, "line_items[0].price must be an amount in USD"},
		{`"price": "5.00"`, `"price": "5.001"`, "line_items[0].price must be an amount in USD"},
		{`"price": "5.00"`, `"price": "-5.00"`, "line_items[0].price must not be negative"},
		{`"price": "5.00"`, `"price": 1e308`, "line_items[0].price must be an amount in USD"},
		{`"price": "5.00"`, `"price": 1e999999999`, "line_items[0].price must be an amount in USD"},
		{`"price": "5.00"`, `"price": []`, "line_items[0].price must be an amount in USD"},
		{`"quantity": 1, "price": "5.00"`, `"quantity": 1000000000, "price": "9999999999.00"`, "line_items[0].price makes a line worth more"},
		{`"tax_lines": [{"price": "0.50"}]`, `"tax_lines": [{"price": "900000000000.00"}, {"price": "900000000000.00"}]`, "line_items[0].tax_lines adds up to more"},
		{`"price": "5.00"`, `"gift_card": false`, "line_items[0].price is missing"},
		{`"tax_lines": [{"price": "0.50"}]`, `"tax_lines": [{"price": true}]`, "line_items[0].tax_lines[0].price must be an amount"},
		{`"tax_lines": [{"price": "0.50"}]`, `"tax_lines": {}`, "line_items[0].tax_lines must be a list"},
		{`"tax_lines": [{"price": "0.50"}]}`, `"tax_lines": []}, {"id": "2", "quantity": 1, "price": "1.00"}`, "line_items[1].id occurs twice"},
		{`"line_items": [{`, `"line_items": [null, {`, "line_items[0] must be an object"},
		{`"line_items"`, `"lines"`, "line_items is missing"},
		{`"line_item_id": 2`, `"line_item_id": null`, "refunds[0].refund_line_items[0].line_item_id is missing"},
		{`"subtotal": 5`, `"subtotal": -5`, "refunds[0].refund_line_items[0].subtotal must not be negative"},
		{`{"id": 3, "created_at": "2026-10-03T09:30:00Z"`, `{"id": 3`, "refunds[0].created_at is missing"},
	}
	for _, c := range cases {
		t.Run(c.new, func(t *testing.T) {
			t.Parallel()
			body := strings.Replace(base, c.old, c.new, 1)
			if body == base {
				t.Fatalf("nothing was spoiled: %q does not occur", c.old)
			}
			seen := notes{}
			_, err := seen.hooks().Dispatch(t.Context(), delivery("orders/paid", []byte(body)))
			if models.CodeOf(err) != models.Invalid || !strings.Contains(fmt.Sprint(err), c.want) {
				t.Errorf("got %v, want Invalid with %q", err, c.want)
			}
			if strings.Contains(fmt.Sprint(err), "secret") {
				t.Errorf("the message tells a value of the body: %v", err)
			}
			if len(seen.facts) > 0 {
				t.Error("a flow was called all the same")
			}
		})
	}
}

func TestOrdersBeyondTheLimitsAreRefused(t *testing.T) {
	t.Parallel()
	lines := strings.Repeat(`{"id": 2, "quantity": 1, "price": "5.00"},`, 2000) + `{"id": 2, "quantity": 1, "price": "5.00"}`
	body := strings.Replace(base, `"line_items": [`, `"line_items": [`+lines+`,`, 1)
	if _, err := readOrder(delivery("orders/paid", []byte(body))); err == nil || !strings.Contains(err.Error(), "line_items has more than 2000") {
		t.Errorf("got %v", err)
	}
	refunds := strings.Repeat(`{},`, 500)
	body = strings.Replace(base, `"refunds": [`, `"refunds": [`+refunds, 1)
	if _, err := readOrder(delivery("orders/paid", []byte(body))); err == nil || !strings.Contains(err.Error(), "refunds has more than 500") {
		t.Errorf("got %v", err)
	}
}

func TestLargeOrderOfStrangeNamesIsRead(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("ש🎁\\u0000", 125)
	var lines []string
	for i := range 500 {
		lines = append(lines, fmt.Sprintf(`{"id": %d, "quantity": 2, "price": "1.00", "title": "%s"}`, 100+i, name))
	}
	var refunds []string
	for i := range 100 {
		refunds = append(refunds, fmt.Sprintf(`{"id": %d, "created_at": "2026-10-03T09:30:00Z", "refund_line_items": [{"line_item_id": %d, "quantity": 1, "subtotal": 1.00}]}`, 900+i, 100+i))
	}
	body := `{"id": 1, "created_at": "2026-10-03T09:30:00Z", "updated_at": "2026-10-03T09:30:00Z", "financial_status": "paid", "currency": "USD",
		"line_items": [` + strings.Join(lines, ",") + `], "refunds": [` + strings.Join(refunds, ",") + `]}`
	fact, err := readOrder(delivery("orders/paid", []byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if len(fact.Snapshot.Lines) != 500 || len(fact.Snapshot.Refunds) != 100 {
		t.Errorf("%d lines and %d refunds", len(fact.Snapshot.Lines), len(fact.Snapshot.Refunds))
	}
	if title := fact.Snapshot.Lines[0].Title; len([]rune(title)) > textMax || strings.ContainsRune(title, 0) {
		t.Errorf("title of %d characters", len([]rune(title)))
	}
}

func TestBodiesThatNoReaderShouldSeeAreRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"nested 65 deep":           strings.Repeat(`{"a":`, 65) + `1` + strings.Repeat(`}`, 65),
		"nested 10,000 deep":       `{"a":` + strings.Repeat(`[`, 10_000) + strings.Repeat(`]`, 10_000) + `}`,
		"never closed":             strings.Repeat(`{"a":`, 10),
		"closed too often":         `{}}`,
		"closed wrongly":           `{"a": [1}}`,
		"byte order mark":          "\xef\xbb\xbf{}",
		"invalid UTF-8":            "{\"a\": \"\xff\"}",
		"not a number":             `{"a": NaN}`,
		"a list":                   `[{}]`,
		"a text":                   `"{}"`,
		"two objects":              `{} {}`,
		"a comma too many":         `{"a": 1,}`,
		"a name without value":     `{"a"}`,
		"a number as name":         `{1: 2}`,
		"larger than the limit":    `{"a": "` + strings.Repeat("x", BodyMax) + `"}`,
		"more values than allowed": `{"a": [` + strings.Repeat("1,", valuesMax) + `1]}`,
		"a field named twice":      `{"a": {"b": 1, "b": 1}}`,
		"nothing but space":        "  \n ",
	}
	for name, body := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := parse([]byte(body)); models.CodeOf(err) != models.Invalid {
				t.Errorf("got %v, want Invalid", err)
			}
		})
	}
	for name, body := range map[string]string{
		"nested 64 deep":    strings.Repeat(`{"a":`, 64) + `1` + strings.Repeat(`}`, 64),
		"brackets in texts": `{"a": "` + strings.Repeat(`[\"{`, 100) + `\\"}`,
		"space around":      " \n{\"a\": [1, \"b\", null, true, {}]}\r\n",
	} {
		if _, err := parse([]byte(body)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestScopesMustLookLikeScopes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"current": [1]}`, `{"current": ["<b>"]}`, `{"current": "read_orders"}`} {
		if _, err := readScopes(delivery("app/scopes_update", []byte(body))); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: %v, want Invalid", body, err)
		}
	}
}

func TestMergeNeedsTwoCustomers(t *testing.T) {
	t.Parallel()
	for _, ids := range [][2]string{
		{"gid://shopify/Customer/1", "gid://shopify/Customer/1"},
		{"gid://shopify/Order/1", "gid://shopify/Customer/2"},
		{"1", "2"},
		{"", "gid://shopify/Customer/2"},
	} {
		body := fmt.Sprintf(`{"admin_graphql_api_customer_kept_id": %q, "admin_graphql_api_customer_deleted_id": %q, "status": "completed", "errors": []}`, ids[0], ids[1])
		if _, err := readMerge(delivery("customers/merge", []byte(body))); models.CodeOf(err) != models.Invalid {
			t.Errorf("%v: %v, want Invalid", ids, err)
		}
	}
}

func TestDeliveryWithoutReaderIsRefusedForGood(t *testing.T) {
	t.Parallel()
	if _, err := (&notes{}).hooks().Dispatch(t.Context(), delivery("products/update", []byte(`{}`))); models.CodeOf(err) != models.Invalid {
		t.Errorf("got %v, want Invalid", err)
	}
}

func TestDeliveryWhoseBodyWasErasedIsDone(t *testing.T) {
	t.Parallel()
	seen := notes{}
	d := delivery("orders/paid", nil)
	d.Subject = "order:1"
	result, err := seen.hooks().Dispatch(t.Context(), d)
	if err != nil || result != (Result{Subject: "order:1", Outcome: "erased"}) || len(seen.facts) != 0 {
		t.Errorf("got %+v, %v, %d facts", result, err, len(seen.facts))
	}
}
