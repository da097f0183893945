package flow

import (
	"context"
	"slices"

	"clientele/models/shops"
)

// ScopesChanged takes over what the merchant grants now. Late and repeated
// events change nothing. What could not be asked for want of a permission is asked
// again.
func (f *Flow) ScopesChanged(ctx context.Context, in ScopesChanged) (Outcome, error) {
	scopes := slices.Clone(in.Scopes)
	slices.Sort(scopes) // as the token endpoint's are kept
	out, err := f.changeShop(ctx, in.Shop, "scopes_changed", func(s shops.Shop) (shops.Shop, bool) {
		return s.ScopesChanged(scopes, in.At)
	})
	if err != nil {
		return out, err
	}
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return out, unlessMissing(err)
	}
	return out, f.resumeProducts(ctx, shop)
}
