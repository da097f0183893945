package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const schemaFile = "../../.cache/schema/admin-2026-10.json.gz"

// call runs an operation at the demonstration store.
func (r *rig) call(access, query string, vars map[string]any) (int, map[string]any) {
	r.t.Helper()
	raw, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, r.web.URL+"/shops/demo-shop.myshopify.com/admin/api/2026-10/graphql.json", bytes.NewReader(raw))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Shopify-Access-Token", access)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if got := res.Header.Get("X-Shopify-API-Version"); got != Version {
		r.t.Errorf("X-Shopify-API-Version %q", got)
	}
	answer, _ := io.ReadAll(res.Body)
	out := map[string]any{}
	if err := json.Unmarshal(answer, &out); err != nil {
		r.t.Fatalf("%s: %v", answer, err)
	}
	return res.StatusCode, out
}

// graph is a rig with a token and, when it was fetched, the official schema.
func graph(t *testing.T) (*rig, func(query string, vars map[string]any) map[string]any) {
	t.Helper()
	r := newRig(t)
	access := r.exchange("expiring", "0")["access_token"].(string)
	return r, func(query string, vars map[string]any) map[string]any {
		t.Helper()
		status, out := r.call(access, query, vars)
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, out)
		}
		return out
	}
}

// at walks into nested maps and lists.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

func TestTheAdminAPIRefusesUnknownTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, token := range []string{"", "shpat_no"} {
		if status, _ := r.call(token, "{ shop { id } }", nil); status != http.StatusUnauthorized {
			t.Errorf("token %q: %d", token, status)
		}
	}
}

func TestQueriesFollowAliasesFragmentsAndVariables(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	o := r.buy(Checkout{Email: "guest@example.com", Code: "WELCOME10"}, "river-mug", "fir-candle")
	out := ask(`query($id: ID!, $no: Boolean!) {
		store: shop { ...s __typename }
		order(id: $id) { name total: totalPriceSet { shopMoney { amount currencyCode } } note @include(if: $no) lineItems(first: 1) { nodes { title } pageInfo { hasNextPage } } customer { id } }
		node(id: $id) { id ... on Order { test } ... on Customer { email } }
	} fragment s on Shop { domain: myshopifyDomain ianaTimezone }`, map[string]any{"id": gid("Order", o.ID), "no": false})
	want := map[string]any{
		"store": map[string]any{"domain": "demo-shop.myshopify.com", "ianaTimezone": "America/New_York", "__typename": "Shop"},
		"order": map[string]any{
			"name": "#1001", "customer": nil,
			"total":     map[string]any{"shopMoney": map[string]any{"amount": "57.98", "currencyCode": "USD"}},
			"lineItems": map[string]any{"nodes": []any{map[string]any{"title": "River mug"}}, "pageInfo": map[string]any{"hasNextPage": true}},
		},
		"node": map[string]any{"id": gid("Order", o.ID), "test": false},
	}
	if diff := cmp.Diff(want, out["data"]); diff != "" {
		t.Error(diff, out["errors"])
	}
	if at(out, "extensions", "cost", "throttleStatus", "restoreRate") != 100.0 {
		t.Errorf("cost block: %v", out["extensions"])
	}
}

func TestOrdersArePagedByChangeWithoutGapOrRepeat(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	var ids []string
	for range 7 {
		ids = append(ids, gid("Order", r.buy(Checkout{Email: "guest@example.com"}, "river-mug").ID))
		r.advance(time.Minute)
	}
	since := r.Now().Add(-5*time.Minute - 30*time.Second).Format(time.RFC3339)
	var got []string
	var after any
	for range 10 {
		out := ask(`query($after: String, $q: String) { orders(first: 2, after: $after, query: $q, sortKey: UPDATED_AT) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
			map[string]any{"after": after, "q": "updated_at:>='" + since + "'"})
		nodes, _ := at(out, "data", "orders", "nodes").([]any)
		for _, n := range nodes {
			got = append(got, at(n, "id").(string))
		}
		if at(out, "data", "orders", "pageInfo", "hasNextPage") != true {
			break
		}
		after = at(out, "data", "orders", "pageInfo", "endCursor")
	}
	if diff := cmp.Diff(ids[2:], got); diff != "" {
		t.Error(diff)
	}
}

func TestOrdersOlderThanSixtyDaysAreNotFound(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	r.buy(Checkout{Email: "guest@example.com"}, "river-mug")
	r.advance(61 * 24 * time.Hour)
	if nodes := at(ask(`{ orders(first: 5) { nodes { id } } }`, nil), "data", "orders", "nodes"); len(nodes.([]any)) != 0 {
		t.Errorf("%v", nodes)
	}
	if err := r.SetScopes(demo, []string{"read_orders", "read_all_orders"}); err != nil {
		t.Fatal(err)
	}
	if nodes := at(ask(`{ orders(first: 5) { nodes { id } } }`, nil), "data", "orders", "nodes"); len(nodes.([]any)) != 1 {
		t.Errorf("%v", nodes)
	}
}

func TestAMissingScopeIsDeniedBesideTheData(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	if err := r.SetScopes(demo, []string{"read_orders"}); err != nil {
		t.Fatal(err)
	}
	out := ask(`{ customers(first: 1) { nodes { id } } shop { name } }`, nil)
	if at(out, "data", "customers") != nil || at(out, "data", "shop", "name") != "Fern & Kiln" {
		t.Errorf("%v", out["data"])
	}
	if at(out, "errors", 0, "extensions", "code") != "ACCESS_DENIED" || at(out, "errors", 0, "path", 0) != "customers" {
		t.Errorf("%v", out["errors"])
	}
}

func TestMetafieldsAreWrittenTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	c := r.Customers(demo)[0]
	const set = `mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { key value compareDigest } userErrors { field code message } } }`
	good := map[string]any{"ownerId": gid("Customer", c.ID), "key": "points", "type": "number_integer", "value": "40"}
	stray := map[string]any{"ownerId": "gid://shopify/Customer/1", "key": "points", "type": "number_integer", "value": "40"}
	out := ask(set, map[string]any{"m": []any{good, stray}})
	if at(out, "data", "metafieldsSet", "userErrors", 0, "code") != "INVALID" {
		t.Errorf("%v", out)
	}
	const read = `query($id: ID!) { customer(id: $id) { metafield(namespace: "$app", key: "points") { value compareDigest jsonValue } } }`
	if got := at(ask(read, map[string]any{"id": gid("Customer", c.ID)}), "data", "customer", "metafield"); got != nil {
		t.Errorf("half of a refused write is there: %v", got)
	}
	ask(set, map[string]any{"m": []any{good}})
	got := at(ask(read, map[string]any{"id": gid("Customer", c.ID)}), "data", "customer", "metafield")
	if at(got, "value") != "40" || at(got, "jsonValue") != 40.0 {
		t.Errorf("%v", got)
	}
	good["compareDigest"] = "old"
	if out := ask(set, map[string]any{"m": []any{good}}); at(out, "data", "metafieldsSet", "userErrors", 0, "code") != "STALE_OBJECT" {
		t.Errorf("%v", out)
	}
}

func TestTagsAreAddedOnceAndAnnounced(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	c := r.Customers(demo)[0]
	const add = `mutation($id: ID!) { tagsAdd(id: $id, tags: ["gold", "Gold"]) { node { id } userErrors { message } } }`
	ask(add, map[string]any{"id": gid("Customer", c.ID)})
	ask(add, map[string]any{"id": gid("Customer", c.ID)})
	got, _ := r.Customer(demo, c.ID)
	if diff := cmp.Diff(append(c.Tags, "gold"), got.Tags); diff != "" {
		t.Error(diff)
	}
	if n := len(r.topic("customers/update")); n != 1 {
		t.Errorf("%d announcements, want 1", n)
	}
}

func TestThrottlingIsAnAnswerWithStatus200(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	if err := r.SetFaults(Faults{Throttle: true}); err != nil {
		t.Fatal(err)
	}
	out := ask(`{ shop { id } }`, nil)
	if at(out, "errors", 0, "extensions", "code") != "THROTTLED" || at(out, "extensions", "cost", "requestedQueryCost") == nil {
		t.Errorf("%v", out)
	}
}

func TestCostlyQueriesAreRefused(t *testing.T) {
	t.Parallel()
	_, ask := graph(t)
	out := ask(`{ orders(first: 250) { nodes { id lineItems(first: 50) { nodes { id product { id } } } } } }`, nil)
	if at(out, "errors", 0, "extensions", "code") != "MAX_COST_EXCEEDED" {
		t.Errorf("%v", out)
	}
}

func TestWithoutTheSchemaItSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.SchemaPath = "/nowhere/schema.json" })
	for _, n := range r.Notices() {
		if n.Kind == "schema" {
			return
		}
	}
	t.Error("no notice about the missing schema")
}

// TestOperationsAreCheckedAgainstTheOfficialSchema also proves that the object
// the sandbox answers for every root field has the schema's shape.
func TestOperationsAreCheckedAgainstTheOfficialSchema(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(schemaFile); errors.Is(err, fs.ErrNotExist) {
		t.Skip("SKIPPED: the official schema is not in " + schemaFile + "; run .ci/schema")
	}
	schema := must(readSchema(schemaFile))(t)
	r, ask := graph(t)
	r.Server.schema = schema
	for query, want := range map[string]string{
		`{ shop { nom } }`:                          "undefinedField",
		`{ order { id } }`:                          "missingRequiredArguments",
		`{ orders(first: "two") { nodes { id } } }`: "argumentLiteralsIncompatible",
		`{ frobnicate { id } }`:                     "undefinedField",
		`query($x: ID!) { shop { id } }`:            "variableNotUsed",
	} {
		out := ask(query, nil)
		if out["data"] != nil || at(out, "errors", 0, "extensions", "code") != want {
			t.Errorf("%s: %v, want %s", query, out, want)
		}
	}
	out := ask(`query($id: ID!) { order(id: $id) { id } }`, map[string]any{"id": []any{1}})
	if at(out, "errors", 0, "extensions", "code") != "INVALID_VARIABLE" {
		t.Errorf("%v", out)
	}
	r.checkShapes(t, ask)
}

// checkShapes compares the fields of the objects made for an order and its
// customer with the schema's types.
func (r *rig) checkShapes(t *testing.T, ask func(string, map[string]any) map[string]any) {
	t.Helper()
	o := r.buy(Checkout{CustomerID: r.Customers(demo)[0].ID, Code: "FIVEOFF", Tip: 100}, "river-mug", "ash-bowl")
	if _, err := r.RefundLines(demo, o.ID, RefundLinesRequest{Lines: []RefundQuantity{{o.Lines[0].ID, 1}}, Shipping: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.RefundAmount(demo, o.ID, 100, ""); err != nil {
		t.Fatal(err)
	}
	out := ask(`query($id: ID!) { order(id: $id) { id processedAt displayFinancialStatus displayFulfillmentStatus
		refunds { id totalRefundedSet { shopMoney { amount } } transactions(first: 5) { nodes { kind status amountSet { shopMoney { amount } } } }
			orderAdjustments(first: 5) { nodes { amountSet { shopMoney { amount } } reason } }
			refundLineItems(first: 5) { nodes { quantity restockType subtotalSet { shopMoney { amount } } lineItem { id } } } }
		lineItems(first: 10) { nodes { id quantity currentQuantity isGiftCard product { id } variant { id } discountAllocations { allocatedAmountSet { shopMoney { amount } } } } }
		customer { id numberOfOrders amountSpent { amount } defaultEmailAddress { emailAddress } } }
		currentAppInstallation { id accessScopes { handle } } webhookSubscriptions(first: 1) { nodes { id } }
		customers(first: 1, sortKey: UPDATED_AT, query: "state:enabled") { edges { cursor node { id verifiedEmail } } } }`, map[string]any{"id": gid("Order", o.ID)})
	if out["errors"] != nil {
		t.Errorf("%v", out["errors"])
	}
	var walk func(v any)
	seen := map[string]bool{}
	walk = func(v any) {
		switch v := v.(type) {
		case object:
			if v == nil {
				return
			}
			kind, _ := v["__typename"].(string)
			def := r.Server.schema.Types[kind]
			if def == nil {
				t.Errorf("the schema has no type %q", kind)
				return
			}
			for name, inner := range v {
				if name != "__typename" && def.Fields.ForName(name) == nil && !seen[kind+"."+name] {
					seen[kind+"."+name] = true
					t.Errorf("the schema has no field %s.%s", kind, name)
				}
				if fn, lazy := inner.(field); lazy {
					got, err := fn(map[string]any{"first": 5, "id": gid("Order", o.ID), "key": "points"})
					if err != nil && !strings.Contains(err.Error(), "Invalid id") && !strings.Contains(err.Error(), "Access denied") {
						t.Errorf("%s.%s: %v", kind, name, err)
					}
					inner = got
				}
				if kind != "Customer" || name != "orders" { // back to where we came from
					walk(inner)
				}
			}
		case []object:
			for _, item := range v {
				walk(item)
			}
		}
	}
	r.read(func(st *state) {
		run := &run{server: r.Server, state: st, shop: st.Shops[0]}
		root := run.queries()
		root["__typename"] = "QueryRoot"
		walk(root)
		walk(run.customerObject(st.Shops[0].Customers[0].ID))
	})
}
