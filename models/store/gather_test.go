package store

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestWishesThatTouchTheSameAreNeverUnderWayAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		under, most, batches := map[int]bool{}, 0, 0
		g := &gather[int]{most: 4, atOnce: 2, keys: func(n int) []string { return []string{string(rune('a' + n%3))} }}
		g.run = func(batch []*wish[int]) {
			mu.Lock()
			batches++
			for _, w := range batch {
				if under[w.what%3] {
					t.Errorf("%d was under way already", w.what%3)
				}
				under[w.what%3] = true
			}
			most = max(most, len(under))
			mu.Unlock()
			time.Sleep(time.Second) // in the bubble's time
			mu.Lock()
			for _, w := range batch {
				delete(under, w.what%3)
			}
			mu.Unlock()
		}
		var all sync.WaitGroup
		for n := range 30 {
			all.Go(func() {
				if err := g.do(n); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		synctest.Wait() // until those who did the work have ended, too
		g.mu.Lock()
		defer g.mu.Unlock()
		if most != 3 || batches < 10 || batches > 21 {
			t.Errorf("at most %d at once in %d batches", most, batches)
		}
		if len(g.queue) != 0 || len(g.busy) != 0 || g.under != 0 {
			t.Errorf("left behind: %d wishes, %v, %d under way", len(g.queue), g.busy, g.under)
		}
	})
}

func TestAPanicInABatchReachesTheCallers(t *testing.T) {
	t.Parallel()
	g := &gather[int]{most: 4, atOnce: 1, run: func([]*wish[int]) { panic("no") }}
	for range 2 { // and the next one, too
		func() {
			defer func() {
				if p := recover(); p != "no" {
					t.Errorf("recovered %v", p)
				}
			}()
			_ = g.do(1)
		}()
	}
}

func TestAJointReadingIsNeverOlderThanTheQuestion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var j joint[int64]
		var state, reads atomic.Int64
		read := func(context.Context) (int64, error) {
			reads.Add(1)
			seen := state.Load()
			time.Sleep(10 * time.Millisecond)
			return seen, nil
		}
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				asked := state.Add(1)
				if got, err := j.get(t.Context(), "a", read); err != nil || got < asked {
					t.Errorf("asked at %d, got %d, %v", asked, got, err)
				}
			})
		}
		all.Wait()
		synctest.Wait()
		j.mu.Lock()
		defer j.mu.Unlock()
		if n := reads.Load(); n > 20 {
			t.Errorf("%d readings for 100 questions", n)
		}
		if len(j.next) != 0 || len(j.underway) != 0 {
			t.Error("something was left behind")
		}
	})
}

func TestAWishThatGoesOnByItselfHoldsUpOnlyWhatTouchesTheSame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gather[int]{most: 4, atOnce: 1, keys: func(n int) []string { return []string{string(rune('a' + n%10))} }}
		g.run = func(batch []*wish[int]) {
			for _, w := range batch {
				if w.what == 0 {
					w.apart = true
					go func() {
						time.Sleep(time.Minute)
						g.tell(w)
					}()
				}
			}
			time.Sleep(time.Second)
		}
		began := time.Now()
		var all sync.WaitGroup
		for n, want := range map[int]time.Duration{0: time.Minute, 1: 3 * time.Second, 2: 3 * time.Second, 10: time.Minute + time.Second} {
			all.Go(func() {
				if n > 0 {
					time.Sleep(time.Millisecond) // the first one comes first
				}
				if err := g.do(n); err != nil {
					t.Error(err)
				}
				if took := time.Since(began); took > want {
					t.Errorf("%d took %s, want %s at most", n, took, want)
				}
				if took := time.Since(began); n == 10 && took < time.Minute {
					t.Errorf("%d was under way beside what touches the same, after %s", n, took)
				}
			})
		}
		all.Wait()
		synctest.Wait()
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(g.queue) != 0 || len(g.busy) != 0 || g.under != 0 {
			t.Errorf("left behind: %d wishes, %v, %d under way", len(g.queue), g.busy, g.under)
		}
	})
}

// Somebody who has much to do does not fill the batches that others wait for.
func TestEachLineGetsOneWishIntoABatchBeforeAnybodyGetsASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var batches [][]string
		g := &gather[string]{most: 3, atOnce: 1, line: func(s string) string { return s[:1] }}
		g.run = func(batch []*wish[string]) {
			var names []string
			for _, w := range batch {
				names = append(names, w.what)
			}
			batches = append(batches, names)
			time.Sleep(time.Second) // in the bubble's time
		}
		var all sync.WaitGroup
		for _, name := range []string{"first", "a1", "a2", "a3", "a4", "b1", "c1", "b2"} {
			all.Go(func() {
				if err := g.do(name); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait() // so that they come in this order
		}
		all.Wait()
		want := [][]string{{"first"}, {"a1", "b1", "c1"}, {"a2", "b2", "a3"}, {"a4"}}
		if !slices.EqualFunc(batches, want, slices.Equal[[]string]) {
			t.Errorf("the batches were %v, want %v", batches, want)
		}
	})
}

// Who seldom wishes anything does not wait for the long batch of somebody else.
func TestALineWithNothingUnderWayIsServedBesideTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gather[string]{most: 3, atOnce: 1, aside: 1, line: func(s string) string { return s[:1] }, keys: func(s string) []string { return []string{s} }}
		g.run = func(batch []*wish[string]) { // in the bubble's time
			long := time.Second
			if batch[0].what[0] == 'a' {
				long = 10 * time.Second
			}
			time.Sleep(time.Duration(len(batch)) * long)
		}
		began, took := time.Now(), map[string]time.Duration{}
		var mu sync.Mutex
		var all sync.WaitGroup
		for _, name := range []string{"a1", "a2", "a3", "a4", "b1", "b2", "b2"} {
			all.Go(func() {
				if err := g.do(name); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				took[name] = time.Since(began)
			})
			synctest.Wait() // so that they come in this order
		}
		all.Wait()
		want := map[string]time.Duration{
			"a1": 10 * time.Second, "b1": time.Second, // beside one another
			"a2": 40 * time.Second, "a3": 40 * time.Second, "a4": 40 * time.Second,
			"b2": 3 * time.Second, // twice, so one after the other
		}
		if !maps.Equal(took, want) {
			t.Errorf("it took %v, want %v", took, want)
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(g.queue)+len(g.busy)+len(g.lines)+g.under+g.beside != 0 {
			t.Errorf("left behind: %d wishes, %v, %v, %d and %d under way", len(g.queue), g.busy, g.lines, g.under, g.beside)
		}
	})
}

// crowdAt lets a crowd be at the door for so long, or until it is sent away, again
// and again as its senders send the next ones.
func crowdAt(d *door, lasts time.Duration, away <-chan struct{}) {
	for until := time.Now().Add(lasts); time.Now().Before(until); {
		leave := d.enter(doorCrowd)
		time.Sleep(3 * time.Millisecond) // in the bubble's time
		leave()
		select {
		case <-away:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

func TestWorkThatCanWaitGivesWayToACrowdAtTheDoor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		crowd        time.Duration
		wishes       []string
		first, third time.Duration // when the first and the third one are fulfilled
	}{
		{"nobody is there", 0, []string{"a", "b", "c"}, time.Second, 2 * time.Second},
		{"a short crowd", 53 * time.Millisecond, []string{"a", "b", "c"}, time.Second + 70*time.Millisecond, 2*time.Second + 70*time.Millisecond},
		{"a long crowd, one after the other, and not for ever", time.Minute, []string{"a", "b", "c"}, time.Second + 250*time.Millisecond, 3*time.Second + 750*time.Millisecond},
		{"somebody who cannot wait", time.Minute, []string{"a", "b", "now"}, time.Second, 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := &door{}
				g := &gather[string]{most: 1, atOnce: 2, door: d, patience: 250 * time.Millisecond, canWait: func(s string) bool { return s != "now" }}
				g.run = func([]*wish[string]) { time.Sleep(time.Second) }
				away := make(chan struct{})
				var crowd, all sync.WaitGroup
				crowd.Go(func() { crowdAt(d, c.crowd, away) })
				synctest.Wait()
				began, took := time.Now(), make([]time.Duration, len(c.wishes))
				for i, what := range c.wishes {
					all.Go(func() {
						if err := g.do(what); err != nil {
							t.Error(err)
						}
						took[i] = time.Since(began)
					})
					synctest.Wait() // so that they come in this order
				}
				all.Wait()
				close(away)
				crowd.Wait()
				if took[0].Round(10*time.Millisecond) != c.first || took[2].Round(10*time.Millisecond) != c.third {
					t.Errorf("the first was fulfilled after %v, the third after %v, want %v and %v", took[0], took[2], c.first, c.third)
				}
				synctest.Wait()
				g.mu.Lock()
				defer g.mu.Unlock()
				if len(g.queue) != 0 || g.under != 0 {
					t.Errorf("left behind: %d wishes, %d under way", len(g.queue), g.under)
				}
			})
		})
	}
}
