package storetest

import (
	"time"

	"clientele/models"
	"clientele/models/shops"
)

var shopTests = []test{
	{name: "a shop comes back as it was saved", run: func(u *suite) {
		s := shopOf(u.shop)
		version, err := u.s.Shops.Save(u.ctx, s)
		u.must(err)
		same(u, version, int64(1))
		got, err := u.s.Shops.Get(u.ctx, u.shop)
		u.must(err)
		s.Version = 1
		same(u, got, s)
		s.Tokens, s.Scopes, s.UninstalledAt = shops.Tokens{Serial: 4}, nil, at(9)
		version, err = u.s.Shops.Save(u.ctx, s)
		u.must(err)
		same(u, version, int64(2))
		got, err = u.s.Shops.Get(u.ctx, u.shop)
		u.must(err)
		s.Version = 2
		same(u, got, s)
	}},
	{name: "an unknown shop is not found", run: func(u *suite) {
		_, err := u.s.Shops.Get(u.ctx, u.shop)
		u.fails(err, models.NotFound)
	}},
	{name: "of two who save one version the second is refused", run: func(u *suite) {
		s := shopOf(u.shop)
		_, err := u.s.Shops.Save(u.ctx, s)
		u.must(err)
		_, err = u.s.Shops.Save(u.ctx, s)
		u.fails(err, models.Conflict)
		s.Version = 1
		u.race(func(int) error { _, err := u.s.Shops.Save(u.ctx, s); return err })
	}},
	{name: "the times of last sight never go backwards and survive a save", run: func(u *suite) {
		s := shopOf(u.shop)
		_, err := u.s.Shops.Save(u.ctx, s)
		u.must(err)
		u.must(u.s.Shops.Seen(u.ctx, u.shop, shops.LastSeen{DeliveryAt: at(10)}))
		u.must(u.s.Shops.Seen(u.ctx, u.shop, shops.LastSeen{DeliveryAt: at(3), PointsAt: at(4)}))
		u.must(u.s.Shops.Seen(u.ctx, u.shop, shops.LastSeen{}))
		s.Version = 1 // a save that knows nothing of what was seen
		_, err = u.s.Shops.Save(u.ctx, s)
		u.must(err)
		got, err := u.s.Shops.Get(u.ctx, u.shop)
		u.must(err)
		same(u, got.LastSeen, shops.LastSeen{DeliveryAt: at(10), PointsAt: at(4)})
		same(u, got.Version, int64(2))
	}},
	{name: "what is seen of an unknown shop is dropped", run: func(u *suite) {
		u.must(u.s.Shops.Seen(u.ctx, u.shop, shops.LastSeen{DeliveryAt: at(1)}))
		_, err := u.s.Shops.Get(u.ctx, u.shop)
		u.fails(err, models.NotFound)
	}},
	{name: "refreshable are installed shops whose token ends soon", alone: true, run: func(u *suite) {
		save := func(id models.ShopID, change func(s *shops.Shop)) {
			s := shopOf(id)
			s.Tokens.RefreshingTill = time.Time{}
			change(&s)
			_, err := u.s.Shops.Save(u.ctx, s)
			u.must(err)
		}
		save("late.example", func(s *shops.Shop) { s.Tokens.AccessEnds = at(30) })
		save("soon.example", func(s *shops.Shop) { s.Tokens.AccessEnds = at(3) })
		save("next.example", func(s *shops.Shop) { s.Tokens.AccessEnds = at(4) })
		save("gone.example", func(s *shops.Shop) { s.Tokens.AccessEnds = at(2); s.UninstalledAt = at(1) })
		save("lost.example", func(s *shops.Shop) { s.Tokens.AccessEnds = at(2); s.Tokens.RefreshFailed = at(1) })
		save("ever.example", func(s *shops.Shop) { s.Tokens = shops.Tokens{Access: []byte{1}} })
		found, err := u.s.Shops.Refreshable(u.ctx, at(30), 10)
		u.must(err)
		same(u, shopIDs(found), []models.ShopID{"soon.example", "next.example"})
		found, err = u.s.Shops.Refreshable(u.ctx, at(30), 1)
		u.must(err)
		same(u, shopIDs(found), []models.ShopID{"soon.example"})
	}},
}

func shopIDs(found []shops.Shop) []models.ShopID {
	var ids []models.ShopID
	for _, s := range found {
		ids = append(ids, s.ID)
	}
	return ids
}
