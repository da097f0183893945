package slots_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// shown are the times that one member of the staff has on one date of a zone, as
// its clock shows them.
func shown(t *testing.T, zone, on string, service booking.Service, staff booking.Staff) []string {
	t.Helper()
	service.Capacity = 1
	f := slots.Facts{Now: time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), Zone: zone, Service: service, Staff: []booking.Staff{staff}}
	d := date(t, on)
	offered, err := slots.Offers(f, slots.Wish{}, slots.Range{From: d, To: d, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	clocks := []string{}
	for _, slot := range offered {
		clocks = append(clocks, slot.Start.Format("15:04-0700"))
	}
	return clocks
}

// always are the same hours on every day of the week.
func always(windows ...booking.Window) (week booking.Week) {
	for day := range week {
		week[day] = windows
	}
	return week
}

func every(duration, interval int, grid booking.Grid) booking.Service {
	return booking.Service{ID: "svc", DurationMinutes: duration, IntervalMinutes: interval, Grid: grid}
}

// Worked by hand: what the clock on the wall shows on days on which it is moved.
func TestDaysOnWhichTheClockIsMoved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		zone, on, from, to string
		service            booking.Service
		want               []string
	}{
		"Vienna leaves out the hour after two": {"Europe/Vienna", "2027-03-28", "01:00", "05:00", every(45, 45, booking.Shift),
			[]string{"01:00+0100", "01:45+0100", "03:30+0200", "04:15+0200"}},
		"Vienna has the hour after two twice": {"Europe/Vienna", "2027-10-31", "01:30", "03:00", every(30, 30, booking.Clock),
			[]string{"01:30+0200", "02:00+0200", "02:30+0200", "02:00+0100", "02:30+0100"}},
		"hours that begin in what is left out": {"Europe/Vienna", "2027-03-28", "02:20", "04:20", every(30, 30, booking.Shift),
			[]string{"03:20+0200", "03:50+0200"}},
		"hours that end in what comes twice end the first time": {"Europe/Vienna", "2027-10-31", "01:00", "02:30", every(30, 30, booking.Shift),
			[]string{"01:00+0200", "01:30+0200", "02:00+0200"}},
		"Lord Howe goes back by half an hour": {"Australia/Lord_Howe", "2027-04-04", "01:00", "03:00", every(40, 40, booking.Shift),
			[]string{"01:00+1100", "01:40+1100", "01:50+1030"}},
		"Sao Paulo had no midnight": {"America/Sao_Paulo", "2018-11-04", "00:00", "02:00", every(30, 30, booking.Clock),
			[]string{"01:00-0200", "01:30-0200"}},
		"Havana has midnight twice": {"America/Havana", "2027-11-07", "00:00", "01:00", every(30, 30, booking.Clock),
			[]string{"00:00-0400", "00:30-0400", "00:00-0500", "00:30-0500"}},
		"Apia had no 30 December": {"Pacific/Apia", "2011-12-30", "09:00", "12:00", every(60, 60, booking.Clock), []string{}},
		"Kathmandu is a quarter of an hour off": {"Asia/Kathmandu", "2027-05-12", "09:00", "10:30", every(30, 30, booking.Clock),
			[]string{"09:00+0545", "09:30+0545", "10:00+0545"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shown(t, c.zone, c.on, c.service, booking.Staff{ID: "ann", Weekly: always(window(t, c.from, c.to))})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHoursOfADateGoBeforeThoseOfASeasonBeforeThoseOfTheWeek(t *testing.T) {
	t.Parallel()
	ann := booking.Staff{
		ID: "ann", Weekly: always(window(t, "09:00", "10:00")),
		Seasons:   []booking.Season{{First: date(t, "2027-07-01"), Last: date(t, "2027-07-03"), Weekly: always(window(t, "14:00", "15:00"))}},
		Overrides: map[times.Date][]booking.Window{date(t, "2027-07-02"): {window(t, "18:00", "19:00")}, date(t, "2027-07-03"): {}},
	}
	for on, want := range map[string][]string{
		"2027-06-30": {"09:00+0200"}, "2027-07-01": {"14:00+0200"}, "2027-07-02": {"18:00+0200"}, "2027-07-03": {}, "2027-07-04": {"09:00+0200"},
	} {
		if diff := cmp.Diff(want, shown(t, "Europe/Vienna", on, every(60, 60, booking.Clock), ann)); diff != "" {
			t.Errorf("%s: %s", on, diff)
		}
	}
}

// Nobody knows when hours began that never end, so each day counts for itself.
func TestAGridOfHoursThatNeverEndBeginsAnewEachDay(t *testing.T) {
	t.Parallel()
	night := booking.Staff{ID: "ann", Weekly: always(window(t, "00:00", "24:00"))}
	for _, on := range []string{"2027-05-12", "2027-05-13", "2027-03-29"} {
		got := shown(t, "Europe/Vienna", on, every(60, 500, booking.Shift), night)
		if diff := cmp.Diff([]string{"00:00+0200", "08:20+0200", "16:40+0200"}, got); diff != "" {
			t.Errorf("%s: %s", on, diff)
		}
	}
	// From Monday's opening until Sunday everybody knows.
	night.Weekly[time.Sunday] = nil
	want := []string{"02:00+0200", "10:20+0200", "18:40+0200"} // 3,000 minutes after Monday's midnight, and so on
	if diff := cmp.Diff(want, shown(t, "Europe/Vienna", "2027-05-12", every(60, 500, booking.Shift), night)); diff != "" {
		t.Errorf("on Wednesday: %s", diff)
	}
}
