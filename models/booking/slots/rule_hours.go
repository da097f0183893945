package slots

import "clientele/models/booking/times"

// hours: an appointment lies within one window of the hours, with its buffers if
// the service says so. Windows that touch are one.
var hours = rule{OutsideHours, func(p *page) []times.Span {
	part := p.appointment()
	if p.Service.BuffersInsideHours {
		part = p.blocked()
	}
	starts := make([]times.Span, 0, len(p.windows))
	for _, w := range p.windows {
		starts = append(starts, times.Span{From: w.From - part.From, To: w.To - part.To + 1})
	}
	return times.Gaps(times.Merge(starts))
}}
