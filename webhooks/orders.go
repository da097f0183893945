package webhooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"slices"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
)

// Lines that the platform does not number.
const (
	shippingLine = "shipping"
	tipLine      = "tip"
	dutiesLine   = "duties"
)

const (
	taxesMax       = 100 // tax lines of one line
	allocationsMax = 100 // discount shares of one line
	shippingsMax   = 100
	attributesMax  = 250 // of the cart
	propertiesMax  = 50  // of one line
	dutiesMax      = 100
)

// orderChanged handles orders/create, paid, updated and cancelled, whose bodies
// are the same.
func (h *Hooks) orderChanged(ctx context.Context, d models.Delivery) (Result, error) {
	fact, err := readOrder(d)
	if err != nil {
		return Result{}, err
	}
	outcome, err := h.OrderChanged(ctx, fact)
	return Result{Subject: subjectOf("order", string(fact.Order)), Outcome: outcome.Word}, err
}

func readOrder(d models.Delivery) (flow.OrderChanged, error) {
	n, err := open(d.Body)
	if err != nil {
		return flow.OrderChanged{}, err
	}
	s := orders.Snapshot{
		Name: n.text("name"), CreatedAt: n.instant("created_at"),
		Currency: n.currency("currency"), Presentment: n.currency("presentment_currency"),
		TaxesIncluded: n.flag("taxes_included"), Test: n.flag("test"), Source: n.text("source_name"),
		// The status moves on from paid only by giving back.
		Paid:        slices.Contains([]string{"paid", "partially_refunded", "refunded"}, n.text("financial_status")),
		CancelledAt: n.instant("cancelled_at"),
		Stamp:       orders.Stamp{UpdatedAt: n.instant("updated_at"), TriggeredAt: models.Instant(d.TriggeredAt), Digest: digest(d)},
	}
	for _, key := range []string{"created_at", "updated_at", "currency", "financial_status", "line_items"} {
		if !n.has(key) {
			n.fail(key, "is missing")
		}
	}
	if s.Presentment == "" {
		s.Presentment = s.Currency
	}
	s.TotalMinor = n.due("total_price", s.Currency)
	s.Tags = orders.Tags(n.words("tags"))
	s.Lines = readLines(n, s.Currency)
	s.Refunds = readRefunds(n, s.Currency)
	s.Discounts = readDiscounts(n, s.Currency)
	s.Referral, s.Bookings = readReferral(n), readBookings(n)
	fact := flow.OrderChanged{Shop: d.Shop, Order: models.OrderID(n.id("id"))}
	fact.Email, fact.Phone = n.text("email"), n.text("phone")
	if fact.Email == "" {
		fact.Email = n.text("contact_email")
	}
	fact.Profile, fact.Addresses = readBuyer(n, fact, s.Stamp), readAddresses(n)
	s.Buyer = orders.Buyer{Customer: n.object("customer").idOrNone("id"), Stamp: s.Stamp}
	fact.Snapshot = s
	if n.r.err != nil {
		return flow.OrderChanged{}, n.r.err
	}
	return fact, nil
}

// digest tells two bodies of the same time apart.
func digest(d models.Delivery) string {
	if d.SHA256 != "" {
		return d.SHA256
	}
	sum := sha256.Sum256(d.Body)
	return hex.EncodeToString(sum[:])
}

// readBuyer is the profile of the customer, or of the guest as the order's own
// addresses tell it.
func readBuyer(n node, fact flow.OrderChanged, stamp orders.Stamp) contacts.Profile {
	if customer := n.object("customer"); customer.v != nil {
		customer.id("id")
		profile := readProfile(customer)
		profile.Locale = n.text("customer_locale")
		if profile.AsOf.IsZero() {
			profile.AsOf = stamp.UpdatedAt
		}
		return profile
	}
	profile := contacts.Profile{Email: fact.Email, Phone: fact.Phone, Locale: n.text("customer_locale"), AsOf: stamp.UpdatedAt}
	for _, key := range []string{"billing_address", "shipping_address"} {
		address := n.object(key)
		if profile.Name() == "" {
			profile.FirstName, profile.LastName = address.text("first_name"), address.text("last_name")
		}
	}
	return profile
}

func readLines(n node, currency string) []orders.Line {
	items := n.list("line_items", orders.LinesMax)
	lines := make([]orders.Line, 0, len(items)+3)
	seen := map[string]bool{}
	for _, item := range items {
		line := readLine(item, currency)
		if seen[line.ID] {
			item.fail("id", "occurs twice")
		}
		seen[line.ID] = true
		lines = append(lines, line)
	}
	lines = append(lines, readShipping(n, currency)...)
	if tip := n.due("total_tip_received", currency); tip > 0 {
		lines = append(lines, orders.Line{ID: tipLine, Kind: orders.Tip, Quantity: 1, Current: 1, NetMinor: tip})
	}
	return append(lines, readDuties(n, items, currency)...)
}

func readLine(n node, currency string) orders.Line {
	line := orders.Line{
		ID: n.id("id"), Kind: orders.Goods, Product: n.idOrNone("product_id"), Title: n.text("title"),
		Vendor: n.text("vendor"), SKU: n.text("sku"), Quantity: n.count("quantity", 0), TaxMinor: taxes(n, currency),
	}
	if !n.has("quantity") {
		n.fail("quantity", "is missing")
	}
	if !n.has("price") && !n.has("price_set") {
		n.fail("price", "is missing")
	}
	if n.flag("gift_card") {
		line.Kind = orders.GiftCard
	}
	line.Current = n.count("current_quantity", line.Quantity)
	high, whole := bits.Mul64(uint64(n.due("price", currency)), uint64(line.Quantity))
	if high != 0 || whole > amountMax {
		n.fail("price", "makes a line worth more than can be counted")
		return line
	}
	// A line is never worth less than nothing, whatever was taken off.
	line.NetMinor = max(0, int64(whole)-discounts(n, currency))
	return line
}

func taxes(n node, currency string) int64 {
	var minor int64
	for _, tax := range n.list("tax_lines", taxesMax) {
		minor += tax.due("price", currency)
	}
	return n.bounded("tax_lines", minor)
}

func discounts(n node, currency string) int64 {
	var minor int64
	for _, share := range n.list("discount_allocations", allocationsMax) {
		minor += share.due("amount", currency)
	}
	return n.bounded("discount_allocations", minor)
}

// readShipping adds up what shipping costs; it is one line here, because a
// refund of shipping does not say of which.
func readShipping(n node, currency string) []orders.Line {
	line := orders.Line{ID: shippingLine, Kind: orders.Shipping, Quantity: 1, Current: 1}
	found := false
	for _, item := range n.list("shipping_lines", shippingsMax) {
		if item.flag("is_removed") {
			continue
		}
		found = true
		line.NetMinor += max(0, item.due("price", currency)-discounts(item, currency))
		line.TaxMinor += taxes(item, currency)
	}
	if !found {
		return nil
	}
	line.NetMinor, line.TaxMinor = n.bounded("shipping_lines", line.NetMinor), n.bounded("shipping_lines", line.TaxMinor)
	return []orders.Line{line}
}

// readDuties adds up duties that are charged on top; duties within the prices
// are in the lines already.
func readDuties(n node, items []node, currency string) []orders.Line {
	if n.flag("duties_included") {
		return nil
	}
	line := orders.Line{ID: dutiesLine, Kind: orders.Duty, Quantity: 1, Current: 1}
	for _, item := range items {
		for _, duty := range item.list("duties", dutiesMax) {
			if half := duty.object("shop_money"); half.field("currency_code") == currency {
				line.NetMinor = item.bounded("duties", line.NetMinor+half.due("amount", currency))
			}
			line.TaxMinor = item.bounded("duties", line.TaxMinor+taxes(duty, currency))
		}
	}
	if n.has("original_total_duties_set") {
		line.NetMinor = n.due("original_total_duties", currency)
	}
	if line.NetMinor == 0 {
		return nil
	}
	return []orders.Line{line}
}

// readReferral is the code of who recommended the store. Attributes of the cart
// are whatever a theme or an app puts there, so one of a strange form is passed
// over and no reason to refuse an order.
func readReferral(n node) string {
	items, _ := n.field("note_attributes").([]any)
	for _, item := range items[:min(len(items), attributesMax)] {
		attribute, _ := item.(map[string]any)
		value, ok := attribute["value"].(string)
		if ok && attribute["name"] == orders.ReferralAttribute {
			return orders.Referral(clean(value))
		}
	}
	return ""
}

// readBookings finds the lines that pay appointments. Properties are whatever a
// theme or an app puts there, so those of a strange form are passed over.
func readBookings(n node) []orders.Booking {
	var all []orders.Booking
	for _, line := range n.list("line_items", orders.LinesMax) {
		properties, _ := line.field("properties").([]any)
		for _, item := range properties[:min(len(properties), propertiesMax)] {
			property, _ := item.(map[string]any)
			value, ok := property["value"].(string)
			if !ok || property["name"] != orders.BookingProperty || len(all) == orders.BookingsMax {
				continue
			}
			if b, ok := orders.BookingOf(line.id("id"), clean(value), line.idOrNone("variant_id")); ok {
				all = append(all, b)
			}
		}
	}
	return all
}
