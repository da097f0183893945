package slots

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"clientele/models/booking"
	"clientele/models/booking/times"
)

// openLong is how long hours have to go on without a gap before the grid is no
// longer counted from where they began: nobody knows any more when that was, and
// how far one looks back must not decide. It is counted anew from each shift then.
const openLong = 7 * 24 * time.Hour

// grid gives the times in a span at which appointments may begin, in order. It
// knows nothing of bookings: they take times away and never move one.
func (p *page) grid(within times.Span) iter.Seq[times.Instant] {
	if p.Service.Grid == booking.Clock {
		return p.clockGrid(within)
	}
	return p.shiftGrid(within)
}

func (d *desk) interval() times.Instant {
	return times.Instant(0).Add(time.Duration(max(1, d.Service.IntervalMinutes)) * time.Minute)
}

// shiftGrid counts elapsed time from the beginning of the hours.
func (p *page) shiftGrid(within times.Span) iter.Seq[times.Instant] {
	return func(yield func(times.Instant) bool) {
		step := p.interval()
		for _, leg := range p.legs() {
			span := leg.Clip(within)
			if span.Empty() {
				continue
			}
			skipped := (span.From - leg.anchor + step - 1) / step
			for t := leg.anchor + skipped*step; t < span.To; t += step {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// leg is a part of the hours whose grid is counted from one moment.
type leg struct {
	times.Span
	anchor times.Instant
}

// legs parts the windows by where their grid is counted from.
func (p *page) legs() []leg {
	var legs []leg
	for _, w := range p.windows {
		legs = append(legs, leg{w, w.From})
		long := w.From.Add(openLong)
		if w.To <= long {
			continue
		}
		first, _ := slices.BinarySearchFunc(p.shifts, long, func(s times.Span, t times.Instant) int { return cmp.Compare(s.From, t) })
		for _, shift := range p.shifts[first:] {
			if shift.From >= w.To {
				break
			}
			legs[len(legs)-1].To = shift.From
			legs = append(legs, leg{times.Span{From: shift.From, To: w.To}, shift.From})
		}
	}
	return legs
}

// clockGrid counts minutes of the day on the wall clock, anew from each midnight.
func (p *page) clockGrid(within times.Span) iter.Seq[times.Instant] {
	return func(yield func(times.Instant) bool) {
		step := p.interval()
		for _, w := range p.windows {
			span := w.Clip(within)
			for from := span.From; from < span.To; {
				// Until midnight, and until the clock is moved, it runs with the time.
				_, shown := p.wall.Read(from)
				end := min(span.To, from+fullDay-shown, p.wall.Stays(from))
				onGrid := (shown + step - 1) / step * step
				for t := from + onGrid - shown; t < end; t += step {
					if !yield(t) {
						return
					}
				}
				from = end
			}
		}
	}
}

const fullDay = times.Instant(24 * time.Hour / time.Millisecond)
