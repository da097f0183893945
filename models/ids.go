package models

import (
	"regexp"
	"strings"
	"time"
)

// ShopID is a shop's permanent domain in lower case, such as
// demo-shop.myshopify.com. It leads every document, query, index and id.
type ShopID string

// ContactID names a contact within a shop: "c_" and the platform's customer
// number for members, "g_" and a keyed hash of the address for guests.
type ContactID string

// OrderID is the platform's order number (digits).
type OrderID string

// Guest tells whether the id names a contact known by address only.
func (id ContactID) Guest() bool { return strings.HasPrefix(string(id), "g_") }

// MemberContact is the id of the contact behind a platform customer number.
func MemberContact(customer string) ContactID { return ContactID("c_" + customer) }

// Handle is the first label of the shop's domain.
func (s ShopID) Handle() string {
	head, _, _ := strings.Cut(string(s), ".")
	return head
}

var digits = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)

// PlatformNumber tells whether s is a number the platform may have given out.
func PlatformNumber(s string) bool { return digits.MatchString(s) }

// Clock tells the present. Only flows and jobs hold one.
type Clock func() time.Time

// Instant is t in UTC, cut to the milliseconds that every engine keeps.
func Instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}
