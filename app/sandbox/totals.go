package sandbox

import (
	"slices"
	"strconv"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// Name is the order's number as people see it: "#1001".
func (o Order) Name() string { return "#" + itoa(o.Number) }

// Gross is price times quantity, before discounts.
func (l LineItem) Gross() Money { return l.Price.times(l.Quantity) }

// Discount is the line's share of all discounts.
func (l LineItem) Discount() Money {
	var sum Money
	for _, a := range l.Allocations {
		sum = sum.plus(a.Amount)
	}
	return sum
}

// Net is price times quantity less the line's share of the discounts. It
// contains the tax when the store's prices do.
func (l LineItem) Net() Money { return l.Gross().minus(l.Discount()) }

// at is the part of an amount of the line that n pieces stand for.
func (l LineItem) at(amount Money, n int64) Money { return amount.share(n, l.Quantity) }

// Totals are the sums as bought, with lines an edit added.
func (o Order) Totals() Totals {
	t := Totals{Shipping: o.Shipping.Net(), Tax: o.Shipping.Tax, Tip: o.Tip}
	for _, l := range o.Lines {
		t.Lines = t.Lines.plus(l.Gross())
		t.Discount = t.Discount.plus(l.Discount())
		t.Tax = t.Tax.plus(l.Tax)
	}
	t.Subtotal = t.Lines.minus(t.Discount)
	return o.sum(t)
}

// CurrentTotals are the sums after edits, refunds and cancellation. Amounts
// paid back beyond lines and shipping lower the total only.
func (o Order) CurrentTotals() Totals {
	if !o.CancelledAt.IsZero() {
		return Totals{}
	}
	t := Totals{Shipping: o.Shipping.Net(), Tax: o.Shipping.Tax, Tip: o.Tip}
	for _, l := range o.Lines {
		gross, net := l.at(l.Gross(), l.Current), l.at(l.Net(), l.Current)
		t.Lines = t.Lines.plus(gross)
		t.Discount = t.Discount.plus(gross.minus(net))
		t.Tax = t.Tax.plus(l.at(l.Tax, l.Current))
	}
	var adjusted Money
	for _, r := range o.Refunds {
		t.Shipping = t.Shipping.minus(r.Shipping)
		t.Tax = t.Tax.minus(r.ShippingTax)
		adjusted = adjusted.plus(r.Adjustment)
	}
	t.Subtotal = t.Lines.minus(t.Discount)
	t = o.sum(t)
	t.Total = t.Total.minus(adjusted)
	return t
}

func (o Order) sum(t Totals) Totals {
	t.Total = t.Subtotal.plus(t.Shipping).plus(t.Tip)
	if !o.TaxesIncluded {
		t.Total = t.Total.plus(t.Tax)
	}
	return t
}

// moved sums the transactions of a kind in one of the given states.
func (o Order) moved(kind string, states ...string) Money {
	var sum Money
	for _, t := range o.Transactions {
		if t.Kind == kind && slices.Contains(states, t.Status) {
			sum = sum.plus(t.Amount)
		}
	}
	return sum
}

// Received is everything the shopper paid.
func (o Order) Received() Money { return o.moved("sale", "success") }

// Refunded is everything paid back and confirmed.
func (o Order) Refunded() Money { return o.moved("refund", "success") }

// Paid is what the store keeps: received less paid back, where money on its
// way back counts as paid back.
func (o Order) Paid() Money {
	return o.Received().minus(o.moved("refund", "success", "pending"))
}

// Outstanding is still to be paid by the shopper.
func (o Order) Outstanding() Money {
	return o.CurrentTotals().Total.minus(o.Paid()).floorZero()
}

// Owed is what the store keeps beyond the current total, after an edit.
func (o Order) Owed() Money {
	return o.Paid().minus(o.CurrentTotals().Total).floorZero()
}

// FinancialStatus is the platform's word for how far the order is paid.
func (o Order) FinancialStatus() string {
	received, refunded := o.Received(), o.Refunded()
	switch {
	case received.IsZero() && !o.CancelledAt.IsZero():
		return "voided"
	case received.IsZero() && !o.Totals().Total.IsZero():
		return "pending"
	case !refunded.IsZero() && refunded.Buyer >= received.Buyer:
		return "refunded"
	case !refunded.IsZero():
		return "partially_refunded"
	case o.Outstanding().Buyer > 0:
		return "partially_paid"
	}
	return "paid"
}

// Line finds a line by id; nil when the order has none.
func (o *Order) Line(id int64) *LineItem {
	for i := range o.Lines {
		if o.Lines[i].ID == id {
			return &o.Lines[i]
		}
	}
	return nil
}

// clone copies everything later changes could touch.
func (o *Order) clone() Order {
	c := *o
	c.Lines = slices.Clone(o.Lines)
	for i := range c.Lines {
		c.Lines[i].Allocations = slices.Clone(c.Lines[i].Allocations)
	}
	c.Discounts = slices.Clone(o.Discounts)
	c.Attributes = slices.Clone(o.Attributes)
	c.Transactions = slices.Clone(o.Transactions)
	c.Refunds = slices.Clone(o.Refunds)
	c.Disputes = slices.Clone(o.Disputes)
	return c
}
