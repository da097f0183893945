package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// targets are what orders, the newest first, would be worth under a version
// that is only tried. A cap sees these orders only.
func (f *Flow) targets(ctx context.Context, trial points.Programme, records []points.Record) ([]int64, error) {
	targets := make([]int64, len(records))
	numbers := numbering{flow: f, trial: trial, ranks: map[models.ContactID]map[models.OrderID]int{}}
	usage := map[models.ContactID]*points.Usage{}
	for i := len(records) - 1; i >= 0; i-- {
		r := records[i]
		c, err := numbers.of(ctx, r)
		if err != nil {
			return nil, err
		}
		used := usage[r.Standing.Account]
		if used == nil {
			used = &points.Usage{}
			usage[r.Standing.Account] = used
		}
		c.Used = used.Used(trial, r.Order.CreatedAt)
		worth, err := trial.Worth(r.Order, c)
		if err != nil {
			return nil, err
		}
		targets[i] = worth.Target
		used.Add(trial, r.Order.CreatedAt, worth.Target)
	}
	return targets, nil
}

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
