package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// numbering counts contacts' orders for a version that is only tried: what is
// on record was counted for the versions that decide.
type numbering struct {
	flow  *Flow
	trial points.Programme
	ranks map[models.ContactID]map[models.OrderID]int
}

// of gives the circumstances in which an order would be counted.
func (n *numbering) of(ctx context.Context, r points.Record) (points.Circumstances, error) {
	c := r.Standing.Circumstances()
	c.First = c.First && r.Standing.Qualifies
	if n.trial.Depth() == 1 || !r.Standing.Qualifies {
		return c, nil
	}
	ranks, known := n.ranks[r.Standing.Account]
	if !known {
		contact, err := n.flow.contactOf(ctx, r.Order.Shop, r.Standing.Account)
		if err != nil {
			return c, err
		}
		found, err := n.flow.Orders.Earliest(ctx, r.Order.Shop, (&person{contact: contact}).accounts(), n.trial.Depth())
		if err != nil {
			return c, err
		}
		ranks = map[models.OrderID]int{}
		for i, earlier := range found {
			ranks[earlier.Order.ID] = i + 1
		}
		n.ranks[r.Standing.Account] = ranks
	}
	c.Number = ranks[r.Order.ID]
	return c, nil
}
