package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"clientele/app/sandbox"
)

// shopper gives the first signed-up customer of a shop and the contact behind.
func (h *harness) shopper(shop string) (sandbox.Customer, string) {
	h.Helper()
	for _, c := range h.stand.Customers(shop) {
		if c.State == "enabled" {
			return c, fmt.Sprintf("c_%d", c.ID)
		}
	}
	h.Fatal("the shop has no customer")
	return sandbox.Customer{}, ""
}

// buy lets somebody buy one of each product and gives the order.
func (h *harness) buy(shop string, till sandbox.Checkout, handles ...string) sandbox.Order {
	h.Helper()
	for _, handle := range handles {
		till.Lines = append(till.Lines, sandbox.CheckoutLine{VariantID: h.product(shop, handle).Variants[0].ID, Quantity: 1})
	}
	order, err := h.stand.PlaceOrder(shop, till)
	if err != nil {
		h.Fatal(err)
	}
	return order
}

func TestPurchaseRefundAndCancelAreFollowedToThePoint(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "morning-oolong", "river-mug", "speckled-teapot")
	h.settle()
	h.balance(demoShop, contact, 122) // 18.00 + 26.50 + 78.00 = 122.50, rounded down once

	if _, err := h.stand.RefundLines(demoShop, order.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: order.Lines[1].ID, Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 96)

	if _, err := h.stand.CancelOrder(demoShop, order.ID, "customer", true); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 0)
	h.explained(demoShop, contact)
	h.allDone(demoShop)
}

func TestEditingAnOrderTakesTheValueOutOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug", "speckled-teapot")
	h.settle()
	h.balance(demoShop, contact, 104)
	edited, err := h.stand.EditOrder(demoShop, order.ID, sandbox.Edit{Set: []sandbox.EditQuantity{{LineID: order.Lines[1].ID, Quantity: 0}}})
	if err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 26)
	if _, err := h.stand.RefundAmount(demoShop, order.ID, edited.Owed().Shop, "for the edit"); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 26)
	h.explained(demoShop, contact)
}

func TestGuestPointsWaitForAVerifiedSignUp(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	order := h.buy(demoShop, sandbox.Checkout{Email: "noor@example.com", FirstName: "Noor", LastName: "Haddad"}, "fir-candle")
	h.settle()
	guest := h.onlyContact(demoShop)
	if guest.Kind != "guest" || guest.Balance != 28 {
		t.Fatalf("the guest is on record as %+v, want a guest with 28 points", guest)
	}
	customer, err := h.stand.CreateCustomer(demoShop, sandbox.CustomerInput{FirstName: "Noor", LastName: "Haddad", Email: "Noor@Example.com", Verified: true})
	if err != nil {
		t.Fatal(err)
	}
	h.settle()
	member := h.onlyContact(demoShop)
	if member.Kind != "member" || member.Balance != 28 || member.ID != fmt.Sprintf("c_%d", customer.ID) || member.Orders != 1 {
		t.Fatalf("after signing up the contact is %+v, want a member with the guest's 28 points", member)
	}
	// The guest's own page leads to the member, and a later refund takes from the member.
	if c := h.card(demoShop, guest.ID); c.Contact.ID != member.ID {
		t.Errorf("the guest's page leads to %s, want %s", c.Contact.ID, member.ID)
	}
	if _, err := h.stand.RefundFull(demoShop, order.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, member.ID, 0)
	h.explained(demoShop, member.ID)
}

type contactRow struct {
	ID, Name, Email, Kind          string
	Balance, Pending, Debt, Orders int64
}

func (h *harness) onlyContact(shop string) contactRow {
	h.Helper()
	var list struct{ Items []contactRow }
	h.get(shop, "/api/admin/contacts", &list)
	if len(list.Items) != 1 {
		h.Fatalf("%d contacts are listed, want one: %+v", len(list.Items), list.Items)
	}
	return list.Items[0]
}

func TestPendingPointsMatureWhenTheirDayComes(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.editProgramme(demoShop, func(settings map[string]any) { settings["holdDays"] = 14 })
	h.must(h.stand.AdvanceClock(time.Minute))
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "fir-candle")
	h.settle()
	if c := h.card(demoShop, contact); c.Account.Pending != 28 || c.Account.Available != 0 {
		t.Errorf("after the purchase %d are pending and %d available, want 28 and 0", c.Account.Pending, c.Account.Available)
	}
	h.must(h.stand.AdvanceClock(14*24*time.Hour + time.Hour))
	h.balance(demoShop, contact, 28) // before any job has run
	h.work()
	var list struct{ Items []contactRow }
	h.get(demoShop, "/api/admin/contacts", &list)
	if list.Items[0].Balance != 28 || list.Items[0].Pending != 0 {
		t.Errorf("the list shows %+v, want 28 spendable points", list.Items[0])
	}
}

// editProgramme saves the settings with a change.
func (h *harness) editProgramme(shop string, change func(settings map[string]any)) {
	h.Helper()
	var programme struct {
		Version  int
		Settings map[string]any
	}
	h.get(shop, "/api/admin/programme", &programme)
	change(programme.Settings)
	body := map[string]any{"baseVersion": programme.Version, "settings": programme.Settings, "note": "a test"}
	if status := h.call(shop, "PUT", "/api/admin/programme", body, nil); status != http.StatusOK {
		h.Fatalf("saving the programme answered %d", status)
	}
}

func TestYenHaveNoDecimalsAndTheirTaxDoesNotEarn(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(sakuraShop)
	who, contact := h.shopper(sakuraShop)
	h.buy(sakuraShop, sandbox.Checkout{CustomerID: who.ID}, "kyusu") // ¥9,900 with ¥900 of tax
	h.settle()
	h.balance(sakuraShop, contact, 90)
	h.explained(sakuraShop, contact)
}

func TestABuyersForeignCurrencyDoesNotChangeTheWorth(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID, Currency: "EUR"}, "speckled-teapot")
	h.settle()
	h.balance(demoShop, contact, 78)
	if _, err := h.stand.RefundFull(demoShop, order.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 0)
}

func TestPointsComeWithThePaymentNotWithTheOrder(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID, PayLater: true}, "river-mug")
	h.settle()
	h.balance(demoShop, contact, 0)
	if _, err := h.stand.MarkPaid(demoShop, order.ID); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 26)
}

func TestAGiftCardEarnsWhenItIsSpentNotWhenItIsBought(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "gift-card")
	h.settle()
	h.balance(demoShop, contact, 0)
}

func TestF24AShopThatComesBackFindsItsPoints(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	h.must(h.stand.AdvanceClock(time.Hour))
	h.must(h.stand.Uninstall(demoShop))
	h.settle()
	h.must(h.stand.AdvanceClock(time.Hour))
	h.must(h.stand.Reinstall(demoShop))
	h.install(demoShop)
	h.settle()
	h.balance(demoShop, contact, 26)
	h.must(h.stand.AdvanceClock(50 * time.Hour)) // a late shop/redact must not harm
	h.settle()
	h.balance(demoShop, contact, 26)
}

func TestF24AShopThatStaysAwayIsForgotten(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, _ := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	h.must(h.stand.AdvanceClock(time.Hour))
	h.must(h.stand.Uninstall(demoShop))
	h.settle()
	h.must(h.stand.AdvanceClock(49 * time.Hour))
	h.settle()
	if _, err := h.program.store.Shops.Get(t.Context(), demoShop); err == nil {
		t.Error("the shop is still on record after shop/redact")
	}
	h.must(h.stand.Reinstall(demoShop))
	h.install(demoShop)
	var list struct{ Items []contactRow }
	h.get(demoShop, "/api/admin/contacts", &list)
	if len(list.Items) != 0 {
		t.Errorf("contacts survived shop/redact: %+v", list.Items)
	}
}

func TestOneShopNeverSeesAnother(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.install(sakuraShop)
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	for _, path := range []string{"", "/explanation", "/entries"} {
		if status := h.call(sakuraShop, "GET", "/api/admin/contacts/"+contact+path, nil, nil); status != http.StatusNotFound {
			t.Errorf("another shop's contact%s answered %d, want 404", path, status)
		}
	}
	adjustment := map[string]any{"key": "another-shop-1", "points": 5, "reason": "other", "note": "no", "allowDebt": false}
	if status := h.call(sakuraShop, "POST", "/api/admin/contacts/"+contact+"/adjustments", adjustment, nil); status != http.StatusNotFound {
		t.Errorf("adjusting another shop's contact answered %d, want 404", status)
	}
	h.balance(demoShop, contact, 26)
}

// explained checks that the explanation adds up to the balance.
func (h *harness) explained(shop, contact string) {
	h.Helper()
	var x struct {
		Balance, Available, Pending, Debt int64
		Lots                              []struct {
			ID, State         string
			Amount, Remaining int64
			Removals          []struct{ Points int64 }
		}
		Debts []struct{ Points, Repaid int64 }
	}
	h.get(shop, "/api/admin/contacts/"+contact+"/explanation", &x)
	var open, pending, owed int64
	for _, lot := range x.Lots {
		left := lot.Amount
		for _, r := range lot.Removals {
			left -= r.Points
		}
		if left != lot.Remaining {
			h.Errorf("lot %s: %d less its removals is %d, but %d remain", lot.ID, lot.Amount, left, lot.Remaining)
		}
		if lot.State == "pending" {
			pending += lot.Remaining
		} else {
			open += lot.Remaining
		}
	}
	for _, d := range x.Debts {
		owed += d.Points - d.Repaid
	}
	if open != x.Available || pending != x.Pending || owed != x.Debt || open-owed != x.Balance {
		h.Errorf("the explanation sums to %d spendable, %d pending, %d owed; the balance says %d, %d, %d", open, pending, owed, x.Available, x.Pending, x.Debt)
	}
}
