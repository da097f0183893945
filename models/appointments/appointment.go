package appointments

import (
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
)

// Appointment is a booking with everything that is kept about it. What the slot
// engine needs of it is Booking.
type Appointment struct {
	Shop    models.ShopID
	Version int64
	booking.Booking

	// What was booked, in the words and with the prices of that day.
	Title    string
	Variant  string
	AddOns   []string
	Answers  []services.Answer
	Price    models.Money
	DueMinor int64 // to be paid in the checkout before it is confirmed
	Payment  services.Payment
	Policy   booking.Policy

	// Whom it is for. A walk-in may have no contact.
	Contact  models.ContactID
	Name     string
	Email    string
	Phone    string
	Language string
	Zone     string // IANA name of the zone in which the shopper looked at it
	Note     string // by staff

	// Money that moved, in minor units of Price.Currency.
	Order         models.OrderID
	PaidMinor     int64
	RefundedMinor int64
	// RefundDueMinor is what the policy gives back and nobody has paid yet.
	RefundDueMinor int64

	Source      Source
	Key         string // of the form that made it; one form makes one appointment
	Sequence    int    // of the invitation: rises with each change
	Attention   Attention
	ActualStart time.Time
	ActualEnd   time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
	History     []Change // newest last, at most HistoryMax
}

// HistoryMax bounds what is remembered of an appointment.
const HistoryMax = 50

// Source is where an appointment was made.
type Source string

// The sources.
const (
	Storefront Source = "storefront"
	Panel      Source = "panel"
	WalkIn     Source = "walk_in"
	Waitlist   Source = "waitlist"
)

// Attention is what the merchant has to look at; empty for nothing.
type Attention string

// The reasons to look at an appointment.
const (
	PaidTooLate Attention = "paid_too_late" // the time was gone when the order came
	RefundDue   Attention = "refund_due"    // the platform did not pay it back by itself
)

// Change is one thing that happened to an appointment.
type Change struct {
	At    time.Time
	Actor string // a staff user, "shopper", "platform" or "clientele"
	What  string // a closed list of words, such as booked, confirmed, moved
	From  time.Time
	To    time.Time
	Staff booking.StaffID
}
