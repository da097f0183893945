package storetest

import (
	"context"
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/rewards"
)

// rewardOf and redemptionOf fill every field.
func rewardOf(shop models.ShopID, id string) rewards.Reward {
	return rewards.Reward{
		Shop: shop, ID: id, CreatedAt: at(-9), UpdatedAt: at(-8), SavedBy: "11",
		Settings: rewards.Settings{
			Enabled: true, Kind: "amount", Params: models.Params{"amount": "5.00"}, Title: "Five off", Text: "Nice", Cost: 500, Minimum: 2000,
			Products: []string{"7"}, Collections: []string{"8"}, Levels: []string{"gold"}, Stock: 9, Dates: models.Window{From: "2026-11-01T09:00", Until: "2026-12-24T18:00"},
			PerMember: 2, CoolDown: 3, Minutes: 60, Combines: true,
		},
	}
}

func redemptionOf(shop models.ShopID, id string, made time.Time) rewards.Redemption {
	return rewards.Redemption{
		Shop: shop, ID: id, Contact: "c_7", Digest: "d", Reward: "r1", Kind: "amount", Name: "Five off", Nameless: true, Currency: "USD", Stocked: true,
		Gift:   rewards.Gift{Effect: rewards.Discount, Minor: 500, Percent: "5", Shipping: true, Product: "9"},
		Terms:  rewards.Terms{Minimum: 2000, Products: []string{"7"}, Collections: []string{"8"}, Combines: true},
		Points: 500, State: rewards.Ready, Code: "CL" + id, Effect: "gid://shopify/DiscountCodeNode/1", Problem: "none", OrderName: "#1", Actor: "11",
		Hold: points.Hold{Shop: shop, Account: "c_7", ID: id, Points: 500, State: points.HoldOpen, MadeAt: made, LapsesAt: made.Add(time.Hour),
			EndedAt: at(5), PostedFor: "1001", Parts: []points.HoldPart{{Lot: "c_7:1", Points: 300, Returned: 20}, {Points: 200}}},
		MadeAt: made, ReadyAt: made.Add(time.Second), LapsesAt: made.Add(time.Hour), EndedAt: at(5),
	}
}

func (u *suite) redeemed(change func(r *rewards.Redemption), id string, made time.Time) {
	u.Helper()
	r := redemptionOf(u.shop, id, made)
	if change != nil {
		change(&r)
	}
	_, err := u.s.Redemptions.Save(u.ctx, r)
	u.must(err)
}

func (u *suite) redemptions(q rewards.Query) (ids []string) {
	u.Helper()
	for range 20 {
		p, err := u.s.Redemptions.Page(u.ctx, u.shop, q)
		u.must(err)
		for _, r := range p.Items {
			ids = append(ids, r.ID)
		}
		if q.Cursor = p.Next; q.Cursor == "" {
			return ids
		}
	}
	u.Fatal("the list does not end")
	return nil
}

var rewardTests = []test{
	{name: "a reward comes back as it was saved and is edited by version", run: func(u *suite) {
		r := rewardOf(u.shop, "r1")
		version, err := u.s.Rewards.Save(u.ctx, r)
		u.must(err)
		r.Version = version
		got, err := u.s.Rewards.Get(u.ctx, u.shop, "r1")
		u.must(err)
		same(u, got, r)
		_, err = u.s.Rewards.Get(u.ctx, u.other(), "r1")
		u.fails(err, models.NotFound)
		u.race(func(int) error { _, err := u.s.Rewards.Save(u.ctx, r); return err })
		second := rewardOf(u.shop, "a0")
		second.CreatedAt = at(3)
		_, err = u.s.Rewards.Save(u.ctx, second)
		u.must(err)
		all, err := u.s.Rewards.All(u.ctx, u.shop)
		u.must(err)
		same(u, []string{all[0].ID, all[1].ID}, []string{"r1", "a0"})
		u.must(u.s.Rewards.Delete(u.ctx, u.shop, "r1"))
		_, err = u.s.Rewards.Get(u.ctx, u.shop, "r1")
		u.fails(err, models.NotFound)
	}},
	{name: "F45 the last one of a stock is taken once", run: func(u *suite) {
		taken, version, err := u.s.Rewards.Taken(u.ctx, u.shop, "r1")
		u.must(err)
		same(u, []int64{taken, version}, []int64{0, 0})
		u.race(func(int) error { return u.s.Rewards.SaveTaken(u.ctx, u.shop, "r1", 1, 0) })
		u.race(func(int) error { return u.s.Rewards.SaveTaken(u.ctx, u.shop, "r1", 2, 1) })
		taken, version, err = u.s.Rewards.Taken(u.ctx, u.shop, "r1")
		u.must(err)
		same(u, []int64{taken, version}, []int64{2, 2})
	}},
	{name: "a redemption comes back as it was saved, once", run: func(u *suite) {
		r := redemptionOf(u.shop, "x1", at(0))
		version, err := u.s.Redemptions.Save(u.ctx, r)
		u.must(err)
		r.Version = version
		got, err := u.s.Redemptions.Get(u.ctx, u.shop, "x1")
		u.must(err)
		same(u, got, r)
		_, err = u.s.Redemptions.Get(u.ctx, u.other(), "x1")
		u.fails(err, models.NotFound)
		u.race(func(int) error { _, err := u.s.Redemptions.Save(u.ctx, r); return err })
		r.Version = 0
		_, err = u.s.Redemptions.Save(u.ctx, r)
		u.fails(err, models.Conflict)
	}},
	{name: "redemptions are found by what people know of them, newest first", run: func(u *suite) {
		for i := range 6 {
			u.redeemed(func(r *rewards.Redemption) {
				switch {
				case i == 1:
					r.State, r.Order, r.OrderName = rewards.Used, "1001", "#1001"
				case i == 2:
					r.NeedsPerson = true
				case i == 4:
					r.Flag, r.Contact = rewards.LateOrder, "c_8"
				}
			}, fmt.Sprint("x", i), at(i/2))
		}
		theirs := redemptionOf(u.other(), "x9", at(9))
		_, err := u.s.Redemptions.Save(u.ctx, theirs)
		u.must(err)
		same(u, u.redemptions(rewards.Query{Limit: 2}), []string{"x5", "x4", "x3", "x2", "x1", "x0"})
		same(u, u.redemptions(rewards.Query{State: rewards.Used}), []string{"x1"})
		same(u, u.redemptions(rewards.Query{OrderNames: []string{"1001", "#1001"}}), []string{"x1"})
		same(u, u.redemptions(rewards.Query{OrderNames: []string{"#1", "#9"}, Limit: 2}), []string{"x5", "x4", "x3", "x2", "x0"})
		same(u, u.redemptions(rewards.Query{Contacts: []models.ContactID{"c_8"}}), []string{"x4"})
		same(u, u.redemptions(rewards.Query{Contacts: []models.ContactID{"c_8", "c_7"}, Limit: 2}), []string{"x5", "x4", "x3", "x2", "x1", "x0"})
		same(u, u.redemptions(rewards.Query{Code: "clX3"}), []string(nil))
		same(u, u.redemptions(rewards.Query{Problem: true}), []string{"x4", "x2"})
		_, err = u.s.Redemptions.Page(u.ctx, u.shop, rewards.Query{Cursor: "x"})
		u.fails(err, models.Invalid)
		found, err := u.s.Redemptions.ByCodes(u.ctx, u.shop, []string{"CLx3", "CLx9", "OTHER"})
		u.must(err)
		same(u, len(found), 1)
		same(u, found[0].ID, "x3")
		after, err := u.s.Redemptions.After(u.ctx, u.shop, "x3", 10)
		u.must(err)
		same(u, []string{after[0].ID, after[1].ID}, []string{"x4", "x5"})
		of, err := u.s.Redemptions.Of(u.ctx, u.shop, []models.ContactID{"c_7"})
		u.must(err)
		same(u, len(of), 6) // by whose points they took
	}},
	{name: "what was given back is not counted against a member's limit", run: func(u *suite) {
		u.redeemed(nil, "x1", at(1))
		u.redeemed(func(r *rewards.Redemption) { r.State = rewards.Returned }, "x2", at(2))
		u.redeemed(func(r *rewards.Redemption) { r.State, r.Contact = rewards.Used, "c_9" }, "x3", at(3))
		u.redeemed(func(r *rewards.Redemption) { r.Reward = "r2" }, "x4", at(4))
		n, last, err := u.s.Redemptions.Had(u.ctx, u.shop, []models.ContactID{"c_7"}, "r1")
		u.must(err)
		same(u, n, int64(1))
		same(u, last, at(1))
		n, last, err = u.s.Redemptions.Had(u.ctx, u.shop, []models.ContactID{"c_7", "c_9"}, "r1")
		u.must(err)
		same(u, n, int64(2))
		same(u, last, at(3))
		n, _, err = u.s.Redemptions.Had(u.ctx, u.other(), []models.ContactID{"c_7"}, "r1")
		u.must(err)
		same(u, n, int64(0))
	}},
	{name: "points go back when their time is over, and only those that are held", alone: true, run: func(u *suite) {
		u.redeemed(nil, "x1", at(0)) // until 60
		u.redeemed(nil, "x2", at(-5))
		u.redeemed(func(r *rewards.Redemption) { r.Hold.State = points.HoldPosted }, "x3", at(-9))
		u.redeemed(func(r *rewards.Redemption) { r.LapsesAt = time.Time{} }, "x4", at(-9))
		for minute, want := range map[int]int{54: 0, 55: 1, 59: 1, 60: 2} {
			due, err := u.s.Redemptions.Due(u.ctx, at(minute), 10)
			u.must(err)
			same(u, len(due), want)
		}
		due, err := u.s.Redemptions.Due(u.ctx, at(99), 1)
		u.must(err)
		same(u, due[0].ID, "x2")
	}},
	{name: "a contact's redemptions are erased", run: func(u *suite) {
		u.redeemed(nil, "x1", at(1))
		u.redeemed(func(r *rewards.Redemption) { r.Contact, r.Hold.Account = "c_8", "c_8" }, "x2", at(2))
		n, err := u.s.Redemptions.Erase(u.ctx, u.shop, "c_7", 10)
		u.must(err)
		same(u, n, 1)
		same(u, u.redemptions(rewards.Query{}), []string{"x2"})
	}},
	{name: "lots are found by name in one account", run: func(u *suite) {
		r := paidOrder(u.shop, "1", "c_7")
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, r, 0) })
		lots, err := u.s.Ledger.LotsNamed(u.ctx, u.shop, "c_7", []string{"c_7:1", "c_7:2", "c_8:1"})
		u.must(err)
		same(u, len(lots), 1)
		same(u, lots[0].ID, "c_7:1")
		lots, err = u.s.Ledger.LotsNamed(u.ctx, u.shop, "c_8", []string{"c_7:1"})
		u.must(err)
		same(u, len(lots), 0)
	}},
	{name: "lots are found by what gave them, used up or not", run: func(u *suite) {
		var given []string
		u.in(func(ctx context.Context) error {
			account, err := u.s.Ledger.Account(ctx, u.shop, "c_7")
			if err != nil {
				return err
			}
			book := points.OpenBook(account, nil, at(0))
			for _, id := range []string{"x", "y"} {
				book.Refer(id, 0, 0, 40, points.Programme{Version: 1})
			}
			book.Refer("x", 40, 0, 0, points.Programme{Version: 1})
			return u.s.Ledger.Write(ctx, book)
		})
		for _, account := range []models.ContactID{"c_7", "c_8"} {
			lots, err := u.s.Ledger.LotsGiven(u.ctx, u.shop, account, points.OfReferral, "x")
			u.must(err)
			for _, lot := range lots {
				given = append(given, lot.ID)
			}
		}
		same(u, given, []string{"c_7:1"})
	}},
}
