package jobs

import (
	"context"
	"time"
)

// Leases keep several processes on one database apart. store.Leases is one.
type Leases interface {
	Take(ctx context.Context, name, holder string, now time.Time, lease time.Duration) (bool, error)
	Release(ctx context.Context, name, holder string) error
}

// leaseTime bounds one question about a lease.
const leaseTime = 2 * time.Second

// mine tells whether a step may begin here. The lease outlasts the step, and is
// renewed only when it would not, so that most steps cost no question. A killed
// process's job goes on elsewhere after two limits at most.
func (r *Runner) mine(ctx context.Context, l *loop, limit time.Duration) (bool, error) {
	now := r.Now()
	if !l.job.Alone || r.Leases == nil || now.Add(limit).Before(l.until) && l.until.Before(now.Add(3*limit)) {
		return true, nil
	}
	l.until = time.Time{}
	ctx, cancel := context.WithTimeout(ctx, leaseTime)
	defer cancel()
	mine, err := r.Leases.Take(ctx, leaseName(l), r.Name, now, 2*limit)
	if mine && err == nil {
		l.until = now.Add(2 * limit)
	}
	return mine, err
}

// release lets another process go on at once.
func (r *Runner) release(ctx context.Context, l *loop) {
	if l.until.IsZero() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseTime)
	defer cancel()
	if err := r.Leases.Release(ctx, leaseName(l), r.Name); err != nil {
		r.Log.Warn("the lease of a job was not given back; it ends by itself", "job", l.job.Name, "problem", logged(err))
	}
}

func leaseName(l *loop) string { return "job:" + l.job.Name }
