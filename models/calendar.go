package models

import (
	"sync"
	"time"
)

// zones are those that were asked for. There are some hundreds of names, and what
// is none is not kept.
var zones sync.Map // *time.Location, by name

// Zone is the IANA zone of a name, UTC where there is none of that name. It is
// read once: to read it takes longer than to find the free times of a day.
func Zone(name string) *time.Location {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	zones.Store(name, zone)
	return zone
}

// DayBegins is the first instant of a day in a zone. Where clocks are moved at
// midnight a day may begin at one, or midnight may come twice.
func DayBegins(year int, month time.Month, day int, zone *time.Location) time.Time {
	y, m, d := time.Date(year, month, day, 12, 0, 0, 0, zone).Date()
	within := func(t time.Time) bool {
		ty, tm, td := t.In(zone).Date()
		return ty == y && tm == m && td == d
	}
	const step = 30 * time.Minute // clocks are moved by no less
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	for range 4 {
		if within(t) {
			break
		}
		t = t.Add(step)
	}
	for range 4 {
		if !within(t.Add(-step)) {
			break
		}
		t = t.Add(-step)
	}
	return Instant(t)
}
