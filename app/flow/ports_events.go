package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// Events keeps facts other than orders that earn points.
type Events interface {
	Get(ctx context.Context, shop models.ShopID, contact models.ContactID, kind, source string) (points.Event, error)
	Save(ctx context.Context, e points.Event) (int64, error)
	// Of lists the newest events of some contacts.
	Of(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]points.Event, error)
	// Between lists the events of one kind from one time until before another,
	// newest first.
	Between(ctx context.Context, shop models.ShopID, ids []models.ContactID, kind string, from, to time.Time, limit int) ([]points.Event, error)
	// Each visits all events of some contacts.
	Each(ctx context.Context, shop models.ShopID, ids []models.ContactID, visit func(points.Event) error) error
	// Born gives the contacts with one of some birthdays that follow one, by id.
	// Dates are months and days, such as 02-28.
	Born(ctx context.Context, shop models.ShopID, dates []string, after models.ContactID, limit int) ([]contacts.Contact, error)
	// Erase removes a contact's events, in a transaction of its caller; up to
	// limit documents a call.
	Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error)
}
