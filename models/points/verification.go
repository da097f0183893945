package points

import (
	"time"

	"clientele/models"
)

// VerifyEvery is how long after the start of one check of a shop's books the
// next one is due; VerifyLease is how long a process may be at one step of it.
const (
	VerifyEvery = 24 * time.Hour
	VerifyLease = 2 * time.Minute
)

// FindingsMax bounds the findings that are kept of one check; all are counted.
const FindingsMax = 100

// Part of a check: what is being looked at.
type Part string

// The parts, in their order. NotRunning is the state between two checks.
const (
	NotRunning    Part = ""
	PartAccounts  Part = "accounts"
	PartOrders    Part = "orders"
	PartLevels    Part = "levels"
	PartFigures   Part = "figures"
	partCompleted Part = "completed"
)

// Verification is the state of a shop's check of all its books: the one that
// is under way, and what the last completed one found.
type Verification struct {
	Shop    models.ShopID
	Version int64
	Part    Part
	After   string    // id of the account or order that was looked at last
	Lease   time.Time // somebody is at it until then
	Present Tally     // of the check under way
	Last    Tally     // of the last completed check; Finished is zero for none
}

// Tally is what one check has looked at and found.
type Tally struct {
	Started    time.Time
	Finished   time.Time
	Accounts   int64
	Orders     int64
	Violations int64
	Findings   []Finding // the first FindingsMax
}

// Finding is a violation with the account or the order it is about; neither
// for what concerns the shop as a whole.
type Finding struct {
	Account models.ContactID
	Order   models.OrderID
	Violation
}

// Add counts findings.
func (t *Tally) Add(findings ...Finding) {
	t.Violations += int64(len(findings))
	t.Findings = append(t.Findings, findings[:min(len(findings), FindingsMax-len(t.Findings))]...)
}

// Running tells whether a check has begun and not come to its end.
func (v Verification) Running() bool { return v.Part != NotRunning }

// Due tells whether there is something to do: a check that nobody is at, or
// one that has to begin.
func (v Verification) Due(now time.Time) bool {
	if v.Lease.After(now) {
		return false
	}
	return v.Running() || !v.Last.Started.Add(VerifyEvery).After(now)
}

// Begun is the check with its next step taken up: begun afresh, or gone on
// with where it was left.
func (v Verification) Begun(now time.Time) Verification {
	if !v.Running() {
		v.Part, v.After, v.Present = PartAccounts, "", Tally{Started: models.Instant(now)}
	}
	v.Lease = models.Instant(now.Add(VerifyLease))
	return v
}

// Rested is the check after a step, for anybody to go on with; it ends where
// all parts are through.
func (v Verification) Rested(now time.Time) Verification {
	v.Lease = time.Time{}
	if v.Part == partCompleted {
		v.Part, v.Last = NotRunning, v.Present
		v.Last.Finished, v.Present = models.Instant(now), Tally{}
	}
	return v
}

// Next is the check one part further.
func (v Verification) Next() Verification {
	v.After = ""
	switch v.Part {
	case PartAccounts:
		v.Part = PartOrders
	case PartOrders:
		v.Part = PartLevels
	case PartLevels:
		v.Part = PartFigures
	default:
		v.Part = partCompleted
	}
	return v
}

// Completed tells whether all parts are through.
func (v Verification) Completed() bool { return v.Part == partCompleted }
