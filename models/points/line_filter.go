package points

import (
	"slices"
	"strings"

	"clientele/models"
	"clientele/models/products"
)

// lineFilter picks lines of an order. An empty list picks all of them; what is
// left out is left out whatever picked it.
type lineFilter struct {
	products, vendors, skus, collections, tags                []string
	notProducts, notVendors, notSKUs, notCollections, notTags []string
}

func newLineFilter(params models.Params) lineFilter {
	return lineFilter{
		products: models.Words(params["products"]), vendors: models.Words(params["vendors"]), skus: models.Words(params["skus"]),
		collections: models.Words(params["collections"]), tags: models.Words(params["productTags"]),
		notProducts: models.Words(params["notProducts"]), notVendors: models.Words(params["notVendors"]), notSKUs: models.Words(params["notSkus"]),
		notCollections: models.Words(params["notCollections"]), notTags: models.Words(params["notProductTags"]),
	}
}

// PickedBy says which list of a rule named a line.
type PickedBy string

// The lists that are named to people.
const (
	ByProduct    PickedBy = "product"
	ByCollection PickedBy = "collection"
	ByTag        PickedBy = "tag"
)

// Pick is a line that a rule counts, and why: the collection or the tag by its
// name. A rule that counts all lines, or goes by vendor or article number, does
// not say why.
type Pick struct {
	Line string
	By   PickedBy
	Name string
}

// pick tells whether the filter takes a line.
func (f lineFilter) pick(line BasisLine) (Pick, bool) {
	pick := Pick{Line: line.ID}
	vendor, sku := strings.ToLower(line.Vendor), strings.ToLower(line.SKU)
	switch {
	case slices.Contains(f.notProducts, line.Product), slices.Contains(f.notVendors, vendor), matches(f.notSKUs, sku):
		return pick, false
	case len(f.products) > 0 && !slices.Contains(f.products, line.Product):
		return pick, false
	case len(f.vendors) > 0 && !slices.Contains(f.vendors, vendor):
		return pick, false
	case len(f.skus) > 0 && !matches(f.skus, sku):
		return pick, false
	}
	if len(f.products) > 0 {
		pick.By, pick.Name = ByProduct, line.Title
	}
	if !f.asks() {
		return pick, true
	}
	return f.ask(pick, line)
}

// asks tells whether the filter wants to know more of a product than the order
// tells.
func (f lineFilter) asks() bool {
	return len(f.collections)+len(f.tags)+len(f.notCollections)+len(f.notTags) > 0
}

// ask holds a line against what the store says of its product. While that is not
// known the line is not taken, whatever it may turn out to be: points that come
// late are better than points that are taken back.
func (f lineFilter) ask(pick Pick, line BasisLine) (Pick, bool) {
	var facts products.Facts // of a line without a product: none
	if line.Product != "" {
		if line.Facts == nil {
			return pick, false
		}
		facts = *line.Facts
	}
	if _, out := facts.Within(f.notCollections); out {
		return pick, false
	}
	if _, out := facts.Tagged(f.notTags); out {
		return pick, false
	}
	if len(f.tags) > 0 {
		tag, carried := facts.Tagged(f.tags)
		if !carried {
			return pick, false
		}
		pick.By, pick.Name = ByTag, tag
	}
	if len(f.collections) > 0 {
		collection, within := facts.Within(f.collections)
		if !within {
			return pick, false
		}
		pick.By, pick.Name = ByCollection, collection.Title
	}
	return pick, true
}

// matches tells whether a word is in a list in which an asterisk at the end of
// a word stands for anything.
func matches(list []string, word string) bool {
	return slices.ContainsFunc(list, func(pattern string) bool {
		start, open := strings.CutSuffix(pattern, "*")
		return pattern == word || open && strings.HasPrefix(word, start)
	})
}
