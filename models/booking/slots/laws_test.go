package slots_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

func offers(t *rapid.T, f slots.Facts, w slots.Wish, r slots.Range) []slots.Slot {
	all, err := slots.Offers(f, w, r)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatIsShownIsAcceptedAndNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, w, r := world(t)
		offered := offers(t, f, w, r)
		shownIsAccepted(t, f, w, offered[:min(len(offered), 20)])
		span, err := r.Span()
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			start := moment(t, r, "asked for")
			if !span.Has(times.At(start)) {
				continue
			}
			shown := slices.IndexFunc(offered, func(s slots.Slot) bool { return s.Start.Equal(start) })
			if shown >= 0 {
				shownIsAccepted(t, f, w, offered[shown:shown+1])
				continue
			}
			for _, v := range slots.Judge(f, w, start) {
				if v.Free() {
					t.Fatalf("%s at %s is accepted and was not shown", v.Staff, start)
				}
			}
		}
	})
}

func TestBookingsCountTheSameHoweverTheyAreLaidOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, w, r := world(t)
		laid := f
		laid.Bookings = nil
		rest := f.Bookings
		for len(rest) > 0 {
			n := rapid.IntRange(1, len(rest)).Draw(t, "of them")
			if rapid.Bool().Draw(t, "as a run") {
				laid.Runs = append(laid.Runs, slots.RunsOf(slices.Clone(rest[:n]))...)
			} else {
				laid.Bookings = append(laid.Bookings, rest[:n]...)
			}
			rest = rest[n:]
		}
		before := laid.Runs
		if got, want := offers(t, laid, w, r), offers(t, f, w, r); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v is offered, want %v", got, want)
		}
		start := moment(t, r, "asked for")
		if got, want := slots.Judge(laid, w, start), slots.Judge(f, w, start); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("it is judged %v, want %v", got, want)
		}
		for i, run := range before {
			if fmt.Sprint([]slots.Run{run}) != fmt.Sprint(slots.RunsOf(run.Bookings())) {
				t.Fatalf("the run %d was changed", i)
			}
		}
	})
}

func TestABookingNeverAddsATime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, w, r := world(t)
		before := map[string]int{}
		for _, slot := range offers(t, f, w, r) {
			for _, o := range slot.Offers {
				before[fmt.Sprint(slot.Start, o.Staff)] = o.Seats
			}
		}
		f.Bookings = append(slices.Clone(f.Bookings), booked(t, f, r, "new"))
		for _, slot := range offers(t, f, w, r) {
			for _, o := range slot.Offers {
				if o.Seats > before[fmt.Sprint(slot.Start, o.Staff)] {
					t.Fatalf("%s has %d seats at %s, and had %d", o.Staff, o.Seats, slot.Start, before[fmt.Sprint(slot.Start, o.Staff)])
				}
			}
		}
	})
}

// Whatever is accepted, in whatever order, nobody is in two places, no room is
// given away twice, and no class has more people than seats.
func TestAcceptedBookingsNeverMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, _, r := world(t)
		f.Bookings = nil
		services := []booking.Service{service(t, "svc"), service(t, "class")}
		services[1].Capacity = 3
		for i := range rapid.IntRange(1, 12).Draw(t, "bookings") {
			f.Service = rapid.SampledFrom(services).Draw(t, "service")
			offered := offers(t, f, slots.Wish{}, r)
			if len(offered) == 0 {
				continue
			}
			accept(t, &f, rapid.SampledFrom(offered[:min(len(offered), 8)]).Draw(t, "slot"), booking.BookingID(fmt.Sprint("b", i)))
		}
		for i := range f.Bookings {
			for j := range f.Bookings[:i] {
				apart(t, &f.Bookings[i], &f.Bookings[j])
			}
		}
		crowded(t, f, services)
	})
}

// accept books one of the offers of a slot, after the verdict about it.
func accept(t *rapid.T, f *slots.Facts, slot slots.Slot, id booking.BookingID) {
	w := slots.Wish{Staff: rapid.SampledFrom(slot.Offers).Draw(t, "offer").Staff}
	v := slots.Judge(*f, w, slot.Start)[0]
	if !v.Free() {
		t.Fatalf("%s at %s was shown: %v", w.Staff, slot.Start, v.Reasons)
	}
	b := appointment(f.Service, id, v.Staff, slot.Start)
	b.Units, b.Seats = v.Units, rapid.IntRange(1, v.Seats).Draw(t, "seats")
	f.Bookings = append(slices.Clone(f.Bookings), b)
}

func session(a, b *booking.Booking) bool {
	return a.Service == b.Service && a.Staff == b.Staff && a.Start.Equal(b.Start)
}

// apart fails where two bookings take the same person or unit at the same time.
func apart(t *rapid.T, a, b *booking.Booking) {
	if session(a, b) {
		return
	}
	for _, one := range a.Work() {
		if a.Staff == b.Staff && slices.ContainsFunc(b.Work(), one.Meets) {
			t.Fatalf("%s is in two places: %+v, %+v", a.Staff, a, b)
		}
	}
	for _, id := range a.Units {
		if slices.Contains(b.Units, id) && a.Blocked().Meets(b.Blocked()) {
			t.Fatalf("unit %s is given away twice: %+v, %+v", id, a, b)
		}
	}
}

// crowded fails where a session has more people than seats, or a day more
// bookings than its limits.
func crowded(t *rapid.T, f slots.Facts, services []booking.Service) {
	for i := range f.Bookings {
		b, people, ofService, ofStaff := &f.Bookings[i], 0, 0, 0
		for j := range f.Bookings {
			other := &f.Bookings[j]
			if session(b, other) {
				people += other.Seats
			}
			if day := times.DateIn(zoneOf(t, f.Zone), b.Start); day == times.DateIn(zoneOf(t, f.Zone), other.Start) {
				ofService += count(other.Service == b.Service)
				ofStaff += count(other.Staff == b.Staff)
			}
		}
		of := services[slices.IndexFunc(services, func(s booking.Service) bool { return s.ID == b.Service })]
		whose := f.Staff[slices.IndexFunc(f.Staff, func(s booking.Staff) bool { return s.ID == b.Staff })]
		if people > of.Capacity || of.MaxPerDay > 0 && ofService > of.MaxPerDay || whose.MaxPerDay > 0 && ofStaff > whose.MaxPerDay {
			t.Fatalf("%d people of %d, %d bookings of %d, %d of %d: %+v", people, of.Capacity, ofService, of.MaxPerDay, ofStaff, whose.MaxPerDay, b)
		}
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// How far one looks must not decide what one sees.
func TestALongLookFindsTheSameTimesAsShortOnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, w, r := world(t)
		f.Service.HorizonDays = 0
		r.From, r.To = r.From-12, r.To+12
		f.Now = f.Now.Add(-15 * 24 * time.Hour)
		var pieces []slots.Slot
		for d := r.From; d <= r.To; d++ {
			pieces = append(pieces, offers(t, f, w, slots.Range{From: d, To: d, Zone: r.Zone})...)
		}
		whole := offers(t, f, w, r)
		if len(whole) != len(pieces) {
			t.Fatalf("%d times in one look, %d day by day", len(whole), len(pieces))
		}
		for i := range whole {
			if !whole[i].Start.Equal(pieces[i].Start) || !slices.Equal(whole[i].Offers, pieces[i].Offers) {
				t.Fatalf("%+v in one look, %+v on its day", whole[i], pieces[i])
			}
		}
	})
}
