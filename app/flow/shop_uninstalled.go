package flow

import (
	"context"

	"clientele/models"
	"clientele/models/shops"
)

// ShopUninstalled drops a shop's tokens. An event of a former installation, a
// repeated one, and one about a shop that was never here change nothing.
func (f *Flow) ShopUninstalled(ctx context.Context, in ShopUninstalled) (Outcome, error) {
	return f.changeShop(ctx, in.Shop, "uninstalled", func(s shops.Shop) (shops.Shop, bool) {
		return s.Uninstalled(in.TriggeredAt)
	})
}

// changeShop saves what a pure change makes of a shop, or ignores it where
// there is nothing to change.
func (f *Flow) changeShop(ctx context.Context, id models.ShopID, word string, change func(shops.Shop) (shops.Shop, bool)) (Outcome, error) {
	var err error
	for range conflictsMax {
		out := ignored
		err = f.Tx.Do(ctx, func(ctx context.Context) error {
			out = ignored
			shop, err := f.Shops.Get(ctx, id)
			if err != nil {
				if models.CodeOf(err) == models.NotFound {
					return nil
				}
				return err
			}
			shop, changed := change(shop)
			if !changed {
				return nil
			}
			out = Outcome{Word: word}
			_, err = f.Shops.Save(ctx, shop)
			return err
		})
		if err == nil {
			return out, nil
		}
		if models.CodeOf(err) != models.Conflict {
			break
		}
	}
	return Outcome{}, err
}
