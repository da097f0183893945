package storetest

import (
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/rosters"
	"clientele/models/services"
	"clientele/models/team"
)

// rosterRead is a roster as its parts are read one by one.
func (u *suite) rosterRead(shop models.ShopID) (r rosters.Roster) {
	u.Helper()
	var err error
	r.Services, err = u.s.Services.All(u.ctx, shop)
	u.must(err)
	r.Members, err = u.s.Team.Members(u.ctx, shop)
	u.must(err)
	r.Locations, err = u.s.Team.Locations(u.ctx, shop)
	u.must(err)
	r.Pools, err = u.s.Team.Pools(u.ctx, shop)
	u.must(err)
	r.Calendar, err = u.s.Team.Calendar(u.ctx, shop)
	u.must(err)
	all, err := u.s.Feeds.Of(u.ctx, shop, "")
	u.must(err)
	r.Feeds = len(all) > 0
	return r
}

var rosterTests = []test{
	{name: "a roster is what its parts are, after each change of any of them", run: func(u *suite) {
		version := map[string]int64{}
		saved := func(name string, v int64, err error) error {
			version[name] = v
			return err
		}
		var s services.Service
		var m team.Member
		changes := []func() error{
			func() error { return nil },
			func() error {
				s = serviceOf(u.shop, "s1")
				v, err := u.s.Services.Save(u.ctx, s)
				return saved("service", v, err)
			},
			func() error {
				m = memberOf(u.shop, "ann")
				v, err := u.s.Team.SaveMember(u.ctx, m)
				return saved("member", v, err)
			},
			func() error { _, err := u.s.Team.SaveLocation(u.ctx, locationOf(u.shop, "l1")); return err },
			func() error { _, err := u.s.Team.SavePool(u.ctx, poolOf(u.shop, "p1")); return err },
			func() error { _, err := u.s.Team.SaveCalendar(u.ctx, calendarOf(u.shop)); return err },
			func() error { _, err := u.s.Feeds.Save(u.ctx, feedOf(u.shop, "ann", "f1")); return err },
			func() error {
				s.Version, s.Title = version["service"], "Another cut"
				_, err := u.s.Services.Save(u.ctx, s)
				return err
			},
			func() error {
				m.Version, m.Name = version["member"], "Anna"
				_, err := u.s.Team.SaveMember(u.ctx, m)
				return err
			},
			func() error { return u.s.Feeds.Delete(u.ctx, u.shop, "ann", "f1") },
			func() error { return u.s.Team.DeletePool(u.ctx, u.shop, "p1") },
			func() error { return u.s.Team.DeleteLocation(u.ctx, u.shop, "l1") },
			func() error { return u.s.Team.DeleteMember(u.ctx, u.shop, "ann") },
			func() error { return u.s.Services.Delete(u.ctx, u.shop, "s1") },
		}
		for _, change := range changes {
			u.must(change())
			for range 2 { // as it is read, and as it is kept
				got, err := u.s.Rosters.Get(u.ctx, u.shop)
				u.must(err)
				same(u, got, u.rosterRead(u.shop))
			}
			theirs, err := u.s.Rosters.Get(u.ctx, u.other())
			u.must(err)
			same(u, theirs, u.rosterRead(u.other()))
		}
	}},
	{name: "whoever changes the lists of a roster changes nobody else's", run: func(u *suite) {
		for _, id := range []booking.StaffID{"ann", "ben"} {
			_, err := u.s.Team.SaveMember(u.ctx, memberOf(u.shop, id))
			u.must(err)
		}
		for range 3 {
			got, err := u.s.Rosters.Get(u.ctx, u.shop)
			u.must(err)
			same(u, len(got.Members), 2)
			same(u, got.Members[0].Name, memberOf(u.shop, "ann").Name)
			got.Members[0].Name = "somebody else"
			clear(got.Members[1:])
		}
	}},
	{name: "a change that is refused is not in the roster", run: func(u *suite) {
		_, err := u.s.Team.SaveMember(u.ctx, memberOf(u.shop, "ann"))
		u.must(err)
		_, err = u.s.Rosters.Get(u.ctx, u.shop)
		u.must(err)
		_, err = u.s.Team.SaveMember(u.ctx, memberOf(u.shop, "ann"))
		u.fails(err, models.Conflict)
		got, err := u.s.Rosters.Get(u.ctx, u.shop)
		u.must(err)
		same(u, got, u.rosterRead(u.shop))
	}},
}
