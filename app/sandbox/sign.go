package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
)

// idTokenLife is how long an ID token is good for.
const idTokenLife = 60 * time.Second

func hmacSum(secret string, message []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(message)
	return mac.Sum(nil)
}

// webhookSignature signs the exact bytes of a body.
func webhookSignature(secret string, raw []byte) string {
	return base64.StdEncoding.EncodeToString(hmacSum(secret, raw))
}

// pageSignature signs the query of an embedded page load: sorted by key,
// form-encoded with %20 for spaces, joined by "&", hex.
func pageSignature(secret string, query url.Values) string {
	encode := strings.NewReplacer("+", "%20", "~", "%7E", "%2A", "*")
	pairs := []string{}
	for key, values := range query {
		if key == "hmac" || key == "signature" {
			continue
		}
		for _, v := range values {
			pairs = append(pairs, encode.Replace(url.QueryEscape(key))+"="+encode.Replace(url.QueryEscape(v)))
		}
	}
	slices.Sort(pairs)
	return hex.EncodeToString(hmacSum(secret, []byte(strings.Join(pairs, "&"))))
}

// proxySignature signs the decoded query of an app proxy request: repeated
// values joined by ",", "key=value" sorted and put together without separator.
func proxySignature(secret string, query url.Values) string {
	pairs := []string{}
	for key, values := range query {
		if key != "signature" {
			pairs = append(pairs, key+"="+strings.Join(values, ","))
		}
	}
	slices.Sort(pairs)
	return hex.EncodeToString(hmacSum(secret, []byte(strings.Join(pairs, ""))))
}

// idClaims are the claims of an ID token.
type idClaims struct {
	Issuer      string `json:"iss"`
	Destination string `json:"dest"`
	Audience    string `json:"aud"`
	Subject     string `json:"sub"`
	Expires     int64  `json:"exp"`
	NotBefore   int64  `json:"nbf"`
	IssuedAt    int64  `json:"iat"`
	ID          string `json:"jti"`
	Session     string `json:"sid"`
	Signature   string `json:"sig"`
}

// signJWT writes a compact HS256 token.
func signJWT(secret string, claims any) (string, error) {
	raw, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("sandbox: claims: %w", err)
	}
	enc := base64.RawURLEncoding
	text := enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc.EncodeToString(raw)
	return text + "." + enc.EncodeToString(hmacSum(secret, []byte(text))), nil
}

var errToken = errors.New("invalid token")

// readJWT verifies a token of ours at a moment, without leeway. The caller holds
// the lock.
func (s *Server) readJWT(token string, now time.Time) (idClaims, error) {
	var claims idClaims
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > 4096 {
		return claims, errToken
	}
	enc := base64.RawURLEncoding
	header, err1 := enc.DecodeString(parts[0])
	raw, err2 := enc.DecodeString(parts[1])
	sum, err3 := enc.DecodeString(parts[2])
	if errors.Join(err1, err2, err3) != nil || string(header) != `{"alg":"HS256","typ":"JWT"}` {
		return claims, errToken
	}
	current, former := s.secretsOf(s.state)
	signed := []byte(parts[0] + "." + parts[1])
	good := hmac.Equal(sum, hmacSum(current, signed)) || former != "" && hmac.Equal(sum, hmacSum(former, signed))
	if !good || json.Unmarshal(raw, &claims) != nil {
		return claims, errToken
	}
	if claims.Audience != s.opts.ClientID || now.Unix() >= claims.Expires || now.Unix() < claims.NotBefore {
		return claims, errToken
	}
	return claims, nil
}

// MintIDToken returns a fresh token for a staff user, whose id is a number
// written as text.
func (s *Server) MintIDToken(shop, user string) (string, error) {
	sh, ok := s.Shop(shop)
	if !ok {
		return "", missing("the store " + shop)
	}
	return s.mint(sh, user, s.Now())
}

func (s *Server) mint(sh Shop, user string, now time.Time) (string, error) {
	return signJWT(s.clientSecret(), idClaims{
		Issuer: "https://" + sh.Domain + "/admin", Destination: "https://" + sh.Domain, Audience: s.opts.ClientID, Subject: user,
		Expires: now.Add(idTokenLife).Unix(), NotBefore: now.Unix(), IssuedAt: now.Unix(),
		ID: s.randomUUID(), Session: s.randomUUID(), Signature: s.randomHex(32),
	})
}

// EmbedQuery is the signed query of a page load in the admin frame; append it
// to the app's address and path.
func (s *Server) EmbedQuery(shop, user, locale string) (url.Values, error) {
	sh, ok := s.Shop(shop)
	if !ok {
		return nil, missing("the store " + shop)
	}
	now := s.Now()
	token, err := s.mint(sh, user, now)
	if err != nil {
		return nil, err
	}
	if locale == "" {
		locale = sh.Locale
	}
	q := url.Values{
		"embedded": {"1"}, "id_token": {token}, "locale": {locale}, "session": {s.randomHex(32)}, "shop": {sh.Domain},
		"host":      {base64.RawStdEncoding.EncodeToString([]byte("admin.shopify.com/store/" + sh.Handle))},
		"timestamp": {itoa(now.Unix())},
	}
	q.Set("hmac", pageSignature(s.clientSecret(), q))
	return q, nil
}

// randomHex returns n random bytes as 2n hex digits. A source that fails is
// broken beyond repair, so the zero bytes it left are used rather than an
// error passed through every caller; the notice tells.
func (s *Server) randomHex(n int) string {
	raw := make([]byte, n)
	s.rand.Lock()
	defer s.rand.Unlock()
	if _, err := io.ReadFull(s.opts.Rand, raw); err != nil {
		s.log.Error("sandbox: random source failed", "error", err.Error())
	}
	return hex.EncodeToString(raw)
}

func (s *Server) randomUUID() string {
	h := s.randomHex(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}
