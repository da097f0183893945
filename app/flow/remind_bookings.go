package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/notices"
	"clientele/models/outbox"
)

// BookingReminders plans mails to whoever has an appointment within the time
// their store gives notice of: one for each time that an appointment has. It
// looks at what stands in the calendar, so that another choice of hours counts
// at once, and planning the same again changes nothing.
type BookingReminders struct {
	flow *Flow
	round
}

// BookingReminders begins to go over the shops.
func (f *Flow) BookingReminders() *BookingReminders { return &BookingReminders{flow: f} }

// Step goes over one shop, and gives zero when all shops are through. It is
// called by one goroutine. Of more than BookingsMax appointments the nearest
// come first, the others as soon as these have begun.
func (r *BookingReminders) Step(ctx context.Context) (int, error) {
	if !r.flow.Mailer.Ready() {
		return 0, nil
	}
	if more, err := r.next(ctx, r.flow.Shops); err != nil || !more {
		return 0, err
	}
	settings, err := r.flow.Notices.Get(ctx, r.shop.ID)
	if err != nil {
		return 0, err
	}
	if !r.shop.Installed() || !settings.Wants(notices.Soon) {
		return 1, nil
	}
	return 1, r.flow.remindOfBookings(ctx, r.shop.ID, time.Duration(settings.ReminderHours)*time.Hour)
}

// remindOfBookings plans the reminders of one shop that are due.
func (f *Flow) remindOfBookings(ctx context.Context, shop models.ShopID, ahead time.Duration) error {
	now := models.Instant(f.Now())
	span := times.Between(now, now.Add(ahead+time.Millisecond)) // its end is not part of it
	near, err := f.Appointments.Between(ctx, shop, appointments.Query{Span: span, Status: booking.Confirmed, Limit: BookingsMax})
	if err != nil {
		return err
	}
	var planned []outbox.Message
	for _, a := range near {
		if !a.RemindedOf(ahead, now) {
			continue
		}
		m := bookingMail(a, notices.Soon, "@", a.Start.UnixMilli(), f.Now)
		_, err := f.Outbox.Get(ctx, shop, m.ID)
		if err == nil {
			continue
		}
		if models.CodeOf(err) != models.NotFound {
			return err
		}
		planned = append(planned, m)
	}
	return f.put(ctx, planned)
}
