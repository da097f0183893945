package handlers

import (
	"github.com/gofiber/fiber/v2"
)

// Shopper lets a visitor of a storefront pass whose request came through the
// platform's proxy, proven by the signature over the query exactly as it
// arrived. The next handlers find the visitor with ShopperOf; nothing else in
// the request says who it is.
func (g *Guards) Shopper(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	who, err := g.Prover.VerifyProxy(string(c.Request().URI().QueryString()), g.Now())
	if err != nil {
		return err
	}
	c.SetUserContext(WithVisitor(c.UserContext(), Visitor(who)))
	return c.Next()
}
