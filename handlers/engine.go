package handlers

import (
	"io"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Around wraps the whole server, because Fiber and its engine answer some
// requests before any handler does: those with an unknown method, with headers
// that are too large, and those that are no HTTP. The headers that protect hold
// there, too.
//
// Bodies are read as streams, and only where somebody wants them. What was not
// read is read here and thrown away, up to drainMax bytes; where more is left the
// connection ends. Otherwise the rest would be taken for the next request.
func (e *Envelope) Around(app *fiber.App, drainMax int64) {
	engine := app.Server()
	handle, fail := engine.Handler, engine.ErrorHandler
	engine.Handler = func(ctx *fasthttp.RequestCtx) {
		e.secure(&ctx.Response.Header)
		handle(ctx)
		if ctx.Request.Header.ContentLength() == chunked || !drained(ctx.RequestBodyStream(), drainMax) {
			ctx.SetConnectionClose()
		}
	}
	engine.ErrorHandler = func(ctx *fasthttp.RequestCtx, err error) {
		e.secure(&ctx.Response.Header)
		fail(ctx, err)
	}
}

// chunked is the length of a body whose length was not told. Its end cannot be
// read twice, so such a connection is not used again.
const chunked = -1

func drained(body io.Reader, most int64) bool {
	if body == nil {
		return true
	}
	n, err := io.Copy(io.Discard, io.LimitReader(body, most))
	return err == nil && n < most
}
