package feeds

import (
	"net/url"
	"strings"

	"clientele/models"
)

// AddressMax bounds the address of a calendar, in bytes.
const AddressMax = 2_000

// ParseAddress reads the address of a calendar: one that begins with https:// or
// webcal://, which is the same. Where plain is allowed, http:// may stand, too.
func ParseAddress(text string, plain bool) (string, error) {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	if err != nil || len(text) > AddressMax || u.Opaque != "" || u.Hostname() == "" || u.User != nil {
		return "", badAddress()
	}
	switch u.Scheme = strings.ToLower(u.Scheme); {
	case u.Scheme == "webcal" || u.Scheme == "webcals":
		u.Scheme = "https"
	case u.Scheme == "https" || u.Scheme == "http" && plain:
	default:
		return "", badAddress()
	}
	u.Host, u.Fragment, u.RawFragment = strings.ToLower(u.Host), "", ""
	return u.String(), nil
}

func badAddress() error {
	return AtAddress("must be the address of a calendar, beginning with https:// or webcal://")
}

// AtAddress is what is wrong with an address, told where it was entered.
func AtAddress(message string) error {
	return models.InvalidFields([]models.FieldProblem{{Path: "address", Message: message}})
}

// shown is how many of its last characters are shown of an address.
const shown = 4

// Hint is what may be shown of an address: its host, and as many last characters
// as tell it from others. Of a short one nothing but the host.
func Hint(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	rest := strings.TrimSuffix(strings.TrimSuffix(u.RequestURI(), "/"), ".ics")
	if len(rest) < 4*shown {
		return u.Host
	}
	return u.Host + " …" + strings.ToValidUTF8(rest[len(rest)-shown:], "")
}
