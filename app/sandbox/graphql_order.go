package sandbox

import (
	"errors"
	"strings"
	"time"
)

// orderWindow is how far back orders are found without read_all_orders.
const orderWindow = 60 * 24 * time.Hour

func (r *run) orderByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "Order")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	o := r.shop.order(n)
	if o == nil || !r.visible(o) {
		return nil, nil
	}
	return r.orderObject(o), nil
}

func (r *run) visible(o *Order) bool {
	return r.shop.hasScope("read_all_orders") || r.server.now().Sub(o.CreatedAt) <= orderWindow
}

// orders lists a store's orders, or those of one customer.
func (r *run) orders(args map[string]any, customer int64) (any, error) {
	terms, err := searchTerms(textArg(args, "query"))
	if err != nil {
		return nil, err
	}
	rows := []row{}
	for _, o := range r.shop.Orders {
		if customer != 0 && o.CustomerID != customer || !r.visible(o) {
			continue
		}
		ok, err := o.meets(terms)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, row{key: o.place(textArg(args, "sortKey")), build: func() object { return r.orderObject(o) }})
		}
	}
	return connection("Order", rows, args)
}

func (o *Order) place(sortKey string) string {
	switch sortKey {
	case "UPDATED_AT":
		return placeAt(o.UpdatedAt, o.ID)
	case "CREATED_AT":
		return placeAt(o.CreatedAt, o.ID)
	case "PROCESSED_AT", "":
		return placeAt(o.ProcessedAt, o.ID)
	}
	return placeAt(time.Unix(0, 0), o.ID)
}

func (o *Order) meets(terms []term) (bool, error) {
	for _, t := range terms {
		ok, err := true, error(nil)
		switch t.name {
		case "updated_at":
			ok, err = t.meets(o.UpdatedAt)
		case "created_at":
			ok, err = t.meets(o.CreatedAt)
		case "processed_at":
			ok, err = t.meets(o.ProcessedAt)
		case "financial_status":
			ok = strings.EqualFold(t.value, o.FinancialStatus())
		case "test":
			ok = strings.EqualFold(t.value, "true") == o.Test
		case "customer_id":
			ok = t.value == itoa(o.CustomerID)
		case "email":
			ok = strings.EqualFold(t.value, o.Email)
		case "id":
			ok = t.value == itoa(o.ID)
		case "name":
			ok = t.value == o.Name()
		case "status":
			ok = t.value == "any" || t.value == "cancelled" != o.CancelledAt.IsZero()
		default:
			err = errors.New("the sandbox does not search orders by " + t.name)
		}
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func (o *Order) bag(m Money) object {
	return object{"__typename": "MoneyBag", "shopMoney": moneyV2(m.Shop, o.Currency), "presentmentMoney": moneyV2(m.Buyer, o.BuyerCurrency)}
}

func (r *run) orderObject(o *Order) object {
	whole, current := o.Totals(), o.CurrentTotals()
	codes := []string{}
	for _, d := range o.Discounts {
		codes = append(codes, d.Code)
	}
	lines, refunds, transactions := []object{}, []object{}, []object{}
	for _, l := range o.Lines {
		lines = append(lines, lineObject(o, l))
	}
	for _, refund := range o.Refunds {
		refunds = append(refunds, refundObject(o, refund))
	}
	for _, t := range o.Transactions {
		transactions = append(transactions, transactionObject(o, t))
	}
	out := object{
		"__typename": "Order", "id": gid("Order", o.ID), "legacyResourceId": itoa(o.ID), "name": o.Name(), "number": o.Number,
		"createdAt": instant(o.CreatedAt), "processedAt": instant(o.ProcessedAt), "updatedAt": instant(o.UpdatedAt),
		"cancelledAt": instant(o.CancelledAt), "cancelReason": orNull(strings.ToUpper(o.CancelReason)), "closedAt": instant(o.ClosedAt),
		"closed": !o.ClosedAt.IsZero(), "confirmed": true, "confirmationNumber": o.Confirmation, "test": o.Test,
		"displayFinancialStatus": strings.ToUpper(o.FinancialStatus()), "displayFulfillmentStatus": fulfilment(o),
		"fullyPaid": o.Outstanding().IsZero() && !o.Received().IsZero(), "edited": false,
		"currencyCode": o.Currency, "presentmentCurrencyCode": o.BuyerCurrency, "taxesIncluded": o.TaxesIncluded,
		"email": orNull(o.Email), "phone": orNull(o.Phone), "customerLocale": o.Locale, "note": orNull(o.Note),
		"discountCodes": codes, "discountCode": firstOrNull(codes), "sourceName": o.Source, "tags": []string{},
		"customAttributes": attributeObjects(o.Attributes), "paymentGatewayNames": gateways(o),
		"subtotalPriceSet": o.bag(whole.Subtotal), "currentSubtotalPriceSet": o.bag(current.Subtotal),
		"totalPriceSet": o.bag(whole.Total), "currentTotalPriceSet": o.bag(current.Total), "originalTotalPriceSet": o.bag(whole.Total),
		"totalDiscountsSet": o.bag(whole.Discount), "currentTotalDiscountsSet": o.bag(current.Discount),
		"totalTaxSet": o.bag(whole.Tax), "currentTotalTaxSet": o.bag(current.Tax),
		"totalShippingPriceSet": o.bag(whole.Shipping), "currentShippingPriceSet": o.bag(current.Shipping),
		"totalRefundedSet": o.bag(o.Refunded()), "totalReceivedSet": o.bag(o.Received()), "netPaymentSet": o.bag(o.Received().minus(o.Refunded())),
		"totalOutstandingSet": o.bag(o.Outstanding()), "totalTipReceivedSet": o.bag(whole.Tip),
		"totalTipReceived": moneyV2(whole.Tip.Shop, o.Currency),
		"dutiesIncluded":   false, "originalTotalDutiesSet": nil, "currentTotalDutiesSet": nil,
		"billingAddress": addressObject(o, true), "shippingAddress": addressObject(o, o.Shipping.ID != 0),
		"shippingLine": nil, "shippingLines": fixed("ShippingLine", shippingObjects(o)),
		"lineItems": fixed("LineItem", lines), "refunds": firstOf(refunds), "transactions": firstOf(transactions),
		"suggestedRefund": r.suggestedRefund(o),
		"customer": field(func(map[string]any) (any, error) {
			if o.CustomerID == 0 {
				return nil, nil
			}
			if !r.shop.hasScope("read_customers") {
				return nil, notApproved()
			}
			return r.customerObject(o.CustomerID), nil
		}),
	}
	if lines := shippingObjects(o); len(lines) > 0 {
		out["shippingLine"] = lines[0]
	}
	return out
}

// addressObject is null where there is none.
func addressObject(o *Order, wanted bool) object {
	if !wanted || o.Address == (Address{}) {
		return nil
	}
	return object{
		"__typename": "MailingAddress", "firstName": orNull(o.FirstName), "lastName": orNull(o.LastName), "address1": o.Address.Address1,
		"city": o.Address.City, "zip": orNull(o.Address.Zip), "countryCodeV2": o.Address.Country,
	}
}

func shippingObjects(o *Order) []object {
	if o.Shipping.ID == 0 {
		return nil
	}
	shares := []object{}
	if !o.Shipping.Off.IsZero() {
		shares = append(shares, object{"__typename": "DiscountAllocation", "allocatedAmountSet": o.bag(o.Shipping.Off),
			"allocatedAmount": moneyV2(o.Shipping.Off.Shop, o.Currency), "discountApplication": applicationObject(o, 0)})
	}
	return []object{{
		"__typename": "ShippingLine", "id": gid("ShippingLine", o.Shipping.ID), "title": o.Shipping.Title, "code": o.Shipping.Title,
		"isRemoved": false, "originalPriceSet": o.bag(o.Shipping.Price), "discountedPriceSet": o.bag(o.Shipping.Net()), "discountAllocations": shares,
		"taxLines": taxObjects(o, o.Shipping.Tax),
	}}
}

func taxObjects(o *Order, tax Money) []object {
	if tax.IsZero() {
		return []object{}
	}
	return []object{{"__typename": "TaxLine", "title": o.TaxName, "priceSet": o.bag(tax), "rate": rateNumber(o.TaxRate), "channelLiable": false}}
}

// firstOf is a plain list field with an optional first.
func firstOf(list []object) field {
	return func(args map[string]any) (any, error) {
		if n, given := intArg(args, "first"); given {
			if n < 0 || n > maxPage {
				return nil, errors.New("first must be between 0 and 250")
			}
			return list[:min(n, len(list))], nil
		}
		return list, nil
	}
}

func firstOrNull(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func fulfilment(o *Order) string {
	if o.Shipping.ID == 0 {
		return "FULFILLMENT_NOT_REQUIRED"
	}
	return "UNFULFILLED"
}

func attributeObjects(list []Property) []object {
	out := []object{}
	for _, p := range list {
		out = append(out, object{"__typename": "Attribute", "key": p.Name, "value": p.Value})
	}
	return out
}

// applicationObject is the discount that a share belongs to.
func applicationObject(o *Order, index int) object {
	if index < 0 || index >= len(o.Discounts) {
		return nil
	}
	return object{"__typename": "DiscountCodeApplication", "index": index, "code": o.Discounts[index].Code}
}

func lineObject(o *Order, l LineItem) object {
	allocations := []object{}
	for _, a := range l.Allocations {
		allocations = append(allocations, object{"__typename": "DiscountAllocation", "allocatedAmountSet": o.bag(a.Amount),
			"allocatedAmount": moneyV2(a.Amount.Shop, o.Currency), "discountApplication": applicationObject(o, a.Index)})
	}
	out := object{
		"__typename": "LineItem", "id": gid("LineItem", l.ID), "title": l.Title, "name": l.Title, "variantTitle": orNull(l.VariantTitle),
		"sku": orNull(l.SKU), "vendor": orNull(l.Vendor), "quantity": l.Quantity, "currentQuantity": l.Current, "refundableQuantity": l.Current,
		"isGiftCard": l.GiftCard, "requiresShipping": l.Shippable, "taxable": l.Taxable, "customAttributes": attributeObjects(l.Properties),
		"originalUnitPriceSet": o.bag(l.Price), "originalTotalSet": o.bag(l.Gross()), "totalDiscountSet": o.bag(Money{}),
		// Order-level codes are allocations and not part of discountedTotalSet.
		"discountedTotalSet": o.bag(l.Gross()), "discountedUnitPriceSet": o.bag(l.Price),
		"discountedUnitPriceAfterAllDiscountsSet": o.bag(l.Net().share(1, l.Quantity)),
		"discountAllocations":                     allocations, "taxLines": taxObjects(o, l.Tax), "duties": []object{}, "product": nil, "variant": nil,
	}
	if l.ProductID != 0 {
		out["product"] = object{"__typename": "Product", "id": gid("Product", l.ProductID), "title": l.Title, "legacyResourceId": itoa(l.ProductID), "vendor": l.Vendor}
		out["variant"] = object{"__typename": "ProductVariant", "id": gid("ProductVariant", l.VariantID), "legacyResourceId": itoa(l.VariantID), "sku": orNull(l.SKU), "title": l.VariantTitle}
	}
	return out
}

func refundObject(o *Order, r Refund) object {
	lines, adjustments, shipping, transactions := []object{}, []object{}, []object{}, []object{}
	for _, l := range r.Lines {
		line := o.Line(l.LineID)
		if line == nil {
			continue
		}
		lines = append(lines, object{
			"__typename": "RefundLineItem", "id": gid("RefundLineItem", l.ID), "quantity": l.Quantity, "restockType": strings.ToUpper(l.Restock),
			"restocked": l.Restock != "no_restock", "subtotalSet": o.bag(l.Subtotal), "totalTaxSet": o.bag(l.Tax),
			"priceSet": o.bag(line.Net().share(1, line.Quantity)), "lineItem": lineObject(o, *line),
		})
	}
	if !r.Adjustment.IsZero() {
		adjustments = append(adjustments, object{
			"__typename": "OrderAdjustment", "id": gid("OrderAdjustment", r.ID+2), "reason": "REFUND_DISCREPANCY",
			"amountSet": o.bag(r.Adjustment.neg()), "taxAmountSet": o.bag(Money{}),
		})
	}
	if !r.Shipping.IsZero() {
		shipping = append(shipping, object{"__typename": "RefundShippingLine", "id": gid("RefundShippingLine", r.ID+1),
			"subtotalAmountSet": o.bag(r.Shipping), "taxAmountSet": o.bag(r.ShippingTax)})
	}
	var total Money
	for _, t := range o.Transactions {
		if t.ID == r.TransactionID {
			transactions = append(transactions, transactionObject(o, t))
			if t.Status == "success" {
				total = t.Amount
			}
		}
	}
	return object{
		"__typename": "Refund", "id": gid("Refund", r.ID), "legacyResourceId": itoa(r.ID), "createdAt": instant(r.At), "updatedAt": instant(r.At),
		"processedAt": instant(r.At), "note": orNull(r.Note), "totalRefundedSet": o.bag(total),
		"refundLineItems": fixed("RefundLineItem", lines), "orderAdjustments": fixed("OrderAdjustment", adjustments),
		"refundShippingLines": fixed("RefundShippingLine", shipping), "transactions": fixed("OrderTransaction", transactions),
		"duties": []object{},
	}
}

func transactionObject(o *Order, t Transaction) object {
	out := object{
		"__typename": "OrderTransaction", "id": gid("OrderTransaction", t.ID), "kind": strings.ToUpper(t.Kind), "status": strings.ToUpper(t.Status),
		"gateway": t.Gateway, "formattedGateway": t.Gateway, "amountSet": o.bag(t.Amount), "createdAt": instant(t.At), "processedAt": instant(t.At),
		"test": o.Test, "manualPaymentGateway": t.Gateway == "manual", "parentTransaction": nil,
	}
	if t.ParentID != 0 {
		out["parentTransaction"] = object{"__typename": "OrderTransaction", "id": gid("OrderTransaction", t.ParentID)}
	}
	return out
}
