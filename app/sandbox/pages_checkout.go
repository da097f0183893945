package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

type checkoutView struct {
	Lines      []shelfLine
	Shopper    *Customer
	Currencies []string
	Currency   string // the shopper's
	Totals     Totals
	Tips       []choice
	Codes      []DiscountCode
	CodeWrong  string
	Ships      bool
	Country    string
	Code       string // that a link has put into the checkout
}

func checkoutPage(v *visit) error { return v.till(http.StatusOK, page{}, "") }

// till shows the checkout with the sums of what has been filled in so far.
func (v *visit) till(status int, p page, problem string) error {
	cart := v.cart()
	lines, _ := v.lookUp(cart)
	if len(lines) == 0 {
		return v.done(v.store("/cart"), "")
	}
	say := wordsOf(v.locale())
	view := checkoutView{Lines: lines, Currencies: v.currencies(), Country: v.shop.Country, Codes: v.shop.Discounts}
	view.Code = v.linkedCode()
	if c, ok := v.shopper(); ok {
		view.Shopper = &c
	}
	for _, line := range lines {
		view.Ships = view.Ships || !line.Product.Service && !line.Product.GiftCard
	}
	ask := v.checkout(lines)
	totals, err := v.s.Quote(v.shop.Handle, ask)
	if why, _, mine := refused(err); mine && ask.Code != "" {
		// Most likely the code: quote again without it and say why beside its field.
		ask.Code, view.CodeWrong = "", why
		totals, err = v.s.Quote(v.shop.Handle, ask)
	}
	if why, _, mine := refused(err); mine {
		ask.Currency, ask.Tip = "", 0
		problem = why
		totals, err = v.s.Quote(v.shop.Handle, ask)
	}
	if err != nil {
		return err
	}
	view.Totals, view.Currency = totals, v.shop.Currency
	if ask.Currency != "" {
		view.Currency = ask.Currency
	}
	view.Tips = v.tips(view.Currency, totals)
	v.dress(&p)
	p.Title, p.Section, p.Problem, p.Data = say.T("checkout"), "cart", problem, view
	if v.r.Method == http.MethodPost {
		p.Form = v.r.PostForm
	}
	return v.show(status, "store_checkout", p)
}

func (v *visit) currencies() []string {
	out := []string{v.shop.Currency}
	for name := range v.shop.Rates {
		if name != v.shop.Currency {
			out = append(out, name)
		}
	}
	slices.Sort(out[1:])
	return out
}

// tips offers nothing, 5 %, 10 % and 15 % of the goods, rounded to whole units.
func (v *visit) tips(currency string, t Totals) []choice {
	unit := int64(1)
	for range Exponent(currency) {
		unit *= 10
	}
	out := []choice{{"0", wordsOf(v.locale()).T("no_tip")}}
	for _, percent := range []int64{5, 10, 15} {
		amount := (t.Subtotal.Buyer*percent/100 + unit/2) / unit * unit
		if amount > 0 && (len(out) == 1 || out[len(out)-1].Value != strconv.FormatInt(amount, 10)) {
			out = append(out, choice{strconv.FormatInt(amount, 10), showMoney(amount, currency)})
		}
	}
	return out
}

// checkout reads the form into what the till takes.
func (v *visit) checkout(lines []shelfLine) Checkout {
	text := func(name string) string { return strings.TrimSpace(v.r.FormValue(name)) }
	ask := Checkout{Email: text("email"), Phone: text("phone"), FirstName: text("first"), LastName: text("last"), Locale: v.locale(),
		Code: text("code"), Note: text("note"), PayLater: text("payment") == "later", Test: text("test") != "", Source: text("source"),
		Address: Address{Address1: text("address"), City: text("city"), Zip: text("zip"), Country: text("country")}}
	if v.r.Method != http.MethodPost {
		ask.Code = v.linkedCode()
	}
	if currency := text("currency"); slices.Contains(v.currencies(), currency) && currency != v.shop.Currency {
		ask.Currency = currency
	}
	if tip, err := strconv.ParseInt(text("tip"), 10, 64); err == nil && tip > 0 {
		ask.Tip = tip
	}
	if ask.Source != "pos" {
		ask.Source = "web"
	}
	ask.Attributes = v.cartAttributes()
	for _, line := range lines {
		ask.Lines = append(ask.Lines, CheckoutLine{VariantID: line.Variant.ID, Quantity: line.Quantity, Properties: line.Properties})
	}
	if c, ok := v.shopper(); ok {
		ask.CustomerID, ask.Email = c.ID, c.Email
		if ask.FirstName+ask.LastName == "" {
			ask.FirstName, ask.LastName = c.FirstName, c.LastName
		}
	}
	return ask
}

// checkoutForm shows new sums, or buys.
func checkoutForm(v *visit) error {
	if v.r.FormValue("step") != "place" {
		return v.till(http.StatusOK, page{}, "")
	}
	lines, _ := v.lookUp(v.cart())
	if len(lines) == 0 {
		return v.done(v.store("/cart"), "")
	}
	ask := v.checkout(lines)
	if ask.Email == "" && ask.Source != "pos" {
		return v.till(http.StatusUnprocessableEntity, page{}, wordsOf(v.locale()).T("need_email"))
	}
	order, err := v.s.PlaceOrder(v.shop.Handle, ask)
	if why, status, mine := refused(err); mine {
		return v.till(status, page{}, why)
	}
	if err != nil {
		return err
	}
	if err := v.keepCart(nil); err != nil {
		return err
	}
	v.keepAttributes(nil)
	return v.done(v.store("/orders/"+order.Token), "")
}

type thanksView struct {
	Order   Order
	Totals  Totals
	Shopper *Customer
}

func thanksPage(v *visit) error {
	token := v.r.PathValue("token")
	for _, o := range v.s.Orders(v.shop.Handle) {
		if o.Token != token || token == "" {
			continue
		}
		view := thanksView{Order: o, Totals: o.Totals()}
		if c, ok := v.shopper(); ok {
			view.Shopper = &c
		}
		p := page{Title: o.Name(), Section: "account", Data: view}
		v.dress(&p)
		return v.show(http.StatusOK, "store_thanks", p)
	}
	return missing("This order")
}

func codeCookie(handle string) string { return "sandbox_code_" + handle }

// discountLink keeps a code for the checkout, as the platform's links do, and
// goes on to the shop or to an address within it.
func discountLink(v *visit) error {
	http.SetCookie(v.w, &http.Cookie{Name: codeCookie(v.shop.Handle), Value: v.r.PathValue("code"), Path: "/storefront/" + v.shop.Handle,
		MaxAge: 86400, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	to := v.r.URL.Query().Get("redirect")
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, "\\") {
		to = "/"
	}
	return v.done(v.store(strings.TrimSuffix(to, "/")), "")
}

// linkedCode is the code that a link has left.
func (v *visit) linkedCode() string {
	c, err := v.r.Cookie(codeCookie(v.shop.Handle))
	if err != nil || len(c.Value) > 60 {
		return ""
	}
	return c.Value
}
