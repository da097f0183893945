package holidays

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"

	"clientele/models/booking/times"
	"clientele/models/team"
)

// Calendar answers for all countries there are.
type Calendar struct{}

// spanMax bounds the days that are looked through at once.
const spanMax = 5 * 366

// Places are the countries and regions that there are, as ISO 3166 names them, in
// order.
func (Calendar) Places() []string {
	return slices.Sorted(maps.Keys(places))
}

// On gives the holidays of a country or region from one date to another, both
// included, by date; none for a place that is not there. Where a holiday falls
// on a day off, the day that is off instead is one, too.
func (Calendar) On(place string, from, to times.Date) []team.ClosedDate {
	of, known := places[place]
	if !known || to < from {
		return nil
	}
	to = min(to, from+spanMax)
	names := map[times.Date]string{}
	// A day off instead may lie in the next year, or in the one before.
	for year := yearOf(from) - 1; year <= yearOf(to)+1; year++ {
		for _, d := range of(year) {
			if from <= d.Date && d.Date <= to && !strings.Contains(names[d.Date], d.Name) {
				names[d.Date] = strings.TrimPrefix(names[d.Date]+", "+d.Name, ", ")
			}
		}
	}
	var all []team.ClosedDate
	for date, name := range names {
		all = append(all, team.ClosedDate{Date: date, Name: name})
	}
	slices.SortFunc(all, func(a, b team.ClosedDate) int { return cmp.Compare(a.Date, b.Date) })
	return all
}

func yearOf(d times.Date) int { return time.Unix(int64(d)*24*60*60, 0).UTC().Year() }

// yearly are the holidays of one year.
type yearly func(year int) []team.ClosedDate

// library makes them of what the library knows.
func library(all []*cal.Holiday) yearly {
	return func(year int) []team.ClosedDate {
		var found []team.ClosedDate
		for _, h := range all {
			actual, observed := h.Calc(year)
			for _, day := range []time.Time{actual, observed} {
				if !day.IsZero() {
					found = append(found, team.ClosedDate{Date: times.DateOf(day.Date()), Name: h.Name})
				}
			}
		}
		return found
	}
}
