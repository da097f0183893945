package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

type customersView struct {
	Customers []Customer
	Counts    map[int64]int
	Spent     map[int64]int64
	Pager     pager
}

func customersPage(v *visit) error {
	view := customersView{Counts: map[int64]int{}, Spent: map[int64]int64{}}
	for _, o := range v.s.Orders(v.shop.Handle) {
		view.Counts[o.CustomerID]++
		view.Spent[o.CustomerID] += o.Paid().Shop
	}
	search := v.r.URL.Query().Get("q")
	found := slices.DeleteFunc(present(v.s.Customers(v.shop.Handle)), func(c Customer) bool {
		return !matches(search, person(c), c.Email, c.Phone)
	})
	view.Customers, view.Pager = paged(v, found)
	return v.show(http.StatusOK, "admin_customers", page{Title: "Customers", Section: "customers", Data: view})
}

type customerView struct {
	Customer Customer
	Orders   []Order
	Spent    int64
	Others   []Customer // who it can be merged with
	New      bool
}

func newCustomerPage(v *visit) error {
	return v.show(http.StatusOK, "admin_customer", page{Title: "New customer", Section: "customers",
		Data: customerView{New: true, Customer: Customer{Locale: v.shop.Locale, Address: Address{Country: v.shop.Country}}}})
}

func customerPage(v *visit) error { return v.customerAs(http.StatusOK, page{}) }

func (v *visit) customerAs(status int, p page) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	c, ok := v.s.Customer(v.shop.Handle, id)
	if !ok {
		return missing("This customer")
	}
	view := customerView{Customer: c}
	for _, o := range v.s.Orders(v.shop.Handle) {
		if o.CustomerID == id {
			view.Spent += o.Paid().Shop
			view.Orders = append(view.Orders, o)
		}
	}
	for _, other := range present(v.s.Customers(v.shop.Handle)) {
		if other.ID != id && len(view.Others) < 200 {
			view.Others = append(view.Others, other)
		}
	}
	p.Title, p.Section, p.Data = person(c), "customers", view
	return v.show(status, "admin_customer", p)
}

// customerForm reads the fields of a record.
func (v *visit) customerForm() CustomerInput {
	text := func(name string) string { return strings.TrimSpace(v.r.FormValue(name)) }
	in := CustomerInput{FirstName: text("first"), LastName: text("last"), Email: text("email"), Phone: text("phone"),
		Locale: text("locale"), Note: text("note"), Verified: text("verified") != "",
		Address: Address{Address1: text("address"), City: text("city"), Zip: text("zip"), Country: text("country")}}
	for _, tag := range strings.Split(text("tags"), ",") {
		if tag = strings.TrimSpace(tag); tag != "" && len(in.Tags) < 250 {
			in.Tags = append(in.Tags, tag)
		}
	}
	return in
}

// inputOf is a record as the form that would leave it unchanged.
func inputOf(c Customer) CustomerInput {
	return CustomerInput{FirstName: c.FirstName, LastName: c.LastName, Email: c.Email, Phone: c.Phone, Locale: c.Locale,
		Note: c.Note, Tags: c.Tags, Address: c.Address, Verified: c.VerifiedEmail}
}

func createCustomer(v *visit) error {
	c, err := v.s.CreateCustomer(v.shop.Handle, v.customerForm())
	if why, status, mine := refused(err); mine {
		return v.show(status, "admin_customer", page{Title: "New customer", Section: "customers", Failed: "save", Problem: why,
			Data: customerView{New: true, Customer: Customer{Locale: v.shop.Locale}}})
	}
	if err != nil {
		return err
	}
	return v.done(v.admin("/customers/"+strconv.FormatInt(c.ID, 10)), "The customer was added.")
}

// customerActions is what staff can do to a record; each returns where to go
// next inside the admin and what happened.
var customerActions = map[string]func(*visit, Customer) (string, string, error){
	"save": func(v *visit, c Customer) (string, string, error) {
		_, err := v.s.UpdateCustomer(v.shop.Handle, c.ID, v.customerForm())
		return customerPath(c.ID), "The record was saved.", err
	},
	"verify": func(v *visit, c Customer) (string, string, error) {
		in := inputOf(c)
		in.Verified = true
		_, err := v.s.UpdateCustomer(v.shop.Handle, c.ID, in)
		return customerPath(c.ID), "The e-mail address counts as verified now.", err
	},
	"subscribe": func(v *visit, c Customer) (string, string, error) {
		return customerPath(c.ID), "Agrees to marketing by e-mail now.", v.s.Subscribe(v.shop.Handle, c.ID, true)
	},
	"unsubscribe": func(v *visit, c Customer) (string, string, error) {
		return customerPath(c.ID), "The consent to marketing by e-mail was withdrawn.", v.s.Subscribe(v.shop.Handle, c.ID, false)
	},
	"merge": mergeInto,
	"delete": func(v *visit, c Customer) (string, string, error) {
		return "/customers", person(c) + " was deleted.", v.s.DeleteCustomer(v.shop.Handle, c.ID)
	},
	"request-data": func(v *visit, c Customer) (string, string, error) {
		return customerPath(c.ID), "The app was asked for this person's data.", v.s.RequestData(v.shop.Handle, c.ID)
	},
	"redact": func(v *visit, c Customer) (string, string, error) {
		return customerPath(c.ID), "The app was told to erase this person's data.", v.s.RedactCustomer(v.shop.Handle, c.ID)
	},
}

func customerPath(id int64) string { return "/customers/" + strconv.FormatInt(id, 10) }

func mergeInto(v *visit, c Customer) (string, string, error) {
	other, err := strconv.ParseInt(v.r.FormValue("other"), 10, 64)
	if err != nil {
		return "", "", refuse("Choose the record to merge.")
	}
	return customerPath(c.ID), "The two records are one now.", v.s.MergeCustomers(v.shop.Handle, c.ID, other)
}

func customerAction(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	name := v.r.PathValue("action")
	act, ok := customerActions[name]
	c, found := v.s.Customer(v.shop.Handle, id)
	if !ok || !found {
		return missing("This customer")
	}
	next, text, err := act(v, c)
	if why, status, mine := refused(err); mine {
		return v.customerAs(status, page{Failed: name, Problem: why})
	}
	if err != nil {
		return err
	}
	return v.done(v.admin(next), text)
}
