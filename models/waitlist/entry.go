package waitlist

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/services"
)

// Entry is somebody who waits for a time of a service.
type Entry struct {
	Shop    models.ShopID
	ID      booking.BookingID // also of the appointment that is offered
	Version int64

	Service booking.ServiceID
	Variant string
	AddOns  []string
	Staff   booking.StaffID // empty for anybody
	Party   int             // seats, at least 1
	Answers []services.Answer
	Person  appointments.Person
	Digest  string // of the wish, to know it by when it comes again
	Door    string // where the storefront showed our pages when they joined, such as /apps/clientele

	Days Days
	Part Part

	State     State
	Until     time.Time // until when an offer stands
	LookAt    time.Time // when a place is looked for next
	MadeAt    time.Time
	UpdatedAt time.Time
}

// State says how far somebody who waits has come.
type State string

// The states. All but the first two are final.
const (
	Waiting   State = "waiting"
	Offered   State = "offered"
	Taken     State = "taken"
	Passed    State = "passed"    // an offer was declined, or nobody took it in time
	Withdrawn State = "withdrawn" // by who waited, or by staff
	Expired   State = "expired"   // the days are over
)

// Days are those on which a time would do, both included, as the shop counts
// them.
type Days struct{ First, Last times.Date }

// Meets tells whether two ranges have a day in common.
func (d Days) Meets(other Days) bool { return d.First <= other.Last && other.First <= d.Last }

// Part is a part of the day, on the shop's clocks.
type Part string

// The parts of a day.
const (
	AnyTime   Part = ""
	Morning   Part = "morning"
	Afternoon Part = "afternoon"
	Evening   Part = "evening"
)

const (
	noon    = 12 * 60 * times.Minute(1)
	evening = 17 * 60 * times.Minute(1)
)

// Has tells whether a time of day is in the part.
func (p Part) Has(m times.Minute) bool {
	switch p {
	case Morning:
		return m < noon
	case Afternoon:
		return m >= noon && m < evening
	case Evening:
		return m >= evening
	}
	return true
}

// Known tells whether there is such a part.
func (p Part) Known() bool {
	return p == AnyTime || p == Morning || p == Afternoon || p == Evening
}

// Open tells whether the entry still counts.
func (e Entry) Open() bool { return e.State == Waiting || e.State == Offered }

// Wish is what is asked for in the name of who waits.
func (e Entry) Wish(start time.Time) appointments.Wish {
	return appointments.Wish{
		Key: string(e.ID), Service: e.Service, Variant: e.Variant, AddOns: e.AddOns, Staff: e.Staff, Party: e.Party, Start: start,
		Answers: e.Answers, Person: e.Person,
	}
}

// Leave is the entry of who does not wait any more. An offer is declined by
// giving its time back instead.
func (e Entry) Leave(now time.Time) (Entry, error) {
	switch e.State {
	case Waiting:
		return e.become(Withdrawn, now), nil
	case Withdrawn, Passed, Expired:
		return e, nil
	}
	return e, ErrGiven
}

// Lapse is the entry once its days are over.
func (e Entry) Lapse(now time.Time) Entry { return e.become(Expired, now) }

// Follow brings the entry in line with the appointment that was offered for it.
func (e Entry) Follow(a appointments.Appointment, now time.Time) Entry {
	switch {
	case a.Status == booking.Held && e.State == Waiting:
		e.Until = a.ExpiresAt
		return e.become(Offered, now)
	case a.Status == booking.Confirmed && e.State != Taken:
		return e.become(Taken, now)
	case a.Status == booking.Cancelled && e.State == Offered:
		return e.become(Passed, now)
	}
	return e
}

func (e Entry) become(s State, now time.Time) Entry {
	e.State, e.UpdatedAt = s, models.Instant(now)
	if s != Offered {
		e.Until = time.Time{}
	}
	return e
}

// Digest tells two wishes of one key apart.
func Digest(w appointments.Wish, d Days, p Part) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%d|%s", w.Digest(), d.First, d.Last, p))
	return hex.EncodeToString(sum[:16])
}
