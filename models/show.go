package models

import (
	"strconv"
	"strings"
)

// marks are what shoppers expect beside an amount. Other currencies show
// their code.
var marks = map[string]string{
	"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩", "AUD": "A$", "CAD": "CA$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "TWD": "NT$", "INR": "₹",
}

// ShowMinor writes an amount in minor units for people who read a language
// (en, ja, ko): $1,250, $12.50, 1,000円 for yen in Japanese, 1,000원 for won in
// Korean. Whole amounts go without decimals.
func ShowMinor(minor int64, currency, language string) string {
	sign := ""
	if minor < 0 {
		sign, minor = "−", -minor
	}
	whole, fraction, _ := strings.Cut(FormatMinor(minor, currency), ".")
	if strings.Trim(fraction, "0") == "" {
		fraction = ""
	} else {
		fraction = "." + fraction
	}
	amount := sign + thousands(whole) + fraction
	switch {
	case currency == "JPY" && strings.HasPrefix(language, "ja"):
		return amount + "円"
	case currency == "KRW" && strings.HasPrefix(language, "ko"):
		return amount + "원"
	}
	mark, known := marks[currency]
	if !known {
		return amount + " " + currency
	}
	return sign + mark + strings.TrimPrefix(amount, sign)
}

// ShowCount writes a whole number with separators between thousands.
func ShowCount(n int64) string {
	digits := strconv.FormatInt(n, 10)
	if n < 0 {
		return "−" + thousands(strings.TrimPrefix(digits, "-"))
	}
	return thousands(digits)
}

// thousands puts a comma before every third digit from the right, as all three
// languages do.
func thousands(digits string) string {
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
