package storetest

import (
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/points"
)

var orderTests = []test{
	{name: "an order comes back with its standing as it was saved", run: func(u *suite) {
		r := orderOf(u.shop, "1001", "c_7")
		version, err := u.s.Orders.Save(u.ctx, r)
		u.must(err)
		r.Order.Version = version
		got, err := u.s.Orders.Get(u.ctx, u.shop, "1001")
		u.must(err)
		same(u, got, r)
		r.Standing.Net, r.Order.Lines = 0, nil
		r.Order.Version, err = u.s.Orders.Save(u.ctx, r)
		u.must(err)
		got, err = u.s.Orders.Get(u.ctx, u.shop, "1001")
		u.must(err)
		same(u, got, r)
	}},
	{name: "twenty who save one version of an order leave one winner", run: func(u *suite) {
		u.race(func(int) error { _, err := u.s.Orders.Save(u.ctx, orderOf(u.shop, "1", "c_7")); return err })
		r := orderOf(u.shop, "1", "c_7")
		r.Order.Version = 1
		u.race(func(int) error { _, err := u.s.Orders.Save(u.ctx, r); return err })
	}},
	{name: "orders of equal time are listed by number, not by text", run: func(u *suite) {
		saveOrders(u, u.shop)
		first, err := u.s.Orders.Earliest(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"}, 10)
		u.must(err)
		same(u, orderIDs(first), []models.OrderID{"5", "9", "10", "7"})
		first, err = u.s.Orders.Earliest(u.ctx, u.shop, []models.ContactID{"c_1"}, 2)
		u.must(err)
		same(u, orderIDs(first), []models.OrderID{"9", "10"})
		newest, err := u.s.Orders.Of(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"}, 10)
		u.must(err)
		same(u, orderIDs(newest), []models.OrderID{"8", "7", "10", "9", "5"})
		newest, err = u.s.Orders.Newest(u.ctx, u.shop, 4)
		u.must(err)
		same(u, orderIDs(newest), []models.OrderID{"8", "7", "6", "10"})
		within, err := u.s.Orders.Between(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"}, at(2), at(3), 10)
		u.must(err)
		same(u, orderIDs(within), []models.OrderID{"9", "10"})
		within, err = u.s.Orders.Between(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"}, at(1), at(4), 2)
		u.must(err)
		same(u, orderIDs(within), []models.OrderID{"5", "9"})
		none, err := u.s.Orders.Of(u.ctx, u.shop, nil, 10)
		u.must(err)
		same(u, len(none), 0)
		none, err = u.s.Orders.Earliest(u.ctx, u.shop, nil, 10)
		u.must(err)
		same(u, len(none), 0)
	}},
	{name: "orders are found by what they are called", run: func(u *suite) {
		for i, name := range []string{"#1042", "1042", "#10420", ""} {
			r := orderOf(u.shop, models.OrderID(fmt.Sprint(i+1)), "c_7")
			r.Order.Name, r.Order.CreatedAt = name, at(i)
			_, err := u.s.Orders.Save(u.ctx, r)
			u.must(err)
		}
		theirs := orderOf(u.other(), "9", "c_7")
		theirs.Order.Name = "#1042"
		_, err := u.s.Orders.Save(u.ctx, theirs)
		u.must(err)
		for _, c := range []struct {
			names []string
			limit int
			want  []models.OrderID
		}{{[]string{"1042", "#1042"}, 9, []models.OrderID{"2", "1"}}, {[]string{"1042", "#1042"}, 1, []models.OrderID{"2"}}, {[]string{"#10"}, 9, nil}, {nil, 9, nil}} {
			found, err := u.s.Orders.Called(u.ctx, u.shop, c.names, c.limit)
			u.must(err)
			same(u, orderIDs(found), c.want)
		}
	}},
	{name: "another shop's order of the same number is another order", run: func(u *suite) {
		saveOrders(u, u.shop)
		saveOrders(u, u.other())
		u.must(u.s.Orders.Delete(u.ctx, u.shop, "9"))
		_, err := u.s.Orders.Get(u.ctx, u.shop, "9")
		u.fails(err, models.NotFound)
		r, err := u.s.Orders.Get(u.ctx, u.other(), "9")
		u.must(err)
		same(u, r.Order.Shop, u.other())
		for _, list := range []func() ([]points.Record, error){
			func() ([]points.Record, error) { return u.s.Orders.Newest(u.ctx, u.shop, 100) },
			func() ([]points.Record, error) { return u.s.Orders.Of(u.ctx, u.shop, []models.ContactID{"c_1"}, 100) },
			func() ([]points.Record, error) {
				return u.s.Orders.Earliest(u.ctx, u.shop, []models.ContactID{"c_1"}, 100)
			},
		} {
			found, err := list()
			u.must(err)
			for _, r := range found {
				same(u, r.Order.Shop, u.shop)
			}
		}
	}},
}

// saveOrders saves orders 5 to 10, of which 10 and 9 were made at one time, 8
// is no first order, 6 is another contact's and 4 was only heard of.
func saveOrders(u *suite, shop models.ShopID) {
	for id, change := range map[models.OrderID]func(r *points.Record){
		"10": func(r *points.Record) { r.Order.CreatedAt = at(2) },
		"9":  func(r *points.Record) { r.Order.CreatedAt = at(2) },
		"8":  func(r *points.Record) { r.Order.CreatedAt = at(9); r.Standing.Qualifies = false },
		"7":  func(r *points.Record) { r.Order.CreatedAt = at(3) },
		"6":  func(r *points.Record) { r.Order.CreatedAt = at(3); r.Standing.Account = "c_9" },
		"5":  func(r *points.Record) { r.Order.CreatedAt = at(1); r.Standing.Account = "c_2" },
		"4":  func(r *points.Record) { r.Order.Known, r.Order.CreatedAt, r.Standing.Account = false, time.Time{}, "" },
	} {
		r := orderOf(shop, id, "c_1")
		change(&r)
		_, err := u.s.Orders.Save(u.ctx, r)
		u.must(err)
	}
}

func orderIDs(found []points.Record) []models.OrderID {
	var ids []models.OrderID
	for _, r := range found {
		ids = append(ids, r.Order.ID)
	}
	return ids
}
