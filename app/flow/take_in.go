package flow

import (
	"context"
	"sync"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/contacts"
)

// intake is what became of a page of orders.
type intake struct{ looked, changed, unreadable int64 }

// takeIn brings orders that were asked for in line, those of one buyer one
// after the other, others side by side. An order that fails for a passing
// reason ends it, so that nothing is passed over; one whose account is stopped,
// or whose facts cannot be counted, is left for a person.
func (c *CatchUp) takeIn(ctx context.Context, shop models.ShopID, orders []catchup.Order, unreadable []catchup.Unreadable) (intake, error) {
	in := intake{unreadable: int64(len(unreadable))}
	for _, u := range unreadable {
		c.Flow.Log.Warn("an order cannot be read", "shop", shop, "order", u.Order, "problem", u.Problem)
	}
	groups := byBuyer(orders)
	queue := make(chan []catchup.Order, len(groups))
	for _, g := range groups {
		queue <- g
	}
	close(queue)
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range min(max(1, c.Parallel), len(groups)) {
		all.Go(func() {
			for group := range queue {
				some, err := c.takeGroup(ctx, shop, group)
				mu.Lock()
				in.looked, in.changed, in.unreadable = in.looked+some.looked, in.changed+some.changed, in.unreadable+some.unreadable
				if err != nil {
					failed = err
				}
				stop := failed != nil
				mu.Unlock()
				if stop {
					return
				}
			}
		})
	}
	all.Wait()
	return in, failed
}

// byBuyer keeps the orders of one buyer together, as they write to one account.
func byBuyer(orders []catchup.Order) [][]catchup.Order {
	var groups [][]catchup.Order
	places := map[string]int{}
	for _, o := range orders {
		key := "customer " + o.Snapshot.Buyer.Customer
		if o.Snapshot.Buyer.Customer == "" {
			if key = "guest " + contacts.Email(o.Email) + " " + o.Phone; key == "guest  " {
				key = "order " + string(o.ID)
			}
		}
		i, seen := places[key]
		if !seen {
			i = len(groups)
			places[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], o)
	}
	return groups
}

func (c *CatchUp) takeGroup(ctx context.Context, shop models.ShopID, orders []catchup.Order) (in intake, err error) {
	for _, o := range orders {
		changed, err := c.takeOne(ctx, shop, o)
		switch code := models.CodeOf(err); {
		case err == nil:
		case code == models.Conflict || code == models.Invalid:
			in.unreadable++
			c.Flow.Log.Warn("an order was not taken in", "shop", shop, "order", o.ID, "problem", err.Error())
		default:
			return in, err
		}
		in.looked++
		if changed {
			in.changed++
		}
	}
	return in, nil
}

func (c *CatchUp) takeOne(ctx context.Context, shop models.ShopID, o catchup.Order) (changed bool, err error) {
	fact := OrderChanged{Shop: shop, Order: o.ID, Snapshot: o.Snapshot, Email: o.Email, Phone: o.Phone, Profile: o.Profile}
	if same, err := c.Flow.knownAlready(ctx, fact); err != nil || same {
		return false, err
	}
	for range conflictsMax {
		_, changed, err = c.Flow.takeOrder(ctx, fact, true)
		if err == nil || models.CodeOf(err) != models.Conflict {
			break
		}
	}
	return changed, err
}

// knownAlready tells, by three readings and without a transaction, whether an
// order that was asked for says nothing new. Nearly all do. Where it is not
// sure it says no, and the transaction decides.
func (f *Flow) knownAlready(ctx context.Context, in OrderChanged) (bool, error) {
	record, err := f.Orders.Get(ctx, in.Shop, in.Order)
	if err != nil {
		return false, unlessMissing(err)
	}
	snapshot := in.Snapshot
	snapshot.Buyer.Stamp = snapshot.Stamp
	if snapshot.Buyer.Customer == "" {
		shop, err := f.Shops.Get(ctx, in.Shop)
		if err != nil {
			return false, unlessMissing(err)
		}
		snapshot.Buyer.Guest = contacts.GuestID(shop.Salt, in.Email, in.Phone)
	}
	if !record.Order.Known || !record.Order.SameWorth(record.Order.Join(snapshot)) {
		return false, nil
	}
	if record.Standing.Account == "" {
		return record.Order.Buyer.Contact() == "", nil
	}
	contact, err := f.Contacts.Get(ctx, in.Shop, record.Standing.Account)
	if err != nil || contact.MergedInto != "" || contact.ID != record.Order.Buyer.Contact() {
		return false, unlessMissing(err)
	}
	profile := in.Profile
	profile.AsOf = later(profile.AsOf, snapshot.Stamp.UpdatedAt)
	updated := contact.With(profile, f.Now())
	return sameProfile(updated, contact), nil
}

func unlessMissing(err error) error {
	if models.CodeOf(err) == models.NotFound {
		return nil
	}
	return err
}
