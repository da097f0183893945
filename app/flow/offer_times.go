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

// Asked is what somebody wants to book, without when.
type Asked struct {
	Shop    models.ShopID
	Service booking.ServiceID
	Variant string
	AddOns  []string
	Staff   booking.StaffID // empty for anybody
	Party   int             // seats; 0 for one
	Moves   booking.BookingID
	Minutes int              // of what is moved; 0 for as long as it is
	Contact models.ContactID // whose level counts; empty for nobody's
	Source  appointments.Source
}

// FreeTimes are the times that are free, with what one has to know to show them.
type FreeTimes struct {
	ShopZone string
	Slots    []slots.Slot
	// Next is the first day after the range that has times, if the range has none.
	Next    times.Date
	HasNext bool
}

// How far one looks for the next free day, and how much of it at a time.
const (
	nextDays = 60
	nextMost = 14
)

// OfferTimes lists the free times in a range of days; of the shop where it names no
// zone.
func (f *Flow) OfferTimes(ctx context.Context, in Asked, r slots.Range) (FreeTimes, error) {
	d, err := f.askedFor(ctx, in)
	if err != nil {
		return FreeTimes{}, err
	}
	if r.Zone == "" {
		r.Zone = d.facts.Zone
	}
	span, err := r.Span()
	if err != nil {
		return FreeTimes{}, err
	}
	wish := slots.Wish{Staff: in.Staff, Party: in.Party, Moves: in.Moves}
	now := f.Now()
	offer := func(r slots.Range, span times.Span) ([]slots.Slot, error) {
		facts, err := d.at(ctx, now, in.Staff, span)
		if err != nil {
			return nil, err
		}
		return slots.Offers(facts, wish, r)
	}
	out := FreeTimes{ShopZone: d.facts.Zone}
	if out.Slots, err = offer(r, span); err != nil || len(out.Slots) > 0 {
		return out, err
	}
	// Nothing in sight: look further, but not beyond what can be booked.
	last := times.DateIn(models.Zone(r.Zone), now) + times.Date(d.horizon()) + 1
	for range nextMost {
		if r.From, r.To = r.To+1, min(r.To+nextDays, last); r.From > r.To {
			break
		}
		if span, err = r.Span(); err != nil {
			return out, err
		}
		found, err := offer(r, span)
		if err != nil {
			return out, err
		}
		if len(found) > 0 {
			out.Next, out.HasNext = times.DateIn(models.Zone(r.Zone), found[0].Start), true
			break
		}
	}
	return out, nil
}

// horizon is how many days ahead times are looked for.
func (d *diary) horizon() int {
	if n := d.facts.Service.HorizonDays; n > 0 {
		return n
	}
	return booking.HorizonDaysMax
}

// JudgeTime tells of everybody who is asked for whether a time is free, and why
// not.
func (f *Flow) JudgeTime(ctx context.Context, in Asked, start time.Time) ([]slots.Verdict, error) {
	d, err := f.askedFor(ctx, in)
	if err != nil {
		return nil, err
	}
	return d.judge(ctx, in, start)
}

func (d *diary) judge(ctx context.Context, in Asked, start time.Time) ([]slots.Verdict, error) {
	facts, err := d.at(ctx, d.present(d.flow.Now(), start), in.Staff, moment(start))
	if err != nil {
		return nil, err
	}
	return d.verdicts(facts, slots.Wish{Staff: in.Staff, Party: in.Party, Moves: in.Moves}, start), nil
}

// askedFor opens the diary of what is asked for. What is moved stays as it was
// booked.
func (f *Flow) askedFor(ctx context.Context, in Asked) (*diary, error) {
	shop, err := f.shopAtDoor(ctx, in.Shop)
	if err != nil {
		return nil, err
	}
	if in.Moves != "" {
		a, err := f.Appointments.Get(ctx, in.Shop, in.Moves)
		if err != nil {
			return nil, err
		}
		d, err := f.diaryOf(ctx, shop, a, in.Source)
		if err != nil {
			return nil, err
		}
		return d, d.resize(a, in.Minutes)
	}
	d, err := f.diary(ctx, shop, in.Service, in.Contact)
	if err != nil {
		return nil, err
	}
	if in.Source.Public() {
		if err := d.admit(); err != nil {
			return nil, err
		}
	}
	return d, d.choose(in.Variant, in.AddOns, in.Source)
}

// diaryOf opens the diary of an appointment, to move it or to judge it again.
func (f *Flow) diaryOf(ctx context.Context, shop shops.Shop, a appointments.Appointment, by appointments.Source) (*diary, error) {
	d, err := f.diary(ctx, shop, a.Service, a.Contact)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return nil, models.Errorf(models.Conflict, "this service is not offered any more; cancel the appointment and book another one")
	}
	if err != nil {
		return nil, err
	}
	d.keep(a, by)
	return d, nil
}

// admit refuses a shopper who may not book the service.
func (d *diary) admit() error {
	s := d.service
	switch {
	case !s.Enabled, s.Access.Hidden && !s.Access.Admits(d.level):
		return models.Errorf(models.NotFound, "there is no such service")
	case !s.Access.Admits(d.level) && s.Access.Refusal != "":
		return models.Errorf(models.Forbidden, "%s", s.Access.Refusal)
	case !s.Access.Admits(d.level):
		return models.Errorf(models.Forbidden, "this service is for members of a higher level")
	}
	return nil
}
