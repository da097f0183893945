package storetest

import (
	"fmt"
	"slices"

	"clientele/models"
	"clientele/models/contacts"
)

var contactTests = []test{
	{name: "a contact comes back as it was saved", run: func(u *suite) {
		c := contactOf(u.shop, "c_7")
		version, err := u.s.Contacts.Save(u.ctx, c)
		u.must(err)
		c.Version = version
		got, err := u.s.Contacts.Get(u.ctx, u.shop, "c_7")
		u.must(err)
		same(u, got, c)
		c.MergedInto, c.RedactedAt, c.Search = "c_8", at(3), nil
		c.Version, err = u.s.Contacts.Save(u.ctx, c)
		u.must(err)
		got, err = u.s.Contacts.Get(u.ctx, u.shop, "c_7")
		u.must(err)
		same(u, got, c)
		same(u, c.Version, int64(2))
	}},
	{name: "twenty who save one version leave one winner", run: func(u *suite) {
		u.race(func(int) error { _, err := u.s.Contacts.Save(u.ctx, contactOf(u.shop, "c_1")); return err })
		c := contactOf(u.shop, "c_1")
		c.Version = 1
		u.race(func(int) error { _, err := u.s.Contacts.Save(u.ctx, c); return err })
	}},
	{name: "another shop's contact of the same id is another contact", run: func(u *suite) {
		for _, shop := range []models.ShopID{u.shop, u.other()} {
			c := contactOf(shop, "c_1")
			c.Profile.FirstName = string(shop)
			_, err := u.s.Contacts.Save(u.ctx, c)
			u.must(err)
		}
		u.must(u.s.Contacts.Delete(u.ctx, u.shop, "c_1"))
		u.must(u.s.Contacts.Delete(u.ctx, u.shop, "c_1"))
		_, err := u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.fails(err, models.NotFound)
		c, err := u.s.Contacts.Get(u.ctx, u.other(), "c_1")
		u.must(err)
		same(u, c.Profile.FirstName, string(u.other()))
		p, err := u.s.Contacts.Page(u.ctx, u.shop, contacts.Query{})
		u.must(err)
		same(u, len(p.Items), 0)
	}},
	{name: "every order of the list is complete in pages of every size", run: func(u *suite) {
		saveCrowd(u)
		for _, sort := range []string{"", "recent", "name", "balance", "spent"} {
			for _, desc := range []bool{false, true} {
				whole := u.walk(contacts.Query{Sort: sort, Desc: desc, Limit: 100})
				same(u, len(whole), crowdSize)
				for _, limit := range []int{1, 4, 6} {
					same(u, u.walk(contacts.Query{Sort: sort, Desc: desc, Limit: limit}), whole)
				}
				back := u.walk(contacts.Query{Sort: sort, Desc: !desc, Limit: 5})
				slices.Reverse(back)
				same(u, back, whole)
			}
		}
	}},
	{name: "contacts are listed by what the order says", run: func(u *suite) {
		for i, c := range []contacts.Contact{
			{ID: "c_1", CreatedAt: at(1), Profile: contacts.Profile{LastName: "Zhou"}, Figures: contacts.Figures{Balance: -5, SpentMinor: 900, LastOrderAt: at(9)}},
			{ID: "c_2", CreatedAt: at(5), Profile: contacts.Profile{LastName: "abe"}, Figures: contacts.Figures{Balance: 70, SpentMinor: 800}},
			{ID: "g_3", CreatedAt: at(3), Profile: contacts.Profile{LastName: "Miller"}, Figures: contacts.Figures{Balance: 7, SpentMinor: 1000, LastOrderAt: at(2)}},
		} {
			c.Shop, c.Version = u.shop, 0
			_, err := u.s.Contacts.Save(u.ctx, c)
			u.must(err)
			_ = i
		}
		for sort, want := range map[string][]models.ContactID{
			"recent": {"g_3", "c_2", "c_1"}, "name": {"c_2", "g_3", "c_1"}, "balance": {"c_1", "g_3", "c_2"}, "spent": {"c_2", "c_1", "g_3"},
		} {
			same(u, u.walk(contacts.Query{Sort: sort, Limit: 2}), want)
		}
		same(u, u.walk(contacts.Query{Sort: "name", Kind: "member"}), []models.ContactID{"c_2", "c_1"})
		same(u, u.walk(contacts.Query{Sort: "name", Kind: "guest"}), []models.ContactID{"g_3"})
		same(u, u.walk(contacts.Query{Sort: "name", Kind: "all"}), []models.ContactID{"c_2", "g_3", "c_1"})
	}},
	{name: "merged and erased contacts are kept but not listed", run: func(u *suite) {
		merged, erased := contactOf(u.shop, "c_1"), contactOf(u.shop, "c_2")
		merged.MergedInto, erased.RedactedAt = "c_3", at(1)
		for _, c := range []contacts.Contact{merged, erased, contactOf(u.shop, "c_3")} {
			_, err := u.s.Contacts.Save(u.ctx, c)
			u.must(err)
		}
		same(u, u.walk(contacts.Query{}), []models.ContactID{"c_3"})
		_, err := u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.must(err)
	}},
	{name: "search finds words by their beginning", run: func(u *suite) {
		for id, words := range map[models.ContactID][]string{
			"c_1": {"ann", "ann lee", "lee", "ann@example.com", "15550100", "9001"},
			"c_2": {"anna", "anna kim", "kim", "kim.example"},
			"c_3": {"bo", "健太", "田中 健太"}, "c_4": {"a.c", "a|c", "$gt", "\U0010ffff"}, "c_5": nil,
		} {
			_, err := u.s.Contacts.Save(u.ctx, contacts.Contact{Shop: u.shop, ID: id, Search: words})
			u.must(err)
		}
		for typed, want := range map[string][]models.ContactID{
			"ann": {"c_1", "c_2"}, "ANN  Lee": {"c_1"}, "anna": {"c_2"}, "nn": nil, "le": {"c_1"}, "kim": {"c_2"}, "@example": nil,
			"ann@": {"c_1"}, "+1 (555) 01": {"c_1"}, "9001": {"c_1"}, "田中": {"c_3"}, "健": {"c_3"}, "a.": {"c_4"}, ".*": nil, "$gt": {"c_4"},
			"": {"c_1", "c_2", "c_3", "c_4", "c_5"}, "   ": {"c_1", "c_2", "c_3", "c_4", "c_5"}, "\xff": {"c_1", "c_2", "c_3", "c_4", "c_5"},
		} {
			if got := u.walk(contacts.Query{Search: typed, Sort: "recent", Limit: 2}); !slices.Equal(got, want) {
				u.Errorf("search for %q finds %v, want %v", typed, got, want)
			}
		}
	}},
	{name: "search finds who is behind an order beside whom its words find", run: func(u *suite) {
		for _, shop := range []models.ShopID{u.shop, u.other()} {
			for _, id := range []models.ContactID{"c_1", "c_2", "c_3", "g_4"} {
				c := contactOf(shop, id)
				c.Search = []string{"word of " + string(id)}
				if id == "c_3" {
					c.Search = []string{"1042000"}
				}
				_, err := u.s.Contacts.Save(u.ctx, c)
				u.must(err)
			}
		}
		for _, limit := range []int{1, 2, 10} {
			for _, desc := range []bool{false, true} {
				found := u.walk(contacts.Query{Search: "1042", Bought: []models.ContactID{"c_2", "g_4", "c_9"}, Limit: limit, Desc: desc})
				slices.Sort(found)
				same(u, found, []models.ContactID{"c_2", "c_3", "g_4"})
			}
		}
		same(u, u.walk(contacts.Query{Search: "#1042", Bought: []models.ContactID{"c_2", "g_4"}, Kind: "guest"}), []models.ContactID{"g_4"})
		same(u, len(u.walk(contacts.Query{Search: "#1042"})), 0)
	}},
	{name: "a cursor of another list or none is invalid", run: func(u *suite) {
		saveCrowd(u)
		p, err := u.s.Contacts.Page(u.ctx, u.shop, contacts.Query{Sort: "name", Limit: 2})
		u.must(err)
		for _, cursor := range nonsense(p.Next) {
			_, err := u.s.Contacts.Page(u.ctx, u.shop, contacts.Query{Sort: "balance", Cursor: cursor})
			u.fails(err, models.Invalid)
		}
		_, err = u.s.Contacts.Page(u.ctx, u.shop, contacts.Query{Sort: "name", Desc: true, Cursor: p.Next})
		u.fails(err, models.Invalid)
		_, err = u.s.Contacts.Page(u.ctx, u.shop, contacts.Query{Sort: "size"})
		u.fails(err, models.Invalid)
	}},
	{name: "a cursor taken to another shop shows that shop's own contacts", run: func(u *suite) {
		saveCrowd(u)
		p, err := u.s.Contacts.Page(u.ctx, u.shop, contacts.Query{Limit: 2})
		u.must(err)
		p, err = u.s.Contacts.Page(u.ctx, u.other(), contacts.Query{Limit: 2, Cursor: p.Next})
		u.must(err)
		same(u, len(p.Items), 0)
	}},
}

const crowdSize = 23

// saveCrowd saves contacts many of which share what lists are sorted by.
func saveCrowd(u *suite) {
	for i := range crowdSize {
		c := contacts.Contact{Shop: u.shop, ID: models.ContactID(fmt.Sprintf("c_%d", 100+i)), CreatedAt: at(i % 4)}
		c.Profile.LastName = fmt.Sprintf("name %d", i%3)
		c.Figures.Balance, c.Figures.SpentMinor = int64(i%5)-2, int64(i%2)*100
		if i%3 == 0 {
			c.Figures.LastOrderAt = at(i % 7)
		}
		_, err := u.s.Contacts.Save(u.ctx, c)
		u.must(err)
	}
}

// walk goes through all pages of a list, at most fifty.
func (u *suite) walk(q contacts.Query) []models.ContactID {
	u.Helper()
	var ids []models.ContactID
	for range 50 {
		p, err := u.s.Contacts.Page(u.ctx, u.shop, q)
		u.must(err)
		for _, c := range p.Items {
			ids = append(ids, c.ID)
		}
		if p.Next == "" {
			return ids
		}
		q.Cursor = p.Next
	}
	u.Fatal("the list does not end")
	return nil
}
