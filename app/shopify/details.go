package shopify

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/shops"
)

const textMax = 255

// Details asks for the store's name, currency and zone. The platform tells the
// store's language only with a scope we do not ask for, so that stays empty.
func (c *Client) Details(ctx context.Context, shop models.ShopID, accessToken string) (shops.Details, error) {
	var data struct {
		Shop struct {
			Name            string `json:"name"`
			Email           string `json:"email"`
			MyshopifyDomain string `json:"myshopifyDomain"`
			CurrencyCode    string `json:"currencyCode"`
			IanaTimezone    string `json:"ianaTimezone"`
		} `json:"shop"`
	}
	if err := c.ask(ctx, shop, accessToken, "shop", nil, &data); err != nil {
		return shops.Details{}, err
	}
	s := data.Shop
	if s.MyshopifyDomain != string(shop) {
		return shops.Details{}, models.Errorf(models.Internal, "the platform answered for another shop than %s", shop)
	}
	if !models.ValidCurrency(s.CurrencyCode) {
		return shops.Details{}, models.Errorf(models.Internal, "the platform told no currency of %s", shop)
	}
	if _, err := time.LoadLocation(s.IanaTimezone); err != nil || s.IanaTimezone == "Local" {
		s.IanaTimezone = "UTC" // a zone newer than our own list
	}
	return shops.Details{
		Name: cut(s.Name), Email: cut(s.Email), Currency: s.CurrencyCode, Zone: s.IanaTimezone,
		AsOf: models.Instant(c.options.Now()),
	}, nil
}

func cut(s string) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), textMax)])
}
