package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/shops"
)

// The bounds of one step of the regular look.
const (
	PollShops = 5 // shops a step; as many again follow at once
	pollPages = 10
	pollTime  = time.Minute // after which a step begins nothing new
	enrolPage = 200
	// PollLimit bounds a step with all its waiting; it is below the lease.
	PollLimit = 4 * time.Minute
)

// Reconciled is what one step of the regular look found.
type Reconciled struct {
	Shops      int // PollShops where there is more to do at once
	Looked     int64
	Mended     int64 // orders that were not as the platform has them
	Unreadable int64
}

// ReconcileOrders looks at the orders that changed lately in stores whose turn
// it is, and brings in line what their webhooks did not. A store's failure is
// kept with the store and does not hold up the others.
func (c *CatchUp) ReconcileOrders(ctx context.Context) (Reconciled, error) {
	var out Reconciled
	if err := c.enrol(ctx); err != nil {
		return out, err
	}
	began := c.Flow.Now()
	due, err := c.Sync.DuePolls(ctx, models.Instant(began), PollShops)
	if err != nil {
		return out, err
	}
	for _, p := range due {
		if ctx.Err() != nil || c.Flow.Now().Sub(began) > pollTime {
			break
		}
		more, err := c.reconcileShop(ctx, p, &out)
		if err != nil && models.CodeOf(err) != models.Conflict { // a conflict: somebody else is at it
			return out, err
		}
		out.Shops++
		if more {
			out.Shops = PollShops
		}
	}
	out.Shops = min(out.Shops, PollShops)
	return out, nil
}

// enrol begins the regular look for stores that have the app and none yet, a
// page of stores at a time.
func (c *CatchUp) enrol(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	without, last, err := c.Sync.Unenrolled(ctx, c.after, enrolPage)
	if err != nil {
		return err
	}
	for _, s := range without {
		p := catchup.Enrolled(s.ID, s.Install, s.InstalledAt, c.Flow.Now())
		if _, err := c.Sync.SavePoll(ctx, p); err != nil && models.CodeOf(err) != models.Conflict {
			return err
		}
	}
	c.after = last
	return nil
}

// reconcileShop does a bounded part of one store's look, and tells whether more
// of it can follow at once. Saving with the time of the lease first keeps
// everybody else away; models.Conflict means that somebody was faster.
func (c *CatchUp) reconcileShop(ctx context.Context, p catchup.Poll, out *Reconciled) (more bool, err error) {
	now := c.Flow.Now()
	p.NextAt = models.Instant(now.Add(catchup.PollLease))
	if p.Version, err = c.Sync.SavePoll(ctx, p); err != nil {
		return false, err
	}
	shop, err := c.Flow.Shops.Get(ctx, p.Shop)
	if err != nil {
		return false, err
	}
	p = turnOf(p, shop, now)
	switch {
	case !shop.Installed():
		p.NextAt = models.Instant(now.Add(catchup.PollEvery))
	case p.Empty():
		p = p.Finished(now)
	case !slices.Contains(shop.Scopes, "read_orders") && !slices.Contains(shop.Scopes, "write_orders"):
		p = p.Failed(now, "the app may not read orders; open it in the store admin to grant that", catchup.PollEvery)
	default:
		p, more, err = c.pages(ctx, shop, p, out)
		if err != nil {
			return false, err
		}
	}
	_, err = c.savePoll(ctx, p)
	return more, err
}

// turnOf is a look at the beginning of a step: a new installation begins anew.
func turnOf(p catchup.Poll, shop shops.Shop, now time.Time) catchup.Poll {
	if shop.Installed() && p.Install != shop.Install {
		fresh := catchup.Enrolled(p.Shop, shop.Install, shop.InstalledAt, now)
		fresh.Version, fresh.Days = p.Version, p.Days
		p = fresh
	}
	return p.Began(now)
}

// pages looks through some pages. An error is the database's; the platform's is
// noted on the look.
func (c *CatchUp) pages(ctx context.Context, shop shops.Shop, p catchup.Poll, out *Reconciled) (catchup.Poll, bool, error) {
	began := c.Flow.Now()
	for range pollPages {
		var page catchup.Page
		failure := c.withToken(ctx, shop.ID, func(token string) error {
			var err error
			page, err = c.Past.OrdersUpdated(ctx, shop.ID, token, p.From, p.Until, p.Cursor)
			return err
		})
		var in intake
		if failure == nil {
			in, failure = c.takeIn(ctx, shop.ID, page.Orders, page.Unreadable)
			out.Looked, out.Mended, out.Unreadable = out.Looked+in.looked, out.Mended+in.changed, out.Unreadable+in.unreadable
			day := c.Flow.Now().In(shop.Location()).Format(time.DateOnly)
			if in != (intake{}) {
				p = p.Counted(day, in.looked, in.changed, in.unreadable)
			}
		}
		now := c.Flow.Now()
		if failure != nil {
			return c.stopped(p, failure, now), false, nil
		}
		if p.Cursor = page.Next; p.Cursor == "" {
			return p.Finished(now), false, nil
		}
		if ctx.Err() != nil || now.Sub(began) > pollTime {
			break
		}
		var err error
		p.NextAt = models.Instant(now.Add(catchup.PollLease))
		if p.Version, err = c.savePoll(ctx, p); err != nil {
			return p, false, err
		}
	}
	p.NextAt = models.Instant(c.Flow.Now())
	return p, true, nil
}

// stopped notes why a look could not go on. Where it stands it goes on, unless
// the platform did not understand the place itself.
func (c *CatchUp) stopped(p catchup.Poll, failure error, now time.Time) catchup.Poll {
	c.Flow.Log.Warn("looking at orders was interrupted", "shop", p.Shop, "problem", failure.Error())
	wait := catchup.PollRetry
	switch models.CodeOf(failure) {
	case models.Forbidden, models.NotFound:
		wait = catchup.PollEvery // only a person can mend it
	case models.Internal, models.Invalid:
		p.Cursor = ""
	}
	return p.Failed(now, sentence(failure), wait)
}

// savePoll saves even when the program is ending, so that what was done is not
// done again.
func (c *CatchUp) savePoll(ctx context.Context, p catchup.Poll) (int64, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	return c.Sync.SavePoll(ctx, p)
}

const saveTime = 5 * time.Second

// MendedDays is how many days the home page looks back.
const MendedDays = 30

// Mended is what the regular look found lately.
type Mended struct {
	Looked, Orders, Unreadable int64
	FinishedAt                 time.Time // end of the last look that saw everything
	Problem                    string
}

// Mended sums up the last days of a store's regular look.
func (c *CatchUp) Mended(ctx context.Context, shop shops.Shop) (Mended, error) {
	p, err := c.Sync.Poll(ctx, shop.ID)
	if err != nil {
		return Mended{}, err
	}
	from := c.Flow.Now().In(shop.Location()).AddDate(0, 0, -(MendedDays - 1)).Format(time.DateOnly)
	sum := p.Sum(from)
	return Mended{Looked: sum.Looked, Orders: sum.Mended, Unreadable: sum.Unreadable, FinishedAt: p.FinishedAt, Problem: p.Problem}, nil
}
