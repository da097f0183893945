package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/outbox"
	"clientele/models/shops"
)

// The bounds of questions about products that wait because the store did not
// answer: how long they are asked again, and how many are put back in line at
// once.
const (
	resumeFor   = 60 * 24 * time.Hour
	resumePages = 20
)

// ProductQuestions puts questions about products back in line that could not be
// answered, in stores that let the app ask: the permission may have come, or a
// long outage be over.
type ProductQuestions struct {
	flow *Flow
	round
}

// ProductQuestions begins to go over the shops.
func (f *Flow) ProductQuestions() *ProductQuestions { return &ProductQuestions{flow: f} }

// Step looks at one shop, and gives zero when all shops are through. It is called
// by one goroutine.
func (q *ProductQuestions) Step(ctx context.Context) (int, error) {
	more, err := q.next(ctx, q.flow.Shops)
	if err != nil || !more {
		return 0, err
	}
	q.at = ""
	return 1, q.flow.resumeProducts(ctx, q.shop)
}

// resumeProducts puts a store's questions back in line.
func (f *Flow) resumeProducts(ctx context.Context, shop shops.Shop) error {
	if !shop.Installed() || !mayReadProducts(shop) {
		return nil
	}
	waiting, err := f.Outbox.NeedPerson(ctx, shop.ID, []string{ReadProducts}, 1)
	if err != nil || waiting == 0 {
		return err
	}
	q := outbox.Query{State: outbox.NeedsPerson, Limit: models.PageLimitMax}
	for range resumePages {
		page, err := f.Outbox.Page(ctx, shop.ID, q)
		if err != nil {
			return err
		}
		for _, m := range page.Items {
			if err := f.resume(ctx, m); err != nil {
				return err
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return nil
		}
	}
	return nil
}

// resume puts a question back in line unless it is too old.
func (f *Flow) resume(ctx context.Context, m outbox.Message) error {
	now := models.Instant(f.Now())
	if m.Kind != ReadProducts || now.Sub(m.MadeAt) > resumeFor {
		return nil
	}
	again, err := m.Retried(now)
	if err != nil {
		return err
	}
	err = f.Tx.Do(ctx, func(ctx context.Context) error { return f.Outbox.Decide(ctx, again, m.State, now) })
	if models.CodeOf(err) == models.Conflict {
		return nil // somebody else was at it
	}
	return err
}
