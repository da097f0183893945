package sandbox

import (
	"slices"
	"strings"
)

// Shops lists the stores.
func (s *Server) Shops() []Shop {
	var out []Shop
	s.read(func(st *state) {
		for _, sh := range st.Shops {
			out = append(out, sh.Shop)
		}
	})
	return out
}

// look runs fn on a store, if there is one by that domain or handle.
func (s *Server) look(shop string, fn func(*shopState)) bool {
	found := false
	s.read(func(st *state) {
		if sh, err := st.shop(shop); err == nil {
			found = true
			fn(sh)
		}
	})
	return found
}

// Shop finds a store by domain or handle, as everywhere below.
func (s *Server) Shop(shop string) (Shop, bool) {
	var out Shop
	ok := s.look(shop, func(sh *shopState) { out = sh.Shop })
	return out, ok
}

// Products lists what a store sells, in shelf order.
func (s *Server) Products(shop string) []Product {
	var out []Product
	s.look(shop, func(sh *shopState) { out = slices.Clone(sh.Products) })
	return out
}

// Product finds one by its handle.
func (s *Server) Product(shop, handle string) (Product, bool) {
	for _, p := range s.Products(shop) {
		if p.Handle == handle {
			return p, true
		}
	}
	return Product{}, false
}

// Customers lists the living records, newest first.
func (s *Server) Customers(shop string) []Customer {
	var out []Customer
	s.look(shop, func(sh *shopState) {
		for _, c := range slices.Backward(sh.Customers) {
			if !c.Deleted && c.MergedInto == 0 {
				out = append(out, c.clone())
			}
		}
	})
	return out
}

// Customer finds a record by id, ended ones included.
func (s *Server) Customer(shop string, id int64) (out Customer, ok bool) {
	s.look(shop, func(sh *shopState) {
		if c := sh.customer(id); c != nil {
			out, ok = c.clone(), true
		}
	})
	return out, ok
}

// CustomerByEmail finds the living record of an address.
func (s *Server) CustomerByEmail(shop, email string) (out Customer, ok bool) {
	s.look(shop, func(sh *shopState) {
		if c := sh.byEmail(strings.TrimSpace(email)); c != nil {
			out, ok = c.clone(), true
		}
	})
	return out, ok
}

// Orders lists a store's orders, newest first.
func (s *Server) Orders(shop string) []Order {
	var out []Order
	s.look(shop, func(sh *shopState) {
		for _, o := range slices.Backward(sh.Orders) {
			out = append(out, o.clone())
		}
	})
	return out
}

// Order finds one by id.
func (s *Server) Order(shop string, id int64) (out Order, ok bool) {
	s.look(shop, func(sh *shopState) {
		if o := sh.order(id); o != nil {
			out, ok = o.clone(), true
		}
	})
	return out, ok
}

// InstallOf is the app's standing at a store.
func (s *Server) InstallOf(shop string) (out Install, ok bool) {
	ok = s.look(shop, func(sh *shopState) {
		out = sh.Install
		out.Scopes = slices.Clone(out.Scopes)
	})
	return out, ok
}

// Deliveries lists a store's webhooks, newest first; all stores' for "".
func (s *Server) Deliveries(shop string) []Delivery {
	var out []Delivery
	s.read(func(st *state) {
		domain := ""
		if sh, err := st.shop(shop); err == nil {
			domain = sh.Shop.Domain
		}
		for _, d := range slices.Backward(st.Deliveries) {
			if shop == "" || d.Shop == domain {
				out = append(out, d.clone())
			}
		}
	})
	return out
}

// Delivery finds one by id.
func (s *Server) Delivery(id int64) (out Delivery, ok bool) {
	s.read(func(st *state) {
		if d := st.delivery(id); d != nil {
			out, ok = d.clone(), true
		}
	})
	return out, ok
}

func (st *state) delivery(id int64) *Delivery {
	for _, d := range st.Deliveries {
		if d.ID == id {
			return d
		}
	}
	return nil
}

func (d *Delivery) clone() Delivery {
	out := *d
	out.Attempts = slices.Clone(d.Attempts)
	return out
}

// Mails lists the mailbox, newest first.
func (s *Server) Mails() []Mail {
	var out []Mail
	s.read(func(st *state) {
		for _, m := range slices.Backward(st.Mails) {
			out = append(out, *m)
		}
	})
	return out
}

// Mail finds one by id.
func (s *Server) Mail(id int64) (Mail, bool) {
	for _, m := range s.Mails() {
		if m.ID == id {
			return m, true
		}
	}
	return Mail{}, false
}

// Notices lists what a developer should see, newest first.
func (s *Server) Notices() []Notice {
	var out []Notice
	s.read(func(st *state) {
		out = slices.Clone(st.Notices)
		slices.Reverse(out)
	})
	return out
}
