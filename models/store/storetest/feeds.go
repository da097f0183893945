package storetest

import (
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/feeds"
)

// feedOf fills every field.
func feedOf(shop models.ShopID, staff booking.StaffID, id string) feeds.Feed {
	return feeds.Feed{
		Shop: shop, Staff: staff, ID: id, Sealed: []byte{1, 2, 3}, Hint: "calendar.example …ab12", AddedAt: at(-9), AddedBy: "11", NextAt: at(15), TriedAt: at(0),
		Failure: feeds.Failure{Kind: feeds.NotCalendar, Detail: "line 7"},
		Reading: feeds.Reading{
			Mark: feeds.Mark{ETag: `"x"`, Modified: "Tue, 01 Dec 2026 09:00:00 GMT"}, Zone: "Asia/Tokyo", ReadAt: at(-2), WholeAt: at(-3), Events: 4,
			UnknownZones: []string{"Nowhere"}, Busy: []times.Span{times.Between(at(-60), at(-30)), times.Between(at(0), at(90)), times.Between(at(9000), at(9001))},
		},
	}
}

func linkOf(shop models.ShopID, staff booking.StaffID, digest string) feeds.Link {
	return feeds.Link{Shop: shop, Staff: staff, Digest: digest, Titles: feeds.FirstName, MadeAt: at(-1), MadeBy: "11"}
}

func (u *suite) feed(f feeds.Feed) feeds.Feed {
	u.Helper()
	var err error
	f.Version, err = u.s.Feeds.Save(u.ctx, f)
	u.must(err)
	return f
}

var feedTests = []test{
	{name: "another calendar comes back as it was saved and is saved by version", run: func(u *suite) {
		f := u.feed(feedOf(u.shop, "ann", "f1"))
		got, err := u.s.Feeds.Get(u.ctx, u.shop, "ann", "f1")
		u.must(err)
		same(u, got, f)
		for _, of := range []struct {
			shop  models.ShopID
			staff booking.StaffID
		}{{u.other(), "ann"}, {u.shop, "ben"}} {
			_, err = u.s.Feeds.Get(u.ctx, of.shop, of.staff, "f1")
			u.fails(err, models.NotFound)
		}
		u.race(func(int) error { _, err := u.s.Feeds.Save(u.ctx, f); return err })
		_, err = u.s.Feeds.Save(u.ctx, feedOf(u.shop, "ann", "f1"))
		u.fails(err, models.Conflict)
		u.must(u.s.Feeds.Delete(u.ctx, u.shop, "ann", "f1"))
		_, err = u.s.Feeds.Get(u.ctx, u.shop, "ann", "f1")
		u.fails(err, models.NotFound)
	}},
	{name: "calendars of one member of the staff are not those of another", run: func(u *suite) {
		for i, staff := range []booking.StaffID{"ann", "anna", "ann"} {
			f := feedOf(u.shop, staff, fmt.Sprintf("f%d", 9-i))
			f.AddedAt = at(i)
			u.feed(f)
		}
		u.feed(feedOf(u.other(), "ann", "f0"))
		for staff, want := range map[booking.StaffID][]string{"ann": {"f9", "f7"}, "anna": {"f8"}, "": {"f9", "f8", "f7"}, "an": {}} {
			all, err := u.s.Feeds.Of(u.ctx, u.shop, staff)
			u.must(err)
			ids := []string{}
			for _, f := range all {
				ids = append(ids, f.ID)
			}
			same(u, ids, want)
		}
	}},
	{name: "the busy times of somebody are those of all their calendars that meet a span", run: func(u *suite) {
		second := feedOf(u.shop, "ann", "f2")
		second.Busy = []times.Span{times.Between(at(60), at(120)), times.Between(at(300), at(310))}
		u.feed(feedOf(u.shop, "ann", "f1"))
		u.feed(second)
		u.feed(feedOf(u.shop, "ben", "f3"))
		u.feed(feedOf(u.other(), "ann", "f4"))
		within := times.Between(at(80), at(305))
		ann := []times.Span{times.Between(at(0), at(120)), times.Between(at(300), at(310))}
		ben := []times.Span{times.Between(at(0), at(90))}
		for _, c := range []struct {
			staff []booking.StaffID
			want  map[booking.StaffID][]times.Span
		}{
			{[]booking.StaffID{"ann"}, map[booking.StaffID][]times.Span{"ann": ann}},
			{[]booking.StaffID{"ann", "ben"}, map[booking.StaffID][]times.Span{"ann": ann, "ben": ben}},
			{nil, map[booking.StaffID][]times.Span{"ann": ann, "ben": ben}},
			{[]booking.StaffID{"cid"}, map[booking.StaffID][]times.Span{}},
		} {
			busy, err := u.s.Feeds.Busy(u.ctx, u.shop, c.staff, within)
			u.must(err)
			same(u, busy, c.want)
		}
	}},
	{name: "calendars of all shops are due, the longest due first", alone: true, run: func(u *suite) {
		for i, due := range []int{5, -3, 0, -7} {
			f := feedOf(u.shop, "ann", fmt.Sprintf("f%d", i))
			f.NextAt = at(due)
			u.feed(f)
		}
		due, err := u.s.Feeds.Due(u.ctx, at(0), 2)
		u.must(err)
		same(u, []string{due[0].ID, due[1].ID}, []string{"f3", "f1"})
		due, err = u.s.Feeds.Due(u.ctx, at(0).Add(time.Minute), 9)
		u.must(err)
		same(u, len(due), 3)
	}},
	{name: "there is one link for each member of the staff and one for everybody", run: func(u *suite) {
		u.must(u.s.Feeds.PutLink(u.ctx, linkOf(u.shop, "ann", "d1")))
		u.must(u.s.Feeds.PutLink(u.ctx, linkOf(u.shop, "", "d2")))
		u.must(u.s.Feeds.PutLink(u.ctx, linkOf(u.shop, "ann", "d3")))
		all, err := u.s.Feeds.Links(u.ctx, u.shop)
		u.must(err)
		same(u, len(all), 2)
		got, err := u.s.Feeds.Link(u.ctx, u.shop, "d3")
		u.must(err)
		same(u, got, linkOf(u.shop, "ann", "d3"))
		for shop, digest := range map[models.ShopID]string{u.shop: "d1", u.other(): "d3"} {
			_, err = u.s.Feeds.Link(u.ctx, shop, digest)
			u.fails(err, models.NotFound)
		}
		u.must(u.s.Feeds.DeleteLink(u.ctx, u.shop, ""))
		_, err = u.s.Feeds.Link(u.ctx, u.shop, "d2")
		u.fails(err, models.NotFound)
	}},
}
