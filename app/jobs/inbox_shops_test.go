package jobs

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"clientele/models"
)

// One shop's thousands leave room for others, who need not wait for them.
func TestOneShopNeverHoldsAllThatIsWorkedOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all []models.Delivery
		for i := range 40 {
			all = append(all, models.Delivery{WebhookID: fmt.Sprint("flood", i)})
		}
		inbox := newInbox(all...)
		var took time.Duration
		begin := time.Now()
		w := worker(inbox, 8, func(ctx context.Context, d models.Delivery) (string, string, error) {
			if d.Shop == "quiet" {
				took = time.Since(begin)
			}
			if d.WebhookID == "flood0" { // another shop's comes while the flood is worked on
				inbox.mu.Lock()
				inbox.rows["late"] = models.Delivery{Shop: "quiet", WebhookID: "late", State: models.Waiting, ReceivedAt: time.Now().Add(time.Hour)}
				inbox.mu.Unlock()
			}
			time.Sleep(time.Second)
			return earned(ctx, d)
		})
		w.PerShop = 4
		if done, err := w.RunOnce(t.Context()); done != len(all)+1 || err != nil {
			t.Errorf("%d of %d were done: %v", done, len(all)+1, err)
		}
		if took != inboxPatience {
			t.Errorf("the other shop's waited for %s, want no longer than it takes until others are looked after, %s", took, inboxPatience)
		}
	})
}
