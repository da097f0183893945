package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestABookingByStaffIsPaidByItsInvoice(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.studio()
	v := h.billedVisit(20, "billed")
	h.settle()
	drafts := h.draftsOf(v.ID)
	if len(drafts) != 1 || drafts[0].Status != "INVOICE_SENT" || drafts[0].Email != "billed@example.com" {
		t.Fatalf("the invoices are %+v", drafts)
	}
	mails := h.stand.Mails()
	if len(mails) == 0 || !strings.Contains(mails[0].Text, "/invoices/"+drafts[0].Token) {
		t.Fatalf("no mail leads to the invoice")
	}
	page := h.stand.BaseURL() + "/storefront/demo-shop/invoices/" + drafts[0].Token
	if a := h.ask("GET", page, nil, ""); a.status != http.StatusOK || !strings.Contains(a.body, "Lesson") {
		t.Fatalf("the page of the invoice is %s", said(a))
	}
	order, err := h.stand.PayInvoice(demoShop, drafts[0].ID)
	h.must(err)
	h.settle()
	v, _ = h.visitShown(v.ID)
	if v.Status != "confirmed" || v.PaidMinor != order.Totals().Total.Shop || v.Attention != "" {
		t.Fatalf("after it was paid: %+v", v)
	}
	// What staff cancels afterwards goes back like any other payment.
	if status := h.call(demoShop, "PUT", "/api/admin/appointments/"+v.ID+"/status", map[string]any{"base": 0, "to": "cancelled"}, nil); status != http.StatusOK {
		t.Fatalf("cancelling answered %d", status)
	}
	h.refundVisit(v.ID)
	h.settle()
	if back, n := h.goneBack(order); n != 1 || back.Shop != v.PaidMinor {
		t.Errorf("%d went back in %d refunds", back.Shop, n)
	}
}
