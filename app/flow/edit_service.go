package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/team"
)

// ServiceList lists what can be booked for a shop's staff, the service made
// first at the front.
func (f *Flow) ServiceList(ctx context.Context, shop models.ShopID) ([]services.Service, error) {
	return f.Services.All(ctx, shop)
}

// EditService is a merchant's wish to make or change a service.
type EditService struct {
	Shop     models.ShopID
	ID       booking.ServiceID // empty for a new one
	Key      string            // of a new one, made when the form was opened
	Base     int64             // the version the merchant was looking at
	Settings services.Settings
	Actor    string
}

// EditService saves a service. What was booked keeps the terms it had.
func (f *Flow) EditService(ctx context.Context, in EditService) (services.Service, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return services.Service{}, err
	}
	var out services.Service
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		var s services.Service
		var err error
		if in.ID != "" {
			s, err = f.Services.Get(ctx, shop.ID, in.ID)
		} else {
			s, err = f.newService(ctx, shop.Salt, in)
		}
		if err != nil {
			return err
		}
		w, err := f.surroundings(ctx, shop.ID, s.ID)
		if err != nil {
			return err
		}
		if out, err = s.Edit(in.Settings, in.Base, in.Actor, w, f.Now()); err != nil {
			return err
		}
		out.Version, err = f.Services.Save(ctx, out)
		return err
	})
	return out, err
}

// surroundings are what a service of a shop has to agree with.
func (f *Flow) surroundings(ctx context.Context, shop models.ShopID, id booking.ServiceID) (services.Surroundings, error) {
	var w services.Surroundings
	members, err := f.Team.Members(ctx, shop)
	if err != nil {
		return w, err
	}
	w.Staff, w.Away = serving(members)
	pools, err := f.Team.Pools(ctx, shop)
	if err != nil {
		return w, err
	}
	w.Units = team.Units(pools)
	ladders, err := f.Levels.Ladders(ctx, shop)
	if err != nil {
		return w, err
	}
	for _, level := range newestLadder(ladders).Settings.Levels {
		w.Levels = append(w.Levels, level.ID)
	}
	w.Sessions, err = f.sessions(ctx, shop, id)
	return w, err
}

// serving are the staff as the slot engine knows them, and who is switched off.
func serving(members []team.Member) (staff []booking.Staff, away []booking.StaffID) {
	for _, m := range members {
		if !m.Enabled {
			away = append(away, m.ID)
			continue
		}
		hours := m.Hours
		hours.ID = m.ID
		staff = append(staff, hours)
	}
	return staff, away
}

// sessions are what is booked of each appointment of a service to come.
func (f *Flow) sessions(ctx context.Context, shop models.ShopID, id booking.ServiceID) ([]services.Session, error) {
	all, err := f.toCome(ctx, shop)
	if err != nil {
		return nil, err
	}
	type at struct {
		staff booking.StaffID
		start time.Time
	}
	places := map[at]int{}
	var sessions []services.Session
	for _, b := range all {
		if b.Service != id {
			continue
		}
		place, known := places[at{b.Staff, b.Start}]
		if !known {
			place = len(sessions)
			places[at{b.Staff, b.Start}] = place
			sessions = append(sessions, services.Session{})
		}
		sessions[place].Seats += b.Seats
		sessions[place].Bookings++
	}
	return sessions, nil
}

// newService begins a service. One form makes one service, however often it is
// sent.
func (f *Flow) newService(ctx context.Context, salt []byte, in EditService) (services.Service, error) {
	if err := freshKey(in.Key); err != nil {
		return services.Service{}, err
	}
	all, err := f.Services.All(ctx, in.Shop)
	if err != nil {
		return services.Service{}, err
	}
	s := services.Service{Shop: in.Shop, ID: services.IDOf(salt, in.Key)}
	for _, other := range all {
		if other.ID == s.ID {
			return s, models.Errorf(models.Conflict, "this service was made already; look at the list")
		}
	}
	return s, room(len(all), services.ServicesMax, "services")
}

// freshKey refuses what cannot be the key of a form.
func freshKey(key string) error {
	if len(key) < 8 || len(key) > 64 {
		return models.InvalidFields([]models.FieldProblem{{Path: "key", Message: "must be a fresh id of 8 to 64 characters"}})
	}
	return nil
}

// room refuses one more of what there are as many of as there can be.
func room(have, most int, what string) error {
	if have >= most {
		return models.Errorf(models.TooMany, "there are %d %s, which is as many as there can be; remove one first", have, what)
	}
	return nil
}

// DeleteService removes a service of which nothing to come is booked. What is over
// stays as it is.
func (f *Flow) DeleteService(ctx context.Context, shop models.ShopID, id booking.ServiceID) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		s, err := f.Services.Get(ctx, shop, id)
		if err != nil {
			return err
		}
		if because, err := f.unsold(ctx, s); err != nil || because != "" {
			return mustStay(because, err)
		}
		return f.Services.Delete(ctx, shop, id)
	})
}
