package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/url"
)

// Verifier proves that tokens, queries and addresses come from the platform
// and are meant for this app.
type Verifier struct {
	APIKey  string   // the app's client id
	Secrets []string // the client secret, then the one before it during a rotation
	Shops   Domains
	Admin   *url.URL // the store admin's origin, such as https://admin.shopify.com
}

// sign is the HMAC-SHA256 of a message.
func sign(secret string, message []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(message)
	return mac.Sum(nil)
}

// signedByAny compares in constant time with what each secret would give.
// Empty secrets never match: an unset variable must not become a key.
func signedByAny(secrets []string, message, signature []byte) bool {
	found := false
	for _, secret := range secrets {
		if secret != "" && hmac.Equal(sign(secret, message), signature) {
			found = true
		}
	}
	return found
}
