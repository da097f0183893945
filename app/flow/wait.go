package flow

import (
	"context"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/shops"
	"clientele/models/waitlist"
)

// queuedOf gives a place on the waitlist to who may have it.
func (f *Flow) queuedOf(ctx context.Context, shop shops.Shop, in Reach) (waitlist.Entry, error) {
	e, err := f.Waitlist.Get(ctx, shop.ID, in.ID)
	if err != nil {
		return e, err
	}
	if in.Actor == "" {
		theirs, err := f.belongs(ctx, shop, appointments.Opens(shop.Salt, e.ID, in.Token), e.Person.Contact, in)
		if err != nil || !theirs {
			return waitlist.Entry{}, errOr(err, models.Errorf(models.NotFound, "there is no such place on the waitlist"))
		}
	}
	return e, nil
}

// LeaveWaitlist takes somebody off the waitlist. An offer is declined by that, and
// its time goes to who is next. Leaving twice is like once.
func (f *Flow) LeaveWaitlist(ctx context.Context, in Reach) error {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return err
	}
	offered := false
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		e, err := f.queuedOf(ctx, shop, in)
		if err != nil {
			return err
		}
		if offered = e.State == waitlist.Offered; offered {
			return nil
		}
		is, err := e.Leave(f.Now())
		if err != nil || is.State == e.State {
			return err
		}
		_, err = f.Waitlist.Save(ctx, is)
		return err
	})
	if err != nil || !offered {
		return err
	}
	_, err = f.ReleaseBooking(ctx, in)
	return err
}

// TakePlace confirms what a shopper was offered from the waitlist. What is sold by
// the store is confirmed by its order instead.
func (f *Flow) TakePlace(ctx context.Context, in Reach) (Booked, error) {
	return f.change(ctx, in, func(a appointments.Appointment, c *calendar) (appointments.Appointment, error) {
		switch {
		case a.Source != appointments.Waitlist, a.Status != booking.Held && a.Status != booking.Confirmed, a.Lapsed(c.now):
			return a, models.Errorf(models.Conflict, "this place is not kept for you any more")
		case a.Status == booking.Held && a.DueMinor > 0:
			return a, models.Errorf(models.Conflict, "this place is yours once it is paid; go to the checkout")
		}
		return a.Confirm(c.now, actorOf(in.Actor)), nil
	})
}

// MyPlaces lists where a signed-in shopper waits, with what they are offered.
func (f *Flow) MyPlaces(ctx context.Context, id models.ShopID, contact models.ContactID) ([]Queued, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := f.shopperOf(ctx, id, contact)
	if err != nil {
		return nil, err
	}
	all, err := f.Waitlist.Of(ctx, id, (&person{contact: c}).accounts(), mineShown)
	if err != nil {
		return nil, err
	}
	return f.called(ctx, shop, all)
}

// called adds to entries that still count what they are about.
func (f *Flow) called(ctx context.Context, shop shops.Shop, all []waitlist.Entry) ([]Queued, error) {
	var out []Queued
	if len(all) == 0 {
		return out, nil
	}
	offered, err := f.Services.All(ctx, shop.ID)
	if err != nil {
		return nil, err
	}
	known := map[booking.ServiceID]services.Service{}
	for _, s := range offered {
		known[s.ID] = s
	}
	for _, e := range all {
		if !e.Open() {
			continue
		}
		q := queued(shop, &e, false)
		q.Title = titleOf(known[e.Service], e.Variant)
		if e.State == waitlist.Offered {
			a, err := f.Appointments.Get(ctx, shop.ID, e.ID)
			if err != nil {
				return nil, err
			}
			if a.Lapsed(f.Now()) { // nobody noticed yet
				continue
			}
			b := booked(shop, &a, false)
			q.Offer, q.Title = &b, a.Title
		}
		out = append(out, q)
	}
	return out, nil
}

// doorOf is where the storefront shows our pages to who is offered a place that
// the store sells; empty for all others, and where that was never said.
func (f *Flow) doorOf(ctx context.Context, a appointments.Appointment) (string, error) {
	if !a.Offer() || a.DueMinor == 0 {
		return "", nil
	}
	e, err := f.Waitlist.Get(ctx, a.Shop, a.ID)
	return e.Door, unlessMissing(err)
}

// waitingShown is how many who wait the panel shows at once.
const waitingShown = 500

// WaitingFor lists who waits for a service, or for any where none is named, on
// some days, who came first at the front.
func (f *Flow) WaitingFor(ctx context.Context, id models.ShopID, service booking.ServiceID, days waitlist.Days) ([]Queued, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := f.Waitlist.Open(ctx, id, service, days, waitingShown)
	if err != nil {
		return nil, err
	}
	return f.called(ctx, shop, all)
}
