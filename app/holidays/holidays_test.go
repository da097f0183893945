package holidays_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/app/holidays"
	"clientele/models/booking/times"
)

func in(t testing.TB, place string, year int) []string {
	t.Helper()
	var days []string
	for _, d := range (holidays.Calendar{}).On(place, times.DateOf(year, time.January, 1), times.DateOf(year, time.December, 31)) {
		days = append(days, d.Date.String()[len("2026-"):])
		if d.Name == "" {
			t.Errorf("%s of %s has no name", d.Date, place)
		}
	}
	return days
}

// The lists are those that the governments published.
func TestHolidaysAreThoseOfTheCountry(t *testing.T) {
	t.Parallel()
	for place, want := range map[string][]string{
		"JP": {"01-01", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05", "05-06", "07-20", "08-11", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23"},
		"GB": {"01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-26", "12-28"},
		"FR": {"01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"},
		"KR": {"01-01", "02-16", "02-17", "02-18", "03-01", "03-02", "05-05", "05-24", "05-25", "06-06", "07-17", "08-15", "08-17", "09-24", "09-25", "09-26", "10-03", "10-05", "10-09", "12-25"},
	} {
		if got := in(t, place, 2026); !slices.Equal(got, want) {
			t.Errorf("%s\n got %v\nwant %v", place, got, want)
		}
	}
}

func TestKoreanHolidaysThatMeetAreMadeUpFor(t *testing.T) {
	t.Parallel()
	for year, want := range map[int][]string{
		2025: {"05-05", "05-06", "10-03", "10-05", "10-06", "10-07", "10-08", "10-09"}, // two on one day, and a festival from a Sunday on
		2027: {"02-06", "02-07", "02-08", "02-09"},
		2028: {"10-02", "10-03", "10-04", "10-05"},
	} {
		got := in(t, "KR", year)
		for _, day := range want {
			if !slices.Contains(got, day) {
				t.Errorf("%d: %s is missing in %v", year, day, got)
			}
		}
	}
}

func TestADayOffInsteadMayLieInAnotherYear(t *testing.T) {
	t.Parallel()
	// New Year's Day of 2028 is a Saturday, and kept on the Friday before.
	days := (holidays.Calendar{}).On("US", times.DateOf(2027, time.December, 31), times.DateOf(2027, time.December, 31))
	if len(days) != 1 {
		t.Errorf("the last day of 2027 is a holiday %d times", len(days))
	}
}

func TestAPlaceThatIsNotThereHasNoHolidays(t *testing.T) {
	t.Parallel()
	if days := in(t, "XX", 2026); len(days) != 0 {
		t.Errorf("there are %v", days)
	}
}

func TestHolidaysComeInOrderAndOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom((holidays.Calendar{}).Places()).Draw(t, "place")
		from := times.Date(rapid.IntRange(20_000, 24_000).Draw(t, "from"))
		to := from + times.Date(rapid.IntRange(-5, 1_500).Draw(t, "days"))
		days := (holidays.Calendar{}).On(place, from, to)
		last := from - 1
		for _, d := range days {
			if d.Date <= last || d.Date > to || d.Name == "" {
				t.Fatalf("%s (%s) comes after %s in %s to %s", d.Date, d.Name, last, from, to)
			}
			last = d.Date
		}
	})
}
