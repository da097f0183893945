package subscriptions

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clientele/app/calendars"
	"clientele/models/booking/times"
	"clientele/models/feeds"
)

const lunch = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@elsewhere\r\nDTSTART:20270410T120000Z\r\nDTEND:20270410T130000Z\r\nSUMMARY:Lunch\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

var spring = times.Between(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC))

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s.URL
}

func read(t *testing.T, o Options, address string, known feeds.Mark) (feeds.Reading, bool, error) {
	t.Helper()
	return NewReader(o).Read(t.Context(), address, known, "UTC", spring, "@ours")
}

func wantFailure(t *testing.T, err error, want feeds.FailureKind) {
	t.Helper()
	var failure *feeds.Failure
	if !errors.As(err, &failure) || failure.Kind != want {
		t.Errorf("%v, want %s", err, want)
	}
	if err != nil && strings.Contains(err.Error(), "secret") {
		t.Errorf("the error tells the address: %v", err)
	}
}

var inside = Options{PrivateNetwork: true}

func TestACalendarIsReadAndKnownAgainByItsMark(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"one"`)
		if r.Header.Get("If-None-Match") == `"one"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, lunch)
	})
	first, changed, err := read(t, inside, address+"/secret", feeds.Mark{})
	if err != nil || !changed || first.Events != 1 || len(first.Busy) != 1 || first.Mark.ETag != `"one"` {
		t.Fatalf("%+v, %v, %v", first, changed, err)
	}
	if _, changed, err = read(t, inside, address+"/secret", first.Mark); err != nil || changed {
		t.Errorf("an unchanged one: %v, %v", changed, err)
	}
}

func TestBookingsOfOursThatComeBackTakeNoTime(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.ReplaceAll(lunch, "@elsewhere", "@ours"))
	})
	if got, _, err := read(t, inside, address, feeds.Mark{}); err != nil || got.Events != 1 || len(got.Busy) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestF35CalendarsInsideTheNetworkAreNotReached(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	address := serve(t, func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	_, port, err := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "10.0.0.1", "169.254.169.254", "[fd00::1]"} {
		r := NewReader(Options{Limit: 3 * time.Second})
		_, _, err := r.Read(t.Context(), "http://"+host+":"+port+"/secret", feeds.Mark{}, "UTC", spring, "")
		var failure *feeds.Failure
		if !errors.As(err, &failure) || failure.Kind != feeds.Inside && failure.Kind != feeds.Unreachable {
			t.Errorf("%s is answered %v", host, err)
		}
	}
	_, _, err = read(t, Options{}, address+"/secret", feeds.Mark{})
	wantFailure(t, err, feeds.Inside)
	if reached.Load() {
		t.Error("an inner server was reached")
	}
}

// A public server that sends us on to an inner one: the first connection is let
// through by hand, the second meets the judge.
func TestF35ARedirectInwardsIsNotFollowed(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	inner := serve(t, func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	outer := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(inner, "http://", "https://", 1)+"/secret", http.StatusFound)
	}))
	t.Cleanup(outer.Close)
	r := NewReader(Options{})
	transport := r.http.Transport.(*http.Transport)
	judged := transport.DialContext
	transport.TLSClientConfig = outer.Client().Transport.(*http.Transport).TLSClientConfig
	transport.DialContext = func(ctx context.Context, kind, address string) (net.Conn, error) {
		if address == "calendar.example.com:443" {
			return (&net.Dialer{}).DialContext(ctx, kind, outer.Listener.Addr().String())
		}
		return judged(ctx, kind, address)
	}
	_, _, err := r.Read(t.Context(), "https://calendar.example.com/secret", feeds.Mark{}, "UTC", spring, "")
	wantFailure(t, err, feeds.Inside)
	if reached.Load() {
		t.Error("an inner server was reached")
	}
}

func TestRedirectsAreFollowedThreeTimesAndOnlyToWhereOneMayBegin(t *testing.T) {
	t.Parallel()
	var address string
	var told atomic.Value
	told.Store("")
	address = serve(t, func(w http.ResponseWriter, r *http.Request) {
		var left int
		if n, _ := fmt.Sscanf(r.URL.Path, "/%d", &left); n == 1 && left > 0 {
			http.Redirect(w, r, fmt.Sprintf("/%d", left-1), http.StatusMovedPermanently)
			return
		}
		if r.URL.Path == "/file" {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
			return
		}
		told.Store(r.Header.Get("Referer"))
		_, _ = io.WriteString(w, lunch)
	})
	if _, _, err := read(t, inside, address+"/3", feeds.Mark{}); err != nil {
		t.Errorf("three: %v", err)
	}
	if told.Load() != "" {
		t.Errorf("the next server is told %v", told.Load())
	}
	_, _, err := read(t, inside, address+"/4", feeds.Mark{})
	wantFailure(t, err, feeds.Redirected)
	_, _, err = read(t, inside, address+"/file", feeds.Mark{})
	wantFailure(t, err, feeds.Redirected)
}

func TestWhatIsTooMuchTooSlowOrNoCalendarIsRefused(t *testing.T) {
	t.Parallel()
	endless := func(w http.ResponseWriter, r *http.Request) {
		line := []byte(strings.Repeat("X-NOTHING:x\r\n", 1000))
		for r.Context().Err() == nil {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		limit time.Duration
		want  feeds.FailureKind
	}{
		"endless":             {endless, 0, feeds.TooLarge},
		"silent":              {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 50 * time.Millisecond, feeds.TooSlow},
		"a body that stops":   {stalling, 50 * time.Millisecond, feeds.TooSlow},
		"a web page":          {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<!doctype html>") }, 0, feeds.NotCalendar},
		"nothing":             {func(http.ResponseWriter, *http.Request) {}, 0, feeds.NotCalendar},
		"not there":           {http.NotFound, 0, feeds.Refused},
		"unchanged, unasked":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, 0, feeds.Refused},
		"far too many events": {crowded, 0, feeds.NotCalendar},
		"deep in itself":      {recursive, 0, feeds.NotCalendar},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(t, Options{PrivateNetwork: true, Limit: c.limit}, serve(t, c.serve)+"/secret", feeds.Mark{})
			wantFailure(t, err, c.want)
		})
	}
	_, _, err := read(t, inside, "http://127.0.0.1:1/secret", feeds.Mark{})
	wantFailure(t, err, feeds.Unreachable)
}

func stalling(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, lunch[:40])
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

func crowded(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, "BEGIN:VCALENDAR\r\n"+strings.Repeat("BEGIN:VEVENT\r\nDTSTART:20270410T120000Z\r\nEND:VEVENT\r\n", calendars.EventsMax+1)+"END:VCALENDAR\r\n")
}

func recursive(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, strings.Repeat("BEGIN:VCALENDAR\r\n", 1000)+strings.Repeat("END:VCALENDAR\r\n", 1000))
}

// Whatever comes from a server: a reading, or a failure of the list that tells
// nothing of the address.
func FuzzRead(f *testing.F) {
	f.Add(200, "", []byte(lunch))
	f.Add(302, "https://127.0.0.1/", []byte{})
	f.Add(200, `W/"x"`, []byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=\"x"))
	f.Fuzz(func(t *testing.T, status int, header string, body []byte) {
		r := NewReader(Options{})
		r.http.Transport = answering(func(q *http.Request) *http.Response {
			return &http.Response{
				StatusCode: status, Header: http.Header{"Etag": {header}, "Location": {header}}, Body: io.NopCloser(strings.NewReader(string(body))), Request: q,
			}
		})
		_, _, err := r.Read(t.Context(), "https://calendar.example/secret", feeds.Mark{}, "Europe/Vienna", spring, "@ours")
		var failure *feeds.Failure
		if err != nil && (!errors.As(err, &failure) || failure.Error() == "" || strings.Contains(err.Error(), "calendar.example/secret")) {
			t.Fatalf("%v", err)
		}
	})
}

// answering is a transport that asks nobody.
type answering func(*http.Request) *http.Response

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r), nil }
