package slots

import "clientele/models/booking/times"

// seats: a session has room for the whole party. A session are the bookings of a
// service with the same staff, beginning and end.
var seats = rule{SessionFull, func(p *page) []times.Span {
	var full []times.Span
	for start := range p.sessions {
		if p.left(start) < p.wish.seats() {
			full = append(full, at(start))
		}
	}
	return times.Merge(full)
}}
