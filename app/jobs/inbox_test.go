package jobs

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clientele/models"
)

const shop models.ShopID = "demo-shop.myshopify.com"

// fakeInbox keeps deliveries in memory, with leases as the real one has them.
type fakeInbox struct {
	mu     sync.Mutex
	rows   map[string]models.Delivery
	down   error
	finish error
}

func newInbox(deliveries ...models.Delivery) *fakeInbox {
	f := &fakeInbox{rows: map[string]models.Delivery{}}
	for i, d := range deliveries {
		d.Shop, d.State = cmp.Or(d.Shop, shop), models.Waiting
		d.ReceivedAt = time.Now().Add(time.Duration(i) * time.Millisecond)
		f.rows[d.WebhookID] = d
	}
	return f
}

func (f *fakeInbox) Claim(_ context.Context, worker string, now time.Time, lease time.Duration, wanted models.Wanted) ([]models.Delivery, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var due []models.Delivery
	for _, d := range f.rows {
		if (d.State == models.Waiting || d.State == models.Retrying) && !d.DueAt.After(now) && !d.LeasedUntil.After(now) {
			due = append(due, d)
		}
	}
	slices.SortFunc(due, func(a, b models.Delivery) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	had := map[models.ShopID]int{}
	due = slices.DeleteFunc(due, func(d models.Delivery) bool { had[d.Shop]++; return had[d.Shop] > wanted.Room(d.Shop) })
	due = due[:min(wanted.Limit, len(due))]
	for i, d := range due {
		d.LeasedBy, d.LeasedUntil = worker, now.Add(lease)
		due[i], f.rows[d.WebhookID] = d, d
	}
	return due, f.down
}

func (f *fakeInbox) Finish(_ context.Context, worker string, d models.Delivery) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.finish != nil {
		return f.finish
	}
	if f.rows[d.WebhookID].LeasedBy != worker {
		return models.Errorf(models.Conflict, "another worker has taken this delivery over")
	}
	f.rows[d.WebhookID] = d
	return nil
}

func (f *fakeInbox) get(id string) models.Delivery {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rows[id]
}

type dispatch func(ctx context.Context, d models.Delivery) (string, string, error)

func worker(inbox Inbox, parallel int, do dispatch) *InboxWorker {
	return &InboxWorker{
		Name: "w1", Inbox: inbox, Dispatch: do, Now: time.Now, Parallel: parallel,
		Log: slog.New(slog.DiscardHandler),
	}
}

func earned(context.Context, models.Delivery) (string, string, error) {
	return "order:1", "earned", nil
}

func TestDeliveryIsWorkedOffOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := newInbox(models.Delivery{WebhookID: "a", Topic: "orders/paid"})
		w := worker(inbox, 1, earned)
		var counted []string
		w.Observe = func(of models.ShopID, topic, result string, lag time.Duration) {
			counted = append(counted, fmt.Sprint(of, " ", topic, " ", result, " ", lag))
		}
		time.Sleep(3 * time.Second)
		for _, want := range []int{1, 0} {
			if done, err := w.RunOnce(t.Context()); done != want || err != nil {
				t.Errorf("done %d, %v; want %d", done, err, want)
			}
		}
		d := inbox.get("a")
		if d.State != models.Done || d.Subject != "order:1" || d.Outcome != "earned" || d.Attempts != 1 || d.LeasedBy != "" {
			t.Errorf("delivery %+v", d)
		}
		if !slices.Equal(counted, []string{"demo-shop.myshopify.com orders/paid done 3s"}) {
			t.Errorf("counted %q", counted)
		}
	})
}

func TestF22FailingDeliveryIsRetriedWithGrowingGapsThenNeedsAPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := newInbox(models.Delivery{WebhookID: "a", Subject: "order:1"})
		var tries []time.Time
		w := worker(inbox, 1, func(context.Context, models.Delivery) (string, string, error) {
			tries = append(tries, time.Now())
			return "", "", models.Wrap(models.Unavailable, errors.New("ines@example.org"), "the store is away")
		})
		for range 6 * 3600 {
			if _, err := w.RunOnce(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if len(tries) != models.AttemptsMax {
			t.Fatalf("tried %d times, want %d", len(tries), models.AttemptsMax)
		}
		for i := 2; i < len(tries); i++ {
			if now, before := tries[i].Sub(tries[i-1]), tries[i-1].Sub(tries[i-2]); now <= before {
				t.Errorf("gap %d is %v, not longer than %v", i, now, before)
			}
		}
		d := inbox.get("a")
		if d.State != models.NeedsPerson || d.Problem != "the store is away" || d.Subject != "order:1" {
			t.Errorf("delivery %+v", d)
		}
		again, err := d.Replayed()
		if err == nil {
			t.Errorf("replayed without a body: %+v", again)
		}
	})
}

func TestF22ReplayWorksOnceTheCauseIsRepaired(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := newInbox(models.Delivery{WebhookID: "a", Body: []byte("{}")})
		broken := true
		w := worker(inbox, 1, func(ctx context.Context, d models.Delivery) (string, string, error) {
			if broken {
				return "", "", models.Errorf(models.Invalid, "line_items is missing")
			}
			return earned(ctx, d)
		})
		w.RunOnce(t.Context())
		d := inbox.get("a")
		if d.State != models.NeedsPerson || d.Attempts != 1 || d.Problem != "line_items is missing" {
			t.Errorf("a body that cannot be read was not parked at once: %+v", d)
		}
		broken = false
		d, err := d.Replayed()
		if err != nil {
			t.Fatal(err)
		}
		inbox.rows["a"] = d
		w.RunOnce(t.Context())
		if d := inbox.get("a"); d.State != models.Done {
			t.Errorf("delivery %+v", d)
		}
	})
}

func TestF22PoisonDoesNotBlockOthers(t *testing.T) {
	t.Parallel()
	for name, poison := range map[string]dispatch{
		"panics": func(context.Context, models.Delivery) (string, string, error) { panic("ines@example.org") },
		"hangs": func(ctx context.Context, _ models.Delivery) (string, string, error) {
			<-ctx.Done()
			return "", "", ctx.Err()
		},
		"fails": func(context.Context, models.Delivery) (string, string, error) {
			return "", "", errors.New("ines@example.org")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				inbox := newInbox(
					models.Delivery{WebhookID: "poison", Subject: "order:1"}, models.Delivery{WebhookID: "after", Subject: "order:1"},
					models.Delivery{WebhookID: "beside", Subject: "order:2"})
				w := worker(inbox, 1, func(ctx context.Context, d models.Delivery) (string, string, error) {
					if d.WebhookID == "poison" {
						return poison(ctx, d)
					}
					return earned(ctx, d)
				})
				var log bytes.Buffer
				w.Log = slog.New(slog.NewJSONHandler(&log, nil))
				if done, err := w.RunOnce(t.Context()); done != 3 || err != nil {
					t.Fatalf("done %d, %v", done, err)
				}
				if d := inbox.get("poison"); d.State != models.Retrying || d.Problem == "" || strings.Contains(d.Problem+log.String(), "ines@") {
					t.Errorf("poison %+v, log %s", d, log.String())
				}
				if inbox.get("after").State != models.Done || inbox.get("beside").State != models.Done {
					t.Error("others were kept from their turn")
				}
			})
		})
	}
}

func TestConflictIsTriedAgainAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := newInbox(models.Delivery{WebhookID: "a"})
		tries := 0
		w := worker(inbox, 1, func(ctx context.Context, d models.Delivery) (string, string, error) {
			if tries++; tries < conflictTries {
				return "", "", models.Errorf(models.Conflict, "somebody else was faster")
			}
			return earned(ctx, d)
		})
		w.RunOnce(t.Context())
		if d := inbox.get("a"); d.State != models.Done || d.Attempts != 1 {
			t.Errorf("delivery %+v", d)
		}
	})
}

func TestOneSubjectInTurnOthersSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all []models.Delivery
		for i := range 12 {
			all = append(all, models.Delivery{WebhookID: fmt.Sprint("w", i), Subject: fmt.Sprint("order:", i%4)})
		}
		all = append(all, models.Delivery{WebhookID: "x1", Subject: "order:0", Shop: "sakura.myshopify.com"},
			models.Delivery{WebhookID: "x2"}, models.Delivery{WebhookID: "x3"})
		var mu sync.Mutex
		busy, most, turns := map[string]int{}, 0, map[string][]string{}
		w := worker(newInbox(all...), 3, func(_ context.Context, d models.Delivery) (string, string, error) {
			key := string(d.Shop) + d.Subject
			mu.Lock()
			busy[key]++
			total := 0
			for _, n := range busy {
				total += n
			}
			most = max(most, total)
			if busy[key] > 1 && d.Subject != "" {
				t.Errorf("two deliveries of %s at once", key)
			}
			turns[key] = append(turns[key], d.WebhookID)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			busy[key]--
			mu.Unlock()
			return "", "earned", nil
		})
		w.Ahead = 12
		began := time.Now()
		if done, err := w.RunOnce(t.Context()); done != 15 || err != nil {
			t.Fatalf("done %d, %v", done, err)
		}
		if most != 3 || time.Since(began) > 6*time.Second {
			t.Errorf("%d at once in %v", most, time.Since(began))
		}
		if diff := gocmp.Diff([]string{"w1", "w5", "w9"}, turns[string(shop)+"order:1"]); diff != "" {
			t.Errorf("not in the order they came: %s", diff)
		}
	})
}

func TestWhatIsHeldIsBoundedAndRefilled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all []models.Delivery
		for i := range 50 {
			all = append(all, models.Delivery{WebhookID: fmt.Sprint("w", i)})
		}
		inbox := newInbox(all...)
		var held, most int
		w := worker(counting{inbox, func(change int) { held += change; most = max(most, held) }}, 2, func(ctx context.Context, d models.Delivery) (string, string, error) {
			time.Sleep(time.Millisecond)
			return earned(ctx, d)
		})
		w.Ahead = 6
		if done, err := w.RunOnce(t.Context()); done != len(all) || err != nil {
			t.Errorf("%d of %d were done: %v", done, len(all), err)
		}
		if most != 8 {
			t.Errorf("up to %d were held, want those that are worked on and 6 more", most)
		}
	})
}

// counting tells of each change in how many deliveries are held.
type counting struct {
	*fakeInbox
	changed func(by int)
}

func (c counting) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, wanted models.Wanted) ([]models.Delivery, error) {
	found, err := c.fakeInbox.Claim(ctx, worker, now, lease, wanted)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed(len(found))
	return found, err
}

func (c counting) Finish(ctx context.Context, worker string, d models.Delivery) error {
	err := c.fakeInbox.Finish(ctx, worker, d)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed(-1)
	return err
}

// A slow one keeps nobody else waiting: that is what batches did.
func TestOneThatTakesLongKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		all := []models.Delivery{{WebhookID: "slow"}}
		for i := range 40 {
			all = append(all, models.Delivery{WebhookID: fmt.Sprint("w", i)})
		}
		inbox := newInbox(all...)
		w := worker(inbox, 4, func(ctx context.Context, d models.Delivery) (string, string, error) {
			time.Sleep(time.Millisecond)
			if d.WebhookID == "slow" {
				time.Sleep(5 * time.Second)
			}
			return earned(ctx, d)
		})
		go func() { _, _ = w.RunOnce(t.Context()) }()
		time.Sleep(time.Second)
		for i := range 40 {
			if d := inbox.get(fmt.Sprint("w", i)); d.State != models.Done {
				t.Errorf("w%d waits for the slow one: %+v", i, d)
			}
		}
		time.Sleep(10 * time.Second)
	})
}

func TestStopFinishesWhatIsUnderWayAndHandsBackTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := newInbox(models.Delivery{WebhookID: "a"}, models.Delivery{WebhookID: "b"}, models.Delivery{WebhookID: "c"})
		begun := make(chan struct{})
		w := worker(inbox, 1, func(ctx context.Context, d models.Delivery) (string, string, error) {
			close(begun)
			time.Sleep(2 * time.Second)
			if ctx.Err() != nil {
				t.Error("interrupted")
			}
			return earned(ctx, d)
		})
		w.Ahead = 2
		stop := running(t, newRunner(&bytes.Buffer{}, w.Job(time.Second)))
		<-begun
		stop()
		if d := inbox.get("a"); d.State != models.Done {
			t.Errorf("a %+v", d)
		}
		for _, id := range []string{"b", "c"} {
			if d := inbox.get(id); d.State != models.Waiting || d.LeasedBy != "" || d.Attempts != 0 {
				t.Errorf("%s was not handed back: %+v", id, d)
			}
		}
	})
}

func TestWhatTheLeaseDoesNotOutlastIsHandedBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all []models.Delivery
		for i := range 20 {
			all = append(all, models.Delivery{WebhookID: fmt.Sprintf("w%02d", i)})
		}
		inbox := newInbox(all...)
		w := worker(inbox, 1, func(ctx context.Context, d models.Delivery) (string, string, error) {
			<-ctx.Done()
			return "", "", ctx.Err()
		})
		w.Ahead = 19
		began := time.Now()
		if _, err := w.RunOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > inboxLease {
			t.Errorf("worked %v under a lease of %v", took, inboxLease)
		}
		if d := inbox.get("w19"); d.State != models.Waiting || d.LeasedBy != "" || d.Attempts != 0 {
			t.Errorf("the last was not handed back: %+v", d)
		}
	})
}

func TestInboxThatIsAwayIsAnErrorOfTheJob(t *testing.T) {
	t.Parallel()
	away := models.Errorf(models.Unavailable, "the database is away")
	inbox := newInbox(models.Delivery{WebhookID: "a"})
	inbox.finish = away
	if _, err := worker(inbox, 1, earned).RunOnce(t.Context()); models.CodeOf(err) != models.Unavailable {
		t.Errorf("got %v", err)
	}
	inbox.down = away
	if done, err := worker(inbox, 1, earned).RunOnce(t.Context()); done != 0 || models.CodeOf(err) != models.Unavailable {
		t.Errorf("done %d, %v", done, err)
	}
}

func TestWhatCouldNotBeNotedIsNotedOnceTheInboxIsBack(t *testing.T) {
	t.Parallel()
	inbox := newInbox(models.Delivery{WebhookID: "a"}, models.Delivery{WebhookID: "b"})
	tries := 0
	w := worker(inbox, 1, func(ctx context.Context, d models.Delivery) (string, string, error) {
		tries++
		return earned(ctx, d)
	})
	inbox.finish = models.Errorf(models.Unavailable, "the database is away")
	for range 3 {
		if _, err := w.RunOnce(t.Context()); models.CodeOf(err) != models.Unavailable {
			t.Fatalf("got %v", err)
		}
	}
	inbox.finish = nil
	if _, err := w.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b"} {
		if d := inbox.get(id); d.State != models.Done || d.LeasedBy != "" {
			t.Errorf("%s waits for the end of its lease: %+v", id, d)
		}
	}
	if tries != 2 {
		t.Errorf("tried %d times, want once each", tries)
	}
}

// What nobody can save must not keep the others from their turn.
func TestWhatCannotBeNotedAtAllHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	inbox := newInbox(models.Delivery{WebhookID: "a"})
	w := worker(inbox, 1, earned)
	inbox.finish = models.Errorf(models.Internal, "it is too large")
	if _, err := w.RunOnce(t.Context()); err == nil {
		t.Fatal("no error")
	}
	inbox.finish = nil
	if done, err := w.RunOnce(t.Context()); done != 0 || err != nil {
		t.Errorf("done %d, %v", done, err)
	}
	if d := inbox.get("a"); d.State != models.Waiting || d.LeasedBy == "" {
		t.Errorf("a %+v", d)
	}
}

func TestLostLeaseIsNoError(t *testing.T) {
	t.Parallel()
	inbox := newInbox(models.Delivery{WebhookID: "a"})
	w := worker(inbox, 1, func(ctx context.Context, d models.Delivery) (string, string, error) {
		inbox.mu.Lock()
		taken := inbox.rows["a"]
		taken.LeasedBy = "w2"
		inbox.rows["a"] = taken
		inbox.mu.Unlock()
		return earned(ctx, d)
	})
	if done, err := w.RunOnce(t.Context()); done != 1 || err != nil {
		t.Errorf("done %d, %v", done, err)
	}
	if d := inbox.get("a"); d.State != models.Waiting || d.LeasedBy != "w2" {
		t.Errorf("the other worker's delivery was overwritten: %+v", d)
	}
}
