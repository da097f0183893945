package storetest

import (
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/team"
)

// The fixtures of the team fill every field.
func memberOf(shop models.ShopID, id booking.StaffID) team.Member {
	day := times.DateOf(2026, 12, 24)
	week := booking.Week{1: {{From: 9 * 60, To: 12 * 60}, {From: 22 * 60, To: 2 * 60}}, 6: {{From: 0, To: times.Midnight}}}
	return team.Member{
		Shop: shop, ID: id, CreatedAt: at(-9), UpdatedAt: at(-8), SavedBy: "11",
		MemberSettings: team.MemberSettings{
			Enabled: true, Name: "Ann", Text: "Colours", Colour: "#336699", PhotoURL: "https://example.com/ann.jpg", Location: "l1",
			Hours: booking.Staff{
				Zone: "Asia/Tokyo", Weekly: week, Seasons: []booking.Season{{First: day - 20, Last: day - 10, Weekly: week}},
				Overrides: map[times.Date][]booking.Window{day: {}, day + 1: {{From: 600, To: 660}}}, TimeOff: []times.Span{times.Between(at(60), at(90))},
				MaxPerDay: 9, Priority: 2, Weight: 3,
			},
		},
	}
}

func locationOf(shop models.ShopID, id string) team.Location {
	return team.Location{
		Shop: shop, ID: id, UpdatedAt: at(-8), SavedBy: "11",
		LocationSettings: team.LocationSettings{Name: "Main street", Address: "1 Main street", Zone: "Europe/London"},
	}
}

func poolOf(shop models.ShopID, id booking.PoolID) team.Pool {
	return team.Pool{
		Shop: shop, ID: id, UpdatedAt: at(-8), SavedBy: "11",
		PoolSettings: team.PoolSettings{Name: "Chairs", CleanUpMinutes: 5, Units: []team.Unit{{ID: "c1", Name: "By the window"}, {ID: "c2", Name: "By the door"}}},
	}
}

func calendarOf(shop models.ShopID) team.Calendar {
	return team.Calendar{
		Shop: shop, Holidays: "JP", Closed: []team.ClosedDate{{Date: times.DateOf(2026, 12, 31), Name: "Stocktaking"}}, UpdatedAt: at(-8), SavedBy: "11",
	}
}

var teamTests = []test{
	{name: "staff come back as they were saved, by version, who was added first at the front", run: func(u *suite) {
		m := memberOf(u.shop, "z9")
		var err error
		m.Version, err = u.s.Team.SaveMember(u.ctx, m)
		u.must(err)
		got, err := u.s.Team.Member(u.ctx, u.shop, "z9")
		u.must(err)
		same(u, got, m)
		_, err = u.s.Team.Member(u.ctx, u.other(), "z9")
		u.fails(err, models.NotFound)
		u.race(func(int) error { _, err := u.s.Team.SaveMember(u.ctx, m); return err })
		second := memberOf(u.shop, "a0")
		second.CreatedAt = at(3)
		_, err = u.s.Team.SaveMember(u.ctx, second)
		u.must(err)
		all, err := u.s.Team.Members(u.ctx, u.shop)
		u.must(err)
		same(u, []booking.StaffID{all[0].ID, all[1].ID}, []booking.StaffID{"z9", "a0"})
		u.must(u.s.Team.DeleteMember(u.ctx, u.shop, "z9"))
		_, err = u.s.Team.Member(u.ctx, u.shop, "z9")
		u.fails(err, models.NotFound)
	}},
	{name: "locations come back as they were saved, by version and by name", run: func(u *suite) {
		l := locationOf(u.shop, "l1")
		var err error
		l.Version, err = u.s.Team.SaveLocation(u.ctx, l)
		u.must(err)
		got, err := u.s.Team.Location(u.ctx, u.shop, "l1")
		u.must(err)
		same(u, got, l)
		u.race(func(int) error { _, err := u.s.Team.SaveLocation(u.ctx, l); return err })
		first := locationOf(u.shop, "l2")
		first.Name = "Airport"
		_, err = u.s.Team.SaveLocation(u.ctx, first)
		u.must(err)
		all, err := u.s.Team.Locations(u.ctx, u.shop)
		u.must(err)
		same(u, []string{all[0].ID, all[1].ID}, []string{"l2", "l1"})
		u.must(u.s.Team.DeleteLocation(u.ctx, u.shop, "l1"))
		_, err = u.s.Team.Location(u.ctx, u.shop, "l1")
		u.fails(err, models.NotFound)
	}},
	{name: "rooms and equipment come back as they were saved, by version and by name", run: func(u *suite) {
		p := poolOf(u.shop, "p1")
		var err error
		p.Version, err = u.s.Team.SavePool(u.ctx, p)
		u.must(err)
		got, err := u.s.Team.Pool(u.ctx, u.shop, "p1")
		u.must(err)
		same(u, got, p)
		u.race(func(int) error { _, err := u.s.Team.SavePool(u.ctx, p); return err })
		first := poolOf(u.shop, "p2")
		first.Name = "Baths"
		_, err = u.s.Team.SavePool(u.ctx, first)
		u.must(err)
		all, err := u.s.Team.Pools(u.ctx, u.shop)
		u.must(err)
		same(u, []booking.PoolID{all[0].ID, all[1].ID}, []booking.PoolID{"p2", "p1"})
		u.must(u.s.Team.DeletePool(u.ctx, u.shop, "p1"))
		_, err = u.s.Team.Pool(u.ctx, u.shop, "p1")
		u.fails(err, models.NotFound)
	}},
	{name: "a shop without closed dates has an empty calendar, and one is saved by version", run: func(u *suite) {
		c, err := u.s.Team.Calendar(u.ctx, u.shop)
		u.must(err)
		same(u, c, team.Calendar{Shop: u.shop})
		c = calendarOf(u.shop)
		c.Version, err = u.s.Team.SaveCalendar(u.ctx, c)
		u.must(err)
		got, err := u.s.Team.Calendar(u.ctx, u.shop)
		u.must(err)
		same(u, got, c)
		u.race(func(int) error { _, err := u.s.Team.SaveCalendar(u.ctx, c); return err })
		_, err = u.s.Team.SaveCalendar(u.ctx, calendarOf(u.shop))
		u.fails(err, models.Conflict)
	}},
}
