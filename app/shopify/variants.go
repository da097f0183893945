package shopify

import (
	"context"
	"strings"

	"clientele/models"
	"clientele/models/products"
)

// variantsPage is how many forms of one product are listed.
const variantsPage = 100

// onlyVariant is what the platform calls the one form of a product that has no
// other.
const onlyVariant = "Default Title"

type toldVariant struct {
	ID      string     `json:"id"`
	Title   string     `json:"title"`
	Price   string     `json:"price"`
	Product *toldEntry `json:"product"`
}

// variant makes our words of one.
func (r *reader) variant(v toldVariant, p toldEntry) products.Variant {
	out := products.Variant{
		ID: r.number("id", v.ID, "ProductVariant"), Title: cut(v.Title),
		Product: products.Entry{ID: r.number("product", p.ID, "Product"), Title: cut(p.Title), Status: strings.ToLower(p.Status)},
		Price:   models.Money{Minor: r.minor("price", toldMoney{v.Price, r.currency}, r.currency), Currency: r.currency},
	}
	if out.Title == onlyVariant {
		out.Title = ""
	}
	return out
}

// Variants lists the forms in which a product is sold, in the store's sequence and
// priced in the shop's currency; none for a product that the store does not have. It
// tells whether there are more.
func (c *Client) Variants(ctx context.Context, shop models.ShopID, token, currency, product string) (found []products.Variant, more bool, err error) {
	var data struct {
		Product *struct {
			toldEntry
			Variants list[toldVariant] `json:"variants"`
		} `json:"product"`
	}
	if err := c.askForProducts(ctx, shop, token, "product_variants", map[string]any{"id": gid("Product", product), "first": variantsPage}, &data); err != nil || data.Product == nil {
		return nil, false, err
	}
	r := reader{currency: currency}
	for _, v := range data.Product.Variants.Nodes {
		found = append(found, r.variant(v, data.Product.toldEntry))
	}
	return found, data.Product.Variants.PageInfo.HasNextPage, r.err
}

// NamedVariants looks forms of products up by their numbers, in their sequence;
// those that the store does not have are Gone.
func (c *Client) NamedVariants(ctx context.Context, shop models.ShopID, token, currency string, ids []string) ([]products.Variant, error) {
	found := make([]products.Variant, 0, len(ids))
	r := reader{currency: currency}
	for len(ids) > 0 {
		size := min(entriesAtOnce, len(ids))
		var data struct {
			Nodes []*toldVariant `json:"nodes"`
		}
		if err := c.askForProducts(ctx, shop, token, "named_variants", map[string]any{"ids": gids("ProductVariant", ids[:size])}, &data); err != nil {
			return nil, err
		}
		if len(data.Nodes) != size {
			return nil, models.Errorf(models.Internal, "the platform told of %d variants instead of %d", len(data.Nodes), size)
		}
		for i, node := range data.Nodes {
			one := products.Variant{ID: ids[i], Gone: true}
			if node != nil && node.ID == gid("ProductVariant", ids[i]) && node.Product != nil {
				one = r.variant(*node, *node.Product)
			}
			found = append(found, one)
		}
		ids = ids[size:]
	}
	return found, r.err
}
