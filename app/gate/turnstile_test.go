package gate

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/models"
)

// queue puts one into line and gives a channel that tells when it is inside.
func queue(t *testing.T, ctx context.Context, s *Turnstile, key string) <-chan func() {
	t.Helper()
	s.mu.Lock()
	before := s.free
	s.mu.Unlock()
	in := make(chan func(), 1)
	go func() {
		defer close(in)
		if leave, err := s.Enter(ctx, key); err == nil {
			in <- leave
		}
	}()
	for { // until it stands in line
		s.mu.Lock()
		after := s.free
		s.mu.Unlock()
		if after < before {
			return in
		}
		runtime.Gosched()
	}
}

func TestF43LinesTakeTurnsHoweverLongTheyAre(t *testing.T) {
	t.Parallel()
	s := NewTurnstile(1, 100)
	leave, err := s.Enter(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	var order strings.Builder
	var waiting []<-chan func()
	keys := []string{"a", "a", "a", "a", "a", "b", "b", "c"}
	for _, key := range keys {
		waiting = append(waiting, queue(t, t.Context(), s, key))
	}
	for range keys {
		leave()
		leave = nil
		for leave == nil {
			for i, in := range waiting {
				select {
				case leave = <-in:
					order.WriteString(keys[i])
					waiting[i] = nil
				default:
				}
				if leave != nil {
					break
				}
			}
		}
	}
	leave()
	if order.String() != "abcabaaa" {
		t.Errorf("they came in as %s, want abcabaaa", order.String())
	}
	if s.inside != 1 || s.free != 100 || len(s.lines) != 0 || len(s.turns) != 0 {
		t.Errorf("in the end %d places are free inside, %d in line, lines %v, turns %v", s.inside, s.free, s.lines, s.turns)
	}
}

func TestF41ALineIsAsLongAsWhatIsLeftForOthers(t *testing.T) {
	t.Parallel()
	s := NewTurnstile(1, 10)
	if _, err := s.Enter(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 5 {
		queue(t, ctx, s, "flood")
	}
	if _, err := s.Enter(ctx, "flood"); models.CodeOf(err) != models.Unavailable {
		t.Errorf("a sixth of one shop gets %v, want to be sent away", err)
	}
	queue(t, ctx, s, "other") // there is room for others
}

func TestWhoGivesUpLeavesNoGap(t *testing.T) {
	t.Parallel()
	s := NewTurnstile(2, 200)
	var inside, most, entered atomic.Int64
	var all sync.WaitGroup
	for i := range 200 {
		key := string(rune('a' + i%7))
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%3 == 0 {
				go cancel()
			}
			leave, err := s.Enter(ctx, key)
			if err != nil {
				return
			}
			entered.Add(1)
			now := inside.Add(1)
			for {
				old := most.Load()
				if now <= old || most.CompareAndSwap(old, now) {
					break
				}
			}
			inside.Add(-1)
			leave()
		})
	}
	all.Wait()
	if most.Load() > 2 || entered.Load() == 0 {
		t.Errorf("%d were inside at once and %d in all, want at most 2 at once", most.Load(), entered.Load())
	}
	if s.inside != 2 || s.free != 200 || len(s.lines) != 0 || len(s.turns) != 0 {
		t.Errorf("in the end %d places are free inside, %d in line, lines %v, turns %v", s.inside, s.free, s.lines, s.turns)
	}
}
