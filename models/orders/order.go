package orders

import (
	"cmp"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/products"
)

// LineKind says what a line charges for.
type LineKind string

// The kinds of lines. Shipping, tips and duties are lines of their own here so
// that one arithmetic serves them all.
const (
	Goods    LineKind = "goods"
	GiftCard LineKind = "gift_card"
	Shipping LineKind = "shipping"
	Tip      LineKind = "tip"
	Duty     LineKind = "duty"
)

// LinesMax bounds the lines of one order, RefundsMax its refunds.
const (
	LinesMax   = 2000
	RefundsMax = 500
)

// Line is one thing charged for. Amounts are minor units of the shop's
// currency for the whole line, after line and order discounts.
type Line struct {
	ID       string
	Kind     LineKind
	Product  string // platform number, empty for custom items
	Title    string
	Vendor   string // who makes it, as the platform spells it
	SKU      string
	Quantity int64 // as ordered
	Current  int64 // as it stands after edits, returns and refunds
	NetMinor int64 // tax within where the order's prices include it
	TaxMinor int64
}

// Refund is one settled or unsettled giving back.
type Refund struct {
	ID      string
	At      time.Time
	Settled bool // money went back, or none was due
	Lines   []RefundLine
	// AmountMinor was given back for no particular line, gross as paid; TaxMinor
	// is the tax beside it where the platform told it apart.
	AmountMinor int64
	TaxMinor    int64
}

// RefundLine is what was given back of one line.
type RefundLine struct {
	Line          string
	Quantity      int64
	SubtotalMinor int64 // before tax unless the order's prices include it
	TaxMinor      int64
}

// Stamp orders two bodies of one resource: by the platform's own time of
// change, then the time of the trigger, then their bytes, so that the choice
// never depends on which came first.
type Stamp struct {
	UpdatedAt   time.Time
	TriggeredAt time.Time
	Digest      string
}

// Compare is negative when s is older than t.
func (s Stamp) Compare(t Stamp) int {
	return cmp.Or(s.UpdatedAt.Compare(t.UpdatedAt), s.TriggeredAt.Compare(t.TriggeredAt), cmp.Compare(s.Digest, t.Digest))
}

// Buyer says who bought: a customer number where the platform knows one, else
// a guest id made of the address, else nobody.
type Buyer struct {
	Customer string
	Guest    models.ContactID
	Stamp    Stamp
}

// Contact is the contact to credit, empty for an anonymous purchase.
func (b Buyer) Contact() models.ContactID {
	if b.Customer != "" {
		return models.MemberContact(b.Customer)
	}
	return b.Guest
}

// Snapshot is what one order body says.
type Snapshot struct {
	Stamp         Stamp
	Name          string
	CreatedAt     time.Time
	Currency      string
	Presentment   string
	TaxesIncluded bool
	Test          bool
	Source        string
	Tags          []string  // as Tags makes them
	Paid          bool      // the balance has reached zero at least once
	CancelledAt   time.Time // zero while it stands
	TotalMinor    int64
	Lines         []Line
	Refunds       []Refund
	Buyer         Buyer
	Discounts     []Discount // of codes, as made by Discounts
	Referral      string     // that a friend's link left in the cart; empty for none
	Bookings      []Booking  // lines that pay appointments; none where the body does not say
}

// Order is everything known of one purchase.
type Order struct {
	Shop    models.ShopID
	ID      models.OrderID
	Version int64 // bumped by each save, for optimistic writes

	Known       bool // a body was seen, not only a refund
	Stamp       Stamp
	Name        string
	CreatedAt   time.Time
	Currency    string
	Presentment string
	// TaxesIncluded tells whether line amounts contain their tax.
	TaxesIncluded bool
	Test          bool
	Source        string
	Tags          []string // what the merchant marks the order with
	TotalMinor    int64
	Lines         []Line
	Refunds       []Refund   // by id
	Disputes      []Dispute  // by id
	Discounts     []Discount // what codes took off, as the newest body tells it
	Referral      string     // the code of who recommended the store, as the newest body tells it
	Bookings      []Booking  // lines that pay appointments
	// Products are what the store said of products in the order, by id, where the
	// programme asks; each was read once.
	Products []products.Facts
	Buyer    Buyer
	// PaidAt is the earliest time at which a body said it was paid; zero until
	// then. Once paid, always paid: what comes after are refunds and edits.
	PaidAt      time.Time
	CancelledAt time.Time
}

// Paid tells whether the order was ever paid in full.
func (o Order) Paid() bool { return !o.PaidAt.IsZero() }

// Cancelled tells whether the order was cancelled; there is no way back.
func (o Order) Cancelled() bool { return !o.CancelledAt.IsZero() }

// Names is how an order may be called that somebody wrote down, with or without
// the sign before the number; nothing for nothing.
func Names(written string) []string {
	name := strings.TrimSpace(written)
	switch {
	case name == "":
		return nil
	case strings.HasPrefix(name, "#"):
		return []string{name}
	}
	return []string{name, "#" + name}
}
