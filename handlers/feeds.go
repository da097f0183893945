package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models/booking"
	"clientele/models/feeds"
)

// FeedRow is another calendar of somebody who serves, in the panel.
type FeedRow struct {
	ID           string    `json:"id"`
	Address      string    `json:"address" doc:"the host and the last characters of the address, which is a secret"`
	AddedAt      time.Time `json:"addedAt"`
	ReadAt       time.Time `json:"readAt" doc:"when it was last read"`
	TriedAt      time.Time `json:"triedAt" doc:"when that was last tried"`
	Failure      string    `json:"failure" enum:",inside,unreachable,refused,redirected,too_slow,too_large,not_calendar,unreadable" doc:"why the last try failed; the times of the last good one count on"`
	Detail       string    `json:"detail"`
	Events       int       `json:"events"`
	BusyTimes    int       `json:"busyTimes" doc:"spans of time that it takes, within two years"`
	UnknownZones []string  `json:"unknownZones" nullable:"false" doc:"names of time zones in it that nobody knows"`
}

func viewFeed(f feeds.Feed) FeedRow {
	return FeedRow{
		ID: f.ID, Address: f.Hint, AddedAt: f.AddedAt, ReadAt: f.ReadAt, TriedAt: f.TriedAt, Failure: string(f.Failure.Kind), Detail: f.Failure.Detail,
		Events: f.Events, BusyTimes: len(f.Busy), UnknownZones: each(f.UnknownZones, func(name string) string { return name }),
	}
}

// FeedsOutput lists other calendars.
type FeedsOutput struct {
	Body struct {
		Items []FeedRow `json:"items"`
		Most  int       `json:"most" doc:"how many there can be"`
	}
}

func (p *Panel) feeds(ctx context.Context, in *StaffInput) (*FeedsOutput, error) {
	all, err := p.Flow.FeedsOf(ctx, ShopOf(ctx), booking.StaffID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &FeedsOutput{}
	out.Body.Items, out.Body.Most = each(all, viewFeed), feeds.PerStaff
	return out, nil
}

// AddFeedInput is the address of another calendar.
type AddFeedInput struct {
	StaffInput
	Body struct {
		Address string `json:"address" maxLength:"2000" doc:"https:// or webcal://"`
	}
}

// FeedOutput is another calendar.
type FeedOutput struct{ Body FeedRow }

func (p *Panel) addFeed(ctx context.Context, in *AddFeedInput) (*FeedOutput, error) {
	added, err := p.Flow.AddFeed(ctx, flow.AddFeed{Shop: ShopOf(ctx), Staff: booking.StaffID(in.ID), Address: in.Body.Address, Actor: IdentityOf(ctx).User})
	if err != nil {
		return nil, err
	}
	return &FeedOutput{Body: viewFeed(added)}, nil
}

// FeedInput names another calendar.
type FeedInput struct {
	StaffInput
	Feed string `path:"feed" maxLength:"40"`
}

func (p *Panel) deleteFeed(ctx context.Context, in *FeedInput) (*struct{}, error) {
	return nil, p.Flow.DeleteFeed(ctx, ShopOf(ctx), booking.StaffID(in.ID), in.Feed)
}

func (p *Panel) readFeed(ctx context.Context, in *FeedInput) (*FeedOutput, error) {
	read, err := p.Flow.ReadFeed(ctx, ShopOf(ctx), booking.StaffID(in.ID), in.Feed)
	if err != nil {
		return nil, err
	}
	return &FeedOutput{Body: viewFeed(read)}, nil
}
