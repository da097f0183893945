package webhooks

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strconv"

	"github.com/gofiber/fiber/v2"
)

// A body's buffer begins with this many bytes at most and doubles as bytes
// arrive. What a header promises costs nothing.
const bufferFirst = 16 << 10

// roomFree is how much of each body needs no room, in bytes: most deliveries
// are smaller, so that those who send large ones and never finish cannot keep
// out the usual ones. It is bounded by the number of connections.
const roomFree = 64 << 10

// read reads the body as far as it may go, and takes room for it while it
// grows. Release gives the room back; it must be called in any case.
func (d *Door) read(c *fiber.Ctx) (raw []byte, release func(), refused *refusal) {
	stream, told := c.Context().RequestBodyStream(), c.Request().Header.ContentLength()
	if stream == nil {
		stream = bytes.NewReader(c.BodyRaw())
	}
	from, held := "", 0
	if d.Address != nil {
		from = d.Address(c)
	}
	release = func() {
		if d.Room != nil && held > 0 {
			d.Room.Give(from, held)
		}
	}
	if told > BodyMax {
		return nil, release, tooLarge()
	}
	for first := true; ; first = false {
		if len(raw) == cap(raw) {
			grow := max(cap(raw), 512)
			if first {
				grow = min(max(told+1, 512), bufferFirst) // one more, to see the end without growing
			}
			if more := max(0, cap(raw)+grow-roomFree) - held; d.Room != nil && more > 0 {
				if !d.Room.Take(from, more) {
					return nil, release, &refusal{fiber.StatusServiceUnavailable, "overloaded", "too many large deliveries arrive at once; send it again later"}
				}
				held += more
			}
			raw = append(make([]byte, 0, cap(raw)+grow), raw...)
		}
		n, err := stream.Read(raw[len(raw):cap(raw)])
		raw = raw[:len(raw)+n]
		switch {
		case len(raw) > BodyMax:
			return nil, release, tooLarge()
		case errors.Is(err, io.EOF) && len(raw) == 0:
			return nil, release, &refusal{fiber.StatusBadRequest, "missing_body", "the request has no body"}
		case errors.Is(err, io.EOF):
			return raw, release, nil
		case err != nil:
			return nil, release, broken(err)
		}
	}
}

func tooLarge() *refusal {
	return &refusal{fiber.StatusRequestEntityTooLarge, "body_too_large", "a delivery may have " + strconv.Itoa(BodyMax) + " bytes"}
}

func broken(err error) *refusal {
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return &refusal{fiber.StatusRequestTimeout, "body_too_slow", "the body did not arrive in time; send it again"}
	}
	return &refusal{fiber.StatusBadRequest, "body_cut", "the body ended before its announced length; send it again"}
}
