package main

import (
	"context"
	"sync"
	"time"

	"clientele/app/flow"
	"clientele/app/shopify"
	"clientele/models"
	"clientele/models/catchup"
)

// endsAfter is the platform with something happening in the middle: after some
// parts the program ends, after some pages onPage is called.
type endsAfter struct {
	flow.Past
	mu     sync.Mutex
	stop   func()
	parts  int
	pages  int
	onPage func()
	from   []int64
}

func (p *endsAfter) ReadExport(ctx context.Context, shop models.ShopID, token string, e catchup.Export, asked time.Time, from int64, limit int) (catchup.Part, bool, error) {
	p.mu.Lock()
	p.from = append(p.from, from)
	if len(p.from) == p.parts+1 {
		p.stop()
	}
	p.mu.Unlock()
	return p.Past.ReadExport(ctx, shop, token, e, asked, from, limit)
}

func (p *endsAfter) OrdersUpdated(ctx context.Context, shop models.ShopID, token string, from, until time.Time, cursor string) (catchup.Page, error) {
	p.mu.Lock()
	if p.pages--; p.pages == 0 && p.onPage != nil {
		p.onPage()
	}
	p.mu.Unlock()
	return p.Past.OrdersUpdated(ctx, shop, token, from, until, cursor)
}

// quickClient speaks to the stand-in and waits by its clock.
func quickClient(h *harness) *shopify.Client {
	h.Helper()
	c := h.program.config
	client, err := shopify.NewClient(shopify.Options{
		APIKey: c.APIKey, Secret: c.Secrets[0], ShopURL: c.ShopURL, Shops: c.ShopDomains, Now: h.stand.Now,
		Wait: func(ctx context.Context, d time.Duration) error {
			if err := h.stand.AdvanceClock(d); err != nil {
				return err
			}
			return ctx.Err()
		},
	})
	if err != nil {
		h.Fatal(err)
	}
	return client
}
