package times_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models/booking/times"
)

var zones = []string{
	"America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "America/Havana", "America/Nuuk",
	"Pacific/Chatham", "Africa/Casablanca", "America/St_Johns", "Asia/Kathmandu", "Asia/Tehran", "Asia/Beirut", "UTC",
}

func zone(t interface {
	Helper()
	Fatal(...any)
}, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// What the standard library resolves in its own way, each a little differently.
func TestLocalTimesAreResolvedAsTheStandardForCalendarsSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, local, want string }{
		{"Europe/Berlin", "2027-06-10 12:00", "2027-06-10T10:00:00Z"},
		{"America/New_York", "2026-03-08 02:30", "2026-03-08T07:30:00Z"}, // left out: the offset before
		{"Europe/Berlin", "2027-03-28 02:45", "2027-03-28T01:45:00Z"},
		{"America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T03:00:00Z"},
		{"America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z"}, // twice: the first
		{"Europe/Berlin", "2027-10-31 02:45", "2027-10-31T00:45:00Z"},
		{"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z"},
		{"America/Havana", "2026-11-01 00:15", "2026-11-01T04:15:00Z"},
		{"Pacific/Apia", "2011-12-30 15:00", "2011-12-31T01:00:00Z"}, // a whole day is left out
		{"Asia/Kathmandu", "2026-06-10 09:00", "2026-06-10T03:15:00Z"},
	} {
		local, err := time.Parse("2006-01-02 15:04", c.local)
		if err != nil {
			t.Fatal(err)
		}
		d, clock := times.DateIn(time.UTC, local), time.Duration(local.Hour()*60+local.Minute())*time.Minute
		if got := times.Resolve(zone(t, c.zone), d, clock).In(time.UTC).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s is %s, want %s", c.local, c.zone, got, c.want)
		}
	}
}

// odd draws a moment near a change of a zone's clock.
func odd(t *rapid.T, z *time.Location) time.Time {
	at := time.Date(rapid.IntRange(2012, 2035).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 1, 0, 0, 0, 0, z)
	if _, change := at.ZoneBounds(); !change.IsZero() && change.Year() < 2037 {
		at = change
	}
	return at.Add(time.Duration(rapid.IntRange(-30*60, 30*60).Draw(t, "minutes")) * time.Minute).UTC()
}

func TestAResolvedTimeIsTheFirstThatTheClockShows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		local := odd(t, z) // read as what the wall shows
		d, clock := times.DateIn(time.UTC, local), local.Sub(local.Truncate(24*time.Hour))
		got := times.Resolve(z, d, clock).In(time.UTC)
		shows := func(at time.Time) time.Time {
			_, offset := at.In(z).Zone()
			return at.Add(time.Duration(offset) * time.Second)
		}
		first := time.Time{}
		for at := local.Add(-27 * time.Hour); first.IsZero() && at.Before(local.Add(27*time.Hour)); at = at.Add(time.Minute) {
			if shows(at).Equal(local) {
				first = at
			}
		}
		if !first.IsZero() {
			if !got.Equal(first) {
				t.Fatalf("%s is %s, want %s", local, got, first)
			}
			return
		}
		// Left out: some moment before, whose offset was in force, by as much.
		_, offset := got.Add(-27 * time.Hour).In(z).Zone()
		if !got.Add(time.Duration(offset) * time.Second).Equal(local) {
			t.Fatalf("%s is left out, and %s is not read with the offset before", local, got)
		}
	})
}

func TestAWallReadsWhatTheStandardLibraryReads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		at := odd(t, z)
		wall := times.NewWall(z, times.Between(at.Add(-time.Duration(rapid.IntRange(0, 4000).Draw(t, "before"))*time.Hour), at.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "after"))*time.Hour)))
		d, shown := wall.Read(times.At(at))
		local := at.In(z)
		if want := time.Duration(local.Hour()*60+local.Minute()) * time.Minute; d != times.DateIn(z, at) || shown != times.Instant(want.Milliseconds()) {
			t.Fatalf("%s: %s and %d ms", local, d, shown)
		}
		if back := wall.Resolve(d, time.Duration(shown)*time.Millisecond); back > times.At(at) {
			t.Fatalf("%s is shown first at %s, which is later", local, back.In(z))
		}
		if day := wall.Day(d); !day.Has(times.At(at)) {
			t.Fatalf("%s is not in %s, which is %+v", local, d, day)
		}
		if until := wall.Stays(times.At(at)); until <= times.At(at) {
			t.Fatalf("the clock stays until %d, which has passed", until)
		}
	})
}

func TestDatesAndMinutesAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := times.Date(rapid.IntRange(-200_000, 200_000).Draw(t, "date"))
		if back, err := times.ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%s is read as %s (%v)", d, back, err)
		}
		if want := time.Unix(int64(d)*86400, 0).UTC().Weekday(); d.Weekday() != want {
			t.Fatalf("%s is a %s, not a %s", d, want, d.Weekday())
		}
		m := times.Minute(rapid.IntRange(0, 24*60).Draw(t, "minute"))
		if back, err := times.ParseMinute(m.String()); err != nil || back != m {
			t.Fatalf("%s is read as %s (%v)", m, back, err)
		}
	})
	for _, text := range []string{"", "9:30", "24:01", "25:00", "09:30:00", "-1:00", "0x:10"} {
		if m, err := times.ParseMinute(text); err == nil {
			t.Errorf("%q is read as %s", text, m)
		}
	}
	for _, text := range []string{"", "2026-02-30", "2026-6-1", "10.06.2026"} {
		if d, err := times.ParseDate(text); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

// spans draws spans that may be empty, overlap or touch, and the moments that lie
// in them.
func spans(t *rapid.T, label string) ([]times.Span, map[times.Instant]bool) {
	var all []times.Span
	moments := map[times.Instant]bool{}
	for range rapid.IntRange(0, 6).Draw(t, label) {
		from := times.Instant(rapid.IntRange(0, 40).Draw(t, "from"))
		s := times.Span{From: from, To: from + times.Instant(rapid.IntRange(-2, 9).Draw(t, "length"))}
		all = append(all, s)
		for at := s.From; at < s.To; at++ {
			moments[at] = true
		}
	}
	return all, moments
}

func TestListsOfSpansAreSetsOfMoments(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		listA, inA := spans(t, "a")
		listB, inB := spans(t, "b")
		a, b := times.Merge(slices.Clone(listA)), times.Merge(slices.Clone(listB))
		gaps, both, left := times.Gaps(a), times.Union(a, b), times.Subtract(a, b)
		for _, list := range [][]times.Span{a, gaps, both, left} {
			for i, s := range list {
				if s.Empty() || i > 0 && s.From <= list[i-1].To {
					t.Fatalf("not merged: %v", list)
				}
			}
		}
		for at := times.Instant(-2); at < 55; at++ {
			if times.Covers(a, at) != inA[at] || times.Covers(gaps, at) == inA[at] || times.Covers(both, at) != (inA[at] || inB[at]) || times.Covers(left, at) != (inA[at] && !inB[at]) {
				t.Fatalf("at %d: %v and %v give %v, %v, %v", at, a, b, gaps, both, left)
			}
		}
		for _, s := range listA {
			for _, other := range listB {
				if s.Meets(other) == s.Clip(other).Empty() {
					t.Fatalf("%v and %v meet: %t", s, other, s.Meets(other))
				}
			}
		}
	})
}
