package levels

import (
	"strconv"
	"time"

	"clientele/models"
)

func itoa(n int) string { return strconv.Itoa(n) }

// adopt is the state under the next version of the ladder. The level that is
// held then is kept as long as it would have been kept without the edit.
func (s State) adopt(old, next Ladder, ladders []Ladder, stages Stages) State {
	at := latest(next.EffectiveFrom, s.SeenAt)
	j := old.Judge(s, ladders, stages, at)
	held := s.Kept
	switch {
	case j.Level == "":
		s.Kept = Kept{}
	case held.Level == j.Level && old.holds(s, ladders, held, at) && endsBy(j.Until, held.Until):
		// It was kept before, and still is for the same reason.
	default:
		s.Kept = Kept{Level: j.Level, Until: j.Until}
		if old.Settings.OnRefund == Immediate {
			s.Kept = old.reason(s, s.Kept, DateOf(at, models.Zone(old.Zone)))
		}
	}
	s.Ladder = next.Version
	return s
}

// reason adds to a kept level what it was reached with, if that can be told by
// the days of one period.
func (l Ladder) reason(s State, k Kept, today Date) Kept {
	level, ok := l.Level(k.Level)
	if !ok {
		return k
	}
	from, to := l.window(today)
	windows := [][2]Date{{from, to}}
	if l.Settings.Period.Kind == Calendar {
		windows = append(windows, [2]Date{yearBegins(today.year() - 1), yearBegins(today.year()).plus(0, -1)})
	}
	for _, w := range windows {
		if level.fulfilled(s.sum(w[0], w[1], today), l.Currency) {
			k.Ladder, k.From, k.To = l.Version, w[0], w[1]
			return k
		}
	}
	return k
}

// holds tells whether a kept level is still kept at an instant.
func (l Ladder) holds(s State, ladders []Ladder, k Kept, at time.Time) bool {
	if k.Level == "" || !k.Until.IsZero() && !k.Until.After(at) {
		return false
	}
	if k.Ladder == 0 {
		return true
	}
	old, ok := Version(ladders, k.Ladder)
	if !ok {
		return true
	}
	level, ok := old.Level(k.Level)
	return !ok || level.fulfilled(s.sum(k.From, k.To, never), old.Currency)
}

// kept is the span of a kept level, if it is one of this ladder.
func (l Ladder) kept(s State, ladders []Ladder, at time.Time, zone *time.Location) (span, bool) {
	place := l.place(s.Kept.Level)
	if place < 0 || !l.holds(s, ladders, s.Kept, at) {
		return span{}, false
	}
	to := never
	if !s.Kept.Until.IsZero() {
		// The day on which it ends; a zone that differs from that of the edit
		// may let it end within a day, which lasts to its end.
		to = DateOf(s.Kept.Until.Add(-time.Millisecond), zone).plus(0, 1)
	}
	return span{place, DateOf(at, zone), to}, true
}

// endsBy tells whether one end is not after another; zero is never.
func endsBy(end, other time.Time) bool {
	return other.IsZero() || !end.IsZero() && !end.After(other)
}
