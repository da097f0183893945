package flow

import (
	"context"

	"clientele/models"
	"clientele/models/products"
)

// Sold is in which forms a store sells products, as far as somebody asked.
type Sold struct {
	Granted  bool // the app may read products; if not there is nothing else
	Variants []products.Variant
	More     bool // there are more than are told
}

// ProductVariants lists the forms in which a product is sold.
func (f *Flow) ProductVariants(ctx context.Context, id models.ShopID, product string) (Sold, error) {
	return f.sold(ctx, id, func(token, currency string) (found []products.Variant, more bool, err error) {
		return f.Catalogue.Variants(ctx, id, token, currency, product)
	})
}

// NamedVariants looks forms of products up by their numbers.
func (f *Flow) NamedVariants(ctx context.Context, id models.ShopID, ids []string) (Sold, error) {
	if len(ids) > NamedMax {
		return Sold{}, models.Errorf(models.Invalid, "at most %d numbers can be looked up at once", NamedMax)
	}
	return f.sold(ctx, id, func(token, currency string) ([]products.Variant, bool, error) {
		found, err := f.Catalogue.NamedVariants(ctx, id, token, currency, ids)
		return found, false, err
	})
}

func (f *Flow) sold(ctx context.Context, id models.ShopID, ask func(token, currency string) ([]products.Variant, bool, error)) (Sold, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil || !mayReadProducts(shop) {
		return Sold{}, err
	}
	out := Sold{Granted: true}
	err = f.withToken(ctx, id, func(token string) error {
		out.Variants, out.More, err = ask(token, currencyOf(shop.Details.Currency))
		return err
	})
	if err != nil && models.CodeOf(err) == models.Forbidden { // withdrawn a moment ago
		return Sold{}, nil
	}
	return out, err
}
