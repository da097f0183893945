package flow

import (
	"context"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// cardEvents is how many of the newest events a card shows.
const cardEvents = 50

// EventCard is what happened with a contact besides orders, newest first.
type EventCard struct {
	Events   []points.Event
	More     bool
	Names    []string // of the store's own events that can be recorded now
	Birthday contacts.Birthday
}

// ContactEvents shows the events of a contact, those of records that became
// part of it included.
func (f *Flow) ContactEvents(ctx context.Context, shop models.ShopID, id models.ContactID) (EventCard, error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return EventCard{}, err
	}
	out := EventCard{Birthday: c.Birthday}
	out.Events, err = f.Events.Of(ctx, shop, (&person{contact: c}).accounts(), cardEvents+1)
	if err != nil {
		return EventCard{}, err
	}
	if out.More = len(out.Events) > cardEvents; out.More {
		out.Events = out.Events[:cardEvents]
	}
	versions, err := f.Programmes.Versions(ctx, shop)
	if err == nil && len(versions) > 0 {
		if newest := versions[len(versions)-1]; newest.Settings.Enabled {
			out.Names = newest.EventNames()
		}
	}
	return out, err
}

// MyBirthday is a shopper's own birthday; ask tells whether it would earn
// something and is not known.
func (f *Flow) MyBirthday(ctx context.Context, shop models.ShopID, id models.ContactID) (kept contacts.Birthday, ask bool, err error) {
	c, known, err := f.mine(ctx, shop, id)
	if err != nil || known && c.Birthday.Known() {
		return c.Birthday, false, err
	}
	versions, err := f.Programmes.Versions(ctx, shop)
	if err != nil || len(versions) == 0 {
		return kept, false, err
	}
	return kept, versions[len(versions)-1].HasEvent(points.Birthday), nil
}
