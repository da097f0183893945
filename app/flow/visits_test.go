package flow_test

import (
	"slices"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// came and missed are what staff says of an appointment.
func (w *salon) came(id booking.BookingID) {
	w.t.Helper()
	_, err := w.SetBooking(w.t.Context(), flow.SetBooking{Reach: staffReach(id), To: booking.Completed})
	ok(w.t, err)
}

func (w *salon) missed(id booking.BookingID) {
	w.t.Helper()
	_, err := w.SetBooking(w.t.Context(), flow.SetBooking{Reach: staffReach(id), To: booking.NoShow})
	ok(w.t, err)
}

func asMember(in *flow.Book) { in.Contact = member }

func TestAVisitEarnsOnceAndIsTakenBackWhenNobodyCameAfterAll(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.programme(eventRules)
	w.post.open = true
	w.customer("7", ada)
	visit := w.book(w.wish("1", "10:00", asMember))
	w.forward(w.at("10:20").Sub(w.now()))
	w.book(w.wish("2", "15:00", asMember)) // while they are there
	w.forward(15 * time.Minute)
	w.came(visit.ID)
	w.came(visit.ID)
	w.want(member, "came, and booked again before leaving", amounts{pe: 20, av: 10})
	w.missed(visit.ID)
	w.want(member, "did not come after all", amounts{})
	if told := w.toldOf(member); !slices.Equal(told, []string{"10"}) {
		t.Errorf("of what was taken back the contact is told %q, want the 10 that could be spent", told)
	}
	w.came(visit.ID)
	w.want(member, "came after all", amounts{pe: 20, av: 10})
	w.forward(2 * 24 * time.Hour)
	w.want(member, "two days later", amounts{av: 30})
	w.sound()
}

func TestWhoBooksAgainAfterLeavingEarnsForTheVisitOnly(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.programme(eventRules)
	w.customer("7", ada)
	early := w.book(w.wish("1", "16:00", asMember)) // before the visit, too
	visit := w.book(w.wish("2", "10:00", asMember))
	w.forward(w.at("10:31").Sub(w.now()))
	w.book(w.wish("3", "15:00", asMember))
	w.came(visit.ID)
	w.want(member, "came", amounts{pe: 20})
	if early.Status != booking.Confirmed {
		t.Errorf("the one before is %s", early.Status)
	}
	w.sound()
}

func TestAVisitOfSomebodyWhoIsNotOnRecordIsKeptAllTheSame(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.programme(eventRules)
	visit := w.book(w.wish("1", "10:00"))
	w.forward(w.at("10:31").Sub(w.now()))
	w.came(visit.ID)
	if a := w.appointment(visit.ID); a.Status != booking.Completed {
		t.Errorf("the appointment is %s", a.Status)
	}
	w.sound()
}

func TestPublicHolidaysAreClosed(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	christmas := times.DateOf(2026, time.December, 25)
	free := func() int {
		t.Helper()
		out, err := w.OfferTimes(t.Context(), flow.Asked{Shop: testShop, Service: "cut", Source: appointments.Storefront},
			slots.Range{From: christmas, To: christmas, Zone: w.shop(t).Location().String()})
		ok(t, err)
		return len(out.Slots)
	}
	if free() == 0 {
		t.Fatal("nothing is free on a day that is none yet")
	}
	_, err := w.EditClosedDates(t.Context(), flow.EditClosedDates{Shop: testShop, Holidays: "US", Actor: "42"})
	ok(t, err)
	if n := free(); n > 0 {
		t.Errorf("on a holiday %d times are free", n)
	}
	in := w.wish("1", "10:00")
	in.Start = in.Start.AddDate(0, 0, int(christmas-visiting))
	w.refused(in, slots.ClosedDate, slots.OutsideHours)
}
