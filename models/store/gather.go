package store

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// gather lets callers that come at the same time share their work: while one
// batch is under way the next one gathers. Nobody waits for company. Its queue
// is as long as there are callers, each of whom waits for the end of its wish.
type gather[T any] struct {
	most   int // wishes in one batch
	atOnce int // batches under way
	// keys, where set, names what a wish touches. Wishes that touch the same
	// never share a batch, and are never under way at once.
	keys func(T) []string
	// line, where set, names who stands in for a wish: each gets one into a
	// batch before anybody gets a second one.
	line func(T) string
	// aside is how many batches are under way beside those for wishes of lines that
	// have nothing under way, few of each: short ones, for who seldom wishes
	// anything and should not wait for the long ones of others.
	aside int
	// door, where set, is what batches give way to for up to patience each, and
	// only one is under way, as long as every wish is one that can wait.
	door     *door
	patience time.Duration
	canWait  func(T) bool
	run      func(batch []*wish[T])

	mu     sync.Mutex
	queue  []*wish[T]
	busy   map[string]bool
	under  int
	beside int            // batches aside
	crowds int64          // at the door when it was last looked at
	lines  map[string]int // wishes under way
}

// asideMax is how many wishes of one line are in a batch aside at most.
const asideMax = 4

// wish is one caller's part of a batch.
type wish[T any] struct {
	what  T
	err   error
	panic any // what its work panicked with, to be told to the caller
	done  chan struct{}

	// apart is set by run for a wish that goes on after its batch has ended;
	// whoever goes on with it calls tell. told is for tell alone.
	apart, told bool
}

// do waits until the wish was fulfilled, or failed.
func (t *gather[T]) do(what T) error {
	mine := &wish[T]{what: what, done: make(chan struct{})}
	t.mu.Lock()
	t.queue = append(t.queue, mine)
	switch {
	case t.under == 0, t.under < t.atOnce && !t.givesWay():
		t.under++
		go t.work(t.take) // ends when nothing is left that it may do
	case t.beside < t.aside && t.lines[t.line(what)] == 0:
		t.beside++
		go t.work(t.takeAside) // likewise
	}
	t.mu.Unlock()
	<-mine.done
	if mine.panic != nil {
		panic(mine.panic)
	}
	return mine.err
}

func (t *gather[T]) work(take func() []*wish[T]) {
	for {
		batch := take()
		if len(batch) == 0 {
			return
		}
		t.guarded(batch)
		for _, w := range batch {
			if !w.apart && !w.told {
				t.tell(w)
			}
		}
	}
}

// tell gives a caller its answer, be the rest of its batch still under way or
// over. Those who waited because of what it touched need not any longer.
func (t *gather[T]) tell(w *wish[T]) {
	w.told = true
	t.mu.Lock()
	if t.keys != nil {
		for _, k := range t.keys(w.what) {
			delete(t.busy, k)
		}
	}
	if t.line != nil {
		line := t.line(w.what)
		if t.lines[line]--; t.lines[line] == 0 {
			delete(t.lines, line)
		}
	}
	if w.apart && len(t.queue) > 0 && t.under < t.atOnce {
		t.under++
		go t.work(t.take)
	}
	t.mu.Unlock()
	close(w.done)
}

// guarded tells everybody in a batch of a panic, and goes on.
func (t *gather[T]) guarded(batch []*wish[T]) {
	defer func() {
		if p := recover(); p != nil {
			for _, w := range batch {
				if !w.apart && !w.told {
					w.panic = p
				}
			}
		}
	}()
	t.run(batch)
}

// givesWay tells whether others should have the database now. mu is held.
func (t *gather[T]) givesWay() bool {
	return t.door != nil && len(t.queue) > 0 && t.door.crowded(t.crowds) && !slices.ContainsFunc(t.queue, func(w *wish[T]) bool { return !t.canWait(w.what) })
}

// take gives the next batch. What it leaves because somebody is busy with the
// same, that one takes when it has finished.
func (t *gather[T]) take() []*wish[T] {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.under > 1 && t.givesWay() {
		t.under--
		return nil
	}
	for waited := time.Duration(0); waited < t.patience && t.givesWay(); waited += doorTick {
		t.crowds = t.door.crowds.Load()
		t.mu.Unlock()
		<-time.After(doorTick)
		t.mu.Lock()
	}
	var batch, rest []*wish[T]
	t.takeTurns()
	for _, w := range t.queue {
		if len(batch) < t.most && t.claim(w) {
			batch = append(batch, w)
		} else {
			rest = append(rest, w)
		}
	}
	t.queue = rest
	switch {
	case len(batch) == 0:
		t.under--
	case len(rest) > 0 && t.under < t.atOnce && !t.givesWay():
		t.under++
		go t.work(t.take)
	}
	return batch
}

// takeAside gives the next batch of lines that have nothing under way.
func (t *gather[T]) takeAside() []*wish[T] {
	t.mu.Lock()
	defer t.mu.Unlock()
	var batch, rest []*wish[T]
	mine := map[string]int{}
	for _, w := range t.queue {
		line := t.line(w.what)
		if len(batch) < t.most && t.lines[line] == mine[line] && mine[line] < asideMax && t.claim(w) {
			batch = append(batch, w)
			mine[line]++
		} else {
			rest = append(rest, w)
		}
	}
	t.queue = rest
	if len(batch) == 0 {
		t.beside--
	}
	return batch
}

// takeTurns puts the first wish of each line before the second ones, and those
// of one line in the order in which they came.
func (t *gather[T]) takeTurns() {
	if t.line == nil || len(t.queue) <= t.most {
		return
	}
	seen := map[string]int{}
	turns := make(map[*wish[T]]int, len(t.queue))
	for _, w := range t.queue {
		line := t.line(w.what)
		turns[w] = seen[line]
		seen[line]++
	}
	slices.SortStableFunc(t.queue, func(a, b *wish[T]) int { return cmp.Compare(turns[a], turns[b]) })
}

// claim marks what a wish touches as busy, and its line as one that has
// something under way; false where somebody is busy with the same.
func (t *gather[T]) claim(w *wish[T]) bool {
	var keys []string
	if t.keys != nil {
		keys = t.keys(w.what)
	}
	for _, k := range keys {
		if t.busy[k] {
			return false
		}
	}
	if t.busy == nil {
		t.busy = map[string]bool{}
	}
	for _, k := range keys {
		t.busy[k] = true
	}
	if t.line != nil {
		if t.lines == nil {
			t.lines = map[string]int{}
		}
		t.lines[t.line(w.what)]++
	}
	return true
}

// joint lets callers that want to read the same at the same time share one
// reading. It begins after all of them have asked, so that nobody gets an
// answer older than the question.
type joint[T any] struct {
	mu             sync.Mutex
	next, underway map[string]*reading[T]
}

type reading[T any] struct {
	done  chan struct{}
	value T
	err   error
}

func (j *joint[T]) get(ctx context.Context, key string, read func(ctx context.Context) (T, error)) (T, error) {
	j.mu.Lock()
	if r := j.next[key]; r != nil {
		j.mu.Unlock()
		return r.wait(ctx)
	}
	if j.next == nil {
		j.next, j.underway = map[string]*reading[T]{}, map[string]*reading[T]{}
	}
	mine, before := &reading[T]{done: make(chan struct{})}, j.underway[key]
	mine.err = context.Canceled // should the reading panic
	j.next[key] = mine
	j.mu.Unlock()
	if before != nil {
		<-before.done
	}
	j.mu.Lock()
	delete(j.next, key)
	j.underway[key] = mine
	j.mu.Unlock()
	defer func() {
		j.mu.Lock()
		if j.underway[key] == mine {
			delete(j.underway, key)
		}
		j.mu.Unlock()
		close(mine.done)
	}()
	mine.value, mine.err = read(context.WithoutCancel(ctx))
	return mine.value, mine.err
}

func (r *reading[T]) wait(ctx context.Context) (T, error) {
	select {
	case <-r.done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
