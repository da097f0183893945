package orders

import (
	"cmp"
	"slices"

	"clientele/models"
)

// DisputeState says how a dispute stands.
type DisputeState string

// The states of a dispute. Won is every end that leaves the money with the
// shop; where the shop gave it back instead, a refund tells of it.
const (
	DisputeOpen DisputeState = "open"
	DisputeWon  DisputeState = "won"
	DisputeLost DisputeState = "lost"
)

// DisputesMax bounds the disputes of one order.
const DisputesMax = 100

// Dispute is a buyer's objection to a payment, made at their bank.
type Dispute struct {
	ID       string
	State    DisputeState
	Minor    int64  // gross, of Currency
	Currency string // what the payment was settled in
	Stamp    Stamp
}

// JoinDispute adds what is said of one dispute. An end is final, whatever comes
// after; of two of a kind the newer word counts.
func (o Order) JoinDispute(d Dispute) (Order, error) {
	d.Stamp = d.Stamp.kept()
	disputes := slices.Clone(o.Disputes)
	i, found := slices.BinarySearchFunc(disputes, d.ID, func(have Dispute, id string) int { return cmp.Compare(have.ID, id) })
	switch {
	case !found && len(disputes) >= DisputesMax:
		return o, models.Errorf(models.Invalid, "order %s has more disputes than can be kept", o.ID)
	case !found:
		disputes = slices.Insert(disputes, i, d)
	case disputes[i].compare(d) < 0:
		disputes[i] = d
	}
	o.Disputes = disputes
	return o, nil
}

func (d Dispute) compare(other Dispute) int {
	if ended := d.State != DisputeOpen; ended != (other.State != DisputeOpen) {
		if ended {
			return 1
		}
		return -1
	}
	return d.Stamp.Compare(other.Stamp)
}

// Disputed names the first dispute that is still open, if any.
func (o Order) Disputed() (id string, open bool) {
	for _, d := range o.Disputes {
		if d.State == DisputeOpen {
			return d.ID, true
		}
	}
	return "", false
}

// Lost is what lost disputes took from the shop, gross, never more than the
// order charged. A dispute in another currency than the order's counts as one
// about all of it: no rate of that day is known.
func (o Order) Lost() int64 {
	var lost, whole int64
	for _, a := range o.Amounts(true) {
		whole += a.Eligible
	}
	for _, d := range o.Disputes {
		switch {
		case d.State != DisputeLost:
		case d.Currency != o.Currency:
			return whole
		default:
			lost += d.Minor
		}
	}
	return min(lost, whole)
}
