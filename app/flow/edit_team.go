package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/shops"
	"clientele/models/team"
)

// Crew is who serves in a shop and where.
type Crew struct {
	Members   []team.Member
	Locations []team.Location
	Zone      string // of the shop
}

// Crew gives a shop's staff and locations.
func (f *Flow) Crew(ctx context.Context, id models.ShopID) (Crew, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return Crew{}, err
	}
	return f.crewOf(ctx, shop)
}

func (f *Flow) crewOf(ctx context.Context, shop shops.Shop) (Crew, error) {
	out := Crew{Zone: shop.Location().String()}
	var err error
	if out.Members, err = f.Team.Members(ctx, shop.ID); err != nil {
		return out, err
	}
	out.Locations, err = f.Team.Locations(ctx, shop.ID)
	return out, err
}

// EditMember is a merchant's wish to add or change somebody who serves.
type EditMember struct {
	Shop     models.ShopID
	ID       booking.StaffID // empty for a new one
	Key      string          // of a new one, made when the form was opened
	Base     int64           // the version the merchant was looking at
	Settings team.MemberSettings
	TimeOff  []team.Absence // on the clocks where they work
	Actor    string
}

// EditMember saves somebody who serves. What was booked with them stays.
func (f *Flow) EditMember(ctx context.Context, in EditMember) (team.Member, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return team.Member{}, err
	}
	var out team.Member
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		crew, err := f.crewOf(ctx, shop)
		if err != nil {
			return err
		}
		m, err := memberOf(crew, shop, in)
		if err != nil {
			return err
		}
		settings, problems := in.Settings, []models.FieldProblem(nil)
		zone := models.Zone(settings.Zone(crew.Locations, crew.Zone))
		if settings.Hours.TimeOff, problems = team.Absences(in.TimeOff, zone); len(problems) > 0 {
			return models.InvalidFields(problems)
		}
		if out, err = m.Edit(settings, in.Base, in.Actor, crew.Locations, f.Now()); err != nil {
			return err
		}
		if err := f.staffed(ctx, out, crew.Members); err != nil {
			return err
		}
		out.Version, err = f.Team.SaveMember(ctx, out)
		return err
	})
	return out, err
}

// memberOf is the member of the staff whom an edit is about, or begins one.
func memberOf(crew Crew, shop shops.Shop, in EditMember) (team.Member, error) {
	find := func(id booking.StaffID) int {
		return slices.IndexFunc(crew.Members, func(m team.Member) bool { return m.ID == id })
	}
	if in.ID != "" {
		at := find(in.ID)
		if at < 0 {
			return team.Member{}, models.Errorf(models.NotFound, "this member of the staff was not found")
		}
		return crew.Members[at], nil
	}
	if err := freshKey(in.Key); err != nil {
		return team.Member{}, err
	}
	m := team.Member{Shop: shop.ID, ID: booking.StaffID(team.IDOf(shop.Salt, "staff", in.Key))}
	if find(m.ID) >= 0 {
		return m, models.Errorf(models.Conflict, "this member of the staff was added already; look at the list")
	}
	return m, room(len(crew.Members), team.MembersMax, "members of the staff")
}

// staffed refuses to switch somebody off without whom a service could not be
// performed, or whom people are booked with.
func (f *Flow) staffed(ctx context.Context, m team.Member, members []team.Member) error {
	if m.Enabled || m.Version == 0 {
		return nil
	}
	all, err := f.Services.All(ctx, m.Shop)
	if err != nil {
		return err
	}
	if s, alone := alone(all, members, m.ID); alone {
		return models.InvalidFields([]models.FieldProblem{{Path: "enabled",
			Message: "must stay on: nobody else performs " + s.Title + "; switch the service off first"}})
	}
	if !slices.ContainsFunc(members, func(was team.Member) bool { return was.ID == m.ID && was.Enabled }) {
		return nil // they were off before
	}
	because, err := f.unbooked(ctx, m)
	return mustKeep("enabled", "must stay on", because, err)
}

// alone finds a service that nobody but one member of the staff performs.
func alone(all []services.Service, members []team.Member, id booking.StaffID) (services.Service, bool) {
	staff, _ := serving(members)
	others := slices.DeleteFunc(slices.Clone(staff), func(one booking.Staff) bool { return one.ID == id })
	for _, s := range all {
		if s.Enabled && s.Performed(staff) && !s.Performed(others) {
			return s, true
		}
	}
	return services.Service{}, false
}

// DeleteMember removes somebody who serves, unless a service needs them or people
// are booked with them. What is over stays.
func (f *Flow) DeleteMember(ctx context.Context, shop models.ShopID, id booking.StaffID) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		m, err := f.Team.Member(ctx, shop, id)
		if err != nil {
			return err
		}
		all, err := f.Services.All(ctx, shop)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Names(id) {
				return models.Errorf(models.Conflict, "%s is named in the service %s; take them out of it first", m.Name, s.Title)
			}
		}
		members, err := f.Team.Members(ctx, shop)
		if err != nil {
			return err
		}
		if s, alone := alone(all, members, id); alone {
			return models.Errorf(models.Conflict, "nobody but %s performs the service %s; add somebody, or switch the service off first", m.Name, s.Title)
		}
		if because, err := f.unbooked(ctx, m); err != nil || because != "" {
			return mustStay(because, err)
		}
		if err := f.dropFeeds(ctx, shop, id); err != nil {
			return err
		}
		return f.Team.DeleteMember(ctx, shop, id)
	})
}
