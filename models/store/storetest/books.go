package storetest

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"clientele/models"
	"clientele/models/points"
)

func verificationOf(shop models.ShopID) points.Verification {
	finding := points.Finding{Account: "c_7", Order: "1001", Violation: points.Violation{Law: points.LawLots, Seq: 3, Lot: "c_7:1", Text: "holds too much"}}
	return points.Verification{
		Shop: shop, Part: points.PartOrders, After: "1001", Lease: at(2),
		Present: points.Tally{Started: at(0), Accounts: 9, Orders: 4, Violations: 1, Findings: []points.Finding{finding}},
		Last:    points.Tally{Started: at(-90), Finished: at(-80), Accounts: 8, Orders: 7},
	}
}

// bookTests hold the readings of whole shops to each other and to what was
// written. Accounts whose names begin alike sort otherwise than their entries.
var bookTests = []test{
	{name: "accounts are given by id, each once, of one shop", run: func(u *suite) {
		ids := u.accounts("c_1", "c_10", "c_2", "g_ab", "c_100")
		slices.Sort(ids)
		var got []models.ContactID
		for after := models.ContactID(""); ; after = got[len(got)-1] {
			page, err := u.s.Books.Accounts(u.ctx, u.shop, after, 2)
			u.must(err)
			for _, a := range page {
				same(u, a.Shop, u.shop)
				got = append(got, a.ID)
			}
			if len(page) < 2 {
				break
			}
		}
		same(u, got, ids)
	}},
	{name: "entries and lots are visited account by account and none is left out", run: func(u *suite) {
		ids := u.accounts("c_1", "c_10", "c_2")
		for _, id := range ids {
			for i := range 12 {
				u.in(func(ctx context.Context) error { return adjust(ctx, u.s, u.shop, id, fmt.Sprint(id, i), 10) })
			}
		}
		wanted := []models.ContactID{"c_1", "c_10"}
		next, left := map[models.ContactID]int64{}, wanted
		u.must(u.s.Books.EachEntry(u.ctx, u.shop, wanted, func(e points.Entry) error {
			next[e.Account]++
			same(u, e.Seq, next[e.Account])
			if !slices.Contains(left, e.Account) && e.Seq == 1 {
				u.Errorf("entries of %s come in two parts", e.Account)
			}
			left = slices.DeleteFunc(slices.Clone(left), func(id models.ContactID) bool { return id == e.Account })
			return nil
		}))
		same(u, next, map[models.ContactID]int64{"c_1": 13, "c_10": 13})
		lots := map[models.ContactID]int{}
		u.must(u.s.Books.EachLot(u.ctx, u.shop, wanted, func(l points.Lot) error { lots[l.Account]++; return nil }))
		same(u, lots, map[models.ContactID]int{"c_1": 13, "c_10": 13})
		u.must(u.s.Books.EachEntry(u.ctx, u.shop, nil, func(points.Entry) error { return models.Errorf(models.Internal, "visited") }))
		u.fails(u.s.Books.EachEntry(u.ctx, u.shop, wanted, func(points.Entry) error { return models.Errorf(models.Conflict, "enough") }), models.Conflict)
	}},
	{name: "orders are given by id with what all accounts say of them", run: func(u *suite) {
		for _, id := range []models.OrderID{"9", "10", "11"} {
			record := paidOrder(u.shop, id, "c_1")
			u.in(func(ctx context.Context) error {
				if _, err := u.s.Orders.Save(ctx, record); err != nil {
					return err
				}
				return earn(ctx, u.s, record, 0)
			})
		}
		first, err := u.s.Books.Orders(u.ctx, u.shop, "", 2)
		u.must(err)
		rest, err := u.s.Books.Orders(u.ctx, u.shop, first[1].Order.ID, 2)
		u.must(err)
		same(u, []models.OrderID{first[0].Order.ID, first[1].Order.ID, rest[0].Order.ID}, []models.OrderID{"10", "11", "9"})
		same(u, len(rest), 1)
		posted, err := u.s.Books.Posted(u.ctx, u.shop, []models.OrderID{"9", "11", "12"})
		u.must(err)
		same(u, posted, map[models.OrderID]int64{"9": 40, "11": 40})
		none, err := u.s.Books.Posted(u.ctx, u.other(), []models.OrderID{"9", "11", "12"})
		u.must(err)
		same(u, len(none), 0)
	}},
	{name: "what contacts have adds up, those that were absorbed left out of the count", run: func(u *suite) {
		for i, id := range []models.ContactID{"c_1", "c_10", "g_1", "g_2"} {
			c := contactOf(u.shop, id)
			c.Figures.Halted = i == 1
			if id == "g_2" {
				c.MergedInto = "c_1"
			}
			_, err := u.s.Contacts.Save(u.ctx, c)
			u.must(err)
		}
		sum, err := u.s.Books.Standing(u.ctx, u.shop)
		u.must(err)
		same(u, sum, points.Sums{Members: 2, Guests: 1, Buyers: 3, Repeaters: 3, Halted: 1, Available: 160, Pending: 36, Debt: 4})
		found, err := u.s.Books.Contacts(u.ctx, u.shop, []models.ContactID{"c_10", "g_2", "c_99"})
		u.must(err)
		same(u, len(found), 2)
		found, err = u.s.Books.Contacts(u.ctx, u.other(), []models.ContactID{"c_10"})
		u.must(err)
		same(u, len(found), 0)
	}},
	{name: "deltas that wait are added up by day", alone: true, run: func(u *suite) {
		for i, day := range []string{"2026-11-22", "2026-11-21", "2026-11-22"} {
			u.must(u.s.Figures.Put(u.ctx, points.Delta{Shop: u.shop, ID: strconv.Itoa(i), Day: day, Sum: points.Sums{Earned: 5}}))
		}
		days, err := u.s.Figures.Waiting(u.ctx, u.shop)
		u.must(err)
		same(u, days, []points.DayFigures{{Day: "2026-11-21", Sum: points.Sums{Earned: 5}}, {Day: "2026-11-22", Sum: points.Sums{Earned: 10}}})
		u.in(func(ctx context.Context) error { _, err := u.s.Figures.Fold(ctx, 100); return err })
		days, err = u.s.Figures.Waiting(u.ctx, u.shop)
		u.must(err)
		same(u, len(days), 0)
	}},
	{name: "a check is kept whole, by its version", run: func(u *suite) {
		fresh, err := u.s.Verifications.Get(u.ctx, u.shop)
		u.must(err)
		same(u, fresh, points.Verification{Shop: u.shop})
		want := verificationOf(u.shop)
		want.Version, err = u.s.Verifications.Save(u.ctx, want)
		u.must(err)
		got, err := u.s.Verifications.Get(u.ctx, u.shop)
		u.must(err)
		same(u, got, want)
		u.race(func(int) error { _, err := u.s.Verifications.Save(u.ctx, want); return err })
	}},
	{name: "shops are given by domain, each once", alone: true, run: func(u *suite) {
		for _, id := range []models.ShopID{"b.example", "a.example", "a.example.jp", "c.example"} {
			_, err := u.s.Shops.Save(u.ctx, shopOf(id))
			u.must(err)
		}
		var got []models.ShopID
		for after := models.ShopID(""); ; after = got[len(got)-1] {
			page, err := u.s.Shops.After(u.ctx, after, 3)
			u.must(err)
			got = append(got, shopIDs(page)...)
			if len(page) < 3 {
				break
			}
		}
		same(u, got, []models.ShopID{"a.example", "a.example.jp", "b.example", "c.example"})
	}},
}

// accounts opens accounts with one lot each, in this shop and one beside it.
func (u *suite) accounts(ids ...models.ContactID) []models.ContactID {
	u.Helper()
	for _, id := range ids {
		u.in(func(ctx context.Context) error { return adjust(ctx, u.s, u.shop, id, string(id), 5) })
		u.in(func(ctx context.Context) error { return adjust(ctx, u.s, u.other(), id, string(id), 5) })
	}
	return ids
}
