package rosters

import (
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/team"
)

// Roster is what decides about a shop's times besides what is booked. Whoever is
// given one may change its lists, but nothing that their items point to.
type Roster struct {
	Services  []services.Service // the one made first at the front
	Members   []team.Member      // likewise
	Locations []team.Location    // by name
	Pools     []team.Pool        // likewise
	Calendar  team.Calendar
	Feeds     bool // whether other calendars of the staff are read
}

// Service finds a service.
func (r Roster) Service(id booking.ServiceID) (services.Service, bool) {
	for _, s := range r.Services {
		if s.ID == id {
			return s, true
		}
	}
	return services.Service{}, false
}
