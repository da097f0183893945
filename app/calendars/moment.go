package calendars

import (
	"strings"
	"time"

	ical "github.com/emersion/go-ical"

	"clientele/models"
	"clientele/models/booking/times"
)

// moment is a day or a time on somebody's wall clock.
type moment struct {
	date     times.Date
	clock    time.Duration // since midnight
	zone     *time.Location
	wholeDay bool
}

func (m moment) instant() times.Instant { return times.Resolve(m.zone, m.date, m.clock) }

// naive is what the wall clock shows, as if it were UTC.
func (m moment) naive() time.Time {
	return times.Resolve(time.UTC, m.date, m.clock).In(time.UTC)
}

// shown is the moment at which the same wall clock shows something else.
func (m moment) shown(naive time.Time) moment {
	m.date = times.DateIn(time.UTC, naive)
	m.clock = naive.Sub(naive.Truncate(24 * time.Hour))
	return m
}

// moment reads a value of a property: a date, a time in UTC, in a zone that the
// property names, or in the calendar's.
func (r *reader) moment(prop *ical.Prop, text string) (moment, error) {
	zone := r.zone
	if name := prop.Params.Get(ical.ParamTimezoneID); name != "" {
		zone = r.named(name)
	}
	return r.in(zone, text)
}

// in reads a date or a time; a time without a zone is in the given one.
func (r *reader) in(zone *time.Location, text string) (moment, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if day, err := time.Parse("20060102", text); err == nil {
		// Days are those of the calendar, whatever zone is named beside them.
		return moment{zone: r.zone, wholeDay: true}.shown(day), nil
	}
	local, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	at, err := time.Parse("20060102T150405", local)
	if err != nil {
		return moment{}, models.Errorf(models.Invalid, "a time in the calendar cannot be read: %.40q", text)
	}
	return moment{zone: zone}.shown(at), nil
}

// list reads the values of properties that may have several. Of a period only the
// beginning is read.
func (r *reader) list(props []ical.Prop) ([]moment, error) {
	var all []moment
	for _, prop := range props {
		for _, text := range strings.Split(prop.Value, ",") {
			text, _, _ = strings.Cut(text, "/")
			m, err := r.moment(&prop, text)
			if err != nil {
				return nil, err
			}
			all = append(all, m)
		}
	}
	return all, nil
}

// moments are single occurrences of an event. Some calendars name them by their
// day alone.
type moments struct {
	instants map[times.Instant]bool
	days     map[times.Date]bool
}

func newMoments(all []moment) *moments {
	m := &moments{map[times.Instant]bool{}, map[times.Date]bool{}}
	m.add(all)
	return m
}

func (m *moments) add(all []moment) {
	for _, one := range all {
		if one.wholeDay {
			m.days[one.date] = true
		} else {
			m.instants[one.instant()] = true
		}
	}
}

// has tells whether an occurrence is one of them.
func (m *moments) has(one moment) bool {
	return m != nil && (m.days[one.date] || len(m.instants) > 0 && m.instants[one.instant()])
}

// named is the zone that a calendar means by a name: IANA's, that of Windows, or
// IANA's behind the path of who made the calendar.
func (r *reader) named(name string) *time.Location {
	zone, known := r.zones[name]
	if !known {
		zone = lookUp(name)
		r.zones[name] = zone
	}
	if zone == nil {
		r.unknown[name] = true
		return r.zone
	}
	return zone
}

const nameMax = 100 // bytes of the name of a zone

func lookUp(name string) *time.Location {
	if len(name) > nameMax || strings.EqualFold(name, "local") {
		return nil
	}
	candidates := []string{name, windowsZones[name]}
	if parts := strings.Split(name, "/"); len(parts) > 2 {
		candidates = append(candidates, strings.Join(parts[len(parts)-2:], "/"), strings.Join(parts[max(0, len(parts)-3):], "/"))
	}
	for _, candidate := range candidates {
		if candidate == "" {
			continue
		}
		if zone, err := time.LoadLocation(candidate); err == nil {
			return zone
		}
	}
	return nil
}
