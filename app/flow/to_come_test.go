package flow_test

import (
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/team"
)

// says tells that an error has a code and names how many are in the way.
func says(t *testing.T, err error, code models.Code, words ...string) {
	t.Helper()
	if err == nil || models.CodeOf(err) != code {
		t.Errorf("it is answered %v, want %s", err, code)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("it is answered %v, which does not say %q", err, w)
		}
	}
}

// switched saves somebody who serves as on or off.
func (w *salon) switched(id booking.StaffID, on bool) error {
	w.t.Helper()
	m, err := w.store.Team.Member(w.t.Context(), testShop, id)
	ok(w.t, err)
	settings := m.MemberSettings
	settings.Enabled, settings.Colour, settings.Hours.Weight = on, "#336699", 1
	_, err = w.EditMember(w.t.Context(), flow.EditMember{Shop: testShop, ID: id, Base: m.Version, Settings: settings, Actor: "42"})
	return err
}

func TestWhoIsBookedCannotBeTakenAwayBeforeThatIsOver(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(), "ann", "ben")
	first, second := w.book(w.wish("1", "10:00", with("ann"))), w.book(w.wish("2", "11:00", with("ann")))
	w.book(w.wish("3", "10:00", with("ben")))
	err := w.switched("ann", false)
	refusedAt(t, err, "enabled")
	says(t, err, models.Invalid, "2 appointments to come are with ann")
	says(t, w.DeleteMember(t.Context(), testShop, "ann"), models.Conflict, "2 appointments to come are with ann")
	_, err = w.CancelBooking(t.Context(), byToken(second))
	ok(t, err)
	says(t, w.switched("ann", false), models.Invalid, "1 appointment to come is with ann")
	if a := w.appointment(first.ID); a.Version != first.Version {
		t.Errorf("what is booked was touched: %+v", a)
	}
	w.forward(w.at("10:01").Sub(w.now())) // it has begun
	ok(t, w.switched("ann", false))
	if err := w.DeleteMember(t.Context(), testShop, "ann"); err != nil {
		t.Errorf("removing her afterwards: %v", err)
	}
}

func TestAHoldIsInTheWayOfTakingSomebodyAwayUntilItLapses(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst), "ann", "ben")
	w.book(w.wish("1", "10:00", with("ann")))
	says(t, w.switched("ann", false), models.Invalid, "1 appointment")
	w.forward(15 * time.Minute)
	ok(t, w.switched("ann", false))
}

func TestWhoeverIsOffCanBeEditedWhileTheyAreBooked(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(), "ann", "ben")
	w.book(w.wish("1", "10:00", with("ann")))
	w.employs("cleo", func(s *team.MemberSettings) { s.Enabled = false })
	ok(t, w.switched("cleo", false))
	ok(t, w.switched("ann", true))
}

func TestAServiceThatIsBookedCanBeSwitchedOffButNotRemoved(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.serves("wash", cutting())
	booked := w.book(w.wish("1", "10:00"))
	w.book(w.wish("2", "11:00"))
	turn := func(on bool, base int64) error {
		s := cutting(func(s *services.Settings) { s.Enabled, s.HoldMinutes, s.PartyMax = on, 15, 1 })
		_, err := w.EditService(t.Context(), flow.EditService{Shop: testShop, ID: "cut", Base: base, Settings: s, Actor: "42"})
		return err
	}
	says(t, w.DeleteService(t.Context(), testShop, "cut"), models.Conflict, "2 appointments to come are of Hair cut")
	ok(t, turn(false, 1)) // what is booked stays so
	if a := w.appointment(booked.ID); a.Version != booked.Version {
		t.Errorf("what is booked was touched: %+v", a)
	}
	ok(t, w.DeleteService(t.Context(), testShop, "wash"))
	w.forward(w.at("11:01").Sub(w.now()))
	ok(t, w.DeleteService(t.Context(), testShop, "cut"))
}

func TestRoomsThatAreBookedCannotBeTakenAway(t *testing.T) {
	t.Parallel()
	needy := func(s *services.Settings) { s.Timing.Needs = []booking.Need{{Pool: "chairs", Count: 1}} }
	w := newSalon(t, cutting(needy), "ann", "ben")
	pool := team.Pool{Shop: testShop, ID: "chairs", PoolSettings: team.PoolSettings{Name: "Chairs", Units: []team.Unit{{ID: "c1", Name: "Left"}, {ID: "c2", Name: "Right"}, {ID: "c3", Name: "Third"}}}}
	_, err := w.store.Team.SavePool(t.Context(), pool)
	ok(t, err)
	w.book(w.wish("1", "10:00"))
	w.book(w.wish("2", "10:00")) // beside it, in another one
	keep := func(base int64, units ...team.Unit) error {
		_, err := w.EditPool(t.Context(), flow.EditPool{Shop: testShop, ID: "chairs", Base: base, Settings: team.PoolSettings{Name: "Chairs", Units: units}})
		return err
	}
	err = keep(1, pool.Units[2])
	refusedAt(t, err, "units")
	says(t, err, models.Invalid, "2 appointments to come are with Left, Right")
	says(t, keep(1, pool.Units[1:]...), models.Invalid, "1 appointment to come is with Left")
	ok(t, keep(1, pool.Units[:2]...)) // nobody uses the third
	s, err := w.store.Services.Get(t.Context(), testShop, "cut")
	ok(t, err)
	s.Timing.Needs = nil
	_, err = w.store.Services.Save(t.Context(), s)
	ok(t, err)
	says(t, w.DeletePool(t.Context(), testShop, "chairs"), models.Conflict, "2 appointments to come are with Left, Right")
	w.forward(w.at("10:01").Sub(w.now()))
	ok(t, w.DeletePool(t.Context(), testShop, "chairs"))
}

func TestALocationTellsHowManyAreBookedThere(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(), "ann")
	place, err := w.EditLocation(t.Context(), flow.EditLocation{Shop: testShop, Key: "a-key-of-the-form", Settings: team.LocationSettings{Name: "Main street"}})
	ok(t, err)
	for _, id := range []booking.StaffID{"ben", "cleo"} {
		w.employs(id, func(s *team.MemberSettings) { s.Location = place.ID })
		w.book(w.wish(string(id), "10:00", with(id)))
	}
	w.book(w.wish("elsewhere", "10:00", with("ann")))
	says(t, w.DeleteLocation(t.Context(), testShop, place.ID), models.Conflict, "ben, cleo work here, and 2 appointments to come are with them")
}
