package handlers

import (
	"context"
	"strings"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/products"
)

// VariantsInput asks for the forms of one product, or for some by their numbers.
type VariantsInput struct {
	Product string `query:"product" maxLength:"19" pattern:"^[1-9][0-9]{0,18}$" doc:"number of the product"`
	IDs     string `query:"ids" maxLength:"4000" pattern:"^[1-9][0-9]{0,18}(,[1-9][0-9]{0,18})*$" doc:"numbers separated by commas, at most 200"`
}

// VariantsOutput is in which forms the store sells something.
type VariantsOutput struct {
	Body struct {
		Granted bool           `json:"granted" doc:"the app may read products; if not, the list is empty"`
		Items   []ShelfVariant `json:"items"`
		More    bool           `json:"more" doc:"there is more than is listed"`
	}
}

// ShelfVariant is one form of a product.
type ShelfVariant struct {
	ID           string `json:"id"`
	Title        string `json:"title" doc:"empty for the only form of a product"`
	Product      string `json:"product" doc:"number of the product"`
	ProductTitle string `json:"productTitle"`
	Status       string `json:"status,omitempty" doc:"of the product, as the platform calls it in small letters"`
	Price        Money  `json:"price"`
	Gone         bool   `json:"gone,omitempty" doc:"the store does not have it any more"`
}

func (p *Panel) variants(ctx context.Context, in *VariantsInput) (*VariantsOutput, error) {
	var found flow.Sold
	var err error
	switch {
	case in.IDs != "":
		found, err = p.Flow.NamedVariants(ctx, ShopOf(ctx), strings.Split(in.IDs, ","))
	case in.Product != "":
		found, err = p.Flow.ProductVariants(ctx, ShopOf(ctx), in.Product)
	default:
		err = models.InvalidFields([]models.FieldProblem{{Path: "product", Message: "must name a product, unless ids are asked for"}})
	}
	if err != nil {
		return nil, err
	}
	out := &VariantsOutput{}
	out.Body.Granted, out.Body.More = found.Granted, found.More
	out.Body.Items = each(found.Variants, func(v products.Variant) ShelfVariant {
		return ShelfVariant{
			ID: v.ID, Title: v.Title, Product: v.Product.ID, ProductTitle: v.Product.Title, Status: v.Product.Status, Price: Money(v.Price), Gone: v.Gone,
		}
	})
	return out, nil
}
