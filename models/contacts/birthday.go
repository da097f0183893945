package contacts

import (
	"fmt"
	"time"

	"clientele/models"
)

// BirthdayNotice is how many days before a birthday its date must have been
// known, so that nobody enters today's date for a present.
const BirthdayNotice = 30

// yearDays is how many days lie at least between two birthdays that earn.
const yearDays = 365

// Birthday is a day of the year. The zero value is an unknown one.
type Birthday struct {
	Month, Day int
	KnownAt    time.Time // since when this very date is known
	By         string    // user number of the staff who entered it, or Themselves
}

// Themselves is who entered a birthday if no staff did.
const Themselves = "contact"

// Known tells whether there is a date.
func (b Birthday) Known() bool { return b.Month > 0 }

// Same tells whether two birthdays are the same date, whenever known.
func (b Birthday) Same(other Birthday) bool { return b.Month == other.Month && b.Day == other.Day }

// Check refuses a date that no year has.
func (b Birthday) Check() error {
	const leap = 2024
	if d := time.Date(leap, time.Month(b.Month), b.Day, 0, 0, 0, 0, time.UTC); b.Month < 1 || b.Month > 12 || int(d.Month()) != b.Month || d.Day() != b.Day {
		return models.InvalidFields([]models.FieldProblem{{Path: "day", Message: "must be a day of the month, such as 28 for 28 February"}})
	}
	return nil
}

// Key is the date as it is stored and looked for: month and day.
func (b Birthday) Key() string {
	if !b.Known() {
		return ""
	}
	return fmt.Sprintf("%02d-%02d", b.Month, b.Day)
}

// In is the first instant of the birthday in a year, in a zone. 29 February is
// kept on the 28th where a year has none.
func (b Birthday) In(year int, zone *time.Location) time.Time {
	day := b.Day
	if last := time.Date(year, time.Month(b.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day(); day > last {
		day = last
	}
	return models.DayBegins(year, time.Month(b.Month), day, zone)
}

// BirthdayKeys are the dates that are kept on the day of a time, in its zone.
func BirthdayKeys(at time.Time) []string {
	keys := []string{at.Format("01-02")}
	if at.Month() == time.February && at.Day() == 28 && at.AddDate(0, 0, 1).Month() == time.March {
		keys = append(keys, "02-29")
	}
	return keys
}

// Earns tells whether a birthday that begins at a time may earn points: its date
// was known for long enough, and the last one that did is a year ago. last is
// zero for none.
func (b Birthday) Earns(at, last time.Time, zone *time.Location) bool {
	return b.Known() && days(b.KnownAt, at, zone) >= BirthdayNotice && (last.IsZero() || days(last, at, zone) >= yearDays)
}

// days counts the calendar days from one time to another in a zone.
func days(from, to time.Time, zone *time.Location) int {
	noon := func(t time.Time) time.Time {
		y, m, d := t.In(zone).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)) / (24 * time.Hour))
}
