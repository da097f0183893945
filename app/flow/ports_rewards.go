package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/outbox"
	"clientele/models/rewards"
)

// Rewards keeps what points can be spent on.
type Rewards interface {
	Get(ctx context.Context, shop models.ShopID, id string) (rewards.Reward, error)
	Save(ctx context.Context, r rewards.Reward) (int64, error)
	// All lists a shop's rewards, the one made first at the front.
	All(ctx context.Context, shop models.ShopID) ([]rewards.Reward, error)
	Delete(ctx context.Context, shop models.ShopID, id string) error
	// Taken counts what is taken of a limited stock; SaveTaken keeps the count by
	// its version.
	Taken(ctx context.Context, shop models.ShopID, id string) (taken, version int64, err error)
	SaveTaken(ctx context.Context, shop models.ShopID, id string, taken, version int64) error
}

// Redemptions keeps every turning of points into a reward.
type Redemptions interface {
	Get(ctx context.Context, shop models.ShopID, id string) (rewards.Redemption, error)
	Save(ctx context.Context, r rewards.Redemption) (int64, error)
	// Had tells how often contacts have a reward that was not given back, and
	// when they took the last one.
	Had(ctx context.Context, shop models.ShopID, contacts []models.ContactID, reward string) (int64, time.Time, error)
	ByCodes(ctx context.Context, shop models.ShopID, codes []string) ([]rewards.Redemption, error)
	// Of lists all redemptions of the points of some accounts.
	Of(ctx context.Context, shop models.ShopID, accounts []models.ContactID) ([]rewards.Redemption, error)
	// Due lists redemptions whose points go back because their time is over.
	Due(ctx context.Context, now time.Time, limit int) ([]rewards.Redemption, error)
	// After gives the redemptions that follow one, by id.
	After(ctx context.Context, shop models.ShopID, after string, limit int) ([]rewards.Redemption, error)
	Page(ctx context.Context, shop models.ShopID, q rewards.Query) (models.Page[rewards.Redemption], error)
	Erase(ctx context.Context, shop models.ShopID, contact models.ContactID, limit int) (int, error)
}

// Outbox keeps effects from their decision until they are brought about.
type Outbox interface {
	// Put keeps a message once; the same business key again changes nothing.
	Put(ctx context.Context, m outbox.Message) error
	Get(ctx context.Context, shop models.ShopID, id string) (outbox.Message, error)
	// Decide saves what was decided about a message that nobody works on now.
	Decide(ctx context.Context, m outbox.Message, was outbox.State, now time.Time) error
	Page(ctx context.Context, shop models.ShopID, q outbox.Query) (models.Page[outbox.Message], error)
	// NeedPerson counts messages of some kinds, at most limit.
	NeedPerson(ctx context.Context, shop models.ShopID, kinds []string, limit int) (int, error)
	Forget(ctx context.Context, shop models.ShopID, subject string, limit int) (int, error)
	Sweep(ctx context.Context, before time.Time, limit int) (int, error)
}

// Gifts brings rewards about at the platform. No method is called inside a
// transaction. models.Invalid is the platform's refusal of what was asked,
// models.Forbidden what only the merchant can mend, and models.Unavailable
// leaves open whether it was done.
type Gifts interface {
	// CreateDiscount makes a code, or adopts the one of the same redemption, and
	// gives the platform's id of it.
	CreateDiscount(ctx context.Context, shop models.ShopID, accessToken string, w rewards.Wish) (id string, err error)
	// FindDiscount looks a code up; models.NotFound where the store has none.
	FindDiscount(ctx context.Context, shop models.ShopID, accessToken, code string) (rewards.Found, error)
	// DeleteDiscount takes a code of ours away; one that is gone is fine.
	DeleteDiscount(ctx context.Context, shop models.ShopID, accessToken, code string) error
	// Discounts lists our discounts that can still be used, page by page.
	Discounts(ctx context.Context, shop models.ShopID, accessToken, cursor string) (found []rewards.Found, next string, err error)
	// Credit adds store credit and gives the id of the movement. It must not be
	// called twice for one redemption.
	Credit(ctx context.Context, shop models.ShopID, accessToken string, w rewards.Wish) (id string, err error)
	// Credits lists a customer's newest credits, to find one whose answer was lost.
	Credits(ctx context.Context, shop models.ShopID, accessToken, customer string) ([]rewards.Credited, error)
	// CreateGiftCard makes a gift card, or adopts the one of the same redemption.
	CreateGiftCard(ctx context.Context, shop models.ShopID, accessToken string, w rewards.Wish) (id string, err error)
}
