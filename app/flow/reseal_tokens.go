package flow

import (
	"context"

	"clientele/models"
	"clientele/models/shops"
)

// Resealing seals the tokens of all shops, and the addresses of their other
// calendars, anew that are sealed with a key before the present one, so that the
// former key can be given up.
type Resealing struct {
	flow   *Flow
	after  models.ShopID
	sealed int // in this round over the shops
	left   int
}

// Resealing begins to go over the shops.
func (f *Flow) Resealing() *Resealing { return &Resealing{flow: f} }

// Step looks at the next shops and gives how many, or zero at the end of a
// round. A shop that somebody else changes at the same time has its turn in the
// next round. It is called by one goroutine.
func (r *Resealing) Step(ctx context.Context) (int, error) {
	page, err := r.flow.Shops.After(ctx, r.after, Batch)
	if err != nil {
		return 0, err
	}
	for _, shop := range page {
		if err := r.shop(ctx, shop); err != nil {
			return 0, err
		}
		r.after = shop.ID
	}
	if len(page) == Batch {
		return len(page), nil
	}
	if r.sealed > 0 && r.left == 0 {
		r.flow.Log.Info("all secrets are sealed with the present key; ENCRYPTION_KEY_OLD is not needed any more", "sealed", r.sealed)
	}
	r.after, r.sealed, r.left = "", 0, 0
	return 0, nil
}

func (r *Resealing) shop(ctx context.Context, shop shops.Shop) error {
	sealed, err := r.flow.resealFeeds(ctx, shop.ID)
	r.sealed += sealed
	if err == nil && !r.flow.sealedNow(shop.Tokens) {
		if err = r.flow.reseal(ctx, shop.ID); err == nil {
			r.sealed++
		}
	}
	if err == nil {
		return nil
	}
	switch models.CodeOf(err) {
	case models.Conflict, models.NotFound: // changed meanwhile, or erased
		r.left++
	case models.Internal:
		r.left++
		r.flow.Log.Error("the secrets of a shop cannot be sealed anew", "shop", shop.ID, "problem", err.Error())
	default:
		return err
	}
	return nil
}

// sealedNow tells whether tokens are sealed with the present key.
func (f *Flow) sealedNow(t shops.Tokens) bool {
	return (len(t.Access) == 0 || f.Sealer.Current(t.Access)) && (len(t.Refresh) == 0 || f.Sealer.Current(t.Refresh))
}

// reseal seals a shop's tokens anew. Nothing else of them changes, so that a
// refresh under way is not disturbed.
func (f *Flow) reseal(ctx context.Context, id models.ShopID) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		shop, err := f.Shops.Get(ctx, id)
		if err != nil || f.sealedNow(shop.Tokens) {
			return err
		}
		for _, token := range []struct {
			purpose string
			sealed  *[]byte
		}{{accessPurpose, &shop.Tokens.Access}, {refreshPurpose, &shop.Tokens.Refresh}} {
			if len(*token.sealed) == 0 {
				continue
			}
			secret, err := f.Sealer.Open(id, token.purpose, *token.sealed)
			if err != nil {
				return err
			}
			if *token.sealed, err = f.Sealer.Seal(id, token.purpose, secret); err != nil {
				return err
			}
		}
		_, err = f.Shops.Save(ctx, shop)
		return err
	})
}

// resealFeeds seals the addresses of a shop's other calendars anew, and tells how
// many.
func (f *Flow) resealFeeds(ctx context.Context, id models.ShopID) (int, error) {
	all, err := f.Feeds.Of(ctx, id, "")
	if err != nil {
		return 0, err
	}
	sealed := 0
	for _, feed := range all {
		if f.Sealer.Current(feed.Sealed) {
			continue
		}
		address, err := f.Sealer.Open(id, feedPurpose, feed.Sealed)
		if err != nil {
			return sealed, err
		}
		if feed.Sealed, err = f.Sealer.Seal(id, feedPurpose, address); err != nil {
			return sealed, err
		}
		if _, err := f.saveFeed(ctx, feed); err != nil {
			return sealed, err
		}
		sealed++
	}
	return sealed, nil
}
