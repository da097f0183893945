package catchup

import (
	"time"

	"clientele/models"
)

// State is how far a backfill has come.
type State string

// The states of a backfill. The platform gathers first; then the result is
// read, piece by piece.
const (
	Asked     State = "asked"
	Exporting State = "exporting"
	Reading   State = "reading"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// BackfillLease outlasts one step of a backfill; BackfillEvery is how soon the
// next step may follow while the platform gathers.
const (
	BackfillLease = 2 * time.Minute
	BackfillEvery = 5 * time.Second
	BackfillRetry = time.Minute

	AttemptsMax = 3  // gatherings of the platform
	FaultsMax   = 30 // steps in a row that may fail
)

// Backfill is the reading of a store's past orders.
type Backfill struct {
	Shop    models.ShopID
	Version int64
	Install int64 // the installation it was started in; it does not outlive it

	State      State
	StartedAt  time.Time
	StartedBy  string // platform's number of the staff member
	FinishedAt time.Time

	Operation string    // the platform's name of its gathering; empty before and after
	AskedAt   time.Time // when it was asked for, to find it again if the answer got lost
	Attempt   int       // gatherings so far
	Partial   bool      // what is being read broke off
	Faults    int       // steps in a row that failed
	Objects   int64     // the platform has gathered
	Size      int64     // bytes of the result
	Read      int64     // bytes read
	Orders    int64     // orders read in this attempt
	Changed   int64     // orders that brought something new, in all attempts
	// Unreadable are orders that could not be counted.
	Unreadable int64

	NextAt  time.Time // when to go on, zero for never; also the lease of whoever is at it
	Problem string
}

// Running tells whether there is something left to do for the merchant.
func (b Backfill) Running() bool {
	return b.State == Asked || b.State == Exporting || b.State == Reading
}

// Begin starts a backfill, unless one is running: models.Conflict.
func (b Backfill) Begin(install int64, by string, now time.Time) (Backfill, error) {
	if b.Running() {
		return b, models.Errorf(models.Conflict, "past orders are being read already")
	}
	at := models.Instant(now)
	return Backfill{
		Shop: b.Shop, Version: b.Version, Install: install, State: Asked, StartedAt: at, StartedBy: by, NextAt: at,
	}, nil
}

// Stop calls a backfill off: models.Conflict where none is running. The
// platform's gathering is called off by the next step.
func (b Backfill) Stop(now time.Time) (Backfill, error) {
	if !b.Running() {
		return b, models.Errorf(models.Conflict, "no past orders are being read")
	}
	return b.ended(Cancelled, "", now), nil
}

func (b Backfill) ended(s State, problem string, now time.Time) Backfill {
	b.State, b.Problem, b.FinishedAt, b.NextAt = s, problem, models.Instant(now), time.Time{}
	if b.Operation != "" && s == Cancelled {
		b.NextAt = b.FinishedAt
	}
	return b
}

// Failed ends a backfill that nothing but a new start can mend.
func (b Backfill) Failed(problem string, now time.Time) Backfill {
	return b.ended(Failed, problem, now)
}

// Completed ends a backfill that has read everything.
func (b Backfill) Completed(now time.Time) Backfill {
	b.Operation = ""
	return b.ended(Done, "", now)
}

// Again puts a step off that met something passing, up to a limit.
func (b Backfill) Again(problem string, now time.Time) Backfill {
	if b.Faults++; b.Faults > FaultsMax {
		return b.Failed(problem, now)
	}
	b.Problem, b.NextAt = problem, models.Instant(now.Add(BackfillRetry))
	return b
}

// Restarted lets the platform gather once more after a gathering broke, up to
// a limit.
func (b Backfill) Restarted(problem string, now time.Time) Backfill {
	if b.Attempt >= AttemptsMax {
		return b.Failed(problem, now)
	}
	b.State, b.Operation, b.AskedAt, b.Partial, b.Problem = Asked, "", time.Time{}, false, problem
	b.Objects, b.Size, b.Read, b.Orders, b.Unreadable = 0, 0, 0, 0, 0
	b.NextAt = models.Instant(now.Add(BackfillRetry))
	return b
}

// Percent is how much of the whole is done, from 0 to 100. The platform does
// not tell how much is left to gather, so that half shows no more than that it
// has begun.
func (b Backfill) Percent() int {
	switch {
	case b.State == Done:
		return 100
	case b.State == Reading && b.Size > 0:
		return int(10 + min(89, 90*b.Read/b.Size))
	case b.State == Exporting, b.State == Reading:
		return 10
	}
	return 0
}
