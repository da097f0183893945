package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// choice is who of those that are free gets an appointment; *Taken where nobody
// is. Who has it already keeps it.
func (d *diary) choice(ctx context.Context, in Asked, start time.Time, has booking.StaffID, refused []booking.StaffID) (booking.StaffID, error) {
	if in.Staff != "" {
		return in.Staff, nil // judged where it counts
	}
	verdicts, err := d.judge(ctx, in, start)
	if err != nil {
		return "", err
	}
	taken := &Taken{}
	var free []booking.StaffID
	for _, v := range verdicts {
		if v.Free() && !slices.Contains(refused, v.Staff) {
			free = append(free, v.Staff)
		}
		for _, r := range v.Reasons {
			if !slices.Contains(taken.Reasons, r) && r != slots.NotPerformed {
				taken.Reasons = append(taken.Reasons, r)
			}
		}
	}
	switch {
	case len(free) == 0:
		return "", taken
	case len(free) == 1 || slices.Contains(free, has):
		return booking.Assign(d.service.Assignment, candidates(free), has), nil
	}
	known, err := d.known(ctx, free, start)
	if err != nil {
		return "", err
	}
	return booking.Assign(d.service.Assignment, known, has), nil
}

func candidates(free []booking.StaffID) []booking.Candidate {
	all := make([]booking.Candidate, 0, len(free))
	for _, id := range free {
		all = append(all, booking.Candidate{Staff: id})
	}
	return all
}

// known are candidates with what counts when one of them is chosen: what they
// have that day, and in the thirty days until then.
func (d *diary) known(ctx context.Context, free []booking.StaffID, start time.Time) ([]booking.Candidate, error) {
	day := dayOf(d.shop, start)
	month := day.Widen(30*24*time.Hour, 0)
	taken, err := d.flow.Sheets.Taken(ctx, d.shop.ID, free, month)
	if err != nil {
		return nil, err
	}
	all := candidates(free)
	for i := range all {
		c := &all[i]
		for _, s := range d.facts.Staff {
			if s.ID == c.Staff {
				c.Priority, c.Weight = s.Priority, s.Weight
			}
		}
		for _, b := range taken {
			at := times.At(b.Start)
			if b.Staff != c.Staff || !b.Live(d.flow.Now()) || !month.Has(at) {
				continue
			}
			c.Bookings30++
			if day.Has(at) {
				c.MinutesToday += int(b.End.Sub(b.Start) / time.Minute)
			}
			if b.Start.Before(start) && b.Start.After(c.LastAssigned) {
				c.LastAssigned = b.Start
			}
		}
	}
	return all, nil
}
