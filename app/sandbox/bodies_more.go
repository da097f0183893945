package sandbox

import (
	"encoding/json"
	"strings"
)

// rateNumber writes hundredths of a percent as a fraction: 1000 is 0.1.
func rateNumber(rate int64) json.Number {
	digits := strings.TrimRight(itoa(10_000 + rate)[1:], "0")
	if digits == "" {
		return "0"
	}
	return json.Number("0." + digits)
}

// refundBody is a refund as refunds/create and the order carry it. Its line
// amounts are JSON numbers, everything else is text.
func refundBody(sh *shopState, o *Order, r Refund) body {
	lines := make([]any, 0, len(r.Lines))
	for _, l := range r.Lines {
		b := body{
			"id": l.ID, "line_item_id": l.LineID, "quantity": l.Quantity, "location_id": nil, "restock_type": l.Restock,
			"subtotal": number(l.Subtotal.Shop, o.Currency), "subtotal_set": o.set(l.Subtotal),
			"total_tax": number(l.Tax.Shop, o.Currency), "total_tax_set": o.set(l.Tax),
		}
		if line := o.Line(l.LineID); line != nil {
			b["line_item"] = lineBody(o, *line)
		}
		lines = append(lines, b)
	}
	b := body{
		"id": r.ID, "admin_graphql_api_id": gid("Refund", r.ID), "order_id": o.ID,
		"created_at": sh.Shop.stamp(r.At), "processed_at": sh.Shop.stamp(r.At), "note": orNull(r.Note),
		"user_id": nil, "restock": r.Restock, "return": nil, "duties": []any{}, "total_duties_set": o.set(Money{}),
		"additional_fees": []any{}, "total_additional_fees_set": o.set(Money{}),
		"refund_line_items": lines, "refund_shipping_lines": []any{},
		"order_adjustments": adjustmentBodies(o, r), "transactions": transactionBodies(sh.Shop, o, r),
	}
	if !r.Shipping.IsZero() {
		b["refund_shipping_lines"] = []any{body{
			"id": r.ID + 1, "shipping_line_id": o.Shipping.ID, "shipping_line": shippingBody(o), "subtotal_amount_set": o.set(r.Shipping),
		}}
	}
	return b
}

// adjustmentBodies explain the part of a refund that is not goods; amounts
// given back are negative.
func adjustmentBodies(o *Order, r Refund) []any {
	out := []any{}
	add := func(kind, reason string, amount, tax Money) {
		b := body{"id": r.ID + int64(len(out)) + 2, "order_id": o.ID, "refund_id": r.ID, "kind": kind, "reason": reason}
		o.money(b, "amount", amount.neg())
		o.money(b, "tax_amount", tax.neg())
		out = append(out, b)
	}
	if !r.Shipping.IsZero() {
		add("shipping_refund", "Shipping refund", r.Shipping, r.ShippingTax)
	}
	if !r.Adjustment.IsZero() {
		add("refund_discrepancy", "Refund discrepancy", r.Adjustment, Money{})
	}
	return out
}

func transactionBodies(shop Shop, o *Order, r Refund) []any {
	out := []any{}
	for _, t := range o.Transactions {
		if t.ID != r.TransactionID {
			continue
		}
		out = append(out, body{
			"id": t.ID, "admin_graphql_api_id": gid("OrderTransaction", t.ID), "order_id": o.ID, "parent_id": idOrNull(t.ParentID),
			"kind": t.Kind, "status": t.Status, "gateway": t.Gateway, "message": nil, "test": o.Test,
			"amount": FormatMoney(t.Amount.Buyer, o.BuyerCurrency), "currency": o.BuyerCurrency,
			"created_at": shop.stamp(t.At), "processed_at": shop.stamp(t.At), "payment_id": o.Name() + ".2", "source_name": "sandbox",
			"authorization": nil, "location_id": nil, "user_id": nil, "device_id": nil, "error_code": nil, "receipt": body{},
			"manual_payment_gateway": t.Gateway == "manual", "amount_rounding": nil,
		})
	}
	return out
}

// customerBody is the customer inside an order and the base of customers/*.
func customerBody(shop Shop, c *Customer) body {
	b := body{
		"id": c.ID, "admin_graphql_api_id": gid("Customer", c.ID),
		"created_at": shop.stamp(c.CreatedAt), "updated_at": shop.stamp(c.UpdatedAt),
		"first_name": orNull(c.FirstName), "last_name": orNull(c.LastName), "state": c.State, "note": orNull(c.Note),
		"verified_email": c.VerifiedEmail, "multipass_identifier": nil, "tax_exempt": false, "tax_exemptions": []any{},
		"email": orNull(c.Email), "phone": orNull(c.Phone), "currency": shop.Currency,
	}
	if c.Address != (Address{}) {
		b["default_address"] = customerAddress(c)
	}
	return b
}

func customerAddress(c *Customer) body {
	b, _ := addressOrNull(c.Address, c.FirstName, c.LastName).(body)
	b["id"], b["customer_id"], b["country_name"], b["default"] = c.ID+1, c.ID, c.Address.Country, true
	return b
}

// customerTopic is the body of customers/create and customers/update.
func customerTopic(sh *shopState, c *Customer) body {
	b := customerBody(sh.Shop, c)
	b["addresses"] = []any{}
	if c.Address != (Address{}) {
		b["addresses"] = []any{customerAddress(c)}
	}
	return b
}

// shopBody is the store as app/uninstalled carries it.
func shopBody(s Shop) body {
	return body{
		"id": s.ID, "name": s.Name, "email": s.Email, "domain": s.Domain, "myshopify_domain": s.Domain, "currency": s.Currency,
		"iana_timezone": s.Timezone, "primary_locale": s.Locale, "country_code": s.Country, "plan_name": "partner_test",
		"plan_display_name": "Developer Preview", "taxes_included": s.TaxesIncluded, "shop_owner": "Store owner",
		"created_at": s.stamp(s.CreatedAt), "updated_at": s.stamp(s.CreatedAt), "phone": nil, "address1": nil, "zip": nil, "city": nil,
	}
}
