package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/waitlist"
)

// Waitlist keeps who waits for a time.
type Waitlist interface {
	Get(ctx context.Context, shop models.ShopID, id booking.BookingID) (waitlist.Entry, error)
	Save(ctx context.Context, e waitlist.Entry) (int64, error)
	// Open lists who waits for a service, or for any where none is named, on some
	// of the days or has an offer, who came first at the front.
	Open(ctx context.Context, shop models.ShopID, service booking.ServiceID, days waitlist.Days, limit int) ([]waitlist.Entry, error)
	// Of lists the entries of some contacts, the latest first.
	Of(ctx context.Context, shop models.ShopID, contacts []models.ContactID, limit int) ([]waitlist.Entry, error)
	// Due lists of all shops who waits and is to be looked for, the longest due
	// first.
	Due(ctx context.Context, now time.Time, limit int) ([]waitlist.Entry, error)
	// Wake makes all due who wait for a day, and tells how many these are.
	Wake(ctx context.Context, shop models.ShopID, day times.Date, now time.Time) (int, error)
	// Look says when a place is looked for next for some who wait.
	Look(ctx context.Context, some []waitlist.Entry, at time.Time) error
	// Erase removes up to limit entries of a contact, and tells how many.
	Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error)
}
