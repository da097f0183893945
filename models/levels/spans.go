package levels

import (
	"cmp"
	"slices"
)

// span says that the figures give a level (or a better one) from a day on,
// until another.
type span struct {
	place    int
	from, to Date
}

// spans are what the rows give, as far as it can be told today: what happens
// when nothing more is bought is among them.
func (l Ladder) spans(s State, stages Stages, today Date) []span {
	var all []span
	switch l.Settings.Period.Kind {
	case Calendar:
		all = l.yearSpans(s, stages, today)
	case Rolling:
		all = l.rollingSpans(s, stages, today)
	default:
		all = []span{{l.met(s.sum("", today, today), stages), "", never}}
	}
	for i, sp := range all {
		if sp.to < never {
			all[i].to = sp.to.plus(0, l.Settings.GraceDays)
		}
	}
	return append(all, span{l.met(Figures{}, stages), "", never})
}

// yearSpans goes over the calendar years. What a year gives is kept to its end
// or to the end of the next one. Where refunds wait for the end of a year, the
// most that was reached within it is kept to that end.
func (l Ladder) yearSpans(s State, stages Stages, today Date) []span {
	var all []span
	first := today.year()
	if len(s.Rows) > 0 {
		first = min(first, s.Rows[0].Day.year())
	}
	for year := first; year <= today.year(); year++ {
		from, next := yearBegins(year), yearBegins(year+1)
		last := min(today, next.plus(0, -1))
		by := today
		if l.Settings.OnRefund == PeriodEnd {
			by = last
		}
		end := next
		if l.Settings.Keep == NextPeriod {
			end = yearBegins(year + 2)
		}
		reached := -1
		for _, day := range s.days(from, last) {
			if m := l.met(s.sum(from, day, cmp.Or(dayIf(l.Settings.OnRefund == PeriodEnd, day), by)), stages); m > reached {
				reached = m
				all = append(all, span{m, day, next})
			}
		}
		if m := l.met(s.sum(from, last, by), stages); m >= 0 {
			all = append(all, span{m, startOf(all, m, from), end})
		}
	}
	return all
}

func dayIf(condition bool, day Date) Date {
	if condition {
		return day
	}
	return ""
}

// startOf is when a place was first reached within a year.
func startOf(all []span, place int, from Date) Date {
	for _, sp := range all {
		if sp.from >= from && sp.place >= place {
			return sp.from
		}
	}
	return from
}

// days are the days on which something happened, both gained and given back.
func (s State) days(from, to Date) []Date {
	var days []Date
	for _, r := range s.Rows {
		if !r.From.IsZero() {
			continue
		}
		for _, d := range []Date{r.Day, r.Lost} {
			if d >= from && d <= to && d != "" {
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// rollingSpans goes over the days on which something enters or leaves the
// window, those to come included.
func (l Ladder) rollingSpans(s State, stages Stages, today Date) []span {
	months := l.Settings.Period.Months
	type event struct {
		day Date
		add Figures
	}
	var events []event
	for _, r := range s.Rows {
		if r.From.IsZero() && r.Day <= today && r.Lost <= today {
			events = append(events, event{r.Day, r.Figures}, event{r.Day.plus(months, 0), Figures{}.minus(r.Figures)})
		}
	}
	slices.SortFunc(events, func(a, b event) int { return cmp.Compare(a.day, b.day) })
	var all []span
	var window Figures
	for i, e := range events {
		window = window.plus(e.add)
		if i+1 < len(events) && events[i+1].day == e.day {
			continue
		}
		to := never
		if i+1 < len(events) {
			to = events[i+1].day
		}
		m := l.met(window, stages)
		if n := len(all); n > 0 && all[n-1].place == m && all[n-1].to == e.day {
			all[n-1].to = to
			continue
		}
		all = append(all, span{m, e.day, to})
	}
	if l.Settings.Keep == NextPeriod {
		for i, sp := range all {
			all[i].to = sp.to.plus(months, 0)
		}
	}
	return all
}
