package flow

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/points"
)

// The bounds of a check of the calendar: how many weeks ahead are looked at, and
// how many appointments of one.
const (
	weeksVerified   = 160
	weekVerifiedMax = 20_000
)

// sheets holds what stands on the sheets of the calendar against the
// appointments that they follow from, week by week from this one on.
func (c *checkup) sheets(ctx context.Context) error {
	last, some, err := c.flow.Sheets.LastWeek(ctx, c.shop.ID)
	if err != nil {
		return err
	}
	week := appointments.WeekOf(times.At(c.flow.Now()))
	if !some {
		last = week - 1
	}
	// After the last sheet there must be no appointment at all.
	last = min(last, week+weeksVerified)
	for ; week <= last+1; week++ {
		var wrong []points.Violation
		err := c.flow.Tx.Do(ctx, func(ctx context.Context) error {
			var err error
			wrong, err = c.week(ctx, week.Span())
			return err
		})
		if err == nil {
			err = c.found(ctx, points.Account{}, "", wrong)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checkup) week(ctx context.Context, span times.Span) ([]points.Violation, error) {
	on, err := c.flow.Sheets.Taken(ctx, c.shop.ID, nil, span)
	if err != nil {
		return nil, err
	}
	const around = booking.BufferMinutesMax * time.Minute
	made, err := c.flow.Appointments.Between(ctx, c.shop.ID, appointments.Query{Span: span.Widen(around, around), Limit: weekVerifiedMax})
	if err != nil || len(made) == weekVerifiedMax {
		return nil, err
	}
	var want []booking.Booking
	for _, a := range made {
		if appointments.OnSheet(a.Booking) && a.Blocked().Meets(span) {
			want = append(want, a.Booking)
		}
	}
	return differences(on, want), nil
}

// differences names the bookings that stand on sheets otherwise than they were
// made.
func differences(on, want []booking.Booking) []points.Violation {
	byID := func(a, b booking.Booking) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(on, byID)
	slices.SortFunc(want, byID)
	var wrong []points.Violation
	add := func(b booking.Booking, what string) {
		wrong = append(wrong, points.Violation{Law: points.LawCalendar, Text: fmt.Sprintf("appointment %s %s", b.ID, what)})
	}
	for _, b := range want {
		switch i, found := slices.BinarySearchFunc(on, b, byID); {
		case !found:
			add(b, "is not on the calendar, so its time could be sold again")
		case !reflect.DeepEqual(on[i], b):
			add(b, "is on the calendar otherwise than it was made")
		}
	}
	for _, b := range on {
		if _, found := slices.BinarySearchFunc(want, b, byID); !found {
			add(b, "is on the calendar and takes nothing any more")
		}
	}
	return wrong
}
