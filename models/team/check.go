package team

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"clientele/models"
	"clientele/models/booking"
)

// The most of each that a shop can have, and bounds of their texts.
const (
	MembersMax   = 300
	LocationsMax = 100
	PoolsMax     = 100
	UnitsMax     = 100 // of one pool
	ClosedMax    = 1_000
	NameMax      = 80
	TextMax      = 300
	AddressMax   = 300
	URLMax       = 500
)

var (
	idForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// check collects what is wrong.
type check struct{ problems []models.FieldProblem }

func (c *check) add(path, format string, args ...any) {
	c.problems = append(c.problems, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (c *check) name(path, value string) {
	if n := utf8.RuneCountInString(value); n < 1 || n > NameMax {
		c.add(path, "must be 1 to %d characters", NameMax)
	}
}

func (c *check) longest(path, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		c.add(path, "must be %d characters or less", most)
	}
}

func (c *check) zone(value string) {
	if value != "" && !booking.KnownZone(value) {
		c.add("zone", "must be a time zone such as Europe/London, or empty for the shop's")
	}
}

func (c *check) result() error {
	if len(c.problems) == 0 {
		return nil
	}
	return models.InvalidFields(c.problems)
}

// Tidy is the settings without blanks around their texts.
func (s MemberSettings) Tidy() MemberSettings {
	s.Name, s.Text, s.PhotoURL = strings.TrimSpace(s.Name), strings.TrimSpace(s.Text), strings.TrimSpace(s.PhotoURL)
	return s
}

// Check finds everything wrong with the settings of somebody who serves, given
// the ids of the shop's locations. Paths are relative to the settings, and those
// of the hours as booking.Staff has them.
func (s MemberSettings) Check(locations []string) error {
	c := &check{}
	c.name("name", s.Name)
	c.longest("text", s.Text, TextMax)
	if !colourForm.MatchString(s.Colour) {
		c.add("colour", "must be a colour such as #336699")
	}
	if s.PhotoURL != "" && !secure(s.PhotoURL) {
		c.add("photoUrl", "must be an address that begins with https://, or empty")
	}
	if s.Location != "" && !slices.Contains(locations, s.Location) {
		c.add("location", "is not there any more; choose another one")
	}
	c.problems = append(c.problems, s.Hours.Problems()...)
	return c.result()
}

func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && len(address) <= URLMax && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// Tidy is the settings without blanks around their texts.
func (s LocationSettings) Tidy() LocationSettings {
	s.Name, s.Address = strings.TrimSpace(s.Name), strings.TrimSpace(s.Address)
	return s
}

// Check finds everything wrong with a location.
func (s LocationSettings) Check() error {
	c := &check{}
	c.name("name", s.Name)
	c.longest("address", s.Address, AddressMax)
	c.zone(s.Zone)
	return c.result()
}

// Tidy is the settings without blanks around their texts.
func (s PoolSettings) Tidy() PoolSettings {
	s.Name, s.Units = strings.TrimSpace(s.Name), slices.Clone(s.Units)
	for i := range s.Units {
		s.Units[i].Name = strings.TrimSpace(s.Units[i].Name)
	}
	return s
}

// Check finds everything wrong with a pool, given the units of the shop's other
// pools.
func (s PoolSettings) Check(others []booking.Unit) error {
	c := &check{}
	c.name("name", s.Name)
	if s.CleanUpMinutes < 0 || s.CleanUpMinutes > booking.BufferMinutesMax {
		c.add("cleanUpMinutes", "must be 0 to %d minutes", booking.BufferMinutesMax)
	}
	if n := len(s.Units); n < 1 || n > UnitsMax {
		c.add("units", "must be 1 to %d", UnitsMax)
	}
	ids, names := map[booking.UnitID]bool{}, map[string]bool{}
	for _, other := range others {
		ids[other.ID] = true
	}
	for i, u := range s.Units {
		path := fmt.Sprintf("units[%d]", i)
		if !idForm.MatchString(string(u.ID)) || ids[u.ID] {
			c.add(path+".id", "must be small letters, digits, - or _, and differ from every other unit")
		}
		c.name(path+".name", u.Name)
		if names[u.Name] {
			c.add(path+".name", "must differ from its neighbours")
		}
		ids[u.ID], names[u.Name] = true, true
	}
	return c.result()
}

// Check finds everything wrong with the closed dates, given the holidays there
// are to choose from.
func (c Calendar) Check(offered []string) error {
	found := &check{}
	if len(c.Closed) > ClosedMax {
		found.add("closed", "must be %d or fewer", ClosedMax)
	}
	for i, d := range c.Closed {
		path := fmt.Sprintf("closed[%d]", i)
		if slices.ContainsFunc(c.Closed[:i], func(earlier ClosedDate) bool { return earlier.Date == d.Date }) {
			found.add(path+".date", "is in the list already")
		}
		found.longest(path+".name", d.Name, NameMax)
	}
	if c.Holidays != "" && !slices.Contains(offered, c.Holidays) {
		found.add("holidays", "must be one of the countries and regions that are offered, or empty")
	}
	return found.result()
}
