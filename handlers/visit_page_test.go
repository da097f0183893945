package handlers

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
)

func TestThePageSaysWhyAnAppointmentCameToNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		source  appointments.Source
		status  booking.Status
		expires time.Time
		ended   appointments.End
		want    models.Text
	}{
		"a place that is offered":          {appointments.Waitlist, booking.Held, now.Add(time.Hour), "", becameOf["held"]},
		"an offer that nobody took yet":    {appointments.Waitlist, booking.Held, now.Add(-time.Hour), "", offerOver},
		"an offer that lapsed":             {appointments.Waitlist, booking.Cancelled, time.Time{}, appointments.Lapsed, offerOver},
		"an offer that somebody let pass":  {appointments.Waitlist, booking.Cancelled, time.Time{}, appointments.Released, offerPassed},
		"a place that was taken":           {appointments.Waitlist, booking.Confirmed, time.Time{}, "", becameOf["confirmed"]},
		"one that was cancelled once more": {appointments.Waitlist, booking.Cancelled, time.Time{}, appointments.ByShopper, becameOf["cancelled"]},
		"one that was not paid":            {appointments.Storefront, booking.Held, now.Add(-time.Hour), "", heldOver},
		"one that lapsed":                  {appointments.Panel, booking.Cancelled, time.Time{}, appointments.Lapsed, heldOver},
		"one that the store cancelled":     {appointments.Storefront, booking.Cancelled, time.Time{}, appointments.ByStaff, becameOf["cancelled"]},
	} {
		var b flow.Booked
		b.Source, b.Status, b.ExpiresAt, b.Ended = c.source, c.status, c.expires, c.ended
		if got := became(b, now); got != c.want {
			t.Errorf("%s: the page says %q, want %q", name, got.En, c.want.En)
		}
	}
}
