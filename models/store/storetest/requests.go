package storetest

import (
	"context"
	"fmt"

	"clientele/models"
	"clientele/models/privacy"
)

var requestTests = []test{
	{name: "a request is kept once and a repeat changes nothing", run: func(u *suite) {
		r := requestOf(u.shop, "r1", at(0))
		for _, err := range together(20, func(int) error { return u.s.Requests.Put(u.ctx, r) }) {
			u.must(err)
		}
		changed := r
		changed.State = privacy.Done
		u.must(u.s.Requests.Put(u.ctx, changed))
		u.in(func(ctx context.Context) error { return u.s.Requests.Put(ctx, changed) })
		got, err := u.s.Requests.Get(u.ctx, u.shop, "r1")
		u.must(err)
		same(u, got, r)
		u.must(u.s.Requests.Save(u.ctx, changed))
		got, err = u.s.Requests.Get(u.ctx, u.shop, "r1")
		u.must(err)
		same(u, got, changed)
		_, err = u.s.Requests.Get(u.ctx, u.other(), "r1")
		u.fails(err, models.NotFound)
		changed.Shop = u.other()
		u.fails(u.s.Requests.Save(u.ctx, changed), models.NotFound)
	}},
	{name: "requests are paged newest first and complete", run: func(u *suite) {
		for i := range 7 {
			u.must(u.s.Requests.Put(u.ctx, requestOf(u.shop, fmt.Sprint("r", i), at(i/2))))
		}
		u.must(u.s.Requests.Put(u.ctx, requestOf(u.other(), "theirs", at(1))))
		var ids []string
		cursor := ""
		for range 20 {
			p, err := u.s.Requests.Page(u.ctx, u.shop, cursor, 2)
			u.must(err)
			for _, r := range p.Items {
				ids = append(ids, r.ID)
			}
			if cursor = p.Next; cursor == "" {
				break
			}
		}
		same(u, ids, []string{"r6", "r5", "r4", "r3", "r2", "r1", "r0"})
		for _, cursor := range nonsense("eyJsIjoiZGVsaXZlcmllcyJ9") {
			_, err := u.s.Requests.Page(u.ctx, u.shop, cursor, 2)
			u.fails(err, models.Invalid)
		}
	}},
	{name: "open are requests for data that the owner has yet to confirm", run: func(u *suite) {
		for i, state := range []privacy.State{privacy.Open, privacy.Ready, privacy.Done, privacy.Open} {
			r := requestOf(u.shop, fmt.Sprint("r", i), at(i))
			r.State = state
			if i == 3 {
				r.Kind = privacy.Redact
			}
			u.must(u.s.Requests.Put(u.ctx, r))
		}
		for limit, want := range map[int]int{100: 2, 1: 1} {
			n, err := u.s.Requests.OpenCount(u.ctx, u.shop, limit)
			u.must(err)
			same(u, n, want)
		}
		n, err := u.s.Requests.OpenCount(u.ctx, u.other(), 100)
		u.must(err)
		same(u, n, 0)
	}},
}

var eraseTests = []test{
	{name: "erasing a shop leaves nothing of it and all of the others", alone: true, run: func(u *suite) {
		before := map[models.ShopID]string{}
		others := []models.ShopID{u.other(), "a" + u.shop, u.shop + "0"}
		for _, shop := range append(others, u.shop) {
			Populate(u, u.s, shop)
		}
		for _, shop := range others {
			before[shop] = Dump(u, u.s, shop)
		}
		total := 0
		for range 200 {
			n, err := u.s.Shops.Erase(u.ctx, u.shop, 3)
			u.must(err)
			if n > 3 {
				u.Fatalf("erased %d at once, 3 is the limit", n)
			}
			if total += n; n == 0 {
				break
			}
			if _, err := u.s.Shops.Get(u.ctx, u.shop); err != nil && n == 3 {
				u.fails(err, models.NotFound)
			}
		}
		if total < 14 {
			u.Fatalf("erased %d documents, a populated shop has more", total)
		}
		_, err := u.s.Shops.Get(u.ctx, u.shop)
		u.fails(err, models.NotFound)
		for _, shop := range others {
			same(u, Dump(u, u.s, shop), before[shop])
		}
	}},
}

var engineTests = []test{
	{name: "the engine answers and estimates its documents", alone: true, run: func(u *suite) {
		u.must(u.s.Engine.Ping(u.ctx))
		n, err := u.s.Engine.Documents(u.ctx)
		u.must(err)
		same(u, n, int64(0))
		for i := range 3 {
			u.put(1, deliveryOf(u.shop, fmt.Sprint(i), at(i)))
		}
		n, err = u.s.Engine.Documents(u.ctx)
		u.must(err)
		same(u, n, int64(3))
	}},
}
