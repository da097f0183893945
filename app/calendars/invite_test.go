package calendars_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"clientele/app/calendars"
	"clientele/models/booking/times"
)

func invitation() calendars.Invitation {
	start := time.Date(2027, 5, 12, 11, 45, 0, 0, time.FixedZone("", 7200))
	return calendars.Invitation{
		UID: "b1@demo-shop.myshopify.com", At: start.Add(-24 * time.Hour), Start: start, End: start.Add(45 * time.Minute),
		Summary: "Massage, 45 min; with Ann", Notes: "Please come early.\nThank you", Place: "Ring 1",
		From: calendars.Person{Name: `The "Studio"`, Mail: "hello@studio.example"}, To: calendars.Person{Name: "Kim", Mail: "kim@mail.example"},
	}
}

func TestAnInvitationSaysWhatItIsAbout(t *testing.T) {
	t.Parallel()
	written, err := invitation().Write()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"BEGIN:VCALENDAR", "METHOD:REQUEST", "VERSION:2.0", "UID:b1@demo-shop.myshopify.com", "SEQUENCE:0", "STATUS:CONFIRMED",
		"DTSTAMP:20270511T094500Z", "DTSTART:20270512T094500Z", "DTEND:20270512T103000Z", `SUMMARY:Massage\, 45 min\; with Ann`,
		`DESCRIPTION:Please come early.\nThank you`, "LOCATION:Ring 1", "ORGANIZER;CN=The 'Studio':mailto:hello@studio.example",
		"ATTENDEE;CN=Kim;PARTSTAT=ACCEPTED:mailto:kim@mail.example",
	} {
		if !strings.Contains(string(written), "\r\n"+line+"\r\n") && !strings.HasPrefix(string(written), line+"\r\n") {
			t.Errorf("the line %s is not in\n%s", line, written)
		}
	}
	off := invitation()
	off.Cancelled, off.Sequence = true, 1
	written, err = off.Write()
	for _, line := range []string{"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"} {
		if err != nil || !strings.Contains(string(written), line+"\r\n") {
			t.Errorf("the line %s is not in\n%s (%v)", line, written, err)
		}
	}
	file := invitation()
	file.From, file.To = calendars.Person{}, calendars.Person{}
	written, err = file.Write()
	if err != nil || !strings.Contains(string(written), "METHOD:PUBLISH\r\n") || strings.Contains(string(written), "ATTENDEE") || strings.Contains(string(written), "ORGANIZER") {
		t.Errorf("a file for anybody is\n%s (%v)", written, err)
	}
}

func TestAnInvitationWithAnyTextsCanBeReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		i := invitation()
		i.Summary, i.Notes, i.From.Name = rapid.String().Draw(t, "summary"), rapid.String().Draw(t, "notes"), rapid.String().Draw(t, "name")
		i.To.Mail = rapid.StringMatching(`[ -~]{1,90}@[ -~äß]{1,9}`).Draw(t, "mail")
		written, err := i.Write()
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(written) {
			text := bytes.TrimSuffix(line, []byte("\r\n"))
			if len(text) > 75 || len(line)-len(text) != 2 || bytes.ContainsAny(text, "\r\n") || !utf8.Valid(text) {
				t.Fatalf("line %q", line)
			}
		}
		taken, err := calendars.Read(t.Context(), written, time.UTC, spring, "")
		if want := times.Between(i.Start, i.End); err != nil || len(taken.Busy) != 1 || taken.Busy[0] != want {
			t.Fatalf("read as %+v, want %+v (%v)\n%s", taken, want, err, written)
		}
	})
}
