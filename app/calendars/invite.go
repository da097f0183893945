package calendars

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"time"

	ical "github.com/emersion/go-ical"

	"clientele/models"
)

// Invitation is a message about one appointment (RFC 5546). Later messages about
// the same appointment have its UID and a higher sequence, and replace it. One to
// nobody is a file that anybody may put into their calendar.
type Invitation struct {
	UID        string
	Sequence   int
	Cancelled  bool
	At         time.Time // when the message is made
	Start, End time.Time
	Summary    string
	Notes      string
	Place      string
	From, To   Person
}

// Person is who sends or gets an invitation.
type Person struct{ Name, Mail string }

// product names us to other calendars.
const product = "-//Clientele//Bookings//EN"

// Method is the method of the message, which its mail part has to name, too.
func (i Invitation) Method() string {
	switch {
	case i.Cancelled:
		return "CANCEL"
	case i.To.Mail == "":
		return "PUBLISH"
	}
	return "REQUEST"
}

// Write writes the invitation as a calendar. Times are in UTC, so that it needs no
// description of a zone and means the same everywhere.
func (i Invitation) Write() ([]byte, error) {
	e := ical.NewEvent()
	e.Props.SetText(ical.PropUID, plain(i.UID))
	e.Props.SetDateTime(ical.PropDateTimeStamp, i.At.UTC())
	e.Props.SetDateTime(ical.PropDateTimeStart, i.Start.UTC())
	e.Props.SetDateTime(ical.PropDateTimeEnd, i.End.UTC())
	e.Props.Set(&ical.Prop{Name: ical.PropSequence, Value: strconv.Itoa(i.Sequence)})
	e.SetStatus(ical.EventConfirmed)
	if i.Cancelled {
		e.SetStatus(ical.EventCancelled)
	}
	for name, text := range map[string]string{ical.PropSummary: i.Summary, ical.PropDescription: i.Notes, ical.PropLocation: i.Place} {
		if text != "" {
			e.Props.SetText(name, plain(text))
		}
	}
	if i.From.Mail != "" {
		e.Props.Set(person(ical.PropOrganizer, i.From))
	}
	if i.To.Mail != "" {
		attendee := person(ical.PropAttendee, i.To)
		attendee.Params.Set(ical.ParamParticipationStatus, "ACCEPTED")
		e.Props.Set(attendee)
	}

	calendar := ical.NewCalendar()
	calendar.Props.SetText(ical.PropVersion, "2.0")
	calendar.Props.SetText(ical.PropProductID, product)
	calendar.Props.SetText(ical.PropMethod, i.Method())
	calendar.Children = append(calendar.Children, e.Component)
	var written bytes.Buffer
	if err := ical.NewEncoder(&written).Encode(calendar); err != nil {
		return nil, models.Wrap(models.Internal, err, "an invitation cannot be written")
	}
	return fold(written.Bytes()), nil
}

func person(name string, p Person) *ical.Prop {
	prop := ical.NewProp(name)
	// A parameter has no way to hold a quote.
	if called := strings.ReplaceAll(strings.ReplaceAll(plain(p.Name), `"`, "'"), "\n", " "); called != "" {
		prop.Params.Set(ical.ParamCommonName, called)
	}
	prop.Value = (&url.URL{Scheme: "mailto", Opaque: url.PathEscape(p.Mail)}).String()
	return prop
}

// plain leaves out what a text in a calendar cannot hold.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// lineLength is how many bytes a line may have, without its end.
const lineLength = 75

// fold breaks long lines as RFC 5545 3.1 says, never within a character.
func fold(written []byte) []byte {
	var folded bytes.Buffer
	for line := range bytes.Lines(written) {
		line = bytes.TrimSuffix(line, []byte("\r\n"))
		for room := lineLength; len(line) > room; room = lineLength - 1 {
			for line[room]&0xc0 == 0x80 { // not the first byte of a character
				room--
			}
			folded.Write(line[:room])
			folded.WriteString("\r\n ")
			line = line[room:]
		}
		folded.Write(line)
		folded.WriteString("\r\n")
	}
	return folded.Bytes()
}
