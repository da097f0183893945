package shopify

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"
	"time"
	"unicode"

	"clientele/models"
)

const (
	// amountMax bounds one amount and one line, in minor units, so that sums over
	// all lines and refunds of an order cannot overflow.
	amountMax       = 100_000_000_000_000
	quantityMax     = 1_000_000_000
	amountDigitsMax = 30
)

// reader keeps the first thing that is wrong with an answer, without its value,
// so that those who read need not ask after every field.
type reader struct {
	currency string // the shop's, in which everything is counted
	err      error
}

func (r *reader) fail(field, problem string) {
	if r.err == nil {
		r.err = models.Errorf(models.Invalid, "%s %s", field, problem)
	}
}

// number is the end of a global id such as gid://shopify/Order/7.
func (r *reader) number(field, id, kind string) string {
	number, ok := strings.CutPrefix(id, "gid://shopify/"+kind+"/")
	if !ok || !models.PlatformNumber(number) {
		r.fail(field, "must be the global id of "+kind)
		return ""
	}
	return number
}

func (r *reader) instant(field, s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		r.fail(field, "must be a time")
		return time.Time{}
	}
	return models.Instant(t)
}

func (r *reader) count(field string, n int64) int64 {
	if n < 0 || n > quantityMax {
		r.fail(field, "must be a whole number from 0 to "+strconv.Itoa(quantityMax))
		return 0
	}
	return n
}

// money is an amount in minor units of the shop's currency; what was not told
// is nothing.
func (r *reader) money(field string, m told) int64 {
	if m.ShopMoney.Amount == "" && m.ShopMoney.CurrencyCode == "" {
		return 0
	}
	minor, err := minorOf(m.ShopMoney.Amount, r.currency)
	if err != nil || m.ShopMoney.CurrencyCode != r.currency || minor > amountMax || minor < -amountMax {
		r.fail(field, "must be an amount in the shop's currency")
		return 0
	}
	return minor
}

// due is money that cannot be negative.
func (r *reader) due(field string, m told) int64 {
	minor := r.money(field, m)
	if minor < 0 {
		r.fail(field, "must not be negative")
		return 0
	}
	return minor
}

func (r *reader) bounded(field string, minor int64) int64 {
	if minor > amountMax {
		r.fail(field, "add up to more than can be counted")
		return 0
	}
	return minor
}

func (r *reader) times(price, quantity int64) int64 {
	high, whole := bits.Mul64(uint64(price), uint64(quantity))
	if high != 0 || whole > amountMax {
		r.fail("lineItems", "hold a line worth more than can be counted")
		return 0
	}
	return int64(whole)
}

func (r *reader) taxes(field string, taxes []toldTax) int64 {
	var minor int64
	for _, tax := range taxes {
		minor = r.bounded(field, minor+r.due(field, tax.PriceSet))
	}
	return minor
}

func (r *reader) shares(field string, shares []toldShare) int64 {
	var minor int64
	for _, share := range shares {
		minor = r.bounded(field, minor+r.due(field, share.AllocatedAmountSet))
	}
	return minor
}

// minorOf reads a decimal as minor units. What is finer than the smallest unit
// is rounded to it, as in webhooks.
func minorOf(amount, currency string) (int64, error) {
	if minor, err := models.ParseMinor(amount, currency); err == nil {
		return minor, nil
	}
	wrong := models.Errorf(models.Invalid, "not an amount")
	if len(amount) > amountDigitsMax || strings.ContainsAny(amount, "eE/") {
		return 0, wrong
	}
	exact, ok := new(big.Rat).SetString(amount)
	if !ok {
		return 0, wrong
	}
	exact.Mul(exact, new(big.Rat).SetInt64(models.Pow10(models.Exponent(currency))))
	return strconv.ParseInt(exact.FloatString(0), 10, 64)
}

// text is a text without control characters, cut to its first 255.
func text(s string) string {
	return cut(strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)))
}

func texts(all []string) []string {
	clean := make([]string, 0, len(all))
	for _, s := range all {
		clean = append(clean, text(s))
	}
	return clean
}
