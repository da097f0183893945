package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"clientele/models"
)

// The tests run in bubbles of testing/synctest: its clock moves only when all
// goroutines wait, and a goroutine that stays behind fails the test.

func newRunner(log *bytes.Buffer, all ...Job) *Runner {
	return &Runner{
		Jobs: all, Now: time.Now, Chance: func() float64 { return 0 },
		Log: slog.New(slog.NewTextHandler(log, nil)),
	}
}

// running starts a runner; the function it gives stops it and waits.
func running(t *testing.T, r *Runner) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { r.Run(ctx); close(ended) }()
	synctest.Wait()
	return func() { cancel(); <-ended }
}

func TestJobRunsAtOnceThenEverySoOften(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var runs []time.Duration
		r := newRunner(&bytes.Buffer{}, Job{Name: "a", Every: time.Minute, Run: func(context.Context) (int, error) {
			runs = append(runs, time.Since(began))
			return 0, nil
		}})
		stop := running(t, r)
		time.Sleep(2*time.Minute + time.Second)
		stop()
		if len(runs) != 3 || runs[0] != 0 || runs[2] != 2*time.Minute {
			t.Errorf("ran at %v", runs)
		}
	})
}

func TestFullBatchIsFollowedAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		left := 25
		r := newRunner(&bytes.Buffer{}, Job{Name: "a", Every: time.Hour, Batch: 10, Run: func(context.Context) (int, error) {
			done := min(10, left)
			left -= done
			return done, nil
		}})
		stop := running(t, r)
		stop()
		if s := r.Status()[0]; left != 0 || s.Runs != 3 || s.Done != 25 {
			t.Errorf("%d left, status %+v", left, s)
		}
	})
}

func TestWakeDoesNotWaitForTheHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRunner(&bytes.Buffer{},
			Job{Name: "a", Every: time.Hour, Run: func(context.Context) (int, error) { return 0, nil }},
			Job{Name: "b", Every: time.Hour, Run: func(context.Context) (int, error) { return 0, nil }})
		stop := running(t, r)
		for range 100 {
			r.Wake("a") // never blocks, and many calls are one
		}
		r.Wake("nobody")
		synctest.Wait()
		stop()
		status := r.Status()
		if status[0].Runs < 2 || status[0].Runs > 3 || status[1].Runs != 1 {
			t.Errorf("status %+v", status)
		}
	})
}

func TestCallDuringARunLeadsToAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var r *Runner
		runs := 0
		r = newRunner(&bytes.Buffer{}, Job{Name: "a", Every: time.Hour, Run: func(context.Context) (int, error) {
			if runs++; runs == 1 {
				r.Wake("a")
			}
			return 0, nil
		}})
		stop := running(t, r)
		stop()
		if runs != 2 {
			t.Errorf("ran %d times, want 2", runs)
		}
	})
}

func TestFailuresWaitLongerAndLongerUpToALimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var all []time.Time
		var r *Runner
		var log bytes.Buffer
		var repaired atomic.Bool
		r = newRunner(&log, Job{Name: "a", Every: time.Second, Run: func(context.Context) (int, error) {
			mu.Lock()
			all = append(all, time.Now())
			mu.Unlock()
			if !repaired.Load() {
				r.Wake("a") // calls do not shorten the wait after a failure
				return 0, models.Wrap(models.Internal, errors.New("ines@example.org"), "the books could not be read")
			}
			return 0, nil
		}})
		stop := running(t, r)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		mu.Lock()
		runs := slices.Clone(all)
		mu.Unlock()
		s := r.Status()[0]
		if s.InARow != len(runs) || s.LastError != "the books could not be read" || s.FailedAt.IsZero() {
			t.Errorf("status %+v after %d runs", s, len(runs))
		}
		for i, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
			if gap := runs[i+1].Sub(runs[i]); gap != want*time.Second {
				t.Errorf("gap %d is %v, want %v", i, gap, want*time.Second)
			}
		}
		repaired.Store(true)
		time.Sleep(time.Minute)
		synctest.Wait()
		if s := r.Status()[0]; s.InARow != 0 || s.LastError != "" {
			t.Errorf("status after the repair %+v", s)
		}
		stop()
		if strings.Contains(log.String(), "ines@") {
			t.Error("the log tells of a customer")
		}
	})
}

func TestBackOffIsCutByChance(t *testing.T) {
	t.Parallel()
	r := newRunner(&bytes.Buffer{})
	r.Chance = func() float64 { return 0.5 }
	l := &loop{}
	for failures, want := range map[int]time.Duration{1: 750 * time.Millisecond, 3: 3 * time.Second, 1000: 45 * time.Second} {
		l.status.InARow = failures
		if got := r.backOff(l); got != want {
			t.Errorf("after %d failures %v, want %v", failures, got, want)
		}
	}
}

func TestPanicIsAFailureOfItsJobAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := newRunner(&log,
			Job{Name: "a", Every: time.Second, Run: func(context.Context) (int, error) { panic("ines@example.org") }},
			Job{Name: "b", Every: time.Second, Run: func(context.Context) (int, error) { return 1, nil }})
		var counted []bool
		r.Observe = func(job string, _ int, failed bool, _ time.Duration) {
			if job == "a" {
				counted = append(counted, failed)
			}
		}
		stop := running(t, r)
		time.Sleep(2*time.Second + time.Millisecond)
		stop()
		a, b := r.Status()[0], r.Status()[1]
		if a.Failures != 2 || b.Failures != 0 || b.Runs != 3 || len(counted) != 2 || !counted[0] {
			t.Errorf("a %+v\nb %+v\ncounted %v", a, b, counted)
		}
		if strings.Contains(log.String()+a.LastError, "ines@") {
			t.Error("what was panicked with is told")
		}
		if !strings.Contains(log.String(), "runner_test.go") {
			t.Error("the log does not say where it happened")
		}
	})
}

func TestStopLetsTheStepUnderWayEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		steps, finished := 0, false
		r := newRunner(&bytes.Buffer{}, Job{Name: "a", Every: time.Second, Batch: 1, Run: func(ctx context.Context) (int, error) {
			steps++
			for !Stopping(ctx) {
				time.Sleep(time.Millisecond)
			}
			if ctx.Err() != nil {
				t.Error("the step was interrupted")
			}
			time.Sleep(5 * time.Second) // what it still has to write
			finished = ctx.Err() == nil
			return 1, nil
		}})
		stop := running(t, r)
		stop()
		if !finished || steps != 1 {
			t.Errorf("finished %v after %d steps", finished, steps)
		}
	})
}

func TestStopDoesNotWaitForever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRunner(&bytes.Buffer{}, Job{Name: "a", Every: time.Second, Limit: time.Hour, Run: func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		}})
		r.Grace = 3 * time.Second
		stop := running(t, r)
		began := time.Now()
		stop()
		if waited := time.Since(began); waited != 3*time.Second {
			t.Errorf("waited %v", waited)
		}
		if s := r.Status()[0]; s.LastError != "it was interrupted" {
			t.Errorf("status %+v", s)
		}
	})
}

func TestStepHasALimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRunner(&bytes.Buffer{}, Job{Name: "a", Every: time.Hour, Limit: 2 * time.Second, Run: func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		}})
		stop := running(t, r)
		if s := r.Status()[0]; !s.Running || !s.NextRunAt.IsZero() {
			t.Errorf("while running: %+v", s)
		}
		time.Sleep(2*time.Second + time.Millisecond)
		if s := r.Status()[0]; s.Running || s.LastError != "it took too long" || s.NextRunAt.IsZero() {
			t.Errorf("after its time: %+v", s)
		}
		stop()
	})
}
