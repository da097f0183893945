package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// knownShop finds a store. Deliveries may come before the merchant has opened
// the app for the first time, so a store that is not on record begins here.
func (f *Flow) knownShop(ctx context.Context, id models.ShopID) (shops.Shop, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err == nil || models.CodeOf(err) != models.NotFound {
		return shop, err
	}
	fresh := shops.Shop{ID: id, Salt: f.NewSalt()}
	if fresh.Version, err = f.Shops.Save(ctx, fresh); err == nil {
		return fresh, nil
	}
	if models.CodeOf(err) == models.Conflict { // somebody else was first
		return f.Shops.Get(ctx, id)
	}
	return fresh, err
}

// programmes gives the versions of a store's programme, and begins with a
// sensible one where there is none.
func (f *Flow) programmes(ctx context.Context, shop shops.Shop, currency string) ([]points.Programme, error) {
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil || len(versions) > 0 {
		return versions, err
	}
	if shop.Details.Currency != "" {
		currency = shop.Details.Currency
	}
	if !models.ValidCurrency(currency) {
		return nil, models.Errorf(models.Unavailable, "the shop's currency is not known yet; open the app once in the store admin")
	}
	first := points.Programme{
		Shop: shop.ID, Version: 1, Settings: points.DefaultSettings(currency), Zone: shop.Details.Zone,
		EffectiveFrom: models.Instant(f.Now()), SavedBy: "clientele", Note: "",
	}
	err = f.Tx.Do(ctx, func(ctx context.Context) error { return f.Programmes.Add(ctx, first) })
	if err != nil && models.CodeOf(err) != models.Conflict {
		return nil, err
	}
	return f.Programmes.Versions(ctx, shop.ID)
}

// gone tells whether facts about a store are none of our business any more:
// it has removed the app.
func gone(shop shops.Shop) bool { return !shop.UninstalledAt.IsZero() }

// ignored is the outcome of a fact about a store that has removed the app.
var ignored = Outcome{Word: "ignored"}
