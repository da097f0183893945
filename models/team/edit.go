package team

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// IDOf is the id of what a form makes: a member, location or pool. A form that
// is sent twice makes one.
func IDOf(salt []byte, kind, key string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(kind + "|" + key))
	return hex.EncodeToString(mac.Sum(nil)[:10])
}

// Absence is time off as the clocks show it where somebody works, each end
// written as models.InstantForm.
type Absence struct{ From, To string }

// Absences are what absences on the clocks of a zone are in time, and what is
// wrong with them.
func Absences(all []Absence, zone *time.Location) ([]times.Span, []models.FieldProblem) {
	c := &check{}
	spans := make([]times.Span, 0, len(all))
	for i, a := range all {
		path := fmt.Sprintf("timeOff[%d]", i)
		from, begins := onClock(a.From, zone)
		to, ends := onClock(a.To, zone)
		if !begins {
			c.add(path+".from", "must be a day and a time such as 2026-12-24T13:00")
		}
		if !ends {
			c.add(path+".to", "must be a day and a time such as 2026-12-24T13:00")
		}
		spans = append(spans, times.Span{From: from, To: to})
	}
	return spans, c.problems
}

func onClock(text string, zone *time.Location) (times.Instant, bool) {
	at, err := time.Parse(models.InstantForm, text)
	if err != nil {
		return 0, false
	}
	since := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	return times.Resolve(zone, times.DateOf(at.Date()), since), true
}

// Zone is the name of the zone in which somebody works: their own, or their
// location's, or the shop's.
func (s MemberSettings) Zone(locations []Location, shop string) string {
	zone := s.Hours.Zone
	for _, l := range locations {
		if zone == "" && l.ID == s.Location {
			zone = l.Zone
		}
	}
	return cmp.Or(zone, shop)
}

// Units are all rooms and equipment of some pools.
func Units(pools []Pool) []booking.Unit {
	var all []booking.Unit
	for _, p := range pools {
		for _, u := range p.Units {
			all = append(all, booking.Unit{ID: u.ID, Pool: p.ID})
		}
	}
	return all
}

func outdated(noun string) error {
	return models.Errorf(models.Conflict, "somebody changed this %s meanwhile; load it and make your change again", noun)
}

// Edit is the member with other settings, made on a version of it.
func (m Member) Edit(s MemberSettings, base int64, actor string, locations []Location, now time.Time) (Member, error) {
	if base != m.Version {
		return m, outdated("member of the staff")
	}
	var ids []string
	for _, l := range locations {
		ids = append(ids, l.ID)
	}
	s = s.Tidy()
	if err := s.Check(ids); err != nil {
		return m, err
	}
	m.MemberSettings, m.UpdatedAt, m.SavedBy = s, models.Instant(now), actor
	if m.CreatedAt.IsZero() {
		m.CreatedAt = m.UpdatedAt
	}
	return m, nil
}

// Edit is the location with other settings, made on a version of it.
func (l Location) Edit(s LocationSettings, base int64, actor string, now time.Time) (Location, error) {
	if base != l.Version {
		return l, outdated("location")
	}
	s = s.Tidy()
	if err := s.Check(); err != nil {
		return l, err
	}
	l.LocationSettings, l.UpdatedAt, l.SavedBy = s, models.Instant(now), actor
	return l, nil
}

// Edit is the pool with other settings, made on a version of it.
func (p Pool) Edit(s PoolSettings, base int64, actor string, others []booking.Unit, now time.Time) (Pool, error) {
	if base != p.Version {
		return p, outdated("pool")
	}
	s = s.Tidy()
	if err := s.Check(others); err != nil {
		return p, err
	}
	p.PoolSettings, p.UpdatedAt, p.SavedBy = s, models.Instant(now), actor
	return p, nil
}

// Edit is the calendar with other closed dates, by date, made on a version of
// it.
func (c Calendar) Edit(closed []ClosedDate, holidays string, base int64, actor string, offered []string, now time.Time) (Calendar, error) {
	if base != c.Version {
		return c, outdated("list of closed dates")
	}
	c.Closed, c.Holidays = slices.Clone(closed), holidays
	for i := range c.Closed {
		c.Closed[i].Name = strings.TrimSpace(c.Closed[i].Name)
	}
	if err := c.Check(offered); err != nil {
		return c, err
	}
	slices.SortFunc(c.Closed, func(a, b ClosedDate) int { return cmp.Compare(a.Date, b.Date) })
	c.UpdatedAt, c.SavedBy = models.Instant(now), actor
	return c, nil
}
