package slots

import "clientele/models/booking/times"

// busyStaff: nobody is in two places. Buffers of both appointments are kept, one
// after the other, and waiting within an appointment leaves time for another one.
// Who joins a session is not in its way.
var busyStaff = rule{StaffBusy, func(p *page) []times.Span {
	parts := p.Service.Work(0)
	starts := make([]times.Span, 0, len(p.places)*len(parts))
	for _, place := range p.places {
		e := &p.entries[place]
		if !e.parted { // spares most a list of their own
			starts = e.refuse(starts, e.blocked, parts)
			continue
		}
		for _, work := range p.behind(e).Work() {
			starts = e.refuse(starts, work, parts)
		}
	}
	return times.Merge(starts)
}}

// refuse adds the beginnings at which parts of an appointment would meet a part
// of the booking. The beginning of a session that can be joined is left out, so
// that it is refused only where something else refuses it.
func (e *entry) refuse(starts []times.Span, taken times.Span, parts []times.Span) []times.Span {
	for _, part := range parts {
		if s := meetingOne(taken, part); e.joinable {
			starts = leaveOut(starts, s, e.start)
		} else {
			starts = append(starts, s)
		}
	}
	return starts
}

// leaveOut adds a span without one of its moments.
func leaveOut(spans []times.Span, s times.Span, moment times.Instant) []times.Span {
	if !s.Has(moment) {
		return append(spans, s)
	}
	return append(spans, times.Span{From: s.From, To: moment}, times.Span{From: moment + 1, To: s.To})
}
