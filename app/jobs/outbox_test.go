package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/jobs"
	"clientele/models"
	"clientele/models/outbox"
	"clientele/models/store"
)

// postOffice is an outbox on the memory engine with a clock that stands.
type postOffice struct {
	store *store.Store
	now   time.Time
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	o := &postOffice{now: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	s, err := store.Open(t.Context(), "memory:", store.Options{Now: o.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.Background()) })
	o.store = s
	return o
}

func (o *postOffice) clock() time.Time { return o.now }

func (o *postOffice) put(t *testing.T, id, subject string) {
	t.Helper()
	m := outbox.New("a.myshopify.com", id, "test", subject, nil, o.now)
	if err := o.store.Tx.Do(t.Context(), func(ctx context.Context) error { return o.store.Outbox.Put(ctx, m) }); err != nil {
		t.Fatal(err)
	}
}

func (o *postOffice) get(t *testing.T, id string) outbox.Message {
	t.Helper()
	m, err := o.store.Outbox.Get(t.Context(), "a.myshopify.com", id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (o *postOffice) worker(name string, dispatch func(ctx context.Context, m outbox.Message) (string, error)) *jobs.OutboxWorker {
	return &jobs.OutboxWorker{Name: name, Outbox: o.store.Outbox, Dispatch: dispatch, Now: o.clock, Parallel: 4, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

func (o *postOffice) run(t *testing.T, w *jobs.OutboxWorker) int {
	t.Helper()
	n, err := w.RunOnce(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestF02WhatAKilledProcessHeldIsDoneOnceMoreByAnotherWhichKnows(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t)
	o.put(t, "a", "")
	if _, err := o.store.Outbox.Claim(t.Context(), "killed", o.now, 2*time.Minute, 10); err != nil {
		t.Fatal(err)
	}
	var seen []outbox.Message
	w := o.worker("w2", func(_ context.Context, m outbox.Message) (string, error) {
		seen = append(seen, m)
		return "adopted", nil
	})
	if n := o.run(t, w); n != 0 {
		t.Fatalf("%d messages were taken from a process that lives", n)
	}
	o.now = o.now.Add(2 * time.Minute)
	if n := o.run(t, w); n != 1 || len(seen) != 1 || !seen[0].Repeated() {
		t.Fatalf("took over %d messages: %+v", n, seen)
	}
	if m := o.get(t, "a"); m.State != outbox.Done || m.Outcome != "adopted" {
		t.Fatalf("left %+v", m)
	}
}

func TestTwoProcessesShareTheOutboxAndDoEachEffectOnce(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t)
	const messages = 60
	for i := range messages {
		o.put(t, fmt.Sprint(i), fmt.Sprint("contact:", i%20))
	}
	var mu sync.Mutex
	done, busy := map[string]int{}, map[string]bool{}
	dispatch := func(_ context.Context, m outbox.Message) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		done[m.ID]++
		busy[m.Subject] = true
		return "done", nil
	}
	var both sync.WaitGroup
	for _, name := range []string{"w1", "w2"} {
		both.Go(func() {
			w := o.worker(name, dispatch)
			for range messages {
				if n, err := w.RunOnce(t.Context()); n == 0 && err == nil {
					return
				}
			}
		})
	}
	both.Wait()
	if len(done) != messages || len(busy) != 20 {
		t.Fatalf("%d of %d effects were brought about", len(done), messages)
	}
	for id, n := range done {
		if n != 1 {
			t.Errorf("effect %s was brought about %d times", id, n)
		}
	}
}

func TestF25AnEffectIsRepeatedWithGrowingGapsUntilItNeedsAPerson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		err      error
		attempts int
	}{
		{"the platform is away", models.Errorf(models.Unavailable, "away"), outbox.AttemptsMax},
		{"the platform asks to slow down", models.Errorf(models.TooMany, "slow down"), outbox.AttemptsMax},
		{"something else breaks", errors.New("secret detail"), outbox.AttemptsMax},
		{"a scope is gone", models.Errorf(models.Forbidden, "grant it"), 1},
		{"the platform refuses the input", models.Errorf(models.Invalid, "no"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newPostOffice(t)
			o.put(t, "a", "")
			calls := 0
			w := o.worker("w1", func(context.Context, outbox.Message) (string, error) { calls++; return "", c.err })
			for range 40 {
				o.run(t, w)
				o.now = o.now.Add(30 * time.Minute)
			}
			m := o.get(t, "a")
			if calls != c.attempts || m.State != outbox.NeedsPerson || strings.Contains(m.Problem, "secret") {
				t.Fatalf("%d attempts left %+v", calls, m)
			}
			back, err := m.Retried(o.now)
			if err != nil {
				t.Fatal(err)
			}
			if err := o.store.Outbox.Decide(t.Context(), back, outbox.NeedsPerson, o.now); err != nil {
				t.Fatal(err)
			}
			w.Dispatch = func(_ context.Context, m outbox.Message) (string, error) {
				if !m.Repeated() {
					t.Error("what a person put back counts as a first attempt")
				}
				return "done", nil
			}
			o.run(t, w)
			if m := o.get(t, "a"); m.State != outbox.Done {
				t.Fatalf("after the person left %+v", m)
			}
		})
	}
}

func TestAnEffectThatPanicsIsAFailureAndOthersGoOn(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t)
	o.put(t, "a", "")
	o.put(t, "b", "")
	w := o.worker("w1", func(_ context.Context, m outbox.Message) (string, error) {
		if m.ID == "a" {
			panic("a secret")
		}
		return "done", nil
	})
	o.run(t, w)
	if a, b := o.get(t, "a"), o.get(t, "b"); a.State != outbox.Retrying || strings.Contains(a.Problem, "secret") || b.State != outbox.Done {
		t.Fatalf("left %+v and %+v", a, b)
	}
}

func TestAnEffectThatWasCalledOffMeanwhileStaysCalledOff(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t)
	o.put(t, "a", "contact:c_7")
	w := o.worker("w1", func(ctx context.Context, m outbox.Message) (string, error) {
		_, err := o.store.Outbox.Forget(ctx, m.Shop, m.Subject, 10)
		return "done", err
	})
	o.run(t, w)
	if _, err := o.store.Outbox.Get(t.Context(), "a.myshopify.com", "a"); models.CodeOf(err) != models.NotFound {
		t.Fatalf("an erased message came back: %v", err)
	}
}
