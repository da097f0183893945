package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/points"
)

// capOrders bounds how many orders of one contact are looked at for a cap; what
// is placed after so many within one period is counted without the rest.
const capOrders = 500

// others are the buyer's kept orders besides one whose points may depend on it:
// the first ones, as far as rules want them counted, and under a cap all that
// were placed in the same period.
func (w *work) others(ctx context.Context, buyer models.ContactID, r *points.Record) ([]*points.Record, error) {
	accounts, err := w.accountsOf(ctx, buyer)
	if err != nil {
		return nil, err
	}
	var found []points.Record
	if depth := points.Depth(w.versions); depth > 1 {
		found, err = w.flow.Orders.Earliest(ctx, w.shop.ID, accounts, depth+1)
	} else if rival, firstErr := w.flow.Orders.FirstBut(ctx, w.shop.ID, accounts, r.Order.ID); rival != nil {
		found = []points.Record{*rival}
	} else {
		err = firstErr
	}
	if err != nil {
		return nil, err
	}
	if from, to, capped := points.Windows(w.versions, r.Order.CreatedAt); capped {
		within, err := w.flow.Orders.Between(ctx, w.shop.ID, accounts, from, to, capOrders)
		if err != nil {
			return nil, err
		}
		found = append(found, within...)
	}
	seen := map[models.OrderID]bool{r.Order.ID: true}
	return slices.DeleteFunc(pointers(found), func(other *points.Record) bool {
		again := seen[other.Order.ID]
		seen[other.Order.ID] = true
		return again
	}), nil
}

// earliest gives the first kept orders of a contact and all it absorbed, as far
// as rules want them counted.
func (w *work) earliest(ctx context.Context, id models.ContactID) ([]*points.Record, error) {
	accounts, err := w.accountsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	found, err := w.flow.Orders.Earliest(ctx, w.shop.ID, accounts, points.Depth(w.versions))
	return pointers(found), err
}

// accountsOf are all records that are one person now, opened or not.
func (w *work) accountsOf(ctx context.Context, id models.ContactID) ([]models.ContactID, error) {
	c, err := w.flow.Contacts.Get(ctx, w.shop.ID, id)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return []models.ContactID{id}, nil
	}
	if err != nil {
		return nil, err
	}
	return (&person{contact: c}).accounts(), nil
}

func pointers(records []points.Record) []*points.Record {
	all := make([]*points.Record, 0, len(records))
	for i := range records {
		all = append(all, &records[i])
	}
	return all
}

func idsOf(records []*points.Record) []models.OrderID {
	ids := make([]models.OrderID, 0, len(records))
	for _, r := range records {
		ids = append(ids, r.Order.ID)
	}
	return ids
}

// renumber counts a person's orders anew, and brings those in line whose
// number, or whose room under a cap, has changed. about is the order that the
// story is about, one of them or one that has left them.
func (w *work) renumber(p *person, records []*points.Record, about *points.Record) error {
	ranks := map[*points.Record]int{}
	for i, each := range points.Ranked(records) {
		ranks[each] = i + 1
	}
	records = slices.Clone(records)
	slices.SortFunc(records, (*points.Record).Earlier)
	var usage points.Usage
	for _, each := range records {
		if each.Standing.Programme == 0 {
			continue // not counted yet
		}
		version, ok := w.version(each.Standing.Programme)
		if !ok {
			return models.Errorf(models.Internal, "programme version %d is missing", each.Standing.Programme)
		}
		c := each.Standing.Numbered(ranks[each], version)
		if about != nil && version.Shares(each.Order.CreatedAt, about.Order.CreatedAt) {
			c.Used = usage.Used(version, each.Order.CreatedAt)
		}
		if each == about || each.Standing.With(c) != each.Standing {
			if err := w.reconcileOne(p, each, c); err != nil {
				return err
			}
			if each != about {
				w.records = append(w.records, each)
			}
		}
		usage.Add(version, each.Order.CreatedAt, each.Standing.Target)
	}
	return nil
}
