package flow

import (
	"context"

	"clientele/models/appointments"
)

// CancelBooking ends an appointment and frees its time. What goes back of the
// payment is what the policy of the day on which it was booked says, and all of
// it where staff cancels. Cancelling twice is like once.
func (f *Flow) CancelBooking(ctx context.Context, in Reach) (Booked, error) {
	why := appointments.ByShopper
	if in.Actor != "" {
		why = appointments.ByStaff
	}
	return f.end(ctx, in, why)
}

// ReleaseBooking gives a time back that was kept for a payment which will not
// come.
func (f *Flow) ReleaseBooking(ctx context.Context, in Reach) (Booked, error) {
	return f.end(ctx, in, appointments.Released)
}

func (f *Flow) end(ctx context.Context, in Reach, why appointments.End) (Booked, error) {
	return f.change(ctx, in, func(a appointments.Appointment, c *calendar) (appointments.Appointment, error) {
		return a.Cancel(why, c.now, actorOf(in.Actor))
	})
}

// ReplaceLink makes the links to an appointment that were sent before lead nowhere,
// and tells whom it is for the new one. It is for staff.
func (f *Flow) ReplaceLink(ctx context.Context, in Reach) (Booked, error) {
	return f.change(ctx, in, func(a appointments.Appointment, c *calendar) (appointments.Appointment, error) {
		return a.Relink(c.now, in.Actor)
	})
}

// change changes an appointment that stays where it is.
func (f *Flow) change(ctx context.Context, in Reach, decide func(a appointments.Appointment, c *calendar) (appointments.Appointment, error)) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	var is appointments.Appointment
	err = f.onCalendar(ctx, shop, "", func(ctx context.Context, c *calendar) error {
		var err error
		is, _, err = c.decide(ctx, in, decide)
		return err
	})
	if err != nil {
		return Booked{}, err
	}
	return booked(shop, &is, false), nil
}

// decide writes what is decided about an appointment that stays where it is, and
// tells whether that changed anything.
func (c *calendar) decide(ctx context.Context, in Reach, decide func(a appointments.Appointment, c *calendar) (appointments.Appointment, error)) (is appointments.Appointment, changed bool, err error) {
	was, err := c.flow.reach(ctx, c.shop, in)
	if err != nil {
		return is, false, err
	}
	if is, err = decide(was, c); err != nil || is.Sequence == was.Sequence {
		return is, false, err
	}
	return is, true, c.save(ctx, &was, &is)
}
