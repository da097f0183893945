package points_test

import (
	"testing"
	"time"

	"clientele/models/points"
)

func TestPeriodsFollowTheCalendarOfTheShop(t *testing.T) {
	t.Parallel()
	const form = "2006-01-02T15:04Z"
	for name, c := range map[string]struct {
		period       points.Period
		zone, at     string
		begins, ends string
	}{
		"a day in Tokyo":                {points.Day, "Asia/Tokyo", "2026-03-01T16:00Z", "2026-03-01T15:00Z", "2026-03-02T15:00Z"},
		"a day of 23 hours":             {points.Day, "America/New_York", "2026-03-08T12:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z"},
		"a week begins on Monday":       {points.Week, "UTC", "2026-03-01T12:00Z", "2026-02-23T00:00Z", "2026-03-02T00:00Z"},
		"a week over the end of a year": {points.Week, "UTC", "2027-01-01T00:00Z", "2026-12-28T00:00Z", "2027-01-04T00:00Z"},
		"February of a leap year":       {points.Month, "UTC", "2028-02-29T23:59Z", "2028-02-01T00:00Z", "2028-03-01T00:00Z"},
		"a year":                        {points.Year, "Asia/Tokyo", "2026-12-31T15:00Z", "2026-12-31T15:00Z", "2027-12-31T15:00Z"},
	} {
		p := points.Programme{Zone: c.zone, Settings: points.Settings{Cap: points.Cap{Points: 1, Period: c.period}}}
		at, err := time.Parse(form, c.at)
		must(t, err)
		begins, ends := p.Window(at)
		if begins.UTC().Format(form) != c.begins || ends.UTC().Format(form) != c.ends {
			t.Errorf("%s: from %v to %v, want %s to %s", name, begins.UTC(), ends.UTC(), c.begins, c.ends)
		}
		if !p.Shares(at, begins) || p.Shares(at, ends) {
			t.Errorf("%s: its first instant is in it, that of the next is not", name)
		}
	}
}
