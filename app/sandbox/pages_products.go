package sandbox

import (
	"net/http"
	"strconv"
	"strings"
)

type productsView struct {
	Products    []Product
	Collections []Collection
	Within      map[int64]map[int64]bool // by product: the collections it is in
}

func productsPage(v *visit) error { return v.productsAs(http.StatusOK, page{}) }

func (v *visit) productsAs(status int, p page) error {
	view := productsView{Products: v.s.Products(v.shop.Handle), Collections: v.s.Collections(v.shop.Handle), Within: map[int64]map[int64]bool{}}
	for _, product := range view.Products {
		view.Within[product.ID] = map[int64]bool{}
	}
	for _, c := range view.Collections {
		for _, id := range c.Products {
			if within := view.Within[id]; within != nil {
				within[c.ID] = true
			}
		}
	}
	p.Title, p.Section, p.Data = "Products", "products", view
	return v.show(status, "admin_products", p)
}

// productAction is what staff can do to a product: arrange it, or remove it.
func productAction(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	text := "The product was saved."
	switch v.r.PathValue("action") {
	case "save":
		var within []int64
		for _, value := range v.r.Form["collection"] {
			if n, err := strconv.ParseInt(value, 10, 64); err == nil {
				within = append(within, n)
			}
		}
		err = v.s.ArrangeProduct(v.shop.Handle, id, strings.Split(v.r.FormValue("tags"), ","), within)
	case "remove":
		text = "The product was removed. Orders keep their lines."
		err = v.s.RemoveProduct(v.shop.Handle, id)
	case "remove-collection":
		text = "The collection was removed. Its products stay."
		err = v.s.RemoveCollection(v.shop.Handle, id)
	default:
		return missing("This product")
	}
	if why, status, mine := refused(err); mine {
		return v.productsAs(status, page{Failed: "save", Problem: why})
	}
	if err != nil {
		return err
	}
	return v.done(v.admin("/products"), text)
}
