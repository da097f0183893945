package flow

import (
	"context"
	"time"
	"unicode/utf8"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/shops"
)

// SetBooking is what staff says has become of an appointment.
type SetBooking struct {
	Reach
	To          booking.Status
	ActualStart time.Time // of one that took place; zero where nobody told
	ActualEnd   time.Time
}

// SetBooking notes what became of an appointment. One whose time was given up is
// judged again before it is confirmed; *Taken tells that somebody else has it.
func (f *Flow) SetBooking(ctx context.Context, in SetBooking) (Booked, error) {
	switch in.To {
	case booking.Confirmed:
		return f.confirmByHand(ctx, in.Reach)
	case booking.Cancelled:
		return f.CancelBooking(ctx, in.Reach)
	}
	return f.changeVisit(ctx, in.Reach, func(a appointments.Appointment, c *calendar) (appointments.Appointment, error) {
		switch in.To {
		case booking.Completed:
			return a.Complete(c.now, in.Actor, in.ActualStart, in.ActualEnd)
		case booking.NoShow:
			return a.NoShow(c.now, in.Actor)
		}
		return a, models.Errorf(models.Invalid, "an appointment cannot be set to %s", in.To)
	})
}

// confirmByHand confirms without a payment.
func (f *Flow) confirmByHand(ctx context.Context, in Reach) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	var is appointments.Appointment
	err = f.onCalendar(ctx, shop, "", func(ctx context.Context, c *calendar) error {
		was, err := f.reach(ctx, shop, in)
		if err != nil {
			return err
		}
		if was.Repayment.UnderWay() && !was.Repayment.NeedsPerson {
			return models.Errorf(models.Conflict, "its payment is on its way back; look again in a moment")
		}
		is = was
		if was.Takable(c.now) {
			if err := c.again(ctx, &is, in.source()); err != nil {
				return err
			}
		}
		if is = is.Confirm(c.now, in.Actor); is.Sequence == was.Sequence {
			return nil
		}
		return c.save(ctx, &was, &is)
	})
	if err != nil {
		return Booked{}, err
	}
	return booked(shop, &is, false), nil
}

// again judges the time of an appointment that gave it up, with the same member
// of the staff; *Taken where it is not free. Its units may be others now.
func (c *calendar) again(ctx context.Context, a *appointments.Appointment, by appointments.Source) error {
	d, err := c.flow.diaryOf(ctx, c.shop, *a, by)
	if err != nil {
		return err
	}
	place, err := c.place(ctx, d, spot{staff: a.Staff, start: a.Start, seats: a.Seats, moves: a.ID})
	if err != nil {
		return err
	}
	a.Units = place.Units
	return nil
}

// NoteBooking keeps what staff writes about an appointment.
func (f *Flow) NoteBooking(ctx context.Context, in Reach, note string) (Booked, error) {
	if utf8.RuneCountInString(note) > appointments.NoteMax {
		return Booked{}, models.InvalidFields([]models.FieldProblem{{Path: "note", Message: "must be 2000 characters or fewer"}})
	}
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	var is appointments.Appointment
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		if is, err = f.reach(ctx, shop, in); err != nil || is.Note == note {
			return err
		}
		is.Note, is.UpdatedAt = note, models.Instant(f.Now())
		is.Version, err = f.Appointments.Save(ctx, is)
		return err
	})
	return booked(shop, &is, false), err
}

// Booking is one appointment for who may see it.
func (f *Flow) Booking(ctx context.Context, in Reach) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	a, err := f.reach(ctx, shop, in)
	if err != nil {
		return Booked{}, err
	}
	return booked(shop, &a, false), nil
}

// BookingsMax bounds the appointments that are listed at once.
const BookingsMax = 2_000

// BookingList is a part of the calendar.
type BookingList struct {
	Shop  shops.Shop
	Items []appointments.Appointment
	More  bool // than were asked for
}

// Bookings lists what meets a span, by beginning, at most BookingsMax.
func (f *Flow) Bookings(ctx context.Context, id models.ShopID, q appointments.Query) (BookingList, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return BookingList{}, err
	}
	q.Limit = BookingsMax + 1
	all, err := f.Appointments.Between(ctx, id, q)
	if err != nil {
		return BookingList{}, err
	}
	return BookingList{Shop: shop, Items: all[:min(len(all), BookingsMax)], More: len(all) > BookingsMax}, nil
}

// mineShown is how many appointments a shopper sees of their own.
const mineShown = 50

// MyBookings lists a signed-in shopper's appointments, the latest first.
func (f *Flow) MyBookings(ctx context.Context, id models.ShopID, contact models.ContactID) ([]Booked, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := f.shopperOf(ctx, id, contact)
	if err != nil {
		return nil, err
	}
	all, err := f.Appointments.Of(ctx, id, (&person{contact: c}).accounts(), mineShown)
	out := make([]Booked, 0, len(all))
	for i := range all {
		out = append(out, booked(shop, &all[i], false))
	}
	return out, err
}

// LapseHolds frees the times that were kept for payments which did not come, and
// tells how many. Nothing depends on it having run: a hold that is over is in
// nobody's way.
func (f *Flow) LapseHolds(ctx context.Context) (int, error) {
	over, err := f.Appointments.Expired(ctx, f.Now(), Crowd)
	if err != nil {
		return 0, err
	}
	return len(over), sideBySide(ctx, over, func(ctx context.Context, a appointments.Appointment) error {
		err := f.lapse(ctx, a)
		if passedOver(err) {
			return nil
		}
		return err
	})
}

func (f *Flow) lapse(ctx context.Context, a appointments.Appointment) error {
	shop, err := f.Shops.Get(ctx, a.Shop)
	if err != nil {
		return err
	}
	return f.onCalendar(ctx, shop, a.Staff, func(ctx context.Context, c *calendar) error {
		was, err := f.Appointments.Get(ctx, shop.ID, a.ID)
		if err != nil || !was.Lapsed(c.now) { // paid in the meantime
			return err
		}
		is, err := was.Cancel(appointments.Lapsed, c.now, appointments.Clientele)
		if err != nil {
			return err
		}
		return c.save(ctx, &was, &is)
	})
}
