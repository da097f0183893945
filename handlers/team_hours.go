package handlers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/team"
)

// TimeWindow is a stretch of hours on the wall clock.
type TimeWindow struct {
	From string `json:"from" maxLength:"5" doc:"such as 09:30"`
	To   string `json:"to" maxLength:"5" doc:"such as 17:00, up to 24:00; on the next day where it is not after the beginning"`
}

// WeekHours are the hours of a week, each day those that begin on it.
type WeekHours struct {
	Monday    []TimeWindow `json:"monday" maxItems:"20" nullable:"false"`
	Tuesday   []TimeWindow `json:"tuesday" maxItems:"20" nullable:"false"`
	Wednesday []TimeWindow `json:"wednesday" maxItems:"20" nullable:"false"`
	Thursday  []TimeWindow `json:"thursday" maxItems:"20" nullable:"false"`
	Friday    []TimeWindow `json:"friday" maxItems:"20" nullable:"false"`
	Saturday  []TimeWindow `json:"saturday" maxItems:"20" nullable:"false"`
	Sunday    []TimeWindow `json:"sunday" maxItems:"20" nullable:"false"`
}

// SeasonHours are other hours for some weeks.
type SeasonHours struct {
	First  string    `json:"first" maxLength:"10" doc:"the first day, such as 2026-07-01"`
	Last   string    `json:"last" maxLength:"10"`
	Weekly WeekHours `json:"weekly"`
}

// DateHours are other hours for one date; an empty list for a day off.
type DateHours struct {
	Date    string       `json:"date" maxLength:"10"`
	Windows []TimeWindow `json:"windows" maxItems:"20" nullable:"false"`
}

// TimeOff is an absence, to the minute, on the clocks where somebody works.
type TimeOff struct {
	From string `json:"from" maxLength:"16" doc:"such as 2026-12-24T13:00"`
	To   string `json:"to" maxLength:"16"`
}

// byWeekday are the lists of a week in the order of time.Weekday.
func (w WeekHours) byWeekday() [7][]TimeWindow {
	return [7][]TimeWindow{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday}
}

func viewWeek(w booking.Week) WeekHours {
	on := func(day time.Weekday) []TimeWindow { return each(w[day], viewWindow) }
	return WeekHours{
		Monday: on(time.Monday), Tuesday: on(time.Tuesday), Wednesday: on(time.Wednesday), Thursday: on(time.Thursday), Friday: on(time.Friday),
		Saturday: on(time.Saturday), Sunday: on(time.Sunday),
	}
}

func viewWindow(w booking.Window) TimeWindow {
	return TimeWindow{From: w.From.String(), To: w.To.String()}
}

// reading collects what cannot be read as a date or a time.
type reading struct{ problems []models.FieldProblem }

func (r *reading) date(path, text string) times.Date {
	d, err := times.ParseDate(text)
	if err != nil {
		r.problems = append(r.problems, models.FieldProblem{Path: path, Message: "must be a day such as 2026-12-24"})
	}
	return d
}

func (r *reading) minute(path, text string) times.Minute {
	m, err := times.ParseMinute(text)
	if err != nil {
		r.problems = append(r.problems, models.FieldProblem{Path: path, Message: "must be a time of day such as 09:30"})
	}
	return m
}

func (r *reading) windows(path string, all []TimeWindow) []booking.Window {
	windows := make([]booking.Window, 0, len(all))
	for i, w := range all {
		at := fmt.Sprintf("%s[%d]", path, i)
		windows = append(windows, booking.Window{From: r.minute(at+".from", w.From), To: r.minute(at+".to", w.To)})
	}
	return windows
}

func (r *reading) week(path string, w WeekHours) (week booking.Week) {
	for day, windows := range w.byWeekday() {
		week[day] = r.windows(path+"."+strings.ToLower(time.Weekday(day).String()), windows)
	}
	return week
}

// hours reads all but the time off, which only the zone of who works makes
// instants of.
func (r *reading) hours(s StaffSettings) booking.Staff {
	hours := booking.Staff{
		Zone: s.Zone, Weekly: r.week("weekly", s.Weekly), Overrides: map[times.Date][]booking.Window{}, MaxPerDay: s.MaxPerDay, Priority: s.Priority, Weight: s.Weight,
	}
	for i, season := range s.Seasons {
		path := fmt.Sprintf("seasons[%d]", i)
		hours.Seasons = append(hours.Seasons, booking.Season{
			First: r.date(path+".first", season.First), Last: r.date(path+".last", season.Last), Weekly: r.week(path+".weekly", season.Weekly),
		})
	}
	for i, o := range s.Overrides {
		path := fmt.Sprintf("overrides[%d]", i)
		date := r.date(path+".date", o.Date)
		if _, twice := hours.Overrides[date]; twice {
			r.problems = append(r.problems, models.FieldProblem{Path: path + ".date", Message: "is in the list already"})
		}
		hours.Overrides[date] = r.windows(path+".windows", o.Windows)
	}
	return hours
}

// inPlace names the fields of an error as the panel has them: what the hours say
// of a date is told at its place in the list.
func (s StaffSettings) inPlace(err error) error {
	var e *models.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	moved := *e
	moved.Fields = slices.Clone(e.Fields)
	for i, field := range moved.Fields {
		for at, o := range s.Overrides {
			if rest, is := strings.CutPrefix(field.Path, "overrides["+o.Date+"]"); is {
				moved.Fields[i].Path = fmt.Sprintf("overrides[%d].windows%s", at, rest)
			}
		}
	}
	return &moved
}

func viewOverrides(all map[times.Date][]booking.Window) []DateHours {
	dates := make([]times.Date, 0, len(all))
	for date := range all {
		dates = append(dates, date)
	}
	slices.Sort(dates)
	return each(dates, func(d times.Date) DateHours { return DateHours{Date: d.String(), Windows: each(all[d], viewWindow)} })
}

func viewTimeOff(all []times.Span, zone *time.Location) []TimeOff {
	return each(all, func(s times.Span) TimeOff {
		return TimeOff{From: s.From.In(zone).Format(models.InstantForm), To: s.To.In(zone).Format(models.InstantForm)}
	})
}

func absences(all []TimeOff) []team.Absence {
	return each(all, func(off TimeOff) team.Absence { return team.Absence(off) })
}
