package appointments

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// Sheet names one sheet of the calendar: of somebody or something, in one week.
type Sheet struct {
	Of   SheetOf
	ID   string // of the staff, unit or service
	Week Week
}

// SheetOf is whose a sheet is. Those of staff say what is booked of them; the
// others say nothing, and are there to be in the way of who touches them at the
// same time.
type SheetOf string

// The owners of sheets.
const (
	OfStaff   SheetOf = "staff"
	OfUnit    SheetOf = "unit"
	OfService SheetOf = "service"
	OfShopper SheetOf = "shopper"
)

// ShopperSheet is in the way of what one shopper does twice at the same time. It is
// shared with some others, so that it does not tell whose it is.
func ShopperSheet(id models.ContactID) Sheet {
	sum := sha256.Sum256([]byte(id))
	return Sheet{Of: OfShopper, ID: hex.EncodeToString(sum[:1])}
}

// Week is seven days of UTC, counted from 1970.
type Week int

const weekLong = times.Instant(7 * 24 * time.Hour / time.Millisecond)

// WeekOf is the week of a moment.
func WeekOf(t times.Instant) Week {
	week := t / weekLong
	if t%weekLong < 0 {
		week--
	}
	return Week(week)
}

// Span is when the week is.
func (w Week) Span() times.Span {
	return times.Span{From: times.Instant(w) * weekLong, To: times.Instant(w+1) * weekLong}
}

// Weeks are those that a span meets.
func Weeks(span times.Span) []Week {
	if span.Empty() {
		return nil
	}
	var all []Week
	for w, last := WeekOf(span.From), WeekOf(span.To-1); w <= last; w++ {
		all = append(all, w)
	}
	return all
}

// SheetsOf are the sheets of one owner in a span.
func SheetsOf(of SheetOf, id string, span times.Span) []Sheet {
	var all []Sheet
	for _, week := range Weeks(span) {
		all = append(all, Sheet{of, id, week})
	}
	return all
}

// OnSheet tells whether a booking stands on sheets: those that take no time any
// more are struck off. A hold that lapsed stands there until somebody notices.
func OnSheet(b booking.Booking) bool { return b.Status != booking.Cancelled }
