package storetest

import (
	"context"
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
)

func ladderOf(shop models.ShopID, version int) levels.Ladder {
	return levels.Ladder{
		Shop: shop, Version: version, Zone: "Asia/Tokyo", Currency: "JPY", EffectiveFrom: at(version), SavedBy: "11", Note: "more",
		Settings: levels.Settings{
			Period: levels.Period{Kind: levels.Rolling, Months: 12}, Keep: levels.NextPeriod, GraceDays: 7, OnRefund: levels.Immediate, Downgrade: levels.OneDown,
			Levels: []levels.Level{{
				ID: "gold", Name: models.Text{En: "Gold", Ja: "ゴールド", Ko: "골드"}, Colour: "#d4af37", Perks: []models.Text{{En: "Free tea"}},
				Extras: []string{"early_access"}, Multiplier: "1.25", Reward: 100, Any: true, Stage: "client", Closed: true,
				Rules: []levels.RuleSetting{{Kind: "spend", Params: models.Params{"amount": "1000"}}},
			}},
		},
	}
}

func levelOf(shop models.ShopID, id models.ContactID) levels.State {
	return levels.State{
		Shop: shop, Contact: id, Ladder: 1, Level: "gold", Since: at(-9), Until: at(90), SeenAt: at(-9), NextAt: at(60), MonthsBefore: "2020-01-01",
		Rows: []levels.Row{{Day: "2026-11-01", Lost: "2026-11-02", Figures: levels.Figures{Points: 1, SpentMinor: 2, Orders: 3, Visits: 4}},
			{Day: "2026-12-01", From: at(60), Figures: levels.Figures{Points: 9}}},
		Kept: levels.Kept{Level: "gold", Until: at(99), Ladder: 1, From: "2026-01-01", To: "2026-12-31"}, Rewards: []levels.Reward{{Level: "gold", Points: 100, Taken: 3}}, Changes: 2,
	}
}

func levelChange(shop models.ShopID, id models.ContactID, seq int64, from, to string) levels.Change {
	return levels.Change{
		Shop: shop, Contact: id, Seq: seq, From: from, To: to, Ladder: 1, Cause: levels.Cause{Kind: "order", ID: "1", Order: "1", Name: "#1"},
		Figures: levels.Figures{Points: 5, SpentMinor: 6, Orders: 7, Visits: 8}, Effective: at(int(seq)), At: at(int(seq) + 1),
	}
}

// level keeps a state with changes in a transaction.
func (u *suite) level(s levels.State, changes ...levels.Change) {
	u.Helper()
	u.in(func(ctx context.Context) error { _, err := u.s.Levels.Save(ctx, s, changes); return err })
}

// counted folds until nothing waits, and gives a shop's counts.
func (u *suite) counted(shop models.ShopID) map[string]int64 {
	u.Helper()
	for done := 1; done > 0; {
		u.in(func(ctx context.Context) error { var err error; done, err = u.s.Levels.Count(ctx, 2); return err })
	}
	counts, _, err := u.s.Levels.Counts(u.ctx, shop)
	u.must(err)
	return counts
}

var levelTests = []test{
	{name: "versions of the ladder come back in order and are never replaced", run: func(u *suite) {
		for _, version := range []int{2, 10, 1} {
			u.must(u.s.Levels.AddLadder(u.ctx, ladderOf(u.shop, version)))
		}
		u.must(u.s.Levels.AddLadder(u.ctx, ladderOf(u.other(), 1)))
		u.fails(u.s.Levels.AddLadder(u.ctx, ladderOf(u.shop, 2)), models.Conflict)
		got, err := u.s.Levels.Ladders(u.ctx, u.shop)
		u.must(err)
		same(u, got, []levels.Ladder{ladderOf(u.shop, 1), ladderOf(u.shop, 2), ladderOf(u.shop, 10)})
	}},
	{name: "a level comes back as it was kept, by its version", run: func(u *suite) {
		fresh, err := u.s.Levels.State(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, fresh, levels.State{Shop: u.shop, Contact: "c_1"})
		s := levelOf(u.shop, "c_1")
		u.level(s)
		s.Version = 1
		got, err := u.s.Levels.State(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, got, s)
		u.race(func(int) error { _, err := u.s.Levels.Save(u.ctx, s, nil); return err })
		of, err := u.s.Levels.Of(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"})
		u.must(err)
		same(u, len(of), 1)
		none, err := u.s.Levels.Of(u.ctx, u.shop, nil)
		u.must(err)
		same(u, len(none), 0)
	}},
	{name: "levels and contacts are given by id, of one shop", run: func(u *suite) {
		for _, shop := range []models.ShopID{u.shop, u.other()} {
			for _, id := range []models.ContactID{"c_1", "c_10", "c_2"} {
				u.level(levelOf(shop, id))
				_, err := u.s.Contacts.Save(u.ctx, contactOf(shop, id))
				u.must(err)
			}
		}
		states, err := u.s.Levels.States(u.ctx, u.shop, "c_1", 5)
		u.must(err)
		same(u, fmt.Sprintf("%s %s %d %s", states[0].Contact, states[1].Contact, len(states), states[0].Shop), fmt.Sprintf("c_10 c_2 2 %s", u.shop))
		members, err := u.s.Levels.Members(u.ctx, u.shop, "", 2)
		u.must(err)
		same(u, fmt.Sprintf("%s %s %d", members[0].ID, members[1].ID, len(members)), "c_1 c_10 2")
		tally, err := u.s.Levels.Tally(u.ctx, u.shop)
		u.must(err)
		same(u, tally, map[string]int64{"gold": 3})
	}},
	{name: "contacts are listed by their level", run: func(u *suite) {
		for i, level := range []string{"gold", "silver", "gold", ""} {
			c := contactOf(u.shop, models.ContactID(fmt.Sprint("c_", i)))
			c.Figures.Level = level
			_, err := u.s.Contacts.Save(u.ctx, c)
			u.must(err)
		}
		page, err := u.s.Contacts.Page(u.ctx, u.shop, contacts.Query{Level: "gold", Sort: "name"})
		u.must(err)
		same(u, len(page.Items), 2)
		same(u, page.Items[1].Figures.Level, "gold")
	}},
	{name: "a history is paged from the newest on and tells the level of a time", run: func(u *suite) {
		s := levelOf(u.shop, "c_1")
		var all []levels.Change
		for seq := int64(1); seq <= 12; seq++ {
			all = append([]levels.Change{levelChange(u.shop, "c_1", seq, "", "gold")}, all...)
			u.level(s, all[0])
			s.Version++
		}
		u.level(levelOf(u.shop, "c_11"), levelChange(u.shop, "c_11", 1, "", "gold"))
		var got []levels.Change
		for cursor := ""; ; {
			page, err := u.s.Levels.Changes(u.ctx, u.shop, "c_1", cursor, 5)
			u.must(err)
			got = append(got, page.Items...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		same(u, got, all)
		for _, cursor := range nonsense("x") {
			_, err := u.s.Levels.Changes(u.ctx, u.shop, "c_1", cursor, 5)
			u.fails(err, models.Invalid)
		}
		c, err := u.s.Levels.At(u.ctx, u.shop, "c_1", at(7))
		u.must(err)
		same(u, c.Seq, int64(7))
		c, err = u.s.Levels.At(u.ctx, u.shop, "c_1", at(0))
		u.must(err)
		same(u, c == nil, true)
	}},
	{name: "levels for which a time has come are found, the longest overdue first", alone: true, run: func(u *suite) {
		for i, next := range []time.Time{at(3), at(1), {}, at(5)} {
			s := levelOf(u.shop, models.ContactID(fmt.Sprint("c_", i)))
			s.NextAt = next
			u.level(s)
		}
		due, err := u.s.Levels.Due(u.ctx, at(3), 10)
		u.must(err)
		same(u, fmt.Sprintf("%s %s %d", due[0].Contact, due[1].Contact, len(due)), "c_1 c_0 2")
	}},
	{name: "every change is counted once, and an erased contact no more", alone: true, run: func(u *suite) {
		for i, level := range []string{"gold", "silver", "gold"} {
			s := levelOf(u.shop, models.ContactID(fmt.Sprint("c_", i)))
			s.Level = level
			u.level(s, levelChange(u.shop, s.Contact, 1, "", "silver"), levelChange(u.shop, s.Contact, 2, "silver", level))
		}
		waiting, err := u.s.Levels.Uncounted(u.ctx, u.shop)
		u.must(err)
		same(u, waiting["gold"], int64(2))
		same(u, u.counted(u.shop), map[string]int64{"gold": 2, "silver": 1})
		same(u, u.counted(u.shop), map[string]int64{"gold": 2, "silver": 1})
		s := levelOf(u.shop, "c_0")
		s.Version, s.Level = 1, "silver"
		u.level(s, levelChange(u.shop, "c_0", 3, "gold", "silver")) // not counted yet
		for done := 1; done > 0; {
			u.in(func(ctx context.Context) error {
				var err error
				done, err = u.s.Levels.Erase(ctx, u.shop, "c_0", 2)
				return err
			})
		}
		same(u, u.counted(u.shop), map[string]int64{"gold": 1, "silver": 1})
		page, err := u.s.Levels.Changes(u.ctx, u.shop, "c_0", "", 10)
		u.must(err)
		same(u, len(page.Items), 0)
		u.in(func(ctx context.Context) error { return u.s.Levels.Rolled(ctx, u.shop, 3) })
		u.in(func(ctx context.Context) error { return u.s.Levels.Rolled(ctx, u.shop, 2) })
		_, ladder, err := u.s.Levels.Counts(u.ctx, u.shop)
		u.must(err)
		same(u, ladder, 3)
		_, ladder, err = u.s.Levels.Counts(u.ctx, u.other())
		u.must(err)
		same(u, ladder, 0)
	}},
}
