package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// The bounds of one step of a check: so many shops are passed over where
// nothing is due, and so many batches of so many accounts or orders looked at.
const (
	verifyShops   = 100
	verifyBatches = 4
	verifyBatch   = 50
	verifySave    = 5 * time.Second
)

// BookCheck goes over the books of all shops, a bounded piece at a time, each
// shop once a day. Where it is stands in the database, so a check that was
// interrupted goes on, and several processes share the work.
type BookCheck struct {
	flow  *Flow
	after models.ShopID
}

// BookCheck begins to go over the shops.
func (f *Flow) BookCheck() *BookCheck { return &BookCheck{flow: f} }

// Step looks at the next piece and gives one, or zero when all shops were
// visited and nothing is due any more. Accounts whose books break a law are
// stopped. It is called by one goroutine.
func (b *BookCheck) Step(ctx context.Context) (int, error) {
	for range verifyShops {
		page, err := b.flow.Shops.After(ctx, b.after, 1)
		if err != nil {
			return 0, err
		}
		if len(page) == 0 {
			b.after = ""
			return 0, nil
		}
		shop := page[0]
		v, err := b.flow.Verifications.Get(ctx, shop.ID)
		if err != nil {
			return 0, err
		}
		if !v.Due(b.flow.Now()) {
			b.after = shop.ID
			continue
		}
		v, err = b.flow.verifyPiece(ctx, shop, v)
		if err != nil || !v.Running() {
			b.after = shop.ID // one that fails must not hold up the others
		}
		if err != nil && models.CodeOf(err) != models.Conflict { // a conflict: somebody else is at it
			return 0, err
		}
		return 1, nil
	}
	return 1, nil
}

// verifyPiece takes a check up, looks at a few batches and lays it down again
// for whoever goes on with it.
func (f *Flow) verifyPiece(ctx context.Context, shop shops.Shop, v points.Verification) (points.Verification, error) {
	v = v.Begun(f.Now())
	var err error
	if v.Version, err = f.Verifications.Save(ctx, v); err != nil {
		return v, err
	}
	c := &checkup{flow: f, shop: shop, stops: true, v: v}
	for range verifyBatches {
		if err = c.batch(ctx); err != nil || c.v.Completed() {
			break
		}
	}
	done := c.v.Rested(f.Now())
	// The lease must be given back even when time has run out.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), verifySave)
	defer cancel()
	if _, saveErr := f.Verifications.Save(ctx, done); saveErr != nil && err == nil {
		err = saveErr
	}
	if err == nil && !done.Running() {
		f.toldOfCheck(shop, done.Last)
	}
	return done, err
}

func (f *Flow) toldOfCheck(shop shops.Shop, t points.Tally) {
	say := f.Log.Info
	if t.Violations > 0 {
		say = f.Log.Error
	}
	say("the books were checked", "shop", shop.ID, "accounts", t.Accounts, "orders", t.Orders, "violations", t.Violations,
		"duration_ms", t.Finished.Sub(t.Started).Milliseconds())
}

// VerifyShop checks all books of a shop in one go. It stops nobody and keeps
// nothing; looked, if set, is told how far it has come.
func (f *Flow) VerifyShop(ctx context.Context, shop shops.Shop, looked func(points.Verification)) (points.Tally, error) {
	c := &checkup{flow: f, shop: shop, v: points.Verification{Shop: shop.ID}.Begun(f.Now())}
	for !c.v.Completed() {
		if err := c.batch(ctx); err != nil {
			return c.v.Present, err
		}
		if looked != nil {
			looked(c.v)
		}
	}
	return c.v.Rested(f.Now()).Last, nil
}

// checkup is the check of one shop under way.
type checkup struct {
	flow  *Flow
	shop  shops.Shop
	stops bool // stop accounts whose books break a law
	v     points.Verification
}

func (c *checkup) batch(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return models.Wrap(models.Unavailable, err, "the check of the books was interrupted; it goes on where it was")
	}
	switch c.v.Part {
	case points.PartAccounts:
		return c.accounts(ctx)
	case points.PartOrders:
		return c.orders(ctx)
	case points.PartLevels:
		return c.levels(ctx)
	}
	if err := c.figures(ctx); err != nil {
		return err
	}
	if err := c.sheets(ctx); err != nil {
		return err
	}
	c.v = c.v.Next()
	return nil
}

// found notes what is wrong with an account or an order and stops the account,
// unless it is stopped already or only what is shown of it is wrong.
func (c *checkup) found(ctx context.Context, account points.Account, order models.OrderID, violations []points.Violation) error {
	stop := ""
	for _, v := range violations {
		c.v.Present.Add(points.Finding{Account: account.ID, Order: order, Violation: v})
		if stop == "" && !v.Law.Shown() {
			stop = v.Text
		}
		c.flow.Log.Error("the books break a law", "shop", c.shop.ID, "account", account.ID, "order", order, "law", v.Law, "text", v.Text)
	}
	if !c.stops || stop == "" || account.ID == "" || account.Halted != "" {
		return nil
	}
	err := c.flow.halt(ctx, c.shop, account.ID, "the check of the books says: "+stop)
	if models.CodeOf(err) == models.NotFound && err != nil { // erased meanwhile
		return nil
	}
	return err
}
