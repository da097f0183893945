package sandbox

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A cart lives in a cookie as "variant.quantity" pairs; it is only a wish, the
// till looks up every price again.
type cartLine struct {
	Variant  int64
	Quantity int64
}

const (
	maxCartLines = 20
	maxCartEach  = 99
)

func cartCookie(handle string) string { return "sandbox_cart_" + handle }

func (v *visit) cart() []cartLine {
	c, err := v.r.Cookie(cartCookie(v.shop.Handle))
	if err != nil || len(c.Value) > 1500 {
		return nil
	}
	var lines []cartLine
	for _, pair := range strings.Split(c.Value, "_") {
		id, n, _ := strings.Cut(pair, ".")
		variant, err := strconv.ParseInt(id, 10, 64)
		quantity, err2 := strconv.ParseInt(n, 10, 64)
		if err != nil || err2 != nil || quantity < 1 || quantity > maxCartEach || len(lines) == maxCartLines {
			continue
		}
		lines = append(lines, cartLine{variant, quantity})
	}
	return lines
}

func (v *visit) keepCart(lines []cartLine) {
	pairs := make([]string, 0, len(lines))
	for _, line := range lines {
		pairs = append(pairs, fmt.Sprintf("%d.%d", line.Variant, line.Quantity))
	}
	c := &http.Cookie{Name: cartCookie(v.shop.Handle), Value: strings.Join(pairs, "_"), Path: "/storefront/" + v.shop.Handle, MaxAge: 30 * 86400, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if len(pairs) == 0 {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, c)
}

// shelfLine is a cart line with the product behind it.
type shelfLine struct {
	Product  Product
	Variant  Variant
	Quantity int64
	Sum      int64
}

// lookUp joins the cart with the shelf and forgets what is no longer sold.
func (v *visit) lookUp(lines []cartLine) (out []shelfLine, sum int64) {
	products := v.s.Products(v.shop.Handle)
	for _, line := range lines {
		for _, p := range products {
			for _, variant := range p.Variants {
				if variant.ID == line.Variant {
					out = append(out, shelfLine{p, variant, line.Quantity, variant.Price * line.Quantity})
					sum += variant.Price * line.Quantity
				}
			}
		}
	}
	return out, sum
}

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

func storeCart(v *visit) error {
	lines, sum := v.lookUp(v.cart())
	return v.showStore(http.StatusOK, "store_cart", page{Title: wordsOf(v.locale()).T("cart"), Section: "cart"}, storeView{Template: "cart", Lines: lines, Sum: sum})
}

// changeCart adds a variant, or sets the quantities of the cart page.
func changeCart(v *visit) error {
	lines := v.cart()
	say := wordsOf(v.locale())
	if add := v.r.FormValue("add"); add != "" {
		variant, err := strconv.ParseInt(add, 10, 64)
		quantity, err2 := strconv.ParseInt(v.r.FormValue("quantity"), 10, 64)
		if err != nil || err2 != nil || quantity < 1 || quantity > maxCartEach {
			return refuse(say.T("bad_quantity"))
		}
		if known, _ := v.lookUp([]cartLine{{variant, 1}}); len(known) == 0 {
			return missing("This product")
		}
		v.keepCart(addToCart(lines, variant, quantity))
		return v.done(v.store("/cart"), say.T("added"))
	}
	kept := lines[:0]
	for _, line := range lines {
		text := v.r.FormValue("quantity-" + strconv.FormatInt(line.Variant, 10))
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 && n <= maxCartEach {
			line.Quantity = n
		}
		if line.Quantity > 0 && v.r.FormValue("remove") != strconv.FormatInt(line.Variant, 10) {
			kept = append(kept, line)
		}
	}
	v.keepCart(kept)
	return v.done(v.store("/cart"), "")
}

func addToCart(lines []cartLine, variant, quantity int64) []cartLine {
	for i := range lines {
		if lines[i].Variant == variant {
			lines[i].Quantity = min(lines[i].Quantity+quantity, maxCartEach)
			return lines
		}
	}
	if len(lines) == maxCartLines {
		lines = lines[1:]
	}
	return append(lines, cartLine{variant, quantity})
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
