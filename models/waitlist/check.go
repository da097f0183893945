package waitlist

import (
	"fmt"

	"clientele/models"
	"clientele/models/booking/times"
)

// The most that may wait.
const (
	PerDayMax     = 200 // of a service, for any one day
	PerContactMax = 10
	DaysMax       = 31
)

// Problems finds what is wrong with the days for which somebody wants to wait.
// Last is the last day that they could book.
func Problems(d Days, p Part, today, last times.Date) []models.FieldProblem {
	var found []models.FieldProblem
	add := func(path, format string, args ...any) {
		found = append(found, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	switch {
	case d.First < today:
		add("from", "must not be in the past")
	case d.First > last:
		add("from", "must be a day that can be booked already")
	}
	switch {
	case d.Last < d.First:
		add("to", "must not be before the first day")
	case d.Last-d.First >= DaysMax:
		add("to", "must be at most %d days from the first one", DaysMax)
	}
	if !p.Known() {
		add("part", "must be morning, afternoon, evening or empty")
	}
	return found
}

// Why somebody who could book the service may not wait for it, or cannot leave.
var (
	ErrGiven   = models.Errorf(models.Conflict, "this place was given already; cancel the appointment instead")
	ErrAlready = models.Errorf(models.Conflict, "you wait for this service on these days already")
	ErrMany    = models.Errorf(models.TooMany, "you wait for as many times as one can already; leave one of them first")
	ErrFull    = models.Errorf(models.TooMany, "too many people wait for one of these days already; choose other days")
	ErrNoLine  = models.Errorf(models.Conflict, "nobody can wait for this service; choose a time that is free")
)

// Room refuses who would be one too many, of those who wait for the same service
// or are the same person.
func Room(d Days, service, own []Entry) error {
	waiting := 0
	for _, e := range own {
		if e.Open() {
			waiting++
		}
	}
	if waiting >= PerContactMax {
		return ErrMany
	}
	for day := d.First; day <= d.Last; day++ {
		n := 0
		for _, e := range service {
			if e.Open() && e.Days.Meets(Days{day, day}) {
				n++
			}
		}
		if n >= PerDayMax {
			return ErrFull
		}
	}
	return nil
}

// Twice refuses who waits for the same service on one of the days already.
func Twice(e Entry, own []Entry) error {
	for _, other := range own {
		if other.Open() && other.Service == e.Service && other.Days.Meets(e.Days) && other.ID != e.ID {
			return ErrAlready
		}
	}
	return nil
}
