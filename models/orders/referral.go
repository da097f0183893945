package orders

import "strings"

// ReferralAttribute is the name of the cart attribute in which the storefront
// keeps the code of who recommended the store. The cart hands it on to the order.
const ReferralAttribute = "clientele_ref"

// referralMax is longer than any code.
const referralMax = 40

// Referral is the code in the value of the attribute, empty for what cannot be
// one.
func Referral(value string) string {
	value = strings.ToUpper(strings.TrimSpace(value))
	if len(value) > referralMax {
		return ""
	}
	return value
}
