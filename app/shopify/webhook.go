package shopify

import (
	"encoding/base64"
	"strings"

	"clientele/models"
)

// VerifyWebhook proves that the exact bytes of a body were signed with one of
// the secrets; header is the base64 signature as received. A missing body or
// header is models.Invalid, a wrong signature models.Unauthorized.
func VerifyWebhook(body []byte, header string, secrets []string) error {
	if len(body) == 0 {
		return models.Errorf(models.Invalid, "the delivery has no body")
	}
	if header == "" {
		return models.Errorf(models.Invalid, "the delivery carries no signature")
	}
	// Compared as bytes, so that the comparison takes the same time wherever they
	// differ. The decoder skips line breaks; a signature has no such spellings.
	signature, err := base64.StdEncoding.Strict().DecodeString(header)
	if err != nil || strings.ContainsAny(header, "\r\n") || !signedByAny(secrets, body, signature) {
		return models.Errorf(models.Unauthorized, "the signature does not belong to this body and app")
	}
	return nil
}
