package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/services"
	"clientele/models/team"
)

func worker(name string) team.MemberSettings {
	return team.MemberSettings{Enabled: true, Name: name, Colour: "#336699", Hours: booking.Staff{Weekly: booking.Week{1: {{From: 9 * 60, To: 17 * 60}}}}}
}

func massage(staff ...booking.StaffID) services.Settings {
	return services.Settings{
		Enabled: true, Title: "Massage", Timing: booking.Service{IntervalMinutes: 30, Grid: booking.Clock, Capacity: 1, Staff: staff},
		Variants: []services.Variant{{ID: "one", DurationMinutes: 60}}, PartyMax: 1, Payment: services.Payment{How: services.Free},
		HoldMinutes: 15, Assignment: booking.LeastBusy,
	}
}

func (w *world) hire(t *testing.T, name string) team.Member {
	t.Helper()
	m, err := w.EditMember(t.Context(), flow.EditMember{Shop: testShop, Key: "the-form-of-" + name, Settings: worker(name), Actor: "42"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (w *world) offer(t *testing.T, s services.Settings) services.Service {
	t.Helper()
	made, err := w.EditService(t.Context(), flow.EditService{Shop: testShop, Key: "the-form-of-" + s.Title, Settings: s, Actor: "42"})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (w *world) chairs(t *testing.T) team.Pool {
	t.Helper()
	p, err := w.EditPool(t.Context(), flow.EditPool{Shop: testShop, Key: "the-form-of-chairs", Settings: team.PoolSettings{
		Name: "Chairs", Units: []team.Unit{{ID: "c1", Name: "Left"}, {ID: "c2", Name: "Right"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// refusedAt tells that an error is about a field.
func refusedAt(t *testing.T, err error, path string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || !slices.ContainsFunc(e.Fields, func(p models.FieldProblem) bool { return p.Path == path }) {
		t.Errorf("nothing is told at %s: %v", path, err)
	}
}

func TestAFormThatIsSentTwiceMakesOneService(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.hire(t, "Ann")
	made := w.offer(t, massage())
	if made.Version != 1 || made.SavedBy != "42" || !made.CreatedAt.Equal(w.now()) {
		t.Errorf("it became %+v", made)
	}
	_, err := w.EditService(t.Context(), flow.EditService{Shop: testShop, Key: "the-form-of-Massage", Settings: massage()})
	if models.CodeOf(err) != models.Conflict {
		t.Errorf("the second time: %v", err)
	}
	_, err = w.EditService(t.Context(), flow.EditService{Shop: testShop, Key: "short", Settings: massage()})
	refusedAt(t, err, "key")
	if all, err := w.ServiceList(t.Context(), testShop); err != nil || len(all) != 1 {
		t.Errorf("there are %d services, %v", len(all), err)
	}
}

func TestAServiceNobodyPerformsIsRefusedAndNothingChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	_, err := w.EditService(t.Context(), flow.EditService{Shop: testShop, Key: "a-key-of-the-form", Settings: massage()})
	refusedAt(t, err, "staff")
	ann := w.hire(t, "Ann")
	made := w.offer(t, massage(ann.ID))
	for path, change := range map[string]func(s *services.Settings){
		"staff[0]":         func(s *services.Settings) { s.Timing.Staff = []booking.StaffID{"nobody"} },
		"needs[0].pool":    func(s *services.Settings) { s.Timing.Needs = []booking.Need{{Pool: "none", Count: 1}} },
		"access.levels[0]": func(s *services.Settings) { s.Access.Levels = []string{"gold"} },
	} {
		s := massage(ann.ID)
		change(&s)
		_, err := w.EditService(t.Context(), flow.EditService{Shop: testShop, ID: made.ID, Base: 1, Settings: s})
		refusedAt(t, err, path)
	}
	if all, _ := w.ServiceList(t.Context(), testShop); len(all) != 1 || all[0].Version != 1 {
		t.Errorf("it became %+v", all)
	}
}

func TestWhoAServiceNeedsCannotBeTakenAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	ann, ben := w.hire(t, "Ann"), w.hire(t, "Ben")
	made := w.offer(t, massage(ann.ID))
	err := w.DeleteMember(t.Context(), testShop, ann.ID)
	if models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), "Ann") || !strings.Contains(err.Error(), "Massage") {
		t.Errorf("taking her away: %v", err)
	}
	off := worker("Ann")
	off.Enabled = false
	_, err = w.EditMember(t.Context(), flow.EditMember{Shop: testShop, ID: ann.ID, Base: 1, Settings: off})
	refusedAt(t, err, "enabled")
	if err := w.DeleteMember(t.Context(), testShop, ben.ID); err != nil {
		t.Errorf("taking him away, whom nothing needs: %v", err)
	}
	// A service that everybody performs needs the last one who serves.
	if _, err := w.EditService(t.Context(), flow.EditService{Shop: testShop, ID: made.ID, Base: 1, Settings: massage()}); err != nil {
		t.Fatal(err)
	}
	if err := w.DeleteMember(t.Context(), testShop, ann.ID); models.CodeOf(err) != models.Conflict {
		t.Errorf("taking the last one away: %v", err)
	}
	if err := w.DeleteService(t.Context(), testShop, made.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.DeleteMember(t.Context(), testShop, ann.ID); err != nil {
		t.Errorf("taking her away when nothing needs her: %v", err)
	}
	if err := w.DeleteMember(t.Context(), testShop, ann.ID); models.CodeOf(err) != models.NotFound {
		t.Errorf("once more: %v", err)
	}
}

func TestPlacesThatAreNeededCannotBeTakenAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	pool := w.chairs(t)
	place, err := w.EditLocation(t.Context(), flow.EditLocation{Shop: testShop, Key: "a-key-of-the-form", Settings: team.LocationSettings{Name: "Main street", Zone: "Asia/Tokyo"}})
	if err != nil {
		t.Fatal(err)
	}
	ann := worker("Ann")
	ann.Location = place.ID
	if _, err := w.EditMember(t.Context(), flow.EditMember{Shop: testShop, Key: "a-key-of-the-form", Settings: ann}); err != nil {
		t.Fatal(err)
	}
	s := massage()
	s.Timing.Needs = []booking.Need{{Pool: pool.ID, Count: 2}}
	w.offer(t, s)
	if err := w.DeletePool(t.Context(), testShop, pool.ID); models.CodeOf(err) != models.Conflict {
		t.Errorf("taking the chairs away: %v", err)
	}
	_, err = w.EditPool(t.Context(), flow.EditPool{Shop: testShop, ID: pool.ID, Base: 1, Settings: team.PoolSettings{Name: "Chairs", Units: pool.Units[:1]}})
	refusedAt(t, err, "units")
	if err := w.DeleteLocation(t.Context(), testShop, place.ID); models.CodeOf(err) != models.Conflict {
		t.Errorf("taking the location away: %v", err)
	}
	_, err = w.EditPool(t.Context(), flow.EditPool{Shop: testShop, Key: "another-form", Settings: team.PoolSettings{Name: "More", Units: pool.Units}})
	refusedAt(t, err, "units[0].id")
}

func TestTimeOffIsOnTheClocksWhereSomebodyWorks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	place, err := w.EditLocation(t.Context(), flow.EditLocation{Shop: testShop, Key: "a-key-of-the-form", Settings: team.LocationSettings{Name: "Ginza", Zone: "Asia/Tokyo"}})
	if err != nil {
		t.Fatal(err)
	}
	s := worker("Ann")
	s.Location = place.ID
	off := []team.Absence{{From: "2026-12-24T13:00", To: "2026-12-25T00:00"}}
	m, err := w.EditMember(t.Context(), flow.EditMember{Shop: testShop, Key: "a-key-of-the-form", Settings: s, TimeOff: off})
	if err != nil {
		t.Fatal(err)
	}
	want := times.Between(time.Date(2026, 12, 24, 4, 0, 0, 0, time.UTC), time.Date(2026, 12, 24, 15, 0, 0, 0, time.UTC))
	if !slices.Equal(m.Hours.TimeOff, []times.Span{want}) {
		t.Errorf("time off is %v, want %v", m.Hours.TimeOff, want)
	}
	off[0].To = "2026-12-24T12:00"
	_, err = w.EditMember(t.Context(), flow.EditMember{Shop: testShop, ID: m.ID, Base: 1, Settings: s, TimeOff: off})
	refusedAt(t, err, "timeOff[0].to")
}

func TestHolidaysAreClosedDates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	stocktaking := times.DateOf(2026, 12, 30)
	_, err := w.EditClosedDates(t.Context(), flow.EditClosedDates{Shop: testShop, Closed: []team.ClosedDate{{Date: stocktaking, Name: "Stocktaking"}}, Holidays: "DE-BY"})
	if err != nil {
		t.Fatal(err)
	}
	closed, err := w.ClosedBetween(t.Context(), testShop, times.DateOf(2026, 12, 25), times.DateOf(2027, 1, 6))
	want := []times.Date{times.DateOf(2026, 12, 25), times.DateOf(2026, 12, 26), stocktaking, times.DateOf(2027, 1, 1), times.DateOf(2027, 1, 6)}
	if slices.Sort(closed); err != nil || !slices.Equal(closed, want) {
		t.Errorf("closed on %v, want %v; %v", closed, want, err)
	}
	_, err = w.EditClosedDates(t.Context(), flow.EditClosedDates{Shop: testShop, Base: 1, Holidays: "XX"})
	refusedAt(t, err, "holidays")
	ahead, err := w.HolidaysAhead(t.Context(), testShop, "JP")
	if err != nil || len(ahead) < 15 {
		t.Errorf("%d holidays lie ahead, %v", len(ahead), err)
	}
}

func TestAClassCannotHaveFewerSeatsThanAreBooked(t *testing.T) {
	t.Parallel()
	class := func(s *services.Settings) { s.Timing.Capacity, s.HoldMinutes = 6, 15 }
	w := newSalon(t, cutting(class))
	w.book(w.wish("one", "10:00", party(2)))
	w.book(w.wish("two", "10:00", party(1)))
	w.book(w.wish("three", "11:00", party(2)))
	smaller := func(seats int) error {
		s := cutting(class)
		s.Timing.Capacity, s.PartyMax = seats, 1
		_, err := w.EditService(t.Context(), flow.EditService{Shop: testShop, ID: "cut", Base: 1, Settings: s})
		return err
	}
	refusedAt(t, smaller(2), "capacity")
	if err := smaller(2); !strings.Contains(err.Error(), "2 appointments") {
		t.Errorf("of the two who share the class it says %v", err)
	}
	if err := smaller(3); err != nil {
		t.Errorf("as many seats as are booked: %v", err)
	}
}
