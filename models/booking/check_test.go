package booking_test

import (
	"slices"
	"testing"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

var (
	ann   = booking.Staff{ID: "ann", Zone: "Europe/Vienna"}
	rooms = []booking.Unit{{ID: "blue", Pool: "room"}, {ID: "green", Pool: "room"}}
)

func massage(change ...func(*booking.Service)) booking.Service {
	s := booking.Service{ID: "massage", DurationMinutes: 45, IntervalMinutes: 15, Grid: booking.Clock, Capacity: 1, HorizonDays: 60}
	for _, c := range change {
		c(&s)
	}
	return s
}

// told fails unless exactly one problem is told, at a path.
func told(t *testing.T, path string, problems []models.FieldProblem) {
	t.Helper()
	if len(problems) != 1 || problems[0].Path != path {
		t.Errorf("%s: told %+v", path, problems)
	}
}

func TestServicesThatMakeNoSenseAreToldAtTheirField(t *testing.T) {
	t.Parallel()
	work, wait := booking.Segment{Minutes: 15}, booking.Segment{Minutes: 15, Waiting: true}
	for path, changes := range map[string][]func(*booking.Service){
		"durationMinutes":     {func(s *booking.Service) { s.DurationMinutes = 0 }, func(s *booking.Service) { s.DurationMinutes = 1441 }},
		"intervalMinutes":     {func(s *booking.Service) { s.IntervalMinutes = 0 }},
		"grid":                {func(s *booking.Service) { s.Grid = "" }},
		"bufferBeforeMinutes": {func(s *booking.Service) { s.BufferBeforeMinutes = -1 }},
		"bufferAfterMinutes":  {func(s *booking.Service) { s.BufferAfterMinutes = 721 }},
		"capacity":            {func(s *booking.Service) { s.Capacity = 0 }},
		"noticeMinutes":       {func(s *booking.Service) { s.NoticeMinutes = -1 }, func(s *booking.Service) { s.NoticeMinutes = 61 * 24 * 60 }},
		"horizonDays":         {func(s *booking.Service) { s.HorizonDays = 731 }},
		"maxPerDay":           {func(s *booking.Service) { s.MaxPerDay = -1 }},
		"staff":               {func(s *booking.Service) { s.Staff = []booking.StaffID{"eve"} }},
		"segments": {
			func(s *booking.Service) { s.Segments = []booking.Segment{work, work} },
			func(s *booking.Service) { s.Segments = []booking.Segment{wait, work, work} },
			func(s *booking.Service) { s.Segments = []booking.Segment{work, work, wait} },
			func(s *booking.Service) { s.Segments = slices.Repeat([]booking.Segment{work}, 21) },
		},
		"segments[1].minutes": {func(s *booking.Service) { s.Segments = []booking.Segment{work, {Waiting: true}, {Minutes: 30}} }},
		"needs":               {func(s *booking.Service) { s.Needs = make([]booking.Need, 11) }},
		"needs[0].count":      {func(s *booking.Service) { s.Needs = []booking.Need{{Pool: "room", Count: 3}} }, func(s *booking.Service) { s.Needs = []booking.Need{{Pool: "room"}} }},
		"needs[0].pool":       {func(s *booking.Service) { s.Needs = []booking.Need{{Pool: "sauna", Count: 1}} }},
		"needs[1].pool":       {func(s *booking.Service) { s.Needs = []booking.Need{{Pool: "room", Count: 1}, {Pool: "room", Count: 1}} }},
	} {
		for _, change := range changes {
			told(t, path, massage(change).Problems([]booking.Staff{ann}, rooms))
		}
	}
	told(t, "staff", massage().Problems(nil, rooms))
	sound := massage(func(s *booking.Service) {
		s.Segments, s.Needs, s.Staff = []booking.Segment{work, wait, work}, []booking.Need{{Pool: "room", Count: 2}}, []booking.StaffID{"ann"}
	})
	if problems := slices.Concat(massage().Problems([]booking.Staff{ann}, nil), sound.Problems([]booking.Staff{ann}, rooms)); len(problems) > 0 {
		t.Errorf("sound services: %+v", problems)
	}
}

func TestHoursThatMakeNoSenseAreToldAtTheirField(t *testing.T) {
	t.Parallel()
	may := func(day int) times.Date { return times.DateOf(2027, 5, day) }
	nine := []booking.Window{{From: 9 * 60, To: 17 * 60}}
	for path, change := range map[string]func(*booking.Staff){
		"zone": func(s *booking.Staff) { s.Zone = "Europe/Atlantis" },
		"weekly.monday[1].from": func(s *booking.Staff) {
			s.Weekly[1] = append(slices.Clone(nine), booking.Window{From: 24 * 60, To: 60})
		},
		"weekly.sunday[0].to": func(s *booking.Staff) { s.Weekly[0] = []booking.Window{{From: 9 * 60, To: 9 * 60}} },
		"weekly.friday[0].to": func(s *booking.Staff) { s.Weekly[5] = []booking.Window{{From: 9 * 60, To: 24*60 + 1}} },
		"weekly.tuesday":      func(s *booking.Staff) { s.Weekly[2] = slices.Repeat(nine, 11) },
		"seasons[0].last":     func(s *booking.Staff) { s.Seasons = []booking.Season{{First: may(2), Last: may(1)}} },
		"seasons[1].first": func(s *booking.Staff) {
			s.Seasons = []booking.Season{{First: may(1), Last: may(5)}, {First: may(5), Last: may(9)}}
		},
		"overrides[2027-05-12][0].to": func(s *booking.Staff) {
			s.Overrides = map[times.Date][]booking.Window{may(12): {{From: 60, To: 60}}, may(13): {}}
		},
		"timeOff[0].to": func(s *booking.Staff) { s.TimeOff = []times.Span{{From: 7, To: 7}} },
		"maxPerDay":     func(s *booking.Staff) { s.MaxPerDay = -1 },
		"priority":      func(s *booking.Staff) { s.Priority = -1 },
		"weight":        func(s *booking.Staff) { s.Weight = 1_001 },
	} {
		s := ann
		change(&s)
		told(t, path, s.Problems())
	}
	night := booking.Staff{ID: "bob"}
	night.Weekly[6] = []booking.Window{{From: 22 * 60, To: 2 * 60}, {From: 23 * 60, To: times.Midnight}, {From: 0, To: times.Midnight}}
	night.Seasons = []booking.Season{{First: may(1), Last: may(1)}, {First: may(2), Last: may(2)}}
	if problems := append(night.Problems(), ann.Problems()...); len(problems) > 0 {
		t.Errorf("sound hours: %+v", problems)
	}
}

func TestTheMachinesOwnZoneIsNoZone(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"Local": false, "": false, "Mars/Olympus": false, "UTC": true, "Asia/Seoul": true} {
		if booking.KnownZone(name) != want {
			t.Errorf("%q is known: %t", name, !want)
		}
	}
}

func TestPoliciesAndSeriesThatMakeNoSenseAreToldAtTheirField(t *testing.T) {
	t.Parallel()
	for path, p := range map[string]booking.Policy{
		"steps[0].percent":     {{HoursBefore: 24, Percent: 101}},
		"steps[0].hoursBefore": {{HoursBefore: -1, Percent: 50}},
		"steps[1].hoursBefore": {{HoursBefore: 24, Percent: 100}, {HoursBefore: 24, Percent: 50}},
		"steps[1].percent":     {{HoursBefore: 24, Percent: 50}, {HoursBefore: 12, Percent: 60}},
	} {
		told(t, path, p.Problems())
	}
	series := booking.Series{First: 1, At: 600, EveryDays: 7, Count: 10, Zone: "Europe/Vienna"}
	for path, change := range map[string]func(*booking.Series){
		"count":     func(s *booking.Series) { s.Count = 101 },
		"everyDays": func(s *booking.Series) { s.EveryDays = 0 },
		"at":        func(s *booking.Series) { s.At = times.Midnight },
		"zone":      func(s *booking.Series) { s.Zone = "" },
	} {
		s := series
		change(&s)
		told(t, path, s.Problems())
	}
	if problems := append(series.Problems(), (booking.Policy{{48, 100}, {24, 50}, {0, 0}}).Problems()...); len(problems) > 0 {
		t.Errorf("sound: %+v", problems)
	}
}
