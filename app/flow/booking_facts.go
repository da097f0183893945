package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/contacts"
	"clientele/models/services"
	"clientele/models/shops"
	"clientele/models/team"
)

// diary is what decides about the times of a service besides what is booked. It
// is read before any transaction: who changes hours while somebody books may
// come before or after.
type diary struct {
	flow    *Flow
	shop    shops.Shop
	service services.Service
	level   string // loyalty level of whom it is for
	members []team.Member
	facts   slots.Facts // without bookings and the present
	fed     bool        // other calendars of the staff are read
	walkIn  bool        // for somebody who is there already
	// resized is what gets another length; zero for nothing.
	resized appointments.Appointment
}

// diary opens that of a service.
func (f *Flow) diary(ctx context.Context, shop shops.Shop, id booking.ServiceID, whom models.ContactID) (*diary, error) {
	d := &diary{flow: f, shop: shop, facts: slots.Facts{Zone: shop.Location().String()}}
	roster, err := f.Rosters.Get(ctx, shop.ID)
	if err != nil {
		return nil, err
	}
	known := false
	if d.service, known = roster.Service(id); !known {
		if d.service, err = f.Services.Get(ctx, shop.ID, id); err != nil { // says what is missing
			return nil, err
		}
	}
	if d.level, err = f.levelFor(ctx, shop.ID, whom); err != nil {
		return nil, err
	}
	today := times.DateIn(shop.Location(), f.Now())
	d.facts.Closed = f.closedOf(roster.Calendar, today-closedAround, today+booking.HorizonDaysMax+closedAround)
	d.members, d.facts.Units, d.fed = onDutyOf(roster.Members, roster.Locations), unitsOf(roster.Pools), roster.Feeds
	for _, m := range d.members {
		hours := m.Hours
		hours.ID = m.ID
		d.facts.Staff = append(d.facts.Staff, hours)
	}
	return d, nil
}

// closedAround is how far beyond what can be booked closed dates matter: hours
// that began on one, and what staff moves in the past.
const closedAround = 60

// onDuty are the staff who serve now.
func (f *Flow) onDuty(ctx context.Context, shop models.ShopID) ([]team.Member, error) {
	roster, err := f.Rosters.Get(ctx, shop)
	return onDutyOf(roster.Members, roster.Locations), err
}

// onDutyOf are those of the staff who serve now. Without a zone of their own they
// work by the clock of their location.
func onDutyOf(members []team.Member, locations []team.Location) []team.Member {
	zones := map[string]string{}
	for _, l := range locations {
		zones[l.ID] = l.Zone
	}
	members = slices.DeleteFunc(members, func(m team.Member) bool { return !m.Enabled })
	for i := range members {
		if members[i].Hours.Zone == "" {
			members[i].Hours.Zone = zones[members[i].Location]
		}
	}
	return members
}

// unitsOf are the rooms and pieces of equipment of some pools.
func unitsOf(pools []team.Pool) []booking.Unit {
	var units []booking.Unit
	for _, p := range pools {
		for _, u := range p.Units {
			units = append(units, booking.Unit{ID: u.ID, Pool: p.ID, CleanUpMinutes: p.CleanUpMinutes})
		}
	}
	return units
}

// levelFor is the loyalty level of a contact, whichever record it is part of now;
// empty for none, and for people who are not on record.
func (f *Flow) levelFor(ctx context.Context, shop models.ShopID, id models.ContactID) (string, error) {
	if id == "" || id.Guest() {
		return "", nil
	}
	c, known, err := f.mine(ctx, shop, id)
	if err != nil || !known {
		return "", err
	}
	return f.levelOf(ctx, shop, c.ID)
}

// shopperOf is the record of a contact who books, as it is now.
func (f *Flow) shopperOf(ctx context.Context, shop models.ShopID, id models.ContactID) (contacts.Contact, error) {
	c, known, err := f.mine(ctx, shop, id)
	if !known {
		c = contacts.Contact{Shop: shop, ID: id}
	}
	return c, err
}

// choose lays down what is to be booked. Staff need not keep the notice.
func (d *diary) choose(variant string, addOns []string, by appointments.Source) error {
	timing, err := d.service.TimingOf(variant, addOns)
	if err != nil {
		return err
	}
	d.facts.Service = d.service.Access.Early(timing, d.level)
	d.grant(by)
	return nil
}

// keep lays down what was booked: it stays as long as it was on the day on which
// it was booked, with the buffers of that day.
func (d *diary) keep(a appointments.Appointment, by appointments.Source) {
	t := d.service.Access.Early(d.service.Timing, d.level)
	t.ID, t.DurationMinutes, t.Segments = a.Service, int(a.End.Sub(a.Start)/time.Minute), a.Segments
	t.BufferBeforeMinutes, t.BufferAfterMinutes = a.BufferBeforeMinutes, a.BufferAfterMinutes
	d.facts.Service = t
	d.grant(by)
}

// resize gives what was booked another length, which only staff does; 0 for the
// one that it has.
func (d *diary) resize(a appointments.Appointment, minutes int) error {
	d.resized = appointments.Appointment{}
	if minutes == 0 || a.Start.Add(time.Duration(minutes)*time.Minute).Equal(a.End) {
		return nil
	}
	if err := a.Resizable(minutes, d.service.Timing.Capacity); err != nil {
		return err
	}
	d.facts.Service.DurationMinutes, d.resized = minutes, a
	return nil
}

// stays tells whether a wish leaves the beginning of what is resized where it is.
func (d *diary) stays(staff booking.StaffID, start time.Time) bool {
	return d.resized.ID != "" && d.resized.Staff == staff && d.resized.Start.Equal(start)
}

// verdicts judges a beginning. What is resized may stay where it begins, even if
// that has passed or is at an odd minute, and can always become shorter.
func (d *diary) verdicts(f slots.Facts, w slots.Wish, start time.Time) []slots.Verdict {
	all := slots.Judge(f, w, start)
	for i := range all {
		if !d.stays(all[i].Staff, start) {
			continue
		}
		if !start.Add(f.Service.Length()).After(d.resized.End) {
			all[i] = slots.Verdict{Staff: d.resized.Staff, Seats: 1, Units: d.resized.Units}
			continue
		}
		f.Service.IntervalMinutes, f.Service.Grid = 1, booking.Clock
		if start.Before(f.Now) {
			f.Now = start
		}
		w.Staff = d.resized.Staff
		all[i] = slots.Judge(f, w, start)[0]
	}
	return all
}

// grant gives staff what shoppers have not: they need not keep the notice, and
// who walks in may begin at any minute.
func (d *diary) grant(by appointments.Source) {
	if !by.Public() {
		d.facts.Service.NoticeMinutes = 0
	}
	if d.walkIn = by == appointments.WalkIn; d.walkIn {
		d.facts.Service.IntervalMinutes, d.facts.Service.Grid = 1, booking.Clock
	}
}

// shared tells whether bookings of others than the asked staff count, too.
func (d *diary) shared() bool {
	return len(d.facts.Service.Needs) > 0 || d.facts.Service.MaxPerDay > 0
}

// at is the diary with what is booked around beginnings in a span, and with when
// other calendars of the staff are taken.
func (d *diary) at(ctx context.Context, now time.Time, staff booking.StaffID, starts times.Span) (slots.Facts, error) {
	f := d.facts
	f.Now = now
	var of []booking.StaffID
	if !d.shared() {
		for _, s := range f.Staff {
			if f.Service.Performs(s.ID) && (staff == "" || staff == s.ID) {
				of = append(of, s.ID)
			}
		}
		if len(of) == 0 {
			return f, nil
		}
	}
	var err error
	if f.Runs, err = d.flow.Sheets.Runs(ctx, d.shop.ID, of, slots.Reach(starts)); err != nil || !d.fed {
		return f, err
	}
	f.Busy, err = d.flow.Feeds.Busy(ctx, d.shop.ID, of, slots.Reach(starts))
	return f, err
}

// present is the moment from which a wish is looked at. Who walks in may have
// come a little while ago.
func (d *diary) present(now, start time.Time) time.Time {
	if d.walkIn && start.Before(now) && now.Sub(start) <= walkInPast {
		return start
	}
	return now
}

// walkInPast is how long ago somebody may have walked in.
const walkInPast = 12 * time.Hour

// moment is the span of one beginning.
func moment(t time.Time) times.Span { return times.Span{From: times.At(t), To: times.At(t) + 1} }

// dayOf is the day of the shop on which a moment lies.
func dayOf(shop shops.Shop, t time.Time) times.Span {
	return dateOf(shop, times.DateIn(shop.Location(), t))
}

// dateOf is a day of the shop.
func dateOf(shop shops.Shop, date times.Date) times.Span {
	zone := shop.Location()
	return times.Span{From: times.Resolve(zone, date, 0), To: times.Resolve(zone, date+1, 0)}
}
