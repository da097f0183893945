package points

import (
	"slices"
	"strings"

	"clientele/models"
)

// lineFilter picks lines of an order. An empty list picks all of them; what is
// left out is left out whatever picked it.
type lineFilter struct {
	products, vendors, skus          []string
	notProducts, notVendors, notSKUs []string
}

func newLineFilter(params models.Params) lineFilter {
	return lineFilter{
		products: models.Words(params["products"]), vendors: models.Words(params["vendors"]), skus: models.Words(params["skus"]),
		notProducts: models.Words(params["notProducts"]), notVendors: models.Words(params["notVendors"]), notSKUs: models.Words(params["notSkus"]),
	}
}

func (f lineFilter) has(line BasisLine) bool {
	vendor, sku := strings.ToLower(line.Vendor), strings.ToLower(line.SKU)
	switch {
	case slices.Contains(f.notProducts, line.Product), slices.Contains(f.notVendors, vendor), matches(f.notSKUs, sku):
		return false
	case len(f.products) > 0 && !slices.Contains(f.products, line.Product):
		return false
	case len(f.vendors) > 0 && !slices.Contains(f.vendors, vendor):
		return false
	}
	return len(f.skus) == 0 || matches(f.skus, sku)
}

// matches tells whether a word is in a list in which an asterisk at the end of
// a word stands for anything.
func matches(list []string, word string) bool {
	return slices.ContainsFunc(list, func(pattern string) bool {
		start, open := strings.CutSuffix(pattern, "*")
		return pattern == word || open && strings.HasPrefix(word, start)
	})
}
