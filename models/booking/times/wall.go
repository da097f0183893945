package times

import "time"

// Wall is the wall clock of a zone over a stretch of time. Reading it is plain
// arithmetic, for whoever has to read it often.
type Wall struct {
	zone *time.Location
	legs []leg // in the order of time, without a gap, from Never to Ever
}

// leg is a span in which a zone keeps one offset.
type leg struct {
	Span
	offset Instant // milliseconds that the clock is ahead of UTC
}

// margin is more than any clock is ahead of another, and than any gap.
const margin = 2 * day

// NewWall is the wall clock of a zone, right for the moments of a span. Outside
// of it the clock is not moved any more.
func NewWall(zone *time.Location, during Span) Wall {
	w := Wall{zone: zone}
	from, end := during.From.Add(-margin), during.To.Add(margin)
	for begin := Never; ; {
		at := from.In(zone)
		_, seconds := at.Zone()
		_, next := at.ZoneBounds()
		offset := Instant(seconds) * Instant(time.Second/time.Millisecond)
		if next.IsZero() || At(next) > end {
			w.legs = append(w.legs, leg{Span{begin, Ever}, offset})
			return w
		}
		w.legs = append(w.legs, leg{Span{begin, At(next)}, offset})
		begin, from = At(next), At(next)
	}
}

// Resolve is the instant of a local time. What the clock leaves out is read with
// the offset before the gap, and of what it shows twice the first is meant. See
// Wall.Resolve for many times of one zone.
func Resolve(zone *time.Location, d Date, sinceMidnight time.Duration) Instant {
	local := naive(d, sinceMidnight)
	return NewWall(zone, Span{local, local}).Resolve(d, sinceMidnight)
}

// naive is the local time as if it were UTC.
func naive(d Date, sinceMidnight time.Duration) Instant {
	return Instant(d)*Instant(day.Milliseconds()) + Instant(sinceMidnight.Milliseconds())
}

// Zone is whose wall clock it is.
func (w Wall) Zone() *time.Location { return w.zone }

// Resolve is the instant of a local time, as RFC 5545 says.
func (w Wall) Resolve(d Date, sinceMidnight time.Duration) Instant {
	local := naive(d, sinceMidnight)
	for i, leg := range w.legs {
		// Legs come in the order of time, so the first that shows the local time
		// shows it first. A leg which is past it before it begins ends a gap.
		switch at := local - leg.offset; {
		case at >= leg.To:
		case at < leg.From:
			return local - w.legs[i-1].offset
		default:
			return at
		}
	}
	return local - w.legs[len(w.legs)-1].offset
}

// Day is the span of a date: from its first midnight to that of the next. It is
// empty for a date that the zone leaves out.
func (w Wall) Day(d Date) Span { return Span{w.Resolve(d, 0), w.Resolve(d+1, 0)} }

// Read is the date that the wall shows at an instant, and the time since its
// midnight in milliseconds.
func (w Wall) Read(t Instant) (Date, Instant) {
	local, length := t+w.at(t).offset, Instant(day.Milliseconds())
	d := local / length
	if local%length < 0 {
		d--
	}
	return Date(d), local - d*length
}

// Date is the date that the wall shows at an instant.
func (w Wall) Date(t Instant) Date {
	d, _ := w.Read(t)
	return d
}

// Stays is until when the clock runs on without being moved.
func (w Wall) Stays(t Instant) Instant { return w.at(t).To }

func (w Wall) at(t Instant) leg {
	for _, leg := range w.legs {
		if t < leg.To {
			return leg
		}
	}
	return w.legs[len(w.legs)-1]
}
