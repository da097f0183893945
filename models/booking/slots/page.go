package slots

import (
	"cmp"
	"slices"
	"time"

	"clientele/models/booking"
	"clientele/models/booking/times"
)

// page is what a desk knows of one member of the staff.
type page struct {
	*desk
	staff    booking.Staff
	wall     times.Wall
	places   []int32               // of their entries
	sessions map[times.Instant]int // seats taken, by beginning
	shifts   []times.Span          // one for each window of a day, in order
	windows  []times.Span          // the shifts, merged
	dropped  []times.Span          // shifts that would begin on a closed date, merged
}

func (d *desk) page(s booking.Staff) *page {
	p := &page{desk: d, staff: s, wall: d.walls[s.Zone], places: d.byStaff[s.ID]}
	if d.capacity() > 1 {
		p.sessions = map[times.Instant]int{}
		for _, place := range p.places {
			if e := &d.entries[place]; e.joinable {
				p.sessions[e.start] += max(1, d.behind(e).Seats)
			}
		}
	}
	p.work()
	return p
}

// hoursBefore is how far back hours are looked at: far enough to see whether they
// have a gap in openLong.
const hoursBefore = openLong + 4*24*time.Hour

// hoursAfter is longer than any appointment.
const hoursAfter = 4 * 24 * time.Hour

func hoursReach(starts times.Span) times.Span { return starts.Widen(hoursBefore, hoursAfter) }

// work lays out the hours. A shift that begins on a closed date of the shop is
// dropped with all that lies after midnight.
func (p *page) work() {
	reach := hoursReach(p.starts)
	for d, last := p.wall.Date(reach.From), p.wall.Date(reach.To); d <= last; d++ {
		for _, window := range p.staff.Windows(d) {
			switch shift := window.On(d, p.wall); {
			case shift.Empty():
			case len(p.closed) > 0 && p.closed[p.shop.Date(shift.From)]:
				p.dropped = append(p.dropped, shift)
			default:
				p.shifts = append(p.shifts, shift)
			}
		}
	}
	slices.SortFunc(p.shifts, func(a, b times.Span) int { return cmp.Compare(a.From, b.From) })
	p.windows, p.dropped = times.Merge(slices.Clone(p.shifts)), times.Merge(p.dropped)
}

// left is how many seats an appointment that begins at a time has left.
func (p *page) left(t times.Instant) int { return p.capacity() - p.sessions[t] }
