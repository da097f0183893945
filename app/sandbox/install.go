package sandbox

import (
	"slices"
	"strings"
	"time"
)

// redactAfter is how long after an uninstall shop/redact follows.
const redactAfter = 48 * time.Hour

func (s *Server) withShop(shop string, fn func(*state, *shopState) error) error {
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		return fn(st, sh)
	})
	s.engine.wake()
	return err
}

// Install grants the app its scopes. Nothing is sent to the app: it learns of
// the store when its page is opened.
func (s *Server) Install(shop string) error {
	return s.withShop(shop, func(st *state, sh *shopState) error {
		if sh.Install.Installed {
			return refuse("the app is installed already")
		}
		s.install(st, sh)
		return nil
	})
}

// install also calls off a shop/redact that is still to come.
func (s *Server) install(st *state, sh *shopState) {
	sh.Install = Install{
		ID: st.id(), Installed: true, Scopes: slices.Clone(s.opts.Scopes),
		InstalledAt: s.now(), UninstalledAt: sh.Install.UninstalledAt,
	}
	for _, d := range st.Deliveries {
		if d.Shop == sh.Shop.Domain && d.Topic == "shop/redact" && d.State == DeliveryWaiting && len(d.Attempts) == 0 {
			d.State = DeliveryCancelled
		}
	}
}

// Reinstall uninstalls, if need be, and installs again at once, so that the
// late app/uninstalled of the first installation meets the second.
func (s *Server) Reinstall(shop string) error {
	return s.withShop(shop, func(st *state, sh *shopState) error {
		if sh.Install.Installed {
			s.uninstall(st, sh)
		}
		s.install(st, sh)
		return nil
	})
}

// Uninstall kills every token at once, tells the app, and 48 simulated hours
// later asks it to forget the store.
func (s *Server) Uninstall(shop string) error {
	return s.withShop(shop, func(st *state, sh *shopState) error {
		if !sh.Install.Installed {
			return refuse("the app is not installed")
		}
		s.uninstall(st, sh)
		return nil
	})
}

// RevokeTokens kills a store's access tokens before their time; with refresh,
// the refresh tokens too, and only opening the app helps.
func (s *Server) RevokeTokens(shop string, refresh bool) error {
	return s.withShop(shop, func(_ *state, sh *shopState) error {
		for _, t := range sh.Tokens {
			t.ExpiresAt = s.now()
			if refresh {
				t.RefreshEnds = t.ExpiresAt
			}
		}
		return nil
	})
}

func (s *Server) uninstall(st *state, sh *shopState) {
	now := s.now()
	sh.Tokens = nil
	for _, b := range sh.Bulk {
		if !b.ended() {
			b.Status, b.CompletedAt = bulkCancelled, now
		}
	}
	sh.Install.Installed, sh.Install.UninstalledAt = false, now
	for _, d := range st.Deliveries {
		if d.Shop == sh.Shop.Domain && d.State == DeliveryWaiting && topicScopes[d.Topic] != "" {
			d.State = DeliveryCancelled
		}
	}
	e := s.event(st, sh, sh.Shop.Name, now)
	e.add("app/uninstalled", func() any { return shopBody(sh.Shop) })
	e.later("shop/redact", func() any { return body{"shop_id": sh.Shop.ID, "shop_domain": sh.Shop.Domain} }, now.Add(redactAfter))
	e.send()
}

// SetScopes replaces the granted scopes and tells the app. Tokens keep working
// with the new scopes.
func (s *Server) SetScopes(shop string, scopes []string) error {
	clean := []string{}
	for _, scope := range scopes {
		scope = strings.TrimSpace(scope)
		if scope != "" && !slices.Contains(clean, scope) {
			clean = append(clean, scope)
		}
	}
	if len(clean) > 50 {
		return refuse("that is too many scopes")
	}
	return s.withShop(shop, func(st *state, sh *shopState) error {
		if !sh.Install.Installed {
			return refuse("the app is not installed")
		}
		previous := sh.Install.Scopes
		sh.Install.Scopes = clean
		now := s.now()
		e := s.event(st, sh, "scopes", now)
		e.add("app/scopes_update", func() any {
			return body{
				"id": sh.Install.ID, "shop_id": gid("Shop", sh.Shop.ID), "previous": previous, "current": clean,
				"updated_at": sh.Shop.stamp(now),
			}
		})
		e.send()
		return nil
	})
}

// RequestData asks the app for everything it holds about a customer.
func (s *Server) RequestData(shop string, customer int64) error {
	return s.withCustomer(shop, customer, func(st *state, sh *shopState, c *Customer) error {
		request := st.id()
		e := s.event(st, sh, c.Name(), s.now())
		b := complianceBody(sh, c)
		b["orders_requested"] = sh.ordersOf(c.ID)
		b["data_request"] = body{"id": request}
		e.add("customers/data_request", func() any { return b })
		e.send()
		return nil
	})
}

// RedactCustomer removes the personal data of a customer here and asks the app
// to do the same. (The platform waits up to six months; the sandbox does not.)
func (s *Server) RedactCustomer(shop string, customer int64) error {
	return s.withCustomer(shop, customer, func(st *state, sh *shopState, c *Customer) error {
		b := complianceBody(sh, c)
		b["orders_to_redact"] = sh.ordersOf(c.ID)
		e := s.event(st, sh, c.Name(), s.now())
		e.add("customers/redact", func() any { return b })
		e.send()
		*c = Customer{ID: c.ID, Deleted: true, State: "disabled", CreatedAt: c.CreatedAt, UpdatedAt: s.now()}
		for _, o := range sh.Orders {
			if o.CustomerID == customer {
				o.Email, o.Phone, o.FirstName, o.LastName, o.Address = "", "", "", "", Address{}
			}
		}
		return nil
	})
}

// RedactShop asks the app at once to forget a store it was removed from.
func (s *Server) RedactShop(shop string) error {
	return s.withShop(shop, func(st *state, sh *shopState) error {
		if sh.Install.Installed {
			return refuse("uninstall the app first")
		}
		e := s.event(st, sh, sh.Shop.Name, s.now())
		e.add("shop/redact", func() any { return body{"shop_id": sh.Shop.ID, "shop_domain": sh.Shop.Domain} })
		e.send()
		return nil
	})
}

func complianceBody(sh *shopState, c *Customer) body {
	return body{
		"shop_id": sh.Shop.ID, "shop_domain": sh.Shop.Domain,
		"customer": body{"id": c.ID, "email": orNull(c.Email), "phone": orNull(c.Phone)},
	}
}

func (sh *shopState) ordersOf(customer int64) []int64 {
	ids := []int64{}
	for _, o := range sh.Orders {
		if o.CustomerID == customer {
			ids = append(ids, o.ID)
		}
	}
	return ids
}
