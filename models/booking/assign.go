package booking

import (
	"cmp"
	"slices"
	"time"
)

// Assignment says how an appointment is given to one of those who are free.
type Assignment string

// The ways to assign. LeastBusy looks at who has least to do, Weighted keeps to
// the shares that the staff's weights stand for.
const (
	LeastBusy Assignment = "least_busy"
	Weighted  Assignment = "weighted"
)

// Candidate is somebody who is free for an appointment, with what counts when it
// is assigned.
type Candidate struct {
	Staff        StaffID
	Priority     int
	Weight       int
	MinutesToday int       // booked on the shop's day of the appointment
	Bookings30   int       // in the last 30 days
	LastAssigned time.Time // zero for never
}

// Assign gives the appointment to one of the candidates; there must be one. Who
// has it already keeps it if they can: nobody is handed on by a change of time.
// The same candidates always give the same answer, in whatever order.
func Assign(how Assignment, candidates []Candidate, has StaffID) StaffID {
	if slices.ContainsFunc(candidates, func(c Candidate) bool { return c.Staff == has }) {
		return has
	}
	first := leastBusyFirst
	if how == Weighted {
		first = shortestFirst(candidates)
	}
	return slices.MinFunc(candidates, first).Staff
}

func leastBusyFirst(a, b Candidate) int {
	return cmp.Or(
		cmp.Compare(b.Priority, a.Priority),
		cmp.Compare(a.MinutesToday, b.MinutesToday),
		cmp.Compare(a.Bookings30, b.Bookings30),
		a.LastAssigned.Compare(b.LastAssigned),
		cmp.Compare(a.Staff, b.Staff),
	)
}

// shortestFirst prefers who is furthest behind their share of all bookings:
// total × weight ÷ weights − own. It is compared multiplied by the weights, so
// that nothing is rounded.
func shortestFirst(candidates []Candidate) func(a, b Candidate) int {
	total, weights := 0, 0
	for _, c := range candidates {
		total, weights = total+c.Bookings30, weights+c.Weight
	}
	behind := func(c Candidate) int { return total*c.Weight - c.Bookings30*weights }
	return func(a, b Candidate) int {
		return cmp.Or(
			cmp.Compare(behind(b), behind(a)),
			cmp.Compare(b.Weight, a.Weight),
			a.LastAssigned.Compare(b.LastAssigned),
			cmp.Compare(a.Staff, b.Staff),
		)
	}
}
