package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// logbook keeps what the program logs in a story, to be looked through at its
// end.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
	tee  io.Writer
}

const logbookMax = 32 << 20

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text.Len()+len(p) <= logbookMax {
		l.text.Write(p)
	}
	if l.tee != nil {
		return l.tee.Write(p)
	}
	return len(p), nil
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Whatever looks like one of these has no business in a log, whoever it is of.
var (
	anAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]`)
	aPhone    = regexp.MustCompile(`\+\d[\d -]{7,}\d`)
	aToken    = regexp.MustCompile(`sh(pat|prt|pua)_[0-9a-z]+|eyJ[A-Za-z0-9_-]{8,}\.|Bearer `)
)

// discreet checks that the log of a story tells no secret and nothing of the
// people in it.
func (h *harness) discreet() {
	h.Helper()
	text := h.logs.String()
	if !strings.Contains(text, "\n") {
		h.Error("nothing was logged, so that nothing was looked through")
	}
	for _, pattern := range []*regexp.Regexp{anAddress, aPhone, aToken} {
		if found := pattern.FindString(text); found != "" {
			h.Errorf("the log tells %q", found)
		}
	}
	secrets := map[string]string{"the client secret": h.stand.keys.Secret, "the encryption key": h.stand.keys.Encryption}
	for _, shop := range h.stand.Shops() {
		for _, c := range h.stand.Customers(shop.Domain) {
			h.silentAbout(text, "a customer", c.Name(), c.Email, c.Phone, c.Address.Address1)
		}
		for _, o := range h.stand.Orders(shop.Domain) {
			h.silentAbout(text, "a buyer", o.FirstName+" "+o.LastName, o.Email, o.Phone, o.Address.Address1)
		}
	}
	for what, secret := range secrets {
		h.silentAbout(text, what, secret)
	}
	h.silentMetrics(secrets)
}

// silentMetrics checks that the metrics name neither stores nor people.
func (h *harness) silentMetrics(secrets map[string]string) {
	h.Helper()
	response, err := h.client.Get(h.url + "/metrics")
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(response.Body, logbookMax))
	if err != nil || !bytes.Contains(raw, []byte("clientele_http_request_seconds")) {
		h.Fatalf("the metrics: %v, %.100q", err, raw)
	}
	for _, pattern := range []*regexp.Regexp{anAddress, aToken} {
		if found := pattern.Find(raw); found != nil {
			h.Errorf("the metrics tell %q", found)
		}
	}
	for what, secret := range secrets {
		h.silentAbout(string(raw), what, secret)
	}
	for _, shop := range h.stand.Shops() {
		h.silentAbout(string(raw), "a store", shop.Domain)
	}
}

func (h *harness) silentAbout(text, what string, secrets ...string) {
	h.Helper()
	for _, secret := range secrets {
		if len(strings.TrimSpace(secret)) > 4 && strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
			h.Errorf("it tells %s: %q", what, secret)
		}
	}
}

func TestF39ALogThatTellsSomethingIsFoundOut(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		`{"problem":"no such address ida@example.com"}`, `{"to":"+1 202 555 0147"}`, `{"token":"shpat_0123456789abcdef"}`,
		`{"header":"Bearer x"}`, `{"token":"eyJhbGciOiJIUzI1NiJ9.e30.x"}`,
	} {
		if !anAddress.MatchString(line) && !aPhone.MatchString(line) && !aToken.MatchString(line) {
			t.Errorf("%s passes", line)
		}
	}
}
