package handlers

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// shopperReferral is what a visitor may hand out to friends.
type shopperReferral struct {
	Code string `json:"code"`
	Link string `json:"link"` // below the store's own address
	Text string `json:"text"`
}

// landing is the parameter of the store's address that carries a code.
const landing = "ref"

// myReferral answers the storefront with the visitor's own code and link; with
// none while the store does not reward recommendations.
func (p *Panel) myReferral(c *fiber.Ctx) error {
	c.Set("Cache-Control", "no-store")
	who := ShopperOf(c.UserContext())
	if who.CustomerID == "" {
		return models.Errorf(models.Unauthorized, "sign in to the store to recommend it")
	}
	mine, err := p.Flow.MyReferral(c.UserContext(), who.Shop, models.MemberContact(who.CustomerID))
	if err != nil {
		return err
	}
	if mine == nil {
		return c.JSON(fiber.Map{"referral": nil})
	}
	return c.JSON(fiber.Map{"referral": shopperReferral{
		Code: mine.Code, Link: "/?" + url.Values{landing: {mine.Code}}.Encode(), Text: mine.Terms.Say().In(languageOf(c)),
	}})
}
