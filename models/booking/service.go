package booking

import (
	"time"

	"clientele/models/booking/times"
)

// ServiceID names a service within a shop.
type ServiceID string

// Service is something that can be booked. Zero values ask for nothing.
type Service struct {
	ID              ServiceID
	DurationMinutes int
	// IntervalMinutes is how far apart appointments may begin, counted as Grid
	// says.
	IntervalMinutes int
	Grid            Grid
	// Buffers are kept free of other appointments of the staff and the units, but
	// may lie outside of opening hours unless BuffersInsideHours.
	BufferBeforeMinutes, BufferAfterMinutes int
	BuffersInsideHours                      bool
	// Capacity is how many seats there are in one appointment, 1 for none to share.
	Capacity int
	// NoticeMinutes is how long before its beginning it can be booked at the latest.
	NoticeMinutes int
	// HorizonDays is how many days after today it can be booked, 0 for any.
	HorizonDays int
	// MaxPerDay is how many bookings there may be on a day of the shop, 0 for any.
	MaxPerDay int
	// Segments part the duration into work and waiting; none for work throughout.
	Segments []Segment
	Needs    []Need
	Staff    []StaffID // who performs it, empty for everybody
}

// Grid says from where the beginnings of appointments are counted.
type Grid string

// The grids. On Shift they are counted from when the hours begin, in elapsed
// time; on Clock they are the multiples of the interval on the wall clock.
const (
	Shift Grid = "shift"
	Clock Grid = "clock"
)

// DefaultGrid is the one that people expect of an interval: the clock where it
// comes out even with the hour.
func DefaultGrid(intervalMinutes int) Grid {
	if intervalMinutes > 0 && (60%intervalMinutes == 0 || intervalMinutes%60 == 0) {
		return Clock
	}
	return Shift
}

// Segment is a part of an appointment. During waiting the staff may serve
// somebody else; rooms and equipment are taken all the same.
type Segment struct {
	Minutes int
	Waiting bool
}

// Need is how many units of a pool an appointment takes, the same ones from its
// first to its last minute.
type Need struct {
	Pool  PoolID
	Count int
}

// PoolID names a pool of rooms or equipment that can stand in for each other.
type PoolID string

// UnitID names one room or piece of equipment.
type UnitID string

// Unit is one room or piece of equipment.
type Unit struct {
	ID   UnitID
	Pool PoolID
	// CleanUpMinutes is how long after each appointment nobody can use it.
	CleanUpMinutes int
}

// Performs tells whether somebody performs the service.
func (s Service) Performs(staff StaffID) bool {
	for _, id := range s.Staff {
		if id == staff {
			return true
		}
	}
	return len(s.Staff) == 0
}

// Length is the duration of the appointment without its buffers.
func (s Service) Length() time.Duration { return minutes(s.DurationMinutes) }

// Before is the buffer before the appointment.
func (s Service) Before() time.Duration { return minutes(s.BufferBeforeMinutes) }

// After is the buffer after the appointment.
func (s Service) After() time.Duration { return minutes(s.BufferAfterMinutes) }

// Work is when an appointment that begins at a time keeps the staff busy,
// buffers included.
func (s Service) Work(start times.Instant) []times.Span {
	return work(times.Span{From: start, To: start.Add(s.Length())}, s.Before(), s.After(), s.Segments)
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// work is when an appointment keeps the staff busy, in order. Buffers are work
// around the whole, never within.
func work(appointment times.Span, before, after time.Duration, segments []Segment) []times.Span {
	whole := appointment.Widen(before, after)
	if len(segments) == 0 {
		return []times.Span{whole}
	}
	parts := make([]times.Span, 0, len(segments)+2)
	parts = append(parts, times.Span{From: whole.From, To: appointment.From}, times.Span{From: appointment.To, To: whole.To})
	at := appointment.From
	for _, segment := range segments {
		end := at.Add(minutes(segment.Minutes))
		if !segment.Waiting {
			parts = append(parts, times.Span{From: at, To: end})
		}
		at = end
	}
	return times.Merge(parts)
}
