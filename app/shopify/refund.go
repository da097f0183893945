package shopify

import (
	"time"

	"clientele/models/orders"
)

type (
	toldRefund struct {
		ID              string `json:"id"`
		CreatedAt       string `json:"createdAt"`
		ProcessedAt     string `json:"processedAt"`
		RefundLineItems list[struct {
			Quantity    int64 `json:"quantity"`
			LineItem    named `json:"lineItem"`
			SubtotalSet told  `json:"subtotalSet"`
			TotalTaxSet told  `json:"totalTaxSet"`
		}] `json:"refundLineItems"`
		OrderAdjustments list[struct {
			Reason       string `json:"reason"`
			AmountSet    told   `json:"amountSet"`
			TaxAmountSet told   `json:"taxAmountSet"`
		}] `json:"orderAdjustments"`
		RefundShippingLines list[struct {
			SubtotalAmountSet told `json:"subtotalAmountSet"`
			TaxAmountSet      told `json:"taxAmountSet"`
		}] `json:"refundShippingLines"`
		Transactions list[struct {
			Kind      string `json:"kind"`
			Status    string `json:"status"`
			AmountSet told   `json:"amountSet"`
		}] `json:"transactions"`
		Duties []struct {
			AmountSet told `json:"amountSet"`
		} `json:"duties"`
	}
)

// incomplete tells whether an answer leaves out what only refund_whole brings.
func (t toldRefund) incomplete() bool {
	return t.RefundLineItems.PageInfo.HasNextPage || t.OrderAdjustments.PageInfo.HasNextPage ||
		t.RefundShippingLines.PageInfo.HasNextPage || t.Transactions.PageInfo.HasNextPage
}

// fact turns a refund into what its webhook would have said.
func (t toldRefund) fact(r *reader) orders.Refund {
	refund := orders.Refund{ID: r.number("refunds.id", t.ID, "Refund"), At: t.at(r)}
	if len(t.RefundLineItems.Nodes) > orders.LinesMax {
		r.fail("refundLineItems", "are more than can be counted")
		return refund
	}
	for _, item := range t.RefundLineItems.Nodes {
		refund.Lines = append(refund.Lines, orders.RefundLine{
			Line: r.number("refundLineItems.lineItem.id", item.LineItem.ID, "LineItem"), Quantity: r.count("quantity", item.Quantity),
			SubtotalMinor: r.due("subtotalSet", item.SubtotalSet), TaxMinor: r.due("totalTaxSet", item.TotalTaxSet),
		})
	}
	shipping := orders.RefundLine{Line: shippingLine, Quantity: 1}
	for _, line := range t.RefundShippingLines.Nodes {
		shipping.SubtotalMinor += r.due("refundShippingLines", line.SubtotalAmountSet)
		shipping.TaxMinor += r.due("refundShippingLines", line.TaxAmountSet)
	}
	for _, adjustment := range t.OrderAdjustments.Nodes {
		// The platform writes what was given back as a negative amount. A positive
		// one means that less than the lines' worth was paid back.
		amount, tax := -r.money("orderAdjustments", adjustment.AmountSet), -r.money("orderAdjustments", adjustment.TaxAmountSet)
		ofShipping := adjustment.Reason == "" && shipping.SubtotalMinor > 0 && amount == shipping.SubtotalMinor
		if amount >= 0 && tax >= 0 && !ofShipping {
			refund.AmountMinor, refund.TaxMinor = refund.AmountMinor+amount, refund.TaxMinor+tax
		}
	}
	if shipping.SubtotalMinor > 0 {
		shipping.SubtotalMinor, shipping.TaxMinor = r.bounded("refundShippingLines", shipping.SubtotalMinor), r.bounded("refundShippingLines", shipping.TaxMinor)
		refund.Lines = append(refund.Lines, shipping)
	}
	duties := orders.RefundLine{Line: dutiesLine, Quantity: 1}
	for _, duty := range t.Duties {
		duties.SubtotalMinor = r.bounded("duties", duties.SubtotalMinor+r.due("duties", duty.AmountSet))
	}
	if duties.SubtotalMinor > 0 {
		refund.Lines = append(refund.Lines, duties)
	}
	settled, paidBack := t.paid(r)
	refund.Settled = settled
	refund.AmountMinor, refund.TaxMinor = r.bounded("orderAdjustments", refund.AmountMinor), r.bounded("orderAdjustments", refund.TaxMinor)
	if len(refund.Lines) == 0 && len(t.OrderAdjustments.Nodes) == 0 {
		refund.AmountMinor = paidBack
	}
	return refund
}

func (t toldRefund) at(r *reader) time.Time {
	if t.ProcessedAt != "" {
		return r.instant("refunds.processedAt", t.ProcessedAt)
	}
	return r.instant("refunds.createdAt", t.CreatedAt)
}

// paid tells whether money went back, or none was due, and how much of it was
// in the shop's currency. What a buyer got back in another currency comes with
// an adjustment that says what it was worth.
func (t toldRefund) paid(r *reader) (settled bool, minor int64) {
	settled = len(t.Transactions.Nodes) == 0
	for _, transaction := range t.Transactions.Nodes {
		if transaction.Status != "SUCCESS" {
			continue
		}
		settled = true
		if transaction.Kind == "REFUND" && transaction.AmountSet.PresentmentMoney.CurrencyCode == r.currency {
			minor += r.due("transactions", transaction.AmountSet)
		}
	}
	return settled, r.bounded("transactions", minor)
}
