package shopify

import "clientele/models/orders"

// discounts tells which codes an order was placed with and what each took off
// which line, as webhooks do.
func (o toldOrder) discounts(r *reader) []orders.Discount {
	var shares []orders.Discount
	for _, code := range o.DiscountCodes {
		shares = append(shares, orders.Discount{Code: text(code)})
	}
	of := func(line string, told []toldShare) {
		for _, share := range told {
			if minor := r.due("discountAllocations", share.AllocatedAmountSet); share.DiscountApplication.Code != "" && minor > 0 {
				code := text(share.DiscountApplication.Code)
				shares = append(shares, orders.Discount{Code: code}, orders.Discount{Code: code, Line: line, Minor: minor})
			}
		}
	}
	for _, item := range o.LineItems.Nodes {
		of(r.number("lineItems.id", item.ID, "LineItem"), item.DiscountAllocations)
	}
	for _, s := range o.shipping() {
		of(shippingLine, s.DiscountAllocations)
	}
	return orders.Discounts(shares)
}
