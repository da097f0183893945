package store

import (
	"context"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/team"
)

// Team keeps who serves and where, and the days on which a shop is closed.
type Team struct {
	members, locations, pools, calendars collection
	rosters                              *Rosters
}

// The most that a shop can have of each is far below; these bound what is read
// at once.
const (
	membersMax   = 1_000
	locationsMax = 1_000
	poolsMax     = 1_000
)

// calendarID names the document of a shop's closed dates.
const calendarID = "calendar"

// Member gives somebody who serves; models.NotFound where the shop has nobody of
// that id.
func (r *Team) Member(ctx context.Context, shop models.ShopID, id booking.StaffID) (team.Member, error) {
	row, err := one[memberOfTeamRow](ctx, r.members, byID(key(shop, string(id))))
	if err != nil {
		return team.Member{}, err
	}
	return fromMemberOfTeamRow(row), nil
}

// SaveMember keeps somebody who serves and gives the new version;
// models.Conflict where somebody saved it meanwhile.
func (r *Team) SaveMember(ctx context.Context, m team.Member) (int64, error) {
	row := toMemberOfTeamRow(m)
	return counted(ctx, r.rosters, m.Shop, func(ctx context.Context) (int64, error) { return r.members.save(ctx, row.ID, m.Version, row) })
}

// Members lists a shop's staff, who was added first at the front.
func (r *Team) Members(ctx context.Context, shop models.ShopID) ([]team.Member, error) {
	found, err := every[memberOfTeamRow](ctx, r.members, under(shop), membersMax, inOrderMade())
	return translated(found, fromMemberOfTeamRow), err
}

// DeleteMember removes somebody for good. What was booked with them stays.
func (r *Team) DeleteMember(ctx context.Context, shop models.ShopID, id booking.StaffID) error {
	return r.rosters.removes(ctx, shop, r.members, byID(key(shop, string(id))))
}

// Location gives a location; models.NotFound where the shop has none of that id.
func (r *Team) Location(ctx context.Context, shop models.ShopID, id string) (team.Location, error) {
	row, err := one[locationRow](ctx, r.locations, byID(key(shop, id)))
	if err != nil {
		return team.Location{}, err
	}
	return fromLocationRow(row), nil
}

// SaveLocation keeps a location and gives the new version; models.Conflict where
// somebody saved it meanwhile.
func (r *Team) SaveLocation(ctx context.Context, l team.Location) (int64, error) {
	row := toLocationRow(l)
	return counted(ctx, r.rosters, l.Shop, func(ctx context.Context) (int64, error) { return r.locations.save(ctx, row.ID, l.Version, row) })
}

// Locations lists a shop's locations by name.
func (r *Team) Locations(ctx context.Context, shop models.ShopID) ([]team.Location, error) {
	found, err := every[locationRow](ctx, r.locations, under(shop), locationsMax, byName())
	return translated(found, fromLocationRow), err
}

// DeleteLocation removes a location for good.
func (r *Team) DeleteLocation(ctx context.Context, shop models.ShopID, id string) error {
	return r.rosters.removes(ctx, shop, r.locations, byID(key(shop, id)))
}

// Pool gives a pool of rooms or equipment; models.NotFound where the shop has
// none of that id.
func (r *Team) Pool(ctx context.Context, shop models.ShopID, id booking.PoolID) (team.Pool, error) {
	row, err := one[poolRow](ctx, r.pools, byID(key(shop, string(id))))
	if err != nil {
		return team.Pool{}, err
	}
	return fromPoolRow(row), nil
}

// SavePool keeps a pool and gives the new version; models.Conflict where somebody
// saved it meanwhile.
func (r *Team) SavePool(ctx context.Context, p team.Pool) (int64, error) {
	row := toPoolRow(p)
	return counted(ctx, r.rosters, p.Shop, func(ctx context.Context) (int64, error) { return r.pools.save(ctx, row.ID, p.Version, row) })
}

// Pools lists a shop's pools by name.
func (r *Team) Pools(ctx context.Context, shop models.ShopID) ([]team.Pool, error) {
	found, err := every[poolRow](ctx, r.pools, under(shop), poolsMax, byName())
	return translated(found, fromPoolRow), err
}

// DeletePool removes a pool for good. What was booked in it stays.
func (r *Team) DeletePool(ctx context.Context, shop models.ShopID, id booking.PoolID) error {
	return r.rosters.removes(ctx, shop, r.pools, byID(key(shop, string(id))))
}

// Calendar gives the closed dates; of a shop that has none, an empty one.
func (r *Team) Calendar(ctx context.Context, shop models.ShopID) (team.Calendar, error) {
	row, err := one[calendarRow](ctx, r.calendars, byID(key(shop, calendarID)))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return team.Calendar{Shop: shop}, nil
	}
	if err != nil {
		return team.Calendar{}, err
	}
	return fromCalendarRow(row), nil
}

// SaveCalendar keeps the closed dates and gives the new version; models.Conflict
// where somebody saved them meanwhile.
func (r *Team) SaveCalendar(ctx context.Context, c team.Calendar) (int64, error) {
	row := toCalendarRow(c)
	return counted(ctx, r.rosters, c.Shop, func(ctx context.Context) (int64, error) { return r.calendars.save(ctx, row.ID, c.Version, row) })
}
