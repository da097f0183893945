package shopify

import (
	"encoding/json"
	"math"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/models"
	"clientele/models/shops"
)

const (
	tokenLengthMax = 8 << 10
	tokenLeeway    = 10 * time.Second
)

// VerifyIDToken proves who opened a page or made a call: signed with one of
// the secrets by HS256, meant for this app, in time, issued by the shop it is
// for. Everything that is not so is models.Unauthorized.
func (v Verifier) VerifyIDToken(token string, now time.Time) (shops.Identity, error) {
	if token == "" || len(token) > tokenLengthMax || v.APIKey == "" {
		return shops.Identity{}, refused("the request carries no ID token")
	}
	var keys jwt.VerificationKeySet
	for _, secret := range v.Secrets {
		if secret != "" { // an unset variable must not become a key
			keys.Keys = append(keys.Keys, []byte(secret))
		}
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithStrictDecoding(),
		jwt.WithLeeway(tokenLeeway),
		jwt.WithTimeFunc(func() time.Time { return now }),
		jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired(), jwt.WithIssuedAt(),
		jwt.WithAudience(v.APIKey),
	)
	var c claims
	if _, err := parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return keys, nil }); err != nil {
		return shops.Identity{}, models.Wrap(models.Unauthorized, err, "the ID token is not valid")
	}
	return v.identity(c)
}

func (v Verifier) identity(c claims) (shops.Identity, error) {
	host, ok := httpsHost(c.Destination)
	if !ok || c.Destination != "https://"+host || !v.Shops.Allows(host) {
		return shops.Identity{}, refused("the ID token is for no shop of ours")
	}
	// The platform's own library leaves this out: without it, a token issued by
	// one shop could speak for another.
	if issuer, ok := httpsHost(c.Issuer); !ok || issuer != host {
		return shops.Identity{}, refused("the ID token was issued by another shop")
	}
	if !models.PlatformNumber(c.Subject) {
		return shops.Identity{}, refused("the ID token names no user")
	}
	if c.IssuedAt.instant.IsZero() {
		return shops.Identity{}, refused("the ID token does not say when it was issued")
	}
	return shops.Identity{Shop: models.ShopID(host), User: c.Subject, Session: c.Session}, nil
}

// httpsHost gives the host of an address without user, port, query or fragment.
func httpsHost(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Host != u.Hostname() || u.RawQuery != "" || strings.Contains(address, "#") {
		return "", false
	}
	return u.Host, u.Host != ""
}

// claims are read with their types pinned: an audience that is a list, or a
// time that is a string, is no token of the platform.
type claims struct {
	Issuer      string  `json:"iss"`
	Destination string  `json:"dest"`
	Audience    string  `json:"aud"`
	Subject     string  `json:"sub"`
	ExpiresAt   seconds `json:"exp"`
	NotBefore   seconds `json:"nbf"`
	IssuedAt    seconds `json:"iat"`
	Session     string  `json:"sid"`
}

// seconds is an instant given as a number of seconds since 1970.
type seconds struct{ instant time.Time }

const secondsMax = 1 << 36 // beyond the year 4000; guards the conversion

// UnmarshalJSON implements json.Unmarshaler.
func (s *seconds) UnmarshalJSON(raw []byte) error {
	var value float64
	if err := json.Unmarshal(raw, &value); err != nil {
		return models.Wrap(models.Unauthorized, err, "a time in the ID token is not a number")
	}
	if !(value > 0 && value < secondsMax) {
		return refused("a time in the ID token is out of range")
	}
	s.instant = time.Unix(int64(math.Floor(value)), 0)
	return nil
}

func (s seconds) date() *jwt.NumericDate {
	if s.instant.IsZero() {
		return nil
	}
	return &jwt.NumericDate{Time: s.instant}
}

func (c *claims) GetExpirationTime() (*jwt.NumericDate, error) { return c.ExpiresAt.date(), nil }
func (c *claims) GetNotBefore() (*jwt.NumericDate, error)      { return c.NotBefore.date(), nil }
func (c *claims) GetIssuedAt() (*jwt.NumericDate, error)       { return c.IssuedAt.date(), nil }
func (c *claims) GetIssuer() (string, error)                   { return c.Issuer, nil }
func (c *claims) GetSubject() (string, error)                  { return c.Subject, nil }
func (c *claims) GetAudience() (jwt.ClaimStrings, error) {
	return jwt.ClaimStrings{c.Audience}, nil
}
