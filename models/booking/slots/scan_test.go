package slots_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// The rules once more, minute by minute and as slowly as they are worded. It
// shares no arithmetic with the engine: clocks are read by the standard library,
// which is right about instants, and times are sets of minutes.

type minute int64 // since 1970

type set map[minute]bool

func (m minute) in(zone *time.Location) time.Time { return time.Unix(int64(m)*60, 0).In(zone) }

func minuteOf(t time.Time) minute { return minute(t.Unix() / 60) }

func (s set) add(from, to minute) {
	for m := from; m < to; m++ {
		s[m] = true
	}
}

func (s set) meets(other set) bool {
	for m := range s {
		if other[m] {
			return true
		}
	}
	return false
}

func zoneOf(t *rapid.T, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func dateOf(m minute, zone *time.Location) string { return m.in(zone).Format(time.DateOnly) }

// daysAfter counts on the calendar, which has days that a zone has skipped, too.
func daysAfter(t time.Time, days int) string {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// clockMinute is the minute at which a zone's clock shows a time, found by looking at
// the clock.
func clockMinute(d times.Date, at times.Minute, zone *time.Location) minute {
	shown := func(m minute) minute {
		_, offset := m.in(zone).Zone()
		return m + minute(offset/60)
	}
	want := minute(d)*24*60 + minute(at)
	const around = 27 * 60
	for m := want - around; m < want+around; m++ {
		if shown(m) == want {
			return m
		}
		if shown(m) > want && shown(m-1) < want { // left out: go on as before the gap
			return m - 1 + want - shown(m-1)
		}
	}
	return want
}

// scan is a question that is answered minute by minute.
type scan struct {
	f    slots.Facts
	w    slots.Wish
	shop *time.Location
	live []booking.Booking
	t    *rapid.T
}

func newScan(t *rapid.T, f slots.Facts, w slots.Wish) scan {
	s := scan{f: f, w: w, shop: zoneOf(t, f.Zone), t: t}
	for _, b := range f.Bookings {
		held := b.Status == booking.Held && f.Now.Before(b.ExpiresAt)
		if (held || b.Status == booking.Confirmed || b.Status == booking.Completed || b.Status == booking.NoShow) && (w.Moves == "" || w.Moves != b.ID) {
			s.live = append(s.live, b)
		}
	}
	return s
}

// scanned are the hours of one member of the staff.
type scanned struct {
	open   set
	shifts []minute // the beginnings
}

func (s scan) hours(staff booking.Staff, from, to times.Date) scanned {
	zone := s.shop
	if staff.Zone != "" {
		zone = zoneOf(s.t, staff.Zone)
	}
	h := scanned{open: set{}}
	for d := from - 14; d <= to+4; d++ {
		windows := staff.Weekly[d.Weekday()]
		for _, season := range staff.Seasons {
			if d >= season.First && d <= season.Last {
				windows = season.Weekly[d.Weekday()]
			}
		}
		if other, overridden := staff.Overrides[d]; overridden {
			windows = other
		}
		for _, w := range windows {
			begin, last := clockMinute(d, w.From, zone), d
			if w.To <= w.From {
				last++
			}
			end := clockMinute(last, w.To, zone)
			if begin < end && !s.closed(begin) {
				h.open.add(begin, end)
				h.shifts = append(h.shifts, begin)
			}
		}
	}
	return h
}

func (s scan) closed(m minute) bool {
	return slices.ContainsFunc(s.f.Closed, func(d times.Date) bool { return d.String() == dateOf(m, s.shop) })
}

// anchor is from where a shift grid is counted.
func (h scanned) anchor(m minute) minute {
	begin := m
	for h.open[begin-1] {
		begin--
	}
	own := slices.Max(append(slices.DeleteFunc(slices.Clone(h.shifts), func(b minute) bool { return b > m }), begin))
	if own-begin >= 7*24*60 {
		return own
	}
	return begin
}

// worked are the minutes of work of an appointment.
func worked(start, end minute, before, after int, segments []booking.Segment) set {
	minutes := set{}
	minutes.add(start-minute(before), start)
	minutes.add(end, end+minute(after))
	if len(segments) == 0 {
		minutes.add(start, end)
	}
	for _, segment := range segments {
		if !segment.Waiting {
			minutes.add(start, start+minute(segment.Minutes))
		}
		start += minute(segment.Minutes)
	}
	return minutes
}

// offered is how many seats are left at a minute, 0 for not offered.
func (s scan) offered(staff booking.Staff, h scanned, m minute) int {
	svc := s.f.Service
	start := m.in(time.UTC)
	end := m + minute(svc.DurationMinutes)
	performs := len(svc.Staff) == 0 || slices.Contains(svc.Staff, staff.ID)
	chosen := s.w.Staff == "" || s.w.Staff == staff.ID
	if !performs || !chosen || start.Before(s.f.Now.Add(time.Duration(svc.NoticeMinutes)*time.Minute)) {
		return 0
	}
	if svc.HorizonDays > 0 && dateOf(m, s.shop) > daysAfter(s.f.Now.In(s.shop), svc.HorizonDays) {
		return 0
	}
	first, last := m, end
	if svc.BuffersInsideHours {
		first, last = m-minute(svc.BufferBeforeMinutes), end+minute(svc.BufferAfterMinutes)
	}
	for at := first; at < last; at++ {
		if !h.open[at] {
			return 0
		}
	}
	for at := m; at < end; at++ {
		if s.closed(at) || within(staff.TimeOff, at) {
			return 0
		}
	}
	if !s.onGrid(staff, h, m) || s.limited(staff, m) {
		return 0
	}
	return s.left(staff, m, end)
}

func (s scan) onGrid(staff booking.Staff, h scanned, m minute) bool {
	interval := minute(s.f.Service.IntervalMinutes)
	if s.f.Service.Grid == booking.Shift {
		return (m-h.anchor(m))%interval == 0
	}
	zone := s.shop
	if staff.Zone != "" {
		zone = zoneOf(s.t, staff.Zone)
	}
	local := m.in(zone)
	return (local.Hour()*60+local.Minute())%int(interval) == 0
}

func (s scan) limited(staff booking.Staff, m minute) bool {
	ofService, ofStaff := 0, 0
	for _, b := range s.live {
		if dateOf(minuteOf(b.Start), s.shop) != dateOf(m, s.shop) {
			continue
		}
		if b.Service == s.f.Service.ID {
			ofService++
		}
		if b.Staff == staff.ID {
			ofStaff++
		}
	}
	return s.f.Service.MaxPerDay > 0 && ofService >= s.f.Service.MaxPerDay || staff.MaxPerDay > 0 && ofStaff >= staff.MaxPerDay
}

func (s scan) left(staff booking.Staff, m, end minute) int {
	svc := s.f.Service
	work := worked(m, end, svc.BufferBeforeMinutes, svc.BufferAfterMinutes, svc.Segments)
	left, taken := svc.Capacity, map[booking.UnitID]bool{}
	for _, b := range s.live {
		from, to := minuteOf(b.Start), minuteOf(b.End)
		if svc.Capacity > 1 && b.Service == svc.ID && b.Staff == staff.ID && from == m && to == end {
			left -= b.Seats
			continue
		}
		if b.Staff == staff.ID && work.meets(worked(from, to, b.BufferBeforeMinutes, b.BufferAfterMinutes, b.Segments)) {
			return 0
		}
		for _, u := range s.f.Units {
			used := worked(m, end, svc.BufferBeforeMinutes, svc.BufferAfterMinutes+u.CleanUpMinutes, nil)
			if slices.Contains(b.Units, u.ID) && used.meets(worked(from, to, b.BufferBeforeMinutes, b.BufferAfterMinutes+u.CleanUpMinutes, nil)) {
				taken[u.ID] = true
			}
		}
	}
	for at := range work {
		if within(s.f.Busy[staff.ID], at) {
			return 0
		}
	}
	for _, need := range svc.Needs {
		free := 0
		for _, u := range s.f.Units {
			if u.Pool == need.Pool && !taken[u.ID] {
				free++
			}
		}
		if free < need.Count {
			return 0
		}
	}
	if left < max(1, s.w.Party) {
		return 0
	}
	return left
}

func within(spans []times.Span, m minute) bool {
	return slices.ContainsFunc(spans, func(s times.Span) bool { return s.Has(times.At(m.in(time.UTC))) })
}

func TestAMinuteByMinuteScanFindsTheSameTimes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, w, r := world(t)
		got, err := slots.Offers(f, w, r)
		if err != nil {
			t.Fatal(err)
		}
		type seats map[booking.StaffID]int
		have, want := map[string]seats{}, map[string]seats{}
		for _, slot := range got {
			have[slot.Start.UTC().Format(time.RFC3339)] = seats{}
			for _, o := range slot.Offers {
				have[slot.Start.UTC().Format(time.RFC3339)][o.Staff] = o.Seats
			}
		}
		s, view := newScan(t, f, w), zoneOf(t, r.Zone)
		first, last := minute(r.From-2)*24*60, minute(r.To+3)*24*60
		for _, staff := range f.Staff {
			h := s.hours(staff, r.From, r.To)
			for m := first; m < last; m++ {
				if !h.open[m] || dateOf(m, view) < r.From.String() || dateOf(m, view) > r.To.String() {
					continue
				}
				if left := s.offered(staff, h, m); left > 0 {
					at := m.in(time.UTC).Format(time.RFC3339)
					if want[at] == nil {
						want[at] = seats{}
					}
					want[at][staff.ID] = left
				}
			}
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Fatalf("scan and engine differ: %s", diff)
		}
	})
}
