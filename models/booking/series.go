package booking

import (
	"time"

	"clientele/models"
	"clientele/models/booking/times"
)

// Series are appointments that repeat at the same time on the wall clock.
type Series struct {
	First     times.Date
	At        times.Minute
	EveryDays int
	Count     int
	Zone      string // IANA name
}

// SeriesMax is how many appointments a series may have.
const SeriesMax = 100

// Problems finds everything wrong with a series.
func (s Series) Problems() []models.FieldProblem {
	c := &check{}
	c.within("count", s.Count, 1, SeriesMax, "appointments")
	c.within("everyDays", s.EveryDays, 1, HorizonDaysMax, "days")
	if s.At < 0 || s.At >= times.Midnight {
		c.add("at", "must be 00:00 to 23:59")
	}
	if !KnownZone(s.Zone) {
		c.add("zone", "must be a time zone such as Europe/London")
	}
	return c.problems
}

// Starts are when the appointments of a series begin, in its zone. Each keeps the
// wall clock, so that the time between two may differ by what the clock is moved.
func (s Series) Starts() []time.Time {
	zone := models.Zone(s.Zone)
	starts := make([]time.Time, 0, min(s.Count, SeriesMax))
	for i := range min(s.Count, SeriesMax) {
		d := s.First + times.Date(i*s.EveryDays)
		starts = append(starts, times.Resolve(zone, d, s.At.SinceMidnight()).In(zone))
	}
	return starts
}
