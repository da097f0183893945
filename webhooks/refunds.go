package webhooks

import (
	"context"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/orders"
)

const (
	adjustmentsMax  = 100
	transactionsMax = 200
	refundLinesMax  = 20_000 // in all refunds of an order
)

// refundCreated handles refunds/create. Such a body does not name the order's
// currency. Where none of its amounts does either, the order on record is asked.
func (h *Hooks) refundCreated(ctx context.Context, d models.Delivery) (Result, error) {
	n, err := open(d.Body)
	if err != nil {
		return Result{}, err
	}
	order, currency := models.OrderID(n.id("order_id")), refundCurrency(n)
	if n.r.err != nil {
		return Result{}, n.r.err
	}
	result := Result{Subject: subjectOf("order", string(order))}
	if currency == "" {
		if currency, err = h.OrderCurrency(ctx, d.Shop, order); err != nil {
			return result, err
		}
	}
	refund := readRefund(n, currency)
	if n.r.err != nil {
		return result, n.r.err
	}
	outcome, err := h.RefundMade(ctx, flow.RefundMade{Shop: d.Shop, Order: order, Refund: refund})
	result.Outcome = outcome.Word
	return result, err
}

// refundCurrency is the shop's currency as the first amount that names it does.
// The currency of a transaction is no witness: it may be the buyer's.
func refundCurrency(n node) string {
	places := []node{n.object("total_duties_set")}
	for _, line := range n.list("refund_line_items", orders.LinesMax) {
		places = append(places, line.object("subtotal_set"), line.object("total_tax_set"))
	}
	for _, adjustment := range n.list("order_adjustments", adjustmentsMax) {
		places = append(places, adjustment.object("amount_set"))
	}
	for _, line := range n.list("refund_shipping_lines", shippingsMax) {
		places = append(places, line.object("subtotal_amount_set"))
	}
	for _, transaction := range n.list("transactions", transactionsMax) {
		places = append(places, transaction.object("amount_set"))
	}
	for _, place := range places {
		if currency := place.object("shop_money").currency("currency_code"); currency != "" {
			return currency
		}
	}
	return ""
}

// readRefunds reads the refunds within an order.
func readRefunds(n node, currency string) []orders.Refund {
	var refunds []orders.Refund
	lines := 0
	for _, item := range n.list("refunds", orders.RefundsMax) {
		refund := readRefund(item, currency)
		if lines += len(refund.Lines); lines > refundLinesMax {
			n.fail("refunds", "have more lines than can be counted")
			return nil
		}
		refunds = append(refunds, refund)
	}
	return refunds
}

// readRefund reads a refund, alone or within its order.
func readRefund(n node, currency string) orders.Refund {
	refund := orders.Refund{ID: n.id("id"), At: n.instant("processed_at")}
	if refund.At.IsZero() {
		refund.At = n.instant("created_at")
	}
	if refund.At.IsZero() {
		n.fail("created_at", "is missing")
	}
	for _, item := range n.list("refund_line_items", orders.LinesMax) {
		refund.Lines = append(refund.Lines, orders.RefundLine{
			Line: item.id("line_item_id"), Quantity: item.count("quantity", 0),
			SubtotalMinor: item.due("subtotal", currency), TaxMinor: item.due("total_tax", currency),
		})
	}
	adjustments := n.list("order_adjustments", adjustmentsMax)
	for _, adjustment := range adjustments {
		refund = adjust(refund, adjustment, currency)
	}
	refund.Lines = append(refund.Lines, uncounted(n, refund, currency)...)
	settled, paidBack := readTransactions(n, currency)
	refund.Settled = settled
	refund.AmountMinor = n.bounded("order_adjustments", refund.AmountMinor)
	refund.TaxMinor = n.bounded("order_adjustments", refund.TaxMinor)
	if len(refund.Lines) == 0 && len(adjustments) == 0 {
		refund.AmountMinor = paidBack
	}
	return refund
}

// adjust adds what was given back beside the lines. The platform writes it as
// a negative amount; a positive one means that less than the lines' worth was
// paid back, which changes nothing about what was returned.
func adjust(refund orders.Refund, n node, currency string) orders.Refund {
	amount, tax := -n.money("amount", currency), -n.money("tax_amount", currency)
	if amount < 0 || tax < 0 {
		return refund
	}
	switch n.text("kind") {
	case "shipping_refund":
		refund.Lines = append(refund.Lines, orders.RefundLine{Line: shippingLine, Quantity: 1, SubtotalMinor: amount, TaxMinor: tax})
	case "refund_discrepancy":
		refund.AmountMinor += amount
		refund.TaxMinor += tax
	}
	return refund
}

// uncounted is shipping that no adjustment tells of, and duties.
func uncounted(n node, refund orders.Refund, currency string) []orders.RefundLine {
	shipping, more := int64(0), []orders.RefundLine{}
	for _, line := range n.list("refund_shipping_lines", shippingsMax) {
		shipping += line.due("subtotal_amount", currency)
	}
	shipping = n.bounded("refund_shipping_lines", shipping)
	for _, line := range refund.Lines {
		if line.Line == shippingLine {
			shipping = 0
		}
	}
	if shipping > 0 {
		more = append(more, orders.RefundLine{Line: shippingLine, Quantity: 1, SubtotalMinor: shipping})
	}
	if duties := n.due("total_duties", currency); duties > 0 {
		more = append(more, orders.RefundLine{Line: dutiesLine, Quantity: 1, SubtotalMinor: duties})
	}
	return more
}

// readTransactions tells whether money went back, or none was due, and how much
// of it was in the shop's currency. What a buyer got back in another currency
// comes with an adjustment that says what it was worth.
func readTransactions(n node, currency string) (settled bool, minor int64) {
	transactions := n.list("transactions", transactionsMax)
	settled = len(transactions) == 0
	for _, t := range transactions {
		if t.text("status") != "success" {
			continue
		}
		settled = true
		named := t.currency("currency")
		told := t.object("amount_set").has("shop_money")
		if t.text("kind") == "refund" && (named == "" || named == currency || told) {
			minor += t.due("amount", currency)
		}
	}
	return settled, n.bounded("transactions", minor)
}
