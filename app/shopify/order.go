package shopify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/contacts"
	"clientele/models/orders"
)

// Lines that the platform does not number; webhooks use the same names.
const (
	shippingLine = "shipping"
	tipLine      = "tip"
	dutiesLine   = "duties"
)

// The forms of the answers, as the documents ask for them.
type (
	told struct {
		ShopMoney struct {
			Amount       string `json:"amount"`
			CurrencyCode string `json:"currencyCode"`
		} `json:"shopMoney"`
		PresentmentMoney struct {
			CurrencyCode string `json:"currencyCode"`
		} `json:"presentmentMoney"`
	}
	pageInfo struct {
		HasNextPage bool   `json:"hasNextPage"`
		EndCursor   string `json:"endCursor"`
	}
	list[T any] struct {
		Nodes    []T      `json:"nodes"`
		PageInfo pageInfo `json:"pageInfo"`
	}
	named struct {
		ID string `json:"id"`
	}
	toldTax struct {
		PriceSet told `json:"priceSet"`
	}
	toldShare struct {
		AllocatedAmountSet  told `json:"allocatedAmountSet"`
		DiscountApplication struct {
			Code string `json:"code"` // of those that have one
		} `json:"discountApplication"`
	}
	toldLine struct {
		ID                   string      `json:"id"`
		Title                string      `json:"title"`
		Vendor               string      `json:"vendor"`
		SKU                  string      `json:"sku"`
		Quantity             int64       `json:"quantity"`
		CurrentQuantity      int64       `json:"currentQuantity"`
		IsGiftCard           bool        `json:"isGiftCard"`
		Product              *named      `json:"product"`
		OriginalUnitPriceSet told        `json:"originalUnitPriceSet"`
		DiscountAllocations  []toldShare `json:"discountAllocations"`
		TaxLines             []toldTax   `json:"taxLines"`
		Duties               []struct {
			TaxLines []toldTax `json:"taxLines"`
		} `json:"duties"`
	}
	toldShipping struct {
		OriginalPriceSet    told        `json:"originalPriceSet"`
		DiscountedPriceSet  told        `json:"discountedPriceSet"`
		DiscountAllocations []toldShare `json:"discountAllocations"`
		TaxLines            []toldTax   `json:"taxLines"`
	}
	toldCustomer struct {
		ID                  string `json:"id"`
		FirstName           string `json:"firstName"`
		LastName            string `json:"lastName"`
		VerifiedEmail       bool   `json:"verifiedEmail"`
		UpdatedAt           string `json:"updatedAt"`
		DefaultEmailAddress struct {
			EmailAddress string `json:"emailAddress"`
		} `json:"defaultEmailAddress"`
		DefaultPhoneNumber struct {
			PhoneNumber string `json:"phoneNumber"`
		} `json:"defaultPhoneNumber"`
	}
	toldAttribute struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
	toldName struct {
		FirstName string `json:"firstName"`
		LastName  string `json:"lastName"`
	}
	toldOrder struct {
		ID                      string             `json:"id"`
		Name                    string             `json:"name"`
		CreatedAt               string             `json:"createdAt"`
		UpdatedAt               string             `json:"updatedAt"`
		CancelledAt             string             `json:"cancelledAt"`
		Test                    bool               `json:"test"`
		SourceName              string             `json:"sourceName"`
		Tags                    []string           `json:"tags"`
		DisplayFinancialStatus  string             `json:"displayFinancialStatus"`
		CurrencyCode            string             `json:"currencyCode"`
		PresentmentCurrencyCode string             `json:"presentmentCurrencyCode"`
		TaxesIncluded           bool               `json:"taxesIncluded"`
		DutiesIncluded          bool               `json:"dutiesIncluded"`
		Email                   string             `json:"email"`
		Phone                   string             `json:"phone"`
		CustomerLocale          string             `json:"customerLocale"`
		TotalPriceSet           told               `json:"totalPriceSet"`
		TotalTipReceivedSet     told               `json:"totalTipReceivedSet"`
		DiscountCodes           []string           `json:"discountCodes"`
		CustomAttributes        []toldAttribute    `json:"customAttributes"`
		OriginalTotalDutiesSet  *told              `json:"originalTotalDutiesSet"`
		Customer                *toldCustomer      `json:"customer"`
		BillingAddress          toldName           `json:"billingAddress"`
		ShippingAddress         toldName           `json:"shippingAddress"`
		LineItems               list[toldLine]     `json:"lineItems"`
		ShippingLines           list[toldShipping] `json:"shippingLines"`
		Refunds                 []named            `json:"refunds"`
		// Of an export only.
		TotalShippingPriceSet told          `json:"totalShippingPriceSet"`
		ShippingLine          *toldShipping `json:"shippingLine"`
		Parent                string        `json:"__parentId"`
	}
)

// paidStatuses are the states of an order whose balance was settled at least
// once: from paid it moves on by giving back only.
var paidStatuses = []string{"PAID", "PARTIALLY_REFUNDED", "REFUNDED"}

// fact turns an answer into what a webhook about the same order would have
// said. asked is when the platform was asked.
func (o toldOrder) fact(refunds []toldRefund, asked time.Time) (catchup.Order, error) {
	r := &reader{currency: o.CurrencyCode}
	if !models.ValidCurrency(o.CurrencyCode) {
		r.fail("currencyCode", "must be the code of a currency")
	}
	out := catchup.Order{ID: models.OrderID(r.number("id", o.ID, "Order")), Email: text(o.Email), Phone: text(o.Phone)}
	s := orders.Snapshot{
		Name: text(o.Name), CreatedAt: r.instant("createdAt", o.CreatedAt), Currency: o.CurrencyCode, Presentment: o.PresentmentCurrencyCode,
		TaxesIncluded: o.TaxesIncluded, Test: o.Test, Source: text(o.SourceName), Tags: orders.Tags(texts(o.Tags)), Paid: slices.Contains(paidStatuses, o.DisplayFinancialStatus),
		TotalMinor: r.due("totalPriceSet", o.TotalPriceSet),
		Stamp:      orders.Stamp{UpdatedAt: r.instant("updatedAt", o.UpdatedAt), TriggeredAt: models.Instant(asked), Digest: digestOf(o, refunds)},
	}
	if o.CancelledAt != "" {
		s.CancelledAt = r.instant("cancelledAt", o.CancelledAt)
	}
	if s.Presentment == "" {
		s.Presentment = s.Currency
	}
	s.Lines, s.Discounts = o.lines(r), o.discounts(r)
	for _, a := range o.CustomAttributes {
		if a.Key == orders.ReferralAttribute {
			s.Referral = orders.Referral(text(a.Value))
		}
	}
	if len(refunds) > orders.RefundsMax {
		r.fail("refunds", "are more than can be counted")
	}
	for _, refund := range refunds {
		s.Refunds = append(s.Refunds, refund.fact(r))
	}
	s.Buyer.Stamp = s.Stamp
	if o.Customer != nil {
		s.Buyer.Customer = r.number("customer.id", o.Customer.ID, "Customer")
	}
	out.Profile = o.profile(r, s.Stamp.UpdatedAt)
	out.Snapshot = s
	return out, r.err
}

// digestOf tells two answers of the same time apart.
func digestOf(parts ...any) string {
	raw, err := json.Marshal(parts)
	if err != nil { // plain values only: cannot happen
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// profile is the customer's, or the guest's as the order's addresses tell it.
func (o toldOrder) profile(r *reader, updated time.Time) contacts.Profile {
	if c := o.Customer; c != nil {
		email := text(c.DefaultEmailAddress.EmailAddress)
		p := contacts.Profile{
			Email: email, Phone: text(c.DefaultPhoneNumber.PhoneNumber), FirstName: text(c.FirstName), LastName: text(c.LastName),
			Locale: text(o.CustomerLocale), Verified: c.VerifiedEmail && email != "", AsOf: updated,
		}
		if c.UpdatedAt != "" {
			p.AsOf = r.instant("customer.updatedAt", c.UpdatedAt)
		}
		return p
	}
	p := contacts.Profile{Email: text(o.Email), Phone: text(o.Phone), Locale: text(o.CustomerLocale), AsOf: updated}
	for _, name := range []toldName{o.BillingAddress, o.ShippingAddress} {
		if p.Name() == "" {
			p.FirstName, p.LastName = text(name.FirstName), text(name.LastName)
		}
	}
	return p
}

func (o toldOrder) lines(r *reader) []orders.Line {
	if len(o.LineItems.Nodes) == 0 { // there is no order without any
		r.fail("lineItems", "are missing")
	}
	if len(o.LineItems.Nodes) > orders.LinesMax {
		r.fail("lineItems", "are more than can be counted")
		return nil
	}
	lines := make([]orders.Line, 0, len(o.LineItems.Nodes)+3)
	seen := map[string]bool{}
	for _, item := range o.LineItems.Nodes {
		line := item.fact(r)
		if seen[line.ID] {
			r.fail("lineItems", "hold one line twice")
		}
		seen[line.ID] = true
		lines = append(lines, line)
	}
	if shipping := o.shipping(); len(shipping) > 0 {
		line := orders.Line{ID: shippingLine, Kind: orders.Shipping, Quantity: 1, Current: 1}
		for _, s := range shipping {
			line.NetMinor += max(0, r.due("shippingLines", s.OriginalPriceSet)-r.shares("shippingLines", s.DiscountAllocations))
			line.TaxMinor += r.taxes("shippingLines", s.TaxLines)
		}
		line.NetMinor, line.TaxMinor = r.bounded("shippingLines", line.NetMinor), r.bounded("shippingLines", line.TaxMinor)
		lines = append(lines, line)
	}
	if tip := r.due("totalTipReceivedSet", o.TotalTipReceivedSet); tip > 0 {
		lines = append(lines, orders.Line{ID: tipLine, Kind: orders.Tip, Quantity: 1, Current: 1, NetMinor: tip})
	}
	if duties := o.duties(r); duties > 0 {
		line := orders.Line{ID: dutiesLine, Kind: orders.Duty, Quantity: 1, Current: 1, NetMinor: duties}
		for _, item := range o.LineItems.Nodes {
			for _, duty := range item.Duties {
				line.TaxMinor = r.bounded("duties", line.TaxMinor+r.taxes("duties", duty.TaxLines))
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// duties are charged on top; those within the prices are in the lines already.
func (o toldOrder) duties(r *reader) int64 {
	if o.DutiesIncluded || o.OriginalTotalDutiesSet == nil {
		return 0
	}
	return r.due("originalTotalDutiesSet", *o.OriginalTotalDutiesSet)
}

func (o toldOrder) shipping() []toldShipping {
	if o.ShippingLine != nil {
		return []toldShipping{*o.ShippingLine}
	}
	return o.ShippingLines.Nodes
}

// incomplete tells whether a page leaves out what only order_whole brings.
func (o toldOrder) incomplete() bool {
	return o.LineItems.PageInfo.HasNextPage || o.ShippingLines.PageInfo.HasNextPage || o.duties(&reader{currency: o.CurrencyCode}) > 0
}

// shippedTwice tells whether there is more shipping than the first line of it,
// which is all that an export tells.
func (o toldOrder) shippedTwice() bool {
	r := &reader{currency: o.CurrencyCode}
	sum := r.due("", o.TotalShippingPriceSet)
	if o.ShippingLine == nil {
		return sum > 0
	}
	return sum != r.due("", o.ShippingLine.OriginalPriceSet) && sum != r.due("", o.ShippingLine.DiscountedPriceSet)
}

func (l toldLine) fact(r *reader) orders.Line {
	line := orders.Line{
		ID: r.number("lineItems.id", l.ID, "LineItem"), Kind: orders.Goods, Title: text(l.Title),
		Vendor: text(l.Vendor), SKU: text(l.SKU), Quantity: r.count("quantity", l.Quantity), Current: r.count("currentQuantity", l.CurrentQuantity), TaxMinor: r.taxes("taxLines", l.TaxLines),
	}
	if l.Product != nil {
		line.Product = r.number("product.id", l.Product.ID, "Product")
	}
	if l.IsGiftCard {
		line.Kind = orders.GiftCard
	}
	// A line is never worth less than nothing, whatever was taken off.
	line.NetMinor = max(0, r.times(r.due("originalUnitPriceSet", l.OriginalUnitPriceSet), line.Quantity)-r.shares("discountAllocations", l.DiscountAllocations))
	return line
}
