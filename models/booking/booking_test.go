package booking_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models/booking"
	"clientele/models/booking/times"
)

var noon = time.Date(2027, 5, 12, 12, 0, 0, 0, time.UTC)

func TestABookingTakesItsTimeWhileItLives(t *testing.T) {
	t.Parallel()
	for status, want := range map[booking.Status]bool{
		booking.Confirmed: true, booking.Completed: true, booking.NoShow: true, booking.Cancelled: false, booking.Held: false, "unheard of": false,
	} {
		b := booking.Booking{Status: status, ExpiresAt: noon}
		if b.Live(noon) != want {
			t.Errorf("%s lives: %t", status, !want)
		}
		if b.Status == booking.Held && !b.Live(noon.Add(-time.Millisecond)) {
			t.Error("a hold is over before it expires")
		}
	}
}

func TestWorkLeavesOutTheWaitingAndAddsTheBuffers(t *testing.T) {
	t.Parallel()
	minute := func(m int) times.Instant { return times.At(noon.Add(time.Duration(m) * time.Minute)) }
	segments := []booking.Segment{{Minutes: 20}, {Minutes: 30, Waiting: true}, {Minutes: 10}}
	want := []times.Span{{From: minute(-5), To: minute(20)}, {From: minute(50), To: minute(75)}}
	b := booking.Booking{Start: noon, End: noon.Add(time.Hour), BufferBeforeMinutes: 5, BufferAfterMinutes: 15, Segments: segments}
	s := booking.Service{DurationMinutes: 60, BufferBeforeMinutes: 5, BufferAfterMinutes: 15, Segments: segments}
	if diff := cmp.Diff([][]times.Span{want, want}, [][]times.Span{b.Work(), s.Work(minute(0))}); diff != "" {
		t.Error(diff)
	}
	b.Segments = nil
	if diff := cmp.Diff([]times.Span{b.Blocked()}, b.Work()); diff != "" {
		t.Error(diff)
	}
}

func TestTheGridIsTheClocksWhereItComesOutEven(t *testing.T) {
	t.Parallel()
	for interval, want := range map[int]booking.Grid{1: booking.Clock, 15: booking.Clock, 60: booking.Clock, 120: booking.Clock, 25: booking.Shift, 50: booking.Shift, 90: booking.Shift, 0: booking.Shift} {
		if got := booking.DefaultGrid(interval); got != want {
			t.Errorf("every %d minutes: %s", interval, got)
		}
	}
}

func TestAnAppointmentIsGivenToWhoHasLeastToDo(t *testing.T) {
	t.Parallel()
	one := booking.Candidate{Staff: "a", Priority: 1, MinutesToday: 60, Bookings30: 5, LastAssigned: noon}
	for name, better := range map[string]func(*booking.Candidate){
		"higher priority":           func(c *booking.Candidate) { c.Priority, c.MinutesToday = 2, 300 },
		"less to do today":          func(c *booking.Candidate) { c.MinutesToday, c.Bookings30 = 59, 50 },
		"less to do in 30 days":     func(c *booking.Candidate) { c.Bookings30, c.LastAssigned = 4, noon.Add(time.Hour) },
		"longer without":            func(c *booking.Candidate) { c.LastAssigned = noon.Add(-time.Second) },
		"always without":            func(c *booking.Candidate) { c.LastAssigned = time.Time{} },
		"nothing but an earlier id": func(c *booking.Candidate) { c.Staff = "A" },
	} {
		other := one
		other.Staff = "b"
		better(&other)
		if got := booking.Assign(booking.LeastBusy, []booking.Candidate{one, other}, ""); got != other.Staff {
			t.Errorf("%s: given to %s", name, got)
		}
		if got := booking.Assign(booking.LeastBusy, []booking.Candidate{one, other}, "a"); got != "a" {
			t.Errorf("%s: taken away from a", name)
		}
	}
}

func TestWeightsAreKeptInTheLongRun(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []booking.Candidate
		weights := 0
		for i := range rapid.IntRange(1, 5).Draw(t, "staff") {
			c := booking.Candidate{Staff: booking.StaffID(fmt.Sprint("s", i)), Weight: rapid.IntRange(1, 10).Draw(t, "weight")}
			all, weights = append(all, c), weights+c.Weight
		}
		rounds := rapid.IntRange(1, 200).Draw(t, "rounds")
		for i := range rounds {
			rand.New(rand.NewPCG(uint64(i), 1)).Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
			to := booking.Assign(booking.Weighted, all, "")
			at := slices.IndexFunc(all, func(c booking.Candidate) bool { return c.Staff == to })
			all[at].Bookings30++
			all[at].LastAssigned = noon.Add(time.Duration(i) * time.Minute)
		}
		for _, c := range all {
			if share := rounds * c.Weight; (c.Bookings30-1)*weights > share || (c.Bookings30+len(all))*weights < share {
				t.Fatalf("%s has %d of %d with %d of %d", c.Staff, c.Bookings30, rounds, c.Weight, weights)
			}
		}
	})
}

func TestARefundIsRoundedHalfUpAndNeverMoreThanWasPaid(t *testing.T) {
	t.Parallel()
	policy := booking.Policy{{HoursBefore: 48, Percent: 100}, {HoursBefore: 2, Percent: 33}}
	for _, c := range []struct {
		paid   int64
		before time.Duration
		want   int64
	}{
		{1050, 49 * time.Hour, 1050}, {1050, 48 * time.Hour, 1050}, {1050, 48*time.Hour - 1, 347}, {1, 3 * time.Hour, 0}, {2, 3 * time.Hour, 1},
		{1050, 2*time.Hour - 1, 0}, {1050, -time.Hour, 0}, {-5, 49 * time.Hour, 0}, {1 << 62, 49 * time.Hour, 1 << 62},
	} {
		if got := policy.RefundMinor(c.paid, noon, noon.Add(-c.before)); got != c.want {
			t.Errorf("%d paid, %v before: %d goes back, want %d", c.paid, c.before, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		paid, percent := rapid.Int64Range(0, 1<<62).Draw(t, "paid"), rapid.IntRange(0, 100).Draw(t, "percent")
		refund := func(percent int) int64 {
			return booking.Policy{{Percent: percent}}.RefundMinor(paid, noon, noon)
		}
		if got, rest := refund(percent), refund(100-percent); got < 0 || got > paid || got+rest < paid || got+rest > paid+1 {
			t.Fatalf("of %d go back %d, and %d of the other part", paid, got, rest)
		}
	})
}

func TestASeriesKeepsTheWallClock(t *testing.T) {
	t.Parallel()
	starts := booking.Series{First: times.DateOf(2027, time.October, 17), At: 2*60 + 30, EveryDays: 7, Count: 4, Zone: "Europe/Vienna"}.Starts()
	var got []string
	for _, start := range starts {
		got = append(got, start.Format(time.RFC3339))
	}
	want := []string{"2027-10-17T02:30:00+02:00", "2027-10-24T02:30:00+02:00", "2027-10-31T02:30:00+02:00", "2027-11-07T02:30:00+01:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
