package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/shops"
	"clientele/models/team"
	"clientele/models/waitlist"
)

// JoinWaitlist is a shopper's wish to be offered a time that becomes free. Its
// beginning is left empty.
type JoinWaitlist struct {
	Shop models.ShopID
	appointments.Wish
	Days waitlist.Days
	Part waitlist.Part
	Door string // where the storefront shows our pages, such as /apps/clientele
}

// Queued is a place on the waitlist.
type Queued struct {
	waitlist.Entry
	Title    string // of the service, or of what is offered
	Token    string // opens it without signing in
	Replayed bool   // the same form was sent before
	Offer    *Booked
}

// JoinWaitlist puts a shopper on the waitlist of a service, under the conditions
// under which they could book it. The same key does it once.
func (f *Flow) JoinWaitlist(ctx context.Context, in JoinWaitlist) (Queued, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Queued{}, err
	}
	if !shop.Installed() {
		return Queued{}, errNotInstalled
	}
	in.Start = times.Resolve(shop.Location(), in.Days.First, 0).In(time.UTC) // a booking has a beginning
	e := waitlist.Entry{
		Shop: shop.ID, ID: appointments.IDOf(shop.Salt, appointments.Waitlist, in.Key), Digest: waitlist.Digest(in.Wish, in.Days, in.Part),
		Service: in.Service, Variant: in.Variant, AddOns: in.AddOns, Staff: in.Staff, Party: in.Seats(), Answers: in.Answers,
		Days: in.Days, Part: in.Part, Door: in.Door, State: waitlist.Waiting,
	}
	if done, err := f.joined(ctx, e); done != nil || err != nil {
		return queued(shop, done, true), err
	}
	if e.Person, err = f.mayWait(ctx, shop, in); err != nil {
		return Queued{}, err
	}
	if err := f.join(ctx, shop, &e); err != nil {
		if done, again := f.joined(ctx, e); done != nil && again == nil { // the same form, at once
			return queued(shop, done, true), nil
		}
		return Queued{}, err
	}
	f.Wake(WaitlistJob)
	return queued(shop, &e, false), nil
}

func queued(shop shops.Shop, e *waitlist.Entry, replayed bool) Queued {
	if e == nil {
		return Queued{}
	}
	return Queued{Entry: *e, Token: appointments.TokenOf(shop.Salt, e.ID), Replayed: replayed}
}

// joined gives what the same form made before. The same key with another wish is
// refused.
func (f *Flow) joined(ctx context.Context, e waitlist.Entry) (*waitlist.Entry, error) {
	was, err := f.Waitlist.Get(ctx, e.Shop, e.ID)
	if err != nil {
		return nil, unlessMissing(err)
	}
	if was.Digest != e.Digest {
		return nil, models.Errorf(models.Conflict, "this key was used for another wish; load the page again")
	}
	return &was, nil
}

// mayWait refuses who could not book either, and tells who they are.
func (f *Flow) mayWait(ctx context.Context, shop shops.Shop, in JoinWaitlist) (appointments.Person, error) {
	none := appointments.Person{}
	d, err := f.diary(ctx, shop, in.Service, in.Contact)
	if err != nil {
		return none, err
	}
	if err := d.admit(); err != nil {
		return none, err
	}
	if !d.service.Waiting {
		return none, waitlist.ErrNoLine
	}
	problems := in.Problems(d.service.Settings, appointments.Storefront)
	if err := d.choose(in.Variant, in.AddOns, appointments.Waitlist); err != nil {
		return none, err
	}
	today := times.DateIn(shop.Location(), f.Now())
	problems = append(problems, waitlist.Problems(in.Days, in.Part, today, today+times.Date(d.horizon()))...)
	if in.Staff != "" && !d.performs(in.Staff) {
		problems = append(problems, models.FieldProblem{Path: "staff", Message: "does not perform this service; load the page again"})
	}
	if len(problems) > 0 {
		return none, models.InvalidFields(problems)
	}
	return f.person(ctx, shop, in.Person, appointments.Waitlist)
}

// performs tells whether somebody who serves now performs the service.
func (d *diary) performs(id booking.StaffID) bool {
	serves := slices.ContainsFunc(d.members, func(m team.Member) bool { return m.ID == id })
	return serves && d.facts.Service.Performs(id)
}

// waitingRead bounds the entries that are looked at before somebody joins.
const waitingRead = 5_000

// join writes an entry if there is room for it. Those who join a waitlist for the
// same days at once come one after the other, and so does who joins several.
func (f *Flow) join(ctx context.Context, shop shops.Shop, e *waitlist.Entry) error {
	c, err := f.shopperOf(ctx, shop.ID, e.Person.Contact)
	if err != nil {
		return err
	}
	days := times.Span{From: dateOf(shop, e.Days.First).From, To: dateOf(shop, e.Days.Last).To}
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		sheets := append(appointments.SheetsOf(appointments.OfService, string(e.Service), days), appointments.ShopperSheet(c.ID))
		if err := f.Sheets.Touch(ctx, shop.ID, sheets); err != nil {
			return err
		}
		own, err := f.Waitlist.Of(ctx, shop.ID, (&person{contact: c}).accounts(), models.PageLimitMax)
		if err != nil {
			return err
		}
		if err := waitlist.Twice(*e, own); err != nil {
			return err
		}
		others, err := f.Waitlist.Open(ctx, shop.ID, e.Service, e.Days, waitingRead)
		if err != nil {
			return err
		}
		if err := waitlist.Room(e.Days, others, own); err != nil {
			return err
		}
		now := models.Instant(f.Now())
		e.MadeAt, e.UpdatedAt, e.LookAt = now, now, now
		e.Version, err = f.Waitlist.Save(ctx, *e)
		return err
	})
}
