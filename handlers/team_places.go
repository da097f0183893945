package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models/booking"
	"clientele/models/team"
)

// LocationSettings are the merchant's choices about a location.
type LocationSettings struct {
	Name    string `json:"name" maxLength:"200"`
	Address string `json:"address" maxLength:"1000"`
	Zone    string `json:"zone" maxLength:"60" doc:"IANA name; empty for the shop's"`
}

// LocationRow is a location in the panel.
type LocationRow struct {
	ID        string    `json:"id"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updatedAt"`
	LocationSettings
}

func viewLocation(l team.Location) LocationRow {
	return LocationRow{ID: l.ID, Version: l.Version, UpdatedAt: l.UpdatedAt, LocationSettings: LocationSettings(l.LocationSettings)}
}

// LocationsOutput lists locations.
type LocationsOutput struct {
	Body struct {
		Items []LocationRow `json:"items"`
	}
}

func (p *Panel) locations(ctx context.Context, _ *struct{}) (*LocationsOutput, error) {
	all, err := p.Flow.LocationList(ctx, ShopOf(ctx))
	out := &LocationsOutput{}
	out.Body.Items = each(all, viewLocation)
	return out, err
}

// LocationInput names a location.
type LocationInput struct {
	ID string `path:"id" maxLength:"40"`
}

// CreateLocationInput is a new location.
type CreateLocationInput struct {
	Body struct {
		Key string `json:"key" maxLength:"64" doc:"made when the form was opened"`
		LocationSettings
	}
}

// EditLocationInput is a changed one.
type EditLocationInput struct {
	LocationInput
	Body struct {
		Base int64 `json:"base" doc:"the version that was looked at"`
		LocationSettings
	}
}

// LocationOutput is one location.
type LocationOutput struct{ Body LocationRow }

func (p *Panel) createLocation(ctx context.Context, in *CreateLocationInput) (*LocationOutput, error) {
	return p.saveLocation(ctx, flow.EditLocation{Key: in.Body.Key, Settings: team.LocationSettings(in.Body.LocationSettings)})
}

func (p *Panel) editLocation(ctx context.Context, in *EditLocationInput) (*LocationOutput, error) {
	return p.saveLocation(ctx, flow.EditLocation{ID: in.ID, Base: in.Body.Base, Settings: team.LocationSettings(in.Body.LocationSettings)})
}

func (p *Panel) saveLocation(ctx context.Context, wish flow.EditLocation) (*LocationOutput, error) {
	wish.Shop, wish.Actor = ShopOf(ctx), IdentityOf(ctx).User
	saved, err := p.Flow.EditLocation(ctx, wish)
	if err != nil {
		return nil, err
	}
	return &LocationOutput{Body: viewLocation(saved)}, nil
}

func (p *Panel) deleteLocation(ctx context.Context, in *LocationInput) (*struct{}, error) {
	return nil, p.Flow.DeleteLocation(ctx, ShopOf(ctx), in.ID)
}

// PoolSettings are the merchant's choices about rooms or equipment that can stand
// in for each other.
type PoolSettings struct {
	Name           string     `json:"name" maxLength:"200"`
	CleanUpMinutes int        `json:"cleanUpMinutes" doc:"after each use"`
	Units          []PoolUnit `json:"units" maxItems:"200" nullable:"false" doc:"at least one"`
}

// PoolUnit is one room or piece of equipment.
type PoolUnit struct {
	ID   string `json:"id" maxLength:"40"`
	Name string `json:"name" maxLength:"200"`
}

func (s PoolSettings) model() team.PoolSettings {
	return team.PoolSettings{Name: s.Name, CleanUpMinutes: s.CleanUpMinutes, Units: each(s.Units, func(u PoolUnit) team.Unit {
		return team.Unit{ID: booking.UnitID(u.ID), Name: u.Name}
	})}
}

// PoolRow is rooms or equipment in the panel.
type PoolRow struct {
	ID        string    `json:"id"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updatedAt"`
	PoolSettings
}

func viewPool(p team.Pool) PoolRow {
	return PoolRow{ID: string(p.ID), Version: p.Version, UpdatedAt: p.UpdatedAt, PoolSettings: PoolSettings{
		Name: p.Name, CleanUpMinutes: p.CleanUpMinutes,
		Units: each(p.Units, func(u team.Unit) PoolUnit { return PoolUnit{ID: string(u.ID), Name: u.Name} }),
	}}
}

// PoolsOutput lists rooms and equipment.
type PoolsOutput struct {
	Body struct {
		Items []PoolRow `json:"items"`
	}
}

func (p *Panel) pools(ctx context.Context, _ *struct{}) (*PoolsOutput, error) {
	all, err := p.Flow.PoolList(ctx, ShopOf(ctx))
	out := &PoolsOutput{}
	out.Body.Items = each(all, viewPool)
	return out, err
}

// PoolInput names rooms or equipment.
type PoolInput struct {
	ID string `path:"id" maxLength:"40"`
}

// CreatePoolInput are new rooms or equipment.
type CreatePoolInput struct {
	Body struct {
		Key string `json:"key" maxLength:"64" doc:"made when the form was opened"`
		PoolSettings
	}
}

// EditPoolInput are changed ones.
type EditPoolInput struct {
	PoolInput
	Body struct {
		Base int64 `json:"base" doc:"the version that was looked at"`
		PoolSettings
	}
}

// PoolOutput is one pool.
type PoolOutput struct{ Body PoolRow }

func (p *Panel) createPool(ctx context.Context, in *CreatePoolInput) (*PoolOutput, error) {
	return p.savePool(ctx, flow.EditPool{Key: in.Body.Key, Settings: in.Body.model()})
}

func (p *Panel) editPool(ctx context.Context, in *EditPoolInput) (*PoolOutput, error) {
	return p.savePool(ctx, flow.EditPool{ID: booking.PoolID(in.ID), Base: in.Body.Base, Settings: in.Body.model()})
}

func (p *Panel) savePool(ctx context.Context, wish flow.EditPool) (*PoolOutput, error) {
	wish.Shop, wish.Actor = ShopOf(ctx), IdentityOf(ctx).User
	saved, err := p.Flow.EditPool(ctx, wish)
	if err != nil {
		return nil, err
	}
	return &PoolOutput{Body: viewPool(saved)}, nil
}

func (p *Panel) deletePool(ctx context.Context, in *PoolInput) (*struct{}, error) {
	return nil, p.Flow.DeletePool(ctx, ShopOf(ctx), booking.PoolID(in.ID))
}
