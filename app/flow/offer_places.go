package flow

import (
	"context"
	"errors"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/shops"
	"clientele/models/waitlist"
)

// WaitlistJob is the name of the job that offers places.
const WaitlistJob = "waitlist"

// wake has a place looked for at once for who waits for the day of a time that
// was given up, as part of what gave it up.
func (c *calendar) wake(ctx context.Context, was *appointments.Appointment, is appointments.Appointment) error {
	if was == nil || !appointments.OnSheet(was.Booking) || !was.Start.After(c.now) {
		return nil
	}
	if appointments.OnSheet(is.Booking) && is.Staff == was.Staff && is.Start.Equal(was.Start) && is.End.Equal(was.End) {
		return nil
	}
	n, err := c.flow.Waitlist.Wake(ctx, c.shop.ID, times.DateIn(c.shop.Location(), was.Start), c.now)
	c.woke = c.woke || n > 0
	return err
}

// follow brings who waited in line with what they were offered, as part of what
// became of it.
func (c *calendar) follow(ctx context.Context, a appointments.Appointment) error {
	if a.Source != appointments.Waitlist {
		return nil
	}
	e, err := c.flow.Waitlist.Get(ctx, c.shop.ID, a.ID)
	if err != nil {
		return unlessMissing(err)
	}
	is := e.Follow(a, c.now)
	if is.State == e.State {
		return nil
	}
	_, err = c.flow.Waitlist.Save(ctx, is)
	return err
}

// OfferPlaces offers free times to those who wait, who came first at first, and
// tells how many it looked at. An offer is an appointment that is held, under the
// id of who waits, and is written with their new state: so running this twice
// offers once.
func (f *Flow) OfferPlaces(ctx context.Context) (int, error) {
	due, err := f.Waitlist.Due(ctx, f.Now(), Crowd)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	// They are put off before anybody looks: what is given up from here on makes
	// them due again.
	if err := f.Waitlist.Look(ctx, due, waitlist.NextLook(f.Now())); err != nil {
		return 0, err
	}
	waitlist.InLine(due)
	var failed []waitlist.Entry
	var problem error
	for _, e := range due {
		err := f.offerPlace(ctx, e)
		var taken *Taken
		if errors.As(err, &taken) { // somebody was faster; another time may be free
			failed = append(failed, e)
			continue
		}
		if err != nil && !passedOver(err) {
			failed, problem = append(failed, e), errors.Join(problem, err)
		}
	}
	if len(failed) > 0 {
		err = f.Waitlist.Look(ctx, failed, f.Now().Add(time.Minute))
	}
	return len(due), errors.Join(problem, err)
}

// offerPlace offers somebody the first free time that would do, if there is one.
func (f *Flow) offerPlace(ctx context.Context, e waitlist.Entry) error {
	shop, err := f.Shops.Get(ctx, e.Shop)
	if err != nil || !shop.Installed() {
		return unlessMissing(err)
	}
	if e.Over(times.DateIn(shop.Location(), f.Now())) {
		return f.lapseWaiting(ctx, e)
	}
	start, free, err := f.placeFor(ctx, shop, e)
	if err != nil || !free {
		return notToBeHad(err)
	}
	d, a, err := f.prepare(ctx, shop, Book{Shop: shop.ID, Wish: e.Wish(start), Source: appointments.Waitlist})
	if err != nil {
		return notToBeHad(err)
	}
	a.ID, a.Digest = e.ID, e.Digest
	_, err = f.seat(ctx, d, Asked{Staff: e.Staff, Party: e.Party}, start, func(staff booking.StaffID) (appointments.Appointment, error) {
		return f.offerWith(ctx, d, a, staff)
	})
	return err
}

// notToBeHad passes over what keeps somebody from booking for now: the service is
// switched off, or they are not of its level any more.
func notToBeHad(err error) error {
	switch models.CodeOf(err) {
	case models.NotFound, models.Forbidden, models.Invalid:
		return nil
	}
	return err
}

func (f *Flow) lapseWaiting(ctx context.Context, e waitlist.Entry) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		is, err := f.Waitlist.Get(ctx, e.Shop, e.ID)
		if err != nil || is.State != waitlist.Waiting {
			return unlessMissing(err)
		}
		_, err = f.Waitlist.Save(ctx, is.Lapse(f.Now()))
		return err
	})
}

// placeFor finds the first free time that would do for who waits.
func (f *Flow) placeFor(ctx context.Context, shop shops.Shop, e waitlist.Entry) (time.Time, bool, error) {
	none := time.Time{}
	d, err := f.askedFor(ctx, Asked{
		Shop: e.Shop, Service: e.Service, Variant: e.Variant, AddOns: e.AddOns, Contact: e.Person.Contact, Source: appointments.Waitlist,
	})
	if err != nil || !d.service.Waiting {
		return none, false, err
	}
	now, zone := f.Now(), shop.Location()
	days := slots.Range{From: max(e.Days.First, times.DateIn(zone, now)), To: e.Days.Last, Zone: zone.String()}
	span, err := days.Span()
	if err != nil {
		return none, false, err
	}
	facts, err := d.at(ctx, now, e.Staff, span)
	if err != nil {
		return none, false, err
	}
	found, err := slots.Offers(facts, slots.Wish{Staff: e.Staff, Party: e.Party}, days)
	if err != nil {
		return none, false, err
	}
	starts := make([]time.Time, 0, len(found))
	for _, s := range found {
		starts = append(starts, s.Start)
	}
	start, ok := e.Choose(starts, zone, now)
	return models.Instant(start), ok, nil
}

// offerWith keeps a time with one of the staff for who waits, if they still do.
func (f *Flow) offerWith(ctx context.Context, d *diary, draft appointments.Appointment, staff booking.StaffID) (appointments.Appointment, error) {
	var made appointments.Appointment
	err := f.onCalendar(ctx, d.shop, staff, func(ctx context.Context, c *calendar) error {
		e, err := f.Waitlist.Get(ctx, d.shop.ID, draft.ID)
		if err != nil {
			return unlessMissing(err)
		}
		until, early := waitlist.Until(draft.Start, c.now)
		if e.State != waitlist.Waiting || !early {
			return nil
		}
		place, err := c.place(ctx, d, spot{staff: staff, start: draft.Start, seats: draft.Seats})
		if err != nil {
			return err
		}
		made = draft
		made.Staff, made.Units, made.CreatedAt = place.Staff, place.Units, c.now
		made = made.Held(until, c.now, appointments.Clientele)
		return c.save(ctx, nil, &made)
	})
	return made, err
}
