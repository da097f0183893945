package times

import (
	"fmt"
	"time"
)

// Date is a day of the calendar, counted from 1970-01-01. It knows no zone.
type Date int

const (
	day          = 24 * time.Hour
	secondsOfDay = int64(day / time.Second)
)

// DateOf is the date of a year, month and day, which may be out of range as with
// time.Date.
func DateOf(year int, month time.Month, dayOfMonth int) Date {
	return Date(time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay)
}

// DateIn is the date that a zone's wall clock shows at a time.
func DateIn(zone *time.Location, t time.Time) Date { return DateOf(t.In(zone).Date()) }

// ParseDate reads a date such as 2026-06-10.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%.20q is not a date such as 2026-06-10", text)
	}
	return Date(t.Unix() / secondsOfDay), nil
}

// String writes the date as 2026-06-10.
func (d Date) String() string {
	return time.Unix(int64(d)*secondsOfDay, 0).UTC().Format(time.DateOnly)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	const first = int(time.Thursday) // 1970-01-01
	return time.Weekday(((int(d)+first)%7 + 7) % 7)
}

// Minute is what a clock shows, in minutes since midnight. 24:00 is the midnight
// at the end of the day.
type Minute int

// Midnight is 24:00, the end of the day.
const Midnight Minute = 24 * 60

// ParseMinute reads a time of day such as 09:30, from 00:00 to 24:00.
func ParseMinute(text string) (Minute, error) {
	if text == Midnight.String() {
		return Midnight, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return 0, fmt.Errorf("%.20q is not a time of day such as 09:30", text)
	}
	return Minute(t.Hour()*60 + t.Minute()), nil
}

// String writes the time of day as 09:30.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// SinceMidnight is the same as a duration.
func (m Minute) SinceMidnight() time.Duration { return time.Duration(m) * time.Minute }
