package storetest

import (
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/services"
	"clientele/models/waitlist"
)

// entryFor fills every field. It was made so many minutes after Start, and waits
// for the days 100 to 102.
func entryFor(shop models.ShopID, id booking.BookingID, minute int) waitlist.Entry {
	return waitlist.Entry{
		Shop: shop, ID: id, Service: "cut", Variant: "short", AddOns: []string{"mask"}, Staff: "ann", Party: 2,
		Answers: []services.Answer{{Question: "q1", Label: "Colour?", Value: "red"}},
		Person:  appointments.Person{Contact: "c_7", Name: "Ann Lee", Email: "ann@example.com", Phone: "+15550100", Language: "ja", Zone: "Asia/Tokyo"},
		Digest:  "ff", Door: "/apps/clientele", Days: waitlist.Days{First: 100, Last: 102}, Part: waitlist.Morning,
		State: waitlist.Waiting, Until: at(90), LookAt: at(minute + 10), MadeAt: at(minute), UpdatedAt: at(minute + 1),
	}
}

func (u *suite) waits(id booking.BookingID, minute int, change ...func(*waitlist.Entry)) waitlist.Entry {
	u.Helper()
	e := entryFor(u.shop, id, minute)
	for _, c := range change {
		c(&e)
	}
	var err error
	e.Version, err = u.s.Waitlist.Save(u.ctx, e)
	u.must(err)
	return e
}

// entries are the ids of some entries.
func (u *suite) entries(all []waitlist.Entry, err error) []string {
	u.Helper()
	u.must(err)
	ids := []string{}
	for _, e := range all {
		ids = append(ids, string(e.ID))
	}
	return ids
}

var waitlistTests = []test{
	{name: "who waits comes back as they were saved, and only by their version", run: func(u *suite) {
		e := u.waits("w1", 0)
		got, err := u.s.Waitlist.Get(u.ctx, u.shop, "w1")
		u.must(err)
		same(u, got, e)
		_, err = u.s.Waitlist.Get(u.ctx, u.other(), "w1")
		u.fails(err, models.NotFound)
		u.race(func(int) error { _, err := u.s.Waitlist.Save(u.ctx, e); return err })
		_, err = u.s.Waitlist.Save(u.ctx, entryFor(u.shop, "w1", 5))
		u.fails(err, models.Conflict)
	}},
	{name: "who waits for one of some days is listed, who came first at the front", run: func(u *suite) {
		u.waits("w1", 5)
		u.waits("w2", 3, func(e *waitlist.Entry) { e.Service = "colour" })
		u.waits("w3", 4, func(e *waitlist.Entry) { e.State = waitlist.Passed })
		u.waits("w4", 1, func(e *waitlist.Entry) { e.Days = waitlist.Days{First: 103, Last: 110} })
		u.waits("w5", 2, func(e *waitlist.Entry) { e.State = waitlist.Offered })
		open := func(service booking.ServiceID, first, last, limit int) []string {
			u.Helper()
			return u.entries(u.s.Waitlist.Open(u.ctx, u.shop, service, waitlist.Days{First: days(first), Last: days(last)}, limit))
		}
		same(u, open("", 0, 200, 9), []string{"w4", "w5", "w2", "w1"})
		same(u, open("", 0, 200, 2), []string{"w4", "w5"})
		same(u, open("cut", 102, 102, 9), []string{"w5", "w1"})
		same(u, open("cut", 103, 103, 9), []string{"w4"})
		same(u, open("", 0, 99, 9), []string{})
		same(u, u.entries(u.s.Waitlist.Open(u.ctx, u.other(), "", waitlist.Days{First: 0, Last: 200}, 9)), []string{})
	}},
	{name: "entries are found by contact, the latest first, and go with it", run: func(u *suite) {
		for i, contact := range []models.ContactID{"c_1", "g_2", "c_1"} {
			u.waits(booking.BookingID("w"+string(rune('0'+i))), i, func(e *waitlist.Entry) { e.Person.Contact = contact })
		}
		same(u, u.entries(u.s.Waitlist.Of(u.ctx, u.shop, []models.ContactID{"c_1", "g_2"}, 9)), []string{"w2", "w1", "w0"})
		same(u, u.entries(u.s.Waitlist.Of(u.ctx, u.shop, nil, 9)), []string{})
		n, err := u.s.Waitlist.Erase(u.ctx, u.shop, "c_1", 9)
		u.must(err)
		same(u, n, 2)
		same(u, u.entries(u.s.Waitlist.Of(u.ctx, u.shop, []models.ContactID{"c_1", "g_2"}, 9)), []string{"w1"})
	}},
	{name: "who waits for a day is woken, and looked for when it is due", alone: true, run: func(u *suite) {
		one, _ := u.waits("w1", 0), u.waits("w2", 1, func(e *waitlist.Entry) { e.Days = waitlist.Days{First: 90, Last: 101} })
		u.waits("w3", 2, func(e *waitlist.Entry) { e.State = waitlist.Offered })
		due := func(minute, limit int) []string {
			u.Helper()
			return u.entries(u.s.Waitlist.Due(u.ctx, at(minute), limit))
		}
		same(u, due(11, 9), []string{"w1", "w2"})
		same(u, due(10, 9), []string{"w1"})
		same(u, due(11, 1), []string{"w1"})
		u.must(u.s.Waitlist.Look(u.ctx, []waitlist.Entry{one}, at(60)))
		same(u, due(30, 9), []string{"w2"})
		for _, c := range []struct{ day, want int }{{102, 1}, {101, 2}, {103, 0}} {
			n, err := u.s.Waitlist.Wake(u.ctx, u.shop, days(c.day), at(5))
			u.must(err)
			same(u, n, c.want)
		}
		same(u, due(5, 9), []string{"w1", "w2"})
		_, err := u.s.Waitlist.Save(u.ctx, one) // being woken is no change that anybody decides by
		u.must(err)
	}},
}

func days(n int) times.Date { return times.Date(n) }
