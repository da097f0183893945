package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// How many times are offered instead of one that is taken, and within how many
// days.
const (
	nearMost = 6
	nearDays = 7
)

// NearTimes are free times close to one that is taken, in order.
func (f *Flow) NearTimes(ctx context.Context, in Asked, start time.Time, zone string) ([]slots.Slot, error) {
	date := times.DateIn(models.Zone(zone), start)
	free, err := f.OfferTimes(ctx, in, slots.Range{From: date - 1, To: date + nearDays, Zone: zone})
	if err != nil {
		return nil, err
	}
	near := free.Slots
	away := func(s slots.Slot) time.Duration { return s.Start.Sub(start).Abs() }
	slices.SortStableFunc(near, func(a, b slots.Slot) int { return int(away(a)/time.Second) - int(away(b)/time.Second) })
	near = near[:min(len(near), nearMost)]
	slices.SortFunc(near, func(a, b slots.Slot) int { return a.Start.Compare(b.Start) })
	return near, nil
}
