package handlers

import (
	"github.com/gofiber/fiber/v2"

	"clientele/models/shops"
)

// Shopper lets a visitor of a storefront pass whose request came through the
// platform's proxy, proven by the signature over the query exactly as it
// arrived. The next handlers find the visitor with ShopperOf; nothing else in
// the request says who it is.
func (g *Guards) Shopper(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	who, err := g.Prover.VerifyProxy(string(c.Request().URI().QueryString()), g.Now())
	if err != nil {
		return g.refuse(c, err)
	}
	if err := g.visit(c, who); err != nil {
		return err
	}
	c.SetUserContext(WithVisitor(c.UserContext(), Visitor(who)))
	return c.Next()
}

// visit counts a request of a storefront: first for the customer, so that one
// alone cannot use up what all of them have.
func (g *Guards) visit(c *fiber.Ctx, who shops.Shopper) error {
	now := g.Now()
	if who.CustomerID != "" {
		if err := take(c, g.Limits.Visitors, string(who.Shop)+" "+who.CustomerID, now); err != nil {
			return err
		}
	}
	return take(c, g.Limits.Storefront, string(who.Shop), now)
}
