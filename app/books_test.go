package main

import (
	"slices"
	"testing"
	"time"

	"clientele/app/sandbox"
)

// books is what the home page says of the check of the books.
type books struct {
	Audit struct {
		FinishedAt           *time.Time
		Accounts, Violations int64
		Running              bool
	}
	Problems []struct {
		ID    string
		Count int64
	}
}

func TestTheHomePageTellsWhatTheCheckOfTheBooksFound(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	var home books
	h.get(demoShop, "/api/admin/home", &home)
	if home.Audit.FinishedAt != nil || home.Audit.Running || home.Problems == nil {
		t.Errorf("before any check the page says %+v", home)
	}
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	h.must(h.stand.AdvanceClock(24 * time.Hour))
	h.work()
	home = books{}
	h.get(demoShop, "/api/admin/home", &home)
	if home.Audit.FinishedAt == nil || home.Audit.Accounts != 1 || home.Audit.Violations != 0 || len(home.Problems) != 0 {
		t.Errorf("books in order: the page says %+v", home)
	}

	h.spoiled = true
	records, err := h.program.store.Orders.Newest(t.Context(), demoShop, 1)
	if err != nil || len(records) != 1 {
		t.Fatalf("%d orders, %v", len(records), err)
	}
	records[0].Standing.Net += 7
	if _, err := h.program.store.Orders.Save(t.Context(), records[0]); err != nil {
		t.Fatal(err)
	}
	h.must(h.stand.AdvanceClock(24 * time.Hour))
	h.work()
	h.work() // what the check wrote is folded into the figures
	home = books{}
	h.get(demoShop, "/api/admin/home", &home)
	has := func(id string) bool {
		return slices.ContainsFunc(home.Problems, func(p struct {
			ID    string
			Count int64
		}) bool {
			return p.ID == id && p.Count > 0
		})
	}
	if home.Audit.Violations != 3 || !has("books") || !has("halted") {
		t.Errorf("an order with other points: the page says %+v", home)
	}
	if c := h.card(demoShop, contact); c.Account.Halted == "" {
		t.Error("the contact's page does not say that it is stopped")
	}
}
