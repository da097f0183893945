package flow

import (
	"context"

	"clientele/models"
	"clientele/models/shops"
)

// Grant is what the platform's token endpoint gave.
type Grant = shops.Grant

// Platform speaks to the store's platform. No method is called inside a
// transaction.
type Platform interface {
	// Exchange turns a verified ID token into offline tokens. A stale ID token
	// is models.Unauthorized.
	Exchange(ctx context.Context, shop models.ShopID, idToken string) (Grant, error)
	// Refresh replaces offline tokens. A refusal that only the merchant can mend
	// is models.Forbidden.
	Refresh(ctx context.Context, shop models.ShopID, refreshToken string) (Grant, error)
	// Details asks for the store's name, currency and zone.
	Details(ctx context.Context, shop models.ShopID, accessToken string) (shops.Details, error)
}

// Sealer encrypts secrets at rest. The shop and the purpose are bound in, so a
// sealed secret cannot be moved elsewhere.
type Sealer interface {
	Seal(shop models.ShopID, purpose, secret string) ([]byte, error)
	Open(shop models.ShopID, purpose string, sealed []byte) (string, error)
	// Current tells whether a secret is sealed with the present key.
	Current(sealed []byte) bool
}
