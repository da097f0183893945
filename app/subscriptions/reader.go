package subscriptions

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"clientele/app/calendars"
	"clientele/app/network"
	"clientele/models"
	"clientele/models/booking/times"
	"clientele/models/feeds"
)

const (
	readLimit      = 10 * time.Second // for everything, from the name to the last event
	connectLimit   = 4 * time.Second
	redirectsMax   = 3
	headerBytesMax = 64 << 10
	markMax        = 500 // bytes of an ETag or a date that are kept
)

// Options are what a Reader is made of.
type Options struct {
	// PrivateNetwork lets addresses lead to loopback and private networks, and
	// begin with http://.
	PrivateNetwork bool
	// Limit bounds one reading; zero means ten seconds.
	Limit time.Duration
}

// Reader reads calendars. It may be used by many goroutines at once.
type Reader struct {
	options Options
	http    *http.Client
}

// NewReader makes a reader.
func NewReader(o Options) *Reader {
	if o.Limit == 0 {
		o.Limit = readLimit
	}
	dialer := &net.Dialer{Timeout: connectLimit}
	if !o.PrivateNetwork {
		dialer.Control = network.PublicOnly
	}
	r := &Reader{options: o}
	r.http = &http.Client{
		CheckRedirect: r.redirect,
		Transport: &http.Transport{
			// No proxy from the environment: it would take the addresses out of our hands.
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: connectLimit,
			// Connections are not kept: each one is judged anew.
			DisableKeepAlives: true, MaxResponseHeaderBytes: headerBytesMax,
		},
	}
	return r
}

var errRedirected = errors.New("redirected too often or elsewhere")

// redirect follows a few, and none to where one could not have begun.
func (r *Reader) redirect(next *http.Request, before []*http.Request) error {
	if _, err := r.Address(next.URL.String()); err != nil || len(before) > redirectsMax {
		return errRedirected
	}
	next.Header.Del("Referer") // it would tell one server the secret of another
	return nil
}

// Address reads what a merchant entered; models.Invalid for what is no address of
// a calendar.
func (r *Reader) Address(text string) (string, error) {
	return feeds.ParseAddress(text, r.options.PrivateNetwork)
}

// Read reads a calendar within a span of time; days, and times without a zone, in
// the given one. It gives false where the server says that nothing has changed
// since the mark. Errors are *feeds.Failure. Events with a UID that ends with
// ownUIDs take no time.
func (r *Reader) Read(ctx context.Context, address string, known feeds.Mark, zone string, within times.Span, ownUIDs string) (feeds.Reading, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, r.options.Limit)
	defer cancel()
	body, mark, changed, err := r.fetch(ctx, address, known)
	if err != nil || !changed {
		return feeds.Reading{}, false, err
	}
	taken, err := calendars.Read(ctx, body, models.Zone(zone), within, ownUIDs)
	if err != nil {
		return feeds.Reading{}, false, misread(err)
	}
	if len(taken.Busy) > feeds.SpansMax {
		return feeds.Reading{}, false, &feeds.Failure{Kind: feeds.TooLarge}
	}
	return feeds.Reading{Mark: mark, Zone: zone, Events: taken.Events, UnknownZones: few(taken.UnknownZones), Busy: taken.Busy}, true, nil
}

// fetch gets the file behind an address; false where it has not changed.
func (r *Reader) fetch(ctx context.Context, address string, known feeds.Mark) ([]byte, feeds.Mark, bool, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, feeds.Mark{}, false, &feeds.Failure{Kind: feeds.Unreachable}
	}
	ask.Header.Set("Accept", "text/calendar, */*;q=0.1")
	ask.Header.Set("User-Agent", "Clientele")
	if known.ETag != "" {
		ask.Header.Set("If-None-Match", known.ETag)
	}
	if known.Modified != "" {
		ask.Header.Set("If-Modified-Since", known.Modified)
	}
	answer, err := r.http.Do(ask)
	if err != nil {
		return nil, feeds.Mark{}, false, unanswered(ctx, err)
	}
	defer func() { _ = answer.Body.Close() }()
	switch {
	case answer.StatusCode == http.StatusNotModified && known != (feeds.Mark{}):
		return nil, known, false, nil
	case answer.StatusCode != http.StatusOK:
		return nil, feeds.Mark{}, false, &feeds.Failure{Kind: feeds.Refused, Detail: strconv.Itoa(answer.StatusCode)}
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, calendars.BytesMax+1))
	if err != nil {
		return nil, feeds.Mark{}, false, unanswered(ctx, err)
	}
	if len(body) > calendars.BytesMax {
		return nil, feeds.Mark{}, false, &feeds.Failure{Kind: feeds.TooLarge}
	}
	return body, feeds.Mark{ETag: short(answer.Header.Get("ETag")), Modified: short(answer.Header.Get("Last-Modified"))}, true, nil
}

// unanswered says why a request came to nothing. The library's errors hold the
// address, so nothing of them is told.
func unanswered(ctx context.Context, err error) error {
	var timeout net.Error
	kind := feeds.Unreachable
	switch {
	case errors.Is(err, network.ErrInside):
		kind = feeds.Inside
	case errors.Is(err, errRedirected):
		kind = feeds.Redirected
	case ctx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		kind = feeds.TooSlow
	}
	return &feeds.Failure{Kind: kind}
}

// misread says why a file was not understood.
func misread(err error) error {
	var told *models.Error
	if models.CodeOf(err) == models.Unavailable {
		return &feeds.Failure{Kind: feeds.TooSlow}
	}
	failure := &feeds.Failure{Kind: feeds.NotCalendar}
	if errors.As(err, &told) {
		failure.Detail = told.Message
	}
	return failure
}

// short leaves out a mark that is too long to be kept.
func short(mark string) string {
	if len(mark) > markMax {
		return ""
	}
	return mark
}

const (
	zonesMax = 5
	zoneMax  = 100 // bytes of a name
)

// few are the first names of unknown zones, cut short.
func few(zones []string) []string {
	var all []string
	for _, name := range zones[:min(len(zones), zonesMax)] {
		all = append(all, name[:min(len(name), zoneMax)])
	}
	return all
}
