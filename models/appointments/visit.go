package appointments

import (
	"time"

	"clientele/models/booking"
)

// LeftAt is when somebody left: when staff said so, else the planned end, and now
// where that is still to come.
func (a Appointment) LeftAt(now time.Time) time.Time {
	left := a.End
	if !a.ActualEnd.IsZero() {
		left = a.ActualEnd
	}
	if left.After(now) {
		return now
	}
	return left
}

// came is when somebody came.
func (a Appointment) came() time.Time {
	if a.ActualStart.IsZero() {
		return a.Start
	}
	return a.ActualStart
}

// BookedAgain finds the appointment that was made before leaving this one, among
// others of the same person; the one that was made first where there are more.
func (a Appointment) BookedAgain(others []Appointment, now time.Time) (booking.BookingID, bool) {
	var first *Appointment
	left := a.LeftAt(now)
	for i := range others {
		o := &others[i]
		if o.ID == a.ID || !o.Live(now) || !o.Start.After(a.Start) || o.CreatedAt.Before(a.came()) || o.CreatedAt.After(left) {
			continue
		}
		if first == nil || o.CreatedAt.Before(first.CreatedAt) {
			first = o
		}
	}
	if first == nil {
		return "", false
	}
	return first.ID, true
}
