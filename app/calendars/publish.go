package calendars

import (
	"bytes"
	"strconv"
	"time"

	ical "github.com/emersion/go-ical"

	"clientele/models"
)

// Publication is a calendar that others subscribe to (RFC 5545, RFC 7986).
type Publication struct {
	Name    string
	Refresh time.Duration // how often it is worth asking
	Events  []Event
}

// Event is one entry of it. Later versions have its UID and a higher sequence.
type Event struct {
	UID        string
	Sequence   int
	Start, End time.Time
	ChangedAt  time.Time
	Summary    string
}

// Write writes the calendar. Times are in UTC, and nothing in it depends on when
// it is written, so that the same events give the same bytes.
func (p Publication) Write() ([]byte, error) {
	calendar := ical.NewCalendar()
	calendar.Props.SetText(ical.PropVersion, "2.0")
	calendar.Props.SetText(ical.PropProductID, product)
	calendar.Props.SetText(ical.PropMethod, "PUBLISH")
	calendar.Props.SetText(ical.PropCalendarScale, "GREGORIAN")
	calendar.Props.SetText("NAME", plain(p.Name))
	calendar.Props.SetText("X-WR-CALNAME", plain(p.Name)) // what Apple and Google read
	refresh := ical.NewProp("REFRESH-INTERVAL")
	refresh.Params.Set(ical.ParamValue, string(ical.ValueDuration))
	refresh.Value = "PT" + strconv.Itoa(int(p.Refresh/time.Minute)) + "M"
	calendar.Props.Set(refresh)
	calendar.Props.Set(&ical.Prop{Name: "X-PUBLISHED-TTL", Value: refresh.Value}) // what Outlook reads
	for _, event := range p.Events {
		calendar.Children = append(calendar.Children, event.component())
	}
	if len(p.Events) == 0 {
		calendar.Children = append(calendar.Children, utc())
	}
	var written bytes.Buffer
	if err := ical.NewEncoder(&written).Encode(calendar); err != nil {
		return nil, models.Wrap(models.Internal, err, "a calendar cannot be written")
	}
	return fold(written.Bytes()), nil
}

func (e Event) component() *ical.Component {
	event := ical.NewEvent()
	event.Props.SetText(ical.PropUID, plain(e.UID))
	event.Props.SetDateTime(ical.PropDateTimeStamp, e.ChangedAt.UTC())
	event.Props.SetDateTime(ical.PropLastModified, e.ChangedAt.UTC())
	event.Props.SetDateTime(ical.PropDateTimeStart, e.Start.UTC())
	event.Props.SetDateTime(ical.PropDateTimeEnd, e.End.UTC())
	event.Props.Set(&ical.Prop{Name: ical.PropSequence, Value: strconv.Itoa(e.Sequence)})
	event.Props.SetText(ical.PropSummary, plain(e.Summary))
	event.SetStatus(ical.EventConfirmed)
	return event.Component
}

// utc describes a zone that nothing refers to, because a calendar has to have
// something in it.
func utc() *ical.Component {
	standard := ical.NewComponent(ical.CompTimezoneStandard)
	for name, value := range map[string]string{ical.PropDateTimeStart: "19700101T000000", ical.PropTimezoneOffsetFrom: "+0000", ical.PropTimezoneOffsetTo: "+0000"} {
		standard.Props.Set(&ical.Prop{Name: name, Value: value})
	}
	zone := ical.NewComponent(ical.CompTimezone)
	zone.Props.SetText(ical.PropTimezoneID, "UTC")
	zone.Children = append(zone.Children, standard)
	return zone
}
