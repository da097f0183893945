package booking

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/booking/times"
)

// The most that settings may ask for.
const (
	DurationMinutesMax = 24 * 60
	BufferMinutesMax   = 12 * 60
	CleanUpMinutesMax  = 12 * 60
	CapacityMax        = 1_000
	NoticeMinutesMax   = 365 * 24 * 60
	HorizonDaysMax     = 730
	PerDayMax          = 10_000
	SegmentsMax        = 20
	NeedsMax           = 10
	WindowsMax         = 10 // that begin on one day
	SeasonsMax         = 50
	OverridesMax       = 1_000
	TimeOffMax         = 1_000
	PriorityMax        = 1_000
	WeightMax          = 1_000
)

// check collects what is wrong; paths are relative to what is checked.
type check struct{ problems []models.FieldProblem }

func (c *check) add(path, format string, args ...any) {
	c.problems = append(c.problems, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (c *check) within(path string, value, low, high int, unit string) {
	if value < low || value > high {
		c.add(path, "must be %d to %d %s", low, high, unit)
	}
}

// Problems finds everything wrong with a service, given who serves in the shop
// and which units it has.
func (s Service) Problems(staff []Staff, units []Unit) []models.FieldProblem {
	c := &check{}
	c.within("durationMinutes", s.DurationMinutes, 1, DurationMinutesMax, "minutes")
	c.within("intervalMinutes", s.IntervalMinutes, 1, DurationMinutesMax, "minutes")
	if s.Grid != Shift && s.Grid != Clock {
		c.add("grid", "must be shift or clock")
	}
	c.within("bufferBeforeMinutes", s.BufferBeforeMinutes, 0, BufferMinutesMax, "minutes")
	c.within("bufferAfterMinutes", s.BufferAfterMinutes, 0, BufferMinutesMax, "minutes")
	c.within("capacity", s.Capacity, 1, CapacityMax, "seats")
	c.within("noticeMinutes", s.NoticeMinutes, 0, NoticeMinutesMax, "minutes")
	c.within("horizonDays", s.HorizonDays, 0, HorizonDaysMax, "days, 0 for no limit")
	c.within("maxPerDay", s.MaxPerDay, 0, PerDayMax, "bookings, 0 for no limit")
	if s.HorizonDays > 0 && s.NoticeMinutes >= (s.HorizonDays+1)*24*60 {
		c.add("noticeMinutes", "is longer than the %d days ahead that can be booked, so no time would ever be free", s.HorizonDays)
	}
	c.segments(s)
	c.needs(s, units)
	if !slices.ContainsFunc(staff, func(one Staff) bool { return s.Performs(one.ID) }) {
		c.add("staff", "must name somebody who serves here, or nobody could book it")
	}
	return c.problems
}

// segments must fill the duration and begin and end with work: waiting at either
// end would be somebody else's time.
func (c *check) segments(s Service) {
	if len(s.Segments) == 0 {
		return
	}
	if len(s.Segments) > SegmentsMax {
		c.add("segments", "must be %d or fewer", SegmentsMax)
		return
	}
	sum := 0
	for i, segment := range s.Segments {
		c.within(fmt.Sprintf("segments[%d].minutes", i), segment.Minutes, 1, DurationMinutesMax, "minutes")
		sum += segment.Minutes
	}
	if sum != s.DurationMinutes {
		c.add("segments", "are %d minutes together, must be the duration of %d", sum, s.DurationMinutes)
	}
	if s.Segments[0].Waiting || s.Segments[len(s.Segments)-1].Waiting {
		c.add("segments", "must begin and end with work; shorten the appointment instead")
	}
}

func (c *check) needs(s Service, units []Unit) {
	if len(s.Needs) > NeedsMax {
		c.add("needs", "must be %d or fewer", NeedsMax)
		return
	}
	have := map[PoolID]int{}
	for _, unit := range units {
		have[unit.Pool]++
	}
	seen := map[PoolID]bool{}
	for i, need := range s.Needs {
		path := fmt.Sprintf("needs[%d]", i)
		switch {
		case seen[need.Pool]:
			c.add(path+".pool", "is needed twice; add the counts up")
		case have[need.Pool] == 0:
			c.add(path+".pool", "has no units, so no time would ever be free")
		default:
			c.within(path+".count", need.Count, 1, have[need.Pool], "units, which is all there are")
		}
		seen[need.Pool] = true
	}
}

// Problems finds everything wrong with the hours and settings of somebody who
// serves.
func (s Staff) Problems() []models.FieldProblem {
	c := &check{}
	if s.Zone != "" && !KnownZone(s.Zone) {
		c.add("zone", "must be a time zone such as Europe/London, or empty for the shop's")
	}
	c.week("weekly", s.Weekly)
	c.seasons(s.Seasons)
	if len(s.Overrides) > OverridesMax {
		c.add("overrides", "must be %d or fewer", OverridesMax)
	}
	for d, windows := range s.Overrides {
		c.windows("overrides["+d.String()+"]", windows)
	}
	if len(s.TimeOff) > TimeOffMax {
		c.add("timeOff", "must be %d or fewer", TimeOffMax)
	}
	for i, off := range s.TimeOff {
		if off.Empty() {
			c.add(fmt.Sprintf("timeOff[%d].to", i), "must be after the beginning")
		}
	}
	c.within("maxPerDay", s.MaxPerDay, 0, PerDayMax, "bookings, 0 for no limit")
	c.within("priority", s.Priority, 0, PriorityMax, "")
	c.within("weight", s.Weight, 0, WeightMax, "")
	slices.SortFunc(c.problems, func(a, b models.FieldProblem) int { return strings.Compare(a.Path, b.Path) })
	return c.problems
}

func (c *check) week(path string, week Week) {
	for day, windows := range week {
		c.windows(path+"."+strings.ToLower(time.Weekday(day).String()), windows)
	}
}

// windows may end on the next day, and may overlap: they are joined. What is
// refused is what nobody can have meant.
func (c *check) windows(path string, windows []Window) {
	if len(windows) > WindowsMax {
		c.add(path, "must be %d windows or fewer", WindowsMax)
	}
	for i, w := range windows {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case w.From < 0 || w.From >= times.Midnight:
			c.add(at+".from", "must be 00:00 to 23:59")
		case w.To < 0 || w.To > times.Midnight:
			c.add(at+".to", "must be 00:00 to 24:00")
		case w.To == w.From:
			c.add(at+".to", "must differ from the beginning; a whole day is 00:00 to 24:00")
		}
	}
}

func (c *check) seasons(seasons []Season) {
	if len(seasons) > SeasonsMax {
		c.add("seasons", "must be %d or fewer", SeasonsMax)
		return
	}
	for i, season := range seasons {
		path := fmt.Sprintf("seasons[%d]", i)
		if season.Last < season.First {
			c.add(path+".last", "must not be before the first day")
		}
		for _, earlier := range seasons[:i] {
			if season.First <= earlier.Last && earlier.First <= season.Last {
				c.add(path+".first", "lies in another season, which ends on %s", earlier.Last)
				break
			}
		}
		c.week(path+".weekly", season.Weekly)
	}
}

// KnownZone tells whether there is an IANA zone of a name. The machine's own zone
// is none: what it is depends on the machine.
func KnownZone(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}
