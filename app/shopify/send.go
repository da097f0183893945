package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"clientele/models"
)

// answer is what came back, whole and bounded.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// post sends JSON and repeats what may be repeated: a call that was lost, a
// server's failure and a request to slow down. Everything sent through it must
// bear being received twice.
func (c *Client) post(ctx context.Context, shop models.ShopID, path, token string, message any) (answer, error) {
	base, err := c.base(shop)
	if err != nil {
		return answer{}, err
	}
	body, err := json.Marshal(message)
	if err != nil {
		return answer{}, models.Wrap(models.Internal, err, "a message to the platform cannot be written")
	}
	for attempt := 1; ; attempt++ {
		a, err := c.once(ctx, base+path, token, body)
		pause, again := c.again(a, err, attempt)
		if !again {
			return a, err
		}
		if stopped := c.options.Wait(ctx, pause); stopped != nil {
			return answer{}, models.Wrap(models.Unavailable, stopped, "the platform did not answer in time")
		}
	}
}

// postOnce sends JSON that must not be received twice. Only a request to slow
// down, which says that nothing was done, is followed by another try.
func (c *Client) postOnce(ctx context.Context, shop models.ShopID, path, token string, message any) (answer, error) {
	base, err := c.base(shop)
	if err != nil {
		return answer{}, err
	}
	body, err := json.Marshal(message)
	if err != nil {
		return answer{}, models.Wrap(models.Internal, err, "a message to the platform cannot be written")
	}
	for attempt := 1; ; attempt++ {
		a, err := c.once(ctx, base+path, token, body)
		if err != nil || a.status != http.StatusTooManyRequests {
			return a, err
		}
		pause, again := c.again(a, nil, attempt)
		if !again {
			return a, nil
		}
		if stopped := c.options.Wait(ctx, pause); stopped != nil {
			return answer{}, models.Wrap(models.Unavailable, stopped, "the platform did not answer in time")
		}
	}
}

// again tells whether to repeat a call and after how long.
func (c *Client) again(a answer, err error, attempt int) (time.Duration, bool) {
	if attempt >= attemptsMax {
		return 0, false
	}
	pause := time.Duration(attempt*attempt) * 250 * time.Millisecond
	switch {
	case err != nil:
		return pause, models.CodeOf(err) == models.Unavailable && !errors.Is(err, errNotPublic)
	case a.status == http.StatusTooManyRequests:
		pause = max(pause, c.retryAfter(a.header))
		return pause, pause <= waitMax
	case a.status >= 500:
		return max(pause, min(waitMax, c.retryAfter(a.header))), true
	}
	return 0, false
}

func (c *Client) retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(c.options.Now()))
	}
	return 0
}

func (c *Client) once(ctx context.Context, address, token string, body []byte) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, models.Wrap(models.Internal, withoutAddress(err), "the shop's address cannot be used")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "Clientele")
	if token != "" {
		request.Header.Set("X-Shopify-Access-Token", token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return answer{}, models.Wrap(models.Unavailable, withoutAddress(err), "the platform cannot be reached")
	}
	defer response.Body.Close()
	read, err := io.ReadAll(io.LimitReader(response.Body, answerSizeMax+1))
	if err != nil {
		return answer{}, models.Wrap(models.Unavailable, withoutAddress(err), "the platform's answer broke off")
	}
	if len(read) > answerSizeMax {
		return answer{}, models.Errorf(models.Internal, "the platform's answer is larger than %d bytes", answerSizeMax)
	}
	return answer{status: response.StatusCode, header: response.Header, body: read}, nil
}

// withoutAddress keeps addresses out of logs; they say nothing the shop's name
// does not, and queries do not belong there.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// refusal is the error behind an answer that is not 200. Bodies stay out of it.
func (a answer) refusal() error {
	id := a.header.Get("X-Request-Id")
	if len(id) > 64 {
		id = id[:64]
	}
	said := func(code models.Code, sentence string) error {
		return models.Errorf(code, "%s (answer %d, platform's request %q)", sentence, a.status, id)
	}
	switch {
	case a.status == http.StatusUnauthorized:
		return said(models.Unauthorized, "the platform does not accept the store's token any more")
	case a.status == http.StatusPaymentRequired:
		return said(models.Forbidden, "the store is frozen until its bill is paid")
	case a.status == http.StatusForbidden:
		return said(models.Forbidden, "the platform denies access to the store")
	case a.status == http.StatusLocked:
		return said(models.Forbidden, "the platform has locked the store")
	case a.status == 430:
		return said(models.Forbidden, "the platform refused the request for security reasons")
	case a.status == http.StatusNotFound:
		return said(models.NotFound, "the platform knows no such store")
	case a.status == http.StatusTooManyRequests:
		return said(models.TooMany, "the platform asks to slow down")
	case a.status >= 500:
		return said(models.Unavailable, "the platform has a failure of its own")
	}
	return said(models.Internal, "the platform did not understand us")
}
