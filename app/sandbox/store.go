package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// state is everything the stand-in remembers; it is written as one JSON file.
type state struct {
	Format     int
	Offset     time.Duration // simulated time minus wall time
	LastID     int64
	Shops      []*shopState
	Deliveries []*Delivery
	Mails      []*Mail
	Notices    []Notice
	Faults     Faults

	Secret       string    `json:",omitempty"` // the client secret after a rotation
	FormerSecret string    `json:",omitempty"`
	FormerEnds   time.Time `json:",omitzero"`
}

// shopState is what belongs to one store.
type shopState struct {
	Shop     Shop
	Products []Product

	Collections []Collection `json:",omitempty"`

	Customers []*Customer
	Orders    []*Order
	Install   Install
	Tokens    []*token
	Bulk      []*bulkOperation
	Codes     []CodeRule     // discounts that apps have made
	Cards     []GiftCardMade // gift cards likewise
	Keys      []usedKey      `json:",omitempty"`
	Drafts    []*DraftOrder  `json:",omitempty"`

	Theme        []PlacedBlock `json:",omitempty"`
	ThemeTouched bool          `json:",omitempty"` // false: the usual blocks
}

const (
	stateFormat   = 1
	maxDeliveries = 300 // finished ones beyond this are forgotten, oldest first
	maxMails      = 500
	maxNotices    = 200
	maxOrders     = 5000
	maxCustomers  = 5000
	maxTokens     = 500
)

func (s *Server) path() string { return filepath.Join(s.opts.Dir, "sandbox.json") }

// load reads the state or seeds a fresh one.
func (s *Server) load() error {
	s.state = &state{Format: stateFormat}
	if s.opts.Dir != "" {
		if err := os.MkdirAll(s.opts.Dir, 0o700); err != nil {
			return fmt.Errorf("sandbox: state directory: %w", err)
		}
		raw, err := os.ReadFile(s.path())
		switch {
		case err == nil:
			return s.decode(raw)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("sandbox: read state: %w", err)
		}
	}
	if !s.opts.Start.IsZero() {
		s.state.Offset = s.opts.Start.Sub(s.opts.Wall())
	}
	seed(s.state, s.now(), s.opts.Scopes)
	return s.save()
}

func (s *Server) decode(raw []byte) error {
	if err := json.Unmarshal(raw, s.state); err != nil {
		return fmt.Errorf("sandbox: %s is damaged (%w); delete it to start afresh", s.path(), err)
	}
	if s.state.Format != stateFormat {
		return fmt.Errorf("sandbox: %s was written by another version; delete it to start afresh", s.path())
	}
	return nil
}

// save writes the state by rename, so that a crash leaves the old or the new
// one. The caller holds the lock.
func (s *Server) save() error {
	if s.opts.Dir == "" {
		return nil
	}
	raw, err := json.Marshal(s.state)
	if err != nil {
		return fmt.Errorf("sandbox: encode state: %w", err)
	}
	tmp := s.path() + ".tmp"
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		return fmt.Errorf("sandbox: write state: %w", err)
	}
	if err := os.Rename(tmp, s.path()); err != nil {
		return fmt.Errorf("sandbox: write state: %w", err)
	}
	return nil
}

// change runs fn under the lock and saves when it succeeds. fn must refuse
// before it alters anything.
func (s *Server) change(fn func(*state) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("sandbox: closed")
	}
	if err := fn(s.state); err != nil {
		return err
	}
	s.state.trim()
	return s.save()
}

// read runs fn under the lock.
func (s *Server) read(fn func(*state)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn(s.state)
}

// shop finds a store by domain or handle.
func (st *state) shop(name string) (*shopState, error) {
	for _, sh := range st.Shops {
		if sh.Shop.Domain == name || sh.Shop.Handle == name {
			return sh, nil
		}
	}
	return nil, missing("the store " + name)
}

// id returns the next number no record has.
func (st *state) id() int64 {
	st.LastID++
	return 6_100_000_000_000 + st.LastID*7
}

// wideID is an id beyond what a double holds exactly, as line items may have.
func (st *state) wideID() int64 {
	st.LastID++
	return 9_107_199_254_740_993 + st.LastID*3
}

func (st *state) notice(at time.Time, kind, text string) {
	st.Notices = append(st.Notices, Notice{At: at, Kind: kind, Text: text})
}

// trim keeps the lists inside their limits.
func (st *state) trim() {
	st.Mails = tail(st.Mails, maxMails)
	st.Notices = tail(st.Notices, maxNotices)
	surplus := len(st.Deliveries) - maxDeliveries
	if surplus <= 0 {
		return
	}
	st.Deliveries = slices.DeleteFunc(st.Deliveries, func(d *Delivery) bool {
		if surplus <= 0 || d.State == DeliveryWaiting {
			return false
		}
		surplus--
		return true
	})
}

func tail[T any](list []T, limit int) []T {
	if len(list) <= limit {
		return list
	}
	return slices.Clone(list[len(list)-limit:])
}
