package handlers

import (
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// Rate bounds how often a key may ask. Zero lets the request pass; anything
// else is how long to wait.
type Rate interface {
	Take(key string, now time.Time) time.Duration
}

// Limits bound how often people may ask. Whoever proved who they are counts for
// their store, whatever the address, because many share one: a company's exit,
// a proxy, the platform itself. Whoever did not counts for the address, so that
// guessing is slow and strangers cannot use up what belongs to a store. A part
// that is nil bounds nothing.
type Limits struct {
	Staff       Rate // by store: calls of the panel's API, and its pages
	Storefront  Rate // by store: requests of its visitors
	Visitors    Rate // by store and customer
	Subscribers Rate // by link to a calendar
	Strangers   Rate // by address: requests that proved nothing
	// Address is where a request came from, as far as that can be trusted.
	Address func(*fiber.Ctx) string
}

// take counts a request and refuses it when there were too many.
func take(c *fiber.Ctx, rate Rate, key string, now time.Time) error {
	if rate == nil {
		return nil
	}
	wait := rate.Take(key, now)
	if wait <= 0 {
		return nil
	}
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	return models.Errorf(models.TooMany, "too many requests; wait as long as Retry-After says, in seconds, and try again")
}

// stranger counts a request that proved nothing, and gives why it is refused:
// for its own reason, or because there were too many such.
func (l Limits) stranger(c *fiber.Ctx, now time.Time, why error) error {
	if l.Address == nil {
		return why
	}
	if err := take(c, l.Strangers, l.Address(c), now); err != nil {
		return err
	}
	return why
}
