package orders

import (
	"cmp"
	"slices"

	"clientele/models/products"
)

// JoinProducts adds what the store said of products in the order. Of each
// product the first reading stays for ever, so that a tag or a collection that
// is changed later alters nothing about the order.
func (o Order) JoinProducts(told []products.Facts) Order {
	known := slices.Clone(o.Products)
	for _, f := range told {
		i, found := slices.BinarySearchFunc(known, f.ID, func(have products.Facts, id string) int { return cmp.Compare(have.ID, id) })
		switch {
		case !found:
			known = slices.Insert(known, i, f)
		case f.Compare(known[i]) < 0:
			known[i] = f
		}
	}
	o.Products = known
	return o
}

// Product gives what is known of a product of the order.
func (o Order) Product(id string) (products.Facts, bool) {
	for _, f := range o.Products {
		if f.ID == id {
			return f, true
		}
	}
	return products.Facts{}, false
}
