package levels

import (
	"time"

	"clientele/models"
)

// Date is a day in the shop's zone, as 2006-01-02. Dates sort as texts.
type Date string

// never is after every day there is.
const never Date = "9999-12-31"

// DateOf is the day of an instant in a zone.
func DateOf(t time.Time, zone *time.Location) Date {
	return Date(t.In(zone).Format(time.DateOnly))
}

func (d Date) civil() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

func (d Date) year() int { return d.civil().Year() }

func yearBegins(year int) Date {
	return Date(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// plus is the day so many months and days later. A month that is too short
// gives its last day.
func (d Date) plus(months, days int) Date {
	if d >= never {
		return never
	}
	t := d.civil()
	last := time.Date(t.Year(), t.Month()+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
	t = time.Date(last.Year(), last.Month(), min(t.Day(), last.Day())+days, 0, 0, 0, 0, time.UTC)
	return Date(t.Format(time.DateOnly))
}

// monthEnd is the last day of the date's month.
func (d Date) monthEnd() Date {
	t := d.civil()
	return Date(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// begins is the first instant of the day in a zone; zero for never.
func (d Date) begins(zone *time.Location) time.Time {
	if d >= never || d == "" {
		return time.Time{}
	}
	t := d.civil()
	return models.DayBegins(t.Year(), t.Month(), t.Day(), zone)
}
