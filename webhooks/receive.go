package webhooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// Keeper is the part of the inbox that the door needs. flow.Inbox is one.
type Keeper interface {
	Put(ctx context.Context, deliveries []models.Delivery) (int, error)
}

// Path is where the platform delivers.
const Path = "/webhooks/shopify"

const (
	patienceDefault = 3 * time.Second // the platform hangs up after five
	retryAfter      = 5 * time.Second
)

// Door takes deliveries in: it proves them, keeps them and acknowledges them.
// The work is done later, because the platform waits at most five seconds and
// takes anything but a quick 2xx for a failure.
type Door struct {
	Inbox Keeper
	// Verify proves the signature in the header on the exact bytes of the body.
	Verify func(raw []byte, header string) error
	// ShopOK reads a shop's domain and tells whether this program serves it.
	ShopOK func(domain string) (models.ShopID, bool)
	Now    models.Clock
	// Wake tells the worker that there is something to do. It must not block.
	Wake func()
	Log  *slog.Logger
	// Observe counts what happened at the door. Topic is one that is handled or
	// "other"; result is "kept", "known", "refused_topic" or a refusal's code.
	Observe func(topic, result string, took time.Duration)
	// Patience bounds the wait for the inbox; zero means three seconds.
	Patience time.Duration
	// Turns lets a bounded number of proven deliveries to the inbox at a time and
	// divides the places fairly among shops. Nil lets all of them.
	Turns Turns
	// Room is the memory, in bytes, for bodies under way, divided among
	// addresses. Nil means as much as comes.
	Room Room
	// Address names where a request came from; nil means they all came from one.
	Address func(*fiber.Ctx) string
}

// Turns is where deliveries wait for each other. gate.Turnstile is one.
type Turns interface {
	Enter(ctx context.Context, key string) (leave func(), err error)
}

// Room is what bodies under way may fill. gate.Share is one.
type Room interface {
	Take(key string, bytes int) bool
	Give(key string, bytes int)
}

// Check needs everything but these.
var optional = []string{"Patience", "Turns", "Room", "Address"}

// Check names what the program forgot to fill in.
func (d *Door) Check() error {
	v := reflect.ValueOf(*d)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; !slices.Contains(optional, name) && v.Field(i).IsNil() {
			return models.Errorf(models.Internal, "webhooks: %s of the door is missing", name)
		}
	}
	return nil
}

// Receive is the handler of Path, for every method.
func (d *Door) Receive(c *fiber.Ctx) error {
	start := d.Now()
	result, refused := d.receive(c)
	d.Observe(topicLabel(c.Get(headerTopic)), result, d.Now().Sub(start))
	if refused == nil {
		return c.SendStatus(fiber.StatusOK)
	}
	return refused.answer(c)
}

// receive answers in one word what it did, or why it refused.
func (d *Door) receive(c *fiber.Ctx) (string, *refusal) {
	if c.Method() != fiber.MethodPost {
		return refuse(fiber.StatusMethodNotAllowed, "method_not_allowed", "deliveries are sent with POST")
	}
	delivery, domain, refused := readHeaders(c)
	if refused != nil {
		return refused.code, refused
	}
	raw, release, refused := d.read(c)
	defer release()
	if refused != nil {
		return refused.code, refused
	}
	if err := d.Verify(raw, c.Get(headerSignature)); err != nil {
		d.Log.Debug("delivery with a wrong signature", "topic", topicLabel(delivery.Topic))
		return refuse(fiber.StatusUnauthorized, "invalid_hmac", "the signature does not belong to this body; check the app's client secret")
	}
	shop, ok := d.ShopOK(domain)
	if !ok {
		d.Log.Warn("delivery refused", "reason", "shop_not_served", "topic", topicLabel(delivery.Topic))
		return refuse(fiber.StatusForbidden, "shop_not_served", "this shop is not served here; check SHOP_DOMAINS")
	}
	delivery.Shop, delivery.ReceivedAt = shop, models.Instant(d.Now())
	delivery, err := prepare(delivery, raw)
	if err != nil {
		d.Log.Warn("delivery refused", "reason", "invalid_body", "shop", shop, "topic", topicLabel(delivery.Topic), "problem", err.Error())
		return refuse(fiber.StatusBadRequest, "invalid_body", err.Error())
	}
	return d.keep(c.UserContext(), delivery)
}

// prepare makes a delivery ready to be kept. A topic that nobody handles is kept
// as refused and still acknowledged, so that the platform does not repeat what
// cannot succeed and people see what is subscribed without need.
func prepare(delivery models.Delivery, raw []byte) (models.Delivery, error) {
	if err := scan(raw); err != nil {
		return delivery, err
	}
	k, err := peek(raw)
	if err != nil {
		return delivery, err
	}
	sum := sha256.Sum256(raw)
	delivery.Body, delivery.Size, delivery.SHA256 = raw, len(raw), hex.EncodeToString(sum[:])
	t, known := topics[delivery.Topic]
	if !known {
		delivery.State, delivery.DoneAt, delivery.Problem = models.Refused, delivery.ReceivedAt, unknownTopic(delivery.Topic)
		return delivery, nil
	}
	delivery.State, delivery.Subject = models.Waiting, t.about(k)
	return delivery, nil
}

func (d *Door) keep(ctx context.Context, delivery models.Delivery) (string, *refusal) {
	patience := d.Patience
	if patience == 0 {
		patience = patienceDefault
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if d.Turns != nil {
		leave, err := d.Turns.Enter(ctx, string(delivery.Shop))
		if err != nil {
			return refuse(fiber.StatusServiceUnavailable, "overloaded", "more deliveries of this shop arrive than can be kept; send it again later")
		}
		defer leave()
	}
	added, err := d.Inbox.Put(ctx, []models.Delivery{delivery})
	if err != nil {
		d.Log.Error("delivery not kept", "shop", delivery.Shop, "topic", topicLabel(delivery.Topic), "code", models.CodeOf(err))
		return refuse(fiber.StatusServiceUnavailable, "unavailable", "the delivery could not be kept; send it again")
	}
	switch {
	case added == 0:
		return "known", nil
	case delivery.State == models.Refused:
		d.Log.Warn("delivery of an unknown topic", "shop", delivery.Shop, "topic", delivery.Topic)
		return "refused_topic", nil
	}
	d.Wake()
	return "kept", nil
}

// topicLabel bounds the number of labels in logs and metrics, whatever is sent.
func topicLabel(name string) string {
	for known := range topics {
		if known == name {
			return known // not name, whose memory belongs to the request
		}
	}
	return "other"
}
