package flow

import (
	"context"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/team"
)

// LocationList lists a shop's locations by name.
func (f *Flow) LocationList(ctx context.Context, shop models.ShopID) ([]team.Location, error) {
	return f.Team.Locations(ctx, shop)
}

// PoolList lists a shop's rooms and equipment by name.
func (f *Flow) PoolList(ctx context.Context, shop models.ShopID) ([]team.Pool, error) {
	return f.Team.Pools(ctx, shop)
}

// EditLocation is a merchant's wish to add or change a location.
type EditLocation struct {
	Shop     models.ShopID
	ID       string // empty for a new one
	Key      string // of a new one, made when the form was opened
	Base     int64  // the version the merchant was looking at
	Settings team.LocationSettings
	Actor    string
}

// EditLocation saves a location.
func (f *Flow) EditLocation(ctx context.Context, in EditLocation) (team.Location, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return team.Location{}, err
	}
	var out team.Location
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		l := team.Location{Shop: shop.ID, ID: in.ID}
		if in.ID != "" {
			l, err = f.Team.Location(ctx, shop.ID, in.ID)
		} else {
			l.ID, err = f.newLocation(ctx, shop.ID, shop.Salt, in.Key)
		}
		if err != nil {
			return err
		}
		if out, err = l.Edit(in.Settings, in.Base, in.Actor, f.Now()); err != nil {
			return err
		}
		out.Version, err = f.Team.SaveLocation(ctx, out)
		return err
	})
	return out, err
}

func (f *Flow) newLocation(ctx context.Context, shop models.ShopID, salt []byte, key string) (string, error) {
	if err := freshKey(key); err != nil {
		return "", err
	}
	all, err := f.Team.Locations(ctx, shop)
	if err != nil {
		return "", err
	}
	id := team.IDOf(salt, "location", key)
	for _, other := range all {
		if other.ID == id {
			return "", models.Errorf(models.Conflict, "this location was added already; look at the list")
		}
	}
	return id, room(len(all), team.LocationsMax, "locations")
}

// DeleteLocation removes a location where nobody works any more.
func (f *Flow) DeleteLocation(ctx context.Context, shop models.ShopID, id string) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		if _, err := f.Team.Location(ctx, shop, id); err != nil {
			return err
		}
		members, err := f.Team.Members(ctx, shop)
		if err != nil {
			return err
		}
		var names []string
		var staff []booking.StaffID
		for _, m := range members {
			if m.Location == id {
				names, staff = append(names, m.Name), append(staff, m.ID)
			}
		}
		if len(staff) > 0 {
			return f.worksHere(ctx, shop, names, staff)
		}
		return f.Team.DeleteLocation(ctx, shop, id)
	})
}

// worksHere tells who works at a location, and how many are booked with them.
func (f *Flow) worksHere(ctx context.Context, shop models.ShopID, names []string, staff []booking.StaffID) error {
	all, err := f.toCome(ctx, shop, staff...)
	if err != nil {
		return err
	}
	booked := ""
	if len(all) > 0 {
		booked = ", and " + appointmentsAre(len(all)) + " with them"
	}
	if len(names) == 1 {
		return models.Errorf(models.Conflict, "%s works here%s; choose another location for them first", names[0], booked)
	}
	return models.Errorf(models.Conflict, "%s work here%s; choose another location for them first", listed(names), booked)
}

// EditPool is a merchant's wish to add or change rooms or equipment.
type EditPool struct {
	Shop     models.ShopID
	ID       booking.PoolID // empty for a new one
	Key      string         // of a new one, made when the form was opened
	Base     int64          // the version the merchant was looking at
	Settings team.PoolSettings
	Actor    string
}

// EditPool saves a pool of rooms or equipment.
func (f *Flow) EditPool(ctx context.Context, in EditPool) (team.Pool, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return team.Pool{}, err
	}
	var out team.Pool
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		all, err := f.Team.Pools(ctx, shop.ID)
		if err != nil {
			return err
		}
		p := team.Pool{Shop: shop.ID, ID: in.ID}
		if in.ID != "" {
			p, err = f.Team.Pool(ctx, shop.ID, in.ID)
		} else {
			p.ID, err = newPool(all, shop.Salt, in.Key)
		}
		if err != nil {
			return err
		}
		var others []team.Pool
		for _, other := range all {
			if other.ID != p.ID {
				others = append(others, other)
			}
		}
		if out, err = p.Edit(in.Settings, in.Base, in.Actor, team.Units(others), f.Now()); err != nil {
			return err
		}
		if err := f.enoughUnits(ctx, out); err != nil {
			return err
		}
		because, err := f.unused(ctx, shop.ID, leftOut(p.Units, out.Units))
		if err := mustKeep("units", "must stay", because, err); err != nil {
			return err
		}
		out.Version, err = f.Team.SavePool(ctx, out)
		return err
	})
	return out, err
}

func newPool(all []team.Pool, salt []byte, key string) (booking.PoolID, error) {
	if err := freshKey(key); err != nil {
		return "", err
	}
	id := booking.PoolID(team.IDOf(salt, "pool", key))
	for _, other := range all {
		if other.ID == id {
			return "", models.Errorf(models.Conflict, "these rooms or equipment were added already; look at the list")
		}
	}
	return id, room(len(all), team.PoolsMax, "pools")
}

// enoughUnits refuses a pool with fewer units than a service needs.
func (f *Flow) enoughUnits(ctx context.Context, p team.Pool) error {
	all, err := f.Services.All(ctx, p.Shop)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.UnitsOf(p.ID) > len(p.Units) {
			return models.InvalidFields([]models.FieldProblem{{Path: "units", Message: "must be as many as the service " + s.Title + " needs; change the service first"}})
		}
	}
	return nil
}

// DeletePool removes rooms or equipment that no service needs and nothing to come
// is booked in.
func (f *Flow) DeletePool(ctx context.Context, shop models.ShopID, id booking.PoolID) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		p, err := f.Team.Pool(ctx, shop, id)
		if err != nil {
			return err
		}
		all, err := f.Services.All(ctx, shop)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.UnitsOf(id) > 0 {
				return models.Errorf(models.Conflict, "the service %s needs these; take them out of it first", s.Title)
			}
		}
		if because, err := f.unused(ctx, shop, p.Units); err != nil || because != "" {
			return mustStay(because, err)
		}
		return f.Team.DeletePool(ctx, shop, id)
	})
}

// ClosedDates is the shop's calendar of closed dates.
func (f *Flow) ClosedDates(ctx context.Context, shop models.ShopID) (team.Calendar, error) {
	return f.Team.Calendar(ctx, shop)
}

// holidaysShown is for how many days ahead a merchant sees holidays.
const holidaysShown = 365

// HolidaysAhead gives the holidays of a place in the year to come.
func (f *Flow) HolidaysAhead(ctx context.Context, id models.ShopID, place string) ([]team.ClosedDate, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil || place == "" {
		return nil, err
	}
	today := times.DateIn(shop.Location(), f.Now())
	return f.Holidays.On(place, today, today+holidaysShown), nil
}

// ClosedBetween are the dates on which a shop is closed, its holidays among
// them, from one date to another, both included.
func (f *Flow) ClosedBetween(ctx context.Context, shop models.ShopID, from, to times.Date) ([]times.Date, error) {
	calendar, err := f.Team.Calendar(ctx, shop)
	if err != nil {
		return nil, err
	}
	return f.closedOf(calendar, from, to), nil
}

// closedOf are the closed dates of a calendar, public holidays among them.
func (f *Flow) closedOf(calendar team.Calendar, from, to times.Date) []times.Date {
	var dates []times.Date
	for _, d := range calendar.Closed {
		if from <= d.Date && d.Date <= to {
			dates = append(dates, d.Date)
		}
	}
	for _, d := range f.Holidays.On(calendar.Holidays, from, to) {
		dates = append(dates, d.Date)
	}
	return dates
}

// EditClosedDates is a merchant's wish to change the closed dates.
type EditClosedDates struct {
	Shop     models.ShopID
	Base     int64 // the version the merchant was looking at; 0 for none
	Closed   []team.ClosedDate
	Holidays string
	Actor    string
}

// EditClosedDates saves the closed dates. What was booked on them stays.
func (f *Flow) EditClosedDates(ctx context.Context, in EditClosedDates) (team.Calendar, error) {
	var out team.Calendar
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		c, err := f.Team.Calendar(ctx, in.Shop)
		if err != nil {
			return err
		}
		if out, err = c.Edit(in.Closed, in.Holidays, in.Base, in.Actor, f.Holidays.Places(), f.Now()); err != nil {
			return err
		}
		out.Version, err = f.Team.SaveCalendar(ctx, out)
		return err
	})
	return out, err
}
