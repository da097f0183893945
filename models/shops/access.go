package shops

import (
	"time"

	"clientele/models"
)

// Grant is what the platform's token endpoint gave: offline tokens in the
// clear, to be sealed before they are kept.
type Grant struct {
	Access      string
	Refresh     string // empty for a token that does not expire
	AccessEnds  time.Time
	RefreshEnds time.Time
	Scopes      []string
}

// Identity is a member of a store's staff, proven by an ID token.
type Identity struct {
	Shop    models.ShopID
	User    string // the platform's number of the staff member
	Session string // the admin session; empty where the token names none
}

// Shopper is a visitor of a storefront, proven by the platform's signature.
type Shopper struct {
	Shop       models.ShopID
	CustomerID string // the platform's number; empty while signed out
	PathPrefix string // where the storefront shows our pages, such as /apps/clientele
}
