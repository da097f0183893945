package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestF17BadWebhooksAreRefusedAndLeaveNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	order := []byte(`{"id":1001,"name":"#1","created_at":"2026-11-01T10:00:00-05:00","updated_at":"2026-11-01T10:00:00-05:00","currency":"USD","financial_status":"paid","line_items":[]}`)
	deep := append(append(bytes.Repeat([]byte(`{"a":`), 10_000), '1'), bytes.Repeat([]byte(`}`), 10_000)...)
	cases := []struct {
		name, topic, id string
		body            []byte
		signature       string // empty: the right one
		status          int
	}{
		{"unsigned", "orders/paid", "w1", order, "-", http.StatusBadRequest},
		{"signed with another secret", "orders/paid", "w2", order, sign("another secret, long enough", order), http.StatusUnauthorized},
		{"signed as other bytes", "orders/paid", "w3", order, sign(h.stand.keys.Secret, append([]byte(" "), order...)), http.StatusUnauthorized},
		{"a signature cut short", "orders/paid", "w4", order, sign(h.stand.keys.Secret, order)[:20], http.StatusUnauthorized},
		{"no JSON", "orders/paid", "w5", []byte("hello"), "", http.StatusBadRequest},
		{"half a JSON", "orders/paid", "w6", order[:40], "", http.StatusBadRequest},
		{"a list", "orders/paid", "w7", []byte("[1,2]"), "", http.StatusBadRequest},
		{"nested too deep", "orders/paid", "w8", deep, "", http.StatusBadRequest},
		{"not UTF-8", "orders/paid", "w9", []byte("{\"a\":\"\xff\"}"), "", http.StatusBadRequest},
		{"no id", "orders/paid", "", order, "", http.StatusBadRequest},
		{"no topic", "", "w10", order, "", http.StatusBadRequest},
		{"too large", "orders/paid", "w11", append(bytes.Repeat([]byte(" "), 5<<20), order...), "", http.StatusRequestEntityTooLarge},
	}
	for _, c := range cases {
		signature := c.signature
		switch signature {
		case "":
			signature = sign(h.stand.keys.Secret, c.body)
		case "-":
			signature = ""
		}
		if status := h.postSigned(demoShop, c.topic, c.id, c.body, signature); status != c.status {
			t.Errorf("%s: answered %d, want %d", c.name, status, c.status)
		}
	}
	h.work()
	var list struct{ Items []struct{ ID string } }
	h.get(demoShop, "/api/admin/deliveries", &list)
	if len(list.Items) != 0 {
		t.Errorf("refused webhooks were kept: %+v", list.Items)
	}
}

func TestF20AWronglyTypedWebhookWaitsForAPersonAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	bad := []byte(`{"id":"not a number","updated_at":17,"currency":{},"line_items":"many"}`)
	good := []byte(`{"id":2002,"name":"#2","created_at":"2026-11-01T10:00:00-05:00","updated_at":"2026-11-01T10:00:00-05:00","currency":"USD","financial_status":"paid",
		"customer":{"id":77,"email":"ida@example.com"},"line_items":[{"id":5,"quantity":1,"price":"12.00","title":"Cup"}]}`)
	for id, body := range map[string][]byte{"bad": bad, "good": good} {
		if status := h.post(demoShop, "orders/paid", id, body); status != http.StatusOK {
			t.Fatalf("%s was answered with %d", id, status)
		}
	}
	if status := h.post(demoShop, "moon/landed", "unknown", good); status != http.StatusOK {
		t.Errorf("an unknown topic was answered with %d, want 200 so that it is not repeated", status)
	}
	h.work()
	h.balance(demoShop, "c_77", 12)
	states := map[string]string{}
	var list struct {
		Items []struct{ ID, State, Problem string }
	}
	h.get(demoShop, "/api/admin/deliveries", &list)
	for _, d := range list.Items {
		states[d.ID] = d.State
		if d.State != "done" && d.Problem == "" {
			t.Errorf("delivery %s is %s and does not say why", d.ID, d.State)
		}
	}
	for id, want := range map[string]string{"bad": "needs_person", "good": "done", "unknown": "refused"} {
		if states[id] != want {
			t.Errorf("delivery %s is %q, want %q", id, states[id], want)
		}
	}
	if status := h.call(demoShop, "POST", "/api/admin/deliveries/bad/replay", nil, nil); status != http.StatusOK {
		t.Errorf("replaying answered %d", status)
	}
}

func TestF20BadApiBodiesNameTheFieldAndChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.post(demoShop, "customers/create", "c", []byte(`{"id":77,"email":"ida@example.com","updated_at":"2026-11-01T10:00:00Z"}`))
	h.work()
	adjust := func(body string) (int, problem) { return h.raw("POST", "/api/admin/contacts/c_77/adjustments", body) }
	cases := []struct{ name, body, location string }{
		{"zero points", `{"key":"12345678","points":0,"reason":"other","note":"x","allowDebt":false}`, "body.points"},
		{"too many points", `{"key":"12345678","points":1000001,"reason":"other","note":"x","allowDebt":false}`, "body.points"},
		{"half a point", `{"key":"12345678","points":1.5,"reason":"other","note":"x","allowDebt":false}`, "body.points"},
		{"points as an operator", `{"key":"12345678","points":{"$gt":""},"reason":"other","note":"x","allowDebt":false}`, "body.points"},
		{"no reason", `{"key":"12345678","points":5,"note":"x","allowDebt":false}`, "body"},
		{"an unknown reason", `{"key":"12345678","points":5,"reason":"love","note":"x","allowDebt":false}`, "body.reason"},
		{"no note", `{"key":"12345678","points":5,"reason":"other","note":"","allowDebt":false}`, "body.note"},
		{"another field", `{"key":"12345678","points":5,"reason":"other","note":"x","allowDebt":false,"shop":"sakura.myshopify.com"}`, "body"},
		{"more than there is", `{"key":"12345678","points":-5,"reason":"other","note":"x","allowDebt":false}`, "body.points"},
	}
	for _, c := range cases {
		status, p := adjust(c.body)
		if status != http.StatusUnprocessableEntity || len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Location, c.location) || p.Errors[0].Message == "" {
			t.Errorf("%s: answered %d %+v, want 422 naming %s", c.name, status, p, c.location)
		}
	}
	for _, body := range []string{"", "{", "null", "[]", strings.Repeat("[", 100_000), `{"key":` + strings.Repeat("9", 300<<10) + `}`} {
		if status, p := adjust(body); status < 400 || status >= 500 || p.Detail == "" {
			t.Errorf("a malformed body was answered with %d %+v", status, p)
		}
	}
	for _, path := range []string{"/api/admin/contacts?limit=0", "/api/admin/contacts?limit=101", "/api/admin/contacts?sort[$gt]=1&sort=evil", "/api/admin/contacts?cursor=nonsense", "/api/admin/deliveries?state=odd"} {
		if status, p := h.raw("GET", path, ""); status != http.StatusUnprocessableEntity || p.Detail == "" {
			t.Errorf("%s answered %d %+v, want 422", path, status, p)
		}
	}
	for _, path := range []string{"/api/admin/contacts/c_1", "/api/admin/contacts/%24where", "/api/admin/deliveries/none", "/api/admin/privacy/none/export", "/api/nothing"} {
		if status, _ := h.raw("GET", path, ""); status != http.StatusNotFound {
			t.Errorf("%s answered %d, want 404", path, status)
		}
	}
	h.balance(demoShop, "c_77", 0)
}

type problem struct {
	Title, Detail, Code string
	Errors              []struct{ Location, Message string }
}

// raw calls the panel's API with a body as it stands.
func (h *harness) raw(method, path, body string) (int, problem) {
	h.Helper()
	token, err := h.stand.MintIDToken(demoShop, staff)
	if err != nil {
		h.Fatal(err)
	}
	request, err := http.NewRequest(method, h.url+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := h.client.Do(request)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var p problem
	if response.StatusCode >= 400 {
		if kind := response.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
			h.Errorf("%s %s answered %d as %s", method, path, response.StatusCode, kind)
		}
		if err := json.NewDecoder(response.Body).Decode(&p); err != nil {
			h.Errorf("%s %s answered %d without a problem: %v", method, path, response.StatusCode, err)
		}
	}
	return response.StatusCode, p
}

func TestF28AdminRoutesWantATokenOfTheirOwnShop(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	for _, r := range routesOf(t) {
		if r.access != "admin" {
			continue
		}
		path := strings.NewReplacer("{id}", "c_1", "{order}", "1").Replace(r.path)
		for name, token := range map[string]string{"no": "", "a nonsensical": "abc", "an unsigned": "eyJhbGciOiJub25lIn0.e30."} {
			if status := h.callWith(token, r.method, path, nil, nil); status != http.StatusUnauthorized {
				t.Errorf("%s %s answered %d to %s token, want 401", r.method, path, status, name)
			}
		}
	}
}

type listed struct{ method, path, access string }

// routesOf reads the route list as the program prints it.
func routesOf(t *testing.T) []listed {
	t.Helper()
	var out bytes.Buffer
	if err := printRoutes(t.Context(), world{Out: &out}); err != nil {
		t.Fatal(err)
	}
	var all []listed
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var r listed
		if _, err := fmt.Sscan(line, &r.method, &r.path, &r.access); err != nil {
			t.Fatalf("the line %q is no route: %v", line, err)
		}
		all = append(all, r)
	}
	return all
}
