package orders_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models/orders"
)

func discounted(lines ...orders.Line) orders.Order {
	o := orders.Order{Known: true, PaidAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Lines: lines}
	for _, l := range lines {
		o.TotalMinor += l.NetMinor
	}
	return o
}

func item(id string, quantity, net int64) orders.Line {
	return orders.Line{ID: id, Kind: orders.Goods, Quantity: quantity, Current: quantity, NetMinor: net}
}

func settled(id string, lines ...orders.RefundLine) orders.Refund {
	return orders.Refund{ID: id, Settled: true, Lines: lines}
}

func TestTheReturnedPartOfADiscountFollowsTheLinesItWasTakenOff(t *testing.T) {
	t.Parallel()
	tea, cup, free := item("1", 2, 4000), item("2", 1, 1000), item("3", 1, 0)
	shares := orders.Discounts([]orders.Discount{{Code: "cl1"}, {Code: "CL1", Line: "1", Minor: 800}, {Code: "cl1", Line: "2", Minor: 200}})
	for _, c := range []struct {
		name      string
		order     orders.Order
		discounts []orders.Discount
		change    func(o *orders.Order)
		want      string
	}{
		{"nothing came back", discounted(tea, cup), shares, func(*orders.Order) {}, "0"},
		{"half of one line", discounted(tea, cup), shares, func(o *orders.Order) {
			*o = o.JoinRefund(settled("r1", orders.RefundLine{Line: "1", Quantity: 1, SubtotalMinor: 2000}))
		}, "2/5"},
		{"an amount for no line", discounted(tea, cup), shares, func(o *orders.Order) {
			*o = o.JoinRefund(orders.Refund{ID: "r1", Settled: true, AmountMinor: 2500})
		}, "1/2"},
		{"more than was paid", discounted(tea, cup), shares, func(o *orders.Order) {
			*o = o.JoinRefund(orders.Refund{ID: "r1", Settled: true, AmountMinor: 9900})
		}, "1"},
		{"a refund that is not settled", discounted(tea, cup), shares, func(o *orders.Order) {
			*o = o.JoinRefund(orders.Refund{ID: "r1", AmountMinor: 2500})
		}, "0"},
		{"the order was cancelled", discounted(tea, cup), shares, func(o *orders.Order) { o.CancelledAt = o.PaidAt }, "1"},
		{"a free product came back", discounted(tea, free), []orders.Discount{{Code: "CL1", Line: "3", Minor: 900}}, func(o *orders.Order) {
			*o = o.JoinRefund(settled("r1", orders.RefundLine{Line: "3", Quantity: 1}))
		}, "1"},
		{"another product than the free one came back", discounted(tea, free), []orders.Discount{{Code: "CL1", Line: "3", Minor: 900}}, func(o *orders.Order) {
			*o = o.JoinRefund(settled("r1", orders.RefundLine{Line: "1", Quantity: 1, SubtotalMinor: 2000}))
		}, "0"},
		{"no shares were told", discounted(tea, cup), []orders.Discount{{Code: "CL1"}}, func(o *orders.Order) {
			*o = o.JoinRefund(settled("r1", orders.RefundLine{Line: "2", Quantity: 1, SubtotalMinor: 1000}))
		}, "1/5"},
		{"everything but the free shipping came back", discounted(tea), []orders.Discount{{Code: "CL1", Line: "shipping", Minor: 500}}, func(o *orders.Order) {
			*o = o.JoinRefund(settled("r1", orders.RefundLine{Line: "1", Quantity: 2, SubtotalMinor: 4000}))
		}, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := c.order
			o.Discounts = c.discounts
			c.change(&o)
			want, _ := new(big.Rat).SetString(c.want)
			if got := o.Returned("cl1"); got.Cmp(want) != 0 {
				t.Fatalf("%s came back, want %s", got, want)
			}
		})
	}
}

func TestI13TheReturnedPartDoesNotDependOnHowRefundsAreDivided(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64Range(1, 6).Draw(t, "units")
		o := discounted(item("1", units, units*rapid.Int64Range(1, 5000).Draw(t, "price")), item("2", 1, 1234))
		o.Discounts = orders.Discounts([]orders.Discount{{Code: "CL1", Line: "1", Minor: 500}, {Code: "CL1", Line: "2", Minor: 77}})
		each := o.Lines[0].NetMinor / units
		gone := rapid.Int64Range(0, units).Draw(t, "gone")
		whole, parts := o, o
		if gone > 0 {
			whole = whole.JoinRefund(settled("all", orders.RefundLine{Line: "1", Quantity: gone, SubtotalMinor: gone * each}))
		}
		last := new(big.Rat)
		for _, i := range rapid.Permutation(numbers(gone)).Draw(t, "order") {
			parts = parts.JoinRefund(settled(fmt.Sprint("r", i), orders.RefundLine{Line: "1", Quantity: 1, SubtotalMinor: each}))
			now := parts.Returned("CL1")
			if now.Cmp(last) < 0 || now.Cmp(big.NewRat(1, 1)) > 0 {
				t.Fatalf("the returned part went from %s to %s", last, now)
			}
			last = now
		}
		if got, want := parts.Returned("CL1"), whole.Returned("CL1"); got.Cmp(want) != 0 {
			t.Fatalf("in parts %s came back, at once %s", got, want)
		}
	})
}

func numbers(n int64) []int {
	all := []int{}
	for i := range n {
		all = append(all, int(i))
	}
	return all
}
