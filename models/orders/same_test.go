package orders_test

import (
	"testing"
	"time"

	"clientele/models/orders"
)

func TestOrdersThatCountTheSameAreTheSame(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	base := func() orders.Order {
		return orders.Order{
			Known: true, Stamp: orders.Stamp{UpdatedAt: at}, Name: "#1", CreatedAt: at, Currency: "USD", TotalMinor: 1100, PaidAt: at, Source: "web",
			Lines:   []orders.Line{{ID: "1", Kind: orders.Goods, Product: "9", Title: "Tea", Quantity: 2, Current: 2, NetMinor: 1000, TaxMinor: 100}},
			Refunds: []orders.Refund{{ID: "5", At: at, Settled: true, AmountMinor: 100}, {ID: "6", At: at}},
			Buyer:   orders.Buyer{Customer: "7", Stamp: orders.Stamp{UpdatedAt: at}},
		}
	}
	for name, change := range map[string]func(*orders.Order){
		"nothing": func(*orders.Order) {},
		"stamps": func(o *orders.Order) {
			o.Stamp, o.Buyer.Stamp, o.Version = orders.Stamp{UpdatedAt: at.Add(time.Hour), Digest: "x"}, orders.Stamp{Digest: "y"}, 9
		},
		"names":            func(o *orders.Order) { o.Name, o.Source, o.Lines[0].Title = "#2", "pos", "Coffee" },
		"unsettled refund": func(o *orders.Order) { o.Refunds = o.Refunds[:1] },
		"refund's time":    func(o *orders.Order) { o.Refunds[0].At = at.Add(time.Hour) },
	} {
		o := base()
		change(&o)
		if !base().SameWorth(o) || !o.SameWorth(base()) {
			t.Errorf("%s: counts differently", name)
		}
	}
	for name, change := range map[string]func(*orders.Order){
		"buyer": func(o *orders.Order) { o.Buyer.Customer = "8" }, "guest": func(o *orders.Order) { o.Buyer.Guest = "g_1" },
		"price": func(o *orders.Order) { o.Lines[0].NetMinor++ }, "tax": func(o *orders.Order) { o.Lines[0].TaxMinor++ },
		"quantity": func(o *orders.Order) { o.Lines[0].Current-- }, "product": func(o *orders.Order) { o.Lines[0].Product = "" },
		"kind": func(o *orders.Order) { o.Lines[0].Kind = orders.GiftCard }, "no line": func(o *orders.Order) { o.Lines = nil },
		"paid": func(o *orders.Order) { o.PaidAt = time.Time{} }, "cancelled": func(o *orders.Order) { o.CancelledAt = at },
		"refund": func(o *orders.Order) { o.Refunds[0].AmountMinor++ }, "settled": func(o *orders.Order) { o.Refunds[1].Settled = true },
		"test": func(o *orders.Order) { o.Test = true }, "known": func(o *orders.Order) { o.Known = false },
		"tags": func(o *orders.Order) { o.Tags = []string{"vip"} }, "vendor": func(o *orders.Order) { o.Lines[0].Vendor = "Fern" },
		"total": func(o *orders.Order) { o.TotalMinor++ }, "created": func(o *orders.Order) { o.CreatedAt = at.Add(time.Second) },
		"currency": func(o *orders.Order) { o.Currency = "EUR" }, "taxes": func(o *orders.Order) { o.TaxesIncluded = true },
	} {
		o := base()
		change(&o)
		if base().SameWorth(o) || o.SameWorth(base()) {
			t.Errorf("%s: counts the same", name)
		}
	}
}
