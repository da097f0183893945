package waitlist

import (
	"cmp"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/booking/times"
)

// How long an offer stands: offerLong, but not longer than until startLeft before
// the time itself, and none is made that would stand for less than offerLeast.
const (
	offerLong  = 12 * time.Hour
	offerLeast = 30 * time.Minute
	startLeft  = 2 * time.Hour
)

// LookEvery is how often a place is looked for although nobody gave one up: hours
// may have changed.
const LookEvery = 15 * time.Minute

// NextLook is when a place is looked for again. It is the same moment for all who
// wait, so that who came first is first.
func NextLook(now time.Time) time.Time {
	return models.Instant(now.Truncate(LookEvery).Add(LookEvery))
}

// Until is until when an offer stands that is made now, of a time that begins
// then; false where that is too near.
func Until(start, now time.Time) (time.Time, bool) {
	until := now.Add(offerLong)
	if last := start.Add(-startLeft); last.Before(until) {
		until = last
	}
	return models.Instant(until), until.Sub(now) >= offerLeast
}

// InLine puts entries of a shop in the order in which they are offered places:
// first come, first served.
func InLine(all []Entry) {
	slices.SortFunc(all, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Shop, b.Shop), a.MadeAt.Compare(b.MadeAt), cmp.Compare(a.ID, b.ID))
	})
}

// Fits tells whether a beginning would do for who waits, on the shop's clocks.
func (e Entry) Fits(start time.Time, zone *time.Location, now time.Time) bool {
	here := start.In(zone)
	date := times.DateIn(zone, start)
	_, far := Until(start, now)
	return far && date >= e.Days.First && date <= e.Days.Last && e.Part.Has(times.Minute(here.Hour()*60+here.Minute()))
}

// Choose gives the first of some free times, in order, that would do.
func (e Entry) Choose(free []time.Time, zone *time.Location, now time.Time) (time.Time, bool) {
	for _, start := range free {
		if e.Fits(start, zone, now) {
			return start, true
		}
	}
	return time.Time{}, false
}

// Over tells whether the days for which somebody waits are past.
func (e Entry) Over(today times.Date) bool { return e.Days.Last < today }
