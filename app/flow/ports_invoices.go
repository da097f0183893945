package flow

import (
	"context"

	"clientele/models"
	"clientele/models/invoices"
)

// Invoices has the platform bill appointments. No method is called inside a
// transaction. The platform knows no key for a draft order, so whoever makes one
// again has to look for the first one before.
type Invoices interface {
	// FindDraft finds the draft order with a tag; false for none. The platform may
	// show one only a while after it was made.
	FindDraft(ctx context.Context, shop models.ShopID, accessToken, tag string) (invoices.Draft, bool, error)
	MakeDraft(ctx context.Context, shop models.ShopID, accessToken string, w invoices.Wish) (invoices.Draft, error)
	// SendDraft has the platform mail the invoice.
	SendDraft(ctx context.Context, shop models.ShopID, accessToken string, d invoices.Draft, w invoices.Wish) error
	// UpdateDraft says anew what a draft order bills, and when that is.
	UpdateDraft(ctx context.Context, shop models.ShopID, accessToken string, d invoices.Draft, w invoices.Wish) error
	// DeleteDraft takes a draft order away; one that is gone is fine.
	DeleteDraft(ctx context.Context, shop models.ShopID, accessToken string, d invoices.Draft) error
}
