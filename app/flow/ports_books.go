package flow

import (
	"context"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// Books reads whole shops in the order of their ids, for checks that leave
// nothing out. Within a transaction it reads what was there at one moment.
type Books interface {
	// Accounts gives the accounts that follow one, by id.
	Accounts(ctx context.Context, shop models.ShopID, after models.ContactID, limit int) ([]points.Account, error)
	// EachEntry visits all entries of at most a hundred accounts: those of one
	// account together and in the order of their numbers.
	EachEntry(ctx context.Context, shop models.ShopID, ids []models.ContactID, visit func(points.Entry) error) error
	// EachLot visits all lots of some accounts, used up ones included.
	EachLot(ctx context.Context, shop models.ShopID, ids []models.ContactID, visit func(points.Lot) error) error
	// Contacts gives those of some contacts that are on record.
	Contacts(ctx context.Context, shop models.ShopID, ids []models.ContactID) ([]contacts.Contact, error)
	// Orders gives the orders that follow one, by id.
	Orders(ctx context.Context, shop models.ShopID, after models.OrderID, limit int) ([]points.Record, error)
	// Posted adds up what all entries say of some orders.
	Posted(ctx context.Context, shop models.ShopID, ids []models.OrderID) (map[models.OrderID]int64, error)
	// Standing adds up what all contacts have: members, guests, stopped
	// accounts and balances.
	Standing(ctx context.Context, shop models.ShopID) (points.Sums, error)
}

// Verifications keeps how the check of each shop's books stands.
type Verifications interface {
	// Get gives one that never began where there is none.
	Get(ctx context.Context, shop models.ShopID) (points.Verification, error)
	Save(ctx context.Context, v points.Verification) (int64, error)
}
