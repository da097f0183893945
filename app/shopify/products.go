package shopify

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/products"
)

const (
	productsAtOnce = 10 // as many as one query may cost; fewer where the platform counts otherwise
	entriesAtOnce  = 100
	searchPage     = 20
	// collectionPagesMax bounds how often we ask for more collections of one product.
	collectionPagesMax = products.CollectionsMax / 250
)

// The kinds of global ids that entries have.
var entryKinds = map[products.Kind]string{products.Products: "Product", products.Collections: "Collection"}

type toldEntry struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Status string `json:"status"`
}

type toldProduct struct {
	toldEntry
	UpdatedAt   string          `json:"updatedAt"`
	Tags        []string        `json:"tags"`
	Collections list[toldEntry] `json:"collections"`
}

// Products gives what a store says of products, a few at a time; one that it does
// not have is Gone.
func (c *Client) Products(ctx context.Context, shop models.ShopID, token string, ids []string) ([]products.Facts, error) {
	told := make([]products.Facts, 0, len(ids))
	for size := productsAtOnce; len(ids) > 0; {
		size = min(size, len(ids))
		asked := models.Instant(c.options.Now())
		var data struct {
			Nodes []*toldProduct `json:"nodes"`
		}
		err := c.askForProducts(ctx, shop, token, "product_facts", map[string]any{"ids": gids("Product", ids[:size])}, &data)
		if errors.Is(err, errTooCostly) && size > 1 {
			size /= 2
			continue
		}
		if err != nil {
			return nil, err
		}
		if len(data.Nodes) != size {
			return nil, models.Errorf(models.Internal, "the platform told of %d products instead of %d", len(data.Nodes), size)
		}
		for i, node := range data.Nodes {
			facts := products.Facts{ID: ids[i], Gone: true}
			if node != nil && node.ID == gid("Product", ids[i]) {
				if facts, err = c.facts(ctx, shop, token, node); err != nil {
					return nil, err
				}
			}
			facts.ReadAt = asked
			told = append(told, facts)
		}
		ids = ids[size:]
	}
	return told, nil
}

// facts makes our words of a product, with all of its collections.
func (c *Client) facts(ctx context.Context, shop models.ShopID, token string, p *toldProduct) (products.Facts, error) {
	var r reader
	facts := products.Facts{
		ID: r.number("product", p.ID, "Product"), Title: cut(p.Title), Status: strings.ToLower(p.Status),
		Tags: orders.Tags(p.Tags), UpdatedAt: r.instant("updatedAt", p.UpdatedAt),
	}
	page := p.Collections
	for range collectionPagesMax {
		for _, told := range page.Nodes {
			facts.Collections = append(facts.Collections, products.Collection{ID: r.number("collection", told.ID, "Collection"), Title: cut(told.Title)})
		}
		if !page.PageInfo.HasNextPage {
			break
		}
		var data struct {
			Product *toldProduct `json:"product"`
		}
		variables := map[string]any{"id": p.ID, "after": page.PageInfo.EndCursor}
		if err := c.askForProducts(ctx, shop, token, "product_collections", variables, &data); err != nil {
			return facts, err
		}
		if data.Product == nil { // removed in between: what was told holds
			break
		}
		page = data.Product.Collections
	}
	return facts, r.err
}

// Entries looks products or collections up by their numbers, in their sequence;
// those that the store does not have are Gone.
func (c *Client) Entries(ctx context.Context, shop models.ShopID, token string, kind products.Kind, ids []string) ([]products.Entry, error) {
	entries := make([]products.Entry, 0, len(ids))
	for len(ids) > 0 {
		size := min(entriesAtOnce, len(ids))
		var data struct {
			Nodes []*toldEntry `json:"nodes"`
		}
		if err := c.askForProducts(ctx, shop, token, "shelf_entries", map[string]any{"ids": gids(entryKinds[kind], ids[:size])}, &data); err != nil {
			return nil, err
		}
		if len(data.Nodes) != size {
			return nil, models.Errorf(models.Internal, "the platform told of %d entries instead of %d", len(data.Nodes), size)
		}
		for i, node := range data.Nodes {
			entry := products.Entry{ID: ids[i], Gone: true}
			if node != nil && node.ID == gid(entryKinds[kind], ids[i]) {
				entry = products.Entry{ID: ids[i], Title: cut(node.Title), Status: strings.ToLower(node.Status)}
			}
			entries = append(entries, entry)
		}
		ids = ids[size:]
	}
	return entries, nil
}

// Search finds products or collections by how words of their title begin; without
// words it gives the first ones. It tells whether there are more.
func (c *Client) Search(ctx context.Context, shop models.ShopID, token string, kind products.Kind, words string) (found []products.Entry, more bool, err error) {
	var data struct {
		Products    list[toldEntry] `json:"products"`
		Collections list[toldEntry] `json:"collections"`
	}
	document := "find_products"
	if kind == products.Collections {
		document = "find_collections"
	}
	if err := c.askForProducts(ctx, shop, token, document, map[string]any{"first": searchPage, "query": titleSearch(words)}, &data); err != nil {
		return nil, false, err
	}
	page := data.Products
	if kind == products.Collections {
		page = data.Collections
	}
	var r reader
	for _, told := range page.Nodes {
		found = append(found, products.Entry{
			ID: r.number("id", told.ID, entryKinds[kind]), Title: cut(told.Title), Status: strings.ToLower(told.Status),
		})
	}
	return found, page.PageInfo.HasNextPage, r.err
}

// titleSearch asks for titles with words that begin so. What has a meaning in the
// platform's search is taken out.
func titleSearch(words string) string {
	plain := strings.Fields(strings.Map(func(c rune) rune {
		switch {
		case unicode.IsControl(c):
			return -1
		case strings.ContainsRune("\"'()*:<>=\\-", c):
			return ' '
		}
		return c
	}, words))
	for i, word := range plain {
		plain[i] = "title:" + word + "*"
	}
	return strings.Join(plain, " AND ")
}

func (c *Client) askForProducts(ctx context.Context, shop models.ShopID, token, document string, variables map[string]any, into any) error {
	return withoutScope(c.ask(ctx, shop, token, document, variables, into), "read products", "read_products")
}
