package flow

import (
	"context"
	"slices"

	"clientele/models/shops"
)

// ScopesChanged takes over what the merchant grants now. Late and repeated
// events change nothing.
func (f *Flow) ScopesChanged(ctx context.Context, in ScopesChanged) (Outcome, error) {
	scopes := slices.Clone(in.Scopes)
	slices.Sort(scopes) // as the token endpoint's are kept
	return f.changeShop(ctx, in.Shop, "scopes_changed", func(s shops.Shop) (shops.Shop, bool) {
		return s.ScopesChanged(scopes, in.At)
	})
}
