package slots

import (
	"slices"
	"time"

	"clientele/models/booking"
	"clientele/models/booking/times"
)

// Verdict is whether somebody can serve at a time, and why not.
type Verdict struct {
	Staff   booking.StaffID
	Reasons []Reason         // all that refuse it, the plainest first; none when it is free
	Seats   int              // left, when it is free
	Units   []booking.UnitID // that the appointment takes, when it is free
}

// Free tells whether the time is free.
func (v Verdict) Free() bool { return len(v.Reasons) == 0 }

// Judge tells of each member of the staff that is wished for whether an
// appointment can begin at a time. It finds free exactly what Offers gives.
func Judge(f Facts, w Wish, start time.Time) []Verdict {
	t := times.At(start)
	d := newDesk(f, w, at(t))
	asked := d.asked()
	if len(asked) == 0 && w.Staff != "" {
		return []Verdict{{Staff: w.Staff, Reasons: []Reason{NotPerformed}}}
	}
	verdicts := make([]Verdict, 0, len(asked))
	for _, s := range asked {
		p := d.page(s)
		v := Verdict{Staff: s.ID, Reasons: p.reasons(t)}
		if len(v.Reasons) == 0 && !start.Equal(t.In(time.UTC)) {
			v.Reasons = []Reason{OffGrid}
		}
		if v.Free() {
			v.Seats = p.left(t)
			v.Units, _ = p.take(t)
		}
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// reasons are why an appointment cannot begin at a time. The grid is asked last:
// whatever is refused anyway need not be on it.
func (p *page) reasons(t times.Instant) []Reason {
	var reasons []Reason
	for _, rule := range rules {
		if times.Covers(rule.refuses(p), t) {
			reasons = append(reasons, rule.reason)
		}
	}
	if len(reasons) == 0 && !slices.Contains(slices.Collect(p.grid(at(t))), t) {
		return []Reason{OffGrid}
	}
	return reasons
}
