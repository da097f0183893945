package calendars_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/app/calendars"
	"clientele/models/booking/times"
)

func published(t rapid.TB, p calendars.Publication) []byte {
	t.Helper()
	written, err := p.Write()
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(written) {
		text := bytes.TrimSuffix(line, []byte("\r\n"))
		if len(text) > 75 || len(line)-len(text) != 2 || bytes.ContainsAny(text, "\r\n") || !utf8.Valid(text) {
			t.Fatalf("line %q", line)
		}
	}
	return written
}

func TestACalendarThatGoesOutIsReadBackWithTheSameTimes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := calendars.Publication{Name: rapid.String().Draw(t, "name"), Refresh: 15 * time.Minute}
		var want []times.Span
		for i := range rapid.IntRange(0, 20).Draw(t, "events") {
			start := spring.From.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "start")) * time.Minute).In(time.UTC)
			e := calendars.Event{
				UID: fmt.Sprintf("%d@demo-shop.myshopify.com", i), Sequence: i, Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "length")) * time.Minute),
				ChangedAt: start, Summary: rapid.String().Draw(t, "title"),
			}
			p.Events = append(p.Events, e)
			want = append(want, times.Between(e.Start, e.End))
		}
		written := published(t, p)
		taken, err := calendars.Read(t.Context(), written, time.UTC, spring, "")
		if err != nil || taken.Events != len(p.Events) {
			t.Fatalf("%d events, %v\n%s", taken.Events, err, written)
		}
		if diff := cmp.Diff(times.Merge(want), taken.Busy); diff != "" && len(want) > 0 {
			t.Fatal(diff)
		}
		own, err := calendars.Read(t.Context(), written, time.UTC, spring, "@demo-shop.myshopify.com")
		if err != nil || len(own.Busy) > 0 {
			t.Fatalf("bookings of ours come back as %v, %v", own.Busy, err)
		}
	})
}

func TestACalendarThatGoesOutSaysHowOftenToAskAndIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	start := spring.From.In(time.UTC)
	p := calendars.Publication{Name: "Ann, at the river; “Aoyama”", Refresh: 15 * time.Minute, Events: []calendars.Event{{
		UID: "b1@demo-shop.myshopify.com", Sequence: 2, Start: start, End: start.Add(time.Hour), ChangedAt: start.Add(-time.Hour), Summary: "Cut, wash; dry\nBEGIN:VEVENT",
	}}}
	written := published(t, p)
	for _, line := range []string{
		"NAME:Ann\\, at the river\\; “Aoyama”", "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M", "UID:b1@demo-shop.myshopify.com", "SEQUENCE:2",
		"DTSTART:20270301T000000Z", "DTEND:20270301T010000Z", "DTSTAMP:20270228T230000Z", "SUMMARY:Cut\\, wash\\; dry\\nBEGIN:VEVENT",
	} {
		if !strings.Contains(string(written), "\r\n"+line+"\r\n") {
			t.Errorf("there is no line %s in\n%s", line, written)
		}
	}
	if again := published(t, p); !bytes.Equal(again, written) {
		t.Errorf("the second time it is\n%s\nand not\n%s", again, written)
	}
}

func TestACalendarWithoutBookingsIsACalendar(t *testing.T) {
	t.Parallel()
	written := published(t, calendars.Publication{Name: "Ann", Refresh: time.Hour})
	if taken, err := calendars.Read(t.Context(), written, time.UTC, spring, ""); err != nil || taken.Events != 0 {
		t.Errorf("%+v, %v\n%s", taken, err, written)
	}
}
