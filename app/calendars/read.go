package calendars

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	ical "github.com/emersion/go-ical"

	"clientele/models"
	"clientele/models/booking/times"
)

// What a calendar may be at most. Occurrences are counted over all its events,
// from the first one on, and so are the ones that lie in the past.
const (
	BytesMax       = 5 << 20
	EventsMax      = 20_000
	OccurrencesMax = 300_000
)

// Taken is what a calendar says about somebody's time.
type Taken struct {
	Busy   []times.Span // merged, within the span that was asked for
	Events int          // that were read, whether or not they take time
	// UnknownZones are time zones that the calendar names and nobody knows. Their
	// times were read in the calendar's own zone.
	UnknownZones []string
}

// Read finds out when a calendar is taken within a span. Days, and times without
// a zone, are in the calendar's zone. It is Invalid where something in it cannot
// be understood or is too much, and gives up when the context ends. Events with a
// UID that ends with ownUIDs are ours and known already, and take no time; it is
// empty for none.
func Read(ctx context.Context, body []byte, zone *time.Location, within times.Span, ownUIDs string) (Taken, error) {
	if len(body) > BytesMax {
		return Taken{}, models.Errorf(models.Invalid, "the calendar is larger than %d MiB", BytesMax>>20)
	}
	lines, err := sift(body)
	if err != nil {
		return Taken{}, err
	}
	r := &reader{
		zone: zone, within: within, own: ownUIDs, moved: map[string]*moments{}, zones: map[string]*time.Location{}, unknown: map[string]bool{}, left: OccurrencesMax,
	}
	if err := r.parse(lines); err != nil {
		return Taken{}, err
	}
	taken := Taken{Events: len(r.events)}
	for _, e := range r.events {
		if err := ctx.Err(); err != nil {
			return Taken{}, models.Wrap(models.Unavailable, err, "reading the calendar took too long")
		}
		busy, err := r.busy(e)
		if err != nil {
			return Taken{}, err
		}
		taken.Busy = append(taken.Busy, busy...)
	}
	taken.Busy = times.Merge(taken.Busy)
	for name := range r.unknown {
		taken.UnknownZones = append(taken.UnknownZones, name)
	}
	slices.Sort(taken.UnknownZones)
	return taken, nil
}

// reader is one reading of a calendar.
type reader struct {
	zone    *time.Location
	within  times.Span
	own     string // how UIDs of ours end
	events  []event
	moved   map[string]*moments       // occurrences that stand elsewhere, by the event's UID
	zones   map[string]*time.Location // by name, nil for unknown
	unknown map[string]bool
	left    int // occurrences that may still be counted
}

// parse reads the events of all calendars in a file.
func (r *reader) parse(lines []byte) error {
	decoder := ical.NewDecoder(bytes.NewReader(lines))
	for found := false; ; found = true {
		calendar, err := decoder.Decode()
		if found && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return models.Wrap(models.Invalid, err, "the file is not a calendar")
		}
		for _, component := range calendar.Events() {
			if len(r.events) == EventsMax {
				return models.Errorf(models.Invalid, "the calendar has more than %d events", EventsMax)
			}
			e, dated, err := r.event(component.Props)
			if err != nil {
				return err
			}
			if dated {
				r.events = append(r.events, e)
			}
		}
	}
}
