package storetest

import (
	"clientele/models"
	"clientele/models/levels"
	"clientele/models/merges"
	"clientele/models/points"
)

// mergeOf fills every field.
func mergeOf(shop models.ShopID, id string, into, from models.ContactID, minute int) merges.Merge {
	memory := levels.Memory{
		Ladder: 2, SeenAt: at(-9), Kept: levels.Kept{Level: "gold", Until: at(900), Ladder: 1, From: "2026-01-01", To: "2026-12-31"},
		Rewards: []levels.Reward{{Level: "gold", Points: 50, Taken: 7}},
	}
	return merges.Merge{
		Shop: shop, ID: id, Into: into, From: from, Actor: "42", Note: "one person", At: at(minute), Until: at(minute + 100), State: merges.Merged,
		EndedAt: at(3), EndedBy: "43",
		Memory: merges.Memory{
			Settled: points.Settled{Repaid: []points.HoldPart{{Lot: "c_1:2", Points: 9}}, Drawn: []points.HoldPart{{Lot: "c_1:1", Points: 4}}, Owed: 3, Forgiven: 2},
			Seq:     12, Holds: []string{"h1", "h2"}, Birthday: true, Into: memory, From: memory,
		},
	}
}

func mergeIDs(all []merges.Merge) []string {
	ids := []string{}
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	return ids
}

var mergeTests = []test{
	{name: "a merge comes back as it was saved, and only by its version", run: func(u *suite) {
		m := mergeOf(u.shop, "m1", "c_1", "c_2", 0)
		var err error
		m.Version, err = u.s.Merges.Save(u.ctx, m)
		u.must(err)
		got, err := u.s.Merges.Get(u.ctx, u.shop, "m1")
		u.must(err)
		same(u, got, m)
		_, err = u.s.Merges.Get(u.ctx, u.other(), "m1")
		u.fails(err, models.NotFound)
		u.race(func(int) error { _, err := u.s.Merges.Save(u.ctx, m); return err })
		_, err = u.s.Merges.Save(u.ctx, mergeOf(u.shop, "m1", "c_3", "c_4", 0))
		u.fails(err, models.Conflict)
	}},
	{name: "merges are found by either side, newest first, and erased with one", run: func(u *suite) {
		for i, sides := range [][2]models.ContactID{{"c_1", "c_2"}, {"c_1", "g_3"}, {"c_9", "c_1"}, {"c_10", "c_11"}} {
			_, err := u.s.Merges.Save(u.ctx, mergeOf(u.shop, "m"+string(rune('0'+i)), sides[0], sides[1], i))
			u.must(err)
		}
		of := func(limit int, ids ...models.ContactID) []string {
			u.Helper()
			all, err := u.s.Merges.Of(u.ctx, u.shop, ids, limit)
			u.must(err)
			return mergeIDs(all)
		}
		same(u, of(9, "c_1"), []string{"m2", "m1", "m0"})
		same(u, of(2, "c_1", "c_2"), []string{"m2", "m1"})
		same(u, of(9, "g_3", "c_10"), []string{"m3", "m1"})
		same(u, of(9), []string{})
		theirs, err := u.s.Merges.Of(u.ctx, u.other(), []models.ContactID{"c_1"}, 9)
		u.must(err)
		same(u, len(theirs), 0)
		n, err := u.s.Merges.Erase(u.ctx, u.shop, "c_1", 2)
		u.must(err)
		same(u, n, 2)
		n, err = u.s.Merges.Erase(u.ctx, u.shop, "c_1", 9)
		u.must(err)
		same(u, n, 1)
		same(u, of(9, "c_1", "c_2", "g_3", "c_9", "c_10"), []string{"m3"})
	}},
	{name: "merges whose time is over are listed, the earliest first", run: func(u *suite) {
		for i, state := range []merges.State{merges.Merged, merges.Merged, merges.Undone, merges.Merged} {
			m := mergeOf(u.shop, "m"+string(rune('0'+i)), "c_1", "c_2", 0)
			m.State, m.Until = state, at(10-i)
			_, err := u.s.Merges.Save(u.ctx, m)
			u.must(err)
		}
		over := func(minute, limit int) []string {
			u.Helper()
			all, err := u.s.Merges.Over(u.ctx, u.shop, at(minute), limit)
			u.must(err)
			return mergeIDs(all)
		}
		same(u, over(10, 9), []string{"m3", "m1", "m0"})
		same(u, over(9, 1), []string{"m3"})
		same(u, over(6, 9), []string{})
	}},
}
