package webhooks

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"clientele/models"
)

const (
	textMax  = 255 // characters kept of any text
	wordsMax = 250 // words kept of a list of them
	// amountMax bounds one amount and one line, in minor units, so that sums over
	// all lines and refunds of an order cannot overflow.
	amountMax   = 100_000_000_000_000
	quantityMax = 1_000_000_000
)

// reading is one walk through a body. It keeps the first thing that is wrong,
// so that readers need not ask after every field.
type reading struct{ err error }

// node is a place in a body. The zero value of v stands for null and absent
// alike, which the platform uses without distinction.
type node struct {
	r    *reading
	path string
	v    any
}

// open starts a walk through a body.
func open(body []byte) (node, error) {
	object, err := parse(body)
	return node{r: &reading{}, v: object}, err
}

func (n node) fail(key, problem string) {
	if n.r.err == nil {
		n.r.err = models.Errorf(models.Invalid, "%s %s", n.at(key), problem)
	}
}

func (n node) at(key string) string {
	switch {
	case n.path == "":
		return key
	case key == "":
		return n.path
	}
	return n.path + "." + key
}

func (n node) field(key string) any {
	object, _ := n.v.(map[string]any)
	return object[key]
}

func (n node) has(key string) bool { return n.field(key) != nil }

// object gives what is below key; everything read from an absent object is absent.
func (n node) object(key string) node {
	v := n.field(key)
	if _, ok := v.(map[string]any); v != nil && !ok {
		n.fail(key, "must be an object")
		v = nil
	}
	return node{r: n.r, path: n.at(key), v: v}
}

// list gives the objects of a list of at most limit.
func (n node) list(key string, limit int) []node {
	items := n.items(key, limit)
	nodes := make([]node, 0, len(items))
	for i, item := range items {
		place := node{r: n.r, path: n.at(key) + "[" + strconv.Itoa(i) + "]", v: item}
		if _, ok := item.(map[string]any); !ok {
			place.fail("", "must be an object")
			return nil
		}
		nodes = append(nodes, place)
	}
	return nodes
}

func (n node) items(key string, limit int) []any {
	v := n.field(key)
	items, ok := v.([]any)
	if v != nil && !ok {
		n.fail(key, "must be a list")
	}
	if len(items) > limit {
		n.fail(key, "has more than "+strconv.Itoa(limit)+" entries")
		return nil
	}
	return items
}

// text gives a text without control characters, cut to its first 255.
func (n node) text(key string) string {
	v := n.field(key)
	s, ok := v.(string)
	if v != nil && !ok {
		n.fail(key, "must be a text")
	}
	return clean(s)
}

// words reads words that are separated by commas.
func (n node) words(key string) []string {
	v := n.field(key)
	s, ok := v.(string)
	if v != nil && !ok {
		n.fail(key, "must be a text")
	}
	words := strings.SplitN(s, ",", wordsMax+1)
	words = words[:min(len(words), wordsMax)]
	for i, word := range words {
		words[i] = clean(word)
	}
	return words
}

func clean(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
	count := 0
	for i := range s {
		if count++; count > textMax {
			return s[:i]
		}
	}
	return s
}

func (n node) flag(key string) bool {
	v := n.field(key)
	b, ok := v.(bool)
	if v != nil && !ok {
		n.fail(key, "must be true or false")
	}
	return b
}

// id gives a number of the platform, which must be there.
func (n node) id(key string) string {
	if !n.has(key) {
		n.fail(key, "is missing")
	}
	return n.idOrNone(key)
}

func (n node) idOrNone(key string) string { return n.number(key, n.field(key)) }

// ids gives a list of platform numbers.
func (n node) ids(key string, limit int) []string {
	items := n.items(key, limit)
	ids := make([]string, 0, len(items))
	for i, item := range items {
		place := key + "[" + strconv.Itoa(i) + "]"
		id := n.number(place, item)
		if id == "" {
			n.fail(place, "is missing")
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

func (n node) number(key string, v any) string {
	digits, text := "", ""
	switch v := v.(type) {
	case nil:
		return ""
	case json.Number:
		text = v.String()
	case string:
		text = v
	}
	if models.PlatformNumber(text) {
		digits = text
	} else {
		n.fail(key, "must be a number of the platform")
	}
	return digits
}

// gid gives the number at the end of a global id such as gid://shopify/Customer/7.
func (n node) gid(key, kind string) string {
	s, _ := n.field(key).(string)
	number, ok := strings.CutPrefix(s, "gid://shopify/"+kind+"/")
	if !ok || !models.PlatformNumber(number) {
		n.fail(key, "must be the global id of a "+strings.ToLower(kind))
		return ""
	}
	return number
}

// count gives a whole number from 0, or other where there is none.
func (n node) count(key string, other int64) int64 {
	v := n.field(key)
	if v == nil {
		return other
	}
	number, ok := v.(json.Number)
	count, err := strconv.ParseInt(number.String(), 10, 64)
	if !ok || err != nil || count < 0 || count > quantityMax {
		n.fail(key, "must be a whole number from 0 to "+strconv.Itoa(quantityMax))
		return other
	}
	return count
}

// instant gives a time with its offset as UTC; zero where there is none.
func (n node) instant(key string) time.Time {
	v := n.field(key)
	if v == nil {
		return time.Time{}
	}
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		n.fail(key, "must be a time such as 2026-10-01T09:30:00-04:00")
		return time.Time{}
	}
	return models.Instant(t)
}

// currency gives an ISO 4217 code, or empty where there is none.
func (n node) currency(key string) string {
	v := n.field(key)
	s, _ := v.(string)
	if v != nil && !models.ValidCurrency(s) {
		n.fail(key, "must be the code of a currency")
		return ""
	}
	return s
}

// money gives an amount in minor units of the shop's currency: the shop's half
// of key_set where that is told in this currency, else the plain field. Missing
// amounts are zero.
func (n node) money(key, currency string) int64 {
	if half := n.object(key + "_set").object("shop_money"); half.field("currency_code") == currency && half.has("amount") {
		return half.amount("amount", currency)
	}
	return n.amount(key, currency)
}

// due is money that cannot be negative.
func (n node) due(key, currency string) int64 {
	minor := n.money(key, currency)
	if minor < 0 {
		n.fail(key, "must not be negative")
		return 0
	}
	return minor
}

func (n node) amount(key, currency string) int64 {
	minor, err := int64(0), error(nil)
	switch v := n.field(key).(type) {
	case nil:
		return 0
	case string:
		minor, err = models.ParseMinor(v, currency)
	case json.Number:
		minor, err = roundMinor(v.String(), currency)
	default:
		err = errSyntax
	}
	if err != nil || minor > amountMax || minor < -amountMax {
		n.fail(key, "must be an amount in "+currency)
		return 0
	}
	return minor
}

// bounded is a sum, refused where it goes beyond what a single amount may.
func (n node) bounded(key string, minor int64) int64 {
	if minor > amountMax {
		n.fail(key, "adds up to more than can be counted")
		return 0
	}
	return minor
}

// roundMinor reads an amount that the sender wrote as a number. Such numbers
// went through binary fractions on the other side and may have grown a tail
// (195.66000000000003), so they are rounded to the smallest unit, exactly.
func roundMinor(number, currency string) (int64, error) {
	if minor, err := models.ParseMinor(number, currency); err == nil {
		return minor, nil
	}
	// An exponent is looked for first: 1e999999999 would fill the memory.
	if len(number) > 30 || strings.ContainsAny(number, "eE") {
		return 0, errSyntax
	}
	exact, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, errSyntax
	}
	exact.Mul(exact, new(big.Rat).SetInt64(models.Pow10(models.Exponent(currency))))
	return strconv.ParseInt(exact.FloatString(0), 10, 64)
}
