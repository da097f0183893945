package shopify

import (
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/shops"
)

const (
	queryLengthMax = 8 << 10
	queryFieldsMax = 100
	queryAge       = 90 * time.Second // either way, inclusive
	prefixMax      = 200
)

// VerifyProxy proves that a storefront visitor's request came through the
// platform's app proxy, and tells who it is. query is the raw query string as
// received. Everything that is not so is models.Unauthorized.
func (v Verifier) VerifyProxy(query string, now time.Time) (shops.Shopper, error) {
	values, err := VerifyProxy(query, v.Secrets, now)
	if err != nil {
		return shops.Shopper{}, err
	}
	s := shops.Shopper{
		Shop:       models.ShopID(values.Get("shop")),
		CustomerID: values.Get("logged_in_customer_id"),
		PathPrefix: values.Get("path_prefix"),
	}
	if !v.Shops.Allows(string(s.Shop)) {
		return shops.Shopper{}, refused("the signed query names no shop of ours")
	}
	if s.CustomerID != "" && !models.PlatformNumber(s.CustomerID) {
		return shops.Shopper{}, refused("the signed query names no customer number")
	}
	if len(s.PathPrefix) > prefixMax || s.PathPrefix != "" && !strings.HasPrefix(s.PathPrefix, "/") || strings.HasPrefix(s.PathPrefix, "//") {
		return shops.Shopper{}, refused("the signed query names no path")
	}
	return s, nil
}

// VerifyProxy checks a proxied query's signature and age and gives its values.
// The signed text joins repeated values with commas and the sorted pairs
// without a separator; the signature is hexadecimal.
func VerifyProxy(query string, secrets []string, now time.Time) (url.Values, error) {
	values, err := parseQuery(query)
	if err != nil {
		return nil, err
	}
	// A pair given twice would leave open which one counts.
	for _, name := range []string{"shop", "timestamp", "signature", "hmac", "logged_in_customer_id", "path_prefix"} {
		if len(values[name]) > 1 {
			return nil, refused("the query repeats " + name)
		}
	}
	signature := values.Get("signature")
	message := proxyMessage(values)
	// Without separators, text inside one value could be read as another pair by
	// whoever moves the boundaries and keeps the signature.
	for _, name := range []string{"shop=", "logged_in_customer_id="} {
		if strings.Count(message, name) > 1 {
			return nil, refused("the query hides a second " + strings.TrimSuffix(name, "="))
		}
	}
	if !signedHex(secrets, message, signature) {
		return nil, refused("the query is not signed by the platform")
	}
	if err := checkAge(values.Get("timestamp"), now); err != nil {
		return nil, err
	}
	return values, nil
}

func proxyMessage(values url.Values) string {
	pairs := make([]string, 0, len(values))
	for name, list := range values {
		if name != "signature" {
			pairs = append(pairs, name+"="+strings.Join(list, ","))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "")
}

// VerifyQuery checks the signature and age of a page load's query, the hmac
// parameter. It says that the platform sent somebody here, not who it is.
func VerifyQuery(query string, secrets []string, now time.Time) error {
	values, err := parseQuery(query)
	if err != nil {
		return err
	}
	for name, list := range values {
		if len(list) > 1 {
			return refused("the query repeats " + name)
		}
	}
	if !signedHex(secrets, pageMessage(values), values.Get("hmac")) {
		return refused("the query is not signed by the platform")
	}
	return checkAge(values.Get("timestamp"), now)
}

func pageMessage(values url.Values) string {
	pairs := make([]string, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name != "hmac" && name != "signature" {
			pairs = append(pairs, formEncode(name)+"="+formEncode(values.Get(name)))
		}
	}
	return strings.Join(pairs, "&")
}

// formEncode spells text as the platform does in the signed query.
func formEncode(s string) string {
	return strings.NewReplacer("+", "%20", "~", "%7E", "%2A", "*").Replace(url.QueryEscape(s))
}

func parseQuery(query string) (url.Values, error) {
	if len(query) > queryLengthMax || strings.Count(query, "&") >= queryFieldsMax {
		return nil, refused("the query is longer than any the platform signs")
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, refused("the query is not well formed")
	}
	return values, nil
}

func signedHex(secrets []string, message, signature string) bool {
	given, err := hex.DecodeString(signature)
	return err == nil && signedByAny(secrets, []byte(message), given)
}

func checkAge(timestamp string, now time.Time) error {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || len(timestamp) > 11 {
		return refused("the query carries no time")
	}
	// Whole seconds on both sides, because the platform signs whole seconds.
	age := time.Duration(now.Unix()-seconds) * time.Second
	if age > queryAge || age < -queryAge {
		return refused("the query was signed too long ago or in the future")
	}
	return nil
}

func refused(message string) error { return models.Errorf(models.Unauthorized, "%s", message) }
