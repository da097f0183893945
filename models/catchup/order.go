package catchup

import (
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
)

// Order is what the platform says of one order when it is asked, in the same
// terms as what it tells by webhook.
type Order struct {
	ID       models.OrderID
	Snapshot orders.Snapshot
	Email    string // of the buyer, for guests
	Phone    string
	Profile  contacts.Profile // of the customer or the guest
}

// Unreadable is an order that cannot be counted, and why. It is passed over,
// so that it does not keep others from their turn.
type Unreadable struct {
	Order   models.OrderID
	Problem string // free of customer data
}

// Page is one page of orders, the one that changed first at the front.
type Page struct {
	Orders     []Order
	Unreadable []Unreadable
	Next       string // where the next page begins; empty after the last
}

// ExportState is how far the platform is with gathering a store's orders.
type ExportState string

// The states of an export.
const (
	Gathering ExportState = "gathering"
	Complete  ExportState = "complete"
	Broken    ExportState = "broken" // what was gathered until then may be there
)

// Export is a gathering of a store's orders by the platform.
type Export struct {
	ID      string
	State   ExportState
	Objects int64 // gathered so far, orders and lines
	Size    int64 // of the result in bytes; zero while unknown
	// Address is where the result can be read for a while by whoever knows it,
	// so it is asked for each time and never kept. Empty for an empty result.
	Address string
	Problem string // why it is broken
}

// Part is a stretch of an export's result.
type Part struct {
	Orders     []Order
	Unreadable []Unreadable
	End        int64 // where it ends, in bytes from the beginning of the result
}
