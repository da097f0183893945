package flow_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/services"
	"clientele/models/team"
)

// salon is a shop with staff who serve from nine to five every day, and the
// words in which tests tell what happens there. Its clocks show New York's time.
type salon struct {
	*till
}

// cutting is what the salon offers: thirty minutes, on every half hour.
func cutting(change ...func(*services.Settings)) services.Settings {
	s := services.Settings{
		Enabled: true, Title: "Hair cut", PartyMax: 4,
		Timing:     booking.Service{IntervalMinutes: 30, Grid: booking.Clock, Capacity: 1, HorizonDays: 60},
		Variants:   []services.Variant{{ID: "short", DurationMinutes: 30, PriceMinor: 4500, Product: "71"}},
		Payment:    services.Payment{How: services.OnSite, DepositPercent: 100},
		Policy:     booking.Policy{{HoursBefore: 48, Percent: 100}, {HoursBefore: 24, Percent: 50}},
		Assignment: booking.LeastBusy,
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

// paidFirst has the service paid in the checkout.
func paidFirst(s *services.Settings) { s.Payment.How = services.Checkout }

func newSalon(t *testing.T, settings services.Settings, staff ...booking.StaffID) *salon {
	t.Helper()
	return openSalon(newTill(t), settings, staff...)
}

// openSalon makes a shop a salon.
func openSalon(shop *till, settings services.Settings, staff ...booking.StaffID) *salon {
	shop.t.Helper()
	w := &salon{shop}
	w.serves("cut", settings)
	if len(staff) == 0 {
		staff = []booking.StaffID{"ann"}
	}
	for _, id := range staff {
		w.employs(id)
	}
	return w
}

func (w *salon) serves(id booking.ServiceID, settings services.Settings) {
	w.t.Helper()
	_, err := w.store.Services.Save(w.t.Context(), services.Service{Shop: testShop, ID: id, Settings: settings, CreatedAt: w.now()})
	ok(w.t, err)
}

func (w *salon) employs(id booking.StaffID, change ...func(*team.MemberSettings)) {
	w.t.Helper()
	var week booking.Week
	for day := range week {
		week[day] = []booking.Window{{From: 9 * 60, To: 17 * 60}}
	}
	settings := team.MemberSettings{Enabled: true, Name: string(id), Hours: booking.Staff{Weekly: week}}
	for _, c := range change {
		c(&settings)
	}
	_, err := w.store.Team.SaveMember(w.t.Context(), team.Member{Shop: testShop, ID: id, MemberSettings: settings, CreatedAt: w.now()})
	ok(w.t, err)
}

// visiting is the date on which tests book, and at a time of it.
var visiting = times.DateOf(2026, time.November, 30)

func (w *salon) at(clock string) time.Time {
	w.t.Helper()
	minute, err := times.ParseMinute(clock)
	ok(w.t, err)
	return times.Resolve(w.shop(w.t).Location(), visiting, minute.SinceMidnight()).In(time.UTC)
}

// wish is that of a shopper at a time of the day.
func (w *salon) wish(key, clock string, change ...func(*flow.Book)) flow.Book {
	w.t.Helper()
	in := flow.Book{Shop: testShop, Source: appointments.Storefront, Wish: appointments.Wish{
		Key: "key-of-page-" + key, Service: "cut", Start: w.at(clock), Person: appointments.Person{Name: "Mika", Email: key + "@example.com", Language: "en"},
	}}
	for _, c := range change {
		c(&in)
	}
	return in
}

func with(staff booking.StaffID) func(*flow.Book) { return func(in *flow.Book) { in.Staff = staff } }
func party(n int) func(*flow.Book)                { return func(in *flow.Book) { in.Party = n } }

func (w *salon) book(in flow.Book) flow.Booked {
	w.t.Helper()
	out, err := w.Book(w.t.Context(), in)
	ok(w.t, err)
	return out
}

// refused books what is not free, and wants to be told why.
func (w *salon) refused(in flow.Book, why ...slots.Reason) {
	w.t.Helper()
	_, err := w.Book(w.t.Context(), in)
	wantTaken(w.t, err, why...)
}

func wantTaken(t *testing.T, err error, why ...slots.Reason) {
	t.Helper()
	var taken *flow.Taken
	if !errors.As(err, &taken) || !slices.Equal(taken.Reasons, why) || models.CodeOf(err) != models.Conflict {
		t.Fatalf("got %v %+v, want it taken because of %v", err, taken, why)
	}
}

// free are the times of the day that are offered, by the shop's clock.
func (w *salon) free(change ...func(*flow.Asked)) []string {
	w.t.Helper()
	in := flow.Asked{Shop: testShop, Service: "cut", Source: appointments.Storefront}
	for _, c := range change {
		c(&in)
	}
	zone := w.shop(w.t).Location()
	out, err := w.OfferTimes(w.t.Context(), in, slots.Range{From: visiting, To: visiting, Zone: zone.String()})
	ok(w.t, err)
	clocks := []string{}
	for _, s := range out.Slots {
		clocks = append(clocks, s.Start.Format("15:04"))
	}
	return clocks
}

func (w *salon) appointment(id booking.BookingID) appointments.Appointment {
	w.t.Helper()
	a, err := w.store.Appointments.Get(w.t.Context(), testShop, id)
	ok(w.t, err)
	return a
}

func staffReach(id booking.BookingID) flow.Reach {
	return flow.Reach{Shop: testShop, ID: id, Actor: "42"}
}

func byToken(b flow.Booked) flow.Reach { return flow.Reach{Shop: testShop, ID: b.ID, Token: b.Token} }

func TestABookedTimeIsNeitherShownNorAcceptedAgain(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	if got := w.free(); !slices.Contains(got, "10:00") || len(got) != 16 {
		t.Fatalf("free are %v", got)
	}
	a := w.book(w.wish("1", "10:00"))
	if a.Status != booking.Confirmed || a.Staff != "ann" || a.Price.Minor != 4500 || a.Title != "Hair cut" || a.Token == "" {
		t.Fatalf("booked %+v", a)
	}
	if got := w.free(); slices.Contains(got, "10:00") || len(got) != 15 {
		t.Fatalf("free are %v", got)
	}
	w.refused(w.wish("2", "10:00"), slots.StaffBusy)
	w.refused(w.wish("3", "10:10"), slots.StaffBusy)
	w.refused(w.wish("4", "08:00"), slots.OutsideHours)
	w.refused(w.wish("5", "10:00", with("nobody")), slots.NotPerformed)
}

func TestAFormThatIsSentTwiceBooksOnce(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	first := w.book(w.wish("1", "10:00"))
	again := w.book(w.wish("1", "10:00"))
	if !again.Replayed || again.ID != first.ID || again.Token != first.Token {
		t.Fatalf("sent again it gave %+v", again)
	}
	if _, err := w.Book(t.Context(), w.wish("1", "11:00")); models.CodeOf(err) != models.Conflict {
		t.Fatalf("another wish with the key of the first one: %v", err)
	}
}

func TestMovingTakesTheNewTimeAndFreesTheOld(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	a, b := w.book(w.wish("1", "10:00")), w.book(w.wish("2", "11:00"))
	_, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("11:00")})
	wantTaken(t, err, slots.StaffBusy)
	moved, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("14:00")})
	ok(t, err)
	if moved.Sequence != 2 || !moved.Start.Equal(w.at("14:00")) || moved.History[1].What != appointments.WasMoved {
		t.Fatalf("moved %+v", moved.Appointment)
	}
	w.book(w.wish("3", "10:00"))
	w.refused(w.wish("4", "14:00"), slots.StaffBusy)
	// Its own time is in nobody's way.
	_, err = w.MoveBooking(t.Context(), flow.MoveBooking{Reach: staffReach(b.ID), Start: w.at("11:30"), Staff: "ann"})
	ok(t, err)
	_, err = w.MoveBooking(t.Context(), flow.MoveBooking{Reach: flow.Reach{Shop: testShop, ID: b.ID, Token: a.Token}, Start: w.at("12:30")})
	if models.CodeOf(err) != models.NotFound {
		t.Fatalf("with the link of another appointment: %v", err)
	}
}

func TestWhoDoesNotMindIsGivenToWhoHasLeastToDo(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(), "ann", "ben")
	got := []booking.StaffID{}
	for i, clock := range []string{"10:00", "10:00", "11:00", "11:00"} {
		got = append(got, w.book(w.wish(fmt.Sprint(i), clock)).Staff)
	}
	if want := []booking.StaffID{"ann", "ben", "ann", "ben"}; !slices.Equal(got, want) {
		t.Fatalf("served by %v, want %v", got, want)
	}
	w.refused(w.wish("9", "10:00"), slots.StaffBusy)
}

func TestAHoldIsInTheWayUntilItLapses(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(paidFirst))
	a := w.book(w.wish("1", "10:00"))
	if a.Status != booking.Held || !a.ExpiresAt.Equal(w.now().Add(15*time.Minute)) || a.DueMinor != 4500 || a.Cart[0] != (services.Item{Product: "71", Quantity: 1}) {
		t.Fatalf("held %+v", a.Appointment)
	}
	w.refused(w.wish("2", "10:00"), slots.StaffBusy)
	w.forward(15 * time.Minute)
	b := w.book(w.wish("3", "10:00"))
	n, err := w.LapseHolds(t.Context())
	ok(t, err)
	if gone := w.appointment(a.ID); n != 1 || gone.Ended != appointments.Lapsed || gone.History[1].What != appointments.WasLapsed {
		t.Fatalf("%d lapsed, %+v", n, gone)
	}
	if w.appointment(b.ID).Status != booking.Held {
		t.Fatal("the living hold was struck, too")
	}
	_, err = w.ReleaseBooking(t.Context(), byToken(b))
	ok(t, err)
	w.book(w.wish("4", "10:00"))
}

// furnish gives the shop a pool of units.
func (w *salon) furnish(pool booking.PoolID, units int) {
	w.t.Helper()
	p := team.Pool{Shop: testShop, ID: pool, PoolSettings: team.PoolSettings{Name: string(pool)}}
	for i := range units {
		p.Units = append(p.Units, team.Unit{ID: booking.UnitID(fmt.Sprint(pool, i))})
	}
	_, err := w.store.Team.SavePool(w.t.Context(), p)
	ok(w.t, err)
}

func TestAClassIsSoldSeatBySeat(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(func(s *services.Settings) { s.Timing.Capacity = 3 }))
	if b := w.book(w.wish("1", "10:00", party(2))); b.Seats != 2 || b.Price.Minor != 2*4500 {
		t.Fatalf("%d seats for %d", b.Seats, b.Price.Minor)
	}
	w.refused(w.wish("2", "10:00", party(2), with("ann")), slots.SessionFull)
	w.book(w.wish("3", "10:00"))
	w.refused(w.wish("4", "10:00"), slots.SessionFull)
}
