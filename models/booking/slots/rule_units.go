package slots

import (
	"cmp"
	"slices"
	"time"

	"clientele/models/booking"
	"clientele/models/booking/times"
)

// units: enough rooms and pieces of equipment are free from the first buffer to
// the last, the same ones throughout. A session keeps its own.
var units = rule{NoUnitFree, func(p *page) []times.Span {
	var refused []times.Span
	for _, pool := range p.pools {
		refused = append(refused, pool.refused...)
	}
	refused = times.Merge(refused)
	var kept []times.Span
	for start := range p.sessions {
		if _, enough := p.take(start); enough {
			kept = append(kept, at(start))
		}
	}
	return times.Subtract(refused, times.Merge(kept))
}}

// pool is what a service needs of one pool.
type pool struct {
	count int
	units []unit
	// refused are the beginnings for which too few of the units are free, if
	// nobody joins a session.
	refused []times.Span
}

// unit is one room or piece of equipment.
type unit struct {
	id      booking.UnitID
	cleanUp time.Duration
	// refused are the beginnings for which it is taken by others than a session
	// that could be joined.
	refused []times.Span
	kept    map[times.Instant]booking.StaffID // whose session it is, by beginning
}

// free tells whether a unit is free for an appointment of somebody.
func (u unit) free(t times.Instant, staff booking.StaffID) bool {
	owner, kept := u.kept[t]
	return !times.Covers(u.refused, t) && (!kept || owner == staff)
}

// fill lays out the pools that the service needs.
func (d *desk) fill() []pool {
	if len(d.Service.Needs) == 0 {
		return nil
	}
	found := map[booking.UnitID]*unit{}
	for _, u := range d.Units {
		found[u.ID] = &unit{id: u.ID, cleanUp: time.Duration(u.CleanUpMinutes) * time.Minute, kept: map[times.Instant]booking.StaffID{}}
	}
	for i := range d.entries {
		e := &d.entries[i]
		b := d.behind(e)
		for _, id := range b.Units {
			u, known := found[id]
			if !known {
				continue
			}
			// It is cleaned after what is booked, and after what would come before it.
			blocked := []times.Span{d.blocked().Widen(0, u.cleanUp)}
			u.refused = e.refuse(u.refused, e.blocked.Widen(0, u.cleanUp), blocked)
			if e.joinable {
				u.kept[e.start] = b.Staff
			}
		}
	}
	pools := make([]pool, 0, len(d.Service.Needs))
	for _, need := range d.Service.Needs {
		p := pool{count: need.Count}
		for _, u := range d.Units {
			if u.Pool == need.Pool {
				found[u.ID].refused = times.Merge(found[u.ID].refused)
				p.units = append(p.units, *found[u.ID])
			}
		}
		p.refused = p.short()
		pools = append(pools, p)
	}
	return pools
}

// short are the beginnings for which fewer units are free than are needed.
func (p pool) short() []times.Span {
	type edge struct {
		at   times.Instant
		free int // how many units more
	}
	var edges []edge
	for _, u := range p.units {
		taken := slices.Clone(u.refused)
		for start := range u.kept {
			taken = append(taken, at(start))
		}
		for _, s := range times.Merge(taken) {
			edges = append(edges, edge{s.From, -1}, edge{s.To, +1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	var short []times.Span
	free, from := len(p.units), times.Never
	for _, e := range append(edges, edge{at: times.Ever}) {
		if free < p.count {
			short = append(short, times.Span{From: from, To: e.at})
		}
		free, from = free+e.free, e.at
	}
	return times.Merge(short)
}

// take chooses the units of an appointment that begins at a time: those that its
// session has already, then the first that are free. It tells whether there are
// enough.
func (p *page) take(t times.Instant) (taken []booking.UnitID, enough bool) {
	for _, pool := range p.pools {
		free := slices.DeleteFunc(slices.Clone(pool.units), func(u unit) bool { return !u.free(t, p.staff.ID) })
		slices.SortStableFunc(free, func(a, b unit) int { return rank(b, t) - rank(a, t) })
		if len(free) < pool.count {
			return nil, false
		}
		for _, u := range free[:pool.count] {
			taken = append(taken, u.id)
		}
	}
	return taken, true
}

// rank is higher for a unit that a session has at a time.
func rank(u unit, t times.Instant) int {
	if _, kept := u.kept[t]; kept {
		return 1
	}
	return 0
}
