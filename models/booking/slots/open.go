package slots

import (
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// Open gives when somebody works in a span: their hours, without closed dates of
// the shop and their absences. Bookings and calendars do not matter.
func Open(f Facts, staff booking.Staff, span times.Span) []times.Span {
	f.Bookings, f.Runs, f.Staff = nil, nil, []booking.Staff{staff} // whose clock may be another one than the shop's
	p := newDesk(f, Wish{}, span).page(staff)
	var out []times.Span
	away := times.Merge(append(p.closedDays(), staff.TimeOff...))
	for _, w := range times.Subtract(p.windows, away) {
		if w = w.Clip(span); !w.Empty() {
			out = append(out, w)
		}
	}
	return out
}
