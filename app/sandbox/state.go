package sandbox

import "time"

// Money is one amount in both currencies of an order, in minor units: Shop in
// the store's currency, Buyer in the one the shopper paid in. When the two
// currencies are the same both numbers are equal.
type Money struct {
	Shop  int64
	Buyer int64
}

// Shop is one store. Rates holds, per presentment currency, how many minor
// units of it 1,000,000 minor units of the store's currency buy.
type Shop struct {
	ID            int64
	Domain        string // demo-shop.myshopify.com
	Handle        string // demo-shop
	Name          string
	Email         string
	Currency      string
	Timezone      string // IANA name
	Locale        string // en, ja
	Country       string // ISO 3166 code
	TaxName       string
	TaxRate       int64 // hundredths of a percent: 1000 is 10 %
	TaxesIncluded bool
	Shipping      int64 // flat rate in minor units
	Rates         map[string]int64
	Discounts     []DiscountCode
	Accent        string // colour of the storefront, #rrggbb
	Tagline       string
	NextNumber    int64 // number of the next order
	CreatedAt     time.Time
}

// DiscountCode is a code a shopper may type in. Exactly one of Percent and
// Amount (minor units, store currency) is set.
type DiscountCode struct {
	Code    string
	Percent int64
	Amount  int64
}

// Product is something on the shelf. Art names the drawing pages show for it.
type Product struct {
	ID          int64
	Handle      string
	Title       string
	Description string
	Vendor      string
	Type        string
	Art         string
	GiftCard    bool
	Service     bool // nothing to ship
	Taxable     bool
	Tags        []string
	UpdatedAt   time.Time
	Variants    []Variant
}

// Variant is one buyable form of a product; Price is in the store's currency.
type Variant struct {
	ID    int64
	Title string // empty when the product has one variant only
	SKU   string
	Price int64
}

// Address is a postal address; the zero value means none.
type Address struct {
	Address1 string
	City     string
	Zip      string
	Country  string // ISO 3166 code
}

// Customer is a person with a record at the store. State is "enabled" for a
// signed-up account and "disabled" for a record without one.
type Customer struct {
	ID            int64
	FirstName     string
	LastName      string
	Email         string
	Phone         string
	VerifiedEmail bool
	Consent       string // to marketing by e-mail: subscribed, unsubscribed, or empty for never asked
	State         string
	Locale        string
	Note          string
	Tags          []string
	Address       Address
	Metafields    []Metafield
	Credits       []CreditMovement
	MergedInto    int64 // id of the record kept by a merge; 0 otherwise
	Deleted       bool
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Name is the customer's full name, or the e-mail address when there is none.
func (c Customer) Name() string {
	switch {
	case c.FirstName != "" && c.LastName != "":
		return c.FirstName + " " + c.LastName
	case c.FirstName+c.LastName != "":
		return c.FirstName + c.LastName
	}
	return c.Email
}

// Metafield is a value the app stored on a record.
type Metafield struct {
	ID        int64
	Namespace string
	Key       string
	Type      string
	Value     string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Property is a named value typed by the shopper on a cart line or the cart.
type Property struct {
	Name  string
	Value string
}

// Order is a purchase as it stands now. Lines keep what was bought and what is
// left of it; refunds and transactions are only ever added.
type Order struct {
	ID            int64
	Number        int64 // 1001
	Token         string
	Confirmation  string
	Source        string // web, pos
	Test          bool
	CustomerID    int64 // 0 for a guest
	Email         string
	Phone         string
	FirstName     string
	LastName      string
	Address       Address
	Locale        string
	Currency      string // the store's
	BuyerCurrency string // the shopper's
	TaxName       string
	TaxRate       int64
	TaxesIncluded bool
	Lines         []LineItem
	Discounts     []Discount
	Shipping      ShippingLine
	Tip           Money
	Note          string
	Attributes    []Property
	Transactions  []Transaction
	Refunds       []Refund
	Disputes      []Dispute
	CreatedAt     time.Time
	UpdatedAt     time.Time
	ProcessedAt   time.Time
	CancelledAt   time.Time // zero while not cancelled
	CancelReason  string
	ClosedAt      time.Time
}

// LineItem is one line of an order. Quantity is what was bought, Current what
// is left after edits and refunds. Allocations hold the line's share of each
// discount and Tax its tax, both for the whole Quantity.
type LineItem struct {
	ID           int64
	ProductID    int64 // 0 for a custom line
	VariantID    int64
	Title        string
	VariantTitle string
	SKU          string
	Vendor       string
	Quantity     int64
	Current      int64
	Price        Money // of one
	Allocations  []Allocation
	Tax          Money
	Properties   []Property
	GiftCard     bool
	Shippable    bool
	Taxable      bool
}

// Allocation is a line's share of the order's discount number Index.
type Allocation struct {
	Index  int
	Amount Money
}

// Discount is one discount applied to an order; Kind is percentage or
// fixed_amount, Value its percentage or its amount in the store's currency.
type Discount struct {
	Code   string
	Kind   string
	Value  string
	Amount Money

	Shipping bool // off the delivery
}

// ShippingLine is the delivery charge; a zero ID means nothing is shipped.
type ShippingLine struct {
	ID    int64
	Title string
	Price Money
	Off   Money // taken off by a discount
	Tax   Money
}

// Net is the charge less what a discount took off it.
func (l ShippingLine) Net() Money { return l.Price.minus(l.Off) }

// Transaction is one movement of money. Kind is sale or refund; Status is
// pending, success or failure.
type Transaction struct {
	ID       int64
	ParentID int64
	Kind     string
	Status   string
	Gateway  string
	Amount   Money
	At       time.Time
}

// Refund is money or goods given back. Adjustment is the part paid back beyond
// the lines and the shipping.
type Refund struct {
	ID            int64
	At            time.Time
	Note          string
	Restock       bool
	Lines         []RefundLine
	Shipping      Money
	ShippingTax   Money
	Adjustment    Money
	TransactionID int64 // 0 when no money moved
}

// RefundLine is the part of a line given back.
type RefundLine struct {
	ID       int64
	LineID   int64
	Quantity int64
	Restock  string // return, cancel, no_restock
	Subtotal Money
	Tax      Money
}
