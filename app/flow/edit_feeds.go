package flow

import (
	"context"
	"errors"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/feeds"
	"clientele/models/shops"
	"clientele/models/team"
)

// feedPurpose is what the addresses of other calendars are sealed for.
const feedPurpose = "calendar"

// entryLimit bounds the reading of a calendar for which somebody waits. It leaves
// time to answer before they are sent away.
const entryLimit = 7 * time.Second

// FeedsOf lists the other calendars of somebody who serves.
func (f *Flow) FeedsOf(ctx context.Context, shop models.ShopID, staff booking.StaffID) ([]feeds.Feed, error) {
	if _, err := f.Team.Member(ctx, shop, staff); err != nil {
		return nil, err
	}
	return f.Feeds.Of(ctx, shop, staff)
}

// AddFeed is a merchant's wish to have another calendar looked at.
type AddFeed struct {
	Shop    models.ShopID
	Staff   booking.StaffID
	Address string
	Actor   string
}

// AddFeed reads a calendar for the first time and keeps it. One that cannot be
// read is not kept, and the reason is told at the address.
func (f *Flow) AddFeed(ctx context.Context, in AddFeed) (feeds.Feed, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return feeds.Feed{}, err
	}
	zone, err := f.zoneOf(ctx, shop, in.Staff)
	if err != nil {
		return feeds.Feed{}, err
	}
	address, err := f.Subscriptions.Address(in.Address)
	if err != nil {
		return feeds.Feed{}, err
	}
	id := feeds.IDOf(shop.Salt, in.Staff, address)
	if err := f.roomForFeed(ctx, in, id); err != nil {
		return feeds.Feed{}, err
	}
	now := f.Now()
	reading, cancel := context.WithTimeout(ctx, entryLimit)
	defer cancel()
	read, _, err := f.Subscriptions.Read(reading, address, feeds.Mark{}, zone, feeds.Window(now), feeds.OwnUIDs(shop.ID))
	var failure *feeds.Failure
	if errors.As(err, &failure) {
		return feeds.Feed{}, feeds.AtAddress(failure.Error())
	}
	if err != nil {
		return feeds.Feed{}, err
	}
	out := feeds.Feed{Shop: shop.ID, Staff: in.Staff, ID: id, Hint: feeds.Hint(address), AddedAt: models.Instant(now), AddedBy: in.Actor}
	if out.Sealed, err = f.Sealer.Seal(shop.ID, feedPurpose, address); err != nil {
		return feeds.Feed{}, err
	}
	out = out.Begun(now).Read(read, now)
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		if _, err := f.Team.Member(ctx, shop.ID, in.Staff); err != nil {
			return err
		}
		if err := f.roomForFeed(ctx, in, id); err != nil {
			return err
		}
		var err error
		out.Version, err = f.Feeds.Save(ctx, out)
		return err
	})
	return out, err
}

// roomForFeed refuses a calendar that is there already, and one too many.
func (f *Flow) roomForFeed(ctx context.Context, in AddFeed, id string) error {
	all, err := f.Feeds.Of(ctx, in.Shop, in.Staff)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(other feeds.Feed) bool { return other.ID == id }) {
		return models.Errorf(models.Conflict, "this calendar was added already; look at the list")
	}
	return room(len(all), feeds.PerStaff, "other calendars of one member of the staff")
}

// zoneOf is the name of the zone in which somebody works.
func (f *Flow) zoneOf(ctx context.Context, shop shops.Shop, staff booking.StaffID) (string, error) {
	crew, err := f.crewOf(ctx, shop)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(crew.Members, func(m team.Member) bool { return m.ID == staff })
	if at < 0 {
		return "", models.Errorf(models.NotFound, "this member of the staff was not found")
	}
	return crew.Members[at].MemberSettings.Zone(crew.Locations, crew.Zone), nil
}

// DeleteFeed gives a calendar up, and the times that it took.
func (f *Flow) DeleteFeed(ctx context.Context, shop models.ShopID, staff booking.StaffID, id string) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		if _, err := f.Feeds.Get(ctx, shop, staff, id); err != nil {
			return err
		}
		return f.Feeds.Delete(ctx, shop, staff, id)
	})
}

// dropFeeds removes the calendars and the link of somebody who does not serve any
// more.
func (f *Flow) dropFeeds(ctx context.Context, shop models.ShopID, staff booking.StaffID) error {
	all, err := f.Feeds.Of(ctx, shop, staff)
	if err != nil {
		return err
	}
	for _, feed := range all {
		if err := f.Feeds.Delete(ctx, shop, staff, feed.ID); err != nil {
			return err
		}
	}
	return f.Feeds.DeleteLink(ctx, shop, staff)
}
