package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// staff is the person signed in to a store's admin.
type staff struct {
	ID    string
	Name  string
	Email string
}

// staffOf gives each store one owner; the number is what ID tokens carry.
func staffOf(shop Shop) staff {
	if shop.Locale == "ja" {
		return staff{ID: "902145", Name: "佐藤 葵", Email: shop.Email}
	}
	return staff{ID: "701382", Name: "Maya Ellis", Email: shop.Email}
}

// languages a member of staff can read the panel in.
var languages = []string{"en", "ja", "ko"}

const localeCookie = "sandbox_language"

func (v *visit) staffLocale() string {
	if c, err := v.r.Cookie(localeCookie); err == nil && slices.Contains(languages, c.Value) {
		return c.Value
	}
	return v.shop.Locale
}

func chooseLanguage(v *visit) error {
	wanted := v.r.FormValue("locale")
	if !slices.Contains(languages, wanted) {
		return refuse("This language is not offered.")
	}
	http.SetCookie(v.w, &http.Cookie{Name: localeCookie, Value: wanted, Path: "/store/" + v.shop.Handle, MaxAge: 365 * 86400, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return v.done(localPath(v.r.FormValue("back"), v.admin("")), "")
}

// admin is an address inside this store's admin.
func (v *visit) admin(path string) string { return "/store/" + v.shop.Handle + path }

type homeView struct {
	Orders    int
	Sales     int64 // received less given back, store currency
	Customers int
	Unpaid    int
	Latest    []Order
	Installed bool
}

func adminHome(v *visit) error {
	orders := v.s.Orders(v.shop.Handle)
	view := homeView{Orders: len(orders), Customers: len(present(v.s.Customers(v.shop.Handle))), Latest: orders[:min(len(orders), 6)]}
	for _, o := range orders {
		if o.Test {
			continue
		}
		view.Sales += o.Paid().Shop
		if o.FinancialStatus() == "pending" && o.CancelledAt.IsZero() {
			view.Unpaid++
		}
	}
	install, _ := v.s.InstallOf(v.shop.Handle)
	view.Installed = install.Installed
	return v.show(http.StatusOK, "admin_home", page{Title: "Home", Section: "home", Data: view})
}

func addDemoOrders(v *visit) error {
	n, err := strconv.Atoi(v.r.FormValue("count"))
	if err != nil || n < 1 || n > 200 {
		return refuse("Between 1 and 200 demo orders can be made at a time.")
	}
	if err := v.s.DemoOrders(v.shop.Handle, n); err != nil {
		return err
	}
	return v.done(v.admin("/orders"), strconv.Itoa(n)+" demo orders were placed over the last days.")
}

// present leaves out records that were deleted or merged into another.
func present(all []Customer) []Customer {
	return slices.DeleteFunc(slices.Clone(all), func(c Customer) bool { return c.Deleted || c.MergedInto != 0 })
}

const pageSize = 50

type pager struct {
	Search   string
	Page     int
	Total    int
	Previous int // 0 for none
	Next     int
}

// paged cuts one page out of a list.
func paged[T any](v *visit, all []T) ([]T, pager) {
	at, err := strconv.Atoi(v.r.URL.Query().Get("page"))
	last := max(1, (len(all)+pageSize-1)/pageSize)
	if err != nil || at < 1 {
		at = 1
	}
	at = min(at, last)
	p := pager{Search: v.r.URL.Query().Get("q"), Page: at, Total: len(all), Previous: at - 1}
	if at < last {
		p.Next = at + 1
	}
	return all[(at-1)*pageSize : min(at*pageSize, len(all))], p
}

// matches tells whether any of the texts holds what was searched for.
func matches(search string, texts ...string) bool {
	search = strings.ToLower(strings.TrimSpace(search))
	return search == "" || slices.ContainsFunc(texts, func(text string) bool {
		return strings.Contains(strings.ToLower(text), search)
	})
}

type deliveriesView struct {
	Deliveries []Delivery
	Pager      pager
}

func deliveriesPage(v *visit) error {
	search := v.r.URL.Query().Get("q")
	found := slices.DeleteFunc(v.s.Deliveries(v.shop.Handle), func(d Delivery) bool {
		return !matches(search, d.Topic, d.Subject, d.WebhookID)
	})
	view := deliveriesView{}
	view.Deliveries, view.Pager = paged(v, found)
	return v.show(http.StatusOK, "admin_deliveries", page{Title: "Webhooks", Section: "deliveries", Data: view})
}

type deliveryView struct {
	Delivery Delivery
	Headers  []Property
	Body     string
	URL      string
}

func deliveryPage(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	d, ok := v.s.Delivery(id)
	if !ok || d.Shop != v.shop.Domain {
		return missing("This delivery")
	}
	view := deliveryView{Delivery: d, Body: prettyJSON(d.Body), URL: v.s.AppURL() + d.Path, Headers: v.s.headers(d, v.s.signingSecret())}
	return v.show(http.StatusOK, "admin_delivery", page{Title: d.Topic, Section: "deliveries", Data: view})
}

func sendAgain(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	if d, ok := v.s.Delivery(id); !ok || d.Shop != v.shop.Domain {
		return missing("This delivery")
	}
	if err := v.s.SendAgain(id); err != nil {
		return err
	}
	return v.done(v.admin("/deliveries/"+strconv.FormatInt(id, 10)), "It was put back in the queue, under the same webhook id.")
}
