package webhooks

import "clientele/models/orders"

const applicationsMax = 100 // discounts of one order

// readDiscounts tells which codes an order was placed with and what each took
// off which line. Discounts without a code are nobody's reward.
func readDiscounts(n node, currency string) []orders.Discount {
	var shares []orders.Discount
	for _, used := range n.list("discount_codes", applicationsMax) {
		shares = append(shares, orders.Discount{Code: used.text("code")})
	}
	var codes []string
	for _, application := range n.list("discount_applications", applicationsMax) {
		code := ""
		if application.text("type") == "discount_code" {
			code = application.text("code")
			shares = append(shares, orders.Discount{Code: code})
		}
		codes = append(codes, code)
	}
	of := func(item node, line string) {
		for _, share := range item.list("discount_allocations", allocationsMax) {
			i := share.count("discount_application_index", int64(len(codes)))
			if i >= int64(len(codes)) || codes[i] == "" {
				continue
			}
			if minor := share.due("amount", currency); minor > 0 {
				shares = append(shares, orders.Discount{Code: codes[i], Line: line, Minor: minor})
			}
		}
	}
	for _, item := range n.list("line_items", orders.LinesMax) {
		of(item, item.id("id"))
	}
	for _, item := range n.list("shipping_lines", shippingsMax) {
		if !item.flag("is_removed") {
			of(item, shippingLine)
		}
	}
	return orders.Discounts(shares)
}
