package sandbox

import (
	"net/http"
	"strconv"
	"strings"
)

type accountView struct {
	Shopper *Customer
	Orders  []Order
	People  []Customer // who one may sign in as
}

func accountPage(v *visit) error { return v.accountAs(http.StatusOK, page{}) }

func (v *visit) accountAs(status int, p page) error {
	view := accountView{}
	for _, c := range present(v.s.Customers(v.shop.Handle)) {
		if c.State == "enabled" && len(view.People) < 40 {
			view.People = append(view.People, c)
		}
	}
	if c, ok := v.shopper(); ok {
		view.Shopper = &c
		for _, o := range v.s.Orders(v.shop.Handle) {
			if o.CustomerID == c.ID && len(view.Orders) < 100 {
				view.Orders = append(view.Orders, o)
			}
		}
	}
	v.dress(&p)
	p.Title, p.Section, p.Data = p.Say.T("account"), "account", view
	if err := v.addBlocks(&p, "account", Product{}); err != nil {
		return err
	}
	return v.show(status, "store_account", p)
}

func (v *visit) signIn(id int64) {
	c := &http.Cookie{Name: CustomerCookie(v.shop.Handle), Value: strconv.FormatInt(id, 10), Path: "/storefront/" + v.shop.Handle,
		MaxAge: 30 * 86400, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if id == 0 {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(v.w, c)
}

// accountAction signs a shopper in or out, or makes an account. Signing in
// asks for no password: the sandbox stands in for the mail with the code.
func accountAction(v *visit) error {
	say := wordsOf(v.locale())
	switch v.r.PathValue("action") {
	case "sign-out":
		v.signIn(0)
		return v.done(v.store("/account"), say.T("signed_out"))
	case "sign-in":
		id, err := strconv.ParseInt(v.r.FormValue("customer"), 10, 64)
		c, ok := v.s.Customer(v.shop.Handle, id)
		if err != nil || !ok || c.Deleted || c.MergedInto != 0 {
			return v.accountAs(http.StatusUnprocessableEntity, page{Failed: "sign-in", Problem: say.T("choose_person")})
		}
		v.signIn(id)
		return v.done(localPath(v.r.FormValue("back"), v.store("/account")), "")
	case "sign-up":
		id, err := v.signUp()
		if why, status, mine := refused(err); mine {
			return v.accountAs(status, page{Failed: "sign-up", Problem: why})
		}
		if err != nil {
			return err
		}
		v.signIn(id)
		return v.done(v.store("/account"), say.T("signed_up"))
	}
	return missing("This action")
}

// signUp makes an account with a verified address, or verifies the record a
// guest's orders left behind.
func (v *visit) signUp() (int64, error) {
	text := func(name string) string { return strings.TrimSpace(v.r.FormValue(name)) }
	if text("email") == "" {
		return 0, refuse(wordsOf(v.locale()).T("need_email"))
	}
	if c, ok := v.s.CustomerByEmail(v.shop.Handle, text("email")); ok && !c.Deleted && c.MergedInto == 0 {
		if c.VerifiedEmail && c.State == "enabled" {
			return c.ID, nil
		}
		in := inputOf(c)
		in.Verified = true
		if text("first")+text("last") != "" {
			in.FirstName, in.LastName = text("first"), text("last")
		}
		_, err := v.s.UpdateCustomer(v.shop.Handle, c.ID, in)
		return c.ID, err
	}
	c, err := v.s.CreateCustomer(v.shop.Handle, CustomerInput{FirstName: text("first"), LastName: text("last"), Email: text("email"),
		Locale: v.locale(), Verified: true, Address: Address{Country: v.shop.Country}})
	return c.ID, err
}
