package flow

import (
	"context"
	"errors"
	"time"

	"clientele/models"
	"clientele/models/shops"
)

// refreshBatch bounds one run of RefreshTokens.
const refreshBatch = 10

// After a refresh was lost, the job lets a shop be for jobBackOff, so that
// some that fail do not hold up all others; whoever needs the token waits for
// callBackOff while the former one lives, and not at all afterwards.
const (
	jobBackOff  = 10 * time.Minute
	callBackOff = 30 * time.Second
)

// RefreshTokens replaces tokens that end soon, a bounded number of them, and
// tells how many it looked at. A shop that nobody opens would otherwise lose
// its access for good when the refresh token ends.
func (f *Flow) RefreshTokens(ctx context.Context) (int, error) {
	now := f.Now()
	due, err := f.Shops.Refreshable(ctx, models.Instant(now.Add(shops.RefreshEarly)), refreshBatch)
	if err != nil {
		return 0, err
	}
	var failures []error
	done := 0
	for _, shop := range due {
		if shop.TokenState(now) != "expiring" || now.Before(shop.Tokens.RefreshingTill) {
			continue
		}
		err := f.refresh(ctx, shop)
		switch models.CodeOf(err) {
		case models.Conflict: // somebody else was first
		case models.Forbidden: // marked on the shop and shown in the panel
			f.Log.Warn("a store has to open the app again", "shop", shop.ID)
		default:
			if err != nil {
				failures = append(failures, err)
				continue
			}
		}
		done++
	}
	return done, errors.Join(failures...)
}

// refresh replaces one shop's tokens. It takes a lease on the shop first, which
// only one can get because saving compares versions; the others meet
// models.Conflict. The platform is asked outside any transaction. A lost
// answer is asked for again with the same refresh token, next time.
func (f *Flow) refresh(ctx context.Context, shop shops.Shop) error {
	refreshToken, err := f.Sealer.Open(shop.ID, refreshPurpose, shop.Tokens.Refresh)
	if err != nil {
		return err
	}
	leased := shop
	leased.Tokens.RefreshingTill = models.Instant(f.Now().Add(refreshLease))
	if err := f.Tx.Do(ctx, func(ctx context.Context) error {
		_, err := f.Shops.Save(ctx, leased)
		return err
	}); err != nil {
		return err
	}
	grant, refusal := f.Platform.Refresh(ctx, shop.ID, refreshToken)
	// The caller may have gone meanwhile; what the platform gave must be kept
	// all the same, or the store's access hangs on the former token.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshLease/2)
	defer cancel()
	if err := f.endRefresh(ctx, shop, grant, refusal); err != nil {
		return err
	}
	return refusal
}

// renew replaces a token that the platform does not take any more, unless
// somebody has done so already or is at it.
func (f *Flow) renew(ctx context.Context, id models.ShopID, dead string) error {
	for range pollsMax {
		shop, err := f.Shops.Get(ctx, id)
		if err != nil {
			return err
		}
		if !shop.Installed() || len(shop.Tokens.Refresh) == 0 || !shop.Tokens.RefreshFailed.IsZero() {
			return models.Errorf(models.Forbidden, "the store's access has ended; open the app in the store admin to renew it")
		}
		if current, err := f.Sealer.Open(id, accessPurpose, shop.Tokens.Access); err != nil || current != dead {
			return err
		}
		if now := f.Now(); now.Before(shop.Tokens.RefreshingTill) {
			if now.Before(shop.Tokens.RefreshAfter) {
				return models.Errorf(models.Unavailable, "the store's token could not be renewed just now; it will be tried again")
			}
			if err := pause(ctx, pollEvery); err != nil {
				return models.Wrap(models.Unavailable, err, "the store's token is being renewed")
			}
			continue
		}
		err = f.refresh(ctx, shop)
		if err != nil && models.CodeOf(err) == models.Conflict {
			continue
		}
		if err != nil && models.CodeOf(err) == models.Forbidden {
			// The token is known to be dead before its time. Noted, it does not keep
			// the store from getting another one as soon as somebody opens the app.
			_, saved := f.changeShop(ctx, id, "ended", func(s shops.Shop) (shops.Shop, bool) {
				if s.Tokens.Serial != shop.Tokens.Serial {
					return s, false
				}
				s.Tokens.AccessEnds = models.Instant(f.Now())
				return s, true
			})
			return errors.Join(err, saved)
		}
		return err
	}
	return models.Errorf(models.Unavailable, "the store's token is being renewed; try again")
}

// endRefresh saves what became of a refresh, unless the shop has got other
// tokens in the meantime.
func (f *Flow) endRefresh(ctx context.Context, leased shops.Shop, grant Grant, refusal error) error {
	tokens, err := shops.Tokens{}, error(nil)
	if refusal == nil {
		if tokens, err = f.sealTokens(leased.ID, grant); err != nil {
			return err
		}
	}
	_, err = f.changeShop(ctx, leased.ID, "refreshed", func(s shops.Shop) (shops.Shop, bool) {
		if !s.Installed() || s.Tokens.Serial != leased.Tokens.Serial {
			return s, false
		}
		switch {
		case refusal == nil:
			tokens.Serial = s.Tokens.Serial + 1
			s.Tokens = tokens
			if len(grant.Scopes) > 0 {
				s.Scopes = grant.Scopes
			}
		case models.CodeOf(refusal) == models.Forbidden:
			s.Tokens.RefreshFailed, s.Tokens.RefreshingTill = models.Instant(f.Now()), time.Time{}
		default:
			s.Tokens.RefreshingTill = time.Time{}
			s.Tokens.RefreshAfter = models.Instant(f.Now().Add(jobBackOff))
			if stillLives(s, f.Now().Add(callBackOff)) {
				s.Tokens.RefreshingTill = models.Instant(f.Now().Add(callBackOff))
			}
		}
		return s, true
	})
	return err
}
