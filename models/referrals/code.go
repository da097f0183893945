package referrals

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"clientele/models"
	"clientele/models/orders"
)

// codeLength gives 60 bits, too many to be guessed at the doors' pace.
const codeLength = 12

// letters leave out what looks alike.
var letters = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

func mark(salt []byte, text string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(text))
	return letters.EncodeToString(mac.Sum(nil))
}

// CodeOf is the code of a contact: always the same, and told by nobody who does
// not know the shop's secret.
func CodeOf(salt []byte, contact models.ContactID) string {
	return mark(salt, "referral code|"+string(contact))[:codeLength]
}

// IDOf is the id of the referral of a friend. It names nobody, so that it can
// stand in the book of the advocate.
func IDOf(salt []byte, friend models.ContactID) string {
	return strings.ToLower(mark(salt, "referral|"+string(friend))[:20])
}

// Code is a text in the form of a code; empty when it has not that form.
func Code(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) != codeLength || strings.ContainsFunc(text, func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", r)
	}) {
		return ""
	}
	return text
}

// CodeIn is the code that an order was placed with: the one that the link left
// in the cart, else one that was entered as a discount code. It is empty for
// none.
func CodeIn(o orders.Order) string {
	if code := Code(o.Referral); code != "" {
		return code
	}
	for _, code := range o.Codes() {
		if code = Code(code); code != "" {
			return code
		}
	}
	return ""
}
