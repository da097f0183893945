package webhooks

import (
	"context"
	"slices"
	"sync"
	"time"

	"clientele/models"
)

const (
	collectedMax      = 200      // deliveries in one write
	collectedBytesMax = 8 << 20  // their bodies, in bytes
	queuedMax         = 2000     // deliveries that wait for a write
	queuedBytesMax    = 64 << 20 // their bodies, in bytes
	collectorPatience = 10 * time.Second
)

// Collector is a Keeper that puts deliveries which arrive at the same time into
// the inbox in one write. Nobody waits for company: a delivery that comes while
// nothing is being written is written at once, and those that come meanwhile
// share the next write. What does not fit into the queue is refused as
// Unavailable, so that a flood costs a bounded amount of memory.
//
// A Collector is safe for concurrent use. Its zero value with an Inbox is ready.
type Collector struct {
	Inbox   Keeper
	Writers int // writes at once; zero means one

	mu      sync.Mutex
	queue   []*collected
	queued  int
	bytes   int
	writing int
}

// collected is one call of Put that waits for its write.
type collected struct {
	deliveries []models.Delivery
	bytes      int
	done       chan struct{}
	added      int
	err        error
}

// Put keeps deliveries like the inbox does. When new and known deliveries share
// a write, all of that write count as new.
func (c *Collector) Put(ctx context.Context, deliveries []models.Delivery) (int, error) {
	mine := &collected{deliveries: deliveries, done: make(chan struct{})}
	for _, d := range deliveries {
		mine.bytes += len(d.Body)
	}
	if !c.enqueue(mine) {
		return 0, models.Errorf(models.Unavailable, "more deliveries arrive than can be kept; send them again later")
	}
	select {
	case <-mine.done:
		return mine.added, mine.err
	case <-ctx.Done():
		c.forget(mine)
		return 0, models.Wrap(models.Unavailable, ctx.Err(), "the delivery was not kept in time")
	}
}

// forget takes a call out of the queue, if it is still there. Its caller has said
// by now that nothing was kept, so writing it would only be work for nothing, and
// most of it where it is late because there is too much work.
func (c *Collector) forget(mine *collected) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.Index(c.queue, mine); i >= 0 {
		c.queue = slices.Delete(c.queue, i, i+1)
		c.queued, c.bytes = c.queued-len(mine.deliveries), c.bytes-mine.bytes
	}
}

func (c *Collector) enqueue(mine *collected) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.queued+len(mine.deliveries) > queuedMax || c.bytes+mine.bytes > queuedBytesMax {
		return false
	}
	c.queue = append(c.queue, mine)
	c.queued, c.bytes = c.queued+len(mine.deliveries), c.bytes+mine.bytes
	if c.writing < max(1, c.Writers) {
		c.writing++
		go c.drain() // ends when the queue is empty
	}
	return true
}

func (c *Collector) drain() {
	for {
		batch := c.take()
		if len(batch) == 0 {
			return
		}
		c.write(batch)
	}
}

// take gives what goes into the next write; nothing ends the writer.
func (c *Collector) take() []*collected {
	c.mu.Lock()
	defer c.mu.Unlock()
	count, bytes, n := 0, 0, 0
	for _, each := range c.queue {
		if n > 0 && (count+len(each.deliveries) > collectedMax || bytes+each.bytes > collectedBytesMax) {
			break
		}
		count, bytes, n = count+len(each.deliveries), bytes+each.bytes, n+1
	}
	batch := c.queue[:n:n]
	c.queue = c.queue[n:]
	c.queued, c.bytes = c.queued-count, c.bytes-bytes
	if n == 0 {
		c.queue = nil
		c.writing--
	}
	return batch
}

// write keeps a batch. One delivery that cannot be kept must not take the
// others with it, so a batch that fails is tried piece by piece, unless the
// inbox is away.
func (c *Collector) write(batch []*collected) {
	added, err := c.put(batch)
	if err != nil && len(batch) > 1 && models.CodeOf(err) != models.Unavailable {
		for _, each := range batch {
			c.write([]*collected{each})
		}
		return
	}
	for _, each := range batch {
		each.added, each.err = min(added, len(each.deliveries)), err
		close(each.done)
	}
}

func (c *Collector) put(batch []*collected) (added int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), collectorPatience)
	defer cancel()
	defer func() {
		if recover() != nil {
			err = models.Errorf(models.Internal, "keeping deliveries failed with a mistake in the program")
		}
	}()
	type id struct {
		shop    models.ShopID
		webhook string
	}
	seen := map[id]bool{}
	var all []models.Delivery
	for _, each := range batch {
		for _, d := range each.deliveries {
			if key := (id{d.Shop, d.WebhookID}); !seen[key] {
				seen[key] = true
				all = append(all, d)
			}
		}
	}
	return c.Inbox.Put(ctx, all)
}
