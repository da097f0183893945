package storetest

import (
	"context"
	"fmt"
	"slices"

	"clientele/models"
	"clientele/models/points"
)

var figureTests = []test{
	{name: "figures nobody put are zero", run: func(u *suite) {
		total, err := u.s.Figures.Total(u.ctx, u.shop)
		u.must(err)
		same(u, total, points.Sums{})
		days, err := u.s.Figures.Days(u.ctx, u.shop, "2026-01-01", "2026-12-31")
		u.must(err)
		same(u, len(days), 0)
	}},
	{name: "deltas are folded exactly once by a crowd", alone: true, run: func(u *suite) {
		const deltas = 60
		each := points.Sums{Earned: 1, Removed: 2, Orders: 3, Members: 4, Guests: 5, Available: 6, Pending: 7, Debt: 8, Halted: 9, Issued: 10, ClawedBack: 11, Adjustments: -12, Reserved: 13, Redeemed: 14, Forgiven: 15, Erased: 16, Granted: 17, Expired: 18, Returned: 19, Buyers: 20, Repeaters: 21}
		for i := range deltas {
			shop := u.shop
			if i%3 == 0 {
				shop = u.other()
			}
			u.must(u.s.Figures.Put(u.ctx, points.Delta{Shop: shop, ID: fmt.Sprintf("d%d", i), Day: fmt.Sprintf("2026-11-%02d", 20+i%2), Sum: each}))
		}
		for _, err := range together(6, func(int) error {
			for range deltas {
				folded := 0
				err := u.s.Tx.Do(u.ctx, func(ctx context.Context) (err error) { folded, err = u.s.Figures.Fold(ctx, 7); return err })
				if err != nil || folded == 0 {
					return err
				}
			}
			return nil
		}) {
			u.must(err)
		}
		total, err := u.s.Figures.Total(u.ctx, u.shop)
		u.must(err)
		same(u, total, repeat(each, 40))
		total, err = u.s.Figures.Total(u.ctx, u.other())
		u.must(err)
		same(u, total, repeat(each, 20))
		days, err := u.s.Figures.Days(u.ctx, u.shop, "2026-11-20", "2026-11-21")
		u.must(err)
		same(u, days, []points.DayFigures{{Day: "2026-11-20", Sum: repeat(each, 20)}, {Day: "2026-11-21", Sum: repeat(each, 20)}})
	}},
	{name: "days are given from and to the ones asked for", alone: true, run: func(u *suite) {
		for i, day := range []string{"2026-11-30", "2026-12-01", "2026-12-02", "2027-01-01"} {
			u.must(u.s.Figures.Put(u.ctx, points.Delta{Shop: u.shop, ID: day, Day: day, Sum: points.Sums{Earned: int64(i)}}))
		}
		u.in(func(ctx context.Context) error {
			n, err := u.s.Figures.Fold(ctx, 100)
			same(u, n, 4)
			return err
		})
		days, err := u.s.Figures.Days(u.ctx, u.shop, "2026-12-01", "2026-12-31")
		u.must(err)
		same(u, days, []points.DayFigures{{Day: "2026-12-01", Sum: points.Sums{Earned: 1}}, {Day: "2026-12-02", Sum: points.Sums{Earned: 2}}})
	}},
	{name: "the points of each month add up, those that wait to be folded included", alone: true, run: func(u *suite) {
		put := func(shop models.ShopID, id, month string, n int64) {
			u.must(u.s.Figures.Put(u.ctx, points.Delta{Shop: shop, ID: id, Day: "2026-11-22", Cohorts: cohortsOf(month, n)}))
		}
		put(u.shop, "a", "2026-11", 1)
		put(u.shop, "b", "2026-10", 2)
		put(u.other(), "a", "2026-11", 50)
		u.in(func(ctx context.Context) error { _, err := u.s.Figures.Fold(ctx, 100); return err })
		put(u.shop, "c", "2026-11", 3)
		put(u.shop, "d", "2026-12", 4)
		cohorts, err := u.s.Figures.Cohorts(u.ctx, u.shop)
		u.must(err)
		same(u, cohorts, slices.Concat(cohortsOf("2026-10", 2), cohortsOf("2026-11", 4), cohortsOf("2026-12", 4)))
		u.in(func(ctx context.Context) error { _, err := u.s.Figures.Fold(ctx, 100); return err })
		cohorts, err = u.s.Figures.Cohorts(u.ctx, u.other())
		u.must(err)
		same(u, cohorts, cohortsOf("2026-11", 50))
	}},
	{name: "a delta that waits is not put twice", alone: true, run: func(u *suite) {
		u.race(func(int) error { return u.s.Figures.Put(u.ctx, points.Delta{Shop: u.shop, ID: "d", Day: "2026-11-22"}) })
	}},
	{name: "folding outside a transaction is refused", alone: true, run: func(u *suite) {
		_, err := u.s.Figures.Fold(u.ctx, 1)
		u.fails(err, models.Internal)
	}},
	{name: "a fold that is taken back folds nothing", alone: true, run: func(u *suite) {
		u.must(u.s.Figures.Put(u.ctx, points.Delta{Shop: u.shop, ID: "d", Day: "2026-11-22", Sum: points.Sums{Earned: 5}}))
		err := u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			if _, err := u.s.Figures.Fold(ctx, 10); err != nil {
				return err
			}
			return models.Errorf(models.Invalid, "changed my mind")
		})
		u.fails(err, models.Invalid)
		u.in(func(ctx context.Context) error { _, err := u.s.Figures.Fold(ctx, 10); return err })
		total, err := u.s.Figures.Total(u.ctx, u.shop)
		u.must(err)
		same(u, total.Earned, int64(5))
	}},
}

func repeat(s points.Sums, n int) points.Sums {
	var sum points.Sums
	for range n {
		sum = sum.Plus(s)
	}
	return sum
}
