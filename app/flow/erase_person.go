package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/privacy"
	"clientele/models/shops"
)

const eraseBatch = 200 // documents removed in one transaction

// erase removes people in steps that may be repeated until nothing is left. The
// bodies of deliveries about somebody go before what leads to them, or an
// erasure that is interrupted would not find them again.
func (f *Flow) erase(ctx context.Context, shop shops.Shop, request privacy.Request) error {
	if err := f.eraseOrders(ctx, shop.ID, request.Orders); err != nil {
		return err
	}
	people, err := f.peopleOf(ctx, shop.ID, request.Contacts)
	if err != nil {
		return err
	}
	for _, id := range people {
		if err := f.eraseContact(ctx, shop, id); err != nil {
			return err
		}
	}
	return nil
}

// peopleOf adds to the contacts of a request all records that are one person
// with them. A guest's address may have come to belong to somebody else, so a
// guest that became part of a customer leads to that customer only where the
// request names no customer itself. A record that knows of others comes after
// them, so that an interrupted erasure finds them again.
func (f *Flow) peopleOf(ctx context.Context, shop models.ShopID, named []models.ContactID) ([]models.ContactID, error) {
	var people []models.ContactID
	add := func(ids ...models.ContactID) {
		for _, id := range ids {
			if !slices.Contains(people, id) {
				people = append(people, id)
			}
		}
	}
	customer := slices.ContainsFunc(named, func(id models.ContactID) bool { return !id.Guest() })
	for _, id := range named {
		c, err := f.Contacts.Get(ctx, shop, id)
		if err == nil && (!id.Guest() || !customer) {
			c, err = f.contactOf(ctx, shop, id)
		}
		switch {
		case err == nil:
			records := (&person{contact: c}).accounts()
			slices.Reverse(records)
			add(records...)
		case models.CodeOf(err) != models.NotFound:
			return nil, err
		}
		add(id)
	}
	return people, nil
}

// eraseOrders forgets the buyers of orders, and what deliveries told of them.
func (f *Flow) eraseOrders(ctx context.Context, shop models.ShopID, ids []models.OrderID) error {
	subjects := make([]string, len(ids))
	for i, id := range ids {
		subjects[i] = "order:" + string(id)
	}
	if _, err := f.Inbox.EraseBodies(ctx, shop, subjects); err != nil {
		return err
	}
	for _, id := range ids {
		if err := f.eraseOrder(ctx, shop, id); err != nil {
			return err
		}
	}
	return nil
}

// eraseOrder forgets an order's buyer; the sums of the purchase stay.
func (f *Flow) eraseOrder(ctx context.Context, shop models.ShopID, id models.OrderID) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		r, err := f.Orders.Get(ctx, shop, id)
		if models.CodeOf(err) == models.NotFound && err != nil {
			return nil
		}
		if err != nil {
			return err
		}
		r.Order.Buyer = orders.Buyer{}
		r.Standing = points.Standing{Shop: shop, Order: id}
		_, err = f.Orders.Save(ctx, r)
		return err
	})
}

// eraseContact removes a contact and everything kept under it.
func (f *Flow) eraseContact(ctx context.Context, shop shops.Shop, id models.ContactID) error {
	subjects := []string{"contact:" + string(id)}
	if !id.Guest() {
		subjects = append(subjects, "customer:"+string(id)[2:])
	}
	if _, err := f.Inbox.EraseBodies(ctx, shop.ID, subjects); err != nil {
		return err
	}
	for {
		records, err := f.Orders.Of(ctx, shop.ID, []models.ContactID{id}, eraseBatch)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			break
		}
		ids := make([]models.OrderID, len(records))
		for i, r := range records { // each erased order is one less of this contact
			ids[i] = r.Order.ID
		}
		if err := f.eraseOrders(ctx, shop.ID, ids); err != nil {
			return err
		}
	}
	if err := f.writeOff(ctx, shop, id); err != nil {
		return err
	}
	if err := f.eraseRedemptions(ctx, shop.ID, id); err != nil {
		return err
	}
	if err := f.forgetReferrals(ctx, shop, id); err != nil {
		return err
	}
	if err := f.forgetBookings(ctx, shop.ID, id); err != nil {
		return err
	}
	for removed := 1; removed > 0; {
		err := f.Tx.Do(ctx, func(ctx context.Context) error {
			var err error
			if removed, err = f.Levels.Erase(ctx, shop.ID, id, eraseBatch); err != nil {
				return err
			}
			events, err := f.Events.Erase(ctx, shop.ID, id, eraseBatch)
			if err != nil {
				return err
			}
			merged, err := f.Merges.Erase(ctx, shop.ID, id, eraseBatch)
			if err != nil {
				return err
			}
			waiting, err := f.Waitlist.Erase(ctx, shop.ID, id, eraseBatch)
			removed += events + merged + waiting
			return err
		})
		if err != nil {
			return err
		}
	}
	for {
		removed := 0
		err := f.Tx.Do(ctx, func(ctx context.Context) error {
			var err error
			removed, err = f.Ledger.Erase(ctx, shop.ID, id, eraseBatch)
			return err
		})
		if err != nil || removed == 0 {
			return err
		}
	}
}

// forgetBookings takes a person out of their appointments. What was taken of the
// calendar and what was paid stays.
func (f *Flow) forgetBookings(ctx context.Context, shop models.ShopID, id models.ContactID) error {
	for {
		all, err := f.Appointments.Of(ctx, shop, []models.ContactID{id}, eraseBatch)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, a := range all { // each that was redacted is one less of this contact
			err := f.Tx.Do(ctx, func(ctx context.Context) error {
				is, err := f.Appointments.Get(ctx, shop, a.ID)
				if err != nil || is.Contact != id {
					return err
				}
				_, err = f.Appointments.Save(ctx, is.Redacted())
				return err
			})
			if err != nil {
				return err
			}
		}
	}
}

// writeOff removes the contact itself and takes it out of the shop's figures.
func (f *Flow) writeOff(ctx context.Context, shop shops.Shop, id models.ContactID) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		c, err := f.Contacts.Get(ctx, shop.ID, id)
		if models.CodeOf(err) == models.NotFound && err != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if err := f.Contacts.Delete(ctx, shop.ID, id); err != nil {
			return err
		}
		gone, err := f.goneWith(ctx, shop, id)
		if err != nil {
			return err
		}
		account, err := f.Ledger.Account(ctx, shop.ID, id)
		if err != nil {
			return err
		}
		sum := points.Sums{Available: -c.Figures.Available, Pending: -c.Figures.Pending, Debt: -c.Figures.Debt, Reserved: -account.Balances.Reserved}
		sum.Erased = -sum.Liability()
		switch {
		case c.MergedInto != "":
		case id.Guest():
			sum.Guests = -1
		default:
			sum.Members = -1
		}
		if c.Figures.Halted {
			sum.Halted = -1
		}
		if c.Figures.Orders > 0 {
			sum.Buyers = -1
		}
		if c.Figures.Orders > 1 {
			sum.Repeaters = -1
		}
		now := models.Instant(f.Now())
		return f.Figures.Put(ctx, points.Delta{
			Shop: shop.ID, ID: "erased:" + now.Format("20060102T150405.000") + ":" + f.tag(), Day: now.In(shop.Location()).Format("2006-01-02"), Sum: sum,
			Cohorts: gone,
		})
	})
}

// goneWith is what a contact takes out of the points of each month: what its
// lots hold, and what is held of them at a checkout.
func (f *Flow) goneWith(ctx context.Context, shop shops.Shop, id models.ContactID) ([]points.Cohort, error) {
	lots, err := f.Ledger.Lots(ctx, shop.ID, id)
	if err != nil {
		return nil, err
	}
	redemptions, err := f.Redemptions.Of(ctx, shop.ID, []models.ContactID{id})
	if err != nil {
		return nil, err
	}
	held, names := map[string]int64{}, []string{}
	for _, r := range redemptions {
		for _, part := range r.Hold.Parts {
			if r.Hold.State == points.HoldOpen {
				held[part.Lot] += part.Points
				names = append(names, part.Lot)
			}
		}
	}
	named, err := f.Ledger.LotsNamed(ctx, shop.ID, id, names)
	if err != nil {
		return nil, err
	}
	for _, lot := range named {
		lot.Remaining, lot.Frozen = held[lot.ID], 0
		lots = append(lots, lot)
	}
	return points.ErasedCohorts(lots, shop.Location()), nil
}

// tag is a short random mark that tells erasures of one instant apart without
// naming whom they were about.
func (f *Flow) tag() string {
	const letters = "0123456789abcdefghjkmnpqrstvwxyz"
	mark := make([]byte, 0, 16)
	for _, b := range f.NewSalt()[:16] {
		mark = append(mark, letters[int(b)%len(letters)])
	}
	return string(mark)
}
