package sandbox

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
)

// store is an address inside this storefront.
func (v *visit) store(path string) string { return "/storefront/" + v.shop.Handle + path }

// shopper is the signed-in customer, if any.
func (v *visit) shopper() (Customer, bool) {
	c, err := v.r.Cookie(CustomerCookie(v.shop.Handle))
	if err != nil {
		return Customer{}, false
	}
	id, err := strconv.ParseInt(c.Value, 10, 64)
	if err != nil {
		return Customer{}, false
	}
	found, ok := v.s.Customer(v.shop.Handle, id)
	return found, ok && !found.Deleted && found.MergedInto == 0
}

type storeView struct {
	Products []Product
	Product  Product
	Lines    []shelfLine
	Sum      int64
	Shopper  *Customer
	Initial  string
	Template string // of the theme; empty where no app blocks can stand
}

// showStore renders a storefront page with what every one of them needs.
func (v *visit) showStore(status int, name string, p page, view storeView) error {
	if c, ok := v.shopper(); ok {
		view.Shopper = &c
	}
	v.dress(&p)
	if view.Template != "" {
		if err := v.addBlocks(&p, view.Template, view.Product); err != nil {
			return err
		}
	}
	p.Data = view
	return v.show(status, name, p)
}

func (v *visit) dress(p *page) {
	p.Say, p.Locale = wordsOf(v.locale()), v.locale()
	for _, line := range v.cart() {
		p.Cart += line.Quantity
	}
}

func storeHome(v *visit) error {
	return v.showStore(http.StatusOK, "store_home", page{Section: "home"}, storeView{Template: "index", Products: v.s.Products(v.shop.Handle)})
}

func storeProduct(v *visit) error {
	p, ok := v.s.Product(v.shop.Handle, v.r.PathValue("product"))
	if !ok {
		return missing("This product")
	}
	view := storeView{Template: "product", Product: p}
	// The four things that follow on the shelf, round the end of it.
	shelf := v.s.Products(v.shop.Handle)
	at := slices.IndexFunc(shelf, func(other Product) bool { return other.ID == p.ID })
	for i := 1; i < len(shelf) && i <= 4; i++ {
		view.Products = append(view.Products, shelf[(at+i)%len(shelf)])
	}
	return v.showStore(http.StatusOK, "store_product", page{Title: p.Title, Section: "home"}, view)
}

// storeBook is the store's page for bookings.
func storeBook(v *visit) error {
	return v.showStore(http.StatusOK, "store_page", page{Title: wordsOf(v.locale()).T("book"), Section: "book"}, storeView{Template: "page"})
}

func storeCart(v *visit) error {
	lines, sum := v.lookUp(v.cart())
	return v.showStore(http.StatusOK, "store_cart", page{Title: wordsOf(v.locale()).T("cart"), Section: "cart"}, storeView{Template: "cart", Lines: lines, Sum: sum})
}

var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// storeTheme is the store's own colour as a style sheet, so that pages need no
// inline styles.
func storeTheme(v *visit) error {
	accent := v.shop.Accent
	if !colour.MatchString(accent) {
		accent = "#0d5f5c"
	}
	v.w.Header().Set("Content-Type", "text/css; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-cache")
	_, err := fmt.Fprintf(v.w, ":root{--shop:%s}\n", accent)
	return err
}
