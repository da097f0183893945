package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/points"
)

// others are the buyer's first kept orders besides one, as far as rules want
// them counted: those whose number may depend on it.
func (w *work) others(ctx context.Context, buyer models.ContactID, r *points.Record) ([]*points.Record, error) {
	accounts, err := w.accountsOf(ctx, buyer)
	if err != nil {
		return nil, err
	}
	depth := points.Depth(w.versions)
	if depth == 1 {
		rival, err := w.flow.Orders.FirstBut(ctx, w.shop.ID, accounts, r.Order.ID)
		if err != nil || rival == nil {
			return nil, err
		}
		return []*points.Record{rival}, nil
	}
	earliest, err := w.flow.Orders.Earliest(ctx, w.shop.ID, accounts, depth+1)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(pointers(earliest), func(other *points.Record) bool { return other.Order.ID == r.Order.ID }), nil
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

// renumber counts a person's first kept orders anew, and brings those in line
// whose number has changed. It gives the circumstances of the one that the
// story is about, which is left to its caller; nil for none.
func (w *work) renumber(p *person, records []*points.Record, about *points.Record) (points.Circumstances, error) {
	var mine points.Circumstances
	if about != nil {
		records = append(slices.Clone(records), about)
		mine = about.Standing.Numbered(0, points.Programme{})
	}
	for i, each := range points.Ranked(records) {
		version, ok := w.version(each.Standing.Programme)
		if !ok {
			return mine, models.Errorf(models.Internal, "programme version %d is missing", each.Standing.Programme)
		}
		c := each.Standing.Numbered(i+1, version)
		if each == about {
			mine = c
			continue
		}
		if each.Standing.With(c) == each.Standing {
			continue
		}
		if err := w.reconcileOne(p, each, c); err != nil {
			return mine, err
		}
		w.records = append(w.records, each)
	}
	return mine, nil
}
