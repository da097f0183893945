package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// payloads are real and official webhook bodies, kept outside the project.
var payloads = filepath.Join("..", "..", "shared", "payloads")

func payload(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(payloads, name))
	if err != nil {
		t.Skipf("SKIPPED: the sample bodies are not beside the project: %v", err)
	}
	return raw
}

func TestRealOrdersGiveTheRightPoints(t *testing.T) {
	t.Parallel()
	payload(t, "README.md")
	h := newHarness(t)
	h.install(demoShop)
	steps := []struct {
		file, topic, contact string
		points               int64
	}{
		{"01_orders_create_guest_two_discounts.json", "orders/create", "", 0},                   // nobody to credit
		{"02_orders_create_customer_two_discounts.json", "orders/paid", "c_8658316394796", 284}, // 299.00 − 15.00
		{"03_orders_cancelled_customer_with_refund.json", "orders/cancelled", "c_8658316394796", 284},
		{"04_order_customer_code_properties_partial_refund.json", "orders/updated", "c_207119551", 195}, // 597.00 less 195.66 and 195.67… kept 195.67
		{"05_order_guest_paid.json", "orders/paid", "", 0},
		{"06_order_multicurrency_usd_shop_eur_presentment.json", "orders/paid", "c_7817370206550", 124}, // 124.36 in the shop's currency
		{"07_refund_line_items.json", "refunds/create", "c_207119551", 195},                             // already within 04
		{"08_refund_shipping_only_adjustment.json", "refunds/create", "c_207119551", 195},               // shipping earns nothing
		{"10_refunds_create_docs_sample_2026-07_abridged.json", "refunds/create", "", 0},                // its order is unknown
	}
	for _, s := range steps {
		if status := h.post(demoShop, s.topic, "real-"+s.file, payload(t, s.file)); status != http.StatusOK {
			t.Errorf("%s was answered with %d", s.file, status)
		}
		h.work()
		if s.contact != "" {
			h.balance(demoShop, s.contact, s.points)
		}
	}
	h.allDone(demoShop)
}

func TestRealSmallTopicsAreWorkedOff(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	var bodies map[string]json.RawMessage
	if err := json.Unmarshal(payload(t, "09_docs_samples_2026-07_small_topics.json"), &bodies); err != nil {
		t.Fatal(err)
	}
	handled := map[string]bool{
		"customers/create": true, "customers/delete": true, "customers/merge": true, "app/scopes_update": true,
		"customers/data_request": true, "customers/redact": true,
	}
	for topic, body := range bodies {
		if !handled[topic] {
			continue
		}
		delete(handled, topic)
		if status := h.post(demoShop, topic, "small-"+topic, body); status != http.StatusOK {
			t.Errorf("%s was answered with %d", topic, status)
		}
	}
	for topic, file := range map[string]string{
		"customers/data_request": "11_customers_data_request.json", "customers/redact": "11_customers_redact.json", "shop/redact": "11_shop_redact.json",
	} {
		if status := h.post(demoShop, topic, "compliance-"+file, payload(t, file)); status != http.StatusOK {
			t.Errorf("%s was answered with %d", file, status)
		}
	}
	for topic := range handled {
		t.Errorf("the samples hold no %s", topic)
	}
	h.work()
	h.allDone(demoShop)
	h.install(demoShop) // shop/redact spares a store that has the app
}

// allDone checks that no delivery waits or needs a person.
func (h *harness) allDone(shop string) {
	h.Helper()
	var list struct {
		Items []struct{ ID, Topic, State, Problem string }
	}
	h.get(shop, "/api/admin/deliveries?limit=100", &list)
	if len(list.Items) == 0 {
		h.Error("no delivery is shown")
	}
	for _, d := range list.Items {
		if d.State != "done" {
			h.Errorf("delivery %s of %s is %s: %s", d.ID, d.Topic, d.State, d.Problem)
		}
	}
}
