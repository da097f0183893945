package storetest

import (
	"context"
	"errors"
	"fmt"

	"clientele/models"
	"clientele/models/contacts"
)

var transactionTests = []test{
	{name: "a transaction commits everything it wrote", run: func(u *suite) {
		u.in(func(ctx context.Context) error {
			if _, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_1")); err != nil {
				return err
			}
			_, err := u.s.Orders.Save(ctx, orderOf(u.shop, "1", "c_1"))
			return err
		})
		_, err := u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.must(err)
		_, err = u.s.Orders.Get(u.ctx, u.shop, "1")
		u.must(err)
	}},
	{name: "a transaction sees its own writes and nobody else does", run: func(u *suite) {
		u.in(func(ctx context.Context) error {
			if _, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_1")); err != nil {
				return err
			}
			if _, err := u.s.Contacts.Get(ctx, u.shop, "c_1"); err != nil {
				return err
			}
			_, err := u.s.Contacts.Get(u.ctx, u.shop, "c_1")
			u.fails(err, models.NotFound)
			return nil
		})
	}},
	{name: "an error takes everything back and comes back as it was", run: func(u *suite) {
		mine := errors.New("no")
		err := u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			if _, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_1")); err != nil {
				return err
			}
			return mine
		})
		if err != mine {
			u.Fatalf("got %v, want the story's own error", err)
		}
		_, err = u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.fails(err, models.NotFound)
	}},
	{name: "a nested transaction is refused", run: func(u *suite) {
		err := u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			if _, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_1")); err != nil {
				return err
			}
			return u.s.Tx.Do(ctx, func(context.Context) error { return nil })
		})
		u.fails(err, models.Internal)
		_, err = u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.fails(err, models.NotFound)
	}},
	{name: "a duplicate ends the transaction even where the story goes on", run: func(u *suite) {
		_, err := u.s.Contacts.Save(u.ctx, contactOf(u.shop, "c_1"))
		u.must(err)
		err = u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			if _, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_2")); err != nil {
				return err
			}
			_, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_1"))
			u.fails(err, models.Conflict)
			return nil
		})
		u.fails(err, models.Conflict)
		_, err = u.s.Contacts.Get(u.ctx, u.shop, "c_2")
		u.fails(err, models.NotFound)
	}},
	{name: "a version conflict inside a transaction takes everything back", run: func(u *suite) {
		_, err := u.s.Contacts.Save(u.ctx, contactOf(u.shop, "c_1"))
		u.must(err)
		old := contactOf(u.shop, "c_1")
		old.Version = 9
		err = u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			if _, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_2")); err != nil {
				return err
			}
			_, err := u.s.Contacts.Save(ctx, old)
			return err
		})
		u.fails(err, models.Conflict)
		_, err = u.s.Contacts.Get(u.ctx, u.shop, "c_2")
		u.fails(err, models.NotFound)
	}},
	{name: "a caller who has gone writes nothing", run: func(u *suite) {
		ctx, cancel := context.WithCancel(u.ctx)
		err := u.s.Tx.Do(ctx, func(ctx context.Context) error {
			_, err := u.s.Contacts.Save(ctx, contactOf(u.shop, "c_1"))
			cancel()
			if err == nil {
				err = ctx.Err()
			}
			return err
		})
		if err == nil {
			u.Fatal("the transaction committed for nobody")
		}
		_, err = u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.fails(err, models.NotFound)
	}},
	{name: "twenty who read and write one contact all get their turn", run: func(u *suite) {
		_, err := u.s.Contacts.Save(u.ctx, contacts.Contact{Shop: u.shop, ID: "c_1"})
		u.must(err)
		for _, err := range together(20, func(int) error {
			return u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
				c, err := u.s.Contacts.Get(ctx, u.shop, "c_1")
				if err != nil {
					return err
				}
				c.Figures.Orders++
				_, err = u.s.Contacts.Save(ctx, c)
				return err
			})
		}) {
			u.must(err)
		}
		c, err := u.s.Contacts.Get(u.ctx, u.shop, "c_1")
		u.must(err)
		same(u, c.Figures.Orders, int64(20))
		same(u, c.Version, int64(21))
	}},
	{name: "twenty transactions that insert one contact leave one", run: func(u *suite) {
		made := together(20, func(i int) error {
			return u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
				_, err := u.s.Contacts.Get(ctx, u.shop, "c_1")
				if err == nil {
					return models.Errorf(models.Conflict, "somebody else was first")
				}
				if models.CodeOf(err) != models.NotFound {
					return err
				}
				_, err = u.s.Contacts.Save(ctx, contacts.Contact{Shop: u.shop, ID: "c_1", Platform: fmt.Sprint(i)})
				return err
			})
		})
		same(u, len(made), 19)
		for _, err := range made {
			u.fails(err, models.Conflict)
		}
	}},
}
