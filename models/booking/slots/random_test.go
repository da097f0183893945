package slots_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// changes are zones with a date around which something is odd about their clock.
var changes = []struct {
	zone string
	date times.Date
}{
	{"America/New_York", times.DateOf(2026, time.March, 8)},
	{"America/New_York", times.DateOf(2026, time.November, 1)},
	{"Europe/London", times.DateOf(2026, time.March, 29)},
	{"Europe/London", times.DateOf(2026, time.October, 25)},
	{"Australia/Lord_Howe", times.DateOf(2026, time.April, 5)}, // by half an hour
	{"Australia/Lord_Howe", times.DateOf(2026, time.October, 4)},
	{"America/Sao_Paulo", times.DateOf(2018, time.November, 4)}, // no midnight
	{"America/Sao_Paulo", times.DateOf(2018, time.February, 18)},
	{"Pacific/Apia", times.DateOf(2011, time.December, 30)},  // a date that never was
	{"America/Havana", times.DateOf(2026, time.November, 1)}, // midnight twice
	{"America/Nuuk", times.DateOf(2026, time.October, 24)},
	{"Pacific/Chatham", times.DateOf(2026, time.April, 5)},
	{"Africa/Casablanca", times.DateOf(2026, time.February, 15)},
	{"America/St_Johns", times.DateOf(2026, time.March, 8)},
	{"Asia/Kathmandu", times.DateOf(2026, time.June, 10)},
	{"Asia/Tokyo", times.DateOf(2026, time.June, 10)},
}

// world draws facts around a change of a clock, a wish, and days to look at.
func world(t *rapid.T) (slots.Facts, slots.Wish, slots.Range) {
	change := rapid.SampledFrom(changes).Draw(t, "change")
	first := change.date - times.Date(rapid.IntRange(0, 1).Draw(t, "days before"))
	r := slots.Range{From: first, To: first + times.Date(rapid.IntRange(0, 1).Draw(t, "more days")), Zone: change.zone}
	if rapid.IntRange(0, 3).Draw(t, "elsewhere") == 0 {
		r.Zone = rapid.SampledFrom(changes).Draw(t, "viewer").zone
	}
	f := slots.Facts{Zone: change.zone, Service: service(t, "svc"), Busy: map[booking.StaffID][]times.Span{}}
	f.Now = moment(t, r, "now").Add(-time.Duration(rapid.IntRange(0, 72).Draw(t, "hours ago")) * time.Hour)
	for i := range rapid.IntRange(0, 3).Draw(t, "units") {
		f.Units = append(f.Units, booking.Unit{
			ID: booking.UnitID(fmt.Sprint("u", i)), Pool: booking.PoolID(rapid.SampledFrom([]string{"room", "chair"}).Draw(t, "pool")),
			CleanUpMinutes: rapid.SampledFrom([]int{0, 0, 10, 45}).Draw(t, "clean-up"),
		})
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "staff") {
		s := member(t, r, booking.StaffID(fmt.Sprint("s", i)))
		f.Staff = append(f.Staff, s)
		if rapid.IntRange(0, 2).Draw(t, "calendar") == 0 {
			f.Busy[s.ID] = []times.Span{absence(t, r), absence(t, r)}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "closed") == 0 {
		f.Closed = []times.Date{first + times.Date(rapid.IntRange(-1, 2).Draw(t, "closed date"))}
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "bookings") {
		f.Bookings = append(f.Bookings, booked(t, f, r, booking.BookingID(fmt.Sprint("b", i))))
	}
	w := slots.Wish{Party: rapid.IntRange(0, 3).Draw(t, "party")}
	switch rapid.IntRange(0, 3).Draw(t, "wish") {
	case 0:
		w.Staff = f.Staff[0].ID
	case 1:
		w.Moves = "b0"
	}
	return f, w, r
}

func service(t *rapid.T, id booking.ServiceID) booking.Service {
	s := booking.Service{
		ID: id, Grid: rapid.SampledFrom([]booking.Grid{booking.Shift, booking.Clock}).Draw(t, "grid"),
		IntervalMinutes:     rapid.SampledFrom([]int{5, 7, 15, 20, 25, 30, 50, 60, 90, 120}).Draw(t, "interval"),
		BufferBeforeMinutes: rapid.SampledFrom([]int{0, 0, 5, 30}).Draw(t, "before"), BufferAfterMinutes: rapid.SampledFrom([]int{0, 0, 10, 45}).Draw(t, "after"),
		BuffersInsideHours: rapid.Bool().Draw(t, "inside"), Capacity: rapid.SampledFrom([]int{1, 1, 2, 5}).Draw(t, "capacity"),
		NoticeMinutes: rapid.SampledFrom([]int{0, 0, 90, 1440}).Draw(t, "notice"), HorizonDays: rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "horizon"),
		MaxPerDay: rapid.SampledFrom([]int{0, 0, 0, 2}).Draw(t, "limit"),
	}
	for range rapid.SampledFrom([]int{1, 1, 1, 3, 5}).Draw(t, "segments") {
		part := booking.Segment{Minutes: rapid.IntRange(2, 18).Draw(t, "part") * 5, Waiting: len(s.Segments)%2 == 1}
		s.Segments, s.DurationMinutes = append(s.Segments, part), s.DurationMinutes+part.Minutes
	}
	if len(s.Segments) == 1 {
		s.Segments = nil
	}
	if rapid.IntRange(0, 2).Draw(t, "needs") == 0 {
		s.Needs = []booking.Need{{Pool: "room", Count: rapid.IntRange(1, 2).Draw(t, "rooms")}}
	}
	if rapid.IntRange(0, 5).Draw(t, "performers") == 0 {
		s.Staff = []booking.StaffID{"s0", "s2"}
	}
	return s
}

func member(t *rapid.T, r slots.Range, id booking.StaffID) booking.Staff {
	s := booking.Staff{ID: id, Overrides: map[times.Date][]booking.Window{}, MaxPerDay: rapid.SampledFrom([]int{0, 0, 0, 2}).Draw(t, "staff limit")}
	if rapid.IntRange(0, 3).Draw(t, "remote") == 0 {
		s.Zone = rapid.SampledFrom(changes).Draw(t, "staff zone").zone
	}
	s.Weekly = week(t)
	if rapid.IntRange(0, 4).Draw(t, "season") == 0 {
		s.Seasons = []booking.Season{{First: r.From, Last: r.From + 1, Weekly: week(t)}}
	}
	if rapid.IntRange(0, 4).Draw(t, "override") == 0 {
		s.Overrides[r.From+times.Date(rapid.IntRange(-1, 1).Draw(t, "override date"))] = windows(t)
	}
	if rapid.IntRange(0, 2).Draw(t, "absent") == 0 {
		s.TimeOff = []times.Span{absence(t, r)}
	}
	return s
}

func week(t *rapid.T) (week booking.Week) {
	same := windows(t)
	for day := range week {
		week[day] = same
		if rapid.IntRange(0, 2).Draw(t, "another day") == 0 {
			week[day] = windows(t)
		}
	}
	return week
}

func windows(t *rapid.T) []booking.Window {
	if rapid.IntRange(0, 7).Draw(t, "round the clock") == 0 {
		return []booking.Window{{From: 0, To: times.Midnight}}
	}
	var all []booking.Window
	for range rapid.IntRange(0, 2).Draw(t, "windows") {
		all = append(all, booking.Window{From: times.Minute(rapid.IntRange(0, 95).Draw(t, "from") * 15), To: times.Minute(rapid.IntRange(0, 96).Draw(t, "to") * 15)})
	}
	return all
}

// moment draws a minute in a range or a day around it.
func moment(t *rapid.T, r slots.Range, label string) time.Time {
	span, err := r.Span()
	if err != nil {
		t.Fatal(err)
	}
	span = span.Widen(24*time.Hour, 24*time.Hour)
	minutes := int((span.To - span.From) / times.Instant(time.Minute.Milliseconds()))
	return span.From.In(time.UTC).Add(time.Duration(rapid.IntRange(0, minutes).Draw(t, label)) * time.Minute)
}

func absence(t *rapid.T, r slots.Range) times.Span {
	from := moment(t, r, "absent from")
	return times.Between(from, from.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "absent minutes"))*time.Minute))
}

// booked draws a booking: often one that was offered, else any.
func booked(t *rapid.T, f slots.Facts, r slots.Range, id booking.BookingID) booking.Booking {
	s := f.Service
	start, staff := moment(t, r, "start"), rapid.SampledFrom(f.Staff).Draw(t, "whose").ID
	if rapid.Bool().Draw(t, "other service") {
		s = service(t, "other")
	} else if offered, err := slots.Offers(f, slots.Wish{}, r); err == nil && len(offered) > 0 && rapid.Bool().Draw(t, "offered") {
		slot := rapid.SampledFrom(offered[:min(len(offered), 4)]).Draw(t, "slot")
		start, staff = slot.Start, slot.Offers[0].Staff
	}
	b := appointment(s, id, staff, start)
	b.Status = rapid.SampledFrom([]booking.Status{booking.Confirmed, booking.Confirmed, booking.Completed, booking.NoShow, booking.Cancelled, booking.Held}).Draw(t, "status")
	b.ExpiresAt = f.Now.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "expires")) * time.Minute)
	b.Seats = rapid.IntRange(1, 2).Draw(t, "seats")
	if len(f.Units) > 0 && rapid.Bool().Draw(t, "with unit") {
		b.Units = []booking.UnitID{rapid.SampledFrom(f.Units).Draw(t, "unit").ID}
	}
	return b
}

// appointment is a confirmed booking of a service.
func appointment(s booking.Service, id booking.BookingID, staff booking.StaffID, start time.Time) booking.Booking {
	return booking.Booking{
		ID: id, Service: s.ID, Staff: staff, Start: start, End: start.Add(s.Length()), Status: booking.Confirmed, Seats: 1,
		BufferBeforeMinutes: s.BufferBeforeMinutes, BufferAfterMinutes: s.BufferAfterMinutes, Segments: s.Segments,
	}
}
