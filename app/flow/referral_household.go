package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/referrals"
)

// houseMax is how many other people may be known at an address that is still
// taken for the home of a household. Beyond it is an office, a dormitory or a
// shop where parcels wait, and says nothing of who knows whom.
const houseMax = 10

// household looks for signs that a friend lives with the advocate, or with
// somebody who bought before. They keep nothing from counting.
func (w *work) household(ctx context.Context, facts *referrals.Facts, accounts []models.ContactID, homes contacts.Homes, o orders.Order) error {
	theirs, err := w.homesOf(ctx, facts.Advocate)
	if err != nil {
		return err
	}
	if homes.SamePlace(theirs) {
		facts.Signs = append(facts.Signs, referrals.SamePlace)
	}
	if homes.SameFamily(theirs) {
		facts.Signs = append(facts.Signs, referrals.SameFamily)
	}
	others, err := w.neighbours(ctx, facts.Advocate, accounts, homes)
	if err != nil || len(others) == 0 {
		return err
	}
	before, err := w.flow.Orders.Between(ctx, w.shop.ID, others, time.Time{}, o.CreatedAt, kinOrders)
	if slices.ContainsFunc(before, func(r points.Record) bool { return r.Order.Paid() }) {
		facts.Signs = append(facts.Signs, referrals.KnownPlace)
	}
	return err
}

// homesOf puts together where a person, on whatever records, had things sent.
func (w *work) homesOf(ctx context.Context, id models.ContactID) (contacts.Homes, error) {
	var homes contacts.Homes
	if id == "" {
		return homes, nil
	}
	records, err := w.accountsOf(ctx, id)
	if err != nil {
		return homes, err
	}
	for _, record := range records[:min(len(records), ownRecords)] {
		c, err := w.flow.Contacts.Get(ctx, w.shop.ID, record)
		if unlessMissing(err) != nil {
			return homes, err
		}
		homes = homes.Join(c.Homes)
	}
	return homes, nil
}

// neighbours are the records of whoever else is known at the addresses of a
// friend; none where they are too many for a household.
func (w *work) neighbours(ctx context.Context, advocate models.ContactID, accounts []models.ContactID, homes contacts.Homes) ([]models.ContactID, error) {
	kin, err := w.flow.Referrals.Kin(ctx, w.shop.ID, homes.Places, kinMax)
	if err != nil {
		return nil, err
	}
	people := map[models.ContactID]bool{}
	var all []models.ContactID
	for _, c := range kin {
		owner, err := w.follow(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		if owner == advocate || people[owner] || slices.Contains(accounts, owner) {
			continue
		}
		if people[owner] = true; len(people) > houseMax {
			return nil, nil
		}
		records, err := w.accountsOf(ctx, owner)
		if err != nil {
			return nil, err
		}
		all = append(all, records...)
	}
	return all, nil
}
