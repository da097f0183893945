package flow

import (
	"context"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/shops"
	"clientele/models/team"
)

// Bookable is a service as one shopper sees it.
type Bookable struct {
	services.Service
	Members []team.Member // who perform it
	Admits  bool          // the shopper may book it
	Level   string        // of the shopper
}

// Menu is what a shop's visitors can book.
type Menu struct {
	Shop      shops.Shop
	Services  []Bookable
	Locations map[string]string // names, by id
}

// BookableServices lists what a shopper can book, or reads that they cannot.
// Contact is empty for who is not signed in.
func (f *Flow) BookableServices(ctx context.Context, id models.ShopID, contact models.ContactID) (Menu, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return Menu{}, err
	}
	level, err := f.levelFor(ctx, id, contact)
	if err != nil {
		return Menu{}, err
	}
	all, err := f.Services.All(ctx, id)
	if err != nil {
		return Menu{}, err
	}
	members, err := f.onDuty(ctx, id)
	if err != nil {
		return Menu{}, err
	}
	locations, err := f.Team.Locations(ctx, id)
	if err != nil {
		return Menu{}, err
	}
	out := Menu{Shop: shop, Locations: map[string]string{}}
	for _, l := range locations {
		out.Locations[l.ID] = l.Name
	}
	for _, s := range all {
		admits := s.Access.Admits(level)
		if !s.Enabled || s.Access.Hidden && !admits {
			continue
		}
		b := Bookable{Service: s, Admits: admits, Level: level}
		for _, m := range members {
			if s.Timing.Performs(m.ID) {
				b.Members = append(b.Members, m)
			}
		}
		out.Services = append(out.Services, b)
	}
	return out, nil
}

// ServedBy gives the names of a shop's staff, and the shop's zone.
func (f *Flow) ServedBy(ctx context.Context, id models.ShopID) (map[booking.StaffID]string, string, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return nil, "", err
	}
	members, err := f.Team.Members(ctx, id)
	names := map[booking.StaffID]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, shop.Location().String(), err
}
