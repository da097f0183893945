package slots

import (
	"slices"

	"clientele/models/booking/times"
)

// timeOff: no appointment while the staff is absent. Buffers may reach into it.
var timeOff = rule{TimeOff, func(p *page) []times.Span {
	return meeting(times.Merge(slices.Clone(p.staff.TimeOff)), p.appointment())
}}
