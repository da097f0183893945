package booking

import (
	"time"

	"clientele/models/booking/times"
)

// BookingID names a booking within a shop.
type BookingID string

// Status is how far a booking has come.
type Status string

// The statuses. A held booking waits to be paid or confirmed until it expires.
const (
	Held      Status = "held"
	Confirmed Status = "confirmed"
	Completed Status = "completed"
	NoShow    Status = "no_show"
	Cancelled Status = "cancelled"
)

// Booking is what an appointment takes of the calendar. Whose it is and what was
// paid for it is kept elsewhere: months of these are read to show free times.
//
// Buffers, segments and units are those of the day it was booked, whatever has
// become of the service since.
type Booking struct {
	ID         BookingID
	Service    ServiceID
	Staff      StaffID
	Start, End time.Time
	Status     Status
	ExpiresAt  time.Time // of a held booking
	Seats      int       // at least 1

	BufferBeforeMinutes, BufferAfterMinutes int
	Segments                                []Segment
	Units                                   []UnitID
}

// Live tells whether the booking takes its time: a cancelled one does not, nor
// does a hold from the moment it expires, whether or not anybody has noticed.
func (b *Booking) Live(now time.Time) bool {
	switch b.Status {
	case Held:
		return b.ExpiresAt.After(now)
	case Confirmed, Completed, NoShow:
		return true
	}
	return false
}

// Appointment is the time of the booking without its buffers.
func (b *Booking) Appointment() times.Span { return times.Between(b.Start, b.End) }

// Blocked is the time for which it takes its units.
func (b *Booking) Blocked() times.Span { return b.BlockedFrom(b.Appointment()) }

// BlockedFrom is Blocked for who knows the time of the appointment already.
func (b *Booking) BlockedFrom(appointment times.Span) times.Span {
	return appointment.Widen(minutes(b.BufferBeforeMinutes), minutes(b.BufferAfterMinutes))
}

// Work is when it keeps the staff busy, buffers included.
func (b *Booking) Work() []times.Span {
	return work(b.Appointment(), minutes(b.BufferBeforeMinutes), minutes(b.BufferAfterMinutes), b.Segments)
}
