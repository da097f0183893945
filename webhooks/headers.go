package webhooks

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// The headers of a delivery.
const (
	headerTopic      = "X-Shopify-Topic"
	headerSignature  = "X-Shopify-Hmac-Sha256"
	headerShop       = "X-Shopify-Shop-Domain"
	headerAPIVersion = "X-Shopify-API-Version"
	headerWebhookID  = "X-Shopify-Webhook-Id"
	headerEventID    = "X-Shopify-Event-Id"
	headerTriggered  = "X-Shopify-Triggered-At"
)

// header says what a header may hold. None of them is covered by the
// signature, so none is taken on trust.
type header struct {
	name     string
	required bool
	form     *regexp.Regexp
}

var (
	idForm  = regexp.MustCompile(`^[A-Za-z0-9._:=+/-]{1,128}$`)
	headers = []header{
		{headerSignature, true, regexp.MustCompile(`^[A-Za-z0-9+/=_-]{1,128}$`)},
		{headerTopic, true, regexp.MustCompile(`^[a-z0-9_./-]{1,100}$`)},
		{headerShop, true, regexp.MustCompile(`^[A-Za-z0-9.-]{1,255}$`)},
		{headerAPIVersion, true, regexp.MustCompile(`^[A-Za-z0-9_-]{1,20}$`)},
		{headerWebhookID, true, idForm},
		{headerEventID, false, idForm},
		{headerTriggered, false, regexp.MustCompile(`^[0-9TZtz:.+-]{1,40}$`)},
	}
)

// readHeaders gives a delivery as far as its headers tell, and the shop's domain.
func readHeaders(c *fiber.Ctx) (models.Delivery, string, *refusal) {
	values := map[string]string{}
	for _, h := range headers {
		values[h.name] = strings.Clone(c.Get(h.name)) // the server uses its buffer again
		if h.required && values[h.name] == "" {
			return models.Delivery{}, "", h.missing()
		}
	}
	for _, h := range headers {
		if value := values[h.name]; value != "" && !h.form.MatchString(value) {
			return models.Delivery{}, "", h.malformed()
		}
	}
	// A time that cannot be read is treated as not told.
	triggered, _ := time.Parse(time.RFC3339Nano, values[headerTriggered])
	if triggered.Year() < 1970 || triggered.Year() > 2200 {
		triggered = time.Time{}
	}
	return models.Delivery{
		Topic: values[headerTopic], APIVersion: values[headerAPIVersion],
		WebhookID: values[headerWebhookID], EventID: values[headerEventID],
		TriggeredAt: models.Instant(triggered),
	}, values[headerShop], nil
}

func (h header) missing() *refusal {
	code := "missing_headers"
	if h.name == headerSignature {
		code = "missing_hmac"
	}
	return &refusal{fiber.StatusBadRequest, code, "the header " + h.name + " is missing"}
}

func (h header) malformed() *refusal {
	if h.name == headerSignature {
		return &refusal{fiber.StatusUnauthorized, "invalid_hmac", "the header " + h.name + " holds no signature"}
	}
	return &refusal{fiber.StatusBadRequest, "invalid_headers", "the header " + h.name + " does not have the expected form"}
}

// refusal is why a delivery was not taken in.
type refusal struct {
	status int
	code   string
	detail string
}

func refuse(status int, code, detail string) (string, *refusal) {
	return code, &refusal{status: status, code: code, detail: detail}
}

// answer writes the refusal as a problem document (RFC 9457).
func (r *refusal) answer(c *fiber.Ctx) error {
	switch r.status {
	case fiber.StatusMethodNotAllowed:
		c.Set(fiber.HeaderAllow, fiber.MethodPost)
	case fiber.StatusServiceUnavailable:
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(retryAfter/time.Second)))
	}
	return c.Status(r.status).JSON(fiber.Map{
		"title": title(r.status), "status": r.status, "detail": r.detail, "code": r.code,
	}, "application/problem+json")
}

func title(status int) string {
	switch status {
	case fiber.StatusServiceUnavailable:
		return "Try again later"
	case fiber.StatusUnauthorized:
		return "Wrong signature"
	}
	return "Delivery refused"
}
