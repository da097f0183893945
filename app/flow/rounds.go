package flow

import (
	"context"
	"errors"

	"clientele/models"
	"clientele/models/shops"
)

// round goes over all shops, one after the other, and over a shop's contacts in
// pieces. The zero value is before the first one.
type round struct {
	shop shops.Shop
	at   models.ContactID // how far the shop was gone over; empty for it is done
}

// next goes on to the next shop when one is done, and tells false after the last.
func (r *round) next(ctx context.Context, from Shops) (bool, error) {
	if r.at != "" {
		return true, nil
	}
	page, err := from.After(ctx, r.shop.ID, 1)
	if err != nil {
		return false, err
	}
	if len(page) == 0 {
		*r = round{}
		return false, nil
	}
	r.shop = page[0]
	return true, nil
}

// passedOver tells whether an account could not be looked at because it is
// stopped, or because somebody else writes to it. Neither must hold up others.
func passedOver(err error) bool {
	var halted *errHalted
	return err != nil && (models.CodeOf(err) == models.Conflict || errors.As(err, &halted))
}
