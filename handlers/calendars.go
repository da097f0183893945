package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
	"clientele/models/feeds"
)

// Calendars answers other calendars that subscribe to ours. Who has the link may
// read, so nothing of it is logged and nobody in between keeps an answer.
type Calendars struct {
	Flow interface {
		KnownLink(ctx context.Context, shop models.ShopID, token string) (feeds.Link, error)
		PublishCalendar(ctx context.Context, link feeds.Link) (feeds.Agenda, error)
	}
	Write  func(feeds.Agenda) ([]byte, error)
	Limits Limits
	Now    models.Clock
}

// Serve answers GET /calendars/{shop}/{token}.ics.
func (s *Calendars) Serve(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set("X-Robots-Tag", "noindex")
	link, err := s.Flow.KnownLink(c.UserContext(), models.ShopID(c.Params("shop")), c.Params("token"))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return nowhere(c, s.Limits.stranger(c, s.Now(), err), noCalendar, noCalendarWay)
	}
	if err != nil {
		return err
	}
	if err := take(c, s.Limits.Subscribers, link.Digest, s.Now()); err != nil {
		return err
	}
	agenda, err := s.Flow.PublishCalendar(c.UserContext(), link)
	if err != nil {
		return err
	}
	body, err := s.Write(agenda)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	c.Set(fiber.HeaderETag, tag)
	if hasTag(c.Get(fiber.HeaderIfNoneMatch), tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="calendar.ics"`)
	return c.Send(body)
}

// hasTag tells whether a tag is among those that a caller has.
func hasTag(have, tag string) bool {
	for _, one := range strings.Split(have, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
