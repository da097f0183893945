package store

import (
	"sync/atomic"
	"time"
)

// door knows whether deliveries crowd in. Their senders wait for an answer, and
// nobody waits for the points of an order, so the points give way, for a while.
type door struct {
	under  atomic.Int64 // deliveries that are being kept
	crowds atomic.Int64 // how often many were kept at once
}

const (
	// doorCrowd is how many deliveries at once are a crowd.
	doorCrowd = 8
	// doorTick is how long none has to come for the crowd to be gone.
	doorTick = 10 * time.Millisecond
)

// enter notes deliveries that are to be kept, until leave is called.
func (d *door) enter(n int) (leave func()) {
	if d.under.Add(int64(n)) >= doorCrowd {
		d.crowds.Add(1)
	}
	return func() { d.under.Add(int64(-n)) }
}

// crowded tells whether a crowd is there, or has been since the count of crowds
// was what is given.
func (d *door) crowded(since int64) bool {
	return d.under.Load() >= doorCrowd || d.crowds.Load() != since
}
