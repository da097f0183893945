package handlers

import (
	"context"
	"slices"
	"time"

	"clientele/models/catchup"
)

// BackfillOutput is how far the reading of past orders is.
type BackfillOutput struct {
	Body Backfill
}

// Backfill is the reading of a store's past orders.
type Backfill struct {
	State      string     `json:"state" enum:"none,asked,exporting,reading,done,failed,cancelled"`
	Running    bool       `json:"running"`
	Percent    int        `json:"percent" minimum:"0" maximum:"100"`
	Objects    int64      `json:"objects" doc:"what the platform has gathered so far, orders and their lines"`
	Orders     int64      `json:"orders" doc:"orders read"`
	Changed    int64      `json:"changed" doc:"orders that brought something new"`
	Unreadable int64      `json:"unreadable" doc:"orders that could not be read"`
	StartedAt  *time.Time `json:"startedAt,omitempty"`
	FinishedAt *time.Time `json:"finishedAt,omitempty"`
	Problem    string     `json:"problem,omitempty" doc:"why it waits or ended"`
	All        bool       `json:"all" doc:"whether the platform shows orders older than 60 days"`
}

func (p *Panel) backfill(ctx context.Context, _ *struct{}) (*BackfillOutput, error) {
	b, err := p.CatchUp.Sync.Backfill(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	return p.viewBackfill(ctx, b)
}

func (p *Panel) startBackfill(ctx context.Context, _ *struct{}) (*BackfillOutput, error) {
	who := IdentityOf(ctx)
	b, err := p.CatchUp.StartBackfill(ctx, who.Shop, who.User)
	if err != nil {
		return nil, err
	}
	p.wake("backfill")
	return p.viewBackfill(ctx, b)
}

func (p *Panel) stopBackfill(ctx context.Context, _ *struct{}) (*BackfillOutput, error) {
	b, err := p.CatchUp.StopBackfill(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	p.wake("backfill")
	return p.viewBackfill(ctx, b)
}

func (p *Panel) wake(job string) {
	if p.WakeJob != nil {
		p.WakeJob(job)
	}
}

func (p *Panel) viewBackfill(ctx context.Context, b catchup.Backfill) (*BackfillOutput, error) {
	shop, err := p.Flow.Shops.Get(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	state := string(b.State)
	if state == "" {
		state = "none"
	}
	return &BackfillOutput{Body: Backfill{
		State: state, Running: b.Running(), Percent: b.Percent(), Objects: b.Objects, Orders: b.Orders, Changed: b.Changed,
		Unreadable: b.Unreadable, StartedAt: moment(b.StartedAt), FinishedAt: moment(b.FinishedAt), Problem: b.Problem,
		All: slices.Contains(shop.Scopes, "read_all_orders"),
	}}, nil
}
