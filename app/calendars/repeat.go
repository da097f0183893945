package calendars

import (
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"clientele/models"
	"clientele/models/booking/times"
)

// busy is when an event takes time within what was asked for.
func (r *reader) busy(e event) ([]times.Span, error) {
	if e.free {
		return nil, nil
	}
	starts := append([]moment{e.start}, e.extra...)
	if e.again != "" {
		repeated, err := r.repeat(e)
		if err != nil {
			return nil, err
		}
		starts = append(repeated, e.extra...)
	}
	var busy []times.Span
	for _, start := range starts {
		elsewhere := !e.moves && r.moved[e.uid].has(start)
		if s := e.span(start).Clip(r.within); !s.Empty() && !elsewhere && !e.except.has(start) {
			busy = append(busy, s)
		}
	}
	return busy, nil
}

// repeat gives the occurrences of a rule up to the end of what was asked for. The
// rule runs on the wall clock, so that nine o'clock stays nine o'clock; each
// occurrence is resolved for itself.
func (r *reader) repeat(e event) (starts []moment, err error) {
	// The library panics on some rules that make no sense, such as the eighth
	// Tuesday of a month. Nobody's calendar may take the program down.
	defer func() {
		if recover() != nil {
			starts, err = nil, models.Errorf(models.Invalid, "a repeated event of the calendar makes no sense")
		}
	}()
	rule, until, err := r.rule(e)
	if err != nil {
		return nil, err
	}
	end := r.within.To.In(time.UTC).Add(48 * time.Hour) // no wall clock is further ahead
	begin := r.within.From.In(time.UTC).Add(-48*time.Hour - e.length.time - time.Duration(e.length.days)*24*time.Hour)
	for next := rule.Iterator(); ; {
		far, more := next()
		naive := far.AddDate(-yearsAhead, 0, 0)
		if !more || naive.After(end) {
			return starts, nil
		}
		if r.left--; r.left < 0 {
			return nil, models.Errorf(models.Invalid, "the events of the calendar repeat more than %d times", OccurrencesMax)
		}
		start := e.start.shown(naive)
		if until(start) {
			return starts, nil
		}
		if naive.After(begin) {
			starts = append(starts, start)
		}
	}
}

// yearsAhead is by how much rules are moved into the future to be worked out. The
// calendar is the same every 400 years, weekdays too. A rule that never comes true
// is tried until the year 9999, and so only for a few hundred years.
const yearsAhead = 19 * 400

// yearMax is the last year that may be moved so far.
const yearMax = 9999 - yearsAhead

// rule reads the rule of an event, and what ends it.
func (r *reader) rule(e event) (*rrule.RRule, func(moment) bool, error) {
	refused := func(why string) (*rrule.RRule, func(moment) bool, error) {
		return nil, nil, models.Errorf(models.Invalid, "a repeated event of the calendar cannot be read: %s", why)
	}
	text, until, err := r.until(e)
	if err != nil {
		return nil, nil, err
	}
	option, err := rrule.StrToROption(text)
	if err != nil {
		return refused(err.Error())
	}
	if year := e.start.naive().Year(); year < 1900 || year > yearMax {
		return refused("it begins too long ago or ahead")
	}
	if why := tooMuch(option); why != "" {
		return refused(why)
	}
	option.Dtstart = e.start.naive().AddDate(yearsAhead, 0, 0)
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return refused(err.Error())
	}
	return rule, until, nil
}

// tooMuch says why a rule is not worked out. Rules by the hour or less that have
// conditions may be tried for ever, and Easter does not come back in 400 years.
func tooMuch(o *rrule.ROption) string {
	times := max(1, len(o.Byhour)) * max(1, len(o.Byminute)) * max(1, len(o.Bysecond))
	conditions := len(o.Bymonth) + len(o.Bymonthday) + len(o.Byyearday) + len(o.Byweekno) + len(o.Byweekday) + len(o.Byhour) + len(o.Byminute) + len(o.Bysecond) + len(o.Bysetpos)
	switch {
	case len(o.Byeaster) > 0:
		return "it follows Easter"
	case o.Freq >= rrule.HOURLY && conditions > 0:
		return "it repeats by the hour, and not always"
	case times > 24*4:
		return "it repeats too often in a day"
	case o.Count < 0 || o.Interval < 0:
		return "it repeats a negative number of times"
	}
	return ""
}

// until parts the end off a rule: the library knows no zones. A day is meant to
// its end, a time to itself.
func (r *reader) until(e event) (rest string, over func(moment) bool, err error) {
	var parts []string
	over = func(moment) bool { return false }
	for _, part := range strings.Split(strings.ToUpper(e.again), ";") {
		text, found := strings.CutPrefix(part, "UNTIL=")
		if !found {
			parts = append(parts, part)
			continue
		}
		end, err := r.in(e.start.zone, text)
		if err != nil {
			return "", nil, err
		}
		if end.wholeDay || e.start.wholeDay {
			over = func(m moment) bool { return m.date > end.date }
		} else {
			over = func(m moment) bool { return m.instant() > end.instant() }
		}
	}
	return strings.Join(parts, ";"), over, nil
}
