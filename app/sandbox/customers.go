package sandbox

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

func plausibleEmail(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 200
}

func (sh *shopState) customer(id int64) *Customer {
	for _, c := range sh.Customers {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// byEmail finds the living record of an address; nil when there is none.
func (sh *shopState) byEmail(email string) *Customer {
	if email == "" {
		return nil
	}
	for _, c := range sh.Customers {
		if !c.Deleted && c.MergedInto == 0 && strings.EqualFold(c.Email, email) {
			return c
		}
	}
	return nil
}

func (sh *shopState) check(in CustomerInput, self int64) error {
	switch {
	case in.FirstName+in.LastName+in.Email+in.Phone == "":
		return refuse("A name, phone number, or email address must be present")
	case len(in.FirstName)+len(in.LastName)+len(in.Phone)+len(in.Note) > maxText || len(in.Tags) > 50:
		return refuse("that is too long")
	case in.Email == "":
		return nil
	case !plausibleEmail(in.Email):
		return refuse("that e-mail address does not look right")
	}
	if other := sh.byEmail(in.Email); other != nil && other.ID != self {
		return refuse("Email has already been taken")
	}
	return nil
}

func (c *Customer) fill(in CustomerInput, at time.Time) {
	c.FirstName, c.LastName, c.Email, c.Phone = in.FirstName, in.LastName, in.Email, in.Phone
	c.Note, c.Tags, c.Address, c.VerifiedEmail = in.Note, slices.Clone(in.Tags), in.Address, in.Verified && in.Email != ""
	if in.Locale != "" {
		c.Locale = in.Locale
	}
	c.State = "disabled"
	if c.VerifiedEmail {
		c.State = "enabled"
	}
	c.UpdatedAt = at
}

// CreateCustomer adds a record; a verified one is a signed-up account. Signing
// up with the address of a record without an account turns that record into
// one. Orders placed as a guest without a record stay guest orders, as on the
// platform.
func (s *Server) CreateCustomer(shop string, in CustomerInput) (Customer, error) {
	var out Customer
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		c, topic := sh.byEmail(in.Email), "customers/update"
		if c == nil || !in.Verified || c.State != "disabled" {
			c, topic = nil, "customers/create"
		}
		self := int64(0)
		if c != nil {
			self = c.ID
		}
		if err := sh.check(in, self); err != nil {
			return err
		}
		if c == nil {
			if len(sh.Customers) >= maxCustomers {
				return refuse("this store has as many customers as the sandbox keeps")
			}
			c = &Customer{ID: st.id(), Locale: sh.Shop.Locale, CreatedAt: s.now()}
			sh.Customers = append(sh.Customers, c)
		}
		c.fill(in, s.now())
		e := s.event(st, sh, c.Name(), s.now())
		e.customer(topic, c)
		e.send()
		if c.VerifiedEmail {
			s.welcomeMail(st, sh, c)
		}
		out = c.clone()
		return nil
	})
	s.engine.wake()
	return out, err
}

// withCustomer runs fn on a living record.
func (s *Server) withCustomer(shop string, id int64, fn func(*state, *shopState, *Customer) error) error {
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		c := sh.customer(id)
		if c == nil || c.Deleted || c.MergedInto != 0 {
			return missing("that customer")
		}
		return fn(st, sh, c)
	})
	s.engine.wake()
	return err
}

// UpdateCustomer replaces the fields of a record.
func (s *Server) UpdateCustomer(shop string, id int64, in CustomerInput) (Customer, error) {
	var out Customer
	err := s.withCustomer(shop, id, func(st *state, sh *shopState, c *Customer) error {
		if err := sh.check(in, c.ID); err != nil {
			return err
		}
		c.fill(in, s.now())
		e := s.event(st, sh, c.Name(), s.now())
		e.customer("customers/update", c)
		e.send()
		out = c.clone()
		return nil
	})
	return out, err
}

// Subscribe notes whether somebody agrees to marketing by e-mail.
func (s *Server) Subscribe(shop string, id int64, agrees bool) error {
	return s.withCustomer(shop, id, func(st *state, sh *shopState, c *Customer) error {
		if c.Email == "" {
			return refuse("somebody without an e-mail address cannot subscribe")
		}
		now := s.now()
		c.Consent, c.UpdatedAt = "unsubscribed", now
		if agrees {
			c.Consent = "subscribed"
		}
		consent, email := c.Consent, c.Email
		e := s.event(st, sh, c.Name(), now)
		e.add("customers_email_marketing_consent/update", func() any {
			return body{"customer_id": id, "email_address": email, "email_marketing_consent": body{
				"state": consent, "opt_in_level": "single_opt_in", "consent_updated_at": sh.Shop.stamp(now),
			}}
		})
		e.customer("customers/update", c)
		e.send()
		return nil
	})
}

// MergeCustomers moves the orders and tags of one record to another and ends
// the first.
func (s *Server) MergeCustomers(shop string, keep, remove int64) error {
	if keep == remove {
		return refuse("a customer cannot be merged with itself")
	}
	return s.withCustomer(shop, keep, func(st *state, sh *shopState, kept *Customer) error {
		gone := sh.customer(remove)
		if gone == nil || gone.Deleted || gone.MergedInto != 0 {
			return missing("the customer to merge")
		}
		now := s.now()
		gone.MergedInto, gone.UpdatedAt, kept.UpdatedAt = kept.ID, now, now
		for _, tag := range gone.Tags {
			kept.tag(tag)
		}
		for _, o := range sh.Orders {
			if o.CustomerID == gone.ID {
				o.CustomerID, o.UpdatedAt = kept.ID, now
			}
		}
		job := s.randomUUID()
		e := s.event(st, sh, gone.Name()+" → "+kept.Name(), now)
		e.add("customers/merge", func() any {
			return body{
				"admin_graphql_api_customer_kept_id":    gid("Customer", kept.ID),
				"admin_graphql_api_customer_deleted_id": gid("Customer", gone.ID),
				"admin_graphql_api_job_id":              "gid://shopify/Job/" + job, "status": "success", "errors": []any{},
			}
		})
		e.customer("customers/update", kept)
		e.send()
		return nil
	})
}

// tag adds a tag once.
func (c *Customer) tag(tag string) {
	if tag = strings.TrimSpace(tag); tag == "" || slices.ContainsFunc(c.Tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
		return
	}
	c.Tags = append(slices.Clone(c.Tags), tag)
}

// DeleteCustomer removes a record without orders.
func (s *Server) DeleteCustomer(shop string, id int64) error {
	return s.withCustomer(shop, id, func(st *state, sh *shopState, c *Customer) error {
		if slices.ContainsFunc(sh.Orders, func(o *Order) bool { return o.CustomerID == id }) {
			return refuse("a customer with orders cannot be deleted; redact the personal data instead")
		}
		subject := c.Name()
		*c = Customer{ID: c.ID, Deleted: true, State: "disabled", CreatedAt: c.CreatedAt, UpdatedAt: s.now()}
		e := s.event(st, sh, subject, s.now())
		e.add("customers/delete", func() any {
			return body{"id": c.ID, "tax_exemptions": []any{}, "admin_graphql_api_id": gid("Customer", c.ID)}
		})
		e.send()
		return nil
	})
}

func (c *Customer) clone() Customer {
	out := *c
	out.Tags, out.Metafields = slices.Clone(c.Tags), slices.Clone(c.Metafields)
	return out
}

// record makes the customer without an account that stands for a guest. The
// platform calls the address verified although nobody has proved it.
func (sh *shopState) record(st *state, o *Order) *Customer {
	c := &Customer{
		ID: st.id(), FirstName: o.FirstName, LastName: o.LastName, Email: o.Email, Phone: o.Phone, Locale: o.Locale,
		Address: o.Address, State: "disabled", VerifiedEmail: true, CreatedAt: o.CreatedAt, UpdatedAt: o.CreatedAt,
	}
	sh.Customers = append(sh.Customers, c)
	o.CustomerID = c.ID
	return c
}
