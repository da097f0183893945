package storetest

import (
	"context"
	"fmt"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

var ledgerTests = []test{
	{name: "an account nobody wrote to is fresh", run: func(u *suite) {
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, a, points.Account{Shop: u.shop, ID: "c_1"})
		same(u, len(u.lots("c_1")), 0)
	}},
	{name: "a book comes back as it was written", run: func(u *suite) {
		var book *points.Book
		u.in(func(ctx context.Context) error {
			book = points.OpenBook(points.Account{Shop: u.shop, ID: "c_1"}, nil, Start)
			if err := book.Adjust(manual("first"), 100); err != nil {
				return err
			}
			if err := book.Adjust(manual("second"), -30); err != nil {
				return err
			}
			return u.s.Ledger.Write(ctx, book)
		})
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		want := book.Closing()
		want.Version = 1
		same(u, a, want)
		same(u, a.Balances.Available, int64(70))
		same(u, u.lots("c_1"), book.Lots())
		p, err := u.s.Ledger.Entries(u.ctx, u.shop, "c_1", "", 10)
		u.must(err)
		same(u, p.Items, []points.Entry{book.Entries()[1], book.Entries()[0]})
	}},
	{name: "every field of a lot survives", run: func(u *suite) {
		r := paidOrder(u.shop, "1001", "c_1")
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, r, 3) })
		lots := u.lots("c_1")
		same(u, len(lots), 1)
		lot := lots[0]
		same(u, []any{lot.Shop, lot.Account, lot.ID, lot.Number, lot.Source, lot.Order, lot.OrderName, lot.Amount, lot.Remaining, lot.Pending, lot.Programme},
			[]any{u.shop, models.ContactID("c_1"), "c_1:1", int64(1), "order", models.OrderID("1001"), "#1001", int64(40), int64(40), true, 1})
		same(u, lot.EarnedAt, r.Order.PaidAt)
		same(u, lot.MaturesAt, r.Order.PaidAt.AddDate(0, 0, 3))
		entries, err := u.s.Ledger.EntriesOfOrder(u.ctx, u.shop, "1001", 10)
		u.must(err)
		same(u, len(entries), 1)
		same(u, entries[0].Cause, points.Cause{Kind: "order", ID: "1001", Order: "1001", Name: "#1001"})
	}},
	{name: "a lot of which all is frozen is still found", run: func(u *suite) {
		r := paidOrder(u.shop, "1001", "c_1")
		var err error
		r.Order, err = r.Order.JoinDispute(orders.Dispute{ID: "d", State: orders.DisputeOpen, Minor: 1, Currency: "USD"})
		u.must(err)
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, r, 0) })
		lots := u.lots("c_1")
		same(u, len(lots), 1)
		same(u, []int64{lots[0].Remaining, lots[0].Frozen}, []int64{0, 40})
	}},
	{name: "a book opened before somebody else wrote is refused", run: func(u *suite) {
		stale := points.OpenBook(points.Account{Shop: u.shop, ID: "c_1"}, nil, Start)
		u.must(stale.Adjust(manual("stale"), 7))
		u.adjust("c_1", "first", 5)
		err := u.s.Tx.Do(u.ctx, func(ctx context.Context) error { return u.s.Ledger.Write(ctx, stale) })
		u.fails(err, models.Conflict)
		u.adjust("c_1", "again", 5)
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, a.Balances.Available, int64(10))
	}},
	{name: "fifty commands on one account lose no point", run: func(u *suite) {
		for _, err := range together(50, func(i int) error {
			return u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
				return adjust(ctx, u.s, u.shop, "c_1", fmt.Sprintf("wish-%d", i), int64(i+1))
			})
		}) {
			u.must(err)
		}
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, []int64{a.Balances.Available, a.Seq, a.Version, a.Lots}, []int64{50 * 51 / 2, 50, 50, 50})
	}},
	{name: "books that do not balance are not written", run: func(u *suite) {
		u.adjust("c_1", "first", 5)
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		err = u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			return u.s.Ledger.Write(ctx, points.OpenBook(a, nil, Start)) // its lot is missing
		})
		u.fails(err, models.Internal)
	}},
	{name: "used up lots are given for their order and in the full list only", run: func(u *suite) {
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, paidOrder(u.shop, "1001", "c_1"), 0) })
		u.adjust("c_1", "all-of-it", -40)
		same(u, len(u.lots("c_1")), 0)
		same(u, len(u.lots("c_1", "1002")), 0)
		same(u, len(u.lots("c_1", "1001")), 1)
		all, err := u.s.Ledger.AllLots(u.ctx, u.shop, []models.ContactID{"c_1", "c_2"}, 10)
		u.must(err)
		same(u, len(all), 1)
		all, err = u.s.Ledger.AllLots(u.ctx, u.shop, nil, 10)
		u.must(err)
		same(u, len(all), 0)
	}},
	{name: "all lots are listed newest first up to the limit", run: func(u *suite) {
		for i := range 12 {
			u.adjust("c_1", fmt.Sprintf("number-%d", i), 1)
		}
		all, err := u.s.Ledger.AllLots(u.ctx, u.shop, []models.ContactID{"c_1"}, 3)
		u.must(err)
		same(u, []int64{all[0].Number, all[1].Number, all[2].Number}, []int64{12, 11, 10})
	}},
	{name: "a stopped account is not written to until the stop is lifted", run: func(u *suite) {
		u.fails(u.s.Ledger.Halt(u.ctx, u.shop, "c_1", "x"), models.NotFound)
		u.adjust("c_1", "first", 5)
		u.must(u.s.Ledger.Halt(u.ctx, u.shop, "c_1", "the books do not balance"))
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, a.Halted, "the books do not balance")
		write := func(ctx context.Context) error { return adjust(ctx, u.s, u.shop, "c_1", "second-wish", 5) }
		u.fails(u.s.Tx.Do(u.ctx, write), models.Conflict)
		u.must(u.s.Ledger.Halt(u.ctx, u.shop, "c_1", ""))
		u.in(write)
	}},
	{name: "a stop reaches who opened the book before it", run: func(u *suite) {
		u.adjust("c_1", "first", 5)
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		book := points.OpenBook(a, u.lots("c_1"), Start)
		u.must(book.Adjust(manual("late-wish"), 1))
		u.must(u.s.Ledger.Halt(u.ctx, u.shop, "c_1", "stop"))
		u.fails(u.s.Tx.Do(u.ctx, func(ctx context.Context) error { return u.s.Ledger.Write(ctx, book) }), models.Conflict)
	}},
	{name: "entries are paged newest first and complete", run: func(u *suite) {
		for i := range 11 {
			u.adjust("c_1", fmt.Sprintf("number-%d", i), 1)
		}
		u.adjust("c_10", "of-another", 1) // an account whose id begins alike
		var seqs []int64
		cursor := ""
		for range 10 {
			p, err := u.s.Ledger.Entries(u.ctx, u.shop, "c_1", cursor, 4)
			u.must(err)
			for _, e := range p.Items {
				seqs = append(seqs, e.Seq)
			}
			if cursor = p.Next; cursor == "" {
				break
			}
		}
		same(u, seqs, []int64{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1})
		for _, cursor := range nonsense("eyJsIjoicmVxdWVzdHMifQ") {
			_, err := u.s.Ledger.Entries(u.ctx, u.shop, "c_1", cursor, 4)
			u.fails(err, models.Invalid)
		}
	}},
	{name: "maturing lists accounts whose points are due, stopped ones left out", alone: true, run: func(u *suite) {
		for i, account := range []models.ContactID{"c_1", "c_2", "c_3", "c_4"} {
			for n := range 2 {
				r := paidOrder(u.shop, models.OrderID(fmt.Sprintf("%d%d", i+1, n)), account)
				u.in(func(ctx context.Context) error { return earn(ctx, u.s, r, i+1) })
			}
		}
		u.must(u.s.Ledger.Halt(u.ctx, u.shop, "c_1", "stop"))
		none, err := u.s.Ledger.Maturing(u.ctx, at(0), 10)
		u.must(err)
		same(u, len(none), 0)
		due, err := u.s.Ledger.Maturing(u.ctx, at(0).AddDate(0, 0, 3), 10)
		u.must(err)
		same(u, due, []points.Due{{Shop: u.shop, Account: "c_2"}, {Shop: u.shop, Account: "c_3"}})
		due, err = u.s.Ledger.Maturing(u.ctx, at(0).AddDate(0, 0, 3), 1)
		u.must(err)
		same(u, due, []points.Due{{Shop: u.shop, Account: "c_2"}})
		// Points taken back while they waited have nothing left to mature.
		u.in(func(ctx context.Context) error {
			a, err := u.s.Ledger.Account(ctx, u.shop, "c_2")
			if err != nil {
				return err
			}
			lots, err := u.s.Ledger.Lots(ctx, u.shop, "c_2")
			if err != nil {
				return err
			}
			book := points.OpenBook(a, lots, at(0).AddDate(0, 0, 9))
			return u.s.Ledger.Write(ctx, book)
		})
		due, err = u.s.Ledger.Maturing(u.ctx, at(0).AddDate(0, 0, 3), 10)
		u.must(err)
		same(u, due, []points.Due{{Shop: u.shop, Account: "c_3"}})
	}},
	{name: "expiring lists accounts whose points have run out", alone: true, run: func(u *suite) {
		for i, account := range []models.ContactID{"c_1", "c_2", "c_3"} {
			r := paidOrder(u.shop, models.OrderID(fmt.Sprint(i+1)), account)
			r.Order.PaidAt = r.Order.PaidAt.AddDate(0, 0, -i) // the third runs out first
			u.in(func(ctx context.Context) error {
				return earnFor(ctx, u.s, r, points.Life{Count: 30, Unit: points.Days})
			})
		}
		forEver := paidOrder(u.shop, "9", "c_9")
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, forEver, 0) })
		none, err := u.s.Ledger.Expiring(u.ctx, at(0), 10)
		u.must(err)
		same(u, len(none), 0)
		u.must(u.s.Ledger.Halt(u.ctx, u.shop, "c_1", "stop"))
		due, err := u.s.Ledger.Expiring(u.ctx, at(0).AddDate(1, 0, 0), 10)
		u.must(err)
		same(u, due, []points.Due{{Shop: u.shop, Account: "c_3"}, {Shop: u.shop, Account: "c_2"}})
		u.in(func(ctx context.Context) error {
			a, err := u.s.Ledger.Account(ctx, u.shop, "c_3")
			if err != nil {
				return err
			}
			lots, err := u.s.Ledger.Lots(ctx, u.shop, "c_3")
			if err != nil {
				return err
			}
			return u.s.Ledger.Write(ctx, points.OpenBook(a, lots, at(0).AddDate(1, 0, 0)))
		})
		due, err = u.s.Ledger.Expiring(u.ctx, at(0).AddDate(1, 0, 0), 10)
		u.must(err)
		same(u, due, []points.Due{{Shop: u.shop, Account: "c_2"}})
	}},
	{name: "a command's key is used once", run: func(u *suite) {
		c := points.Command{Shop: u.shop, Key: "k|1", Digest: "d", Account: "c_1", FirstSeq: 3, LastSeq: 4, At: at(1)}
		_, err := u.s.Ledger.Command(u.ctx, u.shop, "k|1")
		u.fails(err, models.NotFound)
		u.race(func(int) error { return u.s.Ledger.SaveCommand(u.ctx, c) })
		got, err := u.s.Ledger.Command(u.ctx, u.shop, "k|1")
		u.must(err)
		same(u, got, c)
		_, err = u.s.Ledger.Command(u.ctx, u.other(), "k|1")
		u.fails(err, models.NotFound)
	}},
	{name: "another shop's account of the same id is another account", run: func(u *suite) {
		mine, theirs := paidOrder(u.shop, "1001", "c_1"), paidOrder(u.other(), "1001", "c_1")
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, mine, 0) })
		u.in(func(ctx context.Context) error { return earn(ctx, u.s, theirs, 0) })
		u.must(u.s.Ledger.SaveCommand(u.ctx, points.Command{Shop: u.shop, Key: "k", Account: "c_1"}))
		u.must(u.s.Ledger.SaveCommand(u.ctx, points.Command{Shop: u.other(), Key: "k", Account: "c_1"}))
		u.eraseAccount("c_1", 4)
		a, err := u.s.Ledger.Account(u.ctx, u.other(), "c_1")
		u.must(err)
		same(u, a.Balances.Available, int64(40))
		entries, err := u.s.Ledger.EntriesOfOrder(u.ctx, u.other(), "1001", 10)
		u.must(err)
		same(u, len(entries), 1)
		_, err = u.s.Ledger.Command(u.ctx, u.other(), "k")
		u.must(err)
	}},
	{name: "erasing an account leaves its neighbours alone", run: func(u *suite) {
		for _, id := range []models.ContactID{"c_1", "c_10", "c_2"} {
			u.adjust(id, "first-"+string(id), 5)
			u.adjust(id, "second-"+string(id), 5)
			u.must(u.s.Ledger.SaveCommand(u.ctx, points.Command{Shop: u.shop, Key: string(id), Account: id}))
		}
		u.eraseAccount("c_1", 6)
		a, err := u.s.Ledger.Account(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, a, points.Account{Shop: u.shop, ID: "c_1"})
		same(u, len(u.lots("c_10")), 2)
		p, err := u.s.Ledger.Entries(u.ctx, u.shop, "c_10", "", 10)
		u.must(err)
		same(u, len(p.Items), 2)
		p, err = u.s.Ledger.Entries(u.ctx, u.shop, "c_1", "", 10)
		u.must(err)
		same(u, len(p.Items), 0)
	}},
}

func (u *suite) lots(id models.ContactID, orders ...models.OrderID) []points.Lot {
	u.Helper()
	lots, err := u.s.Ledger.Lots(u.ctx, u.shop, id, orders...)
	u.must(err)
	return lots
}

func (u *suite) adjust(id models.ContactID, key string, amount int64) {
	u.Helper()
	u.in(func(ctx context.Context) error { return adjust(ctx, u.s, u.shop, id, key, amount) })
}

// eraseAccount erases an account two documents at a time; want is how many.
func (u *suite) eraseAccount(id models.ContactID, want int) {
	u.Helper()
	total := 0
	for range 50 {
		n, err := u.s.Ledger.Erase(u.ctx, u.shop, id, 2)
		u.must(err)
		if n > 2 {
			u.Fatalf("erased %d at once, 2 is the limit", n)
		}
		if n == 0 {
			same(u, total, want)
			return
		}
		total += n
	}
	u.Fatal("the erasure does not end")
}

var programmeTests = []test{
	{name: "versions come back as they were added, oldest first", run: func(u *suite) {
		for _, version := range []int{2, 10, 1} {
			u.must(u.s.Programmes.Add(u.ctx, programmeOf(u.shop, version)))
		}
		u.must(u.s.Programmes.Add(u.ctx, programmeOf(u.other(), 3)))
		got, err := u.s.Programmes.Versions(u.ctx, u.shop)
		u.must(err)
		same(u, got, []points.Programme{programmeOf(u.shop, 1), programmeOf(u.shop, 2), programmeOf(u.shop, 10)})
	}},
	{name: "a version number is taken once", run: func(u *suite) {
		u.race(func(int) error { return u.s.Programmes.Add(u.ctx, programmeOf(u.shop, 1)) })
	}},
}
