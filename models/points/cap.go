package points

import (
	"time"

	"clientele/models"
)

// Period is a stretch of the calendar, in the programme's zone.
type Period string

// The periods. A week begins on Monday.
const (
	Day   Period = "day"
	Week  Period = "week"
	Month Period = "month"
	Year  Period = "year"
)

// CapMax bounds what a cap may allow.
const CapMax = 1_000_000_000

// Cap is the most points that the orders a contact places within a period earn
// together. What goes beyond is cut off, not refused. Zero points mean no cap.
type Cap struct {
	Points int64
	Period Period
}

// On tells whether there is a cap at all.
func (c Cap) On() bool { return c.Points > 0 }

func (c Cap) problems() []models.FieldProblem {
	var problems []models.FieldProblem
	if c.Points < 0 || c.Points > CapMax {
		problems = append(problems, models.FieldProblem{Path: "cap.points", Message: "must be 0 for no limit, or 1 to 1,000,000,000"})
	}
	switch c.Period {
	case Day, Week, Month, Year:
	case "":
		if c.On() {
			problems = append(problems, models.FieldProblem{Path: "cap.period", Message: "must be day, week, month or year"})
		}
	default:
		problems = append(problems, models.FieldProblem{Path: "cap.period", Message: "must be day, week, month or year"})
	}
	return problems
}

// Window is the period of the programme's cap in which a time lies, from its
// first instant to that of the next one.
func (p Programme) Window(at time.Time) (from, to time.Time) {
	return p.Settings.Cap.Period.around(at, zoneOf(p.Zone))
}

// around is the stretch of this length in which a time lies in a zone.
func (length Period) around(at time.Time, zone *time.Location) (from, to time.Time) {
	y, m, d := at.In(zone).Date()
	switch length {
	case Week:
		d -= (int(at.In(zone).Weekday()) + 6) % 7
		from, to = time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d+7, 0, 0, 0, 0, zone)
	case Month:
		from, to = time.Date(y, m, 1, 0, 0, 0, 0, zone), time.Date(y, m+1, 1, 0, 0, 0, 0, zone)
	case Year:
		from, to = time.Date(y, 1, 1, 0, 0, 0, 0, zone), time.Date(y+1, 1, 1, 0, 0, 0, 0, zone)
	default:
		from, to = time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d+1, 0, 0, 0, 0, zone)
	}
	return models.Instant(from), models.Instant(to)
}

// Windows is the stretch of time in which orders may share a cap with one that
// was placed at a time; false where no version has a cap.
func Windows(versions []Programme, at time.Time) (from, to time.Time, capped bool) {
	for _, p := range versions {
		if !p.Settings.Cap.On() {
			continue
		}
		begins, ends := p.Window(at)
		if !capped || begins.Before(from) {
			from = begins
		}
		if !capped || ends.After(to) {
			to = ends
		}
		capped = true
	}
	return from, to, capped
}

// Usage adds up what orders have earned under caps, one period at a time. They
// are given to it in their sequence.
type Usage struct{ used map[tallied]int64 }

// tallied is a period of one length in one zone: versions that count alike
// share it.
type tallied struct {
	period Period
	from   time.Time
}

// Used is what earlier orders have earned in the period of one placed at a
// time; zero where the version has no cap.
func (u *Usage) Used(p Programme, at time.Time) int64 {
	if !p.Settings.Cap.On() {
		return 0
	}
	from, _ := p.Window(at)
	return u.used[tallied{p.Settings.Cap.Period, from}]
}

// Add counts an order's points.
func (u *Usage) Add(p Programme, at time.Time, points int64) {
	if !p.Settings.Cap.On() {
		return
	}
	if u.used == nil {
		u.used = map[tallied]int64{}
	}
	from, _ := p.Window(at)
	u.used[tallied{p.Settings.Cap.Period, from}] += points
}

// Shares tells whether two times lie in one period of the version's cap.
func (p Programme) Shares(a, b time.Time) bool {
	if !p.Settings.Cap.On() {
		return false
	}
	first, _ := p.Window(a)
	second, _ := p.Window(b)
	return first.Equal(second)
}
