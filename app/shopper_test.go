package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

// visit asks what the storefront asks for somebody: customer 0 is nobody.
func (h *harness) visit(shop, path string, query url.Values, customer int64, into any) answered {
	h.Helper()
	address, err := h.stand.ProxyURL(shop, path, query, customer)
	if err != nil {
		h.Fatal(err)
	}
	a := h.ask("GET", address, nil, "")
	if into != nil {
		if err := json.Unmarshal([]byte(a.body), into); err != nil {
			h.Fatalf("%s is answered %s: %v", path, said(a), err)
		}
	}
	return a
}

type shownHistory struct {
	Items []struct {
		At     string
		Points int64
		Text   string
	}
	Next string
}

func TestAShopperFollowsTheirOwnPoints(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, _ := h.shopper(demoShop)
	var before struct {
		SignedIn bool
		Points   struct{ Balance int64 }
	}
	h.visit(demoShop, "/me", nil, who.ID, &before)
	if !before.SignedIn || before.Points.Balance != 0 {
		t.Errorf("before the first order: %+v", before)
	}
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug", "linen-cloth")
	h.settle()
	if _, err := h.stand.RefundFull(demoShop, order.ID, ""); err != nil {
		t.Fatal(err)
	}
	again := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	a := h.visit(demoShop, "/me", nil, who.ID, nil)
	if !strings.Contains(a.body, `"balance":26,"available":26,"pending":0`) || !strings.Contains(a.body, `"name":"`+who.FirstName+`"`) ||
		!strings.Contains(a.body, `"level":null`) || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("afterwards: %s", said(a))
	}
	for locale, words := range map[string][]string{
		"":      {"Order " + again.Name(), "Refund on order " + order.Name(), "Order " + order.Name()},
		"ja":    {"ご注文 " + again.Name(), "ご注文 " + order.Name() + " の返金", "ご注文 " + order.Name()},
		"ko-KR": {"주문 " + again.Name(), "주문 " + order.Name() + " 환불", "주문 " + order.Name()},
	} {
		var shown shownHistory
		h.visit(demoShop, "/history", url.Values{"locale": {locale}}, who.ID, &shown)
		var sum int64
		texts := map[string]bool{}
		for _, item := range shown.Items {
			sum += item.Points
			texts[item.Text] = true
		}
		for _, text := range words {
			if !texts[text] {
				t.Errorf("in %q the history lacks %q: %+v", locale, text, shown.Items)
			}
		}
		if sum != 26 || shown.Next != "" {
			t.Errorf("the history sums to %d, the balance is 26; next %q", sum, shown.Next)
		}
	}
	for _, locale := range []string{"en", "ja", "ko"} {
		a := h.visit(demoShop, "/earning", url.Values{"locale": {locale}}, 0, nil)
		if want := map[string]string{"en": "1 point for every $1 you spend", "ja": "$1のお買い上げごとに1ポイント", "ko": "$1 구매할 때마다 1포인트"}[locale]; !strings.Contains(a.body, want) {
			t.Errorf("ways to earn in %s: %s", locale, said(a))
		}
	}
}

func TestF30AShopperReachesNobodyElsesHistory(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	for range 25 {
		h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "linen-cloth")
	}
	h.settle()
	var first, second shownHistory
	h.visit(demoShop, "/history", nil, who.ID, &first)
	h.visit(demoShop, "/history", url.Values{"cursor": {first.Next}}, who.ID, &second)
	if len(first.Items) != 20 || first.Next == "" || len(second.Items) != 5 || second.Next != "" {
		t.Fatalf("pages of %d and %d, next %q and %q", len(first.Items), len(second.Items), first.Next, second.Next)
	}
	other, err := h.stand.CreateCustomer(demoShop, sandbox.CustomerInput{Email: "other@example.com", Verified: true})
	if err != nil {
		t.Fatal(err)
	}
	h.settle()
	for name, query := range map[string]url.Values{
		"with the cursor of another":   {"cursor": {first.Next}},
		"with the number of another":   {"customer": {contact}, "customer_id": {contact}, "contact": {contact}, "id": {contact}},
		"with an operator":             {"cursor": {`{"$gt":""}`}},
		"with an operator as an array": {"cursor[$gt]": {""}},
	} {
		for _, path := range []string{"/history", "/me"} {
			a := h.visit(demoShop, path, query, other.ID, nil)
			if a.status >= 500 || strings.Contains(a.body, "Order") || strings.Contains(a.body, who.FirstName) {
				t.Errorf("%s %s is answered %s", path, name, said(a))
			}
		}
	}
	if a := h.visit(demoShop, "/history", url.Values{"cursor": {strings.Repeat("x", 2000)}}, who.ID, nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a long cursor is answered %s", said(a))
	}
	if a := h.visit(demoShop, "/history", nil, 0, nil); a.status != http.StatusUnauthorized || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("nobody's history is answered %s", said(a))
	}
	if a := h.visit(demoShop, "/me", nil, 0, nil); a.body != `{"signedIn":false,"level":null}` {
		t.Errorf("nobody is answered %s", said(a))
	}
}
