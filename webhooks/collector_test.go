package webhooks

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"clientele/models"
)

// slowInbox takes a second for each write and notes how much came at once.
type slowInbox struct {
	memoryInbox
	writes []int
}

func (s *slowInbox) Put(ctx context.Context, deliveries []models.Delivery) (int, error) {
	s.mu.Lock()
	s.writes = append(s.writes, len(deliveries))
	s.mu.Unlock()
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return 0, models.Wrap(models.Unavailable, ctx.Err(), "too slow")
	}
	for _, d := range deliveries {
		if d.Topic == "poison" {
			return 0, models.Errorf(models.Internal, "cannot be written")
		}
	}
	return s.memoryInbox.Put(ctx, deliveries)
}

func numbered(i int) []models.Delivery {
	return []models.Delivery{{Shop: demoShop, WebhookID: fmt.Sprint("w", i), Body: []byte("{}")}}
}

func TestDeliveriesThatComeTogetherShareAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := &slowInbox{}
		c := &Collector{Inbox: inbox}
		var all sync.WaitGroup
		for i := range 251 {
			all.Go(func() {
				if added, err := c.Put(t.Context(), numbered(i)); added != 1 || err != nil {
					t.Errorf("%d: added %d, %v", i, added, err)
				}
			})
			if i == 0 {
				synctest.Wait() // the first is written alone, the others meanwhile wait
			}
		}
		all.Wait()
		if fmt.Sprint(inbox.writes) != "[1 200 50]" || len(inbox.all()) != 251 {
			t.Errorf("writes of %v, %d kept", inbox.writes, len(inbox.all()))
		}
	})
}

func TestRepetitionsWithinAWriteAreOneDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := &slowInbox{}
		c := &Collector{Inbox: inbox}
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if _, err := c.Put(t.Context(), numbered(1)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, n := range inbox.writes {
			if n != 1 {
				t.Errorf("writes of %v", inbox.writes)
			}
		}
		if added, err := c.Put(t.Context(), numbered(1)); added != 0 || err != nil || len(inbox.all()) != 1 {
			t.Errorf("added %d, %v; %d kept", added, err, len(inbox.all()))
		}
	})
}

func TestOneThatCannotBeKeptDoesNotTakeOthersWithIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := &slowInbox{}
		c := &Collector{Inbox: inbox}
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				d := numbered(i)
				if i == 2 {
					d[0].Topic = "poison"
				}
				if _, err := c.Put(t.Context(), d); (err != nil) != (i == 2) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		all.Wait()
		if len(inbox.all()) != 3 {
			t.Errorf("%d kept", len(inbox.all()))
		}
	})
}

func TestFloodIsRefusedAndOverSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &Collector{Inbox: &slowInbox{}}
		var mu sync.Mutex
		refused := 0
		var all sync.WaitGroup
		for i := range queuedMax + 500 {
			all.Go(func() {
				if _, err := c.Put(t.Context(), numbered(i)); err != nil {
					if models.CodeOf(err) != models.Unavailable {
						t.Error(err)
					}
					mu.Lock()
					refused++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if refused < 300 || refused > 500 {
			t.Errorf("%d refused", refused)
		}
		if _, err := c.Put(t.Context(), numbered(-1)); err != nil {
			t.Errorf("after the flood: %v", err)
		}
		synctest.Wait()
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.queued != 0 || c.bytes != 0 {
			t.Errorf("%d deliveries of %d bytes are still counted", c.queued, c.bytes)
		}
	})
}

func TestNobodyWaitsLongerThanTheyWish(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &Collector{Inbox: &memoryInbox{wait: true}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := c.Put(ctx, numbered(1)); models.CodeOf(err) != models.Unavailable || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		time.Sleep(collectorPatience) // the write itself is given up as well
	})
}

func TestWhatNobodyWaitsForAnyMoreIsNotWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inbox := &slowInbox{}
		c := &Collector{Inbox: inbox}
		first := make(chan error)
		go func() { _, err := c.Put(t.Context(), numbered(1)); first <- err }()
		synctest.Wait() // it is being written
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := c.Put(ctx, numbered(2)); models.CodeOf(err) != models.Unavailable {
			t.Errorf("the second is answered %v", err)
		}
		if err := <-first; err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if all := inbox.all(); len(all) != 1 || all[0].WebhookID != "w1" || c.queued != 0 || c.bytes != 0 {
			t.Errorf("kept %v, %d deliveries of %d bytes in the queue", all, c.queued, c.bytes)
		}
	})
}
