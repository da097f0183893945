package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/referrals"
)

// Referrals keeps who recommended the store to whom, and whose code is whose.
type Referrals interface {
	// Advocate tells whose a code is; models.NotFound where it was never given out.
	Advocate(ctx context.Context, shop models.ShopID, code string) (models.ContactID, error)
	// SaveCode keeps whose a code is; models.Conflict where it is kept already.
	SaveCode(ctx context.Context, shop models.ShopID, code string, contact models.ContactID) error
	EraseCode(ctx context.Context, shop models.ShopID, code string) error
	// Named gives the referrals that there are of some ids, in no particular order.
	Named(ctx context.Context, shop models.ShopID, ids []string) ([]referrals.Referral, error)
	Save(ctx context.Context, r referrals.Referral) (int64, error)
	// Due lists referrals of any shop to be looked at, the longest overdue first.
	Due(ctx context.Context, now time.Time, limit int) ([]referrals.Referral, error)
	// Counting lists the referrals that count for an advocate's records and were
	// due from one time until before another, where that is set, earliest first.
	Counting(ctx context.Context, shop models.ShopID, advocates []models.ContactID, from, to time.Time, limit int) ([]referrals.Referral, error)
	// PostedTo lists referrals with postings in some accounts, by id.
	PostedTo(ctx context.Context, shop models.ShopID, accounts []models.ContactID, limit int) ([]referrals.Referral, error)
	// With lists referrals that a contact is on either side of, by id.
	With(ctx context.Context, shop models.ShopID, contact models.ContactID, limit int) ([]referrals.Referral, error)
	// ToReview counts the referrals that a person should look at, at most limit.
	ToReview(ctx context.Context, shop models.ShopID, limit int) (int, error)
	Page(ctx context.Context, shop models.ShopID, q referrals.Query) (models.Page[referrals.Referral], error)
	// Kin gives contacts that share one of some identities, by id.
	Kin(ctx context.Context, shop models.ShopID, identities []string, limit int) ([]contacts.Contact, error)
}
