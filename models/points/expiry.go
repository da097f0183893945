package points

import (
	"strconv"
	"time"

	"clientele/models"
)

// LifeUnit is what the life of points is counted in.
type LifeUnit string

// The units of a life.
const (
	Days   LifeUnit = "days"
	Months LifeUnit = "months"
)

// LifeDaysMax and LifeMonthsMax bound the life of points, IdleMonthsMax the
// months without activity after which they run out.
const (
	LifeDaysMax   = 3650
	LifeMonthsMax = 120
	IdleMonthsMax = 60
)

// Life is how long points last from the day they become available; a count of
// zero is for ever.
type Life struct {
	Count int
	Unit  LifeUnit
}

func (l Life) problems() []models.FieldProblem {
	most := LifeDaysMax
	switch l.Unit {
	case Days:
	case Months:
		most = LifeMonthsMax
	default:
		return []models.FieldProblem{{Path: "life.unit", Message: "must be days or months"}}
	}
	if l.Count < 0 || l.Count > most {
		return []models.FieldProblem{{Path: "life.count", Message: "must be 0 for points without an end, or 1 to " + strconv.Itoa(most) + " " + string(l.Unit)}}
	}
	return nil
}

// ExpiresAt is when points that became available at a time run out: when a day
// begins in the programme's zone, so many days or months after that day. A
// month that is too short gives its last day. It is zero for no end.
func (p Programme) ExpiresAt(availableAt time.Time) time.Time {
	life := p.Settings.Life
	switch {
	case life.Count == 0 || availableAt.IsZero():
		return time.Time{}
	case life.Unit == Months:
		return monthsLater(availableAt, life.Count, p.Zone)
	}
	zone := zoneOf(p.Zone)
	y, m, d := availableAt.In(zone).Date()
	return dayBegins(y, m, d+life.Count, zone)
}

// monthsLater is the beginning of the day that is so many months after the day
// of a time, in a zone.
func monthsLater(t time.Time, months int, zoneName string) time.Time {
	zone := zoneOf(zoneName)
	y, m, d := t.In(zone).Date()
	last := time.Date(y, m+time.Month(months)+1, 0, 12, 0, 0, 0, zone)
	return dayBegins(last.Year(), last.Month(), min(d, last.Day()), zone)
}

func dayBegins(year int, month time.Month, day int, zone *time.Location) time.Time {
	return models.DayBegins(year, month, day, zone)
}

func zoneOf(name string) *time.Location { return models.Zone(name) }

// Idle is the rule by which the points of people who do nothing run out. The
// zero value lets nothing run out.
type Idle struct {
	Months int
	Since  time.Time // nobody was idle before the rule was made
	Zone   string
}

// IdleOf is the rule in force under the newest version. Its clock begins when
// the rule was made or last changed, so that no edit strikes points at once.
// Versions are sorted by number.
func IdleOf(versions []Programme) Idle {
	if len(versions) == 0 {
		return Idle{}
	}
	newest := versions[len(versions)-1]
	rule := Idle{Months: newest.Settings.IdleMonths, Zone: newest.Zone}
	for i := len(versions) - 1; i >= 0 && versions[i].Settings.IdleMonths == rule.Months; i-- {
		rule.Since = versions[i].EffectiveFrom
	}
	return rule
}

// endOf is when a lot runs out because its owner, last active at a time, has
// done nothing since; zero for never. Points that waited are counted from their
// maturity, and those that came after that end from the day they came. Days of
// grace are given in full.
func (r Idle) endOf(lot *Lot, active time.Time) time.Time {
	if r.Months == 0 || lot.Source == sourceReturn {
		return time.Time{}
	}
	from := latest(active, r.Since, lot.MaturesAt)
	if end := monthsLater(from, r.Months, r.Zone); lot.EarnedAt.Before(end) {
		return end
	}
	return monthsLater(lot.EarnedAt, r.Months, r.Zone)
}

// end is when a lot runs out, by its date or by idleness, whichever is first,
// and by which; zero for never.
func (r Idle) end(lot *Lot, active time.Time) (at time.Time, cause string) {
	idle := r.endOf(lot, active)
	if lot.ExpiresAt.IsZero() || !idle.IsZero() && idle.Before(lot.ExpiresAt) {
		return idle, "idle"
	}
	return lot.ExpiresAt, "expire"
}

func latest(times ...time.Time) time.Time {
	var newest time.Time
	for _, t := range times {
		if t.After(newest) {
			newest = t
		}
	}
	return newest
}

// Struck tells whether an account may hold points that have run out because
// nothing was done for too long.
func (r Idle) Struck(a Account, now time.Time) bool {
	end := r.endOf(&Lot{}, a.ActiveAt)
	return a.Balances.Available+a.Balances.Pending > 0 && !end.IsZero() && !end.After(now)
}

// Lapse strikes what runs out because nothing was earned or redeemed for too
// long. Points that wait, and those held at a checkout, are not touched; those
// that come back to this book later are held against the rule then.
func (b *Book) Lapse(rule Idle) {
	b.idle = rule
	if rule.Months > 0 {
		b.all()
	}
	b.expire()
}

// expire strikes what is past its end. Points in holds are not in a lot and so
// are safe.
func (b *Book) expire() {
	for _, lot := range b.lots {
		if at, cause, over := b.over(lot); over && !lot.Pending && lot.Remaining > 0 {
			b.strike(lot, at, cause)
		}
	}
}

// over tells whether a lot has run out, when and why.
func (b *Book) over(lot *Lot) (at time.Time, cause string, over bool) {
	at, cause = b.idle.end(lot, b.Account.ActiveAt)
	return at, cause, !at.IsZero() && !at.After(b.now)
}

// strike takes everything out of a lot whose time is over.
func (b *Book) strike(lot *Lot, end time.Time, cause string) {
	points := lot.Remaining
	lot.Remaining = 0
	lot.Expired += points
	n := lot.note(KindExpire, cause)
	n.effective = end
	b.post(n, Available, Expired, points, lot)
}

// active notes that the contact earned or redeemed, or that points of another
// record came. Refunds and what the shop's staff do are no activity.
func (b *Book) active(at time.Time) {
	b.Account.ActiveAt = latest(b.Account.ActiveAt, models.Instant(at))
}

// activity is when an entry says that its contact earned, redeemed or became one
// with somebody who had points; zero where it says nothing of the kind.
func (e Entry) activity() time.Time {
	switch {
	case e.Kind == KindEarn:
		return e.Effective
	case e.Kind == KindHold, e.Kind == KindMove && e.From == Issued:
		return e.At
	}
	return time.Time{}
}

// Expiring is the next time at which points that are available now run out,
// and how many; zero for none.
func (b *Book) Expiring(rule Idle) (at time.Time, points int64) {
	if all := b.Endings(rule); len(all) > 0 {
		return all[0].At, all[0].Points
	}
	return time.Time{}, 0
}
