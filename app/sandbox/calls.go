package sandbox

// Checkout is what a shopper hands in at the till.
type Checkout struct {
	Lines      []CheckoutLine
	CustomerID int64  // a signed-in customer; 0 for a guest
	Email      string // of a guest; may be empty
	Phone      string
	FirstName  string
	LastName   string
	Address    Address
	Record     bool // keep a record of a guest with an e-mail, as most stores do: a customer without an account
	Locale     string
	Code       string // discount code; empty for none
	Tip        int64  // minor units of the shopper's currency
	Currency   string // the shopper's currency; empty for the store's
	PayLater   bool   // order placed, payment pending
	Test       bool
	Source     string // web (default) or pos
	Note       string
	Attributes []Property
}

// CheckoutLine is one line of a cart.
type CheckoutLine struct {
	VariantID  int64
	Quantity   int64
	Properties []Property
	Title      string // of a line without a variant
	Price      int64  // minor units of the store's currency, in place of the variant's; 0 for that
}

// Totals are the sums of an order or of a cart not yet bought. Subtotal is
// after discounts, before tax and shipping; Tax is contained in it when the
// store's prices include tax.
type Totals struct {
	Lines    Money // before discounts
	Discount Money
	Subtotal Money
	Shipping Money
	Tax      Money
	Tip      Money
	Total    Money
}

// RefundLinesRequest asks to give lines back.
type RefundLinesRequest struct {
	Lines    []RefundQuantity
	Shipping bool   // give the delivery charge back too
	Restock  string // return (default), cancel, no_restock
	Note     string
	Pending  bool // the bank has not confirmed yet; see SettleRefund
}

// RefundQuantity names a line and how many of it go back.
type RefundQuantity struct {
	LineID   int64
	Quantity int64
}

// Edit changes an order after the sale: sets what is left of lines and adds
// custom lines.
type Edit struct {
	Set []EditQuantity
	Add []CustomLine
}

// EditQuantity sets the quantity left of a line.
type EditQuantity struct {
	LineID   int64
	Quantity int64
}

// CustomLine is a line without a product; Price is in the store's currency.
type CustomLine struct {
	Title    string
	Quantity int64
	Price    int64
	Taxable  bool
}

// CustomerInput makes or changes a customer. On change every field replaces
// the stored one.
type CustomerInput struct {
	FirstName string
	LastName  string
	Email     string
	Phone     string
	Locale    string
	Note      string
	Tags      []string
	Address   Address
	Verified  bool // the e-mail address is confirmed: a signed-up account
}

// Refusal is an error whose text may be shown to the person at the page.
type Refusal struct {
	Status int // HTTP status that fits
	Text   string
}

// Error is the text for people.
func (r *Refusal) Error() string { return r.Text }

func refuse(text string) error  { return &Refusal{Status: 422, Text: text} }
func missing(what string) error { return &Refusal{Status: 404, Text: what + " does not exist"} }
