package models_test

import (
	"testing"
	"time"

	"clientele/models"
)

func TestTimesAreWrittenWithTheClockThatShowsThem(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		t.Helper()
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct{ start, end, zone, language, want string }{
		{"2026-12-03T01:00:00Z", "2026-12-03T01:45:00Z", "Asia/Tokyo", "en", "Thursday, 3 December 2026, 10:00–10:45 (Asia/Tokyo, UTC+9)"},
		{"2026-12-03T01:00:00Z", "2026-12-03T01:45:00Z", "Asia/Tokyo", "ja", "2026年12月3日（木）10:00～10:45（Asia/Tokyo, UTC+9）"},
		{"2026-12-03T01:00:00Z", "2026-12-03T01:45:00Z", "Asia/Seoul", "ko", "2026년 12월 3일(목) 10:00~10:45 (Asia/Seoul, UTC+9)"},
		{"2026-12-03T12:00:00Z", "2026-12-03T13:00:00Z", "America/St_Johns", "en", "Thursday, 3 December 2026, 08:30–09:30 (America/St_Johns, UTC−3:30)"},
		{"2026-12-03T23:30:00Z", "2026-12-04T00:30:00Z", "Europe/London", "en", "Thursday, 3 December 2026, 23:30–Friday, 4 December 2026, 00:30 (Europe/London, UTC)"},
		// Half past one comes twice, and the second one is an hour later.
		{"2026-11-01T05:30:00Z", "2026-11-01T05:45:00Z", "America/New_York", "en", "Sunday, 1 November 2026, 01:30–01:45 (America/New_York, UTC−4)"},
		{"2026-11-01T06:30:00Z", "2026-11-01T06:45:00Z", "America/New_York", "en", "Sunday, 1 November 2026, 01:30–01:45 (America/New_York, UTC−5)"},
		{"2026-11-01T05:30:00Z", "2026-11-01T06:15:00Z", "America/New_York", "en", "Sunday, 1 November 2026, 01:30 UTC−4–01:15 UTC−5 (America/New_York)"},
	} {
		if got := models.ShowWhen(at(c.start), at(c.end), models.Zone(c.zone), c.language); got != c.want {
			t.Errorf("%s in %s is written %q, want %q", c.start, c.language, got, c.want)
		}
	}
}
