package jobs

import (
	"sync"
	"time"
)

// lanes do work side by side while more comes in, what came first at the front.
// What has the same key is done one after the other. One goroutine takes in and
// waits.
type lanes[K comparable, T any] struct {
	work     func(T) error
	parallel int

	mu      sync.Mutex
	queues  map[K][]T // of each key that waits or is worked on
	waiting []K       // that nobody works on, in the order they came
	workers int
	open    int // taken in and not done
	failed  error
	done    chan struct{} // has one for the waiting goroutine once something was done
	all     sync.WaitGroup
}

// newLanes are for so many at once.
func newLanes[K comparable, T any](parallel int, work func(T) error) *lanes[K, T] {
	return &lanes[K, T]{work: work, parallel: max(1, parallel), queues: map[K][]T{}, done: make(chan struct{}, 1)}
}

// take takes an item in. Who takes in keeps the number bounded.
func (l *lanes[K, T]) take(key K, item T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open++
	queue, known := l.queues[key]
	l.queues[key] = append(queue, item)
	if known {
		return
	}
	l.waiting = append(l.waiting, key)
	if l.workers < l.parallel {
		l.workers++
		l.all.Go(l.run)
	}
}

// run works off one key after the other, an item each, until none waits.
func (l *lanes[K, T]) run() {
	for {
		key, item, found := l.next()
		if !found {
			return
		}
		l.note(key, l.work(item))
	}
}

// next takes the key that waits longest. Without one the worker is gone.
func (l *lanes[K, T]) next() (key K, item T, found bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.workers--
		return key, item, false
	}
	key, l.waiting = l.waiting[0], l.waiting[1:]
	queue := l.queues[key]
	item, l.queues[key] = queue[0], queue[1:]
	return key, item, true
}

// note marks the item of a key that was worked on as done.
func (l *lanes[K, T]) note(key K, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if err != nil {
		l.failed = err
	}
	if len(l.queues[key]) > 0 {
		l.waiting = append(l.waiting, key)
	} else {
		delete(l.queues, key)
	}
	select {
	case l.done <- struct{}{}:
	default: // it is told already
	}
}

// taken is how many are not done.
func (l *lanes[K, T]) taken() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open
}

// wait waits until at most so many are not done, or for as long as it has
// patience, if any is set, and tells false where something failed.
func (l *lanes[K, T]) wait(most int, patience time.Duration) bool {
	var over <-chan time.Time
	if patience > 0 {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		over = timer.C
	}
	for {
		l.mu.Lock()
		open, failed := l.open, l.failed
		l.mu.Unlock()
		if failed != nil || open <= most {
			return failed == nil
		}
		select {
		case <-l.done:
		case <-over:
			return true
		}
	}
}

// end waits until everything is done and gives one of the errors. An error does
// not keep the rest from its turn.
func (l *lanes[K, T]) end() error {
	l.all.Wait()
	return l.failed
}
