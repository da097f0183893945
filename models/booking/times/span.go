package times

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"time"
)

// Instant is a moment in milliseconds since 1970 in UTC: as fine as what is kept,
// and quick to compare by the hundred thousand.
type Instant int64

// Never and Ever are before and after every moment there is. They leave room for
// a duration to be added.
const (
	Never Instant = math.MinInt64 / 2
	Ever  Instant = math.MaxInt64 / 2
)

// At is the instant of a time; what is finer than a millisecond is cut off.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// In is the time of the instant, told in a zone.
func (t Instant) In(zone *time.Location) time.Time { return time.UnixMilli(int64(t)).In(zone) }

// Add is the instant so much later, to the millisecond.
func (t Instant) Add(d time.Duration) Instant { return t + Instant(d.Milliseconds()) }

// Span is a stretch of time: From belongs to it, To does not, so that spans which
// touch have nothing in common. One that does not end after it begins is empty.
type Span struct{ From, To Instant }

// Between is the span between two times.
func Between(from, to time.Time) Span { return Span{At(from), At(to)} }

// Empty tells whether nothing lies in the span.
func (s Span) Empty() bool { return s.To <= s.From }

// Has tells whether a moment lies in the span.
func (s Span) Has(t Instant) bool { return s.From <= t && t < s.To }

// Meets tells whether two spans have a moment in common.
func (s Span) Meets(other Span) bool {
	return s.From < other.To && other.From < s.To && !s.Empty() && !other.Empty()
}

// Widen is the span that begins so much earlier and ends so much later.
func (s Span) Widen(before, after time.Duration) Span {
	return Span{s.From.Add(-before), s.To.Add(after)}
}

// Clip is what two spans have in common; empty for nothing.
func (s Span) Clip(other Span) Span { return Span{max(s.From, other.From), min(s.To, other.To)} }

// Merge brings spans in order and makes one of those that touch or overlap. It
// works in the list that it is given.
func Merge(spans []Span) []Span {
	earlier := func(a, b Span) int { return cmp.Compare(a.From, b.From) }
	if !slices.IsSortedFunc(spans, earlier) {
		slices.SortFunc(spans, earlier)
	}
	merged := spans[:0]
	for _, s := range spans {
		last := len(merged) - 1
		switch {
		case s.Empty():
		case last >= 0 && s.From <= merged[last].To:
			merged[last].To = max(merged[last].To, s.To)
		default:
			merged = append(merged, s)
		}
	}
	return merged
}

// Union is what lies in either of two merged lists, merged.
func Union(a, b []Span) []Span {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	both := make([]Span, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		from := &a
		if len(a) == 0 || len(b) > 0 && b[0].From < a[0].From {
			from = &b
		}
		both, *from = append(both, (*from)[0]), (*from)[1:]
	}
	return Merge(both)
}

// Covers tells whether a moment lies in one of merged spans.
func Covers(merged []Span, t Instant) bool {
	next := sort.Search(len(merged), func(i int) bool { return merged[i].To > t })
	return next < len(merged) && merged[next].From <= t
}

// Gaps is what merged spans leave of all time.
func Gaps(merged []Span) []Span {
	gaps := make([]Span, 0, len(merged)+1)
	from := Never
	for _, s := range merged {
		if s.From > from {
			gaps = append(gaps, Span{from, s.From})
		}
		from = s.To
	}
	return append(gaps, Span{from, Ever})
}

// Subtract is what merged spans have outside of other merged spans.
func Subtract(merged, others []Span) []Span {
	var left []Span
	for _, s := range merged {
		for len(others) > 0 && others[0].To <= s.From {
			others = others[1:]
		}
		for _, other := range others {
			if other.From >= s.To {
				break
			}
			if other.From > s.From {
				left = append(left, Span{s.From, other.From})
			}
			s.From = max(s.From, other.To)
		}
		if !s.Empty() {
			left = append(left, s)
		}
	}
	return left
}
