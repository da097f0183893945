package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
)

// Attributes of a cart live in a cookie beside it. Themes and apps put them
// there, and the order takes them over.
const (
	maxAttributes = 20
	maxAttribute  = 255
)

func attributesCookie(handle string) string { return "sandbox_attributes_" + handle }

// cartAttributes are what themes and apps have noted on the cart, by name.
func (v *visit) cartAttributes() []Property {
	c, err := v.r.Cookie(attributesCookie(v.shop.Handle))
	if err != nil || len(c.Value) > 2000 {
		return nil
	}
	values, err := url.ParseQuery(c.Value)
	if err != nil {
		return nil
	}
	var out []Property
	for name := range values {
		if value := values.Get(name); len(out) < maxAttributes && len(name)+len(value) <= maxAttribute {
			out = append(out, Property{Name: name, Value: value})
		}
	}
	slices.SortFunc(out, func(a, b Property) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}

func (v *visit) keepAttributes(all []Property) {
	values := url.Values{}
	for _, a := range all {
		values.Set(a.Name, a.Value)
	}
	c := &http.Cookie{Name: attributesCookie(v.shop.Handle), Value: values.Encode(), Path: "/storefront/" + v.shop.Handle, MaxAge: 14 * 86400, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if len(all) == 0 {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, c)
}

// updateCart is the platform's way for scripts to note attributes on the cart.
func updateCart(v *visit) error {
	var wish struct {
		Attributes map[string]string `json:"attributes"`
	}
	if err := json.NewDecoder(v.r.Body).Decode(&wish); err != nil || len(wish.Attributes) > maxAttributes {
		return &Refusal{Status: http.StatusBadRequest, Text: "The cart could not be read."}
	}
	all := v.cartAttributes()
	for name, value := range wish.Attributes {
		if name == "" || len(name)+len(value) > maxAttribute {
			return &Refusal{Status: http.StatusUnprocessableEntity, Text: "The attribute is too long."}
		}
		all = slices.DeleteFunc(all, func(a Property) bool { return a.Name == name })
		if value != "" {
			all = append(all, Property{Name: name, Value: value})
		}
	}
	v.keepAttributes(all)
	answer := map[string]string{}
	for _, a := range all {
		answer[a.Name] = a.Value
	}
	return v.script(http.StatusOK, map[string]any{"attributes": answer, "item_count": len(v.cart())})
}
