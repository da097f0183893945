package slots

import (
	"slices"

	"clientele/models/booking/times"
)

// busyCalendar: work does not meet what stands in other calendars of the staff.
// Those know no buffers, so only the appointment's own are kept.
var busyCalendar = rule{CalendarBusy, func(p *page) []times.Span {
	busy := p.Busy[p.staff.ID]
	if len(busy) == 0 {
		return nil
	}
	busy = times.Merge(slices.Clone(busy))
	var starts []times.Span
	for _, part := range p.Service.Work(0) {
		starts = append(starts, meeting(busy, part)...)
	}
	return times.Merge(starts)
}}
