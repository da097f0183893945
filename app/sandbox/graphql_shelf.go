package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

func (r *run) productByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "Product")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	at := slices.IndexFunc(r.shop.Products, func(p Product) bool { return p.ID == n })
	if at < 0 {
		return nil, nil
	}
	return r.productObject(r.shop.Products[at]), nil
}

func (r *run) productObject(p Product) object {
	within := []object{}
	for _, c := range r.shop.Collections {
		if slices.Contains(c.Products, p.ID) {
			within = append(within, collectionObject(c))
		}
	}
	return object{
		"__typename": "Product", "id": gid("Product", p.ID), "legacyResourceId": itoa(p.ID), "title": p.Title, "handle": p.Handle, "vendor": p.Vendor,
		"productType": p.Type, "status": "ACTIVE", "tags": append([]string{}, p.Tags...), "updatedAt": p.UpdatedAt.UTC().Format("2006-01-02T15:04:05Z"),
		"collections": fixed("Collection", within), "variants": field(func(args map[string]any) (any, error) { return r.variants(p, args) }),
	}
}

// variants lists the forms of a product in the store's sequence.
func (r *run) variants(p Product, args map[string]any) (any, error) {
	rows := []row{}
	for i, v := range p.Variants {
		rows = append(rows, row{key: fmt.Sprintf("%04d", i), build: func() object { return r.variantObject(p, v) }})
	}
	return connection("ProductVariant", rows, args)
}

func (r *run) variantObject(p Product, v Variant) object {
	title := v.Title
	if title == "" {
		title = "Default Title"
	}
	return object{
		"__typename": "ProductVariant", "id": gid("ProductVariant", v.ID), "legacyResourceId": itoa(v.ID), "title": title, "sku": orNull(v.SKU),
		"price": FormatMoney(v.Price, r.shop.Shop.Currency), "product": r.productObject(p),
	}
}

func (r *run) variantByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "ProductVariant")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	for _, p := range r.shop.Products {
		for _, v := range p.Variants {
			if v.ID == n {
				return r.variantObject(p, v), nil
			}
		}
	}
	return nil, nil
}

func (r *run) collectionByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "Collection")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	for _, c := range r.shop.Collections {
		if c.ID == n {
			return collectionObject(c), nil
		}
	}
	return nil, nil
}

func collectionObject(c Collection) object {
	return object{"__typename": "Collection", "id": gid("Collection", c.ID), "title": c.Title}
}

func (r *run) products(args map[string]any) (any, error) {
	terms, err := searchTerms(textArg(args, "query"))
	if err != nil {
		return nil, err
	}
	rows := []row{}
	for _, p := range r.shop.Products {
		ok, err := titled(p.Title, terms)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, row{key: p.Title + "/" + itoa(p.ID), build: func() object { return r.productObject(p) }})
		}
	}
	return connection("Product", rows, args)
}

func (r *run) collections(args map[string]any) (any, error) {
	terms, err := searchTerms(textArg(args, "query"))
	if err != nil {
		return nil, err
	}
	rows := []row{}
	for _, c := range r.shop.Collections {
		ok, err := titled(c.Title, terms)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, row{key: c.Title + "/" + itoa(c.ID), build: func() object { return collectionObject(c) }})
		}
	}
	return connection("Collection", rows, args)
}

// titled tells whether a title has a word for each term; an asterisk at the end
// stands for anything.
func titled(title string, terms []term) (bool, error) {
	for _, t := range terms {
		if t.name != "title" {
			return false, errors.New("the sandbox does not search the shelf by " + t.name)
		}
		start, open := strings.CutSuffix(strings.ToLower(t.value), "*")
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(title)), func(word string) bool { return word == start || open && strings.HasPrefix(word, start) }) {
			return false, nil
		}
	}
	return true, nil
}
