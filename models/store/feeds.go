package store

import (
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/feeds"
)

// Feeds keeps other calendars of the staff, and links to ours.
type Feeds struct {
	collection
	links   collection
	rosters *Rosters
}

// The most that is read at once; far more than a shop can have.
const (
	feedsMax = 5_000
	linksMax = 1_000
)

// Get gives a calendar of somebody who serves; models.NotFound where they have
// none of that id.
func (r *Feeds) Get(ctx context.Context, shop models.ShopID, staff booking.StaffID, id string) (feeds.Feed, error) {
	row, err := one[feedRow](ctx, r.collection, byID(key(shop, string(staff), id)))
	if err != nil {
		return feeds.Feed{}, err
	}
	return row.feed()
}

// Save keeps a calendar by its version; models.Conflict where somebody saved it
// meanwhile.
func (r *Feeds) Save(ctx context.Context, f feeds.Feed) (int64, error) {
	row := toFeedRow(f)
	if f.Version > 0 { // that there is one is known
		return r.save(ctx, row.ID, f.Version, row)
	}
	return counted(ctx, r.rosters, f.Shop, func(ctx context.Context) (int64, error) { return r.save(ctx, row.ID, f.Version, row) })
}

// Delete removes a calendar for good, and the times it took with it.
func (r *Feeds) Delete(ctx context.Context, shop models.ShopID, staff booking.StaffID, id string) error {
	return r.rosters.removes(ctx, shop, r.collection, byID(key(shop, string(staff), id)))
}

// Of lists the calendars of a member of the staff, or of everybody where none is
// named, the one added first at the front.
func (r *Feeds) Of(ctx context.Context, shop models.ShopID, staff booking.StaffID) ([]feeds.Feed, error) {
	filter := under(shop)
	if staff != "" {
		filter = under(shop, string(staff))
	}
	found, err := every[feedRow](ctx, r.collection, filter, feedsMax, options.Find().SetSort(bson.D{{Key: "addedAt", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, err
	}
	return feedsOf(found)
}

// Due lists calendars of all shops that are to be read, the longest due first.
func (r *Feeds) Due(ctx context.Context, now time.Time, limit int) ([]feeds.Feed, error) {
	found, err := rows[feedRow](ctx, r.collection, bson.D{{Key: "nextAt", Value: bson.D{{Key: "$lte", Value: models.Instant(now)}}}}, limit,
		options.Find().SetSort(bson.D{{Key: "nextAt", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, err
	}
	return feedsOf(found)
}

func feedsOf(rows []feedRow) ([]feeds.Feed, error) {
	all := make([]feeds.Feed, 0, len(rows))
	for _, row := range rows {
		f, err := row.feed()
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// Busy gives when the calendars of some staff, or of everybody where none are
// named, are taken: the spans that meet the given one, merged for each.
func (r *Feeds) Busy(ctx context.Context, shop models.ShopID, staff []booking.StaffID, span times.Span) (map[booking.StaffID][]times.Span, error) {
	filter := under(shop)
	if len(staff) == 1 {
		filter = under(shop, string(staff[0]))
	}
	found, err := every[feedRow](ctx, r.collection, filter, feedsMax, options.Find().SetProjection(bson.D{{Key: "staff", Value: 1}, {Key: "busy", Value: 1}}))
	if err != nil {
		return nil, err
	}
	busy := map[booking.StaffID][]times.Span{}
	for _, row := range found {
		if len(staff) > 0 && !slices.Contains(staff, row.Staff) {
			continue
		}
		spans, err := row.spans(span)
		if err != nil {
			return nil, err
		}
		if len(spans) > 0 {
			busy[row.Staff] = times.Union(busy[row.Staff], spans)
		}
	}
	return busy, nil
}

// Links lists the links of a shop.
func (r *Feeds) Links(ctx context.Context, shop models.ShopID) ([]feeds.Link, error) {
	found, err := every[linkRow](ctx, r.links, under(shop), linksMax)
	return translated(found, fromLinkRow), err
}

// Link finds a link by the digest of its token; models.NotFound where the shop
// has none of it.
func (r *Feeds) Link(ctx context.Context, shop models.ShopID, digest string) (feeds.Link, error) {
	row, err := one[linkRow](ctx, r.links, append(under(shop), bson.E{Key: "digest", Value: digest}))
	if err != nil {
		return feeds.Link{}, err
	}
	return fromLinkRow(row), nil
}

// PutLink keeps a link in place of the one that there was for the same staff.
func (r *Feeds) PutLink(ctx context.Context, l feeds.Link) error {
	row := toLinkRow(l)
	_, err := r.links.replace(ctx, byID(row.ID), row, options.Replace().SetUpsert(true))
	return err
}

// DeleteLink removes a link, so that it leads nowhere from then on.
func (r *Feeds) DeleteLink(ctx context.Context, shop models.ShopID, staff booking.StaffID) error {
	_, err := r.links.remove(ctx, byID(linkKey(shop, staff)))
	return err
}

// linkKey stands for everybody where no staff is named.
func linkKey(shop models.ShopID, staff booking.StaffID) string { return key(shop, string(staff)) }
