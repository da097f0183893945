package flow

import (
	"context"
	"errors"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/feeds"
)

// FeedBatch is how many calendars are read at once. Each may be some megabytes
// and keep a processor busy.
const FeedBatch = 8

// patience bounds the reading of a calendar for which nobody waits.
const patience = 10 * time.Second

// ReadFeeds reads other calendars that are due, and tells how many.
func (f *Flow) ReadFeeds(ctx context.Context) (int, error) {
	due, err := f.Feeds.Due(ctx, f.Now(), FeedBatch)
	if err != nil {
		return 0, err
	}
	return len(due), sideBySide(ctx, due, func(ctx context.Context, feed feeds.Feed) error {
		_, err := f.readFeed(ctx, feed, patience)
		switch models.CodeOf(err) {
		case models.Conflict, models.NotFound: // somebody else reads it, or took it away
			return nil
		}
		return err
	})
}

// ReadFeed reads a calendar at once. What went wrong stands on the feed.
func (f *Flow) ReadFeed(ctx context.Context, shop models.ShopID, staff booking.StaffID, id string) (feeds.Feed, error) {
	feed, err := f.Feeds.Get(ctx, shop, staff, id)
	if err != nil {
		return feeds.Feed{}, err
	}
	return f.readFeed(ctx, feed, entryLimit)
}

// readFeed reads a calendar. It is put off first, which only one can do because
// saving compares versions. Calendars of a shop that has removed the app are only
// put off.
func (f *Flow) readFeed(ctx context.Context, feed feeds.Feed, limit time.Duration) (feeds.Feed, error) {
	shop, err := f.Shops.Get(ctx, feed.Shop)
	if err != nil {
		return feed, err
	}
	now := f.Now()
	if feed, err = f.saveFeed(ctx, feed.Begun(now)); err != nil || gone(shop) {
		return feed, err
	}
	zone, err := f.zoneOf(ctx, shop, feed.Staff)
	if err != nil {
		return feed, err
	}
	address, err := f.Sealer.Open(shop.ID, feedPurpose, feed.Sealed)
	if err != nil {
		return f.saveFeed(ctx, feed.Failed(feeds.Failure{Kind: feeds.Unreadable}))
	}
	if !f.Sealer.Current(feed.Sealed) {
		if feed.Sealed, err = f.Sealer.Seal(shop.ID, feedPurpose, address); err != nil {
			return feed, err
		}
	}
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	read, changed, err := f.Subscriptions.Read(within, address, feed.Known(zone, now), zone, feeds.Window(now), feeds.OwnUIDs(shop.ID))
	var failure *feeds.Failure
	switch {
	case errors.As(err, &failure):
		feed = feed.Failed(*failure)
	case err != nil:
		return feed, err
	case changed:
		feed = feed.Read(read, now)
	default:
		feed = feed.Same(now)
	}
	return f.saveFeed(ctx, feed)
}

func (f *Flow) saveFeed(ctx context.Context, feed feeds.Feed) (feeds.Feed, error) {
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		version, err := f.Feeds.Save(ctx, feed)
		if err == nil {
			feed.Version = version
		}
		return err
	})
	return feed, err
}
