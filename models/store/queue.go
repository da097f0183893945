package store

import (
	"context"
	"sync"

	"clientele/models"
)

// queues lets those who want the same come one after the other. Crowds on the
// server would only meet there again and again, each time with one winner.
type queues struct {
	mu   sync.Mutex
	last map[string]chan struct{} // closed when whoever came last is done
}

// Queue is Do for a story that a crowd may want at once: those of one key and of
// this process wait for each other before they begin. Who waits for longer than
// a transaction may take hears models.Unavailable.
func (x *Tx) Queue(ctx context.Context, shop models.ShopID, about string, story func(ctx context.Context) error) error {
	if inside(ctx) != nil {
		return models.Errorf(models.Internal, "a transaction was opened inside another one")
	}
	if x.s.embedded() { // its writers queue up anyway
		return x.Do(ctx, story)
	}
	waiting, cancel := context.WithTimeout(ctx, txMax)
	defer cancel()
	leave, err := x.s.queues.enter(waiting, key(shop, about))
	if err != nil {
		return known(ctx, err, "transaction")
	}
	defer leave()
	return x.Do(ctx, story)
}

// enter waits for all who came before. Whoever gives up is passed over by those
// behind it.
func (q *queues) enter(ctx context.Context, key string) (leave func(), err error) {
	mine := make(chan struct{})
	q.mu.Lock()
	if q.last == nil {
		q.last = map[string]chan struct{}{}
	}
	before := q.last[key]
	q.last[key] = mine
	q.mu.Unlock()
	leave = func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		close(mine)
		if q.last[key] == mine {
			delete(q.last, key)
		}
	}
	if before == nil {
		return leave, nil
	}
	select {
	case <-before:
		return leave, nil
	case <-ctx.Done():
		go func() { // keeps the order for those behind
			<-before
			leave()
		}()
		return nil, ctx.Err()
	}
}
