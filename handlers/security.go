package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"clientele/models"
)

// Envelope is around every request: it catches panics, names the request, sets
// a deadline and the headers that hold everywhere, and writes one line to the
// log. It goes before everything else.
type Envelope struct {
	Now     models.Clock
	NewID   func() string // names a request; hard to guess is not needed
	Timeout time.Duration
	HTTPS   bool // people reach us by HTTPS, so their browsers may insist on it
	Log     *slog.Logger
	// Observe counts requests; may be nil. The route is the pattern, not the address.
	Observe func(method, route string, status int, took time.Duration)
}

// requestIDHeader names a request in answers and in the log.
const requestIDHeader = "X-Request-Id"

// Handle is the middleware.
func (e *Envelope) Handle(c *fiber.Ctx) error {
	start := e.Now()
	id := e.NewID()
	c.Set(requestIDHeader, id)
	e.secure(&c.Response().Header)
	ctx, cancel := context.WithTimeout(c.UserContext(), e.Timeout)
	defer cancel()
	c.SetUserContext(ctx)
	if err := e.next(c); err != nil {
		// Answered here and not by Fiber, so that the line below tells the status.
		if err := c.App().ErrorHandler(c, err); err != nil {
			c.Status(fiber.StatusInternalServerError)
		}
	}
	e.note(c, id, e.Now().Sub(start))
	return nil
}

// next runs the handlers. A panic and a missed deadline become errors.
func (e *Envelope) next(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = models.Wrap(models.Internal, fmt.Errorf("%v\n%s", p, debug.Stack()), "a handler panicked")
		}
	}()
	err = c.Next()
	var chosen *models.Error
	if errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &chosen) {
		return models.Wrap(models.Unavailable, err, "the answer took too long; try again")
	}
	return err
}

// secure sets what holds for every answer. Pages that live in the store admin
// replace the policy by one of their own.
func (e *Envelope) secure(h *fasthttp.ResponseHeader) {
	h.Set(fiber.HeaderContentSecurityPolicy, closedPolicy)
	h.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	// Addresses of pages carry ID tokens; no other site may learn them.
	h.Set(fiber.HeaderReferrerPolicy, "strict-origin")
	h.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if e.HTTPS {
		h.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
}

const closedPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// note writes one line without anything of customers: no address, no query, no
// body, no agent.
func (e *Envelope) note(c *fiber.Ctx, id string, took time.Duration) {
	route, status := c.Route().Path, c.Response().StatusCode()
	if e.Observe != nil {
		e.Observe(c.Method(), route, status, took)
	}
	level := slog.LevelInfo
	if route == "/healthz" || route == "/readyz" || route == "/metrics" {
		level = slog.LevelDebug // asked every few seconds
	}
	ctx := c.UserContext()
	shop := IdentityOf(ctx).Shop
	if shop == "" {
		shop = ShopperOf(ctx).Shop
	}
	e.Log.LogAttrs(ctx, level, "request", slog.String("method", c.Method()), slog.String("route", route),
		slog.Int("status", status), slog.Int64("ms", took.Milliseconds()), slog.String("shop", string(shop)), slog.String("request", id))
}
