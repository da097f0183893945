package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// cartWish is what scripts of a theme or an app ask of the cart.
type cartWish struct {
	ID         json.RawMessage   `json:"id"` // number of a variant, or key of a line
	Quantity   *int64            `json:"quantity"`
	Properties map[string]string `json:"properties"`
}

// id is the number or key of a wish, which may be written either way.
func (w cartWish) id() string { return strings.Trim(string(w.ID), `"`) }

// line is the wish as a line of the cart, its properties by name.
func (w cartWish) line() (cartLine, error) {
	variant, err := strconv.ParseInt(w.id(), 10, 64)
	if err != nil {
		return cartLine{}, missing("the variant")
	}
	line := cartLine{Variant: variant, Quantity: 1}
	if w.Quantity != nil {
		line.Quantity = *w.Quantity
	}
	if line.Quantity < 1 || line.Quantity > maxCartEach || len(w.Properties) > maxProperties {
		return cartLine{}, refuse(fmt.Sprintf("quantities go from 1 to %d, and a line has at most %d properties", maxCartEach, maxProperties))
	}
	for name, value := range w.Properties {
		if name == "" || len(name)+len(value) > maxAttribute {
			return cartLine{}, refuse("a property is too long")
		}
		line.Properties = append(line.Properties, Property{Name: name, Value: value})
	}
	slices.SortFunc(line.Properties, func(a, b Property) int { return strings.Compare(a.Name, b.Name) })
	return line, nil
}

// addByScript is the platform's way for scripts to put something into the cart.
func addByScript(v *visit) error {
	var wish struct {
		cartWish
		Items []cartWish `json:"items"`
	}
	if err := json.NewDecoder(v.r.Body).Decode(&wish); err != nil {
		return v.cartRefused(refuse("the wish could not be read"))
	}
	single := len(wish.Items) == 0
	if single {
		wish.Items = []cartWish{wish.cartWish}
	}
	lines := v.cart()
	var added []cartLine
	for _, item := range wish.Items {
		line, err := item.line()
		if err != nil {
			return v.cartRefused(err)
		}
		if known, _ := v.lookUp([]cartLine{line}); len(known) == 0 {
			return v.cartRefused(missing("the variant"))
		}
		lines, added = addToCart(lines, line), append(added, line)
	}
	for i := range added { // with all that lies there now
		at := slices.IndexFunc(lines, func(l cartLine) bool { return l.Key() == added[i].Key() })
		if at >= 0 {
			added[i].Quantity = lines[at].Quantity
		}
	}
	if err := v.keepCart(lines); err != nil {
		return v.cartRefused(err)
	}
	items := v.cartItems(added)
	if single {
		return v.script(http.StatusOK, items[0])
	}
	return v.script(http.StatusOK, map[string]any{"items": items})
}

// changeByScript sets the quantity of one line, by its key; 0 takes it out.
func changeByScript(v *visit) error {
	var wish cartWish
	if err := json.NewDecoder(v.r.Body).Decode(&wish); err != nil || wish.Quantity == nil || *wish.Quantity < 0 || *wish.Quantity > maxCartEach {
		return v.cartRefused(refuse("the wish could not be read"))
	}
	lines, key := v.cart(), wish.id()
	at := slices.IndexFunc(lines, func(l cartLine) bool { return l.Key() == key || itoa(l.Variant) == key })
	if at < 0 {
		return v.cartRefused(&Refusal{Status: http.StatusBadRequest, Text: "no valid id or line parameter"})
	}
	if lines[at].Quantity = *wish.Quantity; *wish.Quantity == 0 {
		lines = slices.Delete(lines, at, at+1)
	}
	if err := v.keepCart(lines); err != nil {
		return v.cartRefused(err)
	}
	return v.script(http.StatusOK, map[string]any{"items": v.cartItems(lines)})
}

// cartItems describes lines as scripts read them.
func (v *visit) cartItems(lines []cartLine) []map[string]any {
	out := []map[string]any{}
	shelf, _ := v.lookUp(lines)
	for _, l := range shelf {
		properties := map[string]string{}
		for _, p := range l.Properties {
			properties[p.Name] = p.Value
		}
		out = append(out, map[string]any{
			"id": l.Variant.ID, "variant_id": l.Variant.ID, "product_id": l.Product.ID, "key": l.Key(), "quantity": l.Quantity, "properties": properties,
			"title": l.Product.Title, "variant_title": orNull(l.Variant.Title), "price": l.Variant.Price, "line_price": l.Sum,
			"requires_shipping": !l.Product.Service && !l.Product.GiftCard,
		})
	}
	return out
}

// cartRefused answers a script with why the cart stays as it is.
func (v *visit) cartRefused(err error) error {
	why, status, mine := refused(err)
	if !mine {
		return err
	}
	return v.script(status, map[string]any{"status": status, "message": "Cart Error", "description": why})
}

// script answers a script.
func (v *visit) script(status int, answer any) error {
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.WriteHeader(status)
	return json.NewEncoder(v.w).Encode(answer)
}
