package storetest

import (
	"context"
	"errors"
	"fmt"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// earnTogether gives one point to the account of each of so many contacts, in
// transactions that may be shared, and saves an order of theirs.
func (u *suite) earnTogether(n int, contactOf func(i int) models.ContactID, fail func(i int) error) []error {
	return together(n, func(i int) error {
		id, order := contactOf(i), models.OrderID(fmt.Sprint(100+i))
		about := models.About{Shop: u.shop, Order: order, Contact: id}
		return u.s.Tx.Share(u.ctx, about, func(ctx context.Context) error {
			account, err := u.s.Ledger.Account(ctx, u.shop, id)
			if err != nil {
				return err
			}
			lots, err := u.s.Ledger.Lots(ctx, u.shop, id, order)
			if err != nil {
				return err
			}
			first, err := u.s.Orders.FirstBut(ctx, u.shop, []models.ContactID{id}, order)
			if err != nil {
				return err
			}
			book := points.OpenBook(account, lots, Start)
			wish := points.Manual{Key: fmt.Sprintf("shared-%d", i), Actor: "1", Reason: "other", Note: "n", AllowDebt: true}
			if err := book.Adjust(wish, 1); err != nil {
				return err
			}
			if err := u.s.Ledger.Write(ctx, book); err != nil {
				return err
			}
			record := orderOf(u.shop, order, id)
			record.Standing.First = first == nil
			if _, err := u.s.Orders.Save(ctx, record); err != nil {
				return err
			}
			return fail(i)
		})
	})
}

func none(int) error { return nil }

// crowded gives an account so many lots that stories read those of their orders
// alone, one lot for each order from o1 on.
func (u *suite) crowded(id models.ContactID, lots int) {
	u.Helper()
	for i := range lots {
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, paidOrder(u.shop, orderNo(i), id), 0) })
	}
}

func orderNo(i int) models.OrderID { return models.OrderID(fmt.Sprintf("o%d", i+1)) }

// ordersLots is what stories that share a transaction read of the lots of an order, or of whole accounts.
func (u *suite) ordersLots(ids []models.ContactID, order models.OrderID, whole bool) [][]points.Lot {
	u.Helper()
	found := make([][]points.Lot, len(ids))
	for _, err := range together(len(ids), func(i int) error {
		return u.s.Tx.Share(u.ctx, models.About{Shop: u.shop, Order: models.OrderID(fmt.Sprintf("%s-%d", order, i)), Contact: ids[i]}, func(ctx context.Context) error {
			var err error
			if whole {
				found[i], err = u.s.Ledger.Lots(ctx, u.shop, ids[i], order)
			} else {
				found[i], err = u.s.Ledger.LotsOfOrders(ctx, u.shop, ids[i], []models.OrderID{order})
			}
			return err
		})
	}) {
		u.must(err)
	}
	return found
}

var shareTests = []test{
	{name: "a story reads the lots of an order, of accounts with few lots and with many", run: func(u *suite) {
		u.crowded("c_1", 20)
		u.crowded("c_2", 20)
		u.in(func(ctx context.Context) error { return adjust(ctx, u.s, u.shop, "c_3", "gift", 5) })
		ids := []models.ContactID{"c_1", "c_2", "c_3"}
		for _, order := range []models.OrderID{"o20", "none"} {
			for i, lots := range u.ordersLots(ids, order, false) {
				want := 0
				if order == "o20" && ids[i] != "c_3" {
					want = 1
				}
				same(u, len(lots), want)
			}
			for i, lots := range u.ordersLots(ids, order, true) {
				same(u, len(lots), []int{20, 20, 1}[i])
			}
		}
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, []bool{a.Large(), a.Quiet(Start)}, []bool{true, true})
	}},
	{name: "stories that come at once all have their effect once", run: func(u *suite) {
		const crowd = 40
		of := func(i int) models.ContactID { return models.ContactID(fmt.Sprintf("c_%d", i%20)) }
		for _, err := range u.earnTogether(crowd, of, none) {
			u.must(err)
		}
		firsts := 0
		for i := range crowd {
			r, err := u.s.Orders.Get(u.ctx, u.shop, models.OrderID(fmt.Sprint(100+i)))
			u.must(err)
			if r.Standing.First {
				firsts++
			}
			account, err := u.s.Ledger.Account(u.ctx, u.shop, of(i))
			u.must(err)
			same(u, account.Balances.Available, int64(2))
			lots, err := u.s.Ledger.Lots(u.ctx, u.shop, of(i))
			u.must(err)
			same(u, len(lots), 2)
		}
		same(u, firsts, 20)
	}},
	{name: "a story that fails takes nothing back but its own", run: func(u *suite) {
		mine := errors.New("no")
		of := func(i int) models.ContactID { return models.ContactID(fmt.Sprintf("c_%d", i)) }
		failed := u.earnTogether(30, of, func(i int) error {
			if i%10 == 3 {
				return mine
			}
			return nil
		})
		same(u, failed, []error{mine, mine, mine})
		for i := range 30 {
			account, err := u.s.Ledger.Account(u.ctx, u.shop, of(i))
			u.must(err)
			want := int64(1)
			if i%10 == 3 {
				want = 0
			}
			same(u, account.Balances.Available, want)
		}
	}},
	{name: "stories about other orders that meet at one contact cannot both write it", run: func(u *suite) {
		_, err := u.s.Contacts.Save(u.ctx, contacts.Contact{Shop: u.shop, ID: "c_1"})
		u.must(err)
		failed := together(20, func(i int) error {
			about := models.About{Shop: u.shop, Order: models.OrderID(fmt.Sprint(i + 1))} // nobody said whose it is
			return u.s.Tx.Share(u.ctx, about, func(ctx context.Context) error {
				c, err := u.s.Contacts.Get(ctx, u.shop, "c_1")
				if err != nil {
					return err
				}
				c.Figures.Orders++
				_, err = u.s.Contacts.Save(ctx, c)
				return err
			})
		})
		for _, err := range failed {
			u.must(err)
		}
		c, err := u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, c.Figures.Orders, int64(20))
	}},
	{name: "a nested shared transaction is refused", run: func(u *suite) {
		err := u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			return u.s.Tx.Share(ctx, models.About{Shop: u.shop}, func(context.Context) error { return nil })
		})
		u.fails(err, models.Internal)
	}},
	{name: "the first order but one is the second or the first", run: func(u *suite) {
		saveOrders(u, u.shop)
		all, err := u.s.Orders.Earliest(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"}, 2)
		u.must(err)
		for i := range 2 {
			r, err := u.s.Orders.FirstBut(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"}, all[i].Order.ID)
			u.must(err)
			same(u, r.Order.ID, all[1-i].Order.ID)
		}
		r, err := u.s.Orders.FirstBut(u.ctx, u.shop, []models.ContactID{"c_99"}, "1")
		u.must(err)
		same(u, r, (*points.Record)(nil))
	}},
	{name: "deliveries that are finished at once are all saved, and only by who holds them", run: func(u *suite) {
		var all []models.Delivery
		for i := range 40 {
			d := deliveryOf(u.shop, fmt.Sprint(i), at(i))
			d.LeasedBy, d.LeasedUntil = "w", at(100)
			all = append(all, d)
		}
		_, err := u.s.Inbox.Put(u.ctx, all)
		u.must(err)
		failed := together(40, func(i int) error {
			worker := "w"
			if i%10 == 3 {
				worker = "somebody else"
			}
			return u.s.Inbox.Finish(u.ctx, worker, all[i].Succeeded(at(60), "order:1", "earned"))
		})
		same(u, len(failed), 4)
		for _, err := range failed {
			u.fails(err, models.Conflict)
		}
		for i, d := range all {
			got, err := u.s.Inbox.Get(u.ctx, u.shop, d.WebhookID)
			u.must(err)
			same(u, got.State == models.Done, i%10 != 3)
		}
	}},
}
