package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// cartLine is one wish in a cart; the till looks up every price again. Lines
// with other properties are other lines, though they are of the same variant.
type cartLine struct {
	Variant    int64
	Quantity   int64
	Properties []Property
}

const (
	maxCartLines  = 20
	maxCartEach   = 99
	maxCart       = 3800 // bytes of the cookie that a cart lives in
	maxProperties = 20
)

// Key names a line among those of its cart.
func (l cartLine) Key() string {
	key := itoa(l.Variant)
	if raw := l.written(); raw != "" {
		sum := sha256.Sum256([]byte(raw))
		key += ":" + hex.EncodeToString(sum[:8])
	}
	return key
}

// written is how the cookie holds the properties: letters that no separator of it uses.
func (l cartLine) written() string {
	if len(l.Properties) == 0 {
		return ""
	}
	pairs := make([][2]string, 0, len(l.Properties))
	for _, p := range l.Properties {
		pairs = append(pairs, [2]string{p.Name, p.Value})
	}
	raw, _ := json.Marshal(pairs) // strings always can be
	return base64.RawStdEncoding.EncodeToString(raw)
}

func readProperties(text string) (out []Property, ok bool) {
	raw, err := base64.RawStdEncoding.DecodeString(text)
	var pairs [][2]string
	if err != nil || json.Unmarshal(raw, &pairs) != nil || len(pairs) > maxProperties {
		return nil, false
	}
	for _, pair := range pairs {
		out = append(out, Property{Name: pair[0], Value: pair[1]})
	}
	return out, true
}

func cartCookie(handle string) string { return "sandbox_cart_" + handle }

// cart reads the cookie: "variant.quantity" or "variant.quantity.properties",
// one after the other.
func (v *visit) cart() []cartLine {
	c, err := v.r.Cookie(cartCookie(v.shop.Handle))
	if err != nil || len(c.Value) > maxCart {
		return nil
	}
	var lines []cartLine
	for _, text := range strings.Split(c.Value, "_") {
		id, rest, _ := strings.Cut(text, ".")
		n, properties, more := strings.Cut(rest, ".")
		variant, err := strconv.ParseInt(id, 10, 64)
		quantity, err2 := strconv.ParseInt(n, 10, 64)
		if err != nil || err2 != nil || quantity < 1 || quantity > maxCartEach || len(lines) == maxCartLines {
			continue
		}
		line := cartLine{Variant: variant, Quantity: quantity}
		if more {
			var ok bool
			if line.Properties, ok = readProperties(properties); !ok {
				continue
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// keepCart writes the cookie; a cart that does not fit into one is refused.
func (v *visit) keepCart(lines []cartLine) error {
	texts := make([]string, 0, len(lines))
	for _, line := range lines {
		text := itoa(line.Variant) + "." + itoa(line.Quantity)
		if raw := line.written(); raw != "" {
			text += "." + raw
		}
		texts = append(texts, text)
	}
	value := strings.Join(texts, "_")
	if len(value) > maxCart {
		return refuse("the cart is too large for the sandbox")
	}
	c := &http.Cookie{Name: cartCookie(v.shop.Handle), Value: value, Path: "/storefront/" + v.shop.Handle, MaxAge: 30 * 86400, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if len(lines) == 0 {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, c)
	return nil
}

// shelfLine is a cart line with the product behind it.
type shelfLine struct {
	cartLine
	Product Product
	Variant Variant
	Sum     int64
}

// Shown are the properties that shoppers see.
func (l shelfLine) Shown() []Property { return shownOf(l.Properties) }

// Shown are the properties that shoppers see.
func (l CheckoutLine) Shown() []Property { return shownOf(l.Properties) }

// shownOf leaves out the properties whose names begin with _, which are for apps.
func shownOf(all []Property) []Property {
	return slices.DeleteFunc(slices.Clone(all), func(p Property) bool { return strings.HasPrefix(p.Name, "_") })
}

// lookUp joins the cart with the shelf and forgets what is no longer sold.
func (v *visit) lookUp(lines []cartLine) (out []shelfLine, sum int64) {
	products := v.s.Products(v.shop.Handle)
	for _, line := range lines {
		for _, p := range products {
			for _, variant := range p.Variants {
				if variant.ID == line.Variant {
					out = append(out, shelfLine{line, p, variant, variant.Price * line.Quantity})
					sum += variant.Price * line.Quantity
				}
			}
		}
	}
	return out, sum
}

// changeCart adds a variant, or sets the quantities of the cart page.
func changeCart(v *visit) error {
	lines := v.cart()
	say := wordsOf(v.locale())
	if add := v.r.FormValue("add"); add != "" {
		variant, err := strconv.ParseInt(add, 10, 64)
		quantity, err2 := strconv.ParseInt(v.r.FormValue("quantity"), 10, 64)
		if err != nil || err2 != nil || quantity < 1 || quantity > maxCartEach {
			return refuse(say.T("bad_quantity"))
		}
		wanted := cartLine{Variant: variant, Quantity: quantity}
		if known, _ := v.lookUp([]cartLine{wanted}); len(known) == 0 {
			return missing("This product")
		}
		if err := v.keepCart(addToCart(lines, wanted)); err != nil {
			return err
		}
		return v.done(v.store("/cart"), say.T("added"))
	}
	kept := lines[:0]
	for _, line := range lines {
		key := line.Key()
		if n, err := strconv.ParseInt(v.r.FormValue("quantity-"+key), 10, 64); err == nil && n >= 0 && n <= maxCartEach {
			line.Quantity = n
		}
		if line.Quantity > 0 && v.r.FormValue("remove") != key {
			kept = append(kept, line)
		}
	}
	if err := v.keepCart(kept); err != nil {
		return err
	}
	return v.done(v.store("/cart"), "")
}

func addToCart(lines []cartLine, wanted cartLine) []cartLine {
	key := wanted.Key()
	for i := range lines {
		if lines[i].Key() == key {
			lines[i].Quantity = min(lines[i].Quantity+wanted.Quantity, maxCartEach)
			return lines
		}
	}
	if len(lines) == maxCartLines {
		lines = lines[1:]
	}
	return append(lines, wanted)
}
