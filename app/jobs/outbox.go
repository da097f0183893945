package jobs

import (
	"cmp"
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"clientele/models"
	"clientele/models/outbox"
)

// Outbox is where effects wait. store.Outbox is one.
type Outbox interface {
	Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int) ([]outbox.Message, error)
	Finish(ctx context.Context, worker string, m outbox.Message) error
}

// The worker's limits. The lease is longer than one message may take, and how
// long the messages of a killed process wait for another one.
const (
	OutboxBatch    = 50
	outboxLease    = 2 * time.Minute
	outboxDeadline = 30 * time.Second // for one message, with its waiting for the platform
)

// OutboxWorker brings effects about. Messages of one subject are done one after
// the other, others side by side.
type OutboxWorker struct {
	Name   string // unique among all processes; holds the leases
	Outbox Outbox
	// Dispatch brings an effect about, at least once, and notes what came of it
	// where it belongs; it must bear being called again. models.Invalid,
	// Forbidden and NotFound mean that no repetition can mend it.
	Dispatch func(ctx context.Context, m outbox.Message) (outcome string, err error)
	Now      models.Clock
	Parallel int // messages at once; zero means one
	Log      *slog.Logger
	// Observe counts an attempt, if set. Result is "done", "retry" or
	// "needs_person".
	Observe func(kind, result string, lag time.Duration)
}

// Job is the worker as a job for a Runner.
func (w *OutboxWorker) Job(every time.Duration) Job {
	return Job{Name: "outbox", Every: every, Batch: OutboxBatch, Limit: outboxLease, Run: w.RunOnce}
}

// RunOnce works one batch off and tells how many messages it claimed. An error
// means that the outbox itself failed; what a message meets is noted with it.
func (w *OutboxWorker) RunOnce(ctx context.Context) (int, error) {
	start := w.Now()
	claimed, err := w.Outbox.Claim(ctx, w.Name, start, outboxLease, OutboxBatch)
	if err != nil || len(claimed) == 0 {
		return 0, err
	}
	groups := inGroups(claimed, func(m outbox.Message) [2]string {
		return [2]string{string(m.Shop), cmp.Or(m.Subject, "message:"+m.ID)}
	})
	return len(claimed), sideBySide(groups, w.Parallel, func(messages []outbox.Message) error {
		return w.inTurn(ctx, start.Add(outboxLease), messages)
	})
}

// inTurn works messages off. What the lease does not outlast any more is handed
// back as it was.
func (w *OutboxWorker) inTurn(ctx context.Context, leaseEnd time.Time, messages []outbox.Message) error {
	var failed error
	for _, m := range messages {
		if Stopping(ctx) || w.Now().Add(outboxDeadline).After(leaseEnd) {
			m = m.HandedBack()
		} else {
			m = w.attempt(ctx, m)
		}
		if err := w.finish(ctx, m); err != nil {
			failed = err
		}
	}
	return failed
}

// finish saves a message even while the program is ending. It is no failure
// that somebody else holds it by now, or that it was called off or erased.
func (w *OutboxWorker) finish(ctx context.Context, m outbox.Message) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), inboxFinishTime)
	defer cancel()
	err := w.Outbox.Finish(ctx, w.Name, m)
	if err != nil && models.CodeOf(err) == models.Conflict {
		w.Log.Warn("lost the lease of an effect", "shop", m.Shop, "message", m.ID)
		return nil
	}
	return err
}

// attempt is the message after one try.
func (w *OutboxWorker) attempt(ctx context.Context, m outbox.Message) outbox.Message {
	outcome, err := w.dispatch(ctx, m)
	now, result := w.Now(), "done"
	after := m.Succeeded(now, outcome)
	if err != nil {
		after, result = m.Failed(now, Shown(err), beyondRepeating(err)), "retry"
		if after.State == outbox.NeedsPerson {
			result = "needs_person"
		}
		w.Log.Warn("effect failed", "shop", m.Shop, "message", m.ID, "kind", m.Kind, "attempt", m.Attempts, "result", result, "problem", logged(err))
	}
	if w.Observe != nil {
		w.Observe(m.Kind, result, now.Sub(m.MadeAt))
	}
	return after
}

func beyondRepeating(err error) bool {
	switch models.CodeOf(err) {
	case models.Invalid, models.Forbidden, models.NotFound:
		return true
	}
	return false
}

// dispatch bounds one attempt and turns a panic into an error.
func (w *OutboxWorker) dispatch(ctx context.Context, m outbox.Message) (outcome string, err error) {
	ctx, cancel := context.WithTimeout(ctx, outboxDeadline)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
			w.Log.Error("effect panicked", "shop", m.Shop, "message", m.ID, "kind", m.Kind, "stack", string(debug.Stack()))
		}
	}()
	return w.Dispatch(ctx, m)
}
