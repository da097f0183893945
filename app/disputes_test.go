package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

// disputed is an order of 78.00, of whose 78 points 50 are spent, that the
// shopper's bank disputes.
func disputed(t *testing.T) (h *harness, who sandbox.Customer, contact string, order sandbox.Order) {
	t.Helper()
	h = newHarness(t)
	h.install(demoShop)
	who, contact = h.shopper(demoShop)
	order = h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "speckled-teapot")
	h.settle()
	credit := h.reward(map[string]any{"kind": "credit", "params": map[string]string{"amount": "5.00"}, "cost": 50, "minimum": ""})
	if status := h.storefront(who, "POST", "/redemptions", map[string]any{"reward": credit, "points": 50, "key": "before-the-dispute"}, nil); status != http.StatusCreated {
		t.Fatalf("redeeming answered %d", status)
	}
	h.work()
	h.balance(demoShop, contact, 28)
	if _, err := h.stand.OpenDispute(demoShop, order.ID); err != nil {
		t.Fatal(err)
	}
	h.settle()
	return h, who, contact, order
}

// toldOf is the newest line of a shopper's history, in a language.
func (h *harness) toldOf(who sandbox.Customer, language string) (points int64, text string) {
	h.Helper()
	var shown shownHistory
	h.visit(demoShop, "/history", url.Values{"locale": {language}}, who.ID, &shown)
	if len(shown.Items) == 0 {
		h.Fatal("the history is empty")
	}
	return shown.Items[0].Points, shown.Items[0].Text
}

type causedEntry struct {
	Kind  string
	Cause struct{ Kind, OrderName string }
}

// moved tells whether a contact's book has a movement of a kind that the dispute
// about an order caused.
func (h *harness) moved(contact, kind string, order sandbox.Order) bool {
	h.Helper()
	var list struct{ Items []causedEntry }
	h.get(demoShop, "/api/admin/contacts/"+contact+"/entries", &list)
	return slices.ContainsFunc(list.Items, func(e causedEntry) bool {
		return e.Kind == kind && e.Cause.Kind == "dispute" && e.Cause.OrderName == order.Name()
	})
}

// frozenUntil checks that the points of a disputed order are out of reach, and
// that the panel and the shopper are told why.
func (h *harness) frozenUntil(who sandbox.Customer, contact string, order sandbox.Order) {
	h.Helper()
	h.balance(demoShop, contact, 0)
	if c := h.card(demoShop, contact); c.Orders[0].Status != "disputed" {
		h.Errorf("the panel shows the order as %s", c.Orders[0].Status)
	}
	if !h.moved(contact, "freeze", order) {
		h.Error("the panel does not say that the dispute froze the points")
	}
	for language, want := range map[string]string{"en": "Payment of order %s in dispute", "ja": "ご注文 %s のお支払いに異議", "ko": "주문 %s 결제 이의 제기"} {
		if points, text := h.toldOf(who, language); points != -28 || text != fmt.Sprintf(want, order.Name()) {
			h.Errorf("the shopper is told %d %q", points, text)
		}
	}
	var shelf struct{ Available int64 }
	h.storefront(who, "GET", "/rewards", nil, &shelf)
	reward := h.reward(map[string]any{"cost": 1, "minimum": ""})
	status := h.storefront(who, "POST", "/redemptions", map[string]any{"reward": reward, "points": 1, "key": "while-disputed"}, nil)
	if shelf.Available != 0 || status != http.StatusConflict {
		h.Errorf("%d points can be spent, and spending one is answered %d", shelf.Available, status)
	}
}

func TestW40ADisputeFreezesPointsUntilTheBankHasDecided(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		won           bool
		balance, debt int64
		status, kind  string
		points        int64 // as the shopper is told
		said          string
	}{
		{"won by the store", true, 28, 0, "paid", "thaw", 28, "Dispute about order %s settled"},
		{"lost", false, -50, 50, "lost", "debt", -50, "Dispute about order %s lost"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, who, contact, order := disputed(t)
			h.frozenUntil(who, contact, order)
			if _, err := h.stand.EndDispute(demoShop, order.ID, c.won); err != nil {
				t.Fatal(err)
			}
			h.settle()
			for _, topic := range []string{"disputes/create", "disputes/update"} { // late, and once more
				h.must(h.stand.SendAgain(h.last(demoShop, topic).ID))
				h.settle()
			}
			h.balance(demoShop, contact, c.balance)
			card := h.card(demoShop, contact)
			if card.Account.Debt != c.debt || card.Orders[0].Status != c.status {
				t.Errorf("%d points are owed, the order is %s", card.Account.Debt, card.Orders[0].Status)
			}
			if !h.moved(contact, c.kind, order) {
				t.Errorf("the panel shows no %s because of the dispute", c.kind)
			}
			if points, text := h.toldOf(who, "en"); points != c.points || text != fmt.Sprintf(c.said, order.Name()) {
				t.Errorf("the shopper is told %d %q", points, text)
			}
			h.explained(demoShop, contact)
			h.allDone(demoShop)
		})
	}
}

// Whoever does not know the secret freezes nobody's points.
func TestF17ADisputeThatIsNotSignedFreezesNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "speckled-teapot")
	h.settle()
	body := fmt.Appendf(nil, `{"id":1,"order_id":%d,"type":"chargeback","amount":"78.00","currency":"USD","reason":"fraudulent","status":"needs_response"}`, order.ID)
	for _, signature := range []string{"", "bm9uc2Vuc2U=", sign(strings.Repeat("0", 32), body)} {
		if status := h.postSigned(demoShop, "disputes/create", "forged", body, signature); status != http.StatusUnauthorized && status != http.StatusBadRequest {
			t.Errorf("the signature %q was answered %d", signature, status)
		}
	}
	h.settle()
	h.balance(demoShop, contact, 78)
}
