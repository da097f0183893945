package sandbox

import (
	"net/http"
	"slices"
)

func storeLocaleCookie(handle string) string { return "sandbox_language_" + handle }

// locale is the language of the store's pages: the shopper's choice, else the
// store's own.
func (v *visit) locale() string {
	if c, err := v.r.Cookie(storeLocaleCookie(v.shop.Handle)); err == nil && slices.Contains(languages, c.Value) {
		return c.Value
	}
	return v.shop.Locale
}

// storeLanguage switches the language of the store's pages for one shopper.
func storeLanguage(v *visit) error {
	wanted := v.r.FormValue("locale")
	if !slices.Contains(languages, wanted) {
		return refuse("This language is not offered.")
	}
	http.SetCookie(v.w, &http.Cookie{Name: storeLocaleCookie(v.shop.Handle), Value: wanted, Path: v.store(""), MaxAge: 365 * 86400, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return v.done(localPath(v.r.FormValue("back"), v.store("")), "")
}
