package flow

import (
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
)

// Outcome is what a story did, in one word for people and metrics: earned,
// clawed_back, recorded, replayed, ignored and the like.
type Outcome struct {
	Word   string
	Points int64 // net change of the contact's points, pending included
}

// OrderChanged is what an order body says, whichever topic brought it.
type OrderChanged struct {
	Shop     models.ShopID
	Order    models.OrderID
	Snapshot orders.Snapshot // Buyer.Guest is filled in by the flow
	Email    string          // of the buyer, for guests
	Phone    string
	Profile  contacts.Profile // of the customer or the guest
	// Addresses are where the order goes to and who pays for it, as far as the
	// body tells. They are compared and not kept.
	Addresses []contacts.Address
}

// RefundMade is one refund on its own.
type RefundMade struct {
	Shop   models.ShopID
	Order  models.OrderID
	Refund orders.Refund
}

// DisputeChanged is how a dispute about an order's payment stands.
type DisputeChanged struct {
	Shop    models.ShopID
	Order   models.OrderID
	Dispute orders.Dispute
}

// CustomerChanged is what a customer body says. Verified in the profile lets
// the contact claim what a guest of the same address has collected.
type CustomerChanged struct {
	Shop      models.ShopID
	Customer  string
	Profile   contacts.Profile
	CreatedAt time.Time
	// Account tells whether the customer has an account in the store; nil where
	// the body does not say.
	Account *bool
}

// ConsentChanged is what a customer's consent to marketing by e-mail is.
type ConsentChanged struct {
	Shop       models.ShopID
	Customer   string
	Subscribed bool // agreed; if not, withdrawn
	At         time.Time
}

// CustomerDeleted tells that the platform's record is gone.
type CustomerDeleted struct {
	Shop     models.ShopID
	Customer string
	At       time.Time
}

// CustomersMerged tells that one customer became part of another.
type CustomersMerged struct {
	Shop    models.ShopID
	Kept    string
	Deleted string
	Success bool // anything else is only noted
	At      time.Time
}

// DataRequested asks to hand a person's data to the store owner.
type DataRequested struct {
	Shop       models.ShopID
	ID         string // the platform's number of the request, or the delivery's id
	Customer   string // may be empty for people known by address only
	Email      string
	Phone      string
	Orders     []models.OrderID
	ReceivedAt time.Time
}

// CustomerRedacted asks to erase a person.
type CustomerRedacted DataRequested

// ShopRedacted asks to erase a store, 48 hours after it was uninstalled.
type ShopRedacted struct {
	Shop        models.ShopID
	ID          string
	TriggeredAt time.Time
	ReceivedAt  time.Time
}

// ShopUninstalled tells that the app was removed.
type ShopUninstalled struct {
	Shop        models.ShopID
	TriggeredAt time.Time
}

// ScopesChanged tells what the merchant grants now.
type ScopesChanged struct {
	Shop   models.ShopID
	Scopes []string
	At     time.Time
}
