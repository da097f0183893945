package calendars_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/calendars"
	"clientele/models"
	"clientele/models/booking/times"
)

// calendar makes a file of events, each given by its lines.
func calendar(events ...string) []byte {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for _, lines := range events {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(lines, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return []byte(b.String())
}

// spring is asked for in all cases: from March to June of 2027.
var spring = times.Between(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC))

const repeating = "UID:a\nDTSTART;TZID=Europe/Vienna:20270324T180000\nDTEND;TZID=Europe/Vienna:20270324T190000\n"

// Worked by hand, in a calendar of Vienna, which moves its clocks on 28 March 2027.
var calendarCases = map[string]struct {
	events []string
	busy   []string // begin/end in UTC, without the year
}{
	"a day is a day of the calendar":            {[]string{"DTSTART;VALUE=DATE:20270328"}, []string{"03-27T23:00/03-28T22:00"}},
	"three days":                                {[]string{"DTSTART;VALUE=DATE:20270501\nDURATION:P3D"}, []string{"04-30T22:00/05-03T22:00"}},
	"a time without an end takes nothing":       {[]string{"DTSTART:20270410T120000Z"}, nil},
	"an end before the beginning takes nothing": {[]string{"DTSTART:20270410T120000Z\nDTEND:20270410T110000Z"}, nil},
	"free and cancelled time is free": {[]string{
		"DTSTART:20270410T120000Z\nDTEND:20270410T130000Z\nTRANSP:TRANSPARENT", "DTSTART:20270411T120000Z\nDTEND:20270411T130000Z\nSTATUS:cancelled",
	}, nil},
	"what is tentative is taken": {[]string{"DTSTART:20270410T120000Z\nDTEND:20270410T130000Z\nSTATUS:TENTATIVE"}, []string{"04-10T12:00/04-10T13:00"}},
	"six in the evening stays six in the evening": {[]string{repeating + "RRULE:FREQ=WEEKLY;COUNT=2"},
		[]string{"03-24T17:00/03-24T18:00", "03-31T16:00/03-31T17:00"}},
	"one evening is left out": {[]string{repeating + "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Vienna:20270325T180000"},
		[]string{"03-24T17:00/03-24T18:00", "03-26T17:00/03-26T18:00"}},
	"an evening is left out by its day": {[]string{repeating + "RRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20270325"}, []string{"03-24T17:00/03-24T18:00"}},
	"one evening more": {[]string{repeating + "RRULE:FREQ=DAILY;COUNT=1\nRDATE;TZID=Europe/Vienna:20270327T180000"},
		[]string{"03-24T17:00/03-24T18:00", "03-27T17:00/03-27T18:00"}},
	"it ends with a moment, which counts":    {[]string{repeating + "RRULE:FREQ=DAILY;UNTIL=20270325T170000Z"}, []string{"03-24T17:00/03-24T18:00", "03-25T17:00/03-25T18:00"}},
	"it ends a second earlier":               {[]string{repeating + "RRULE:FREQ=DAILY;UNTIL=20270325T165959Z"}, []string{"03-24T17:00/03-24T18:00"}},
	"days end with a moment on the last one": {[]string{"DTSTART;VALUE=DATE:20270501\nRRULE:FREQ=DAILY;UNTIL=20270502T000000Z"}, []string{"04-30T22:00/05-02T22:00"}},
	"one evening is moved into the morning": {[]string{
		repeating + "RRULE:FREQ=DAILY;COUNT=2", "UID:a\nRECURRENCE-ID:20270325T170000Z\nDTSTART:20270325T080000Z\nDTEND:20270325T090000Z",
	}, []string{"03-24T17:00/03-24T18:00", "03-25T08:00/03-25T09:00"}},
	"a moved evening of another event changes nothing": {[]string{
		repeating + "RRULE:FREQ=DAILY;COUNT=1", "UID:b\nRECURRENCE-ID:20270324T170000Z\nDTSTART:20270324T170000Z\nDTEND:20270324T173000Z",
	}, []string{"03-24T17:00/03-24T18:00"}},
	"a birthday since 1980": {[]string{"DTSTART;VALUE=DATE:19800229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "DTSTART;VALUE=DATE:19800510\nRRULE:FREQ=YEARLY"},
		[]string{"05-09T22:00/05-10T22:00"}},
	"the second Tuesday of the month": {[]string{"DTSTART:20270112T090000Z\nDTEND:20270112T100000Z\nRRULE:FREQ=MONTHLY;BYDAY=2TU"},
		[]string{"03-09T09:00/03-09T10:00", "04-13T09:00/04-13T10:00", "05-11T09:00/05-11T10:00"}},
	"the 30th of February never comes": {[]string{"DTSTART:20270301T090000Z\nDTEND:20270301T100000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, nil},
	"Outlook names a zone":             {[]string{"DTSTART;TZID=W. Europe Standard Time:20270601T013000\nDURATION:PT20M"}, []string{"05-31T23:30/05-31T23:50"}},
	"a zone behind a path":             {[]string{"DTSTART;TZID=/example.org/20270101/Asia/Tokyo:20270410T090000\nDURATION:PT1H"}, []string{"04-10T00:00/04-10T01:00"}},
	"a zone in quotes":                 {[]string{"DTSTART;TZID=\"Asia/Tokyo\":20270410T090000\nDURATION:PT1H"}, []string{"04-10T00:00/04-10T01:00"}},
	"it began before and ends after":   {[]string{"DTSTART:20270201T000000Z\nDTEND:20270801T000000Z"}, []string{"03-01T00:00/06-01T00:00"}},
	"a night that began in February":   {[]string{"DTSTART:20270201T220000Z\nDURATION:PT4H\nRRULE:FREQ=DAILY;UNTIL=20270228T230000Z"}, []string{"03-01T00:00/03-01T02:00"}},
	"nothing is said about time":       {[]string{"UID:a"}, nil},
	"titles may be anything":           {[]string{"SUMMARY;X=\"a\"b;=:c\nDTSTART:20270410T120000Z\nDURATION:PT1H"}, []string{"04-10T12:00/04-10T13:00"}},
}

func TestBusyTimesOfOtherCalendars(t *testing.T) {
	t.Parallel()
	for name, c := range calendarCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			taken, err := calendars.Read(t.Context(), calendar(c.events...), models.Zone("Europe/Vienna"), spring, "")
			if err != nil {
				t.Fatal(err)
			}
			var busy []string
			for _, s := range taken.Busy {
				busy = append(busy, s.From.In(time.UTC).Format("01-02T15:04/")+s.To.In(time.UTC).Format("01-02T15:04"))
			}
			if diff := cmp.Diff(c.busy, busy); diff != "" {
				t.Error(diff)
			}
			if len(taken.UnknownZones) > 0 {
				t.Errorf("unknown zones %v", taken.UnknownZones)
			}
		})
	}
}

func TestAnUnknownZoneIsReadAsTheCalendarsAndTold(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Customized Time Zone", "Local", "../../etc/passwd", strings.Repeat("A/", 200)} {
		body := calendar("DTSTART;TZID=" + name + ":20270410T090000\nDURATION:PT1H")
		taken, err := calendars.Read(t.Context(), body, models.Zone("Asia/Tokyo"), spring, "")
		if err != nil {
			t.Fatal(err)
		}
		nine := time.Date(2027, 4, 10, 0, 0, 0, 0, time.UTC)
		if !slices.Equal(taken.UnknownZones, []string{name}) || !slices.Equal(taken.Busy, []times.Span{times.Between(nine, nine.Add(time.Hour))}) {
			t.Errorf("%.40s: %+v", name, taken)
		}
	}
}

func TestWhatCannotBeUnderstoodIsRefused(t *testing.T) {
	t.Parallel()
	timed := "DTSTART:20270410T120000Z\nDTEND:20270410T130000Z\n"
	for name, body := range map[string][]byte{
		"nothing at all":             {},
		"a web page":                 []byte("<!doctype html><title>Sign in</title>"),
		"half a calendar":            calendar(timed)[:60],
		"a calendar in pieces":       []byte("END:VCALENDAR\r\nBEGIN:VCALENDAR\r\n"),
		"more ends than beginnings":  []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nEND:VCALENDAR\r\n"),
		"deep in itself":             []byte(strings.Repeat("BEGIN:VCALENDAR\r\n", 1000) + strings.Repeat("END:VCALENDAR\r\n", 1000)),
		"a time that is none":        calendar("DTSTART:tomorrow"),
		"a broken parameter":         calendar("DTSTART;TZID=\"Asia/Tokyo\"x:20270410T090000"),
		"a name without a value":     calendar("DTSTART;TZID=Asia/Tokyo"),
		"a duration that is none":    calendar("DTSTART:20270410T120000Z\nDURATION:1H"),
		"a rule that is none":        calendar(timed + "RRULE:every day"),
		"by the second for ever":     calendar(timed + "RRULE:FREQ=SECONDLY"),
		"by the hour, never":         calendar(timed + "RRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=3"),
		"a rule with too many times": calendar(timed + "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9"),
		"the eighth Tuesday":         calendar(timed + "RRULE:FREQ=MONTHLY;BYDAY=8TU"),
		"at Easter":                  calendar(timed + "RRULE:FREQ=YEARLY;BYEASTER=0"),
		"a line without end":         calendar("DTSTART:20270410T120000Z\nEXDATE:" + strings.Repeat("20270410T120000Z,", 5000) + "20270410T120000Z"),
		"too many events":            calendar(slices.Repeat([]string{"DTSTART:20270410T120000Z"}, calendars.EventsMax+1)...),
		"too large":                  []byte(strings.Repeat("X", calendars.BytesMax+1)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			taken, err := calendars.Read(t.Context(), body, time.UTC, spring, "")
			if models.CodeOf(err) != models.Invalid || err == nil {
				t.Errorf("%+v, %v; want it refused", taken, err)
			}
			if err != nil && strings.Contains(err.Error(), "UID") {
				t.Errorf("the error tells of an event: %v", err)
			}
		})
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := calendars.Read(ctx, calendar("DTSTART:20270410T120000Z"), time.UTC, spring, "")
	if models.CodeOf(err) != models.Unavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Whatever somebody serves as a calendar: no panic, no endless work, and busy
// times that are in order and within what was asked for.
func FuzzRead(f *testing.F) {
	for _, c := range calendarCases {
		f.Add(calendar(c.events...))
	}
	f.Add([]byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=x"))
	f.Add(calendar("DTSTART:20000110\nRRULE:FREQ=MONTHLY;BYDAY=8TU"))
	f.Add([]byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTST\n ART:20270410\nEND:VEVENT\nEND:VCALENDAR"))
	f.Add(calendar("DTSTART:20270410T120000Z\nDTEND:20270410T130000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYSETPOS=-1"))
	f.Fuzz(func(t *testing.T, body []byte) {
		taken, err := calendars.Read(t.Context(), body, models.Zone("Europe/Vienna"), spring, "")
		if err != nil {
			if code := models.CodeOf(err); code != models.Invalid {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		for i, s := range taken.Busy {
			if s.Empty() || s.From < spring.From || s.To > spring.To || i > 0 && s.From <= taken.Busy[i-1].To {
				t.Fatalf("busy %v", taken.Busy)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	events := make([]string, 0, 5000)
	for i := range cap(events) {
		events = append(events, fmt.Sprintf("UID:%d\nDTSTART;TZID=Europe/Vienna:202704%02dT%02d0000\nDURATION:PT30M\nSUMMARY:Lunch", i, i%28+1, i%24))
	}
	body := calendar(events...)
	for b.Loop() {
		if _, err := calendars.Read(b.Context(), body, time.UTC, spring, ""); err != nil {
			b.Fatal(err)
		}
	}
}
