package slots_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// A studio in Vienna. Ann works from 10 to 14, Ben from 12 to 18, every day. A
// massage takes 45 minutes and begins every quarter of an hour. It is eight in the
// morning of Wednesday, 12 May 2027.
func studio() slots.Facts {
	hours := func(from, to times.Minute) (week booking.Week) {
		for day := range week {
			week[day] = []booking.Window{{From: from * 60, To: to * 60}}
		}
		return week
	}
	return slots.Facts{
		Now: time.Date(2027, 5, 12, 6, 0, 0, 0, time.UTC), Zone: "Europe/Vienna",
		Service: booking.Service{ID: "massage", DurationMinutes: 45, IntervalMinutes: 15, Grid: booking.Clock, Capacity: 1},
		Staff:   []booking.Staff{{ID: "ann", Weekly: hours(10, 14)}, {ID: "ben", Weekly: hours(12, 18)}},
		Units:   []booking.Unit{{ID: "blue", Pool: "room"}, {ID: "green", Pool: "room"}},
	}
}

const today = "2027-05-12"

// vienna is a time of day in the studio on its first day.
func vienna(t *testing.T, clock string) time.Time {
	t.Helper()
	at, err := times.ParseMinute(clock)
	if err != nil {
		t.Fatal(err)
	}
	zone := models.Zone("Europe/Vienna")
	return times.Resolve(zone, date(t, today), at.SinceMidnight()).In(zone)
}

// takes books a service of ann's from a time of day on.
func takes(t *testing.T, f *slots.Facts, id booking.BookingID, s booking.Service, from string, change ...func(*booking.Booking)) {
	t.Helper()
	b := appointment(s, id, "ann", vienna(t, from))
	for _, c := range change {
		c(&b)
	}
	f.Bookings = append(f.Bookings, b)
}

// class is a massage course with four seats.
func class(f *slots.Facts) { f.Service.Capacity = 4 }

// refusals ask of ann at a quarter to twelve, unless they say otherwise.
var refusals = map[string]struct {
	change func(*testing.T, *slots.Facts, *slots.Wish)
	at     string
	want   []slots.Reason
}{
	"nothing speaks against it": {},
	"ann does not do massages": {want: []slots.Reason{slots.NotPerformed}, change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.Staff = []booking.StaffID{"ben"}
	}},
	"nobody has heard of her":       {want: []slots.Reason{slots.NotPerformed}, change: func(_ *testing.T, _ *slots.Facts, w *slots.Wish) { w.Staff = "eve" }},
	"two come to a massage for one": {want: []slots.Reason{slots.PartyTooLarge}, change: func(_ *testing.T, _ *slots.Facts, w *slots.Wish) { w.Party = 2 }},
	"notice ends a minute later":    {want: []slots.Reason{slots.TooSoon}, change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) { f.Service.NoticeMinutes = 226 }},
	"notice ends right then":        {change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) { f.Service.NoticeMinutes = 225 }},
	"notice ends a fraction of a second later": {want: []slots.Reason{slots.TooSoon}, change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Now, f.Service.NoticeMinutes = f.Now.Add(time.Microsecond), 225
	}},
	"it was yesterday that one could look so far": {want: []slots.Reason{slots.TooFar}, change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Now, f.Service.HorizonDays = time.Date(2027, 5, 10, 21, 59, 59, 0, time.UTC), 1
	}},
	"since midnight in Vienna one can look so far": {change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Now, f.Service.HorizonDays = time.Date(2027, 5, 10, 22, 0, 0, 0, time.UTC), 1
	}},
	"the studio is closed": {want: []slots.Reason{slots.ClosedDate, slots.OutsideHours}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Closed = []times.Date{date(t, today)}
	}},
	"it ends a minute after the hours": {at: "13:30", want: []slots.Reason{slots.OutsideHours}},
	"it ends with the hours":           {at: "13:15"},
	"the clean-up would end after the hours": {at: "13:15", want: []slots.Reason{slots.OutsideHours}, change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.BufferAfterMinutes, f.Service.BuffersInsideHours = 5, true
	}},
	"ann sees a doctor until five past": {want: []slots.Reason{slots.TimeOff}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Staff[0].TimeOff = []times.Span{times.Between(vienna(t, "11:00"), vienna(t, "11:50"))}
	}},
	"the doctor may see her during the clean-up": {change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.BufferAfterMinutes = 20
		f.Staff[0].TimeOff = []times.Span{times.Between(vienna(t, "12:30"), vienna(t, "13:00"))}
	}},
	"two massages a day are enough for the studio": {want: []slots.Reason{slots.ServiceDayFull}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.MaxPerDay = 2
		takes(t, f, "1", f.Service, "10:00")
		takes(t, f, "2", f.Service, "17:00", func(b *booking.Booking) { b.Staff = "ben" })
	}},
	"one appointment a day is enough for ann": {want: []slots.Reason{slots.StaffDayFull}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Staff[0].MaxPerDay = 1
		takes(t, f, "1", booking.Service{ID: "facial", DurationMinutes: 20}, "10:00")
	}},
	"yesterday's appointments do not count": {change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Staff[0].MaxPerDay = 1
		takes(t, f, "1", f.Service, "00:00", func(b *booking.Booking) { b.Start, b.End = b.Start.Add(-time.Hour), b.End.Add(-time.Hour) })
	}},
	"somebody is on the couch": {want: []slots.Reason{slots.StaffBusy}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) { takes(t, f, "1", f.Service, "11:15") }},
	"somebody leaves as the next one comes": {change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		takes(t, f, "1", f.Service, "11:00")
		takes(t, f, "2", f.Service, "12:30")
	}},
	"buffers of both add up": {want: []slots.Reason{slots.StaffBusy}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.BufferBeforeMinutes = 10
		takes(t, f, "1", booking.Service{ID: "facial", DurationMinutes: 20, BufferAfterMinutes: 10}, "11:06")
	}},
	"who asks is who is on the couch": {change: func(t *testing.T, f *slots.Facts, w *slots.Wish) {
		takes(t, f, "1", f.Service, "11:15")
		w.Moves = "1"
	}},
	"the one on the couch has cancelled": {change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		takes(t, f, "1", f.Service, "11:15", func(b *booking.Booking) { b.Status = booking.Cancelled })
	}},
	"a colour takes effect meanwhile": {change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		takes(t, f, "1", booking.Service{ID: "colour", DurationMinutes: 120, Segments: []booking.Segment{{Minutes: 25}, {Minutes: 65, Waiting: true}, {Minutes: 30}}}, "11:20")
	}},
	"a colour takes effect for too short a time": {want: []slots.Reason{slots.StaffBusy}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		takes(t, f, "1", booking.Service{ID: "colour", DurationMinutes: 120, Segments: []booking.Segment{{Minutes: 25}, {Minutes: 40, Waiting: true}, {Minutes: 55}}}, "11:20")
	}},
	"ann's own calendar says that she is out": {want: []slots.Reason{slots.CalendarBusy}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Busy = map[booking.StaffID][]times.Span{"ann": {times.Between(vienna(t, "12:29"), vienna(t, "15:00"))}}
	}},
	"three seats of the course are taken, one is left": {change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		class(f)
		takes(t, f, "1", f.Service, "11:45", func(b *booking.Booking) { b.Seats = 3 })
	}},
	"one seat is left, and two come": {want: []slots.Reason{slots.SessionFull}, change: func(t *testing.T, f *slots.Facts, w *slots.Wish) {
		class(f)
		w.Party = 2
		takes(t, f, "1", f.Service, "11:45", func(b *booking.Booking) { b.Seats = 3 })
	}},
	"the course has begun a quarter of an hour before": {want: []slots.Reason{slots.StaffBusy}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		class(f)
		takes(t, f, "1", f.Service, "11:30")
	}},
	"both rooms are in use": {want: []slots.Reason{slots.NoUnitFree}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.Needs = []booking.Need{{Pool: "room", Count: 1}}
		takes(t, f, "1", booking.Service{ID: "facial", DurationMinutes: 20}, "11:30", func(b *booking.Booking) { b.Staff, b.Units = "ben", []booking.UnitID{"blue"} })
		takes(t, f, "2", booking.Service{ID: "facial", DurationMinutes: 20}, "12:20", func(b *booking.Booking) { b.Staff, b.Units = "ben", []booking.UnitID{"green"} })
	}},
	"a room is cleaned between two appointments": {want: []slots.Reason{slots.NoUnitFree}, change: cleaned(16)},
	"a room has been cleaned in time":            {change: cleaned(15)},
	"there are not three rooms": {want: []slots.Reason{slots.NoUnitFree}, change: func(_ *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.Needs = []booking.Need{{Pool: "room", Count: 3}}
	}},
	"massages begin at other minutes":      {at: "11:40", want: []slots.Reason{slots.OffGrid}},
	"at other minutes, and she is busy":    {at: "11:40", want: []slots.Reason{slots.StaffBusy}, change: func(t *testing.T, f *slots.Facts, _ *slots.Wish) { takes(t, f, "1", f.Service, "11:15") }},
	"a holder has a minute left":           {want: []slots.Reason{slots.StaffBusy}, change: held(time.Minute)},
	"a hold is over the moment it expires": {change: held(0)},
}

// cleaned has the only room used until half past eleven, and cleaned after that.
func cleaned(minutes int) func(*testing.T, *slots.Facts, *slots.Wish) {
	return func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		f.Service.Needs, f.Units = []booking.Need{{Pool: "room", Count: 1}}, []booking.Unit{{ID: "blue", Pool: "room", CleanUpMinutes: minutes}}
		takes(t, f, "1", booking.Service{ID: "facial", DurationMinutes: 20}, "11:10", func(b *booking.Booking) { b.Staff, b.Units = "ben", []booking.UnitID{"blue"} })
	}
}

func held(left time.Duration) func(*testing.T, *slots.Facts, *slots.Wish) {
	return func(t *testing.T, f *slots.Facts, _ *slots.Wish) {
		takes(t, f, "1", f.Service, "11:45", func(b *booking.Booking) { b.Status, b.ExpiresAt = booking.Held, f.Now.Add(left) })
	}
}

func TestEachReasonIsGivenWhereItHolds(t *testing.T) {
	t.Parallel()
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, w := studio(), slots.Wish{Staff: "ann"}
			if c.change != nil {
				c.change(t, &f, &w)
			}
			if c.at == "" {
				c.at = "11:45"
			}
			verdicts := slots.Judge(f, w, vienna(t, c.at))
			if len(verdicts) != 1 || verdicts[0].Staff != w.Staff {
				t.Fatalf("verdicts %+v, want one about %s", verdicts, w.Staff)
			}
			if diff := cmp.Diff(c.want, verdicts[0].Reasons); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryReasonHasACase(t *testing.T) {
	t.Parallel()
	for _, reason := range slots.Reasons() {
		found := false
		for _, c := range refusals {
			found = found || slices.Contains(c.want, reason)
		}
		if !found {
			t.Errorf("no case is refused as %s", reason)
		}
	}
}

func TestAVerdictIsGivenOfEachOneOfTheStaff(t *testing.T) {
	t.Parallel()
	f := studio()
	takes(t, &f, "1", f.Service, "12:00")
	want := []slots.Verdict{{Staff: "ann", Reasons: []slots.Reason{slots.StaffBusy}}, {Staff: "ben", Seats: 1}}
	if diff := cmp.Diff(want, slots.Judge(f, slots.Wish{}, vienna(t, "12:15"))); diff != "" {
		t.Error(diff)
	}
}

func TestAnAppointmentThatIsNotOnAWholeMinuteIsRefused(t *testing.T) {
	t.Parallel()
	for _, odd := range []time.Duration{time.Nanosecond, time.Millisecond, time.Second} {
		v := slots.Judge(studio(), slots.Wish{Staff: "ann"}, vienna(t, "11:45").Add(odd))[0]
		if !slices.Equal(v.Reasons, []slots.Reason{slots.OffGrid}) {
			t.Errorf("%v after: %v", odd, v.Reasons)
		}
	}
}

func TestASessionKeepsItsRoomAndOthersGetAFreeOne(t *testing.T) {
	t.Parallel()
	f := studio()
	class(&f)
	f.Service.Needs = []booking.Need{{Pool: "room", Count: 1}}
	takes(t, &f, "1", f.Service, "12:30", func(b *booking.Booking) { b.Units = []booking.UnitID{"green"} })
	want := []slots.Verdict{{Staff: "ann", Seats: 3, Units: []booking.UnitID{"green"}}, {Staff: "ben", Seats: 4, Units: []booking.UnitID{"blue"}}}
	if diff := cmp.Diff(want, slots.Judge(f, slots.Wish{}, vienna(t, "12:30"))); diff != "" {
		t.Error(diff)
	}
	takes(t, &f, "2", booking.Service{ID: "facial", DurationMinutes: 20}, "12:40", func(b *booking.Booking) { b.Staff, b.Units = "eve", []booking.UnitID{"blue"} })
	want[1] = slots.Verdict{Staff: "ben", Reasons: []slots.Reason{slots.NoUnitFree}}
	if diff := cmp.Diff(want, slots.Judge(f, slots.Wish{}, vienna(t, "12:30"))); diff != "" {
		t.Error(diff)
	}
}

func TestARangeIsLimited(t *testing.T) {
	t.Parallel()
	first := date(t, today)
	for days, fine := range map[times.Date]bool{-1: false, 0: true, slots.RangeDaysMax - 1: true, slots.RangeDaysMax: false} {
		_, err := slots.Offers(studio(), slots.Wish{}, slots.Range{From: first, To: first + days, Zone: "UTC"})
		if fine != (err == nil) || !fine && models.CodeOf(err) != models.Invalid {
			t.Errorf("to %d days later: %v", days, err)
		}
	}
}
