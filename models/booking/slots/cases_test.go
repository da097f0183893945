package slots_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// sharedCases lie beside the project; they are worked cases that are not ours to
// keep.
const sharedCases = "../../../../shared/reference/booking-cases.json"

type sharedCase struct {
	ID, Title, Kind string
	Now             time.Time
	ShopTZ          string `json:"shop_tz"`
	ViewTZ          string `json:"view_tz"`
	From, To        string
	Service         sharedService
	Staff           []sharedStaff
	Bookings        []sharedBooking
	ClosedDates     []string       `json:"closed_dates"`
	ResourceUnits   []booking.Unit `json:"resource_units"`
	Request         struct {
		Staff  booking.StaffID
		Party  int               `json:"party"`
		Seats  int               `json:"seats"`
		Ignore booking.BookingID `json:"ignore_booking"`
	}
	Expect struct {
		Slots []struct {
			Start time.Time
			Local string
			Staff map[booking.StaffID]int
		}
		Count int
	}
}

type sharedService struct {
	ID       booking.ServiceID
	Duration int `json:"duration_min"`
	Interval int `json:"interval_min"`
	Grid     booking.Grid
	Before   int  `json:"buffer_before_min"`
	After    int  `json:"buffer_after_min"`
	Inside   bool `json:"buffers_inside_hours"`
	Capacity int
	Notice   int `json:"min_notice_min"`
	Horizon  int `json:"horizon_days"`
	Limit    int `json:"max_per_day"`
	Segments []sharedSegment
	Needs    []booking.Need `json:"resources"`
	Staff    []booking.StaffID
}

// sharedSegment is a pair of what it is and its minutes.
type sharedSegment [2]any

// sharedWindows are pairs of the time at which they begin and end.
type sharedWindows [][2]string

type sharedWeek map[string]sharedWindows

type sharedStaff struct {
	ID        booking.StaffID
	TZ        string
	Weekly    sharedWeek
	Overrides map[string]sharedWindows
	Seasons   []struct {
		From, To string
		Weekly   sharedWeek
	}
	TimeOff [][2]time.Time `json:"time_off"`
	Busy    [][2]time.Time `json:"busy"`
	Limit   int            `json:"max_per_day"`
}

type sharedBooking struct {
	ID         booking.BookingID
	Service    booking.ServiceID
	Staff      booking.StaffID
	Start, End time.Time
	Status     booking.Status
	Seats      int
	Before     int       `json:"buffer_before_min"`
	After      int       `json:"buffer_after_min"`
	Expires    time.Time `json:"expires_at"`
	Segments   []sharedSegment
	Units      []booking.UnitID
}

func TestSharedCasesOfSlots(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile(sharedCases)
	if err != nil {
		t.Skipf("SKIPPED: the shared cases are not there to be read: %v", err)
	}
	var file struct{ Cases []sharedCase }
	if err := json.Unmarshal(body, &file); err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, c := range file.Cases {
		if c.Kind != "slots" {
			continue
		}
		played++
		t.Run(c.ID+" "+c.Title, func(t *testing.T) {
			t.Parallel()
			c.play(t)
		})
	}
	if played == 0 {
		t.Error("the file has no cases of slots")
	}
}

func (c sharedCase) play(t *testing.T) {
	facts, wish := c.facts(t), slots.Wish{Staff: c.Request.Staff, Party: max(c.Request.Party, c.Request.Seats), Moves: c.Request.Ignore}
	got, err := slots.Offers(facts, wish, slots.Range{From: date(t, c.From), To: date(t, c.To), Zone: c.ViewTZ})
	if err != nil {
		t.Fatal(err)
	}
	type slot struct {
		Local string
		Staff map[booking.StaffID]int
	}
	want, have := []slot{}, []slot{}
	for _, s := range c.Expect.Slots {
		want = append(want, slot{s.Local, s.Staff})
	}
	for _, s := range got {
		staff := map[booking.StaffID]int{}
		for _, o := range s.Offers {
			staff[o.Staff] = o.Seats
		}
		have = append(have, slot{s.Start.Format("2006-01-02T15:04:05-07:00"), staff})
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
	shownIsAccepted(t, facts, wish, got)
}

func (c sharedCase) facts(t *testing.T) slots.Facts {
	s := c.Service
	f := slots.Facts{
		Now: c.Now, Zone: c.ShopTZ, Units: c.ResourceUnits, Busy: map[booking.StaffID][]times.Span{},
		Service: booking.Service{
			ID: s.ID, DurationMinutes: s.Duration, IntervalMinutes: s.Interval, Grid: s.Grid, BufferBeforeMinutes: s.Before, BufferAfterMinutes: s.After,
			BuffersInsideHours: s.Inside, Capacity: max(1, s.Capacity), NoticeMinutes: s.Notice, HorizonDays: s.Horizon, MaxPerDay: s.Limit,
			Segments: segments(s.Segments), Needs: s.Needs, Staff: s.Staff,
		},
	}
	for _, d := range c.ClosedDates {
		f.Closed = append(f.Closed, date(t, d))
	}
	for _, s := range c.Staff {
		staff := booking.Staff{ID: s.ID, Zone: s.TZ, Weekly: s.Weekly.read(t), Overrides: map[times.Date][]booking.Window{}, TimeOff: spans(s.TimeOff), MaxPerDay: s.Limit}
		for d, windows := range s.Overrides {
			staff.Overrides[date(t, d)] = windows.read(t)
		}
		for _, season := range s.Seasons {
			staff.Seasons = append(staff.Seasons, booking.Season{First: date(t, season.From), Last: date(t, season.To), Weekly: season.Weekly.read(t)})
		}
		f.Staff, f.Busy[s.ID] = append(f.Staff, staff), spans(s.Busy)
	}
	for _, b := range c.Bookings {
		f.Bookings = append(f.Bookings, booking.Booking{
			ID: b.ID, Service: b.Service, Staff: b.Staff, Start: b.Start, End: b.End, Status: b.Status, ExpiresAt: b.Expires, Seats: max(1, b.Seats),
			BufferBeforeMinutes: b.Before, BufferAfterMinutes: b.After, Segments: segments(b.Segments), Units: b.Units,
		})
	}
	return f
}

func segments(shared []sharedSegment) []booking.Segment {
	var all []booking.Segment
	for _, s := range shared {
		all = append(all, booking.Segment{Waiting: s[0] == "free", Minutes: int(s[1].(float64))})
	}
	return all
}

func spans(pairs [][2]time.Time) []times.Span {
	var all []times.Span
	for _, p := range pairs {
		all = append(all, times.Between(p[0], p[1]))
	}
	return all
}

func (w sharedWeek) read(t *testing.T) (week booking.Week) {
	for day := range week {
		week[day] = w[strings.ToLower(time.Weekday(day).String()[:3])].read(t)
	}
	return week
}

func (w sharedWindows) read(t *testing.T) []booking.Window {
	windows := []booking.Window{}
	for _, pair := range w {
		windows = append(windows, window(t, pair[0], pair[1]))
	}
	return windows
}
