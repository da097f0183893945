package shopify

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"

	"clientele/models"
)

const hostParameterMax = 512

var (
	hostParameter = regexp.MustCompile(`^[0-9a-zA-Z+/]+={0,2}$`)
	adminPath     = regexp.MustCompile(`^/store/[a-z0-9][a-z0-9-]{0,99}$`)
)

// DecodeHost reads the host parameter of a page load, base64 of such as
// admin.shopify.com/store/demo-shop, and gives the address of this app inside
// that store's admin. Only the admin's own host and the shop's /admin are
// accepted; anything else would make us a redirector for strangers and is
// models.Invalid.
func (v Verifier) DecodeHost(host string, shop models.ShopID) (string, error) {
	wrong := models.Errorf(models.Invalid, "the host parameter does not name a store admin; open the app from the store's admin")
	if len(host) > hostParameterMax || !hostParameter.MatchString(host) {
		return "", wrong
	}
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(host, "="))
	if err != nil {
		return "", wrong
	}
	decoded := string(raw)
	if path, ok := strings.CutPrefix(decoded, v.Admin.Host); ok && adminPath.MatchString(path) {
		return v.appWithin(v.Admin.Scheme + "://" + v.Admin.Host + path), nil
	}
	if v.Shops.Allows(string(shop)) && decoded == string(shop)+"/admin" {
		return v.appWithin("https://" + decoded), nil
	}
	return "", wrong
}

// AppURL is the address of this app inside a shop's admin.
func (v Verifier) AppURL(shop models.ShopID) string {
	return v.appWithin(v.Admin.Scheme + "://" + v.Admin.Host + "/store/" + shop.Handle())
}

// AllowsShop tells whether a domain is a shop's.
func (v Verifier) AllowsShop(domain string) bool { return v.Shops.Allows(domain) }

func (v Verifier) appWithin(admin string) string {
	return admin + "/apps/" + url.PathEscape(v.APIKey)
}
