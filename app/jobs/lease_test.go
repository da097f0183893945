package jobs

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"clientele/models"
)

// fakeLeases keeps leases in memory, and counts how often it was asked.
type fakeLeases struct {
	mu     sync.Mutex
	holder map[string]string
	until  map[string]time.Time
	asked  int
	down   error
}

func newLeases() *fakeLeases {
	return &fakeLeases{holder: map[string]string{}, until: map[string]time.Time{}}
}

func (f *fakeLeases) Take(_ context.Context, name, holder string, now time.Time, lease time.Duration) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	if f.down != nil {
		return false, f.down
	}
	if f.holder[name] != holder && f.until[name].After(now) {
		return false, nil
	}
	f.holder[name], f.until[name] = holder, now.Add(lease)
	return true, nil
}

func (f *fakeLeases) Release(_ context.Context, name, holder string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.holder[name] == holder {
		delete(f.holder, name)
		delete(f.until, name)
	}
	return nil
}

// pair is two processes with one job each that runs alone; it tells who ran.
func pair(leases Leases) (a, b *Runner) {
	make := func(name string) *Runner {
		r := newRunner(&bytes.Buffer{}, Job{Name: "figures", Every: time.Second, Limit: 20 * time.Second, Alone: true,
			Run: func(context.Context) (int, error) { return 1, nil }})
		r.Name, r.Leases = name, leases
		return r
	}
	return make("a"), make("b")
}

func TestOneProcessRunsWhatRunsAloneAndAsksSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leases := newLeases()
		a, b := pair(leases)
		stopA := running(t, a)
		time.Sleep(time.Millisecond)
		stopB := running(t, b)
		time.Sleep(2 * time.Minute)
		stopB()
		stopA()
		if runs, others := a.Status()[0].Runs, b.Status()[0].Runs; runs < 100 || others != 0 {
			t.Errorf("the first ran %d times, the second %d times", runs, others)
		}
		if leases.asked > 135 { // the one without the lease once a second, the other every twenty
			t.Errorf("asked %d times", leases.asked)
		}
	})
}

func TestAStoppedProcessHandsItsJobsOnAtOnceAndAKilledOneAfterItsLease(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stopped bool
		within  time.Duration
	}{"stopped": {true, 2 * time.Second}, "killed": {false, 42 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				leases := newLeases()
				a, b := pair(leases)
				if c.stopped {
					stop := running(t, a)
					time.Sleep(5 * time.Second)
					stop()
				} else if mine, err := leases.Take(t.Context(), "job:figures", a.Name, time.Now(), 40*time.Second); !mine || err != nil {
					t.Fatal(mine, err)
				}
				stop := running(t, b)
				time.Sleep(c.within)
				stop()
				if b.Status()[0].Runs == 0 {
					t.Errorf("nobody took the job over within %s", c.within)
				}
			})
		})
	}
}

func TestAJobThatCannotAskForItsLeaseHasFailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leases := newLeases()
		leases.down = models.Errorf(models.Unavailable, "the database does not answer")
		a, _ := pair(leases)
		stop := running(t, a)
		time.Sleep(500 * time.Millisecond)
		stop()
		if s := a.Status()[0]; s.Failures != 1 || s.Done != 0 || s.LastError != "the database does not answer" {
			t.Errorf("status %+v", s)
		}
	})
}

// A clock that was set back must not keep a process from asking for hours.
func TestAClockThatIsSetBackAsksAgain(t *testing.T) {
	t.Parallel()
	leases := newLeases()
	a, _ := pair(leases)
	now := time.Now()
	a.Now = func() time.Time { return now }
	l := &loop{job: a.Jobs[0]}
	for _, at := range []time.Time{now, now.Add(-time.Hour)} {
		now = at
		if mine, err := a.mine(t.Context(), l, 20*time.Second); !mine || err != nil {
			t.Errorf("mine %v, %v", mine, err)
		}
	}
	if leases.asked != 2 {
		t.Errorf("asked %d times, want twice", leases.asked)
	}
}
