package storetest

import (
	"fmt"

	"clientele/models"
	"clientele/models/catchup"
)

func pollOf(shop models.ShopID, minute int) catchup.Poll {
	return catchup.Poll{
		Shop: shop, Install: 2, Since: at(-90), From: at(-100), Until: at(-5), Cursor: "next", NextAt: at(minute), FinishedAt: at(-60),
		Problem: "away", ProblemAt: at(-1), Days: []catchup.PollDay{{Day: "2026-11-21", Looked: 9, Mended: 2, Unreadable: 1}, {Day: "2026-11-22", Looked: 1}},
	}
}

func backfillOf(shop models.ShopID, minute int) catchup.Backfill {
	return catchup.Backfill{
		Shop: shop, Install: 2, State: catchup.Reading, StartedAt: at(-9), StartedBy: "11", Operation: "gid://shopify/BulkOperation/1",
		AskedAt: at(-8), Attempt: 2, Partial: true, Faults: 1, Objects: 300, Size: 5000, Read: 400, Orders: 12, Changed: 11, Unreadable: 1,
		NextAt: at(minute), Problem: "away",
	}
}

var syncTests = []test{
	{name: "a shop that was never looked at has an empty look and no backfill", run: func(u *suite) {
		p, err := u.s.Sync.Poll(u.ctx, u.shop)
		u.must(err)
		same(u, p, catchup.Poll{Shop: u.shop})
		b, err := u.s.Sync.Backfill(u.ctx, u.shop)
		u.must(err)
		same(u, b, catchup.Backfill{Shop: u.shop})
	}},
	{name: "a look is kept whole, by its version", run: func(u *suite) {
		want := pollOf(u.shop, 5)
		version, err := u.s.Sync.SavePoll(u.ctx, want)
		u.must(err)
		want.Version = version
		got, err := u.s.Sync.Poll(u.ctx, u.shop)
		u.must(err)
		same(u, got, want)
		u.race(func(int) error { _, err := u.s.Sync.SavePoll(u.ctx, want); return err })
		_, err = u.s.Sync.SavePoll(u.ctx, pollOf(u.shop, 6))
		u.fails(err, models.Conflict)
	}},
	{name: "a backfill is kept whole, by its version", run: func(u *suite) {
		want := backfillOf(u.shop, 5)
		version, err := u.s.Sync.SaveBackfill(u.ctx, want)
		u.must(err)
		want.Version = version
		got, err := u.s.Sync.Backfill(u.ctx, u.shop)
		u.must(err)
		same(u, got, want)
		u.race(func(int) error { _, err := u.s.Sync.SaveBackfill(u.ctx, want); return err })
	}},
	{name: "what is due comes longest overdue first, and never what is not", alone: true, run: func(u *suite) {
		for i, minute := range []int{-1, -3, -2, 7} {
			_, err := u.s.Sync.SavePoll(u.ctx, pollOf(models.ShopID(fmt.Sprintf("s%d.myshopify.com", i)), minute))
			u.must(err)
			_, err = u.s.Sync.SaveBackfill(u.ctx, backfillOf(models.ShopID(fmt.Sprintf("s%d.myshopify.com", i)), minute-10))
			u.must(err)
		}
		ended := backfillOf("ended.myshopify.com", 0)
		ended.NextAt = ended.FinishedAt
		_, err := u.s.Sync.SaveBackfill(u.ctx, ended)
		u.must(err)
		polls, err := u.s.Sync.DuePolls(u.ctx, at(0), 2)
		u.must(err)
		if len(polls) != 2 || polls[0].Shop != "s1.myshopify.com" || polls[1].Shop != "s2.myshopify.com" {
			u.Fatalf("due: %+v", polls)
		}
		all, err := u.s.Sync.DueBackfills(u.ctx, at(0), 10)
		u.must(err)
		if len(all) != 4 || all[0].Shop != "s1.myshopify.com" || all[3].Shop != "s3.myshopify.com" {
			u.Fatalf("due: %+v", all)
		}
	}},
	{name: "shops that have the app and no look are found, page by page", alone: true, run: func(u *suite) {
		for i := range 5 {
			s := shopOf(models.ShopID(fmt.Sprintf("s%d.myshopify.com", i)))
			if i == 3 {
				s.UninstalledAt = at(-1)
			}
			_, err := u.s.Shops.Save(u.ctx, s)
			u.must(err)
		}
		gone := shopOf("a.myshopify.com")
		gone.UninstalledAt = at(-1)
		_, err := u.s.Shops.Save(u.ctx, gone)
		u.must(err)
		list, last, err := u.s.Sync.Unenrolled(u.ctx, "", 1)
		u.must(err)
		if len(list) != 0 || last != gone.ID {
			u.Fatalf("a page without any gave %v, %q", list, last)
		}
		_, err = u.s.Sync.SavePoll(u.ctx, pollOf("s1.myshopify.com", 0))
		u.must(err)
		var found []models.ShopID
		last = ""
		for range 10 {
			var page []models.ShopID
			list, next, err := u.s.Sync.Unenrolled(u.ctx, last, 2)
			u.must(err)
			for _, s := range list {
				page = append(page, s.ID)
			}
			found = append(found, page...)
			if last = next; last == "" {
				break
			}
		}
		same(u, found, []models.ShopID{"s0.myshopify.com", "s2.myshopify.com", "s4.myshopify.com"})
	}},
}
