package invoices

// Wish is an invoice for one appointment. Amounts are minor units of Currency, the
// shop's.
type Wish struct {
	Tag      string // of the draft order, by which it is known again
	Note     string // for the merchant
	Words    string // for whom it is sent to
	Email    string
	Customer string // the platform's number; empty for a guest
	Currency string
	Lines    []Line
	// Property ties each line to its appointment, by the name that a cart uses, too.
	Property Property
	// Shown is what the buyer reads at each line.
	Shown Property
}

// Property is a name with a value that an order hands on.
type Property struct{ Name, Value string }

// Line is something that is billed.
type Line struct {
	Product   string // number of the platform's product variant; empty for none
	Title     string // of a line without a product
	Quantity  int
	UnitMinor int64 // what one costs; 0 for what the product costs
}

// State is how far a draft order has come.
type State string

// The states.
const (
	Open State = "open"
	Sent State = "sent"
	Paid State = "paid"
)

// Draft is a draft order that there is.
type Draft struct {
	ID    string // number
	Name  string // such as #D7
	State State
}
