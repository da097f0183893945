package points

import (
	"time"

	"clientele/models"
	"clientele/models/orders"
)

// Record is an order with its standing in the books; they are kept together.
type Record struct {
	Order    orders.Order
	Standing Standing
}

// Command remembers a person's wish, so that the same key never acts twice.
type Command struct {
	Shop     models.ShopID
	Key      string
	Digest   string // of the input; the same key with other input is refused
	Account  models.ContactID
	FirstSeq int64
	LastSeq  int64
	At       time.Time
}

// Delta is what one write adds to a shop's figures. Deltas are written with
// what caused them and summed up later, so that no document is hot.
type Delta struct {
	Shop    models.ShopID
	ID      string // unique within the shop
	Day     string // 2006-01-02 in the shop's zone
	Sum     Sums
	Cohorts []Cohort // what it did to the points of each month
}

// Sums are the figures of a day or of all time.
type Sums struct {
	Earned, Removed                 int64 // points credited and taken away
	Orders                          int64 // orders that began to count
	Members, Guests                 int64 // contacts on record
	Available, Pending, Debt        int64 // change of the balances
	Halted                          int64
	Issued, ClawedBack, Adjustments int64
	Reserved, Redeemed              int64 // change of the balances
	Forgiven                        int64 // debt that was struck
	Erased                          int64 // what erased contacts still had, less what they owed
	Granted                         int64 // by hand; a part of Earned
	Expired                         int64 // ran out; a part of Removed
	Returned                        int64 // given back of what was redeemed; Redeemed is already less that
	Buyers, Repeaters               int64 // contacts with one order that counts, and with more than one
}

// Liability is what the shop owes its contacts: points that are there, wait or
// are held at a checkout, less points that are owed.
func (s Sums) Liability() int64 { return s.Available + s.Pending + s.Reserved - s.Debt }

// Explained is the liability as the movements tell it. Sums in which the two
// differ have lost a movement.
func (s Sums) Explained() int64 { return s.Earned - s.Removed - s.Redeemed + s.Forgiven - s.Erased }

// Plus adds figures.
func (s Sums) Plus(o Sums) Sums {
	return Sums{
		Earned: s.Earned + o.Earned, Removed: s.Removed + o.Removed, Orders: s.Orders + o.Orders,
		Members: s.Members + o.Members, Guests: s.Guests + o.Guests,
		Available: s.Available + o.Available, Pending: s.Pending + o.Pending, Debt: s.Debt + o.Debt,
		Halted: s.Halted + o.Halted, Issued: s.Issued + o.Issued, ClawedBack: s.ClawedBack + o.ClawedBack,
		Adjustments: s.Adjustments + o.Adjustments,
		Reserved:    s.Reserved + o.Reserved, Redeemed: s.Redeemed + o.Redeemed,
		Forgiven: s.Forgiven + o.Forgiven, Erased: s.Erased + o.Erased,
		Granted: s.Granted + o.Granted, Expired: s.Expired + o.Expired, Returned: s.Returned + o.Returned,
		Buyers: s.Buyers + o.Buyers, Repeaters: s.Repeaters + o.Repeaters,
	}
}

// DayFigures are the figures of one day.
type DayFigures struct {
	Day string
	Sum Sums
}

// Due names an account with points whose waiting has ended.
type Due struct {
	Shop    models.ShopID
	Account models.ContactID
}
