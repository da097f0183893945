package flow

import (
	"context"
	"errors"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/shops"
)

// Reach is how somebody got hold of an appointment: staff of the store by its id
// alone, a shopper as the one whom it is for, or by the token of a link.
type Reach struct {
	Shop    models.ShopID
	ID      booking.BookingID
	Actor   string           // a staff user; empty for a shopper
	Contact models.ContactID // the signed-in shopper
	Token   string
	Base    int64 // the version that staff looked at; 0 for any
}

// source is on whose behalf it is changed.
func (r Reach) source() appointments.Source {
	if r.Actor == "" {
		return appointments.Storefront
	}
	return appointments.Panel
}

// reach gives an appointment to who may have it, and models.NotFound to all
// others, who learn nothing.
func (f *Flow) reach(ctx context.Context, shop shops.Shop, r Reach) (appointments.Appointment, error) {
	a, err := f.Appointments.Get(ctx, shop.ID, r.ID)
	if err != nil {
		return a, err
	}
	if r.Actor == "" {
		theirs, err := f.belongs(ctx, shop, a.OpensBy(shop.Salt, r.Token), a.Contact, r)
		if err != nil || !theirs {
			return appointments.Appointment{}, errOr(err, models.Errorf(models.NotFound, "there is no such appointment"))
		}
	}
	if r.Base != 0 && r.Base != a.Version {
		return a, models.Errorf(models.Conflict, "this appointment was changed meanwhile; look again and repeat")
	}
	return a, nil
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// belongs tells whether what is for a contact is the shopper's, who has opened it
// by its link or is signed in.
func (f *Flow) belongs(ctx context.Context, shop shops.Shop, opened bool, contact models.ContactID, r Reach) (bool, error) {
	if opened {
		return true, nil
	}
	if r.Contact == "" || contact == "" {
		return false, nil
	}
	whose, err := f.shopperOf(ctx, shop.ID, contact)
	if err != nil {
		return false, err
	}
	who, err := f.shopperOf(ctx, shop.ID, r.Contact)
	return who.ID == whose.ID, err
}

// MoveBooking is the wish to have an appointment at another time.
type MoveBooking struct {
	Reach
	Start   time.Time
	Staff   booking.StaffID // who serves from then on; empty for the same if they are free
	Minutes int             // how long it takes from then on; 0 for as long as it does now
}

// MoveBooking moves an appointment where its new time is free; *Taken tells that
// it is not. The old time is given up in the same moment.
func (f *Flow) MoveBooking(ctx context.Context, in MoveBooking) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	a, err := f.reach(ctx, shop, in.Reach)
	if err != nil {
		return Booked{}, err
	}
	if err := a.Movable(f.Now(), actorOf(in.Actor)); err != nil {
		return Booked{}, err
	}
	d, err := f.diaryOf(ctx, shop, a, in.source())
	if err != nil {
		return Booked{}, err
	}
	if err := d.resize(a, in.Minutes); err != nil {
		return Booked{}, err
	}
	in.Start = models.Instant(in.Start)
	asked := Asked{Staff: in.Staff, Party: a.Seats, Moves: a.ID}
	var refused []booking.StaffID
	for range assignTries {
		staff, err := d.choice(ctx, asked, in.Start, a.Staff, refused)
		if err != nil {
			return Booked{}, err
		}
		moved, err := f.moveTo(ctx, d, in, staff)
		var taken *Taken
		if errors.As(err, &taken) && in.Staff == "" {
			refused = append(refused, staff)
			continue
		}
		if err != nil {
			return Booked{}, err
		}
		return booked(shop, &moved, false), nil
	}
	return Booked{}, &Taken{[]slots.Reason{slots.StaffBusy}}
}

func (f *Flow) moveTo(ctx context.Context, d *diary, in MoveBooking, staff booking.StaffID) (appointments.Appointment, error) {
	var moved appointments.Appointment
	err := f.onCalendar(ctx, d.shop, staff, func(ctx context.Context, c *calendar) error {
		was, err := f.reach(ctx, d.shop, in.Reach)
		if err != nil {
			return err
		}
		if err := was.Movable(c.now, actorOf(in.Actor)); err != nil {
			return err
		}
		// It may have got another length since it was read.
		d.keep(was, in.source())
		if err := d.resize(was, in.Minutes); err != nil {
			return err
		}
		if was.Staff == staff && was.Start.Equal(in.Start) && d.resized.ID == "" {
			moved = was
			return nil
		}
		if !was.Payable(in.Start, c.now) {
			return models.InvalidFields([]models.FieldProblem{{Path: "start", Message: "is too soon for the invoice, which is not paid yet; confirm the booking first, to be paid on site"}})
		}
		place, err := c.place(ctx, d, spot{staff: staff, start: in.Start, seats: was.Seats, moves: was.ID})
		if err != nil {
			return err
		}
		moved = was.Move(place, c.now, actorOf(in.Actor))
		return c.save(ctx, &was, &moved)
	})
	return moved, err
}
