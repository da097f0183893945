package calendars

import (
	"strings"
	"time"

	ical "github.com/emersion/go-ical"

	"clientele/models"
	"clientele/models/booking/times"
)

// event is what an event says about time.
type event struct {
	uid    string
	start  moment
	length length
	free   bool // it is shown as free, was cancelled, or is ours
	again  string
	extra  []moment // further occurrences
	except *moments
	moves  bool // it stands for an occurrence of another event
}

// length is how long an event takes: so many days, or so much time.
type length struct {
	days int
	time time.Duration
}

// longest is more than any event takes, and short enough to count with.
const longest = 100 * 366 * 24 * time.Hour

// event reads an event. One without a beginning takes no time and is not dated.
func (r *reader) event(props ical.Props) (e event, dated bool, err error) {
	start := props.Get(ical.PropDateTimeStart)
	if start == nil {
		return event{}, false, nil
	}
	if e.start, err = r.moment(start, start.Value); err != nil {
		return event{}, false, err
	}
	if e.length, err = r.length(props, e.start); err != nil {
		return event{}, false, err
	}
	e.uid, e.again = value(props, ical.PropUID), value(props, ical.PropRecurrenceRule)
	e.free = strings.EqualFold(value(props, ical.PropTransparency), "TRANSPARENT") || strings.EqualFold(value(props, ical.PropStatus), string(ical.EventCancelled)) ||
		r.own != "" && strings.HasSuffix(e.uid, r.own)
	if e.extra, err = r.list(props.Values(ical.PropRecurrenceDates)); err != nil {
		return event{}, false, err
	}
	except, err := r.list(props.Values(ical.PropExceptionDates))
	if err != nil {
		return event{}, false, err
	}
	e.except = newMoments(except)
	moved, err := r.list(props.Values(ical.PropRecurrenceID))
	if err != nil {
		return event{}, false, err
	}
	if e.moves = len(moved) > 0; e.moves {
		if r.moved[e.uid] == nil {
			r.moved[e.uid] = newMoments(nil)
		}
		r.moved[e.uid].add(moved)
	}
	return e, true, nil
}

func value(props ical.Props, name string) string {
	if prop := props.Get(name); prop != nil {
		return strings.TrimSpace(prop.Value)
	}
	return ""
}

// length reads how long an event takes. Without an end a day is one day, and a
// time takes nothing.
func (r *reader) length(props ical.Props, start moment) (length, error) {
	if prop := props.Get(ical.PropDateTimeEnd); prop != nil {
		end, err := r.moment(prop, prop.Value)
		if err != nil {
			return length{}, err
		}
		if start.wholeDay {
			return length{days: max(1, int(end.date-start.date))}, nil
		}
		took := min(end.instant()-start.instant(), times.Instant(longest/time.Millisecond))
		return length{time: time.Duration(max(0, took)) * time.Millisecond}, nil
	}
	if prop := props.Get(ical.PropDuration); prop != nil {
		took, err := prop.Duration()
		if err != nil {
			return length{}, models.Wrap(models.Invalid, err, "a duration in the calendar cannot be read")
		}
		took = max(0, min(longest, took))
		if start.wholeDay {
			return length{days: max(1, int(took/(24*time.Hour)))}, nil
		}
		return length{time: took}, nil
	}
	if start.wholeDay {
		return length{days: 1}, nil
	}
	return length{}, nil
}

// span is the time that an occurrence of the event takes.
func (e event) span(start moment) times.Span {
	s := times.Span{From: start.instant()}
	if start.wholeDay {
		start.date += times.Date(max(1, e.length.days))
		s.To = start.instant()
	} else {
		s.To = s.From.Add(e.length.time)
	}
	return s
}
