package levels_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models/levels"
)

// anyLadder draws a sound ladder of version n.
func anyLadder(t *rapid.T, n int, from time.Time) levels.Ladder {
	l := ladder(func(s *levels.Settings) {
		s.Period.Kind = rapid.SampledFrom([]levels.PeriodKind{levels.Lifetime, levels.Calendar, levels.Rolling}).Draw(t, "period")
		s.Period.Months = rapid.IntRange(1, 14).Draw(t, "months")
		s.Keep = rapid.SampledFrom([]levels.Keep{levels.ThisPeriod, levels.NextPeriod}).Draw(t, "keep")
		s.Downgrade = rapid.SampledFrom([]levels.Downgrade{levels.OneDown, levels.BalanceBased}).Draw(t, "downgrade")
		s.GraceDays = rapid.SampledFrom([]int{0, 0, 30}).Draw(t, "grace")
		if s.Period.Kind == levels.Calendar {
			s.OnRefund = rapid.SampledFrom([]levels.OnRefund{levels.Immediate, levels.PeriodEnd}).Draw(t, "refund")
		}
		base := rapid.Int64Range(1, 300).Draw(t, "base")
		s.Levels = nil
		for i, id := range []string{"a", "b", "c"} {
			s.Levels = append(s.Levels, level(id, asks(rapid.SampledFrom([]string{"spend", "points_earned"}).Draw(t, "kind"), fmt.Sprint(base*int64(i+1)))))
		}
		if rapid.Bool().Draw(t, "open") {
			s.Levels[0].Rules = nil
		}
	})
	l.Version, l.EffectiveFrom = n, from
	l.Zone = rapid.SampledFrom([]string{"UTC", "Asia/Tokyo", "America/New_York"}).Draw(t, "zone")
	if err := l.Settings.Check("USD", nil); err != nil {
		t.Fatalf("the ladder is not sound: %v", err)
	}
	return l
}

// happening is a purchase or a refund at an instant.
type happening struct {
	at   time.Time
	move levels.Move
}

// life draws purchases over two years and refunds after them.
func life(t *rapid.T) []happening {
	var all []happening
	for range rapid.IntRange(1, 8).Draw(t, "purchases") {
		at := start.Add(time.Duration(rapid.IntRange(0, 24*730).Draw(t, "hour")) * time.Hour)
		day := levels.DateOf(at, time.UTC)
		units := rapid.Int64Range(1, 400).Draw(t, "units")
		part := levels.Part{Day: day, PointsDay: day, PointsFrom: at, SpentMinor: units * 100, Points: units, Orders: 1}
		if rapid.Bool().Draw(t, "pending") {
			part.PointsFrom = at.AddDate(0, 0, 14)
			part.PointsDay = levels.DateOf(part.PointsFrom, time.UTC)
		}
		all = append(all, happening{at, levels.Move{Is: part, On: day}})
		for range rapid.IntRange(0, 2).Draw(t, "refunds") {
			at = at.Add(time.Duration(rapid.IntRange(1, 24*300).Draw(t, "later")) * time.Hour)
			is := part
			units = rapid.Int64Range(0, units).Draw(t, "left")
			is.SpentMinor, is.Points = units*100, units
			all = append(all, happening{at, levels.Move{Was: part, Is: is, On: levels.DateOf(at, time.UTC)}})
			part = is
		}
	}
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	return all
}

// bare is a state without what only tells how it was arrived at.
func bare(s levels.State) levels.State {
	s.Rows, s.SeenAt, s.NextAt = nil, time.Time{}, time.Time{}
	return s
}

// I23: what is kept is what is computed from nothing, at every instant; however
// often somebody looked; and each difference is noted.
func TestTheLevelIsAFunctionOfTheRowsTheLadderAndTheClock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := anyLadder(t, 1, start)
		second := anyLadder(t, 2, start.AddDate(0, rapid.IntRange(1, 20).Draw(t, "edited"), 3))
		ladders := []levels.Ladder{first, second}
		often, begun := levels.Start("a.example", "c_7", ladders[:1], nil, nil, start)
		seldom, seen, noted := often, slices.Clone(begun), slices.Clone(begun)
		look := func(at time.Time) {
			var changes []levels.Change
			often, changes = often.After(ladders, nil, at)
			seen = append(seen, changes...)
		}
		now := start
		for i, h := range life(t) {
			for range rapid.IntRange(0, 3).Draw(t, "looks") {
				now = now.Add(h.at.Sub(now) / 2)
				look(now)
				agrees(t, often, ladders, now)
			}
			now = h.at
			cause := levels.Cause{Kind: "order", ID: fmt.Sprint(i)}
			var changes []levels.Change
			often, changes = often.With(ladders, nil, []levels.Move{h.move}, now, cause)
			seen = append(seen, changes...)
			seldom, changes = seldom.With(ladders, nil, []levels.Move{h.move}, now, cause)
			noted = append(noted, changes...)
			agrees(t, often, ladders, now)
		}
		for range 40 {
			now = now.AddDate(0, 1, 0)
			look(now)
			agrees(t, often, ladders, now)
		}
		seldom, changes := seldom.After(ladders, nil, now)
		noted = append(noted, changes...)
		if diff := cmp.Diff(bare(seldom), bare(often)); diff != "" {
			t.Fatalf("looking often gives another state:\n%s", diff)
		}
		for i := range seen {
			seen[i].At = time.Time{}
		}
		for i := range noted {
			noted[i].At = time.Time{}
		}
		if diff := cmp.Diff(noted, seen); diff != "" {
			t.Fatalf("looking often notes other changes:\n%s", diff)
		}
		level := ""
		for i, c := range seen {
			if c.From != level || c.To == c.From || c.Seq != int64(i+1) {
				t.Fatalf("change %d goes from %q to %q, the level was %q", i, c.From, c.To, level)
			}
			level = c.To
		}
		if level != often.Level {
			t.Fatalf("the changes end at %q, the level is %q", level, often.Level)
		}
	})
}

func agrees(t *rapid.T, s levels.State, ladders []levels.Ladder, at time.Time) {
	l, _ := levels.Version(ladders, s.Ladder)
	if j := l.Judge(s, ladders, nil, at); j.Level != s.Level {
		t.Fatalf("at %v version %d gives %q from nothing, %q is kept until %v (next %v)", at, l.Version, j.Level, s.Level, s.Until, s.NextAt)
	}
}

// What was given back in which order or in how many parts makes no difference.
func TestRefundsInAnyOrderLeaveTheSameLevel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ladders := []levels.Ladder{anyLadder(t, 1, start)}
		var parts []levels.Part
		for range rapid.IntRange(1, 5).Draw(t, "purchases") {
			day := start.AddDate(0, 0, rapid.IntRange(0, 300).Draw(t, "day")).Format(time.DateOnly)
			parts = append(parts, spent(day, rapid.Int64Range(1, 400).Draw(t, "units")))
		}
		now := start.AddDate(1, 1, 0)
		begun, _ := levels.Start("a.example", "c_7", ladders, nil, parts, now)
		final := make([]int64, len(parts))
		for i, p := range parts {
			final[i] = rapid.Int64Range(0, p.Points).Draw(t, "left")
		}
		run := func(order []int, halves bool) levels.State {
			s, at := begun, now
			for _, i := range order {
				part := parts[i]
				if halves {
					m := back(part, (part.Points+final[i])/2, at.Format(time.DateOnly))
					s, _ = s.With(ladders, nil, []levels.Move{m}, at, levels.Cause{Kind: "refund"})
					part = m.Is
				}
				s, _ = s.With(ladders, nil, []levels.Move{back(part, final[i], at.Format(time.DateOnly))}, at, levels.Cause{Kind: "refund"})
			}
			s, _ = s.With(ladders, nil, nil, at, levels.Cause{Kind: "refund"})
			return s
		}
		order := rapid.Permutation(indexes(len(parts))).Draw(t, "order")
		one, other := run(indexes(len(parts)), false), run(order, true)
		if one.Level != other.Level || !one.Until.Equal(other.Until) || !cmp.Equal(one.Rows, other.Rows) {
			t.Fatalf("in order: %q until %v %v\notherwise: %q until %v %v", one.Level, one.Until, one.Rows, other.Level, other.Until, other.Rows)
		}
	})
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Nobody stands lower after an edit than before, until the day on which the
// level would have ended anyway.
func TestAnEditNeverTakesALevelBeforeItsTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := anyLadder(t, 1, start)
		edited := start.AddDate(0, rapid.IntRange(1, 30).Draw(t, "edited"), 0)
		second := anyLadder(t, 2, edited)
		second.Zone = first.Zone
		s, _ := levels.Start("a.example", "c_7", []levels.Ladder{first}, nil, nil, start)
		for _, h := range life(t) {
			if h.at.Before(edited) {
				s, _ = s.With([]levels.Ladder{first}, nil, []levels.Move{h.move}, h.at, levels.Cause{Kind: "order"})
			}
		}
		s, _ = s.After([]levels.Ladder{first}, nil, edited)
		held := s.Level
		kept, _ := s.After([]levels.Ladder{first, second}, nil, edited)
		if second.Above(held, kept.Level) {
			t.Fatalf("the edit takes %q and leaves %q", held, kept.Level)
		}
		if !s.Until.IsZero() {
			kept, _ = s.After([]levels.Ladder{first, second}, nil, s.Until.Add(-time.Millisecond))
			if second.Above(held, kept.Level) {
				t.Fatalf("%q was to last until %v, it is %q", held, s.Until, kept.Level)
			}
		}
	})
}

func TestManyDaysBecomeMonths(t *testing.T) {
	t.Parallel()
	l := ladder(func(s *levels.Settings) { s.Period.Kind = levels.Lifetime })
	ladders := []levels.Ladder{l}
	s, _ := levels.Start("a.example", "c_7", ladders, nil, nil, start)
	day := time.Date(2010, 1, 1, 12, 0, 0, 0, time.UTC)
	var moves []levels.Move
	var last levels.Part
	for range levels.RowsMax + 500 {
		last = spent(day.Format(time.DateOnly), 1)
		moves = append(moves, levels.Move{Is: last})
		day = day.AddDate(0, 0, 1)
	}
	s, _ = s.With(ladders, nil, moves, day, levels.Cause{Kind: "order"})
	var sum int64
	for _, r := range s.Rows {
		sum += r.Figures.Orders
	}
	if len(s.Rows) > levels.RowsMax || sum != levels.RowsMax+500 || s.Level != "gold" {
		t.Fatalf("%d rows of %d orders, level %q", len(s.Rows), sum, s.Level)
	}
	old := spent("2010-01-10", 1)
	s, _ = s.With(ladders, nil, []levels.Move{back(old, 0, "2017-01-01")}, day, levels.Cause{Kind: "refund"})
	for _, r := range s.Rows {
		if r.Day == "2010-01-31" && r.Lost == "" && r.Figures.Orders != 31 {
			t.Fatalf("January has %+v", r)
		}
	}
}
