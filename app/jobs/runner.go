package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"clientele/models"
)

// Job is one kind of work.
type Job struct {
	Name  string
	Every time.Duration // the wait between steps when there is nothing to do
	// Batch is what a full step does. After a full step the next one follows at
	// once; zero means that no step is ever full.
	Batch int
	// Limit bounds one step; zero means one minute.
	Limit time.Duration
	// Alone keeps all but one process from running this job at a time. It is for
	// jobs that would take up the same work and only get in each other's way.
	Alone bool
	// Run does one step and tells how much it did.
	Run func(ctx context.Context) (done int, err error)
}

const (
	limitDefault = time.Minute
	backOffFirst = time.Second
	backOffMax   = time.Minute
	graceDefault = 10 * time.Second
)

// Runner runs jobs until it is told to stop. Its fields are set before Run and
// not changed afterwards.
type Runner struct {
	Jobs []Job
	Now  models.Clock
	// Name is unique among all processes; it holds the leases of jobs that run
	// alone. Without Leases this process runs them all.
	Name   string
	Leases Leases
	// Chance gives a number from 0 up to 1; it keeps several processes from
	// coming back at the same moment.
	Chance func() float64
	Log    *slog.Logger
	// Observe counts a step, if set.
	Observe func(job string, done int, failed bool, took time.Duration)
	// Grace is how long steps under way may go on after a stop; zero means ten
	// seconds.
	Grace time.Duration

	once  sync.Once
	loops []*loop
}

// loop is one job on its way.
type loop struct {
	job   Job
	wake  chan struct{}
	until time.Time // end of this process's lease; for the loop alone

	mu     sync.Mutex
	status Status
}

// Status is how a job has been doing.
type Status struct {
	Name      string
	Runs      int64
	Failures  int64 // of all runs
	InARow    int   // failures since the last success
	Done      int64
	Running   bool
	LastRun   time.Time // start of the newest run
	LastError string    // free of customer data; stays until the next success
	FailedAt  time.Time
	NextRunAt time.Time // zero while running
}

func (r *Runner) start() {
	r.once.Do(func() {
		for _, job := range r.Jobs {
			l := &loop{job: job, wake: make(chan struct{}, 1)}
			l.status.Name = job.Name
			r.loops = append(r.loops, l)
		}
	})
}

// Run works until ctx ends and every step under way has come to its end.
func (r *Runner) Run(ctx context.Context) {
	r.start()
	var all sync.WaitGroup
	for _, l := range r.loops {
		all.Go(func() { r.loop(ctx, l) })
	}
	all.Wait()
}

// Wake lets a job run now if it waits, or once more if it runs. It never
// blocks. A job that waits because it failed goes on waiting.
func (r *Runner) Wake(name string) {
	r.start()
	for _, l := range r.loops {
		if l.job.Name != name {
			continue
		}
		select {
		case l.wake <- struct{}{}:
		default: // it is called already
		}
	}
}

// Status tells how every job is doing, in the order of Jobs.
func (r *Runner) Status() []Status {
	r.start()
	all := make([]Status, 0, len(r.loops))
	for _, l := range r.loops {
		l.mu.Lock()
		all = append(all, l.status)
		l.mu.Unlock()
	}
	return all
}

func (r *Runner) loop(ctx context.Context, l *loop) {
	for ctx.Err() == nil {
		done, err := r.step(ctx, l)
		switch {
		case err != nil:
			l.wait(ctx, r.Now, r.backOff(l), nil)
		case l.job.Batch > 0 && done >= l.job.Batch:
			// there is more to do
		default:
			l.wait(ctx, r.Now, l.job.Every, l.wake)
		}
	}
	r.release(ctx, l)
}

func (l *loop) wait(ctx context.Context, now models.Clock, d time.Duration, wake <-chan struct{}) {
	l.mu.Lock()
	l.status.NextRunAt = now().Add(d)
	l.mu.Unlock()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	}
}

// backOff grows with each failure in a row and is cut by up to a half.
func (r *Runner) backOff(l *loop) time.Duration {
	l.mu.Lock()
	failures := l.status.InARow
	l.mu.Unlock()
	d := backOffMax
	if failures < 10 {
		d = min(d, backOffFirst<<max(0, failures-1))
	}
	return d - time.Duration(r.Chance()*float64(d)/2)
}

// step runs a job once, unless another process does. A stop does not interrupt it before the time of grace
// is over; it can ask Stopping to end early.
func (r *Runner) step(ctx context.Context, l *loop) (int, error) {
	limit, grace := l.job.Limit, r.Grace
	if limit == 0 {
		limit = limitDefault
	}
	if grace == 0 {
		grace = graceDefault
	}
	within, cancel := context.WithTimeout(context.WithValue(context.WithoutCancel(ctx), stopKey{}, ctx), limit)
	defer cancel()
	forget := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-within.Done():
		case <-timer.C:
			cancel()
		}
	})
	defer forget()
	mine, err := r.mine(within, l, limit)
	if !mine && err == nil {
		return 0, nil
	}
	start, done := r.Now(), 0
	l.begin(start)
	if err == nil {
		done, err = r.guarded(within, l.job)
	}
	end := r.Now()
	l.end(end, done, err)
	if r.Observe != nil {
		r.Observe(l.job.Name, done, err != nil, end.Sub(start))
	}
	if err != nil {
		r.Log.Error("job failed", "job", l.job.Name, "problem", logged(err))
	}
	return done, err
}

// guarded turns a panic into an error. What was panicked with is not told: it
// may hold anything.
func (r *Runner) guarded(ctx context.Context, job Job) (done int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
			r.Log.Error("job panicked", "job", job.Name, "problem", err.Error(), "stack", string(debug.Stack()))
		}
	}()
	return job.Run(ctx)
}

func panicked(p any) error {
	if e, ok := p.(runtime.Error); ok {
		return models.Errorf(models.Internal, "a mistake in the program: %v", e)
	}
	return models.Errorf(models.Internal, "a mistake in the program (%s)", fmt.Sprintf("%T", p))
}

func (l *loop) begin(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Running, l.status.LastRun, l.status.NextRunAt = true, now, time.Time{}
}

func (l *loop) end(now time.Time, done int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &l.status
	s.Running = false
	s.Runs++
	s.Done += int64(done)
	if err == nil {
		s.InARow, s.LastError = 0, ""
		return
	}
	s.Failures++
	s.InARow++
	s.LastError, s.FailedAt = Shown(err), now
}

type stopKey struct{}

// Stopping tells a step that the program wants to end: it should finish what
// it is doing and begin nothing new.
func Stopping(ctx context.Context) bool {
	if outer, ok := ctx.Value(stopKey{}).(context.Context); ok && outer.Err() != nil {
		return true
	}
	return ctx.Err() != nil
}
