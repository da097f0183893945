package flow

import (
	"context"

	"clientele/models"
)

// OrderCurrency tells in which currency an order is counted: its own where it
// is on record, else the shop's. A refund on its own does not always say.
func (f *Flow) OrderCurrency(ctx context.Context, shop models.ShopID, order models.OrderID) (string, error) {
	r, err := f.Orders.Get(ctx, shop, order)
	if err == nil && r.Order.Currency != "" {
		return r.Order.Currency, nil
	}
	if err != nil && models.CodeOf(err) != models.NotFound {
		return "", err
	}
	s, err := f.Shops.Get(ctx, shop)
	if err != nil && models.CodeOf(err) != models.NotFound {
		return "", err
	}
	if s.Details.Currency == "" {
		return "", models.Errorf(models.Unavailable, "neither the order nor the shop's currency is known yet; the refund waits for the order")
	}
	return s.Details.Currency, nil
}
