package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// asked remembers what the program asked the Admin API for, by the names of the
// operations.
type asked struct {
	mu    sync.Mutex
	names map[string]bool
}

var operation = regexp.MustCompile(`(?m)^(?:query|mutation) (\w+)`)

// note remembers the operations of every call before it is answered.
func (a *asked) note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/graphql.json") {
			raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
			if err != nil {
				http.Error(w, "the body cannot be read", http.StatusBadRequest)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(raw))
			a.mu.Lock()
			if a.names == nil {
				a.names = map[string]bool{}
			}
			for _, name := range operationsIn(raw) {
				a.names[name] = true
			}
			a.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// operationsIn names the operations of a call, and that which a gathering is to
// run.
func operationsIn(raw []byte) (names []string) {
	var call struct {
		Query     string
		Variables struct{ Query string }
	}
	if err := json.Unmarshal(raw, &call); err != nil {
		return nil // the platform will say so
	}
	for _, found := range operation.FindAllStringSubmatch(call.Query+"\n"+call.Variables.Query, -1) {
		names = append(names, found[1])
	}
	return names
}

// all are the operations asked for so far.
func (a *asked) all() map[string]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	copied := make(map[string]bool, len(a.names))
	for name := range a.names {
		copied[name] = true
	}
	return copied
}
