package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const bulkQuery = `query OrdersExport { orders { edges { node { id name lineItems { edges { node { id title } } } refunds { id } } } } }`

func runBulk(t *testing.T, ask func(string, map[string]any) map[string]any, query string, grouped bool) map[string]any {
	t.Helper()
	out := ask(`mutation($q: String!, $g: Boolean!) { bulkOperationRunQuery(query: $q, groupObjects: $g) { bulkOperation { id status } userErrors { code message } } }`,
		map[string]any{"q": query, "g": grouped})
	run, _ := at(out, "data", "bulkOperationRunQuery").(map[string]any)
	if run == nil {
		t.Fatalf("%v", out)
	}
	return run
}

// finish asks after an operation until it has ended.
func finish(t *testing.T, ask func(string, map[string]any) map[string]any, id any) map[string]any {
	t.Helper()
	for range 5 {
		out := ask(`query($id: ID!) { bulkOperation(id: $id) { id status errorCode objectCount rootObjectCount fileSize url partialDataUrl } }`, map[string]any{"id": id})
		op, _ := at(out, "data", "bulkOperation").(map[string]any)
		if status := op["status"]; status != bulkCreated && status != bulkRunning {
			return op
		}
	}
	t.Fatal("the operation does not end")
	return nil
}

func (r *rig) result(address any, from string) (int, string) {
	r.t.Helper()
	text, _ := address.(string)
	req, err := http.NewRequest(http.MethodGet, strings.Replace(text, "http://127.0.0.1:4010", r.web.URL, 1), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if from != "" {
		req.Header.Set("Range", "bytes="+from+"-")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(raw)
}

func TestBulkOperationsGatherOrdersWithTheirLines(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	r.buy(Checkout{}, "river-mug", "ash-bowl")
	order := r.buy(Checkout{}, "fir-candle")
	if _, err := r.RefundFull(demo, order.ID, ""); err != nil {
		t.Fatal(err)
	}
	run := runBulk(t, ask, bulkQuery, true)
	op, _ := run["bulkOperation"].(map[string]any)
	if op["status"] != bulkCreated {
		t.Fatalf("%v", run)
	}
	if op = finish(t, ask, op["id"]); op["status"] != bulkCompleted || op["objectCount"] != "5" || op["rootObjectCount"] != "2" {
		t.Fatalf("%v", op)
	}
	status, text := r.result(op["url"], "")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if status != http.StatusOK || len(lines) != 5 || op["fileSize"] != itoa(int64(len(text))) {
		t.Fatalf("%d, %d lines, size %v of %d", status, len(lines), op["fileSize"], len(text))
	}
	parent := ""
	for i, line := range lines {
		var item map[string]any
		if err := json.Unmarshal([]byte(line), &item); err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		above, child := item["__parentId"]
		if !child {
			parent, _ = item["id"].(string)
		} else if above != parent || !strings.Contains(item["id"].(string), "LineItem") {
			t.Errorf("line %d: %v below %s", i, item, parent)
		}
		if _, has := item["lineItems"]; has {
			t.Errorf("line %d holds its children", i)
		}
	}
	if !strings.Contains(lines[3], `"refunds":[{"id":"gid://shopify/Refund/`) {
		t.Errorf("a plain list is not in its line: %s", lines[3])
	}
	if status, rest := r.result(op["url"], "10"); status != http.StatusPartialContent || rest != text[10:] {
		t.Errorf("a stretch: %d, %d bytes", status, len(rest))
	}
	if status, _ := r.result(strings.Replace(op["url"].(string), "signature=", "signature=0", 1), ""); status != http.StatusForbidden {
		t.Errorf("a forged address: %d", status)
	}
	if err := r.AdvanceClock(8 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if status, _ := r.result(op["url"], ""); status != http.StatusForbidden {
		t.Errorf("after its week: %d", status)
	}
}

func TestBulkResultsSurviveARestart(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Dir = t.TempDir() })
	access := r.exchange("expiring", "0")["access_token"].(string)
	ask := func(query string, vars map[string]any) map[string]any {
		_, out := r.call(access, query, vars)
		return out
	}
	r.buy(Checkout{}, "river-mug")
	op := finish(t, ask, at(runBulk(t, ask, bulkQuery, true), "bulkOperation", "id"))
	_, before := r.result(op["url"], "")
	r.close()
	r.open()
	if status, after := r.result(op["url"], ""); status != http.StatusOK || after != before || before == "" {
		t.Errorf("%d %q, before %q", status, after, before)
	}
}

func TestUngroupedResultsLeaveChildrenForLater(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	r.buy(Checkout{}, "river-mug")
	r.buy(Checkout{}, "ash-bowl")
	op := finish(t, ask, at(runBulk(t, ask, bulkQuery, false), "bulkOperation", "id"))
	_, text := r.result(op["url"], "")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != 4 || strings.Contains(lines[1], "__parentId") || !strings.Contains(lines[2], "__parentId") {
		t.Errorf("%q", lines)
	}
}

func TestBulkOperationsGoWrongOnDemand(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	begin := func() map[string]any {
		return finish(t, ask, at(runBulk(t, ask, bulkQuery, true), "bulkOperation", "id"))
	}
	if op := begin(); op["status"] != bulkCompleted || op["url"] != nil || op["objectCount"] != "0" {
		t.Errorf("without orders: %v", op)
	}
	r.buy(Checkout{}, "river-mug")
	r.buy(Checkout{}, "ash-bowl")
	r.fault(Faults{Bulk: BulkEmpty})
	if op := begin(); op["status"] != bulkCompleted || op["url"] != nil {
		t.Errorf("empty: %v", op)
	}
	r.fault(Faults{Bulk: BulkFails})
	op := begin()
	if op["status"] != bulkFailed || op["errorCode"] != "INTERNAL_SERVER_ERROR" || op["url"] != nil || op["partialDataUrl"] == nil {
		t.Errorf("broken off: %v", op)
	}
	if _, text := r.result(op["partialDataUrl"], ""); strings.Count(text, "\n") != 2 {
		t.Errorf("half of it is %q", text)
	}
	r.fault(Faults{Bulk: BulkExpired})
	if status, _ := r.result(begin()["url"], ""); status != http.StatusForbidden {
		t.Errorf("expired: %d", status)
	}
	if err := r.SetFaults(Faults{Bulk: "odd"}); err == nil {
		t.Error("an unknown fault was taken")
	}
}

func TestBulkQueriesAreHeldToTheirRules(t *testing.T) {
	t.Parallel()
	_, ask := graph(t)
	for name, query := range map[string]string{
		"no connection":  `query A { shop { id } }`,
		"two fields":     `query A { shop { id } orders { nodes { id } } }`,
		"mutation":       `mutation A { tagsAdd(id: "x", tags: []) { node { id } } }`,
		"top-level node": `query A { node(id: "gid://shopify/Order/1") { id } }`,
		"variables":      `query A($q: String) { orders(query: $q) { nodes { id } } }`,
		"in a list":      `query A { orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }`,
		"too deep":       `query A { customers { nodes { id orders { nodes { id lineItems { nodes { id } } } } } } }`,
		"without id":     `query A { orders { nodes { name lineItems { nodes { id } } } } }`,
		"syntax":         `query A { orders {`,
	} {
		if run := runBulk(t, ask, query, true); at(run, "userErrors", 0, "code") != "INVALID" || run["bulkOperation"] != nil {
			t.Errorf("%s: %v", name, run)
		}
	}
	for range maxBulkRunning {
		if run := runBulk(t, ask, bulkQuery, true); run["bulkOperation"] == nil {
			t.Fatalf("%v", run)
		}
	}
	run := runBulk(t, ask, bulkQuery, true)
	if at(run, "userErrors", 0, "code") != "LIMIT_REACHED" {
		t.Errorf("a sixth at once: %v", run)
	}
	list := ask(`{ bulkOperations(first: 10) { nodes { id status query } } }`, nil)
	id := at(list, "data", "bulkOperations", "nodes", 0, "id")
	out := ask(`mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }`, map[string]any{"id": id})
	if at(out, "data", "bulkOperationCancel", "bulkOperation", "status") != bulkCancelled {
		t.Errorf("cancelled: %v", out)
	}
	if run := runBulk(t, ask, bulkQuery, true); run["bulkOperation"] == nil {
		t.Errorf("after one ended: %v", run)
	}
}

func TestCostAccountsRunDryAndFillUp(t *testing.T) {
	t.Parallel()
	r, ask := graph(t)
	const costly = `{ orders(first: 90) { nodes { id lineItems(first: 9) { nodes { id } } } } }` // 900
	out := ask(costly, nil)
	if left := at(out, "extensions", "cost", "throttleStatus", "currentlyAvailable"); left.(float64) < 1990 {
		t.Errorf("what was not used is not given back: %v", left)
	}
	for range 30 {
		r.buy(Checkout{}, "river-mug")
	}
	for range 60 {
		if out = ask(costly, nil); out["errors"] != nil {
			break
		}
	}
	if at(out, "errors", 0, "extensions", "code") != "THROTTLED" || at(out, "extensions", "cost", "throttleStatus", "currentlyAvailable").(float64) >= 900 {
		t.Fatalf("never ran dry: %v", out)
	}
	r.advance(10 * time.Second)
	if out = ask(costly, nil); out["errors"] != nil {
		t.Errorf("did not fill up: %v", out["errors"])
	}
}

func TestFaultsOfTheAdminAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	access := r.exchange()["access_token"].(string)
	r.fault(Faults{APIStatus: 503})
	if status, _ := r.call(access, `{ shop { id } }`, nil); status != http.StatusServiceUnavailable {
		t.Errorf("answers %d", status)
	}
	r.fault(Faults{LoseAnswers: true})
	raw := strings.NewReader(`{"query":"mutation { tagsAdd(id: \"` + gid("Customer", r.Customers(demo)[0].ID) + `\", tags: [\"gold\"]) { node { id } } }"}`)
	req, _ := http.NewRequest(http.MethodPost, r.web.URL+"/shops/demo-shop.myshopify.com/admin/api/2026-10/graphql.json", raw)
	req.Header.Set("X-Shopify-Access-Token", access)
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("the answer came")
	}
	if c := r.Customers(demo)[0]; len(c.Tags) == 0 || c.Tags[len(c.Tags)-1] != "gold" {
		t.Errorf("the work was not done: %v", c.Tags)
	}
	r.fault(Faults{UninstallAfter: 2})
	if status, _ := r.call(access, `{ shop { id } }`, nil); status != http.StatusOK {
		t.Errorf("the first call: %d", status)
	}
	if status, _ := r.call(access, `{ shop { id } }`, nil); status != http.StatusUnauthorized {
		t.Errorf("the second call: %d", status)
	}
	if install, _ := r.InstallOf(demo); install.Installed {
		t.Error("still installed")
	}
	for _, f := range []Faults{{APIStatus: 200}, {TokenStatus: 99}, {Drop: -2}, {UninstallAfter: -1}} {
		if err := r.SetFaults(f); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}

func TestLostDeliveriesNeverLeave(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.fault(Faults{Drop: 3})
	r.buy(Checkout{}, "river-mug") // create, paid, updated
	if got := r.settle(); len(got) != 0 {
		t.Fatalf("%d came", len(got))
	}
	r.buy(Checkout{}, "river-mug")
	if got := r.settle(); len(got) != 3 || r.Faults().Drop != 0 {
		t.Errorf("%d came, %d to be lost", len(got), r.Faults().Drop)
	}
	r.fault(Faults{Drop: DropAll})
	r.buy(Checkout{}, "river-mug")
	r.buy(Checkout{}, "river-mug")
	if got := r.settle(); len(got) != 3 || r.Faults().Drop != DropAll {
		t.Errorf("%d came", len(got))
	}
}

func TestRevokedTokensAreRefreshedUnlessTheyAreAllGone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer := r.exchange()
	access := answer["access_token"].(string)
	if err := r.RevokeTokens(demo, false); err != nil {
		t.Fatal(err)
	}
	if status, _ := r.call(access, `{ shop { id } }`, nil); status != http.StatusUnauthorized {
		t.Errorf("a revoked token: %d", status)
	}
	status, fresh := r.refreshed(answer["refresh_token"])
	if status != http.StatusOK {
		t.Fatalf("%d %v", status, fresh)
	}
	if err := r.RevokeTokens(demo, true); err != nil {
		t.Fatal(err)
	}
	if status, fresh = r.refreshed(fresh["refresh_token"]); fresh["error"] != "invalid_grant" {
		t.Errorf("%d %v", status, fresh)
	}
}
