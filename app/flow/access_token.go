package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/shops"
)

const (
	refreshLease = 30 * time.Second // longer than a refresh with its repeats may take
	pollEvery    = 50 * time.Millisecond
	pollsMax     = 200
)

// AccessToken gives a shop's open access token, and replaces it first where it
// is about to end. However many ask, in however many processes, one of them
// replaces it. A shop that only the merchant can bring back, by opening the
// app, is models.Forbidden.
func (f *Flow) AccessToken(ctx context.Context, id models.ShopID) (string, error) {
	for range pollsMax {
		shop, err := f.Shops.Get(ctx, id)
		if err != nil {
			return "", err
		}
		now := f.Now()
		if !shop.Installed() {
			return "", models.Errorf(models.Forbidden, "the app is not installed in this store")
		}
		switch shop.TokenState(now) {
		case "ok":
			return f.Sealer.Open(id, accessPurpose, shop.Tokens.Access)
		case "missing", "expired":
			if stillLives(shop, now) {
				return f.Sealer.Open(id, accessPurpose, shop.Tokens.Access)
			}
			return "", models.Errorf(models.Forbidden, "the store's access has run out; open the app in the store admin to renew it")
		}
		if now.Before(shop.Tokens.RefreshingTill) { // somebody else is at it
			if stillLives(shop, now) {
				return f.Sealer.Open(id, accessPurpose, shop.Tokens.Access)
			}
			if err := pause(ctx, pollEvery); err != nil {
				return "", models.Wrap(models.Unavailable, err, "the store's token is being renewed")
			}
			continue
		}
		if err := f.refresh(ctx, shop); err != nil && models.CodeOf(err) != models.Conflict {
			if models.CodeOf(err) == models.Unavailable && stillLives(shop, now) {
				return f.Sealer.Open(id, accessPurpose, shop.Tokens.Access)
			}
			return "", err
		}
	}
	return "", models.Errorf(models.Unavailable, "the store's token is being renewed; try again")
}

// stillLives leaves a little time for the call the token is wanted for.
func stillLives(s shops.Shop, now time.Time) bool {
	return len(s.Tokens.Access) > 0 && now.Before(s.Tokens.AccessEnds.Add(-15*time.Second))
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// withToken does something with a shop's access token. A token that turns out
// to be dead before its time is replaced once.
func (f *Flow) withToken(ctx context.Context, shop models.ShopID, do func(token string) error) error {
	token, err := f.AccessToken(ctx, shop)
	if err != nil {
		return err
	}
	if err = do(token); err == nil || models.CodeOf(err) != models.Unauthorized {
		return err
	}
	if err := f.renew(ctx, shop, token); err != nil {
		return err
	}
	if token, err = f.AccessToken(ctx, shop); err != nil {
		return err
	}
	return do(token)
}
