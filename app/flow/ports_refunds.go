package flow

import (
	"context"

	"clientele/models"
	"clientele/models/refunds"
)

// Refunds gives money back at the platform. No method is called inside a
// transaction. models.Invalid is the platform's refusal of what was asked,
// models.Forbidden what only the merchant can mend, and models.Unavailable
// leaves open whether it was done.
type Refunds interface {
	// RefundStanding tells what can go back of an order, for the lines of a wish.
	RefundStanding(ctx context.Context, shop models.ShopID, accessToken string, w refunds.Wish) (refunds.Standing, error)
	// Refund pays back by a plan; with the same key it is done once.
	Refund(ctx context.Context, shop models.ShopID, accessToken string, w refunds.Wish, p refunds.Plan) (refunds.Paid, error)
	// FindRefund tells what became of a refund, by its number.
	FindRefund(ctx context.Context, shop models.ShopID, accessToken, id string) (refunds.Paid, error)
}
