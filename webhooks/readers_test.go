package webhooks

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
)

func utc(month time.Month, day, hour, minute, second, ms int) time.Time {
	return time.Date(2026, month, day, hour, minute, second, ms*1_000_000, time.UTC)
}

func TestReadersTurnBodiesIntoFacts(t *testing.T) {
	t.Parallel()
	memberStamp := orders.Stamp{UpdatedAt: utc(10, 3, 13, 31, 5, 250), TriggeredAt: triggered, Digest: "digest"}
	guestStamp := orders.Stamp{UpdatedAt: utc(10, 3, 16, 0, 1, 0), TriggeredAt: triggered, Digest: "digest"}
	refundedStamp := orders.Stamp{UpdatedAt: utc(10, 7, 10, 0, 0, 0), TriggeredAt: triggered, Digest: "digest"}
	ines := contacts.Profile{
		Email: "ines@example.org", FirstName: "Inês", LastName: "Duarte", Verified: true, AsOf: utc(10, 3, 13, 31, 0, 0),
	}
	yes := true
	buyer := ines
	buyer.Phone, buyer.Locale = "+15550100200", "en-US"
	cases := []struct {
		name, topic, file, subject string
		fact                       any
	}{
		{"a paid order with discounts, shipping, tip and duties", "orders/paid", "order_member.json", "order:7001001", flow.OrderChanged{
			Shop: demoShop, Order: "7001001", Email: "ines@example.org", Profile: buyer,
			Snapshot: orders.Snapshot{
				Stamp: memberStamp, Name: "#2001", CreatedAt: utc(10, 3, 13, 30, 0, 0), Currency: "USD", Presentment: "USD",
				Source: "web", Tags: []string{"vip", "wholesale"}, Paid: true, TotalMinor: 96_23, Buyer: orders.Buyer{Customer: "8801", Stamp: memberStamp},
				Lines: []orders.Line{
					{ID: "9001", Kind: orders.Goods, Product: "501", Title: "Walnut tray", Vendor: "Fern & Kiln", SKU: "FK-3", Quantity: 3, Current: 3, NetMinor: 53_50, TaxMinor: 3_73},
					{ID: "9002", Kind: orders.GiftCard, Title: "Gift card 25 🎁", Quantity: 1, Current: 1, NetMinor: 25_00},
					{ID: "shipping", Kind: orders.Shipping, Quantity: 1, Current: 1, NetMinor: 6_00, TaxMinor: 50},
					{ID: "tip", Kind: orders.Tip, Quantity: 1, Current: 1, NetMinor: 3_00},
					{ID: "duties", Kind: orders.Duty, Quantity: 1, Current: 1, NetMinor: 4_00},
				},
			},
		}},
		{"an unpaid test order of a guest in yen", "orders/create", "order_guest.json", "order:7001002", flow.OrderChanged{
			Shop: demoShop, Order: "7001002", Email: "guest@example.org",
			Profile:   contacts.Profile{Email: "guest@example.org", FirstName: "花子", LastName: "山田", Locale: "ja", AsOf: guestStamp.UpdatedAt},
			Addresses: []contacts.Address{{Line1: "神南1-2-3", Line2: "501", City: "渋谷区", Region: "東京都", Postcode: "150-0041", Country: "JP", LastName: "山田"}},
			Snapshot: orders.Snapshot{
				Stamp: guestStamp, Name: "#2002", CreatedAt: utc(10, 3, 16, 0, 0, 0), Currency: "JPY", Presentment: "JPY",
				TaxesIncluded: true, Test: true, Source: "pos", TotalMinor: 1100, Buyer: orders.Buyer{Stamp: guestStamp},
				Lines: []orders.Line{{ID: "9101", Kind: orders.Goods, Product: "601", Title: "ノート", Quantity: 1, Current: 1, NetMinor: 1100, TaxMinor: 100}},
			},
		}},
		{"a cancelled order with a refund, paid in another currency", "orders/cancelled", "order_refunded.json", "order:7001003", flow.OrderChanged{
			Shop: demoShop, Order: "7001003", Email: "lu@example.org", Profile: contacts.Profile{AsOf: utc(10, 5, 10, 0, 0, 0)},
			Snapshot: orders.Snapshot{
				Stamp: refundedStamp, Name: "#2003", CreatedAt: utc(10, 5, 10, 0, 0, 0), CancelledAt: utc(10, 7, 10, 0, 0, 0),
				Currency: "USD", Presentment: "EUR", TaxesIncluded: true, Source: "web", Paid: true, TotalMinor: 60_00,
				Buyer: orders.Buyer{Customer: "8802", Stamp: refundedStamp},
				Lines: []orders.Line{{ID: "9201", Kind: orders.Goods, Product: "701", Title: "Lamp", Quantity: 2, Current: 1, NetMinor: 60_00}},
				Refunds: []orders.Refund{{ID: "4401", At: utc(10, 6, 8, 0, 5, 0), Settled: true, Lines: []orders.RefundLine{
					{Line: "9201", Quantity: 1, SubtotalMinor: 30_00, TaxMinor: 5_00},
					{Line: "shipping", Quantity: 1, SubtotalMinor: 6_00, TaxMinor: 1_00},
				}}},
			},
		}},
		{"a refund of lines, shipping and duties that is not settled", "refunds/create", "refund_lines.json", "order:7001001", flow.RefundMade{
			Shop: demoShop, Order: "7001001", Refund: orders.Refund{ID: "4501", At: utc(10, 8, 13, 0, 0, 0), Lines: []orders.RefundLine{
				{Line: "9001", Quantity: 1, SubtotalMinor: 17_83, TaxMinor: 1_25},
				{Line: "shipping", Quantity: 1, SubtotalMinor: 6_00},
				{Line: "duties", Quantity: 1, SubtotalMinor: 1_25},
			}},
		}},
		{"a refund of an amount, in the order's currency", "refunds/create", "refund_amount_only.json", "order:7001001", flow.RefundMade{
			Shop: demoShop, Order: "7001001", Refund: orders.Refund{ID: "4502", At: utc(10, 8, 13, 0, 3, 0), Settled: true, AmountMinor: 15_00},
		}},
		{"a refund of an amount with its tax told apart", "refunds/create", "refund_adjusted.json", "order:7001001", flow.RefundMade{
			Shop: demoShop, Order: "7001001", Refund: orders.Refund{ID: "4503", At: utc(10, 8, 13, 0, 0, 0), Settled: true, AmountMinor: 10_00, TaxMinor: 60},
		}},
		{"a dispute that is open", "disputes/create", "dispute.json", "order:7001001", flow.DisputeChanged{
			Shop: demoShop, Order: "7001001", Dispute: orders.Dispute{ID: "285332461850802050", State: orders.DisputeOpen, Minor: 11_50, Currency: "USD",
				Stamp: orders.Stamp{UpdatedAt: utc(10, 9, 13, 0, 0, 0), TriggeredAt: triggered, Digest: "digest"}},
		}},
		{"a dispute that was lost", "disputes/update", "dispute_lost.json", "order:7001001", flow.DisputeChanged{
			Shop: demoShop, Order: "7001001", Dispute: orders.Dispute{ID: "285332461850802050", State: orders.DisputeLost, Minor: 11_50, Currency: "USD",
				Stamp: orders.Stamp{UpdatedAt: utc(10, 20, 13, 0, 0, 0), TriggeredAt: triggered, Digest: "digest"}},
		}},
		{"a customer", "customers/update", "customer.json", "customer:8801", flow.CustomerChanged{
			Shop: demoShop, Customer: "8801", Profile: ines, CreatedAt: utc(1, 2, 13, 0, 0, 0), Account: &yes,
		}},
		{"a consent to marketing", "customers_email_marketing_consent/update", "consent.json", "customer:8801", flow.ConsentChanged{
			Shop: demoShop, Customer: "8801", Subscribed: true, At: utc(10, 4, 13, 31, 0, 0),
		}},
		{"a deleted customer", "customers/delete", "customer_deleted.json", "customer:8801", flow.CustomerDeleted{
			Shop: demoShop, Customer: "8801", At: triggered,
		}},
		{"a merge", "customers/merge", "customers_merged.json", "customer:8801", flow.CustomersMerged{
			Shop: demoShop, Kept: "8801", Deleted: "8803", Success: true, At: triggered,
		}},
		{"an uninstall", "app/uninstalled", "app_uninstalled.json", "shop", flow.ShopUninstalled{Shop: demoShop, TriggeredAt: triggered}},
		{"changed scopes", "app/scopes_update", "scopes.json", "shop", flow.ScopesChanged{
			Shop: demoShop, Scopes: []string{"read_customers", "read_orders"}, At: utc(10, 9, 0, 0, 0, 0),
		}},
		{"a request for data", "customers/data_request", "data_request.json", "customer:8801", flow.DataRequested{
			Shop: demoShop, ID: "661", Customer: "8801", Email: "ines@example.org", Orders: []models.OrderID{"7001001", "7001003"}, ReceivedAt: received,
		}},
		{"a request to erase somebody without an account", "customers/redact", "redact_guest.json", "request:w-1", flow.CustomerRedacted{
			Shop: demoShop, ID: "w-1", Email: "guest@example.org", ReceivedAt: received,
		}},
		{"a request to erase a shop", "shop/redact", "shop_redact.json", "shop", flow.ShopRedacted{
			Shop: demoShop, ID: "w-1", TriggeredAt: triggered, ReceivedAt: received,
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			seen := notes{currency: "USD"}
			result, err := seen.hooks().Dispatch(t.Context(), delivery(c.topic, fixture(t, c.file)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{c.fact}, seen.facts); diff != "" {
				t.Errorf("wrong fact (-want +got):\n%s", diff)
			}
			if want := (Result{Subject: c.subject, Outcome: "noted"}); result != want {
				t.Errorf("result = %+v, want %+v", result, want)
			}
		})
	}
}

func TestOrderOfARefundIsAskedForItsCurrencyOnlyWhenNoAmountTellsIt(t *testing.T) {
	t.Parallel()
	seen := notes{currency: "USD"}
	for _, file := range []string{"refund_lines.json", "refund_adjusted.json"} {
		if _, err := seen.hooks().Dispatch(t.Context(), delivery("refunds/create", fixture(t, file))); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen.asked) != 0 {
		t.Errorf("asked for the currency of %v although the bodies tell it", seen.asked)
	}
	unknown := notes{}
	result, err := unknown.hooks().Dispatch(t.Context(), delivery("refunds/create", fixture(t, "refund_amount_only.json")))
	if models.CodeOf(err) != models.Unavailable || len(unknown.facts) != 0 {
		t.Errorf("got %v and %d facts; want an error that is tried again", err, len(unknown.facts))
	}
	if result.Subject != "order:7001001" {
		t.Errorf("subject = %q", result.Subject)
	}
}

func TestFailedMergesAreToldAsSuch(t *testing.T) {
	t.Parallel()
	for _, rest := range []string{
		`"status": "failed", "errors": [{"message": "in progress"}]`,
		`"status": "completed", "errors": [{"message": "in part"}]`,
		`"status": "in_progress"`,
	} {
		body := `{"admin_graphql_api_customer_kept_id": "gid://shopify/Customer/1", "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2", ` + rest + `}`
		fact, err := readMerge(delivery("customers/merge", []byte(body)))
		if err != nil || fact.Success {
			t.Errorf("%s: %+v, %v; want a fact without success", rest, fact, err)
		}
	}
}

func TestTimeOfArrivalStandsInForAMissingTrigger(t *testing.T) {
	t.Parallel()
	seen := notes{}
	d := delivery("app/uninstalled", []byte(`{}`))
	d.TriggeredAt = time.Time{}
	if _, err := seen.hooks().Dispatch(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{flow.ShopUninstalled{Shop: demoShop, TriggeredAt: received}}, seen.facts); diff != "" {
		t.Error(diff)
	}
}

func TestLineIsNeverWorthLessThanNothing(t *testing.T) {
	t.Parallel()
	body := `{"id": 1, "currency": "USD", "created_at": "2026-10-03T09:30:00Z", "updated_at": "2026-10-03T09:30:00Z", "financial_status": "paid",
		"line_items": [{"id": 2, "quantity": 1, "price": "5.00", "discount_allocations": [{"amount": "6.00"}]}]}`
	fact, err := readOrder(delivery("orders/paid", []byte(body)))
	if err != nil || fact.Snapshot.Lines[0].NetMinor != 0 {
		t.Errorf("got %+v, %v; want a line worth nothing", fact.Snapshot.Lines, err)
	}
}
