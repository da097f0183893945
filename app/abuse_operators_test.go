package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

// operators are texts that some database would take for more than text.
var operators = []string{`{"$gt":""}`, `{"$ne":null}`, `[$ne]`, `$where`, `$where: sleep(5000)`, `a.b`, `$`, `.`, `..`, `{"$regex":".*"}`, `';return true;//`, "a\x00b", `{{7*7}}`}

// apiRoute is what the API document says of a route.
type apiRoute struct {
	Parameters  []struct{ Name, In string }
	RequestBody *struct{}
}

func describedRoutes(t *testing.T) map[string]apiRoute {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "handlers", "testdata", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]apiRoute
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	all := map[string]apiRoute{}
	for path, methods := range document.Paths {
		for method, d := range methods {
			all[strings.ToUpper(method)+" "+path] = d
		}
	}
	return all
}

// state is what a shop's panel shows, to tell whether something changed.
func (h *harness) state(shop string, b belongings) string {
	h.Helper()
	var all strings.Builder
	for _, path := range []string{"/api/admin/contacts/" + b.contact, "/api/admin/contacts?limit=100", "/api/admin/programme", "/api/admin/privacy", "/api/admin/deliveries/" + b.delivery} {
		all.WriteString(said(h.asStaff(shop, "GET", path, "")))
	}
	return all.String()
}

func TestF32OperatorsInPathsAndQueriesAreTextOnEveryRoute(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ours := h.owned(demoShop)
	tried, before := 0, h.state(demoShop, ours)
	for _, r := range routesOf(t) {
		if r.access != "admin" {
			continue
		}
		key := r.method + " " + r.path
		parts := strings.Split(r.path, "/")
		for place, part := range parts {
			if !strings.HasPrefix(part, "{") {
				continue
			}
			for _, operator := range operators {
				spoiled := slices.Clone(parts)
				spoiled[place] = url.PathEscape(operator)
				tried++
				a := h.asStaff(demoShop, r.method, ours.filled(t, strings.Join(spoiled, "/")), bodies[key])
				if a.status != http.StatusNotFound && a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest && a.status != http.StatusMethodNotAllowed {
					t.Errorf("%s with %q as %s is answered %.200s", key, operator, part, said(a))
				}
			}
		}
		if r.method != http.MethodGet {
			continue
		}
		for _, p := range describedRoutes(t)[key].Parameters {
			if p.In != "query" {
				continue
			}
			plain := h.asStaff(demoShop, "GET", ours.filled(t, r.path), "")
			for _, operator := range operators {
				tried++
				as := h.asStaff(demoShop, "GET", ours.filled(t, r.path)+"?"+url.Values{p.Name: {operator}}.Encode(), "")
				if p.Name == "search" && strings.Trim(operator, ".$") == "" && said(as) == said(plain) {
					continue // no word in it, so nothing was searched for
				}
				if text := p.Name == "search" || p.Name == "topic" || p.Name == "orderName"; text && (as.status != http.StatusOK || !strings.Contains(as.body, `"items":[]`)) || !text && (as.status < 400 || as.status > 499) {
					t.Errorf("%s with %s=%q is answered %.200s", key, p.Name, operator, said(as))
				}
			}
			for _, operator := range []string{"[$gt]", "[$ne]", ".$gt", "[]", "[$where]"} {
				tried++
				if a := h.asStaff(demoShop, "GET", ours.filled(t, r.path)+"?"+url.QueryEscape(p.Name+operator)+"=", ""); said(a) != said(plain) {
					t.Errorf("%s with %s%s is answered %.200s, and without it %.200s", key, p.Name, operator, said(a), said(plain))
				}
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d were tried", tried)
	}
	if after := h.state(demoShop, ours); after != before {
		t.Errorf("something changed from\n%.2000s\nto\n%.2000s", before, after)
	}
}

// spoiled gives a value with an operator in place of each of its parts, one at
// a time, and with a field too many in each of its objects.
func spoiled(v any) (all []any) {
	operator := map[string]any{"$gt": ""}
	all = append(all, operator, []any{operator})
	switch v := v.(type) {
	case map[string]any:
		for name, part := range v {
			for _, bad := range spoiled(part) {
				changed := maps.Clone(v)
				changed[name] = bad
				all = append(all, changed)
			}
		}
		for _, name := range []string{"$where", "$set", "a.b", "__proto__", "shop"} {
			changed := maps.Clone(v)
			changed[name] = operator
			all = append(all, changed)
		}
	case []any:
		for i, part := range v {
			for _, bad := range spoiled(part) {
				changed := slices.Clone(v)
				changed[i] = bad
				all = append(all, changed)
			}
		}
	}
	return all
}

func TestF32OperatorsInBodiesAreRefusedOnEveryRoute(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ours := h.owned(demoShop)
	var programme struct {
		Version  int
		Settings json.RawMessage
	}
	h.get(demoShop, "/api/admin/programme", &programme)
	good := maps.Clone(bodies)
	good["POST /api/admin/programme/preview"] = `{"settings":` + string(programme.Settings) + `}`
	good["PUT /api/admin/programme"] = `{"baseVersion":` + string(rune('0'+programme.Version)) + `,"note":"","settings":` + string(programme.Settings) + `}`
	const ladder = `{"period":"calendar","months":0,"keep":"following","graceDays":0,"onRefund":"immediate","downgrade":"one_down","levels":[
		{"id":"gold","name":{"en":"Gold","ja":"","ko":""},"colour":"#d4af37","perks":[{"en":"Tea","ja":"","ko":""}],"extras":["early"],"multiplier":"1.5",
		"reward":5,"any":false,"rules":[{"kind":"spend","params":{"amount":"100"}}],"stage":"","closed":false}]}`
	good["POST /api/admin/levels/trial"] = `{"after":"","settings":` + ladder + `}`
	good["PUT /api/admin/levels"] = `{"baseVersion":0,"note":"","settings":` + ladder + `}`
	good["PUT /api/admin/messages"] = `{"baseVersion":0,"reminderDays":7,"reminderHours":24,"off":["reward_ready"]}`
	good["PUT /api/admin/referral-settings"] = `{"baseVersion":` + string(rune('0'+programme.Version)) +
		`,"terms":{"on":true,"advocatePoints":50,"friendPoints":50,"minimum":"10","waitDays":14,"cap":{"points":500,"period":"year"}}}`
	tried, before := 0, h.state(demoShop, ours)
	for key, d := range describedRoutes(t) {
		if d.RequestBody == nil {
			continue
		}
		body, known := good[key]
		if !known {
			t.Errorf("say in this test what a good body of %s is", key)
			continue
		}
		var decoded any
		if err := json.Unmarshal([]byte(body), &decoded); err != nil {
			t.Fatal(err)
		}
		method, path, _ := strings.Cut(key, " ")
		for _, bad := range spoiled(decoded) {
			raw, err := json.Marshal(bad)
			if err != nil {
				t.Fatal(err)
			}
			tried++
			if a := h.asStaff(demoShop, method, ours.filled(t, path), string(raw)); a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest {
				t.Errorf("%s with %.300s is answered %.200s", key, raw, said(a))
			}
		}
	}
	if tried < 60 {
		t.Errorf("only %d bodies were tried", tried)
	}
	if after := h.state(demoShop, ours); after != before {
		t.Errorf("something changed from\n%.2000s\nto\n%.2000s", before, after)
	}
}

func TestF32OperatorsInTheStorefrontAreText(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, _ := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	for _, extra := range []url.Values{
		{"logged_in_customer_id[$gt]": {""}}, {"logged_in_customer_id.$ne": {"1"}}, {"$where": {"1"}}, {"customer": {`{"$gt":""}`}}, {"logged_in_customer_id[]": {"1"}},
	} {
		address, err := h.stand.ProxyURL(demoShop, "/me", extra, 0)
		if err != nil {
			t.Fatal(err)
		}
		if a := h.ask("GET", address, nil, ""); strings.Contains(a.body, "balance") || a.status >= 500 {
			t.Errorf("signed with %v it is answered %s", extra, said(a))
		}
	}
}
