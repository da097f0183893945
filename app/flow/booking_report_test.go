package flow_test

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/team"
)

func (w *salon) reported(from, to times.Date) flow.BookingReport {
	w.t.Helper()
	r, err := w.ReportBookings(w.t.Context(), testShop, &from, &to)
	ok(w.t, err)
	return r
}

func TestAReportCountsWhatBecameOfTheAppointmentsOfADay(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(), "ann", "bob")
	kept := w.book(w.wish("1", "10:00", with("ann")))
	missedOne := w.book(w.wish("2", "11:00", with("ann")))
	cancelled := w.book(w.wish("3", "12:00", with("bob")))
	w.book(w.wish("4", "16:30", with("bob")))
	_, err := w.CancelBooking(t.Context(), byToken(cancelled))
	ok(t, err)
	w.forward(w.at("13:00").Sub(w.now()))
	w.came(kept.ID)
	w.missed(missedOne.ID)

	r := w.reported(visiting, visiting)
	const day = 8 * 60
	want := map[string]appointments.Tally{
		"":    {Booked: 4, Completed: 1, NoShows: 1, Cancelled: 1, Minutes: 60, OpenMinutes: 2 * day, RevenueMinor: 4500},
		"ann": {Booked: 2, Completed: 1, NoShows: 1, Minutes: 30, OpenMinutes: day, RevenueMinor: 4500},
		"bob": {Booked: 2, Cancelled: 1, Minutes: 30, OpenMinutes: day},
	}
	got := map[string]appointments.Tally{"": r.All}
	for _, l := range r.Staff {
		got[l.ID] = l.Tally
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("by staff (-want +got)\n%s", diff)
	}
	if len(r.Services) != 1 || r.Services[0].Booked != 4 || r.Services[0].Name != "Hair cut" {
		t.Errorf("by service %+v", r.Services)
	}
	if len(r.Days) != 1 || r.Days[0].Booked != 4 || r.Days[0].Date != visiting {
		t.Errorf("by day %+v", r.Days)
	}
	if before := w.reported(visiting-3, visiting-1); before.All.Booked != 0 || before.All.OpenMinutes != 3*2*day || len(before.Days) != 3 {
		t.Errorf("the days before %+v", before.All)
	}
}

func TestAHoldThatNobodyPaidIsNotInTheReport(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	held := w.book(w.wish("1", "10:00"))
	if held.Status != booking.Held {
		t.Fatalf("it is %s", held.Status)
	}
	if r := w.reported(visiting, visiting); r.All.Booked != 0 {
		t.Errorf("while it is held %+v", r.All)
	}
	w.forward(time.Hour)
	_, err := w.LapseHolds(t.Context())
	ok(t, err)
	if r := w.reported(visiting, visiting); r.All.Booked != 0 || r.All.Cancelled != 0 {
		t.Errorf("once it lapsed %+v", r.All)
	}
}

func TestAbsencesAndClosedDatesAreNotTimeInWhichSomebodyServes(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.employs("cat", func(s *team.MemberSettings) {
		s.Hours.TimeOff = []times.Span{times.Between(w.at("12:00"), w.at("14:30"))}
	})
	r := w.reported(visiting, visiting)
	for _, l := range r.Staff {
		if want := map[string]int{"ann": 480, "cat": 330}[l.ID]; l.OpenMinutes != want {
			t.Errorf("%s serves %d minutes, want %d", l.ID, l.OpenMinutes, want)
		}
	}
	_, err := w.EditClosedDates(t.Context(), flow.EditClosedDates{Shop: testShop, Closed: []team.ClosedDate{{Date: visiting, Name: "Inventory"}}, Actor: "42"})
	ok(t, err)
	if r := w.reported(visiting, visiting); r.All.OpenMinutes != 0 {
		t.Errorf("on a closed date they serve %d minutes", r.All.OpenMinutes)
	}
}

func TestWhoWorksByAClockOfTheirOwnIsReportedToo(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.employs("dai", func(s *team.MemberSettings) { s.Hours.Zone = "Asia/Tokyo" })
	for _, l := range w.reported(visiting, visiting).Staff {
		if l.OpenMinutes != 480 {
			t.Errorf("%s serves %d minutes, want 480", l.ID, l.OpenMinutes)
		}
	}
}

func TestAReportOfTooManyDaysIsRefused(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	from, to := visiting-200, visiting
	if _, err := w.ReportBookings(t.Context(), testShop, &from, &to); models.CodeOf(err) != models.Invalid || err == nil {
		t.Errorf("got %v", err)
	}
}
