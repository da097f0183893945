package levels

import (
	"slices"
	"time"

	"clientele/models"
)

// Judgement is where a contact stands at an instant.
type Judgement struct {
	Level string    // id; empty for none
	Until time.Time // the level ends then unless something more is done; zero for never
	Next  time.Time // the next instant at which the answer may be another by itself; zero for never
}

// Judge is the level that rows give under a version of the ladder at an
// instant, computed from nothing.
func (l Ladder) Judge(s State, ladders []Ladder, stages Stages, at time.Time) Judgement {
	zone := models.Zone(l.Zone)
	today := DateOf(at, zone)
	s.Rows = slices.Clone(s.Rows)
	s.tidy(at, today)
	spans := l.spans(s, stages, today)
	if sp, ok := l.kept(s, ladders, at, zone); ok {
		spans = append(spans, sp)
	}
	place, until := l.hold(spans, today)
	j := Judgement{Until: until.begins(zone)}
	if place >= 0 {
		j.Level = l.Settings.Levels[place].ID
	}
	if place < 0 {
		j.Until = time.Time{}
	}
	j.Next = soonest(until.begins(zone), s.awaited(today, zone))
	if kept := s.Kept.Until; kept.After(at) {
		j.Next = soonest(j.Next, kept)
	}
	return j
}

// awaited is the next instant at which something begins to count. A day may lie
// ahead where it was noted in a zone to the east of the ladder's.
func (s State) awaited(today Date, zone *time.Location) time.Time {
	var next time.Time
	for _, r := range s.Rows {
		next = soonest(next, r.From)
		for _, day := range []Date{r.Day, r.Lost} {
			if day > today {
				next = soonest(next, day.begins(zone))
			}
		}
	}
	return next
}

// soonest is the earliest of some instants, zero where none is set.
func soonest(times ...time.Time) time.Time {
	var first time.Time
	for _, t := range times {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// hold walks through time: up at once, down as the ladder says. It gives the
// place today and the day on which it changes when nothing more is done.
func (l Ladder) hold(spans []span, today Date) (place int, until Date) {
	var days []Date
	for _, sp := range spans {
		days = append(days, sp.from, sp.to)
	}
	days = append(days, today)
	slices.Sort(days)
	days = slices.Compact(days)
	place = -1
	var waits Date // no further step down before
	for i := 0; i < len(days); i++ {
		day := days[i]
		if day >= never {
			break
		}
		given := best(spans, day)
		before := place
		switch {
		case given >= place:
			place = given
			if given > before {
				waits = ""
			}
		case l.Settings.Downgrade != OneDown || l.Settings.Period.Kind == Lifetime:
			place = given
		case day >= waits:
			place = max(given, place-1)
			waits = l.step(day)
		}
		if place > given {
			days = insert(days, waits)
		}
		if day > today && place < before {
			return before, day
		}
	}
	return place, never
}

// best is the highest place that a span gives on a day.
func best(spans []span, day Date) int {
	place := -1
	for _, sp := range spans {
		if sp.from <= day && day < sp.to {
			place = max(place, sp.place)
		}
	}
	return place
}

// step is when somebody who went one level down may go down the next.
func (l Ladder) step(day Date) Date {
	if l.Settings.Period.Kind == Rolling {
		return day.plus(l.Settings.Period.Months, 0)
	}
	return day.plus(12, 0)
}

func insert(days []Date, day Date) []Date {
	i, found := slices.BinarySearch(days, day)
	if found {
		return days
	}
	return slices.Insert(days, i, day)
}
