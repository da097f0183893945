package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/app/sandbox"
	"clientele/models"
)

type redeemed struct {
	ID, Title, State, Code, Link, Detail string
	Points                               int64
}

// storefront calls the app through the store's proxy, signed in as a customer.
func (h *harness) storefront(who sandbox.Customer, method, path string, body, into any) int {
	h.Helper()
	var reader io.Reader = http.NoBody
	if body != nil {
		raw, err := json.Marshal(body)
		h.must(err)
		reader = bytes.NewReader(raw)
	}
	target, err := h.stand.ProxyURL(demoShop, path, nil, who.ID)
	h.must(err)
	request, err := http.NewRequestWithContext(h.Context(), method, target, reader)
	h.must(err)
	request.Header.Set("Content-Type", "application/json")
	response, err := h.client.Do(request)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	h.must(err)
	if into != nil {
		h.must(json.Unmarshal(raw, into))
	}
	return response.StatusCode
}

// reward makes one: ten off for a hundred points.
func (h *harness) reward(change map[string]any) string {
	h.Helper()
	settings := map[string]any{
		"enabled": true, "kind": "amount", "params": map[string]string{"amount": "10.00"}, "title": "", "text": "", "cost": 100, "minimum": "20.00",
		"products": []string{}, "collections": []string{}, "levels": []string{}, "stock": 0, "from": "", "until": "", "perMember": 0, "coolDown": 0, "minutes": 0, "combines": false,
	}
	for name, value := range change {
		settings[name] = value
	}
	var made struct{ ID string }
	key := fmt.Sprintf("form-of-%d", time.Now().UnixNano())
	if status := h.call(demoShop, "POST", "/api/admin/rewards", map[string]any{"key": key, "base": 0, "settings": settings}, &made); status != http.StatusOK {
		h.Fatalf("making a reward answered %d", status)
	}
	return made.ID
}

func TestTheFormOfARewardCallsItAsTheListWill(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	id := h.reward(nil)
	type named struct {
		ID   string
		Name struct{ En, Ja, Ko string }
	}
	var list struct{ Rewards []named }
	h.get(demoShop, "/api/admin/rewards", &list)
	at := slices.IndexFunc(list.Rewards, func(r named) bool { return r.ID == id })
	var said named
	form := map[string]any{"kind": "amount", "params": map[string]string{"amount": "10.00"}}
	if status := h.call(demoShop, "POST", "/api/admin/reward-name", form, &said); status != http.StatusOK || at < 0 || said.Name.Ja == "" || said.Name != list.Rewards[at].Name {
		t.Errorf("the form is answered %d with %+v, and the list has %+v", status, said.Name, list.Rewards)
	}
	form["kind"] = "a car"
	if status := h.call(demoShop, "POST", "/api/admin/reward-name", form, nil); status != http.StatusUnprocessableEntity {
		t.Errorf("a kind that there is not is answered %d", status)
	}
}

func TestAContactIsFoundByAnOrder(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	other := h.buyers(demoShop, who, "river-mug", 1)[0]
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	find := func(written string) []string {
		var list struct{ Items []struct{ ID string } }
		h.get(demoShop, "/api/admin/contacts?search="+url.QueryEscape(written), &list)
		var ids []string
		for _, item := range list.Items {
			ids = append(ids, item.ID)
		}
		return ids
	}
	for _, written := range []string{order.Name(), " " + strings.TrimPrefix(order.Name(), "#")} {
		if found := find(written); !slices.Equal(found, []string{contact}) {
			t.Errorf("%q finds %v, want %s", written, found, contact)
		}
	}
	if a := h.asStaff(demoShop, "POST", "/api/admin/contacts/"+other+"/merging/"+contact, `{"key":"a-key-of-the-form","note":"x"}`); a.status != http.StatusOK {
		t.Fatalf("the merge is answered %s", said(a))
	}
	if found := find(order.Name()); !slices.Equal(found, []string{other}) {
		t.Errorf("after a merge %s finds %v, want %s", order.Name(), found, other)
	}
	if found := find(order.Name() + "0"); len(found) > 0 {
		t.Errorf("the name of no order finds %v", found)
	}
}

func TestPointsBecomeACodeThatAnOrderUsesAndARefundBringsThemBack(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "morning-oolong", "river-mug", "speckled-teapot")
	h.settle()
	h.balance(demoShop, contact, 122)
	wish := map[string]any{"reward": h.reward(nil), "points": 100, "key": "page-key-1"}
	var r redeemed
	if status := h.storefront(who, "POST", "/redemptions", wish, &r); status != http.StatusCreated || r.State != "preparing" || r.Code != "" {
		t.Fatalf("answered %d %+v", status, r)
	}
	if status := h.storefront(who, "POST", "/redemptions", wish, nil); status != http.StatusOK {
		t.Fatalf("the same again answered %d", status)
	}
	h.balance(demoShop, contact, 22)
	h.work()
	h.storefront(who, "GET", "/redemptions/"+r.ID, nil, &r)
	if r.State != "ready" || r.Code == "" || r.Link != "/discount/"+r.Code {
		t.Fatalf("the code is not there: %+v", r)
	}
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID, Code: r.Code}, "speckled-teapot")
	h.settle()
	h.balance(demoShop, contact, 22+68)
	var list struct {
		Items []struct {
			State, Code string
			Reward      struct{ En, Ja string }
		}
	}
	for _, written := range []string{order.Name(), strings.TrimPrefix(order.Name(), "#")} {
		h.get(demoShop, "/api/admin/redemptions?state=used&contact="+contact+"&orderName="+url.QueryEscape(written), &list)
		if len(list.Items) != 1 || list.Items[0].Code != r.Code || list.Items[0].Reward.En != "$10 off" || list.Items[0].Reward.Ja != "$10 割引" {
			t.Fatalf("for order %s the panel lists %+v", written, list)
		}
	}
	if status := h.storefront(who, "DELETE", "/redemptions/"+r.ID, nil, nil); status != http.StatusConflict {
		t.Fatalf("giving back what was used answered %d", status)
	}
	if _, err := h.stand.RefundFull(demoShop, order.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 122)
	h.explained(demoShop, contact)
}

func TestF25RewardsOutliveWhatThePlatformDoesToThem(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "speckled-teapot", "speckled-teapot", "speckled-teapot", "speckled-teapot", "speckled-teapot")
	h.settle() // 390
	reward, credit := h.reward(nil), h.reward(map[string]any{"kind": "credit", "minimum": ""})
	redeem := func(reward, key string) (r redeemed) {
		t.Helper()
		if status := h.storefront(who, "POST", "/redemptions", map[string]any{"reward": reward, "points": 0, "key": "page-key-" + key}, &r); status != http.StatusCreated {
			t.Fatalf("%s answered %d %+v", key, status, r)
		}
		return r
	}
	first, second := redeem(reward, "one"), redeem(credit, "two")
	h.must(h.stand.SetFaults(sandbox.Faults{LoseChanges: true, Times: 2}))
	h.work()
	h.must(h.stand.SetFaults(sandbox.Faults{}))
	h.must(h.stand.AdvanceClock(time.Minute))
	h.work()
	h.storefront(who, "GET", "/redemptions/"+first.ID, nil, &first)
	h.storefront(who, "GET", "/redemptions/"+second.ID, nil, &second)
	credits := 0
	if c, ok := h.stand.Customer(demoShop, who.ID); ok {
		credits = len(c.Credits)
	}
	if first.State != "ready" || second.State != "used" || len(h.stand.DiscountRules(demoShop)) != 1 || credits != 1 {
		t.Fatalf("after lost answers: %+v, %+v, %d codes, %d credits", first, second, len(h.stand.DiscountRules(demoShop)), credits)
	}
	h.must(h.stand.SetScopes(demoShop, strings.Split("read_customers,read_orders,write_app_proxy", ",")))
	third := redeem(reward, "three")
	h.settle()
	var home struct{ Problems []struct{ ID string } }
	h.get(demoShop, "/api/admin/home", &home)
	if len(home.Problems) != 1 || home.Problems[0].ID != "effects" {
		t.Fatalf("the home page shows %+v", home)
	}
	h.must(h.stand.SetScopes(demoShop, strings.Split(scopes, ",")))
	if status := h.call(demoShop, "POST", "/api/admin/redemptions/"+third.ID+"/retry", nil, nil); status != http.StatusOK {
		t.Fatalf("trying again answered %d", status)
	}
	h.settle()
	if h.storefront(who, "GET", "/redemptions/"+third.ID, nil, &third); third.State != "ready" {
		t.Fatalf("with the scope back: %+v", third)
	}
	for range 2 {
		if status := h.call(demoShop, "POST", "/api/admin/redemptions/"+third.ID+"/return", nil, nil); status != http.StatusOK {
			t.Fatalf("giving back answered %d", status)
		}
	}
	h.settle()
	h.balance(demoShop, contact, 190)
	if n := len(h.stand.DiscountRules(demoShop)); n != 1 {
		t.Fatalf("%d codes are left", n)
	}
}

func TestF30RedemptionsAreTheShoppersOwn(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, _ := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "speckled-teapot", "speckled-teapot")
	h.settle()
	reward := h.reward(map[string]any{"title": "<script>alert(1)</script>"})
	var r redeemed
	h.storefront(who, "POST", "/redemptions", map[string]any{"reward": reward, "points": 100, "key": "page-key-1"}, &r)
	if r.ID == "" || r.Title != "<script>alert(1)</script>" { // F33 it is data, and JSON
		t.Fatalf("redeemed %+v", r)
	}
	var eve sandbox.Customer
	for _, c := range h.stand.Customers(demoShop) {
		if c.ID != who.ID {
			eve = c
		}
	}
	for _, c := range []struct {
		name, method, path string
		who                sandbox.Customer
		body               any
		want               int
	}{
		{"somebody else's", "GET", "/redemptions/" + r.ID, eve, nil, http.StatusNotFound},
		{"giving back somebody else's", "DELETE", "/redemptions/" + r.ID, eve, nil, http.StatusNotFound},
		{"signed out", "GET", "/redemptions/" + r.ID, sandbox.Customer{}, nil, http.StatusForbidden},
		{"redeeming signed out", "POST", "/redemptions", sandbox.Customer{}, map[string]any{"reward": reward, "key": "page-key-2"}, http.StatusForbidden},
		{"a reward that does not exist", "POST", "/redemptions", who, map[string]any{"reward": "$ne", "key": "page-key-2"}, http.StatusNotFound},
		{"F32 an operator for a key", "POST", "/redemptions", who, map[string]any{"reward": map[string]any{"$gt": ""}, "key": "page-key-2"}, http.StatusBadRequest},
		{"another's customer number", "POST", "/redemptions", who, map[string]any{"reward": reward, "key": "page-key-2", "contact": "c_1"}, http.StatusBadRequest},
		{"fewer than no points", "POST", "/redemptions", who, map[string]any{"reward": reward, "points": -100, "key": "page-key-2"}, http.StatusConflict},
		{"a key that is too short", "POST", "/redemptions", who, map[string]any{"reward": reward, "points": 100, "key": "x"}, http.StatusBadRequest},
	} {
		if status := h.storefront(c.who, c.method, c.path, c.body, nil); status != c.want && (c.want != http.StatusBadRequest || status != http.StatusUnprocessableEntity) {
			t.Errorf("%s answered %d, want %d", c.name, status, c.want)
		}
	}
	target, err := h.stand.ProxyURL(demoShop, "/redemptions", nil, who.ID)
	h.must(err)
	response, err := h.client.Post(target, "text/plain", strings.NewReader(`{"reward":"`+reward+`","points":100,"key":"page-key-3"}`)) // F36
	h.must(err)
	_ = response.Body.Close()
	if response.StatusCode < 400 {
		t.Errorf("a form of another site answered %d", response.StatusCode)
	}
	if status := h.call(sakuraShop, "POST", "/api/admin/redemptions/"+r.ID+"/return", nil, nil); status != http.StatusNotFound {
		t.Errorf("F29 another store's staff answered %d", status)
	}
}

// freeDelivery is a reward for one point in any currency.
const freeDelivery = `{"enabled":true,"kind":"shipping","params":{},"title":"","text":"","cost":1,"minimum":"","products":[],"collections":[],"levels":[],` +
	`"stock":0,"from":"","until":"","perMember":0,"coolDown":0,"minutes":0,"combines":false}`

// redeemed gives a contact of a shop a redemption whose effect waits.
func (h *harness) redeemed(shop, contact string) (reward, redemption string) {
	h.Helper()
	var made struct{ ID string }
	a := h.asStaff(shop, "POST", "/api/admin/rewards", `{"key":"a-key-of-the-form","base":0,"settings":`+freeDelivery+`}`)
	h.must(json.Unmarshal([]byte(a.body), &made))
	out, err := h.program.flow.Redeem(h.Context(), flow.RedeemPoints{
		Shop: models.ShopID(shop), Contact: models.ContactID(contact), Reward: made.ID, Key: "a-key-of-the-page", Language: "en",
	})
	if err != nil {
		h.Fatal(err)
	}
	return made.ID, out.Redemption.ID
}
