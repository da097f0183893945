package sandbox

import (
	"encoding/json"
	"math/bits"
	"slices"
	"strings"
)

// maxMinor bounds every amount, so that products of an amount and a rate or a
// quantity stay inside 64 bits.
const maxMinor = 1_000_000_000_000

func (m Money) plus(o Money) Money  { return Money{m.Shop + o.Shop, m.Buyer + o.Buyer} }
func (m Money) minus(o Money) Money { return Money{m.Shop - o.Shop, m.Buyer - o.Buyer} }
func (m Money) neg() Money          { return Money{-m.Shop, -m.Buyer} }
func (m Money) times(n int64) Money { return Money{m.Shop * n, m.Buyer * n} }

// IsZero tells whether nothing is there in either currency.
func (m Money) IsZero() bool { return m == Money{} }

// floorZero replaces negative amounts by nothing.
func (m Money) floorZero() Money { return Money{max(m.Shop, 0), max(m.Buyer, 0)} }

// share is the value of n out of q pieces that are worth m together. Shares
// telescope: the value of pieces taken away one after the other adds up to m.
func (m Money) share(n, q int64) Money {
	return Money{portion(m.Shop, n, q), portion(m.Buyer, n, q)}
}

// portion is x*n/d rounded half up, for 0 <= n and 0 < d.
func portion(x, n, d int64) int64 {
	if x < 0 {
		return -portion(-x, n, d)
	}
	if d <= 0 || n <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(x), uint64(n))
	lo, carry := bits.Add64(lo, uint64(d)/2, 0)
	if hi += carry; hi >= uint64(d) {
		return maxMinor
	}
	quotient, _ := bits.Div64(hi, lo, uint64(d))
	return int64(quotient)
}

// allocate splits total over parts in proportion to their weights. Every share
// is rounded down and the pieces left over go to the largest remainders, first
// line first, so that the shares always add up to total.
func allocate(total int64, weights []int64) []int64 {
	out := make([]int64, len(weights))
	var sum int64
	for _, w := range weights {
		sum += w
	}
	if sum <= 0 || total <= 0 {
		return out
	}
	remainders := make([]uint64, len(weights))
	left := total
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(total), uint64(w))
		quotient, rest := bits.Div64(hi, lo, uint64(sum))
		out[i], remainders[i] = int64(quotient), rest
		left -= out[i]
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case remainders[a] > remainders[b]:
			return -1
		case remainders[a] < remainders[b]:
			return 1
		}
		return 0
	})
	for i := 0; left > 0; i++ {
		out[order[i]]++
		left--
	}
	return out
}

// exponents of currencies that do not have two decimals.
var exponents = map[string]int{"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "JOD": 3, "TND": 3}

// Exponent is the number of decimals of a currency.
func Exponent(currency string) int {
	if e, ok := exponents[currency]; ok {
		return e
	}
	return 2
}

// FormatMoney writes an amount in minor units with the currency's decimals and
// a point: "12.50", "1200", "-3.00".
func FormatMoney(minor int64, currency string) string {
	exponent := Exponent(currency)
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	digits := itoa(minor)
	if exponent == 0 {
		return sign + digits
	}
	for len(digits) <= exponent {
		digits = "0" + digits
	}
	cut := len(digits) - exponent
	return sign + digits[:cut] + "." + digits[cut:]
}

// ParseMoney reads an amount as people type it, "12.5" or "1200", into minor
// units. More decimals than the currency has are refused.
func ParseMoney(text, currency string) (int64, error) {
	bad := refuse("\"" + text + "\" is not an amount in " + currency)
	whole, fraction, _ := strings.Cut(strings.TrimSpace(text), ".")
	exponent := Exponent(currency)
	if len(fraction) > exponent || whole == "" || len(whole) > 10 {
		return 0, bad
	}
	for len(fraction) < exponent {
		fraction += "0"
	}
	var minor int64
	for _, c := range whole + fraction {
		if c < '0' || c > '9' {
			return 0, bad
		}
		minor = minor*10 + int64(c-'0')
	}
	return minor, nil
}

// number is an amount as a JSON number without trailing zeros: 89.9, 99.
func number(minor int64, currency string) json.Number {
	text := FormatMoney(minor, currency)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return json.Number(text)
}

// convert turns store money into the shopper's at a rate per million, rounded
// half up. An unknown rate means the same currency.
func convert(minor int64, rate int64) int64 {
	if rate == 0 {
		return minor
	}
	return portion(minor, rate, 1_000_000)
}
