package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// What the sealed tokens are for; bound into the seal.
const (
	accessPurpose  = "access"
	refreshPurpose = "refresh"
)

// conflictsMax is how often a story about a shop starts again because somebody
// else changed the shop in between.
const conflictsMax = 5

// InstallShop wishes the app to be at home in a shop that opens it.
type InstallShop struct {
	Shop    models.ShopID
	IDToken string // as verified
	User    string // who opened the app
}

// InstallShop makes sure of a shop's tokens, details and programme. For a shop
// that has them it is one read. Requests that race all succeed: the platform
// lets several exchanged tokens live, and the last one kept wins. A stale ID
// token is models.Unauthorized.
func (f *Flow) InstallShop(ctx context.Context, in InstallShop) error {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil && models.CodeOf(err) != models.NotFound {
		return err
	}
	if atHome(shop, f.Now()) {
		remember(ctx, shop)
		return nil
	}
	grant, err := f.Platform.Exchange(ctx, in.Shop, in.IDToken)
	if err != nil {
		return err
	}
	details, err := f.Platform.Details(ctx, in.Shop, grant.Access)
	if err != nil && shop.Details.Currency == "" {
		return installFailure(err) // nothing can be counted without a currency
	}
	tokens, err := f.sealTokens(in.Shop, grant)
	if err != nil {
		return err
	}
	brought := shops.Installation{Scopes: grant.Scopes, Tokens: tokens, Details: details}
	for range conflictsMax {
		err = f.saveInstallation(ctx, in, brought)
		if models.CodeOf(err) != models.Conflict || err == nil {
			break
		}
	}
	if err == nil {
		f.Log.Info("a shop installed the app", "shop", in.Shop)
	}
	return err
}

// installFailure keeps an answer about the brand-new access token apart from
// one about the ID token: a fresh ID token would not help.
func installFailure(err error) error {
	if models.CodeOf(err) == models.Unauthorized {
		return models.Wrap(models.Unavailable, err, "the platform does not accept a token it has just given; try again")
	}
	return err
}

// atHome tells whether there is nothing to do when a shop opens the app.
func atHome(s shops.Shop, now time.Time) bool {
	if !s.Installed() || len(s.Scopes) == 0 || s.Details.Currency == "" {
		return false
	}
	state := s.TokenState(now)
	return state == "ok" || state == "expiring"
}

func (f *Flow) saveInstallation(ctx context.Context, in InstallShop, brought shops.Installation) error {
	now := models.Instant(f.Now())
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		shop, err := f.Shops.Get(ctx, in.Shop)
		if err != nil {
			if models.CodeOf(err) != models.NotFound {
				return err
			}
			shop = shops.Shop{ID: in.Shop, Salt: f.NewSalt()}
		}
		if len(shop.Salt) == 0 {
			shop.Salt = f.NewSalt()
		}
		if atHome(shop, now) {
			return nil // another request was first; its tokens are as good
		}
		shop = shop.WithInstallation(brought, now)
		if _, err := f.Shops.Save(ctx, shop); err != nil {
			return err
		}
		versions, err := f.Programmes.Versions(ctx, in.Shop)
		if err != nil || len(versions) > 0 {
			return err
		}
		return f.Programmes.Add(ctx, points.Programme{
			Shop: in.Shop, Version: 1, Settings: points.DefaultSettings(shop.Details.Currency),
			Zone: shop.Details.Zone, EffectiveFrom: now, SavedBy: in.User,
		})
	})
}

func (f *Flow) sealTokens(shop models.ShopID, g Grant) (shops.Tokens, error) {
	t := shops.Tokens{AccessEnds: g.AccessEnds, RefreshEnds: g.RefreshEnds}
	var err error
	if t.Access, err = f.Sealer.Seal(shop, accessPurpose, g.Access); err != nil {
		return t, err
	}
	if g.Refresh != "" {
		t.Refresh, err = f.Sealer.Seal(shop, refreshPurpose, g.Refresh)
	}
	return t, err
}
