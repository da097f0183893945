package team_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/team"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func paths(t testing.TB, err error) []string {
	t.Helper()
	var e *models.Error
	if err == nil {
		return nil
	}
	if !errors.As(err, &e) || e.Code != models.Invalid {
		t.Fatalf("unexpected error: %v", err)
	}
	var found []string
	for _, p := range e.Fields {
		found = append(found, p.Path)
	}
	return found
}

func ann() team.MemberSettings {
	return team.MemberSettings{Enabled: true, Name: "Ann", Colour: "#336699", PhotoURL: "https://example.com/ann.jpg", Location: "l1",
		Hours: booking.Staff{Zone: "Europe/London", Weekly: booking.Week{1: {{From: 9 * 60, To: 17 * 60}, {From: 22 * 60, To: 60}}}}}
}

func TestEverythingWrongWithSomebodyWhoServesIsToldAtItsField(t *testing.T) {
	t.Parallel()
	if found := paths(t, ann().Check([]string{"l1"})); len(found) > 0 {
		t.Errorf("a night shift is refused: %v", found)
	}
	for _, c := range []struct {
		path   string
		change func(s *team.MemberSettings)
	}{
		{"name", func(s *team.MemberSettings) { s.Name = "" }},
		{"text", func(s *team.MemberSettings) { s.Text = strings.Repeat("x", 301) }},
		{"colour", func(s *team.MemberSettings) { s.Colour = "red" }},
		{"photoUrl", func(s *team.MemberSettings) { s.PhotoURL = "http://example.com/ann.jpg" }},
		{"photoUrl", func(s *team.MemberSettings) { s.PhotoURL = "javascript:alert(1)" }},
		{"photoUrl", func(s *team.MemberSettings) { s.PhotoURL = "https://user:word@example.com/" }},
		{"location", func(s *team.MemberSettings) { s.Location = "l9" }},
		{"zone", func(s *team.MemberSettings) { s.Hours.Zone = "Mars/Base" }},
		{"weekly.monday[0].to", func(s *team.MemberSettings) { s.Hours.Weekly[1][0].To = s.Hours.Weekly[1][0].From }},
		{"seasons[0].last", func(s *team.MemberSettings) { s.Hours.Seasons = []booking.Season{{First: 9, Last: 8}} }},
		{"timeOff[0].to", func(s *team.MemberSettings) { s.Hours.TimeOff = []times.Span{{From: 9, To: 8}} }},
	} {
		s := ann()
		c.change(&s)
		if found := paths(t, s.Check([]string{"l1"})); !slices.Contains(found, c.path) {
			t.Errorf("nothing is told at %s: %v", c.path, found)
		}
	}
}

func TestSomebodyWorksInTheirOwnZoneElseInThatOfTheirLocation(t *testing.T) {
	t.Parallel()
	places := []team.Location{{ID: "l1", LocationSettings: team.LocationSettings{Zone: "Asia/Tokyo"}}, {ID: "l2"}}
	for _, c := range []struct{ own, location, want string }{
		{"Europe/London", "l1", "Europe/London"}, {"", "l1", "Asia/Tokyo"}, {"", "l2", "America/New_York"}, {"", "", "America/New_York"},
	} {
		s := team.MemberSettings{Location: c.location, Hours: booking.Staff{Zone: c.own}}
		if got := s.Zone(places, "America/New_York"); got != c.want {
			t.Errorf("%+v works in %s", c, got)
		}
	}
}

func TestAbsencesAreReadOnTheClocksOfTheirZone(t *testing.T) {
	t.Parallel()
	zone := models.Zone("America/New_York")
	spans, problems := team.Absences([]team.Absence{{From: "2026-12-24T13:00", To: "2026-12-26T00:00"}, {From: "2026-03-08T02:30", To: "2026-03-08T04:00"}}, zone)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for i, want := range [][2]string{{"2026-12-24T18:00Z", "2026-12-26T05:00Z"}, {"2026-03-08T07:30Z", "2026-03-08T08:00Z"}} { // the clock leaves 2:30 out
		const form = "2006-01-02T15:04Z"
		if got := [2]string{spans[i].From.In(time.UTC).Format(form), spans[i].To.In(time.UTC).Format(form)}; got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	_, problems = team.Absences([]team.Absence{{From: "tomorrow", To: "2026-12-26T00:00"}, {From: "2026-12-24T13:00", To: ""}}, zone)
	if len(problems) != 2 || problems[0].Path != "timeOff[0].from" || problems[1].Path != "timeOff[1].to" {
		t.Errorf("told: %v", problems)
	}
}

func TestEverythingWrongWithPlacesIsToldAtItsField(t *testing.T) {
	t.Parallel()
	chairs := team.PoolSettings{Name: " Chairs ", Units: []team.Unit{{ID: "c1", Name: "Left"}, {ID: "c2", Name: "Right"}}}
	pool, err := team.Pool{}.Edit(chairs, 0, "11", nil, now)
	if err != nil || pool.Name != "Chairs" || pool.UpdatedAt != now {
		t.Errorf("%+v, %v", pool, err)
	}
	for path, s := range map[string]team.PoolSettings{
		"name":           {Units: chairs.Units},
		"cleanUpMinutes": {Name: "Chairs", CleanUpMinutes: 721, Units: chairs.Units},
		"units":          {Name: "Chairs"},
		"units[1].id":    {Name: "Chairs", Units: []team.Unit{{ID: "c1", Name: "Left"}, {ID: "c1", Name: "Right"}}},
		"units[0].id":    {Name: "Chairs", Units: []team.Unit{{ID: "b1", Name: "Left"}}},
		"units[1].name":  {Name: "Chairs", Units: []team.Unit{{ID: "c1", Name: "Left"}, {ID: "c2", Name: "Left"}}},
	} {
		if found := paths(t, s.Check([]booking.Unit{{ID: "b1", Pool: "baths"}})); !slices.Equal(found, []string{path}) {
			t.Errorf("%s: told %v", path, found)
		}
	}
	for path, s := range map[string]team.LocationSettings{
		"name": {}, "zone": {Name: "Main street", Zone: "Local"}, "address": {Name: "Main street", Address: strings.Repeat("x", 301)},
	} {
		if found := paths(t, s.Check()); !slices.Equal(found, []string{path}) {
			t.Errorf("%s: told %v", path, found)
		}
	}
}

func TestClosedDatesAreKeptInOrderAndOnce(t *testing.T) {
	t.Parallel()
	eve := times.DateOf(2026, 12, 24)
	c, err := team.Calendar{}.Edit([]team.ClosedDate{{Date: eve + 7, Name: " New Year "}, {Date: eve}}, "JP", 0, "11", []string{"JP"}, now)
	if err != nil || c.Closed[0].Date != eve || c.Closed[1].Name != "New Year" || c.Holidays != "JP" {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = team.Calendar{}.Edit([]team.ClosedDate{{Date: eve}, {Date: eve}}, "XX", 0, "11", []string{"JP"}, now)
	if found := paths(t, err); !slices.Equal(found, []string{"closed[1].date", "holidays"}) {
		t.Errorf("told %v", found)
	}
	if _, err := c.Edit(nil, "", 3, "11", nil, now); models.CodeOf(err) != models.Conflict {
		t.Errorf("an edit of another version: %v", err)
	}
}
