package flow

import (
	"context"

	"clientele/models"
	"clientele/models/products"
)

// Products keeps what stores said last of their products.
type Products interface {
	// Of gives what is kept of products, by their numbers; others are left out.
	Of(ctx context.Context, shop models.ShopID, ids []string) ([]products.Facts, error)
	// Put keeps what a store said, unless something newer is kept; models.Conflict
	// where somebody else put the same product meanwhile.
	Put(ctx context.Context, shop models.ShopID, told []products.Facts) error
}

// Catalogue asks stores about their products and collections. No method is called
// inside a transaction. models.Forbidden is for the merchant to mend.
type Catalogue interface {
	// Products gives what a store says of products; one that it does not have is
	// Gone.
	Products(ctx context.Context, shop models.ShopID, accessToken string, ids []string) ([]products.Facts, error)
	// Entries looks products or collections up by their numbers, in their sequence;
	// those that the store does not have are Gone.
	Entries(ctx context.Context, shop models.ShopID, accessToken string, kind products.Kind, ids []string) ([]products.Entry, error)
	// Search finds products or collections by words of their title, a page of them,
	// and tells whether there are more.
	Search(ctx context.Context, shop models.ShopID, accessToken string, kind products.Kind, words string) (found []products.Entry, more bool, err error)
	// Variants lists the forms in which a product is sold, a page of them and in the
	// store's sequence, with prices in the shop's currency; none where the store does
	// not have the product. It tells whether there are more.
	Variants(ctx context.Context, shop models.ShopID, accessToken, currency, product string) (found []products.Variant, more bool, err error)
	// NamedVariants looks such forms up by their numbers, in their sequence; those
	// that the store does not have are Gone.
	NamedVariants(ctx context.Context, shop models.ShopID, accessToken, currency string, ids []string) ([]products.Variant, error)
}
