package slots

import (
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// Facts are everything that decides about a service's times.
type Facts struct {
	Now      time.Time
	Zone     string // IANA name of the shop's zone
	Closed   []times.Date
	Service  booking.Service
	Staff    []booking.Staff
	Units    []booking.Unit
	Bookings []booking.Booking // of all services, in any order; see Reach
	// Busy is when other calendars of the staff are taken.
	Busy map[booking.StaffID][]times.Span
}

// Wish is what somebody looks for.
type Wish struct {
	Staff booking.StaffID   // empty for anybody
	Party int               // seats; 0 for one
	Moves booking.BookingID // the booking that is to be moved; it is in nobody's way
}

func (w Wish) seats() int { return max(1, w.Party) }

func (w Wish) moves(id booking.BookingID) bool { return id == w.Moves && id != "" }

// Range are days as somebody sees them, both dates included.
type Range struct {
	From, To times.Date
	Zone     string // IANA name of the viewer's zone
}

// RangeDaysMax is how many days can be asked for at once.
const RangeDaysMax = 100

// Span is the time in which the days of the range lie. A range that ends before
// it begins or is longer than RangeDaysMax is Invalid.
func (r Range) Span() (times.Span, error) {
	if r.To < r.From || r.To-r.From >= RangeDaysMax {
		return times.Span{}, models.InvalidFields([]models.FieldProblem{{
			Path: "to", Message: fmt.Sprintf("must be %s or one of the %d days after it", r.From, RangeDaysMax-1),
		}})
	}
	zone := models.Zone(r.Zone)
	return times.Span{From: times.Resolve(zone, r.From, 0), To: times.Resolve(zone, r.To+1, 0)}, nil
}

// Reach is the time in which bookings and other calendars matter to appointments
// that begin in a span. Facts need everything that meets it, and nothing else.
func Reach(starts times.Span) times.Span {
	const appointment = booking.DurationMinutesMax + 2*booking.BufferMinutesMax + booking.CleanUpMinutesMax
	// A daily limit counts the whole day of the shop; no day is longer than this.
	const longestDay = 25 * time.Hour
	around := appointment*time.Minute + longestDay
	return starts.Widen(around, around)
}
