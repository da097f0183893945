package main

import (
	"fmt"
	"net/http"
	"strings"

	"clientele/app/flow"
	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/rewards"
)

// everyEffect are all things that the program asks of the platform. What it
// sends, and which kinds of messages it keeps, is held against them. Those that
// need something at the platform to begin with come first, so that nothing of
// the others has been asked for when a fault begins.
func everyEffect() []effect {
	takenBack, revised := changedInvoices()
	all := []effect{
		checkEffect(), takeAwayEffect(), takenBack, revised, lookEffect(), pastEffect(), openEffect(), invoiceEffect(flow.SendInvoice, new(visit)), refundEffect(false), refundEffect(true),
	}
	for _, kind := range rewards.Kinds() {
		all = append(all, rewardEffect(kind))
	}
	return all
}

// lookEffect is the regular look, at an order that no webhook told of. It has
// more lines and refunds than a page brings.
func lookEffect() effect {
	var order sandbox.Order
	return effect{
		name: "look for orders that webhooks lost",
		begin: func(s *scene) {
			s.fault(sandbox.Faults{Drop: sandbox.DropAll})
			order = s.longOrder()
			s.fault(sandbox.Faults{})
		},
		step: func(*scene) {},
		says: func(s *scene) string {
			if m := s.mended(demoShop); m.Problem != "" {
				return "the look says: " + m.Problem
			}
			return "nothing"
		},
		end: func(s *scene) string {
			p, err := s.program.store.Sync.Poll(s.Context(), demoShop)
			s.must(err)
			if p.Problem != "" {
				s.Errorf("the look still says %q", p.Problem)
			}
			return s.orderEnd(order)
		},
	}
}

// longOrder is an order of a guest with many lines, given back in many parts.
func (s *scene) longOrder() sandbox.Order {
	s.Helper()
	till := sandbox.Checkout{Email: "long@example.com", Record: true}
	for range 40 {
		till.Lines = append(till.Lines, sandbox.CheckoutLine{VariantID: s.product(demoShop, "fir-candle").Variants[0].ID, Quantity: 1})
	}
	order, err := s.stand.PlaceOrder(demoShop, till)
	if err != nil {
		s.Fatal(err)
	}
	all := sandbox.RefundLinesRequest{}
	for _, line := range order.Lines[:35] {
		all.Lines = append(all.Lines, sandbox.RefundQuantity{LineID: line.ID, Quantity: 1})
	}
	_, err = s.stand.RefundLines(demoShop, order.ID, all)
	s.must(err)
	for range 5 {
		_, err := s.stand.RefundAmount(demoShop, order.ID, 100, "sorry")
		s.must(err)
	}
	return order
}

// orderEnd tells what is known of an order, which must be its worth.
func (s *scene) orderEnd(order sandbox.Order) string {
	s.Helper()
	record, err := s.program.store.Orders.Get(s.Context(), demoShop, models.OrderID(fmt.Sprint(order.ID)))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return "not known, as it is from before the app came"
	}
	s.must(err)
	if len(record.Order.Lines) < 40 || len(record.Order.Refunds) != 6 {
		s.Errorf("%d lines and %d refunds are known of the order", len(record.Order.Lines), len(record.Order.Refunds))
	}
	return fmt.Sprintf("known with %d refunds, worth %d points", len(record.Order.Refunds), record.Standing.Net)
}

// pastEffect is the reading of past orders, called off once and begun again.
func pastEffect() effect {
	again := false // a person starts it again after it failed
	return effect{
		name: "read past orders, after it was called off once",
		begin: func(s *scene) {
			s.start(demoShop)
			s.work("backfill")
			if status := s.call(demoShop, "DELETE", "/api/admin/backfill", nil, nil); status != http.StatusOK {
				s.Errorf("calling it off answered %d", status)
			}
		},
		step: func(s *scene) {
			state := s.reading().State
			install, _ := s.stand.InstallOf(demoShop)
			if install.Installed && (state == "" || state == catchup.Cancelled || state == catchup.Failed && again) {
				s.call(demoShop, "POST", "/api/admin/backfill", nil, nil)
				again = false
			}
		},
		says: func(s *scene) string {
			view := s.shown(demoShop)
			text := "the reading is " + view.State
			if view.Problem != "" {
				text += ": " + view.Problem
			}
			if view.State == "failed" {
				text += "; " + waitsForPerson
			}
			return text
		},
		again: func(*scene) { again = true },
		end: func(s *scene) string {
			b := s.reading()
			if b.State != catchup.Done || b.Operation != "" {
				s.Errorf("the reading is %s of %q: %s", b.State, b.Operation, b.Problem)
			}
			return fmt.Sprintf("%s, %d orders read", b.State, b.Orders)
		},
	}
}

// reading is how far the reading of past orders is.
func (s *scene) reading() catchup.Backfill {
	s.Helper()
	b, err := s.program.store.Sync.Backfill(s.Context(), demoShop)
	s.must(err)
	return b
}

// openEffect is the opening of the app in another store, for the first time.
func openEffect() effect {
	said := ""
	return effect{
		name:  "open the app in another store",
		begin: func(*scene) {}, // it is installed, and nobody has opened it yet
		step: func(s *scene) {
			var session struct{ Detail string }
			said = "opens"
			if status := s.call(sakuraShop, "GET", "/api/admin/session", nil, &session); status != http.StatusOK {
				said = fmt.Sprintf("answers %d: %s", status, session.Detail)
			}
		},
		says: func(*scene) string { return said },
		end: func(s *scene) string {
			shop, err := s.program.store.Shops.Get(s.Context(), sakuraShop)
			versions, failed := s.program.store.Programmes.Versions(s.Context(), sakuraShop)
			if err != nil || failed != nil || !shop.Installed() || shop.Details.Currency != "JPY" || shop.TokenState(s.stand.Now()) == "missing" || len(versions) != 1 {
				s.Errorf("the store is %+v with %d programmes, %v, %v", shop.Details, len(versions), err, failed)
			}
			return "at home, counts in " + strings.ToUpper(shop.Details.Currency)
		},
	}
}
