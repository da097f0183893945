package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/shops"
)

// The bounds of one step of a backfill.
const (
	BackfillBatch = 2 // backfills a step
	readOrders    = 25
	readParts     = 20
	readTime      = 40 * time.Second // after which a step begins nothing new
	// BackfillLimit bounds a step with all its waiting; it is below the lease.
	BackfillLimit = 110 * time.Second
)

// StartBackfill wishes past orders to be read. models.Conflict where they are
// being read already.
func (c *CatchUp) StartBackfill(ctx context.Context, id models.ShopID, user string) (catchup.Backfill, error) {
	shop, err := c.Flow.Shops.Get(ctx, id)
	if err != nil {
		return catchup.Backfill{}, err
	}
	if !shop.Installed() {
		return catchup.Backfill{}, models.Errorf(models.Forbidden, "the app is not installed in this store")
	}
	return c.changeBackfill(ctx, id, func(b catchup.Backfill) (catchup.Backfill, error) { return b.Begin(shop.Install, user, c.Flow.Now()) })
}

// StopBackfill wishes the reading of past orders to end. What was taken in
// stays. models.Conflict where nothing is being read.
func (c *CatchUp) StopBackfill(ctx context.Context, id models.ShopID) (catchup.Backfill, error) {
	return c.changeBackfill(ctx, id, func(b catchup.Backfill) (catchup.Backfill, error) { return b.Stop(c.Flow.Now()) })
}

// changeBackfill saves a person's wish, which goes before the job's own notes.
func (c *CatchUp) changeBackfill(ctx context.Context, id models.ShopID, change func(catchup.Backfill) (catchup.Backfill, error)) (catchup.Backfill, error) {
	for attempt := 1; ; attempt++ {
		b, err := c.Sync.Backfill(ctx, id)
		if err != nil {
			return b, err
		}
		if b, err = change(b); err != nil {
			return b, err
		}
		version, err := c.Sync.SaveBackfill(ctx, b)
		if err == nil {
			b.Version = version
			return b, nil
		}
		if models.CodeOf(err) != models.Conflict || attempt == conflictsMax {
			return b, err
		}
	}
}

// RunBackfills takes the backfills whose turn it is a step further, and tells
// how many there were.
func (c *CatchUp) RunBackfills(ctx context.Context) (int, error) {
	due, err := c.Sync.DueBackfills(ctx, models.Instant(c.Flow.Now()), BackfillBatch)
	if err != nil {
		return 0, err
	}
	for i, b := range due {
		if err := c.backfillStep(ctx, b); err != nil && models.CodeOf(err) != models.Conflict { // a conflict: somebody else is at it, or it was called off
			return i, err
		}
	}
	return len(due), nil
}

// backfillStep does a bounded part of a backfill. Saving with the time of the
// lease first keeps everybody else away.
func (c *CatchUp) backfillStep(ctx context.Context, b catchup.Backfill) error {
	now := c.Flow.Now()
	b.NextAt = models.Instant(now.Add(catchup.BackfillLease))
	if b.State == catchup.Asked && b.AskedAt.IsZero() {
		b.AskedAt = models.Instant(now)
	}
	var err error
	if b.Version, err = c.Sync.SaveBackfill(ctx, b); err != nil {
		return err
	}
	shop, err := c.Flow.Shops.Get(ctx, b.Shop)
	if err != nil {
		return err
	}
	if !atHomeFor(shop, b) {
		if b.Operation = ""; b.Running() {
			b = b.Failed(removed, now)
		}
		b.NextAt = time.Time{}
		return c.saveBackfill(ctx, &b)
	}
	failure := c.advance(ctx, shop, &b)
	switch code := models.CodeOf(failure); {
	case failure == nil:
		b.Faults = 0
	case code == models.Conflict:
		return failure
	default:
		c.Flow.Log.Warn("reading past orders was interrupted", "shop", b.Shop, "problem", failure.Error())
		if code == models.Internal || code == models.Invalid {
			b = b.Failed(sentence(failure), c.Flow.Now())
		} else {
			b = b.Again(sentence(failure), c.Flow.Now())
		}
	}
	return c.saveBackfill(ctx, &b)
}

// removed is why a backfill ends with the app.
const removed = "the app was uninstalled while past orders were being read; start again"

// atHomeFor tells whether the installation a backfill was started in lasts.
func atHomeFor(shop shops.Shop, b catchup.Backfill) bool {
	return shop.Installed() && shop.Install == b.Install
}

func (c *CatchUp) saveBackfill(ctx context.Context, b *catchup.Backfill) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	version, err := c.Sync.SaveBackfill(ctx, *b)
	if err == nil {
		b.Version = version
	}
	return err
}

// advance does what a backfill's state asks for.
func (c *CatchUp) advance(ctx context.Context, shop shops.Shop, b *catchup.Backfill) error {
	switch b.State {
	case catchup.Asked:
		return c.beginExport(ctx, shop, b)
	case catchup.Exporting:
		return c.watchExport(ctx, shop, b)
	case catchup.Reading:
		return c.readExport(ctx, shop, b)
	case catchup.Cancelled:
		err := c.withToken(ctx, shop.ID, func(token string) error { return c.Past.CancelExport(ctx, shop.ID, token, b.Operation) })
		if err != nil { // it ends by itself, and nobody reads it
			c.Flow.Log.Warn("a gathering of orders was not called off", "shop", shop.ID, "problem", err.Error())
		}
		b.Operation = ""
	}
	b.NextAt = time.Time{}
	return nil
}

func (c *CatchUp) beginExport(ctx context.Context, shop shops.Shop, b *catchup.Backfill) error {
	return c.withToken(ctx, shop.ID, func(token string) error {
		e, err := c.Past.StartExport(ctx, shop.ID, token, b.AskedAt)
		if err != nil {
			return err
		}
		b.State, b.Operation, b.Objects, b.Problem = catchup.Exporting, e.ID, e.Objects, ""
		b.Attempt++
		b.NextAt = models.Instant(c.Flow.Now().Add(catchup.BackfillEvery))
		return nil
	})
}

// look asks how far the platform's gathering is.
func (c *CatchUp) look(ctx context.Context, shop shops.Shop, b *catchup.Backfill) (e catchup.Export, err error) {
	err = c.withToken(ctx, shop.ID, func(token string) error {
		e, err = c.Past.Export(ctx, shop.ID, token, b.Operation)
		return err
	})
	return e, err
}

func (c *CatchUp) watchExport(ctx context.Context, shop shops.Shop, b *catchup.Backfill) error {
	e, err := c.look(ctx, shop, b)
	now := c.Flow.Now()
	if models.CodeOf(err) == models.NotFound && err != nil {
		*b = b.Restarted(sentence(err), now)
		return nil
	}
	if err != nil {
		return err
	}
	b.Objects, b.Size, b.Problem = e.Objects, e.Size, e.Problem
	switch {
	case e.State == catchup.Gathering:
		b.NextAt = models.Instant(now.Add(catchup.BackfillEvery))
	case e.State == catchup.Complete && e.Address == "":
		*b = b.Completed(now)
	case e.Address == "":
		*b = b.Restarted(e.Problem, now)
	default:
		b.State, b.Partial, b.NextAt = catchup.Reading, e.State != catchup.Complete, models.Instant(now)
	}
	return nil
}

// readExport reads some parts of the result and notes its place after each, so
// that nothing is lost when the program ends, and a wish to stop is heard.
func (c *CatchUp) readExport(ctx context.Context, shop shops.Shop, b *catchup.Backfill) error {
	began := c.Flow.Now()
	e, err := c.look(ctx, shop, b)
	if models.CodeOf(err) == models.NotFound && err != nil {
		*b = b.Restarted(sentence(err), began)
		return nil
	}
	if err != nil {
		return err
	}
	for range readParts {
		done, err := c.readPart(ctx, shop, b, e)
		now := c.Flow.Now()
		switch {
		case err != nil:
			return err
		case done && b.Partial:
			*b = b.Restarted(e.Problem, now)
			return nil
		case done:
			*b = b.Completed(now)
			return nil
		case ctx.Err() != nil || now.Sub(began) > readTime:
			b.NextAt = models.Instant(now)
			return nil
		}
		if shop, err = c.Flow.Shops.Get(ctx, shop.ID); err != nil {
			return err
		}
		if !atHomeFor(shop, *b) {
			b.Operation = ""
			*b = b.Failed(removed, now)
			return nil
		}
		b.NextAt = models.Instant(now.Add(catchup.BackfillLease))
		if err := c.saveBackfill(ctx, b); err != nil {
			return err
		}
	}
	b.NextAt = models.Instant(c.Flow.Now())
	return nil
}

func (c *CatchUp) readPart(ctx context.Context, shop shops.Shop, b *catchup.Backfill, e catchup.Export) (done bool, err error) {
	var part catchup.Part
	err = c.withToken(ctx, shop.ID, func(token string) error {
		var err error
		part, done, err = c.Past.ReadExport(ctx, shop.ID, token, e, b.AskedAt, b.Read, readOrders)
		return err
	})
	if err != nil {
		return false, err
	}
	in, err := c.takeIn(ctx, shop.ID, part.Orders, part.Unreadable)
	b.Changed += in.changed
	if err != nil { // the part is read again, which changes nothing twice
		return false, err
	}
	b.Read, b.Orders, b.Unreadable, b.Problem = part.End, b.Orders+in.looked, b.Unreadable+in.unreadable, ""
	return done, nil
}
