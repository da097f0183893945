package sandbox

import (
	"strings"
	"time"
	_ "time/tzdata" // stores' zones on machines without a zone database
)

// body is one JSON object of a webhook.
type body map[string]any

// zone is where the store's clock stands.
func (s Shop) zone() *time.Location {
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// stamp writes an instant with the store's offset, null when there is none.
func (s Shop) stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(s.zone()).Format("2006-01-02T15:04:05-07:00")
}

// set is an amount in both currencies, as *_set fields hold it.
func (o *Order) set(m Money) body {
	return body{
		"shop_money":        body{"amount": FormatMoney(m.Shop, o.Currency), "currency_code": o.Currency},
		"presentment_money": body{"amount": FormatMoney(m.Buyer, o.BuyerCurrency), "currency_code": o.BuyerCurrency},
	}
}

// plain is an amount in the store's currency, as plain fields hold it.
func (o *Order) plain(m Money) string { return FormatMoney(m.Shop, o.Currency) }

// money writes both forms of an amount: name and name_set.
func (o *Order) money(b body, name string, m Money) {
	b[name] = o.plain(m)
	b[name+"_set"] = o.set(m)
}

func gid(kind string, id int64) string { return "gid://shopify/" + kind + "/" + itoa(id) }

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func idOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// orderBody is the order as the orders/* topics carry it.
func orderBody(sh *shopState, o *Order) body {
	shop := sh.Shop
	b := orderIdentity(shop, o)
	orderMoney(b, o)
	b["discount_applications"], b["discount_codes"] = discountBodies(o)
	lines := make([]any, 0, len(o.Lines))
	for _, l := range o.Lines {
		lines = append(lines, lineBody(o, l))
	}
	refunds := make([]any, 0, len(o.Refunds))
	for _, r := range o.Refunds {
		refunds = append(refunds, refundBody(sh, o, r))
	}
	b["line_items"], b["refunds"] = lines, refunds
	b["shipping_lines"], b["tax_lines"] = shippingBodies(o), taxBodies(o, o.Totals().Tax)
	b["customer"] = nil
	if c := sh.customer(o.CustomerID); c != nil {
		b["customer"] = customerBody(shop, c)
	}
	b["billing_address"], b["shipping_address"] = addressOrNull(o.Address, o.FirstName, o.LastName), any(nil)
	if o.Shipping.ID != 0 {
		b["shipping_address"] = b["billing_address"]
	}
	attributes := make([]any, 0, len(o.Attributes))
	for _, a := range o.Attributes {
		attributes = append(attributes, body{"name": a.Name, "value": a.Value})
	}
	b["note_attributes"] = attributes
	for _, name := range []string{"fulfillments", "line_item_groups", "returns"} {
		b[name] = []any{}
	}
	return b
}

func orderIdentity(shop Shop, o *Order) body {
	b := body{
		"id": o.ID, "admin_graphql_api_id": gid("Order", o.ID), "name": o.Name(), "number": o.Number - 1000,
		"order_number": o.Number, "token": o.Token, "confirmation_number": o.Confirmation, "confirmed": true,
		"order_status_url": "https://" + shop.Domain + "/" + itoa(shop.ID) + "/orders/" + o.Token + "/authenticate?key=" + o.Confirmation,
		"app_id":           580111, "source_name": o.Source, "test": o.Test,
		"created_at": shop.stamp(o.CreatedAt), "updated_at": shop.stamp(o.UpdatedAt), "processed_at": shop.stamp(o.ProcessedAt),
		"closed_at": shop.stamp(o.ClosedAt), "cancelled_at": shop.stamp(o.CancelledAt), "cancel_reason": orNull(o.CancelReason),
		"financial_status": o.FinancialStatus(), "fulfillment_status": nil,
		"email": o.Email, "contact_email": orNull(o.Email), "phone": orNull(o.Phone), "customer_locale": o.Locale,
		"buyer_accepts_marketing": false, "browser_ip": "127.0.0.1", "note": orNull(o.Note), "tags": "",
		"currency": o.Currency, "presentment_currency": o.BuyerCurrency,
		"taxes_included": o.TaxesIncluded, "tax_exempt": false, "estimated_taxes": false, "duties_included": false,
		"payment_gateway_names": gateways(o), "total_weight": 0, "landing_site": "/", "referring_site": "",
		"client_details": body{"accept_language": o.Locale, "browser_ip": "127.0.0.1", "user_agent": "sandbox", "session_hash": nil, "browser_width": nil, "browser_height": nil},
		"cart_token":     orNull(o.Token), "checkout_token": orNull(o.Token),
	}
	if o.Source == "pos" {
		b["cart_token"], b["checkout_token"], b["landing_site"], b["app_id"] = nil, nil, nil, 129785
	}
	for _, name := range []string{"source_identifier", "source_url", "reference", "user_id", "location_id", "po_number", "device_id",
		"merchant_business_entity_id", "merchant_of_record_app_id", "payment_terms", "landing_site_ref", "company",
		"current_total_duties_set", "current_total_additional_fees_set", "original_total_duties_set", "original_total_additional_fees_set"} {
		b[name] = nil
	}
	return b
}

func gateways(o *Order) []string {
	names := []string{}
	for _, t := range o.Transactions {
		if t.Kind == "sale" && (len(names) == 0 || names[len(names)-1] != t.Gateway) {
			names = append(names, t.Gateway)
		}
	}
	return names
}

func orderMoney(b body, o *Order) {
	whole, current := o.Totals(), o.CurrentTotals()
	o.money(b, "total_line_items_price", whole.Lines)
	o.money(b, "total_discounts", whole.Discount)
	o.money(b, "subtotal_price", whole.Subtotal)
	o.money(b, "total_tax", whole.Tax)
	o.money(b, "total_price", whole.Total)
	b["total_shipping_price_set"] = o.set(whole.Shipping)
	b["total_tip_received"] = o.plain(whole.Tip)
	b["total_outstanding"] = o.plain(o.Outstanding())
	o.money(b, "current_total_discounts", current.Discount)
	o.money(b, "current_subtotal_price", current.Subtotal)
	o.money(b, "current_total_tax", current.Tax)
	o.money(b, "current_total_price", current.Total)
	b["current_shipping_price_set"] = o.set(current.Shipping)
	b["total_cash_rounding_payment_adjustment_set"] = o.set(Money{})
	b["total_cash_rounding_refund_adjustment_set"] = o.set(Money{})
}

func discountBodies(o *Order) (applications, codes []any) {
	applications, codes = []any{}, []any{}
	for _, d := range o.Discounts {
		kind, target, method := d.Kind, "line_item", "across"
		if d.Shipping {
			kind, target, method = "shipping", "shipping_line", "each"
		}
		applications = append(applications, body{
			"type": "discount_code", "code": d.Code, "value": d.Value, "value_type": d.Kind,
			"allocation_method": method, "target_selection": "all", "target_type": target,
		})
		codes = append(codes, body{"code": d.Code, "amount": o.plain(d.Amount), "type": kind})
	}
	return applications, codes
}

func lineBody(o *Order, l LineItem) body {
	name := l.Title
	if l.VariantTitle != "" {
		name += " - " + l.VariantTitle
	}
	allocations := make([]any, 0, len(l.Allocations))
	for _, a := range l.Allocations {
		allocations = append(allocations, body{"amount": o.plain(a.Amount), "amount_set": o.set(a.Amount), "discount_application_index": a.Index})
	}
	properties := make([]any, 0, len(l.Properties))
	for _, p := range l.Properties {
		properties = append(properties, body{"name": p.Name, "value": p.Value})
	}
	b := body{
		"id": l.ID, "admin_graphql_api_id": gid("LineItem", l.ID), "product_id": idOrNull(l.ProductID), "variant_id": idOrNull(l.VariantID),
		"title": l.Title, "variant_title": orNull(l.VariantTitle), "name": name, "sku": orNull(l.SKU), "vendor": orNull(l.Vendor),
		"quantity": l.Quantity, "current_quantity": l.Current, "fulfillable_quantity": l.Current,
		"fulfillment_service": "manual", "fulfillment_status": nil, "grams": 0,
		"total_discount": o.plain(Money{}), "total_discount_set": o.set(Money{}), // order-level shares are allocations
		"discount_allocations": allocations, "properties": properties,
		"gift_card": l.GiftCard, "requires_shipping": l.Shippable, "taxable": l.Taxable, "product_exists": l.ProductID != 0,
		"tax_lines": []any{}, "duties": []any{}, "attributed_staffs": []any{}, "variant_inventory_management": nil,
		"sales_line_item_group_id": nil, "selling_plan_id": nil,
	}
	o.money(b, "price", l.Price)
	if !l.Tax.IsZero() {
		b["tax_lines"] = taxBodies(o, l.Tax)
	}
	return b
}

func taxBodies(o *Order, tax Money) []any {
	if tax.IsZero() {
		return []any{}
	}
	b := body{"title": o.TaxName, "rate": rateNumber(o.TaxRate), "channel_liable": false}
	o.money(b, "price", tax)
	return []any{b}
}

func shippingBodies(o *Order) []any {
	if o.Shipping.ID == 0 {
		return []any{}
	}
	return []any{shippingBody(o)}
}

func shippingBody(o *Order) body {
	b := body{
		"id": o.Shipping.ID, "title": o.Shipping.Title, "code": o.Shipping.Title, "source": "shopify", "phone": nil,
		"carrier_identifier": nil, "requested_fulfillment_service_id": nil, "is_removed": false,
		"discount_allocations": shippingShares(o), "tax_lines": taxBodies(o, o.Shipping.Tax),
	}
	o.money(b, "price", o.Shipping.Price)
	o.money(b, "discounted_price", o.Shipping.Net())
	return b
}

func shippingShares(o *Order) []any {
	if o.Shipping.Off.IsZero() {
		return []any{}
	}
	return []any{body{"amount": o.plain(o.Shipping.Off), "amount_set": o.set(o.Shipping.Off), "discount_application_index": 0}}
}

func addressOrNull(a Address, first, last string) any {
	if a == (Address{}) {
		return nil
	}
	return body{
		"first_name": orNull(first), "last_name": orNull(last), "name": orNull(strings.TrimSpace(first + " " + last)),
		"address1": a.Address1, "address2": nil, "city": a.City, "zip": orNull(a.Zip), "country": a.Country, "country_code": a.Country,
		"province": nil, "province_code": nil, "company": nil, "phone": nil, "latitude": nil, "longitude": nil,
	}
}
