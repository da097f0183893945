package flow

import (
	"context"

	"clientele/models"
)

// WithToken lets tests call the platform as the stories do.
func (c *CatchUp) WithToken(ctx context.Context, shop models.ShopID, do func(token string) error) error {
	return c.withToken(ctx, shop, do)
}
