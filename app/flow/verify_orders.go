package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// orders holds the next orders against what they are worth and what the ledger
// has for them. One that looks wrong is looked at again, as it was at one
// moment.
func (c *checkup) orders(ctx context.Context) error {
	records, err := c.flow.Books.Orders(ctx, c.shop.ID, models.OrderID(c.v.After), verifyBatch)
	if err != nil {
		return err
	}
	wrong, err := c.flow.verifyOrders(ctx, c.shop.ID, records)
	if err != nil {
		return err
	}
	for _, r := range records {
		if len(wrong[r.Order.ID]) == 0 {
			continue
		}
		if err := c.orderAgain(ctx, r.Order.ID); err != nil {
			return err
		}
	}
	c.v.Present.Orders += int64(len(records))
	if len(records) < verifyBatch {
		c.v = c.v.Next()
		return nil
	}
	c.v.After = string(records[len(records)-1].Order.ID)
	return nil
}

func (f *Flow) verifyOrders(ctx context.Context, shop models.ShopID, records []points.Record) (map[models.OrderID][]points.Violation, error) {
	// Versions are read after the orders, so that none of theirs is missing.
	versions, err := f.Programmes.Versions(ctx, shop)
	if err != nil {
		return nil, err
	}
	ids := make([]models.OrderID, 0, len(records))
	for _, r := range records {
		ids = append(ids, r.Order.ID)
	}
	posted, err := f.Books.Posted(ctx, shop, ids)
	if err != nil {
		return nil, err
	}
	wrong := map[models.OrderID][]points.Violation{}
	for _, r := range records {
		if found := points.VerifyOrder(r, versions, posted[r.Order.ID]); len(found) > 0 {
			wrong[r.Order.ID] = found
		}
	}
	return wrong, f.verifyCodes(ctx, shop, records, wrong)
}

func (c *checkup) orderAgain(ctx context.Context, id models.OrderID) error {
	var violations []points.Violation
	var account points.Account
	err := c.flow.Tx.Do(ctx, func(ctx context.Context) error {
		violations, account = nil, points.Account{}
		r, err := c.flow.Orders.Get(ctx, c.shop.ID, id)
		if err != nil {
			return err
		}
		wrong, err := c.flow.verifyOrders(ctx, c.shop.ID, []points.Record{r})
		if err != nil {
			return err
		}
		if violations = wrong[id]; len(violations) == 0 {
			return nil
		}
		holder, err := c.flow.contactOf(ctx, c.shop.ID, r.Standing.Account)
		if err != nil {
			return err
		}
		account, err = c.flow.Ledger.Account(ctx, c.shop.ID, holder.ID)
		return err
	})
	if models.CodeOf(err) == models.NotFound && err != nil && len(violations) == 0 {
		return nil // erased meanwhile
	}
	if models.CodeOf(err) != models.NotFound && err != nil {
		return err
	}
	return c.found(ctx, account, id, violations)
}
