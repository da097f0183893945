package gate

import "sync"

// Share divides a common store among keys that take and give back. Nobody may
// hold more than what is left free for others: one alone gets half, the second
// a third, and so on, so that there is always something for the next one. It is
// safe for concurrent use.
type Share struct {
	mu   sync.Mutex
	free int
	held map[string]int // only keys that hold something
}

// NewShare divides so many units.
func NewShare(units int) *Share {
	return &Share{free: units, held: map[string]int{}}
}

// Take gives a key n units, or nothing and false.
func (s *Share) Take(key string, n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key]+n > s.free-n {
		return false
	}
	s.free -= n
	s.held[key] += n
	return true
}

// Give returns n of the units that a key holds.
func (s *Share) Give(key string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free += n
	if s.held[key] -= n; s.held[key] <= 0 {
		delete(s.held, key)
	}
}
