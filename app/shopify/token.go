package shopify

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/shops"
)

const (
	tokenPath      = "/admin/oauth/access_token"
	grantTokenMax  = 4096
	lifetimeMaxSec = 10 * 365 * 24 * 3600
	scopesMax      = 200

	refreshDefaultSec = 90 * 24 * 3600 // where the answer does not say
)

// Exchange turns a verified ID token into an expiring offline token. A stale
// ID token is models.Unauthorized.
func (c *Client) Exchange(ctx context.Context, shop models.ShopID, idToken string) (shops.Grant, error) {
	return c.grant(ctx, shop, map[string]string{
		"grant_type":           "urn:ietf:params:oauth:grant-type:token-exchange",
		"subject_token":        idToken,
		"subject_token_type":   "urn:ietf:params:oauth:token-type:id_token",
		"requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
		"expiring":             "1",
	})
}

// Refresh replaces offline tokens. A lost answer may be asked for again with
// the same refresh token: it stays usable until its replacement was used. A
// refresh token that has ended is models.Forbidden: the store has to open the
// app. A store that is frozen or locked is models.Unavailable, because its
// refresh token is good again as soon as the store is.
func (c *Client) Refresh(ctx context.Context, shop models.ShopID, refreshToken string) (shops.Grant, error) {
	grant, err := c.grant(ctx, shop, map[string]string{
		"grant_type":    "refresh_token",
		"refresh_token": refreshToken,
	})
	if err != nil && models.CodeOf(err) == models.Forbidden && !errors.Is(err, errGrantEnded) {
		return grant, models.Errorf(models.Unavailable, "%s", err)
	}
	return grant, err
}

// errGrantEnded is the refusal of a refresh token.
var errGrantEnded = models.Errorf(models.Forbidden, "the store's access has run out; open the app in the store admin to renew it")

func (c *Client) grant(ctx context.Context, shop models.ShopID, message map[string]string) (shops.Grant, error) {
	message["client_id"], message["client_secret"] = c.options.APIKey, c.options.Secret
	asked := c.options.Now() // lifetimes count from here, so that ours end first
	a, err := c.post(ctx, shop, tokenPath, "", message)
	if err != nil {
		return shops.Grant{}, err
	}
	if a.status != http.StatusOK {
		return shops.Grant{}, a.tokenRefusal()
	}
	return readGrant(a.body, asked)
}

// tokenRefusal reads the token endpoint's own errors.
func (a answer) tokenRefusal() error {
	var body struct {
		Error string `json:"error"`
	}
	if a.status == http.StatusBadRequest || a.status == http.StatusUnauthorized {
		_ = json.Unmarshal(a.body, &body) // an unreadable body names no error
		switch body.Error {
		case "invalid_subject_token":
			return models.Errorf(models.Unauthorized, "the platform does not accept the ID token any more")
		case "invalid_grant":
			return errGrantEnded
		case "invalid_client":
			return models.Errorf(models.Internal, "the platform does not know this app in this store; check SHOPIFY_API_KEY and SHOPIFY_API_SECRET")
		}
		if a.status == http.StatusUnauthorized {
			return models.Errorf(models.Internal, "the platform does not accept this app's credentials; check SHOPIFY_API_KEY and SHOPIFY_API_SECRET")
		}
	}
	return a.refusal()
}

func readGrant(body []byte, asked time.Time) (shops.Grant, error) {
	var read struct {
		Access         string `json:"access_token"`
		Scope          string `json:"scope"`
		ExpiresIn      int64  `json:"expires_in"`
		Refresh        string `json:"refresh_token"`
		RefreshExpires int64  `json:"refresh_token_expires_in"`
	}
	wrong := models.Errorf(models.Internal, "the platform's token answer cannot be read")
	if err := json.Unmarshal(body, &read); err != nil {
		return shops.Grant{}, wrong // the cause could quote a token
	}
	if read.Access == "" || len(read.Access) > grantTokenMax || len(read.Refresh) > grantTokenMax ||
		read.ExpiresIn < 0 || read.ExpiresIn > lifetimeMaxSec || read.RefreshExpires < 0 || read.RefreshExpires > lifetimeMaxSec {
		return shops.Grant{}, wrong
	}
	g := shops.Grant{Access: read.Access, Refresh: read.Refresh, Scopes: splitScopes(read.Scope)}
	if read.ExpiresIn > 0 {
		g.AccessEnds = models.Instant(asked.Add(time.Duration(read.ExpiresIn) * time.Second))
	}
	if read.RefreshExpires == 0 {
		read.RefreshExpires = refreshDefaultSec
	}
	if read.Refresh != "" {
		g.RefreshEnds = models.Instant(asked.Add(time.Duration(read.RefreshExpires) * time.Second))
	}
	return g, nil
}

func splitScopes(list string) []string {
	var scopes []string
	for scope := range strings.SplitSeq(list, ",") {
		if scope = strings.TrimSpace(scope); scope != "" && len(scopes) < scopesMax {
			scopes = append(scopes, scope)
		}
	}
	slices.Sort(scopes)
	return scopes
}
