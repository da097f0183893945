package jobs

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"runtime/debug"
	"sync"
	"time"

	"clientele/models"
)

// Inbox is where deliveries wait. flow.Inbox is one.
type Inbox interface {
	Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, wanted models.Wanted) ([]models.Delivery, error)
	Finish(ctx context.Context, worker string, d models.Delivery) error
}

// The worker's limits. The lease outlasts several deliveries that take their
// full time; what it does not outlast is handed back. It is also how long the
// deliveries of a killed process wait for another one.
const (
	inboxLease      = time.Minute
	inboxStep       = 20 * time.Second // until nothing more is claimed in one step
	inboxDeadline   = 10 * time.Second // for one delivery
	inboxFinishTime = 5 * time.Second
	conflictTries   = 3
	// inboxRefill is how many have to be free at most before more is claimed.
	inboxRefill = 32
	// inboxPatience is how long others wait at most until it is looked whether they
	// have sent something, while one has as much under way as it may.
	inboxPatience = 100 * time.Millisecond
)

// InboxWorker works deliveries off. Deliveries with the same subject are done
// one after the other, others side by side. One that fails does not keep the next
// from its turn: facts may come in any order.
type InboxWorker struct {
	Name  string // unique among all processes; holds the leases
	Inbox Inbox
	// Dispatch does what a delivery asks for, and tells what it was about and
	// what came of it. models.Invalid means that no repetition can mend it.
	Dispatch func(ctx context.Context, d models.Delivery) (subject, outcome string, err error)
	Now      models.Clock
	Parallel int // deliveries at once; zero means one
	// Ahead is how many more are claimed, so that a claim pays. What arrives
	// meanwhile waits for all of them.
	Ahead int
	// PerShop is how many of one shop are claimed at most, so that there is room
	// for others however much one has to do; zero for any number.
	PerShop int
	Log     *slog.Logger
	// Observe counts an attempt, if set. Result is "done", "retry" or
	// "needs_person"; lag is the time from arrival to the end of the attempt.
	Observe func(shop models.ShopID, topic, result string, lag time.Duration)

	mu   sync.Mutex
	owed []models.Delivery     // as they are after an attempt that could not be noted; mu guards it
	has  map[models.ShopID]int // claimed and not done; mu guards it
}

// Job is the worker as a job for a Runner.
func (w *InboxWorker) Job(every time.Duration) Job {
	return Job{Name: "inbox", Every: every, Batch: w.held(), Limit: inboxStep + inboxLease, Run: w.RunOnce}
}

// held is how many deliveries are claimed and not done at most.
func (w *InboxWorker) held() int { return max(1, w.Parallel) + w.Ahead }

// RunOnce works deliveries off until no more wait or inboxStep is over, and tells
// how many it claimed. Shops take turns, and half of what is under way, or
// inboxRefill, has to be done before more is claimed: so a claim pays, and nobody
// waits for the last one of a batch. An error
// means that the inbox itself failed; what a delivery meets is noted with it.
func (w *InboxWorker) RunOnce(ctx context.Context) (int, error) {
	if err := w.settle(ctx); err != nil {
		return 0, err
	}
	patience := time.Duration(0)
	if w.PerShop > 0 {
		patience = inboxPatience
	}
	lanes := newLanes[[2]string](w.Parallel, func(c claimed) error { return w.work(ctx, c) })
	until, total := w.Now().Add(inboxStep), 0
	for more := true; more; {
		start := w.Now()
		wanted := models.Wanted{Limit: w.held() - lanes.taken(), PerShop: w.PerShop, Held: w.ofShops()}
		deliveries, err := w.Inbox.Claim(ctx, w.Name, start, inboxLease, wanted)
		if err != nil {
			return total, errors.Join(err, lanes.end())
		}
		total += len(deliveries)
		for _, d := range deliveries {
			w.hold(d.Shop, 1)
			lanes.take(turn(d), claimed{d, start.Add(inboxLease)})
		}
		under := lanes.taken()
		more = len(deliveries) == wanted.Limit || w.PerShop > 0 && len(deliveries)+under > 0
		more = more && lanes.wait(under-min((under+1)/2, inboxRefill), patience) && !Stopping(ctx) && w.Now().Before(until)
	}
	return total, lanes.end()
}

// claimed is a delivery and how long it is this worker's.
type claimed struct {
	models.Delivery
	leaseEnd time.Time
}

// turn is what deliveries have in common that are done one after the other.
func turn(d models.Delivery) [2]string {
	if d.Subject == "" {
		return [2]string{string(d.Shop), "delivery:" + d.WebhookID}
	}
	return [2]string{string(d.Shop), d.Subject}
}

// work does one delivery, or hands it back as it was where there is no time left
// for it.
func (w *InboxWorker) work(ctx context.Context, c claimed) error {
	defer w.hold(c.Shop, -1)
	d := c.Delivery
	if Stopping(ctx) || w.Now().Add(inboxDeadline).After(c.leaseEnd) {
		d.LeasedBy, d.LeasedUntil = "", time.Time{}
	} else {
		d = w.attempt(ctx, d)
	}
	return w.finish(ctx, d)
}

// hold counts what is claimed of a shop.
func (w *InboxWorker) hold(shop models.ShopID, more int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.has == nil {
		w.has = map[models.ShopID]int{}
	}
	if w.has[shop] += more; w.has[shop] == 0 {
		delete(w.has, shop)
	}
}

func (w *InboxWorker) ofShops() map[models.ShopID]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.has)
}

// settle notes what could not be noted at the end of the batch before, because
// the database went away. Without it those deliveries would wait for the end of
// their leases. Nothing new is begun until it is done.
func (w *InboxWorker) settle(ctx context.Context) error {
	w.mu.Lock()
	owed := w.owed
	w.owed = nil
	w.mu.Unlock()
	for i, d := range owed {
		if err := w.finish(ctx, d); err != nil {
			w.owe(owed[i+1:]...) // finish keeps the one it could not note
			return err
		}
	}
	return nil
}

// finish saves a delivery even while the program is ending. It is no failure
// that somebody else holds it by now: then they have done the work again, which
// has no second effect.
func (w *InboxWorker) finish(ctx context.Context, d models.Delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), inboxFinishTime)
	defer cancel()
	err := w.Inbox.Finish(ctx, w.Name, d)
	if code := models.CodeOf(err); err != nil && (code == models.Conflict || code == models.NotFound) {
		w.Log.Warn("lost the lease of a delivery", "shop", d.Shop, "webhook", d.WebhookID)
		return nil
	}
	if models.CodeOf(err) == models.Unavailable && err != nil {
		w.owe(d)
	}
	return err
}

// owe remembers deliveries that could not be noted.
func (w *InboxWorker) owe(ds ...models.Delivery) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.owed = append(w.owed, ds...)
}

// attempt is the delivery after one try.
func (w *InboxWorker) attempt(ctx context.Context, d models.Delivery) models.Delivery {
	subject, outcome, err := w.dispatch(ctx, d)
	now := w.Now()
	if subject == "" {
		subject = d.Subject
	}
	after := d.Succeeded(models.Instant(now), subject, outcome)
	result := "done"
	if err != nil {
		after = d.Failed(models.Instant(now), Shown(err), models.CodeOf(err) == models.Invalid)
		after.Subject, result = subject, "retry"
		if after.State == models.NeedsPerson {
			result = "needs_person"
		}
		w.Log.Warn("delivery failed", "shop", d.Shop, "webhook", d.WebhookID, "topic", d.Topic,
			"attempt", after.Attempts, "result", result, "problem", logged(err))
	}
	if w.Observe != nil {
		w.Observe(d.Shop, d.Topic, result, now.Sub(d.ReceivedAt))
	}
	return after
}

// dispatch tries at once again when somebody else changed the same record, as
// the second look usually succeeds.
func (w *InboxWorker) dispatch(ctx context.Context, d models.Delivery) (subject, outcome string, err error) {
	for range conflictTries {
		subject, outcome, err = w.once(ctx, d)
		if err == nil || models.CodeOf(err) != models.Conflict {
			break
		}
	}
	return subject, outcome, err
}

func (w *InboxWorker) once(ctx context.Context, d models.Delivery) (subject, outcome string, err error) {
	ctx, cancel := context.WithTimeout(ctx, inboxDeadline)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
			w.Log.Error("delivery panicked", "shop", d.Shop, "webhook", d.WebhookID, "topic", d.Topic, "stack", string(debug.Stack()))
		}
	}()
	return w.Dispatch(ctx, d)
}
