package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

// answered is what came back, whatever it was.
type answered struct {
	status int
	header http.Header
	body   string
}

// ask sends a request as it stands and follows no redirect.
func (h *harness) ask(method, address string, headers map[string]string, body string) answered {
	h.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	client := &http.Client{Timeout: h.client.Timeout, Transport: h.client.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(response.Body, 8<<20))
	if err != nil {
		h.Fatal(err)
	}
	return answered{response.StatusCode, response.Header, string(raw)}
}

// asStaff asks with a good token of a shop.
func (h *harness) asStaff(shop, method, path, body string) answered {
	h.Helper()
	token, err := h.stand.MintIDToken(shop, staff)
	if err != nil {
		h.Fatal(err)
	}
	return h.ask(method, h.url+path, map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json"}, body)
}

// bodies are good bodies for the routes that want one, so that a refusal is
// never about the body.
var bodies = map[string]string{
	"PUT /api/admin/home/setup":                     `{"dismissed":true}`,
	"POST /api/admin/contacts/{id}/adjustments":     `{"key":"a-key-of-the-form","points":7,"reason":"other","note":"x","allowDebt":false}`,
	"POST /api/admin/rewards":                       `{"key":"a-key-of-the-form","base":0,"settings":` + freeDelivery + `}`,
	"POST /api/admin/reward-name":                   `{"kind":"amount","params":{"amount":"5"}}`,
	"PUT /api/admin/rewards/{id}":                   `{"key":"","base":1,"settings":` + freeDelivery + `}`,
	"POST /api/admin/contacts/{id}/events":          `{"key":"a-key-of-the-form","name":"Review","note":"x"}`,
	"POST /api/admin/contacts/{id}/merging/{other}": `{"key":"a-key-of-the-form","note":"x"}`,
	"PUT /api/admin/contacts/{id}/birthday":         `{"month":2,"day":28}`,
	"POST /api/admin/contacts/{id}/forgiveness":     `{"key":"a-key-of-the-form","points":7,"note":"x"}`,
	"POST /api/admin/services":                      `{"key":"another-key-of-the-form",` + haircut + `}`,
	"PUT /api/admin/services/{id}":                  `{"base":1,` + haircut + `}`,
	"POST /api/admin/staff":                         `{"key":"another-key-of-the-form",` + hairdresser + `}`,
	"PUT /api/admin/staff/{id}":                     `{"base":1,` + hairdresser + `}`,
	"POST /api/admin/locations":                     `{"key":"another-key-of-the-form",` + ginza + `}`,
	"PUT /api/admin/locations/{id}":                 `{"base":1,` + ginza + `}`,
	"POST /api/admin/pools":                         `{"key":"another-key-of-the-form",` + chairs + `}`,
	"PUT /api/admin/pools/{id}":                     `{"base":1,` + chairs + `}`,
	"POST /api/admin/staff/{id}/feeds":              `{"address":"https://127.0.0.1/other.ics"}`, // is refused before anybody is asked
	"PUT /api/admin/calendar-links/{staff}":         `{"titles":"first_name"}`,
	"POST /api/admin/appointments":                  `{"key":"a-key-of-the-form","service":"nothing","variant":"","addOns":["mask"],"staff":"","party":1,"start":"2026-12-07T00:30:00Z","contact":"","name":"Mika","email":"","phone":"","note":"x","walkIn":false}`,
	"PUT /api/admin/appointments/{id}/time":         `{"base":0,"start":"2026-12-07T00:30:00Z","staff":"","minutes":45}`,
	"PUT /api/admin/appointments/{id}/status":       `{"base":0,"to":"cancelled"}`,
	"POST /api/admin/appointments/{id}/refund":      `{"base":0,"minor":100}`,
	"POST /api/admin/appointments/{id}/invoice":     `{"base":0}`,
	"PUT /api/admin/appointments/{id}/link":         `{"base":0}`,
	"PUT /api/admin/appointments/{id}/note":         `{"base":0,"note":"x"}`,
	"POST /api/admin/referrals/{id}/review":         `{"verdict":"taken_back","note":"one household"}`,
	"PUT /api/admin/booking-calendar":               `{"base":0,"closed":[{"date":"2026-12-31","name":"Stocktaking"}],"holidays":"JP"}`,
}

// belongings are the ids of something in a shop, by the place they go to.
type belongings struct {
	contact, order, delivery, request, reward, redemption, other, merge string
	more                                                                map[string]string // by what stands before them in a path
}

// owned gives a shop one of each thing that has an id.
func (h *harness) owned(shop string) belongings {
	h.Helper()
	h.install(shop)
	who, contact := h.shopper(shop)
	product := h.stand.Products(shop)[0].Handle
	others := h.buyers(shop, who, product, 2)
	other, merged := others[0], others[1]
	order := h.buy(shop, sandbox.Checkout{CustomerID: who.ID}, product)
	h.must(h.stand.RequestData(shop, who.ID))
	h.settle()
	var deliveries, requests struct{ Items []struct{ ID string } }
	h.get(shop, "/api/admin/deliveries", &deliveries)
	h.get(shop, "/api/admin/privacy", &requests)
	if len(deliveries.Items) == 0 || len(requests.Items) == 0 {
		h.Fatalf("%s has %d deliveries and %d requests", shop, len(deliveries.Items), len(requests.Items))
	}
	reward, redemption := h.redeemed(shop, contact)
	merge := "the-merge-of-" + contact
	if a := h.asStaff(shop, "POST", "/api/admin/contacts/"+contact+"/merging/"+merged, `{"key":"`+merge+`","note":"x"}`); a.status != http.StatusOK {
		h.Fatalf("a merge is answered %s", said(a))
	}
	return belongings{contact, fmt.Sprint(order.ID), deliveries.Items[0].ID, requests.Items[0].ID, reward, redemption, other, merge, h.catalogue(shop)}
}

// buyers are contacts of a shop besides somebody, who have bought something.
func (h *harness) buyers(shop string, besides sandbox.Customer, product string, n int) (contacts []string) {
	h.Helper()
	for _, c := range h.stand.Customers(shop) {
		if c.ID == besides.ID || len(contacts) == n {
			continue
		}
		h.buy(shop, sandbox.Checkout{CustomerID: c.ID}, product)
		contacts = append(contacts, fmt.Sprintf("c_%d", c.ID))
	}
	if len(contacts) < n {
		h.Fatalf("%s has only %d more customers", shop, len(contacts))
	}
	return contacts
}

// filled puts ids where a route wants them.
func (b belongings) filled(t *testing.T, path string) string {
	t.Helper()
	place := map[string]string{"contacts": b.contact, "deliveries": b.delivery, "privacy": b.request, "rewards": b.reward, "redemptions": b.redemption}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch {
		case part == "{id}" && place[parts[i-1]] != "":
			parts[i] = place[parts[i-1]]
		case strings.HasPrefix(part, "{") && b.more[parts[i-1]] != "":
			parts[i] = b.more[parts[i-1]]
		case part == "{shop}":
			parts[i] = demoShop
		case part == "{id}" && parts[i-1] == demoShop: // of an appointment, whose link is its key
			parts[i] = "0123456789abcdef0123"
		case part == "{order}":
			parts[i] = b.order
		case part == "{other}":
			parts[i] = b.other
		case part == "{merge}":
			parts[i] = b.merge
		case strings.HasPrefix(part, "{token}"): // a secret that nobody has
			parts[i] = strings.Replace(part, "{token}", "a-token-of-nobody", 1)
		case strings.HasPrefix(part, "{"):
			t.Fatalf("%s: say in this test what %s of %s is", path, part, parts[i-1])
		}
	}
	return strings.Join(parts, "/")
}

// said is an answer without what differs from one request to the next.
func said(a answered) string {
	return fmt.Sprint(a.status, " ", a.header.Get("Content-Type"), " ", a.body)
}

func TestF29NoRouteLeadsFromOneShopToTheThingsOfAnother(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	theirs, ours := h.owned(sakuraShop), h.owned(demoShop)
	before := h.balances(sakuraShop, theirs.contact)
	nobodys := belongings{"c_999999999", "999999999", "no-such-delivery", "data_request:999999999", "no-such-reward", "no-such-redemption", "c_999999998", "no-such-merge", map[string]string{}}
	for place := range ours.more {
		nobodys.more[place] = "no-such-thing"
	}
	mixed := belongings{ours.contact, theirs.order, theirs.delivery, theirs.request, theirs.reward, theirs.redemption, theirs.other, theirs.merge, theirs.more}
	tried := 0
	for _, r := range routesOf(t) {
		if r.access != "admin" || !strings.Contains(r.path, "{") {
			continue
		}
		tried++
		body := bodies[r.method+" "+r.path]
		unknown := h.asStaff(demoShop, r.method, nobodys.filled(t, r.path), body)
		foreign := h.asStaff(demoShop, r.method, theirs.filled(t, r.path), body)
		if foreign.status != http.StatusNotFound || said(foreign) != said(unknown) {
			t.Errorf("%s %s: another shop's answers %s\nunknown ones %s", r.method, r.path, said(foreign), said(unknown))
		}
		if strings.Contains(r.path, "{order}") || strings.Contains(r.path, "{other}") || strings.Contains(r.path, "{merge}") || strings.Contains(r.path, "{feed}") {
			if a := h.asStaff(demoShop, r.method, mixed.filled(t, r.path), body); a.status != http.StatusNotFound {
				t.Errorf("%s %s: something of another shop under a contact of ours answers %s", r.method, r.path, said(a))
			}
		}
		if own := h.asStaff(sakuraShop, r.method, theirs.filled(t, r.path), body); own.status == http.StatusNotFound {
			t.Errorf("%s %s answers its own shop %s, so this test shows nothing", r.method, r.path, said(own))
		}
	}
	if tried < 10 {
		t.Errorf("only %d routes have ids", tried)
	}
	if after := h.balances(sakuraShop, theirs.contact); after-before != 7+1 { // its own adjustment once, and a point that was given back
		t.Errorf("the other shop's contact had %d points and has %d", before, after)
	}
}

func (h *harness) balances(shop, contact string) int64 {
	h.Helper()
	return h.card(shop, contact).Account.Balance
}

func TestF29NoListShowsAnythingOfAnotherShop(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	theirs := h.owned(sakuraShop)
	h.owned(demoShop)
	var cursors []string
	for range 3 {
		who, _ := h.shopper(sakuraShop)
		h.buy(sakuraShop, sandbox.Checkout{CustomerID: who.ID}, h.stand.Products(sakuraShop)[0].Handle)
	}
	h.buy(sakuraShop, sandbox.Checkout{Email: "hana@example.com"}, h.stand.Products(sakuraShop)[0].Handle)
	h.settle()
	for _, list := range []string{"/api/admin/contacts", "/api/admin/deliveries"} {
		var page struct{ NextCursor string }
		h.get(sakuraShop, list+"?limit=1", &page)
		if page.NextCursor == "" {
			t.Fatalf("%s has one page only", list)
		}
		cursors = append(cursors, list+"?limit=100&cursor="+page.NextCursor)
	}
	_, customer, _ := strings.Cut(theirs.contact, "_")
	strange := []string{theirs.contact, customer, theirs.order, theirs.delivery, theirs.reward, theirs.redemption, "hana@example.com", sakuraShop}
	for _, id := range theirs.more {
		strange = append(strange, id)
	}
	asked := 0
	for _, r := range routesOf(t) {
		if r.access == "admin" && r.method == http.MethodGet && !strings.Contains(r.path, "{") {
			cursors = append(cursors, r.path, r.path+"?search=hana", r.path+"?shop="+sakuraShop)
		}
	}
	for _, path := range cursors {
		a := h.asStaff(demoShop, "GET", path, "")
		asked++
		for _, word := range strange {
			if strings.Contains(a.body, word) {
				t.Errorf("%s shows %s of another shop", path, word)
			}
		}
	}
	if asked < 15 {
		t.Errorf("only %d lists were asked for", asked)
	}
}
