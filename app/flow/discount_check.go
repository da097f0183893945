package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/outbox"
	"clientele/models/rewards"
	"clientele/models/shops"
)

// DiscountCheck holds the discounts that stores have of ours against what is
// held for them: a code without live points goes, and points whose code was
// taken away in the store go back.
type DiscountCheck struct {
	giving *Giving
	after  models.ShopID
}

// DiscountCheck begins to go over the shops.
func (g *Giving) DiscountCheck() *DiscountCheck { return &DiscountCheck{giving: g} }

// The bounds of one shop's check.
const (
	checkPages   = 40
	checkReady   = 500
	checkMissing = 50
	// DiscountLimit bounds one step with all its waiting for the platform.
	DiscountLimit = 2 * time.Minute
)

// Step looks at one shop and gives one, or zero when all shops are through. It
// is called by one goroutine.
func (d *DiscountCheck) Step(ctx context.Context) (int, error) {
	page, err := d.giving.Flow.Shops.After(ctx, d.after, 1)
	if err != nil {
		return 0, err
	}
	if len(page) == 0 {
		d.after = ""
		return 0, nil
	}
	d.after = page[0].ID // one that fails must not hold up the others
	if !page[0].Installed() || !slices.Contains(page[0].Scopes, "write_discounts") {
		return 1, nil
	}
	// A store without redemptions is looked at, too: its books may have been
	// erased while it had codes of ours.
	orphans, vanished, err := d.giving.CheckDiscounts(ctx, page[0])
	if err != nil {
		d.giving.Flow.Log.Warn("discounts were not looked at", "shop", page[0].ID, "problem", sentence(err))
	}
	if orphans+vanished > 0 {
		d.giving.Flow.Log.Warn("discounts were not as the books have them", "shop", page[0].ID, "without_points", orphans, "vanished", vanished)
	}
	return 1, nil
}

// CheckDiscounts looks at one shop and tells how many codes had no live points
// behind them, and how many held points had lost their code.
func (g *Giving) CheckDiscounts(ctx context.Context, shop shops.Shop) (orphans, vanished int, err error) {
	began := models.Instant(g.Flow.Now())
	seen := map[string]bool{}
	cursor := ""
	for range checkPages {
		var found []rewards.Found
		err := g.Flow.withToken(ctx, shop.ID, func(token string) error {
			var err error
			found, cursor, err = g.Gifts.Discounts(ctx, shop.ID, token, cursor)
			return err
		})
		if err != nil {
			return orphans, 0, err
		}
		for _, d := range found {
			seen[d.Code] = true
		}
		n, err := g.sendOrphansAway(ctx, shop, found)
		if orphans += n; err != nil {
			return orphans, 0, err
		}
		if cursor == "" {
			break
		}
	}
	if err := g.takeUpAgain(ctx, shop); err != nil {
		return orphans, 0, err
	}
	vanished, err = g.giveVanishedBack(ctx, shop, seen, began)
	return orphans, vanished, err
}

// takeUpAgain puts back in line what was to take codes away and gave up: the
// store answers again.
func (g *Giving) takeUpAgain(ctx context.Context, shop shops.Shop) error {
	stuck, err := g.Flow.Outbox.Page(ctx, shop.ID, outbox.Query{State: outbox.NeedsPerson, Limit: models.PageLimitMax})
	if err != nil {
		return err
	}
	for _, m := range stuck.Items {
		if m.Kind != DeleteDiscount {
			continue
		}
		err := g.Flow.Tx.Do(ctx, func(ctx context.Context) error {
			return g.Flow.sendAway(ctx, shop.ID, m.Params["code"], g.Flow.Now())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *Giving) sendOrphansAway(ctx context.Context, shop shops.Shop, found []rewards.Found) (int, error) {
	var codes []string
	for _, d := range found {
		codes = append(codes, d.Code)
	}
	known, err := g.Flow.Redemptions.ByCodes(ctx, shop.ID, codes)
	if err != nil {
		return 0, err
	}
	live := map[string]bool{}
	for _, r := range known {
		live[r.Code] = live[r.Code] || r.Live()
	}
	orphans := 0
	for _, code := range codes {
		if live[code] {
			continue
		}
		orphans++
		err := g.Flow.Tx.Do(ctx, func(ctx context.Context) error {
			return g.Flow.sendAway(ctx, shop.ID, code, g.Flow.Now())
		})
		if err != nil {
			return orphans, err
		}
	}
	return orphans, nil
}

// giveVanishedBack looks for codes that were ready before the store was asked
// and are not among what it has. A code that was used up is not told any more,
// so each is looked up by itself.
func (g *Giving) giveVanishedBack(ctx context.Context, shop shops.Shop, seen map[string]bool, began time.Time) (int, error) {
	vanished, looked, q := 0, 0, rewards.Query{State: rewards.Ready, Limit: models.PageLimitMax}
	for range checkReady / models.PageLimitMax {
		page, err := g.Flow.Redemptions.Page(ctx, shop.ID, q)
		if err != nil {
			return vanished, err
		}
		for _, r := range page.Items {
			if r.Gift.Effect != rewards.Discount || seen[r.Code] || r.ReadyAt.After(began) || looked == checkMissing {
				continue
			}
			looked++
			gone, err := g.gone(ctx, shop, r)
			if err != nil {
				return vanished, err
			}
			if gone {
				vanished++
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	return vanished, nil
}

// gone gives the points of a code back that the store does not know any more.
func (g *Giving) gone(ctx context.Context, shop shops.Shop, was rewards.Redemption) (bool, error) {
	err := g.Flow.withToken(ctx, shop.ID, func(token string) error {
		_, err := g.Gifts.FindDiscount(ctx, shop.ID, token, was.Code)
		return err
	})
	if err == nil || models.CodeOf(err) != models.NotFound {
		return false, err
	}
	gone := false
	err = g.Flow.withRedemption(ctx, shop.ID, was.ID, func(ctx context.Context, w *work, r rewards.Redemption) error {
		if gone = r.State == rewards.Ready; !gone {
			return nil
		}
		r.Flag = rewards.Vanished
		return w.giveBack(ctx, &r, rewards.Returned)
	})
	return gone, err
}
