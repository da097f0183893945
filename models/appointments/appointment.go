package appointments

import (
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
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
	Cart     []services.Item
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
	PromisedMinor int64 // of what was paid, that goes back because it was cancelled
	Repayment     Repayment
	Invoice       Invoice

	Source      Source
	Digest      string // of the wish that made it, to know it by when it comes again
	Relinked    int    // how many times its link was replaced, each time in place of all before
	Ended       End    // why it is cancelled
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

// Public tells whether it is for a shopper who chose for themselves: what shoppers
// may not do, they may not have done in their name either.
func (s Source) Public() bool { return s == Storefront || s == Waitlist }

// End says why an appointment is cancelled; empty for one that is not.
type End string

// The ends. What lapsed or was released is taken again if it is paid all the
// same, what somebody cancelled is not.
const (
	Lapsed    End = "lapsed"   // not paid in time
	Released  End = "released" // the shopper did not want to pay any more
	ByShopper End = "shopper"
	ByStaff   End = "staff"
	ByOrder   End = "order" // its order was cancelled or paid back
)

// Attention is what the merchant has to look at; empty for nothing.
type Attention string

// The reasons to look at an appointment.
const (
	PaidTooLate   Attention = "paid_too_late"  // the time was gone when the order came
	PaidTwice     Attention = "paid_twice"     // by a second order
	PaidOtherwise Attention = "paid_otherwise" // the order does not hold what sells it
	RefundDue     Attention = "refund_due"     // the platform did not pay it back by itself
)

// Change is one thing that happened to an appointment.
type Change struct {
	At    time.Time
	Actor string // a staff user, or one of the actors below
	What  What
	From  time.Time // of a move
	To    time.Time
	Staff booking.StaffID // who serves from then on
	Order models.OrderID
}

// Those who are not staff of the store.
const (
	Shopper   = "shopper"
	Platform  = "platform"
	Clientele = "clientele"
)

// What is a word for what happened.
type What string

// The words.
const (
	WasHeld        What = "held"
	WasConfirmed   What = "confirmed"
	WasMoved       What = "moved"
	WasResized     What = "resized"
	WasReassigned  What = "reassigned"
	WasCancelled   What = "cancelled"
	WasLapsed      What = "lapsed"
	WasReleased    What = "released"
	WasCompleted   What = "completed"
	WasMissed      What = "no_show"
	WasPaid        What = "paid"
	WasPaidTooLate What = "paid_too_late"
	WasPaidTwice   What = "paid_twice"
	WasPaidOther   What = "paid_otherwise"
	WasRefunded    What = "refunded"
	WasAsked       What = "refund_asked"   // at the platform, to pay back what is due
	WasSettled     What = "refund_settled" // the platform had nothing left to pay back
	WasBilled      What = "invoice_sent"
	WasRelinked    What = "link_replaced"
)

// ofMoney are the words for what changes nothing but money.
var ofMoney = []What{WasPaid, WasPaidTwice, WasPaidOther, WasRefunded, WasAsked, WasSettled, WasBilled}

// Query is a wish to list appointments, by beginning.
type Query struct {
	Span    times.Span        // that they meet
	Staff   booking.StaffID   // empty for all
	Service booking.ServiceID // likewise
	Status  booking.Status    // likewise
	Limit   int
}

// LeftMinor is what is still to be paid where it takes place. Whatever the
// checkout took off its part, by a code or for points, is paid.
func (a Appointment) LeftMinor() int64 {
	if a.Status == booking.Cancelled {
		return 0
	}
	paid := a.PaidMinor
	if a.Order != "" {
		paid = max(paid, a.DueMinor)
	}
	return max(0, a.Price.Minor-paid)
}

// Redacted is the appointment without whom it was for. What it takes of the
// calendar and what was paid stays.
func (a Appointment) Redacted() Appointment {
	a.Contact, a.Name, a.Email, a.Phone, a.Note, a.Answers, a.Digest = "", "", "", "", "", nil, ""
	return a
}
