package privacy

import (
	"time"

	"clientele/models"
)

// Kind says what is asked for.
type Kind string

// The kinds of requests.
const (
	DataRequest Kind = "data_request" // hand a person's data to the store owner
	Redact      Kind = "redact"       // erase a person
	ShopRedact  Kind = "shop_redact"  // erase a store
)

// State says how far a request has come.
type State string

// The states. A data request is Ready once its export can be fetched and Done
// when the store owner says it was handed over.
const (
	Open  State = "open"
	Ready State = "ready"
	Done  State = "done"
)

// Deadline is how long the platform allows for a request.
const Deadline = 30 * 24 * time.Hour

// Request is one wish about personal data. It carries no personal data itself.
type Request struct {
	Shop       models.ShopID
	ID         string // the platform's number, or the delivery's id
	Kind       Kind
	Contacts   []models.ContactID
	Orders     []models.OrderID
	ReceivedAt time.Time
	DueAt      time.Time
	State      State
	DoneAt     time.Time
	DoneBy     string
}
