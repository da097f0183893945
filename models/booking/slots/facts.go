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
	Runs     []Run             // more of them; those of one staff come best one after the other
	// Busy is when other calendars of the staff are taken.
	Busy map[booking.StaffID][]times.Span
}

// Run are bookings of one member of the staff that are laid out once for many
// questions, which only read them.
type Run struct {
	staff    booking.StaffID
	bookings []booking.Booking
	marks    []mark
}

// mark is what most rules have to know of a booking. It is kept small, and apart
// from the bookings: there are hundreds of thousands, and memory is slow.
type mark struct {
	start   times.Instant
	blocked times.Span    // with its buffers
	until   times.Instant // when it ends to take its time; Ever for what is no hold
	parted  bool          // it has segments
}

// RunsOf lays out bookings, which nobody may change from then on: those of one staff
// that stand together are one run.
func RunsOf(bookings []booking.Booking) []Run {
	var runs []Run
	marks := make([]mark, len(bookings))
	for from := 0; from < len(bookings); {
		staff, to := bookings[from].Staff, from
		for ; to < len(bookings) && bookings[to].Staff == staff; to++ {
			marks[to] = markOf(&bookings[to])
		}
		runs = append(runs, Run{staff, bookings[from:to], marks[from:to]})
		from = to
	}
	return runs
}

// Bookings are those of the run; they are only read.
func (r Run) Bookings() []booking.Booking { return r.bookings }

func markOf(b *booking.Booking) mark {
	m := mark{start: times.At(b.Start), until: times.Never, parted: len(b.Segments) > 0}
	m.blocked = b.BlockedFrom(times.Span{From: m.start, To: times.At(b.End)})
	switch b.Status {
	case booking.Held:
		m.until = times.At(b.ExpiresAt)
	case booking.Confirmed, booking.Completed, booking.NoShow:
		m.until = times.Ever
	}
	return m
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
// that begin in a span. Facts need everything that meets it; the rest is passed over.
func Reach(starts times.Span) times.Span {
	const appointment = booking.DurationMinutesMax + 2*booking.BufferMinutesMax + booking.CleanUpMinutesMax
	// A daily limit counts the whole day of the shop; no day is longer than this.
	const longestDay = 25 * time.Hour
	around := appointment*time.Minute + longestDay
	return starts.Widen(around, around)
}
