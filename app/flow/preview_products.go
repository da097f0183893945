package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/products"
	"clientele/models/shops"
)

// previewAsks is how many products a preview asks the store for at most; more
// were a wait for whoever looks at it.
const previewAsks = 100

// asIfRead gives past orders what the store says of their products now, because
// what an order keeps is the answer to other questions. It tells how many orders
// have products of which nothing is known.
func (f *Flow) asIfRead(ctx context.Context, shop shops.Shop, trial points.Programme, records []points.Record) (unknown int, err error) {
	if trial.Settings.Asks().Empty() {
		return 0, nil
	}
	for i := range records {
		records[i].Order.Products = nil
	}
	known, err := f.productsOf(ctx, shop, trial, records)
	if err != nil {
		return 0, err
	}
	for i, r := range records {
		for _, line := range r.Order.Lines {
			if facts, have := known[line.Product]; have {
				records[i].Order = records[i].Order.JoinProducts([]products.Facts{facts})
			}
		}
		if len(trial.Lacking(records[i].Order)) > 0 {
			unknown++
		}
	}
	return unknown, nil
}

// productsOf gives what is known of the products that a version wants to know
// about; of what is not kept the first are asked for.
func (f *Flow) productsOf(ctx context.Context, shop shops.Shop, trial points.Programme, records []points.Record) (map[string]products.Facts, error) {
	var ids []string
	for _, r := range records {
		ids = append(ids, trial.Lacking(r.Order)...)
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	known := map[string]products.Facts{}
	var rest []string
	for part := range slices.Chunk(ids, products.PerOrderMax) {
		kept, err := f.Products.Of(ctx, shop.ID, part)
		if err != nil {
			return nil, err
		}
		for _, facts := range kept {
			known[facts.ID] = facts
		}
	}
	for _, id := range ids {
		if _, have := known[id]; !have {
			rest = append(rest, id)
		}
	}
	if len(rest) == 0 || !mayReadProducts(shop) {
		return known, nil
	}
	told, err := f.productFacts(ctx, shop, rest[:min(len(rest), previewAsks)], models.Instant(f.Now()))
	for _, facts := range told {
		known[facts.ID] = facts
	}
	return known, err
}
