package handlers

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/shops"
)

// Prover tells who stands at a door. Whatever it refuses is
// models.Unauthorized, or models.Invalid for addresses.
type Prover interface {
	VerifyIDToken(token string, now time.Time) (shops.Identity, error)
	VerifyProxy(query string, now time.Time) (shops.Shopper, error)
	// DecodeHost reads the host parameter of a page load and gives the address
	// of this app in that store's admin.
	DecodeHost(host string, shop models.ShopID) (string, error)
	// AppURL is the address of this app in a shop's admin.
	AppURL(shop models.ShopID) string
	AllowsShop(domain string) bool
}

// Guards stand before the handlers of Admin and Shopper routes.
type Guards struct {
	Prover Prover
	// Install makes sure that the shop has tokens. Flow.InstallShop is one; for
	// a shop that has them it costs one read.
	Install func(ctx context.Context, in flow.InstallShop) error
	Now     models.Clock
	Limits  Limits
}

// retryHeader asks App Bridge to repeat a call once with a fresh ID token.
const retryHeader = "X-Shopify-Retry-Invalid-Session-Request"

// Admin lets a member of a store's staff pass, proven by the ID token in the
// Authorization header, and installs the app where that was not done yet. The
// next handlers find the caller with IdentityOf.
func (g *Guards) Admin(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	token, ok := bearer(c.Get(fiber.HeaderAuthorization))
	if !ok {
		return again(c, g.refuse(c, models.Errorf(models.Unauthorized, "send the ID token of the store admin as a bearer token")))
	}
	who, err := g.Prover.VerifyIDToken(token, g.Now())
	if err != nil {
		return again(c, g.refuse(c, err))
	}
	if err := take(c, g.Limits.Staff, string(who.Shop), g.Now()); err != nil {
		return err
	}
	c.SetUserContext(flow.Remembering(c.UserContext()))
	if err := g.Install(c.UserContext(), flow.InstallShop{Shop: who.Shop, IDToken: token, User: who.User}); err != nil {
		return again(c, err)
	}
	c.SetUserContext(WithIdentity(c.UserContext(), Identity(who)))
	return c.Next()
}

// refuse turns away somebody who proved nothing.
func (g *Guards) refuse(c *fiber.Ctx, why error) error { return g.Limits.stranger(c, g.Now(), why) }

// again adds the wish for a fresh token to refusals that one would mend.
func again(c *fiber.Ctx, err error) error {
	if models.CodeOf(err) == models.Unauthorized {
		c.Set(retryHeader, "1")
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="store admin"`)
	}
	return err
}

func bearer(header string) (string, bool) {
	scheme, token, found := strings.Cut(header, " ")
	return token, found && strings.EqualFold(scheme, "bearer") && token != ""
}
