package storetest

import (
	"context"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// eventOf fills every field.
func eventOf(shop models.ShopID, contact models.ContactID, kind, source string, minute int) points.Event {
	return points.Event{
		Shop: shop, Contact: contact, Kind: kind, Source: source, Name: "Photo", At: at(minute), NotedAt: at(minute + 1),
		Missed: true, Undone: true, Actor: "42", Note: "lovely", Programme: 3, Multiplier: "3/2",
		Awards:   []points.EventAward{{Rule: "r", Due: 10, Cut: 2, Given: 12, Taken: 2}},
		LevelDay: "2026-11-03",
	}
}

func (u *suite) events(all []points.Event, err error) []string {
	u.Helper()
	u.must(err)
	names := []string{}
	for _, e := range all {
		names = append(names, string(e.Contact)+"/"+e.Kind+"/"+e.Source)
	}
	return names
}

var eventTests = []test{
	{name: "an event comes back as it was saved, and only by its version", run: func(u *suite) {
		e := eventOf(u.shop, "c_1", points.Visit, "b:1", 0)
		_, err := u.s.Events.Get(u.ctx, u.shop, "c_1", points.Visit, "b:1")
		u.fails(err, models.NotFound)
		e.Version, err = u.s.Events.Save(u.ctx, e)
		u.must(err)
		got, err := u.s.Events.Get(u.ctx, u.shop, "c_1", points.Visit, "b:1")
		u.must(err)
		same(u, got, e)
		_, err = u.s.Events.Save(u.ctx, e)
		u.must(err)
		_, err = u.s.Events.Save(u.ctx, e)
		u.fails(err, models.Conflict)
		_, err = u.s.Events.Save(u.ctx, eventOf(u.shop, "c_1", points.Visit, "b:1", 0))
		u.fails(err, models.Conflict)
		_, err = u.s.Events.Get(u.ctx, u.other(), "c_1", points.Visit, "b:1")
		u.fails(err, models.NotFound)
	}},
	{name: "events are listed by contact, kind and time, and erased with their contact", run: func(u *suite) {
		for i, e := range []struct {
			contact models.ContactID
			kind    string
		}{{"c_1", points.Visit}, {"c_1", points.CustomEvent}, {"c_1", points.Visit}, {"c_2", points.Visit}, {"c_10", points.Visit}} {
			_, err := u.s.Events.Save(u.ctx, eventOf(u.shop, e.contact, e.kind, string(rune('a'+i)), i))
			u.must(err)
		}
		both := []models.ContactID{"c_1", "c_2"}
		same(u, u.events(u.s.Events.Of(u.ctx, u.shop, both, 3)), []string{"c_2/visit/d", "c_1/visit/c", "c_1/custom_event/b"})
		same(u, u.events(u.s.Events.Between(u.ctx, u.shop, both, points.Visit, at(0), at(3), 9)), []string{"c_1/visit/c", "c_1/visit/a"})
		same(u, u.events(u.s.Events.Of(u.ctx, u.other(), both, 3)), []string{})
		n := 0
		u.must(u.s.Events.Each(u.ctx, u.shop, both, func(points.Event) error { n++; return nil }))
		same(u, n, 4)
		u.in(func(ctx context.Context) error {
			removed, err := u.s.Events.Erase(ctx, u.shop, "c_1", 10)
			if removed != 3 {
				u.Errorf("erased %d, want 3", removed)
			}
			return err
		})
		same(u, u.events(u.s.Events.Of(u.ctx, u.shop, []models.ContactID{"c_1", "c_10"}, 9)), []string{"c_10/visit/e"})
	}},
	{name: "contacts are found by their birthday, a part at a time", run: func(u *suite) {
		for id, day := range map[models.ContactID]int{"c_1": 28, "c_2": 29, "c_3": 1, "c_4": 28, "c_5": 0} {
			c := contactOf(u.shop, id)
			if c.Birthday = (contacts.Birthday{Month: 2, Day: day, KnownAt: at(0), By: "42"}); day == 0 {
				c.Birthday = contacts.Birthday{}
			}
			if id == "c_4" {
				c.MergedInto = "c_1"
			}
			_, err := u.s.Contacts.Save(u.ctx, c)
			u.must(err)
		}
		born := func(after models.ContactID) []models.ContactID {
			found, err := u.s.Events.Born(u.ctx, u.shop, []string{"02-28", "02-29"}, after, 1)
			u.must(err)
			ids := []models.ContactID{}
			for _, c := range found {
				ids = append(ids, c.ID)
			}
			return ids
		}
		same(u, born(""), []models.ContactID{"c_1"})
		same(u, born("c_1"), []models.ContactID{"c_2"})
		same(u, born("c_2"), []models.ContactID{})
	}},
}
