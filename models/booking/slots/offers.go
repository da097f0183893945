package slots

import (
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// Slot is a time that is offered.
type Slot struct {
	Start  time.Time // in the viewer's zone, whose offset tells two equal times of a day apart
	Offers []Offer   // who is free, in the order of Facts.Staff
}

// Offer is one member of the staff who is free.
type Offer struct {
	Staff booking.StaffID
	Seats int // left
}

// Offers gives the times in a range that are free, in order. A range that is too
// long is Invalid.
func Offers(f Facts, w Wish, r Range) ([]Slot, error) {
	span, err := r.Span()
	if err != nil {
		return nil, err
	}
	d := newDesk(f, w, span)
	var pages []*page
	var free [][]times.Instant
	for _, s := range d.asked() {
		if !d.Service.Performs(s.ID) { // a rule says so, too, but most of a large team may not
			continue
		}
		p := d.page(s)
		pages, free = append(pages, p), append(free, p.free())
	}
	return union(pages, free, span, models.Zone(r.Zone)), nil
}

// free gives the times of the grid that no rule refuses.
func (p *page) free() []times.Instant {
	var refused []times.Span
	for _, rule := range rules {
		refused = times.Union(refused, rule.refuses(p))
	}
	var free []times.Instant
	for t := range p.grid(p.starts) {
		for len(refused) > 0 && refused[0].To <= t {
			refused = refused[1:]
		}
		if len(refused) == 0 || t < refused[0].From {
			free = append(free, t)
		}
	}
	return free
}

// union puts the free times of all staff together. Times are counted by their
// minute, which is quicker than to sort them.
func union(pages []*page, free [][]times.Instant, span times.Span, zone *time.Location) []Slot {
	const minute = times.Instant(time.Minute / time.Millisecond)
	counts := make([]int32, (span.To-span.From)/minute+1)
	total := 0
	for _, starts := range free {
		total += len(starts)
		for _, t := range starts {
			counts[(t-span.From)/minute]++
		}
	}
	// One list holds the offers of all slots, each with room for its own.
	offers := make([]Offer, 0, total)
	slots := make([]Slot, 0, min(total, len(counts)))
	place := make([]int32, len(counts))
	for i, count := range counts {
		if count > 0 {
			place[i] = int32(len(slots))
			start := (span.From + times.Instant(i)*minute).In(zone)
			slots = append(slots, Slot{Start: start, Offers: offers[len(offers) : len(offers) : len(offers)+int(count)]})
			offers = offers[:len(offers)+int(count)]
		}
	}
	for i, starts := range free {
		for _, t := range starts {
			slot := &slots[place[(t-span.From)/minute]]
			slot.Offers = append(slot.Offers, Offer{pages[i].staff.ID, pages[i].left(t)})
		}
	}
	return slots
}
