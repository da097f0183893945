package webhooks

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/app/flow"
	"clientele/models/orders"
)

// payloads lie beside the project; they are real bodies that are not ours to keep.
const payloads = "../../shared/payloads"

func payload(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(payloads, name))
	if err != nil {
		t.Skipf("SKIPPED: real bodies are not there to be read: %v", err)
	}
	return body
}

func TestEveryRealBodyIsRead(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(payloads, "*.json"))
	if len(files) == 0 {
		t.Skipf("SKIPPED: no real bodies in %s", payloads)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for topic, body := range byTopic(t, name) {
				seen := notes{currency: "USD"}
				result, err := seen.hooks().Dispatch(t.Context(), delivery(topic, body))
				if err != nil || result.Subject == "" || len(seen.facts) != 1 {
					t.Errorf("%s: %+v, %d facts, %v", topic, result, len(seen.facts), err)
				}
				if d, err := prepare(delivery(topic, nil), body); err != nil || d.Subject != result.Subject {
					t.Errorf("%s: the door takes it for %q, its reader for %q (%v)", topic, d.Subject, result.Subject, err)
				}
			}
		})
	}
}

// byTopic gives the bodies of a file with the topics they belong to; topics
// that nobody subscribes to are left out.
func byTopic(t *testing.T, name string) map[string][]byte {
	t.Helper()
	body := payload(t, name)
	number, kind, _ := strings.Cut(strings.TrimSuffix(name, ".json"), "_")
	switch number {
	case "03":
		return map[string][]byte{"orders/cancelled": body}
	case "07", "08", "10":
		return map[string][]byte{"refunds/create": body}
	case "11":
		return map[string][]byte{strings.Replace(kind, "_", "/", 1): body}
	case "09":
		var all map[string]json.RawMessage
		if err := json.Unmarshal(body, &all); err != nil {
			t.Fatal(err)
		}
		bodies := map[string][]byte{}
		for key, one := range all {
			topic, _, _ := strings.Cut(key, " ")
			if _, known := topics[topic]; known {
				bodies[topic] = one
			}
		}
		if len(bodies) != 8 {
			t.Errorf("%d bodies of known topics, want 8", len(bodies))
		}
		return bodies
	}
	return map[string][]byte{"orders/paid": body, "orders/create": body, "orders/updated": body}
}

func TestRealOrdersAreWorthWhatWasPaid(t *testing.T) {
	t.Parallel()
	cases := []struct {
		file  string
		spent int64 // with tax and shipping, less what was given back
		goods int64
	}{
		{"01_orders_create_guest_two_discounts.json", 186_90, 164_90},
		{"02_orders_create_customer_two_discounts.json", 304_00, 284_00},
		{"03_orders_cancelled_customer_with_refund.json", 0, 99_00},
		{"05_order_guest_paid.json", 199_00, 199_00},
		{"06_order_multicurrency_usd_shop_eur_presentment.json", 124_36, 124_36},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			fact, err := readOrder(delivery("orders/paid", payload(t, c.file)))
			if err != nil {
				t.Fatal(err)
			}
			var goods int64
			for _, l := range fact.Snapshot.Lines {
				if l.Kind == orders.Goods {
					goods += l.NetMinor
				}
			}
			if order := (orders.Order{}).Join(fact.Snapshot); order.SpentMinor() != c.spent || goods != c.goods {
				t.Errorf("spent %d, goods %d; want %d and %d", order.SpentMinor(), goods, c.spent, c.goods)
			}
		})
	}
}

func TestRealRefundsGiveBackWhatTheySay(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][2]int64{
		"07_refund_line_items.json":                           {391_33, 7_96},
		"08_refund_shipping_only_adjustment.json":             {5_00, 0},
		"10_refunds_create_docs_sample_2026-07_abridged.json": {249_98, 0},
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			seen := notes{}
			if _, err := seen.hooks().Dispatch(t.Context(), delivery("refunds/create", payload(t, file))); err != nil {
				t.Fatal(err)
			}
			refund := seen.facts[0].(flow.RefundMade).Refund
			var net, tax int64
			for _, l := range refund.Lines {
				net, tax = net+l.SubtotalMinor, tax+l.TaxMinor
			}
			if net != want[0] || tax != want[1] || !refund.Settled || refund.AmountMinor != 0 {
				t.Errorf("gave back %d and tax %d; refund %+v; want %v", net, tax, refund, want)
			}
		})
	}
}
