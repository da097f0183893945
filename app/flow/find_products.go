package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/products"
)

// NamedMax is how many products or collections are looked up at once.
const NamedMax = 200

// Shelved is what a store has on its shelves, as far as somebody asked.
type Shelved struct {
	Granted bool // the app may read products; if not there is nothing else
	Entries []products.Entry
	More    bool // there is more than is told
}

// SearchProducts finds products or collections of a store by words of their
// title; without words it gives the first ones.
func (f *Flow) SearchProducts(ctx context.Context, id models.ShopID, kind products.Kind, words string) (Shelved, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil || !mayReadProducts(shop) {
		return Shelved{}, err
	}
	out := Shelved{Granted: true}
	err = f.withToken(ctx, id, func(token string) error {
		out.Entries, out.More, err = f.Catalogue.Search(ctx, id, token, kind, words)
		return err
	})
	return withdrawn(out, err)
}

// NamedProducts looks products or collections up by their numbers. Of a product
// that the store does not have any more the last known title is told.
func (f *Flow) NamedProducts(ctx context.Context, id models.ShopID, kind products.Kind, ids []string) (Shelved, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil || !mayReadProducts(shop) {
		return Shelved{}, err
	}
	if len(ids) > NamedMax {
		return Shelved{}, models.Errorf(models.Invalid, "at most %d numbers can be looked up at once", NamedMax)
	}
	out := Shelved{Granted: true}
	err = f.withToken(ctx, id, func(token string) error {
		out.Entries, err = f.Catalogue.Entries(ctx, id, token, kind, ids)
		return err
	})
	if err != nil || kind != products.Products {
		return withdrawn(out, err)
	}
	return out, f.recall(ctx, id, out.Entries)
}

// withdrawn is the answer where the permission was taken away and news of that
// are still on their way.
func withdrawn(out Shelved, err error) (Shelved, error) {
	if err != nil && models.CodeOf(err) == models.Forbidden {
		return Shelved{}, nil
	}
	return out, err
}

// recall fills in the titles of products that are gone.
func (f *Flow) recall(ctx context.Context, shop models.ShopID, entries []products.Entry) error {
	var gone []string
	for _, e := range entries {
		if e.Gone {
			gone = append(gone, e.ID)
		}
	}
	kept, err := f.Products.Of(ctx, shop, gone)
	for i, e := range entries {
		if at := slices.IndexFunc(kept, of(e.ID)); e.Gone && at >= 0 {
			entries[i].Title = kept[at].Title
		}
	}
	return err
}
