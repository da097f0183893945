package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models/services"
)

// paidLesson is a lesson that a member has paid, maybe with other things.
func (h *harness) paidLesson(who sandbox.Customer, key string, till sandbox.Checkout, others ...string) (visit, sandbox.Order) {
	h.Helper()
	made := h.wants(who, "lesson", 20, key)
	till.CustomerID = who.ID
	order := h.buy(demoShop, made.till(h, till), others...)
	h.settle()
	v, _ := h.visitShown(made.ID)
	if v.Status != "confirmed" {
		h.Fatalf("it was paid and is %s", v.Status)
	}
	v.Token = made.Token
	return v, order
}

func (h *harness) shopperCancels(who sandbox.Customer, v visit) {
	h.Helper()
	if status := h.storefront(who, "POST", "/bookings/"+v.ID+"/cancel", map[string]any{"token": v.Token}, nil); status != http.StatusOK {
		h.Fatalf("cancelling answered %d", status)
	}
}

// gone is what went back of an order, in both currencies, and in how many refunds.
func (h *harness) goneBack(order sandbox.Order) (sandbox.Money, int) {
	h.Helper()
	now, _ := h.stand.Order(demoShop, order.ID)
	return now.Refunded(), len(now.Refunds)
}

func TestAClickPaysBackWhatIsDueAndPointsFollowOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.studio()
	who, contact := h.shopper(demoShop)
	v, order := h.paidLesson(who, "click", sandbox.Checkout{}, "river-mug")
	h.balance(demoShop, contact, 81) // 55.00 + 26.50
	h.shopperCancels(who, v)
	if v, _ = h.visitShown(v.ID); v.RefundDueMinor != (v.PaidMinor+1)/2 || v.Attention != "refund_due" {
		t.Fatalf("after it was cancelled: %+v", v)
	}
	due := v.RefundDueMinor
	for range 2 { // a click twice
		h.asStaff(demoShop, "POST", "/api/admin/appointments/"+v.ID+"/refund", fmt.Sprintf(`{"base":0,"minor":%d}`, due))
	}
	h.settle()
	h.settle()
	if back, n := h.goneBack(order); back.Shop != due || n != 1 {
		t.Fatalf("%d went back in %d refunds, want %d", back.Shop, n, due)
	}
	if v, _ = h.visitShown(v.ID); v.RefundDueMinor != 0 || v.RefundedMinor != due || v.Attention != "" || v.Status != "cancelled" {
		t.Fatalf("in the end: %+v", v)
	}
	refunded := 0
	for _, c := range v.History {
		if c.What == "refunded" {
			refunded++
		}
	}
	if refunded != 1 {
		t.Errorf("the history tells of %d refunds: %+v", refunded, v.History)
	}
	after := h.card(demoShop, contact).Account.Balance
	if after >= 81 || after < 40 {
		t.Errorf("of 81 points %d are left", after)
	}
	h.settle()
	h.balance(demoShop, contact, after)
}

func TestABookingPaidInAnotherCurrencyGoesBackInIt(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.studio(func(s *services.Settings) { s.PaysBack = true })
	who, _ := h.shopper(demoShop)
	v, order := h.paidLesson(who, "euros", sandbox.Checkout{Currency: "EUR"}, "river-mug")
	h.shopperCancels(who, v)
	h.settle()
	h.settle()
	line := order.Lines[0].Net().Buyer
	if !order.TaxesIncluded {
		line += order.Lines[0].Tax.Buyer
	}
	back, n := h.goneBack(order)
	if n != 1 || back.Buyer < line/2 || back.Buyer > line/2+1 || order.BuyerCurrency != "EUR" {
		t.Errorf("%+v %s went back in %d refunds, want half of %d", back, order.BuyerCurrency, n, line)
	}
	if v, _ = h.visitShown(v.ID); v.RefundDueMinor != 0 || v.Attention != "" || v.RefundedMinor != (v.PaidMinor+1)/2 {
		t.Errorf("the panel says %+v", v)
	}
}

// The platform refuses while the payment is disputed; afterwards a person tries
// again. Without the permission it says which one to grant.
func TestWhatTheStoreRefusesWaitsForAPersonInTheCardAndOnTheHomePage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trouble, mend func(h *harness, order sandbox.Order)
		says          string
	}{
		"a dispute": {
			func(h *harness, o sandbox.Order) { _, err := h.stand.OpenDispute(demoShop, o.ID); h.must(err) },
			func(h *harness, o sandbox.Order) { _, err := h.stand.EndDispute(demoShop, o.ID, true); h.must(err) }, "disputed",
		},
		"a permission": {
			func(h *harness, _ sandbox.Order) {
				h.must(h.stand.SetScopes(demoShop, strings.Split(strings.ReplaceAll(scopes, "write_orders,", ""), ",")))
			},
			func(h *harness, _ sandbox.Order) { h.must(h.stand.SetScopes(demoShop, strings.Split(scopes, ","))) }, "grant write_orders",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.install(demoShop)
			h.studio()
			who, _ := h.shopper(demoShop)
			v, order := h.paidLesson(who, "refused", sandbox.Checkout{})
			h.shopperCancels(who, v)
			c.trouble(h, order)
			h.refundVisit(v.ID)
			h.settle()
			v, _ = h.visitShown(v.ID)
			if v.Refund == nil || !v.Refund.NeedsPerson || !strings.Contains(v.Refund.Problem, c.says) {
				t.Fatalf("the card says %+v", v.Refund)
			}
			var home struct {
				Problems []struct {
					ID, Booking string
					Count       int
				}
			}
			h.get(demoShop, "/api/admin/home", &home)
			if len(home.Problems) != 1 || home.Problems[0].ID != "bookings" || home.Problems[0].Booking != v.ID || home.Problems[0].Count != 1 {
				t.Fatalf("the home page says %+v", home)
			}
			c.mend(h, order)
			h.settle()
			h.refundVisit(v.ID)
			h.settle()
			v, _ = h.visitShown(v.ID)
			if back, n := h.goneBack(order); n != 1 || back.Shop != v.RefundedMinor || v.RefundDueMinor != 0 || v.Refund != nil {
				t.Errorf("%d went back in %d refunds; the card says %+v", back.Shop, n, v)
			}
			if h.get(demoShop, "/api/admin/home", &home); len(home.Problems) != 0 {
				t.Errorf("the home page still says %+v", home)
			}
		})
	}
}

func TestWhatIsPaidTooLateIsOneClickAway(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.studio()
	who, _ := h.shopper(demoShop)
	late := h.wants(who, "lesson", 20, "late")
	h.later(16 * time.Minute)
	other := h.wants(who, "lesson", 20, "other")
	h.buy(demoShop, other.till(h, sandbox.Checkout{CustomerID: who.ID}))
	order := h.buy(demoShop, late.till(h, sandbox.Checkout{CustomerID: who.ID}))
	h.settle()
	v, _ := h.visitShown(late.ID)
	if v.Attention != "paid_too_late" || v.RefundDueMinor != v.PaidMinor || v.PaidMinor == 0 {
		t.Fatalf("paid too late it is %+v", v)
	}
	h.refundVisit(v.ID)
	h.settle()
	h.settle()
	v, _ = h.visitShown(late.ID)
	if back, n := h.goneBack(order); n != 1 || back.Shop != v.PaidMinor || v.Attention != "" || v.Status != "cancelled" {
		t.Errorf("%d went back in %d refunds, it is %+v", back.Shop, n, v)
	}
	if o, _ := h.visitShown(other.ID); o.Status != "confirmed" {
		t.Errorf("who has the time is %s", o.Status)
	}
}
