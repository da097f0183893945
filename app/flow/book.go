package flow

import (
	"context"
	"errors"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/contacts"
	"clientele/models/services"
	"clientele/models/shops"
)

// Book is somebody's wish for an appointment.
type Book struct {
	Shop models.ShopID
	appointments.Wish
	Source appointments.Source
	Actor  string // a staff user; empty for the shopper
	Note   string // by staff
	// InvoiceHours is how long an invoice can be paid that the store sends; 0 for none.
	InvoiceHours int
}

// Booked is what came of it.
type Booked struct {
	appointments.Appointment
	Token    string // opens it without signing in
	Replayed bool   // the same form was sent before
}

// The bounds of a booking: how many are tried of those who do not mind who
// serves, and how many times one shopper may keep without having paid.
const (
	assignTries = 5
	holdsMost   = 5
)

// How long a time is kept for somebody who pays, in minutes.
const (
	holdDefault = 15
	holdLeast   = 5
	holdMost    = 60
)

var errNotInstalled = models.Errorf(models.Forbidden, "the app is not installed in this store")

// Book makes an appointment where its time is free, and keeps it for who has to
// pay first. The same key makes it once. *Taken tells that the time is not free.
func (f *Flow) Book(ctx context.Context, in Book) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	in.Start = models.Instant(in.Start)
	id := appointments.IDOf(shop.Salt, in.Source, in.Key)
	if done, err := f.replayed(ctx, shop, id, in); done != nil || err != nil {
		return booked(shop, done, true), err
	}
	d, a, err := f.prepare(ctx, shop, in)
	if err != nil {
		return Booked{}, err
	}
	a.ID, a.Digest = id, in.Digest()
	made, err := f.seat(ctx, d, Asked{Staff: in.Staff, Party: in.Party}, a.Start, func(staff booking.StaffID) (appointments.Appointment, error) {
		return f.bookWith(ctx, d, a, staff, actorOf(in.Actor))
	})
	if err != nil {
		if done, again := f.replayed(ctx, shop, id, in); done != nil && again == nil { // the same form, at once
			return booked(shop, done, true), nil
		}
		return Booked{}, err
	}
	return booked(shop, &made, false), nil
}

// seat makes an appointment with who is asked for, or with one of those that are
// free: somebody may be faster, and then another one may be free still.
func (f *Flow) seat(ctx context.Context, d *diary, asked Asked, start time.Time, make func(staff booking.StaffID) (appointments.Appointment, error)) (appointments.Appointment, error) {
	var refused []booking.StaffID
	for range assignTries {
		staff, err := d.choice(ctx, asked, start, "", refused)
		if err != nil {
			return appointments.Appointment{}, err
		}
		made, err := make(staff)
		var taken *Taken
		if !errors.As(err, &taken) || asked.Staff != "" {
			return made, err
		}
		refused = append(refused, staff)
	}
	return appointments.Appointment{}, &Taken{[]slots.Reason{slots.StaffBusy}}
}

func booked(shop shops.Shop, a *appointments.Appointment, replayed bool) Booked {
	if a == nil {
		return Booked{}
	}
	return Booked{Appointment: *a, Token: a.Token(shop.Salt), Replayed: replayed}
}

// replayed gives what the same form made before. The same key with another wish
// is refused.
func (f *Flow) replayed(ctx context.Context, shop shops.Shop, id booking.BookingID, in Book) (*appointments.Appointment, error) {
	was, err := f.Appointments.Get(ctx, shop.ID, id)
	if err != nil {
		return nil, unlessMissing(err)
	}
	if was.Digest != in.Digest() {
		return nil, models.Errorf(models.Conflict, "this key was used for another booking; load the page again")
	}
	return &was, nil
}

// prepare checks a wish, and gives the appointment that it would make, without a
// place yet.
func (f *Flow) prepare(ctx context.Context, shop shops.Shop, in Book) (*diary, appointments.Appointment, error) {
	none := appointments.Appointment{}
	if in.Source.Public() && !shop.Installed() {
		return nil, none, errNotInstalled
	}
	d, err := f.diary(ctx, shop, in.Service, in.Contact)
	if err != nil {
		return nil, none, err
	}
	if in.Source.Public() {
		if err := d.admit(); err != nil {
			return nil, none, err
		}
	}
	if problems := in.Problems(d.service.Settings, in.Source); len(problems) > 0 {
		return nil, none, models.InvalidFields(problems)
	}
	if err := d.choose(in.Variant, in.AddOns, in.Source); err != nil {
		return nil, none, err
	}
	price, err := d.service.PriceOf(in.Variant, in.AddOns, in.Seats(), d.level)
	if err != nil {
		return nil, none, err
	}
	if in.Person, err = f.person(ctx, shop, in.Person, in.Source); err != nil {
		return nil, none, err
	}
	a := d.draft(in, price)
	if in.InvoiceHours != 0 {
		if a, err = d.billed(a, in, price); err != nil {
			return nil, none, err
		}
	}
	return d, a, f.fewHolds(ctx, shop.ID, a)
}

// person fills in what is on record of whom the appointment is for. Guests are
// known by their address, as they are when they buy.
func (f *Flow) person(ctx context.Context, shop shops.Shop, p appointments.Person, by appointments.Source) (appointments.Person, error) {
	if p.Contact == "" {
		p.Contact = contacts.GuestID(shop.Salt, p.Email, p.Phone)
		return p, nil
	}
	c, err := f.shopperOf(ctx, shop.ID, p.Contact)
	if err != nil {
		return p, err
	}
	if c.Version == 0 && !by.Public() {
		return p, models.InvalidFields([]models.FieldProblem{{Path: "contact", Message: "is not on record; search again"}})
	}
	p.Contact = c.ID
	for _, missing := range []struct {
		field *string
		known string
	}{{&p.Name, c.Profile.Name()}, {&p.Email, c.Profile.Email}, {&p.Phone, c.Profile.Phone}, {&p.Language, c.Profile.Locale}} {
		if *missing.field == "" {
			*missing.field = missing.known
		}
	}
	return p, nil
}

// fewHolds refuses who keeps many times for themselves without paying any.
func (f *Flow) fewHolds(ctx context.Context, shop models.ShopID, in appointments.Appointment) error {
	if !countsHolds(in) {
		return nil
	}
	all, err := f.Appointments.Of(ctx, shop, []models.ContactID{in.Contact}, models.PageLimitMax)
	held := 0
	for _, a := range all {
		if a.Status == booking.Held && a.Source != appointments.Waitlist && a.Live(f.Now()) {
			held++
		}
	}
	if err == nil && held >= holdsMost {
		return models.Errorf(models.TooMany, "pay for the times that you have chosen already, or wait until they are free again")
	}
	return err
}

func countsHolds(a appointments.Appointment) bool {
	return a.Source == appointments.Storefront && a.Contact != "" && a.Status == booking.Held
}

// fewHolds is the same within the change, where who asks for many at once comes
// one after the other.
func (c *calendar) fewHolds(ctx context.Context, in appointments.Appointment) error {
	if !countsHolds(in) {
		return nil
	}
	if err := c.flow.Sheets.Touch(ctx, c.shop.ID, []appointments.Sheet{appointments.ShopperSheet(in.Contact)}); err != nil {
		return err
	}
	return c.flow.fewHolds(ctx, c.shop.ID, in)
}

// draft is the appointment without its place.
func (d *diary) draft(in Book, price services.Price) appointments.Appointment {
	t := d.facts.Service
	answers, _ := services.CheckAnswers(d.service.Questions, in.Answers)
	a := appointments.Appointment{
		Shop: d.shop.ID,
		Booking: booking.Booking{
			Service: t.ID, Start: in.Start, End: in.Start.Add(t.Length()), Status: booking.Confirmed, Seats: in.Seats(),
			BufferBeforeMinutes: t.BufferBeforeMinutes, BufferAfterMinutes: t.BufferAfterMinutes, Segments: t.Segments,
		},
		Title: d.title(in.Variant), Variant: in.Variant, AddOns: in.AddOns, Answers: answers,
		Price: models.Money{Minor: price.Minor, Currency: currencyOf(d.shop.Details.Currency)}, Payment: d.service.Payment, Policy: d.service.Policy,
		Contact: in.Contact, Name: strings.TrimSpace(in.Name), Email: in.Email, Phone: in.Phone, Language: models.LanguageOf(in.Language, d.shop.Details.Locale), Zone: in.Zone,
		Note: in.Note, Source: in.Source,
	}
	if in.Source.Public() && price.DueMinor > 0 {
		a.Status, a.DueMinor, a.Cart = booking.Held, price.DueMinor, price.Cart
	}
	return a
}

// title is what was booked, in the words of that day.
func (d *diary) title(variant string) string { return titleOf(d.service, variant) }

func titleOf(s services.Service, variant string) string {
	if v, err := s.Variant(variant); err == nil && v.Title != "" {
		return s.Title + ": " + v.Title
	}
	return s.Title
}

// bookWith makes the appointment with one of the staff.
func (f *Flow) bookWith(ctx context.Context, d *diary, draft appointments.Appointment, staff booking.StaffID, actor string) (appointments.Appointment, error) {
	var made appointments.Appointment
	err := f.onCalendar(ctx, d.shop, staff, func(ctx context.Context, c *calendar) error {
		if err := c.fewHolds(ctx, draft); err != nil {
			return err
		}
		place, err := c.place(ctx, d, spot{staff: staff, start: draft.Start, seats: draft.Seats})
		if err != nil {
			return err
		}
		made = draft
		made.Staff, made.Units, made.CreatedAt = place.Staff, place.Units, c.now
		if made.Status == booking.Held {
			until := c.now.Add(d.hold())
			if made.Invoice.Wanted {
				until = draft.ExpiresAt
			}
			made = made.Held(until, c.now, actor)
		} else {
			made.Status = ""
			made = made.Confirm(c.now, actor)
		}
		return c.save(ctx, nil, &made)
	})
	return made, err
}

// actorOf names who acts: a staff user, or the shopper.
func actorOf(user string) string {
	if user == "" {
		return appointments.Shopper
	}
	return user
}

// hold is how long a time is kept for somebody who pays.
func (d *diary) hold() time.Duration {
	n := d.service.HoldMinutes
	if n == 0 {
		n = holdDefault
	}
	return time.Duration(min(max(n, holdLeast), holdMost)) * time.Minute
}
