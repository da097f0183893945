package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/shops"
)

// Taken is the answer to a wish for a time that is not free.
type Taken struct {
	Reasons []slots.Reason // of whoever was asked for
}

// Error implements error.
func (t *Taken) Error() string { return "this time is not free; choose another one" }

// Unwrap gives the error its code.
func (t *Taken) Unwrap() error { return models.Errorf(models.Conflict, "%s", t.Error()) }

// calendar is one change of what is taken, under way.
type calendar struct {
	flow *Flow
	shop shops.Shop
	now  time.Time
	woke bool // somebody waits for what was given up
}

// onCalendar is the only way to change what is taken of the calendar. The change
// reads and writes in one transaction, and moves on every sheet on which it
// stood and will stand. Whoever changed one of these in the meantime comes
// first, and this one begins anew with what they left: so what place finds free
// is free when it is written. Those about one member of the staff queue up before
// that, so that a crowd is told at once who got it.
func (f *Flow) onCalendar(ctx context.Context, shop shops.Shop, staff booking.StaffID, change func(ctx context.Context, c *calendar) error) error {
	var c *calendar
	story := func(ctx context.Context) error {
		c = &calendar{flow: f, shop: shop, now: models.Instant(f.Now())}
		return change(ctx, c)
	}
	var err error
	if staff == "" { // not known before it is read
		err = f.Tx.Do(ctx, story)
	} else {
		err = f.Tx.Queue(ctx, shop.ID, "calendar of "+string(staff), story)
	}
	if err == nil && c.woke {
		f.Wake(WaitlistJob)
	}
	return err
}

// spot is a time that somebody wants with one of the staff.
type spot struct {
	staff booking.StaffID
	start time.Time
	seats int
	moves booking.BookingID // what is to be moved there
}

// place judges a spot by what is taken in this transaction. It gives *Taken where
// it is not free.
func (c *calendar) place(ctx context.Context, d *diary, s spot) (appointments.Place, error) {
	service := d.facts.Service
	wanted := booking.Booking{
		Service: service.ID, Staff: s.staff, Start: s.start, End: s.start.Add(service.Length()),
		BufferBeforeMinutes: service.BufferBeforeMinutes, BufferAfterMinutes: service.BufferAfterMinutes,
	}
	sheets := c.sheets(wanted)
	if service.MaxPerDay > 0 {
		sheets = append(sheets, appointments.SheetsOf(appointments.OfService, string(service.ID), c.day(s.start))...)
	}
	if err := c.flow.Sheets.Touch(ctx, c.shop.ID, sheets); err != nil {
		return appointments.Place{}, err
	}
	facts, err := d.at(ctx, d.present(c.now, s.start), s.staff, moment(s.start))
	if err != nil {
		return appointments.Place{}, err
	}
	verdict := d.verdicts(facts, slots.Wish{Staff: s.staff, Party: s.seats, Moves: s.moves}, s.start)[0]
	if !verdict.Free() {
		return appointments.Place{}, &Taken{verdict.Reasons}
	}
	return appointments.Place{Staff: s.staff, Start: wanted.Start, End: wanted.End, Units: verdict.Units}, nil
}

// save writes an appointment with what it takes, asks for what goes back of its
// payment, brings the waitlist in line with it, and has whom it is for told; was is
// nil for a new one.
func (c *calendar) save(ctx context.Context, was *appointments.Appointment, is *appointments.Appointment) error {
	var before *booking.Booking
	sheets := c.sheets(is.Booking)
	if was != nil {
		before = &was.Booking
		sheets = append(sheets, c.sheets(was.Booking)...)
		if was.Status == booking.Held && is.Status == booking.Confirmed { // others may think that the hold is over
			sheets = append(sheets, appointments.SheetsOf(appointments.OfService, string(is.Service), c.day(is.Start))...)
		}
	}
	if err := c.flow.Sheets.Touch(ctx, c.shop.ID, sheets); err != nil {
		return err
	}
	if err := c.flow.Sheets.Put(ctx, c.shop.ID, before, &is.Booking); err != nil {
		return err
	}
	if err := c.repay(ctx, was, is); err != nil {
		return err
	}
	if err := c.bill(ctx, was, is); err != nil {
		return err
	}
	version, err := c.flow.Appointments.Save(ctx, *is)
	if err != nil {
		return err
	}
	is.Version = version
	if err := c.follow(ctx, *is); err != nil {
		return err
	}
	if err := c.wake(ctx, was, *is); err != nil {
		return err
	}
	return c.tell(ctx, was, is)
}

// sheets are those on which a booking stands, or where others count it.
func (c *calendar) sheets(b booking.Booking) []appointments.Sheet {
	day := c.day(b.Start)
	span := b.Blocked()
	span.From, span.To = min(span.From, day.From), max(span.To, day.To)
	all := appointments.SheetsOf(appointments.OfStaff, string(b.Staff), span)
	used := b.Blocked().Widen(0, booking.CleanUpMinutesMax*time.Minute)
	for _, unit := range b.Units {
		all = append(all, appointments.SheetsOf(appointments.OfUnit, string(unit), used)...)
	}
	return all
}

// day is the day of the shop on which a moment lies.
func (c *calendar) day(t time.Time) times.Span { return dayOf(c.shop, t) }
