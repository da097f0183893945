package flow

import (
	"context"

	"clientele/models"
	"clientele/models/shops"
)

type rememberedKey struct{}

// Remembering gives a request a place for the shop that its door reads, so that a
// page that is shown at once needs not read it again. It is for one goroutine.
func Remembering(ctx context.Context) context.Context {
	return context.WithValue(ctx, rememberedKey{}, &shops.Shop{})
}

func remember(ctx context.Context, shop shops.Shop) {
	if place, ok := ctx.Value(rememberedKey{}).(*shops.Shop); ok {
		*place = shop
	}
}

// shopAtDoor is the shop as the door of this request has read it, or else as it is.
// Whoever changes something reads it anew.
func (f *Flow) shopAtDoor(ctx context.Context, id models.ShopID) (shops.Shop, error) {
	if place, ok := ctx.Value(rememberedKey{}).(*shops.Shop); ok && place.ID == id {
		return *place, nil
	}
	return f.Shops.Get(ctx, id)
}
