package storetest

import (
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/referrals"
)

// referralOf fills every field.
func referralOf(shop models.ShopID, id string, made time.Time) referrals.Referral {
	return referrals.Referral{
		Shop: shop, ID: id, Friend: "c_2", Advocate: "c_1", Code: "ABCDEFGHJKLM", Order: "1001", Name: "#1001", PlacedAt: made.Add(-time.Hour),
		Terms: referrals.Settings{On: true, AdvocatePoints: 100, FriendPoints: 40, MinimumMinor: 2000, WaitDays: 14, Cap: referrals.Cap{Points: 900, Period: referrals.Year}},
		Zone:  "Asia/Tokyo", State: referrals.Earned, Reason: referrals.NotPaid, MadeAt: made, DueAt: made.Add(time.Hour), EarnedAt: made.Add(2 * time.Hour),
		Postings: []referrals.Posting{{Side: referrals.Advocate, Account: "c_1", Net: 100, Forgiven: 3}, {Side: referrals.Friend, Account: "c_2", Net: 40}},
		Waits:    true, NextAt: made.Add(time.Minute),
		Signs: []referrals.Sign{referrals.SamePlace, referrals.KnownPlace},
		Judgements: []referrals.Judgement{
			{Verdict: referrals.TakenBack, Note: "they live together", Actor: "42", At: made.Add(3 * time.Hour)},
			{Verdict: referrals.Approved, Actor: "43", At: made.Add(4 * time.Hour)},
		},
	}
}

func (u *suite) referred(change func(r *referrals.Referral), id string, made time.Time) {
	u.Helper()
	r := referralOf(u.shop, id, made)
	if change != nil {
		change(&r)
	}
	_, err := u.s.Referrals.Save(u.ctx, r)
	u.must(err)
}

func referralIDs(all []referrals.Referral) []string {
	var ids []string
	for _, r := range all {
		ids = append(ids, r.ID)
	}
	return ids
}

func (u *suite) listed(q referrals.Query) (ids []string) {
	u.Helper()
	for range 20 {
		p, err := u.s.Referrals.Page(u.ctx, u.shop, q)
		u.must(err)
		ids = append(ids, referralIDs(p.Items)...)
		if q.Cursor = p.Next; q.Cursor == "" {
			return ids
		}
	}
	u.Fatal("the list does not end")
	return nil
}

var referralTests = []test{
	{name: "a referral comes back as it was saved, and only by its version", run: func(u *suite) {
		r := referralOf(u.shop, "x1", at(0))
		version, err := u.s.Referrals.Save(u.ctx, r)
		u.must(err)
		r.Version = version
		got, err := u.s.Referrals.Named(u.ctx, u.shop, []string{"x1", "x2"})
		u.must(err)
		same(u, got, []referrals.Referral{r})
		theirs, err := u.s.Referrals.Named(u.ctx, u.other(), []string{"x1"})
		u.must(err)
		same(u, len(theirs), 0)
		u.race(func(int) error { _, err := u.s.Referrals.Save(u.ctx, r); return err })
		r.Version = 0
		_, err = u.s.Referrals.Save(u.ctx, r)
		u.fails(err, models.Conflict)
	}},
	{name: "a code belongs to one contact of one shop", run: func(u *suite) {
		_, err := u.s.Referrals.Advocate(u.ctx, u.shop, "AAA")
		u.fails(err, models.NotFound)
		u.race(func(int) error { return u.s.Referrals.SaveCode(u.ctx, u.shop, "AAA", "c_1") })
		u.must(u.s.Referrals.SaveCode(u.ctx, u.other(), "AAA", "c_9"))
		id, err := u.s.Referrals.Advocate(u.ctx, u.shop, "AAA")
		u.must(err)
		same(u, id, models.ContactID("c_1"))
		u.must(u.s.Referrals.EraseCode(u.ctx, u.shop, "AAA"))
		u.must(u.s.Referrals.EraseCode(u.ctx, u.shop, "AAA"))
		_, err = u.s.Referrals.Advocate(u.ctx, u.shop, "AAA")
		u.fails(err, models.NotFound)
	}},
	{name: "referrals are found by what people know of them, newest first", run: func(u *suite) {
		for i := range 6 {
			u.referred(func(r *referrals.Referral) {
				switch i {
				case 1:
					r.State = referrals.Refused
				case 4:
					r.Advocate, r.Friend, r.Postings = "c_8", "c_9", nil
				}
			}, fmt.Sprint("x", i), at(i/2))
		}
		_, err := u.s.Referrals.Save(u.ctx, referralOf(u.other(), "x9", at(9)))
		u.must(err)
		same(u, u.listed(referrals.Query{Limit: 2}), []string{"x5", "x4", "x3", "x2", "x1", "x0"})
		same(u, u.listed(referrals.Query{State: referrals.Refused}), []string{"x1"})
		same(u, u.listed(referrals.Query{Contact: "c_9"}), []string{"x4"})
		same(u, u.listed(referrals.Query{Contact: "c_1", Limit: 3}), []string{"x5", "x3", "x2", "x1", "x0"})
		_, err = u.s.Referrals.Page(u.ctx, u.shop, referrals.Query{Cursor: "x"})
		u.fails(err, models.Invalid)
		with, err := u.s.Referrals.With(u.ctx, u.shop, "c_8", 10)
		u.must(err)
		same(u, referralIDs(with), []string{"x4"})
		posted, err := u.s.Referrals.PostedTo(u.ctx, u.shop, []models.ContactID{"c_1", "c_8"}, 3)
		u.must(err)
		same(u, referralIDs(posted), []string{"x0", "x1", "x2"})
	}},
	{name: "referrals that a person should look at are listed and counted", run: func(u *suite) {
		for i, change := range []func(r *referrals.Referral){
			func(r *referrals.Referral) { r.Judgements = nil },
			nil, // judged already
			func(r *referrals.Referral) { r.Judgements, r.State, r.Friend = nil, referrals.Pending, "c_9" },
			func(r *referrals.Referral) { r.Judgements, r.State = nil, referrals.Refused },
			func(r *referrals.Referral) { r.Judgements, r.Signs = nil, nil },
		} {
			u.referred(change, fmt.Sprint("x", i), at(i))
		}
		count := func(shop models.ShopID, limit, want int) {
			n, err := u.s.Referrals.ToReview(u.ctx, shop, limit)
			u.must(err)
			same(u, n, want)
		}
		same(u, u.listed(referrals.Query{Review: true, Limit: 1}), []string{"x2", "x0"})
		same(u, u.listed(referrals.Query{Review: true, Contact: "c_9"}), []string{"x2"})
		count(u.shop, 10, 2)
		count(u.shop, 1, 1)
		count(u.other(), 10, 0)
		found, err := u.s.Referrals.Named(u.ctx, u.shop, []string{"x0"})
		u.must(err)
		judged, _, err := found[0].Judged(referrals.Judgement{Verdict: referrals.Approved, Actor: "42", At: at(9)})
		u.must(err)
		_, err = u.s.Referrals.Save(u.ctx, judged)
		u.must(err)
		count(u.shop, 10, 1)
	}},
	{name: "what counts for an advocate is listed by when it was due", run: func(u *suite) {
		for i := range 5 {
			u.referred(func(r *referrals.Referral) {
				switch i {
				case 1:
					r.Advocate = "c_7"
				case 2:
					r.State = referrals.Reversed
				}
			}, fmt.Sprint("x", 9-i), at(i))
		}
		all, err := u.s.Referrals.Counting(u.ctx, u.shop, []models.ContactID{"c_1", "c_7"}, time.Time{}, time.Time{}, 10)
		u.must(err)
		same(u, referralIDs(all), []string{"x9", "x8", "x6", "x5"})
		some, err := u.s.Referrals.Counting(u.ctx, u.shop, []models.ContactID{"c_1"}, at(63), at(64), 10)
		u.must(err)
		same(u, referralIDs(some), []string{"x6"})
	}},
	{name: "referrals of all shops wait for their time", alone: true, run: func(u *suite) {
		u.referred(nil, "x1", at(5))
		u.referred(func(r *referrals.Referral) { r.NextAt = at(2) }, "x2", at(0))
		u.referred(func(r *referrals.Referral) { r.Waits = false }, "x3", at(0))
		_, err := u.s.Referrals.Save(u.ctx, referralOf(u.other(), "x4", at(3)))
		u.must(err)
		for minute, want := range map[int]int{1: 0, 2: 1, 4: 2, 6: 3} {
			due, err := u.s.Referrals.Due(u.ctx, at(minute), 10)
			u.must(err)
			same(u, len(due), want)
		}
		due, err := u.s.Referrals.Due(u.ctx, at(99), 2)
		u.must(err)
		same(u, referralIDs(due), []string{"x2", "x4"})
	}},
	{name: "people are found by any form of their address", run: func(u *suite) {
		for id, p := range map[models.ContactID]contacts.Profile{
			"c_1": {Email: "b.ob+tag@googlemail.com", AsOf: at(0)}, "c_2": {Phone: "+1 (555) 0002-3", AsOf: at(0)}, "c_3": {Email: "ann@example.com", AsOf: at(0)},
		} {
			_, err := u.s.Contacts.Save(u.ctx, contacts.Contact{Shop: u.shop, ID: id, CreatedAt: at(0)}.With(p, at(0)))
			u.must(err)
		}
		kin, err := u.s.Referrals.Kin(u.ctx, u.shop, contacts.Profile{Email: "bob@gmail.com", Phone: "1 555 00023"}.Identities(), 10)
		u.must(err)
		same(u, []models.ContactID{kin[0].ID, kin[1].ID}, []models.ContactID{"c_1", "c_2"})
		home := contacts.HomesOf([]byte("salt"), contacts.Address{Line1: "1 Main Street", Postcode: "94107", Country: "US", LastName: "Bo"})
		c4, news := contacts.Contact{Shop: u.shop, ID: "c_4", CreatedAt: at(0)}.Living(home)
		same(u, news, true)
		_, err = u.s.Contacts.Save(u.ctx, c4)
		u.must(err)
		lives, err := u.s.Contacts.Get(u.ctx, u.shop, "c_4")
		u.must(err)
		same(u, lives.Homes, home)
		kin, err = u.s.Referrals.Kin(u.ctx, u.shop, home.Places, 10)
		u.must(err)
		same(u, kin[0].ID, models.ContactID("c_4"))
		kin, err = u.s.Referrals.Kin(u.ctx, u.other(), []string{"bob@gmail.com"}, 10)
		u.must(err)
		same(u, len(kin), 0)
	}},
}
