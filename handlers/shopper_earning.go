package handlers

import (
	"github.com/gofiber/fiber/v2"

	"clientele/models/points"
)

// ShopperWay is one way to earn, in the visitor's language.
type ShopperWay struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// shopperEarning lists what the store gives points for. It is the same for
// everybody, and is asked for by visitors who are not signed in, too.
func (p *Panel) shopperEarning(c *fiber.Ctx) error {
	ways, err := p.Flow.WaysToEarn(c.UserContext(), ShopperOf(c.UserContext()).Shop)
	if err != nil {
		return err
	}
	language := languageOf(c)
	return c.JSON(fiber.Map{"ways": each(ways, func(w points.Way) ShopperWay {
		return ShopperWay{Kind: w.Kind, Title: w.Title.In(language), Text: w.Text.In(language)}
	})})
}
