package shopify

import (
	"encoding/base64"
	"testing"

	"clientele/models"
)

// Computed with: printf '%s' '{"id":1001,"name":"#1001 ☕"}' | openssl dgst -sha256 -hmac hush -binary | base64
const (
	webhookBody      = `{"id":1001,"name":"#1001 ☕"}`
	webhookSignature = "wR2F3eeDItx8RZ0lcVUJW4I1/POFJyT95P8q2sQTG3E="
)

func TestWebhookSignatureMatchesAnIndependentOne(t *testing.T) {
	t.Parallel()
	if err := VerifyWebhook([]byte(webhookBody), webhookSignature, []string{testSecret}); err != nil {
		t.Error(err)
	}
	if err := VerifyWebhook([]byte(webhookBody), webhookSignature, []string{"the new one", testSecret}); err != nil {
		t.Errorf("during a rotation: %v", err)
	}
}

func TestWebhookIsRefused(t *testing.T) {
	t.Parallel()
	unsigned := base64.StdEncoding.EncodeToString(sign("", []byte(webhookBody)))
	for name, c := range map[string]struct {
		body, header string
		secrets      []string
		want         models.Code
	}{
		"no body":                 {"", webhookSignature, []string{testSecret}, models.Invalid},
		"no signature":            {webhookBody, "", []string{testSecret}, models.Invalid},
		"re-encoded body":         {`{"id": 1001, "name": "#1001 ☕"}`, webhookSignature, []string{testSecret}, models.Unauthorized},
		"another secret":          {webhookBody, webhookSignature, []string{"other"}, models.Unauthorized},
		"no secret":               {webhookBody, unsigned, []string{"", ""}, models.Unauthorized},
		"signature cut":           {webhookBody, webhookSignature[:20], []string{testSecret}, models.Unauthorized},
		"signature with a break":  {webhookBody, webhookSignature[:20] + "\n" + webhookSignature[20:], []string{testSecret}, models.Unauthorized},
		"signature in hex":        {webhookBody, "00ff", []string{testSecret}, models.Unauthorized},
		"signature not in base64": {webhookBody, "!!", []string{testSecret}, models.Unauthorized},
	} {
		if err := VerifyWebhook([]byte(c.body), c.header, c.secrets); err == nil || models.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
