package orders_test

import (
	"testing"
	"time"

	"clientele/models/orders"
)

func line(quantity, current, net, tax int64) orders.Line {
	return orders.Line{ID: "1", Kind: orders.Goods, Quantity: quantity, Current: current, NetMinor: net, TaxMinor: tax}
}

func back(settled bool, units, subtotal, tax int64) orders.Refund {
	return orders.Refund{ID: "r", Settled: settled, Lines: []orders.RefundLine{{Line: "1", Quantity: units, SubtotalMinor: subtotal, TaxMinor: tax}}}
}

func TestALineIsWorthWhatWasNotGivenBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line              orders.Line
		included, withTax bool
		refunds           []orders.Refund
		eligible, removed int64
	}{
		"untouched":                             {line(2, 2, 10000, 0), false, false, nil, 10000, 0},
		"tax on top, without":                   {line(2, 2, 10000, 2100), false, false, nil, 10000, 0},
		"tax on top, with":                      {line(2, 2, 10000, 2100), false, true, nil, 12100, 0},
		"tax within, without":                   {line(2, 2, 12100, 2100), true, false, nil, 10000, 0},
		"tax within, with":                      {line(2, 2, 12100, 2100), true, true, nil, 12100, 0},
		"one of two back":                       {line(2, 1, 10000, 0), false, false, []orders.Refund{back(true, 1, 5000, 0)}, 10000, 5000},
		"the body lags behind the refund":       {line(2, 2, 10000, 0), false, false, []orders.Refund{back(true, 1, 5000, 0)}, 10000, 5000},
		"an open refund takes nothing":          {line(2, 2, 10000, 0), false, false, []orders.Refund{back(false, 1, 5000, 0)}, 10000, 0},
		"an open refund of a unit that left":    {line(2, 1, 10000, 0), false, false, []orders.Refund{back(false, 1, 5000, 0)}, 10000, 0},
		"refunds that round leave nothing":      {line(3, 0, 10000, 0), false, false, []orders.Refund{back(true, 1, 3333, 0), back(true, 2, 6666, 0)}, 10000, 10000},
		"a fee that the shop kept is no rest":   {line(3, 0, 10000, 0), false, false, []orders.Refund{back(true, 3, 9996, 0)}, 10000, 9996},
		"edited away":                           {line(4, 1, 10000, 0), false, false, nil, 10000, 7500},
		"edited away and refunded":              {line(4, 1, 10000, 0), false, false, []orders.Refund{back(true, 1, 2500, 0)}, 10000, 7500},
		"all edited away, fractions and all":    {line(3, 0, 10000, 0), false, false, nil, 10000, 10000},
		"more given back than it was worth":     {line(1, 0, 10000, 0), false, false, []orders.Refund{back(true, 1, 12000, 0)}, 10000, 10000},
		"given back for less than its worth":    {line(1, 0, 10000, 0), false, false, []orders.Refund{back(true, 1, 4000, 0)}, 10000, 4000},
		"tax within, refund subtotal with tax":  {line(2, 1, 12100, 2100), true, false, []orders.Refund{back(true, 1, 6050, 1050)}, 10000, 5000},
		"tax within, refund subtotal less tax":  {line(2, 1, 12100, 2100), true, false, []orders.Refund{back(true, 1, 5000, 1050)}, 10000, 5000},
		"tax within, counted, subtotal less it": {line(2, 1, 12100, 2100), true, true, []orders.Refund{back(true, 1, 5000, 1050)}, 12100, 6050},
		"tax on top, counted":                   {line(2, 1, 10000, 2100), false, true, []orders.Refund{back(true, 1, 5000, 1050)}, 12100, 6050},
		"more tax than price":                   {line(1, 1, 100, 200), true, false, nil, 0, 0},
		"nothing ordered":                       {line(0, 0, 0, 0), false, false, nil, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := orders.Order{TaxesIncluded: c.included, Lines: []orders.Line{c.line}, Refunds: c.refunds}
			got := o.Amounts(c.withTax)[0]
			if got.Eligible != c.eligible || got.Removed != c.removed {
				t.Errorf("worth %d less %d, want %d less %d", got.Eligible, got.Removed, c.eligible, c.removed)
			}
		})
	}
}

func TestARefundOfAnotherLineTakesNothing(t *testing.T) {
	t.Parallel()
	r := back(true, 1, 5000, 0)
	r.Lines[0].Line = "2"
	o := orders.Order{Lines: []orders.Line{line(1, 1, 10000, 0)}, Refunds: []orders.Refund{r}}
	if got := o.Amounts(false)[0].Removed; got != 0 {
		t.Errorf("removed %d", got)
	}
}

func TestMoneyPaidBackForAnEditCountsOnce(t *testing.T) {
	t.Parallel()
	o := orders.Order{PaidAt: start, Lines: []orders.Line{line(2, 1, 10000, 0)}, Refunds: []orders.Refund{{ID: "r", Settled: true, AmountMinor: 5000}}}
	if gross, tax := o.Loose(); gross != 0 || tax != 0 || o.SpentMinor() != 5000 {
		t.Errorf("loose %d with %d tax, spent %d; want 0, 0 and 5000", gross, tax, o.SpentMinor())
	}
	o.Refunds[0].AmountMinor, o.Refunds[0].TaxMinor = 5500, 200
	if gross, tax := o.Loose(); gross != 700 || tax != 200 || o.SpentMinor() != 4300 {
		t.Errorf("loose %d with %d tax, spent %d; want 700, 200 and 4300", gross, tax, o.SpentMinor())
	}
}

func TestAnOrderHasTheStatusAMerchantWouldName(t *testing.T) {
	t.Parallel()
	paid := orders.Order{PaidAt: start, TotalMinor: 12100, Lines: []orders.Line{line(2, 2, 10000, 2100)}}
	with := func(change func(*orders.Order)) orders.Order {
		o := paid
		change(&o)
		return o
	}
	refund := func(r orders.Refund) func(*orders.Order) {
		return func(o *orders.Order) { o.Refunds = []orders.Refund{r} }
	}
	for name, c := range map[string]struct {
		order  orders.Order
		status string
		spent  int64
	}{
		"nothing known":      {orders.Order{}, "unpaid", 0},
		"paid":               {paid, "paid", 12100},
		"not paid":           {with(func(o *orders.Order) { o.PaidAt = time.Time{} }), "unpaid", 0},
		"cancelled":          {with(func(o *orders.Order) { o.CancelledAt = start }), "cancelled", 0},
		"partly refunded":    {with(refund(back(true, 1, 5000, 1050))), "partially_refunded", 6050},
		"an amount back":     {with(refund(orders.Refund{Settled: true, AmountMinor: 2000, TaxMinor: 100})), "partially_refunded", 10000},
		"fully refunded":     {with(refund(back(true, 2, 10000, 2100))), "refunded", 0},
		"more than all back": {with(refund(orders.Refund{Settled: true, AmountMinor: 20000})), "refunded", 0},
		"not settled yet":    {with(refund(back(false, 2, 10000, 2100))), "paid", 12100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.order.Status() != c.status || c.order.SpentMinor() != c.spent {
				t.Errorf("%s with %d spent, want %s with %d", c.order.Status(), c.order.SpentMinor(), c.status, c.spent)
			}
		})
	}
}
