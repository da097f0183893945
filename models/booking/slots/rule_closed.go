package slots

import "clientele/models/booking/times"

// closedDates: no appointment on a day on which the shop is closed, nor in hours
// that began on one. Buffers may reach into it.
var closedDates = rule{ClosedDate, func(p *page) []times.Span {
	return meeting(times.Merge(append(p.closedDays(), times.Subtract(p.dropped, p.windows)...)), p.appointment())
}}
