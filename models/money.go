package models

import (
	"regexp"
	"strconv"
	"strings"
)

// Money is an amount in minor units of a currency (ISO 4217 code).
type Money struct {
	Minor    int64
	Currency string
}

// exponents lists the ISO 4217 currencies whose number of decimals is not two.
var exponents = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
	"UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// ValidCurrency tells whether code has the form of an ISO 4217 code.
func ValidCurrency(code string) bool { return currencyCode.MatchString(code) }

// Exponent is the number of decimals of a currency; two for most.
func Exponent(currency string) int {
	if e, ok := exponents[currency]; ok {
		return e
	}
	return 2
}

// Pow10 is ten to the power n, for 0 ≤ n ≤ 18.
func Pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

var decimalForm = regexp.MustCompile(`^(-?)([0-9]{1,15})(?:\.([0-9]{1,12}))?$`)

// ParseMinor reads a decimal amount such as "49.95" as minor units. It refuses
// exponents, signs other than a leading minus, and digits finer than the
// currency's smallest unit unless they are zeros.
func ParseMinor(amount, currency string) (int64, error) {
	m := decimalForm.FindStringSubmatch(amount)
	if m == nil {
		return 0, Errorf(Invalid, "%.40q is not an amount such as 49.95", amount)
	}
	exponent := Exponent(currency)
	fraction := m[3]
	if len(fraction) > exponent {
		if strings.Trim(fraction[exponent:], "0") != "" {
			return 0, Errorf(Invalid, "%s is finer than the smallest unit of %s", amount, currency)
		}
		fraction = fraction[:exponent]
	}
	fraction += strings.Repeat("0", exponent-len(fraction))
	minor, err := strconv.ParseInt(m[2]+fraction, 10, 64)
	if err != nil {
		return 0, Errorf(Invalid, "%s is larger than any amount we can count", amount)
	}
	if m[1] == "-" {
		minor = -minor
	}
	return minor, nil
}

// FormatMinor writes minor units as a plain decimal, such as 49.95.
func FormatMinor(minor int64, currency string) string {
	exponent := Exponent(currency)
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	s := strconv.FormatInt(minor, 10)
	if exponent == 0 {
		return sign + s
	}
	if len(s) <= exponent {
		s = strings.Repeat("0", exponent-len(s)+1) + s
	}
	return sign + s[:len(s)-exponent] + "." + s[len(s)-exponent:]
}
