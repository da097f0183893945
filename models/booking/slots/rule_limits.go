package slots

import "clientele/models/booking/times"

// serviceLimit: only so many bookings of the service begin on one day of the shop.
var serviceLimit = rule{ServiceDayFull, func(p *page) []times.Span {
	return p.reached(p.ofService, p.Service.MaxPerDay)
}}

// staffLimit: only so many bookings of one member of the staff do.
var staffLimit = rule{StaffDayFull, func(p *page) []times.Span {
	if p.staff.MaxPerDay == 0 {
		return nil
	}
	counts := map[times.Date]int{}
	for _, place := range p.places {
		counts[p.shop.Date(p.entries[place].start)]++
	}
	return p.reached(counts, p.staff.MaxPerDay)
}}

// countService counts the bookings of the service by the day of the shop.
func (d *desk) countService() map[times.Date]int {
	if d.Service.MaxPerDay == 0 {
		return nil
	}
	counts := map[times.Date]int{}
	for i := range d.entries {
		e := &d.entries[i]
		if d.behind(e).Service == d.Service.ID {
			counts[d.shop.Date(e.start)]++
		}
	}
	return counts
}

// reached are the days of the shop that have as many bookings as there may be.
func (d *desk) reached(counts map[times.Date]int, limit int) []times.Span {
	var days []times.Span
	for date, count := range counts {
		if count >= limit {
			days = append(days, d.shop.Day(date))
		}
	}
	return times.Merge(days)
}
