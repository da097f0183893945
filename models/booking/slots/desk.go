package slots

import (
	"slices"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// desk is what one question needs of the facts, laid out once for all staff.
type desk struct {
	Facts
	wish    Wish
	starts  times.Span // the beginnings that are asked about
	shop    times.Wall
	closed  map[times.Date]bool
	walls   map[string]times.Wall // of the staff, by name of the zone
	runs    []Run
	firsts  []int32 // of each run, among the bookings of all
	entries []entry
	byStaff map[booking.StaffID][]int32 // places in entries
	// ofService counts the bookings of the service by the day of the shop, if they
	// are limited.
	ofService map[times.Date]int
	pools     []pool // one for each need of the service
}

// entry is a live booking as most rules look at it. It is kept small: there are
// hundreds of thousands.
type entry struct {
	start    times.Instant
	blocked  times.Span // with its buffers
	at       int32      // among the bookings of all runs
	parted   bool       // it has segments
	joinable bool       // part of a session, which others can join who begin with it
}

// newDesk prepares a question about beginnings in a span.
func newDesk(f Facts, w Wish, starts times.Span) *desk {
	around := hoursReach(starts)
	d := &desk{
		Facts: f, wish: w, starts: starts,
		shop: times.NewWall(models.Zone(f.Zone), around), closed: map[times.Date]bool{}, walls: map[string]times.Wall{},
	}
	for _, date := range f.Closed {
		d.closed[date] = true
	}
	d.walls[""] = d.shop
	for _, s := range f.Staff {
		if _, known := d.walls[s.Zone]; !known {
			d.walls[s.Zone] = times.NewWall(models.Zone(s.Zone), around)
		}
	}
	d.enter()
	d.ofService, d.pools = d.countService(), d.fill()
	return d
}

// enter takes in the bookings that matter, by staff. Most come in long runs of one
// staff, or are few in all.
func (d *desk) enter() {
	d.runs = append([]Run{{bookings: d.Bookings}}, d.Runs...)
	n := 0
	for _, run := range d.runs {
		d.firsts = append(d.firsts, int32(n))
		n += len(run.bookings)
	}
	d.entries, d.byStaff = make([]entry, 0, n), make(map[booking.StaffID][]int32, len(d.Staff))
	reach, now := Reach(d.starts), times.At(d.Now)
	for i, run := range d.runs {
		from := len(d.entries)
		d.enterRun(i, reach, now)
		for from < len(d.entries) {
			staff, to := run.staff, len(d.entries)
			if run.marks == nil { // the first run, of several
				staff = run.bookings[d.entries[from].at].Staff
				for to = from + 1; to < len(d.entries) && run.bookings[d.entries[to].at].Staff == staff; to++ {
				}
			}
			places := slices.Grow(d.byStaff[staff], to-from)
			for ; from < to; from++ {
				places = append(places, int32(from))
			}
			d.byStaff[staff] = places
		}
	}
}

func (d *desk) enterRun(n int, reach times.Span, now times.Instant) {
	run, first, shared, moves := d.runs[n], d.firsts[n], d.capacity() > 1, d.wish.Moves != ""
	for i := range run.bookings {
		var m mark
		if run.marks != nil {
			m = run.marks[i]
		} else {
			m = markOf(&run.bookings[i])
		}
		if m.until <= now || !m.blocked.Meets(reach) || moves && d.wish.moves(run.bookings[i].ID) {
			continue
		}
		e := entry{start: m.start, blocked: m.blocked, at: first + int32(i), parted: m.parted}
		if shared {
			b := &run.bookings[i]
			e.joinable = b.Service == d.Service.ID && times.At(b.End) == e.start.Add(d.Service.Length())
		}
		d.entries = append(d.entries, e)
	}
}

// behind is the booking of an entry.
func (d *desk) behind(e *entry) *booking.Booking {
	run, _ := slices.BinarySearch(d.firsts, e.at+1) // the first one that begins later
	return &d.runs[run-1].bookings[e.at-d.firsts[run-1]]
}

// asked are the staff that the wish is about.
func (d *desk) asked() []booking.Staff {
	if d.wish.Staff == "" {
		return d.Staff
	}
	for _, s := range d.Staff {
		if s.ID == d.wish.Staff {
			return []booking.Staff{s}
		}
	}
	return nil
}

func (d *desk) capacity() int { return max(1, d.Service.Capacity) }

// appointment is the time that an appointment takes, around its beginning.
func (d *desk) appointment() times.Span {
	return times.Span{To: times.Instant(0).Add(d.Service.Length())}
}

// blocked is the same with its buffers.
func (d *desk) blocked() times.Span {
	return d.appointment().Widen(d.Service.Before(), d.Service.After())
}

// closedDays are the days of the shop within reach on which it is closed.
func (d *desk) closedDays() []times.Span {
	var days []times.Span
	for date := range d.closed {
		days = append(days, d.shop.Day(date))
	}
	return days
}
