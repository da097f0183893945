package gate

import (
	"context"
	"sync"

	"clientele/models"
)

// Turnstile lets a bounded number in at a time. Those who wait stand in one
// line for each key, and the lines take turns, so that a key with a long line
// does not make the others wait. A line may be as long as what is free in all
// lines together; whoever finds no place is Unavailable. It is safe for
// concurrent use.
type Turnstile struct {
	mu     sync.Mutex
	inside int                        // places left inside
	free   int                        // places left in all lines
	lines  map[string][]chan struct{} // only keys with somebody in line
	turns  []string                   // those keys, the next one first
}

// NewTurnstile lets so many in at a time and so many wait.
func NewTurnstile(inside, waiting int) *Turnstile {
	return &Turnstile{inside: inside, free: waiting, lines: map[string][]chan struct{}{}}
}

// Enter waits for a place inside until ctx ends. Who got in must call leave,
// once.
func (t *Turnstile) Enter(ctx context.Context, key string) (leave func(), err error) {
	t.mu.Lock()
	if t.inside > 0 {
		t.inside--
		t.mu.Unlock()
		return t.leave, nil
	}
	if len(t.lines[key])+1 > t.free {
		t.mu.Unlock()
		return nil, models.Errorf(models.Unavailable, "too many are waiting; come again later")
	}
	mine := make(chan struct{})
	if len(t.lines[key]) == 0 {
		t.turns = append(t.turns, key)
	}
	t.lines[key] = append(t.lines[key], mine)
	t.free--
	t.mu.Unlock()
	select {
	case <-mine:
		return t.leave, nil
	case <-ctx.Done():
		t.giveUp(key, mine)
		return nil, models.Wrap(models.Unavailable, ctx.Err(), "too many are waiting; come again later")
	}
}

// leave gives the place to the first of the line whose turn it is.
func (t *Turnstile) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.turns) == 0 {
		t.inside++
		return
	}
	t.next()
}

// add makes one place more, unless that many are free already.
func (t *Turnstile) add(most int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.turns) == 0 {
		t.inside = min(t.inside+1, most)
		return
	}
	t.next()
}

// next lets the first of the line whose turn it is in. Somebody waits.
func (t *Turnstile) next() {
	key := t.turns[0]
	t.turns = t.turns[1:]
	line := t.lines[key]
	close(line[0])
	t.free++
	if len(line) == 1 {
		delete(t.lines, key)
		return
	}
	t.lines[key] = line[1:]
	t.turns = append(t.turns, key)
}

// giveUp takes one out of a line, or gives its place on if it got one just now.
func (t *Turnstile) giveUp(key string, mine chan struct{}) {
	t.mu.Lock()
	line := t.lines[key]
	for i, each := range line {
		if each != mine {
			continue
		}
		t.free++
		if t.lines[key] = append(line[:i:i], line[i+1:]...); len(t.lines[key]) == 0 {
			delete(t.lines, key)
			t.turns = without(t.turns, key)
		}
		t.mu.Unlock()
		return
	}
	t.mu.Unlock()
	t.leave()
}

func without(keys []string, key string) []string {
	for i, each := range keys {
		if each == key {
			return append(keys[:i:i], keys[i+1:]...)
		}
	}
	return keys
}
