package handlers

import (
	"context"
	"strings"

	"clientele/app/flow"
	"clientele/models/products"
)

// ShelfInput asks for products or collections: some by their numbers, else those
// with such a title.
type ShelfInput struct {
	Search string `query:"search" maxLength:"100" doc:"beginnings of words of the title; empty for the first ones"`
	IDs    string `query:"ids" maxLength:"4000" pattern:"^[1-9][0-9]{0,18}(,[1-9][0-9]{0,18})*$" doc:"numbers separated by commas, at most 200"`
}

// ShelfOutput is what the store has on its shelves.
type ShelfOutput struct {
	Body struct {
		Granted bool         `json:"granted" doc:"the app may read products; if not, the list is empty"`
		Items   []ShelfEntry `json:"items"`
		More    bool         `json:"more" doc:"there is more than is listed"`
	}
}

// ShelfEntry is a product or a collection to choose.
type ShelfEntry struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Status string `json:"status,omitempty" doc:"of a product, as the platform calls it in small letters"`
	Gone   bool   `json:"gone,omitempty" doc:"the store does not have it any more"`
}

func (p *Panel) products(ctx context.Context, in *ShelfInput) (*ShelfOutput, error) {
	return p.shelf(ctx, products.Products, in)
}

func (p *Panel) collections(ctx context.Context, in *ShelfInput) (*ShelfOutput, error) {
	return p.shelf(ctx, products.Collections, in)
}

func (p *Panel) shelf(ctx context.Context, kind products.Kind, in *ShelfInput) (*ShelfOutput, error) {
	var found flow.Shelved
	var err error
	if in.IDs != "" {
		found, err = p.Flow.NamedProducts(ctx, ShopOf(ctx), kind, strings.Split(in.IDs, ","))
	} else {
		found, err = p.Flow.SearchProducts(ctx, ShopOf(ctx), kind, in.Search)
	}
	if err != nil {
		return nil, err
	}
	out := &ShelfOutput{}
	out.Body.Granted, out.Body.More = found.Granted, found.More
	out.Body.Items = each(found.Entries, func(e products.Entry) ShelfEntry {
		return ShelfEntry{ID: e.ID, Title: e.Title, Status: e.Status, Gone: e.Gone}
	})
	return out, nil
}
