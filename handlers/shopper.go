package handlers

import (
	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// shopperPoints answers the storefront with the signed-in visitor's points.
func (p *Panel) shopperPoints(c *fiber.Ctx) error {
	c.Set("Cache-Control", "no-store")
	who := ShopperOf(c.UserContext())
	if who.CustomerID == "" {
		return c.JSON(fiber.Map{"signedIn": false})
	}
	card, err := p.Flow.ContactCard(c.UserContext(), who.Shop, models.MemberContact(who.CustomerID))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return c.JSON(fiber.Map{"signedIn": true, "balance": 0, "available": 0, "pending": 0})
	}
	if err != nil {
		return err
	}
	b := card.Account.Balances
	return c.JSON(fiber.Map{"signedIn": true, "balance": b.Shown(), "available": b.Available, "pending": b.Pending})
}
