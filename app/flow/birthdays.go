package flow

import (
	"context"
	"strconv"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
	"clientele/models/shops"
)

// birthdayDays is how many days a birthday that nobody noticed, because the
// program stood still, is made up for.
const birthdayDays = 7

// Birthdays gives contacts what their birthday earns: once a year, from when
// the day begins in the zone of their shop. Going over the same days again
// changes nothing, so it keeps nothing but its place.
type Birthdays struct {
	flow *Flow
	round
}

// Birthdays begins to go over the shops.
func (f *Flow) Birthdays() *Birthdays { return &Birthdays{flow: f} }

// Step goes over one bounded part of one shop, and gives zero when all shops
// are through. It is called by one goroutine.
func (b *Birthdays) Step(ctx context.Context) (int, error) {
	if more, err := b.next(ctx, b.flow.Shops); err != nil || !more {
		return 0, err
	}
	versions, err := b.flow.Programmes.Versions(ctx, b.shop.ID)
	if err != nil {
		return 0, err
	}
	now := models.Instant(b.flow.Now())
	days, dates := recentDays(now, b.shop.Location())
	if gone(b.shop) || !celebrates(versions, days) {
		b.at = ""
		return 1, nil
	}
	born, err := b.flow.Events.Born(ctx, b.shop.ID, dates, b.at, Batch)
	if err != nil {
		return 0, err
	}
	for _, c := range born {
		if err := b.flow.celebrate(ctx, b.shop, versions, c, days); err != nil && !passedOver(err) {
			return 0, err
		}
	}
	b.at = ""
	if len(born) == Batch {
		b.at = born[Batch-1].ID
	}
	return 1, nil
}

// recentDays are the days that are looked at, today last, by their first
// instants, and the dates of birthdays that are kept on them.
func recentDays(now time.Time, zone *time.Location) (days []time.Time, dates []string) {
	y, m, d := now.In(zone).Date()
	for back := birthdayDays; back >= 0; back-- {
		day := models.DayBegins(y, m, d-back, zone).In(zone)
		days = append(days, day)
		dates = append(dates, contacts.BirthdayKeys(day)...)
	}
	return days, dates
}

// celebrates tells whether birthdays earn anything on any of some days.
func celebrates(versions []points.Programme, days []time.Time) bool {
	for _, day := range days {
		if p, ok := points.InForce(versions, day); ok && p.HasEvent(points.Birthday) {
			return true
		}
	}
	return false
}

// celebrate notes a contact's birthday if it was on one of some days.
func (f *Flow) celebrate(ctx context.Context, shop shops.Shop, versions []points.Programme, c contacts.Contact, days []time.Time) error {
	for _, day := range days {
		year := day.In(shop.Location()).Year()
		at := c.Birthday.In(year, shop.Location())
		p, ok := points.InForce(versions, at)
		if !at.Equal(models.Instant(day)) || !ok || !p.HasEvent(points.Birthday) {
			continue
		}
		_, err := f.Events.Get(ctx, shop.ID, c.ID, points.Birthday, strconv.Itoa(year))
		if err == nil {
			return nil
		}
		if models.CodeOf(err) != models.NotFound {
			return err
		}
		return f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error { return w.celebrate(ctx, c.ID, at, year) })
	}
	return nil
}

// celebrate notes a birthday, unless its date is known too lately or the last
// one that earned something is less than a year ago: a date that is moved must
// not earn twice.
func (w *work) celebrate(ctx context.Context, id models.ContactID, at time.Time, year int) error {
	p, err := w.person(ctx, id)
	if err != nil || p.contact.MergedInto != "" {
		return err
	}
	zone := w.shop.Location()
	if !p.contact.Birthday.In(year, zone).Equal(at) {
		return nil // moved in between
	}
	last, err := w.lastBirthday(ctx, p, at)
	if err != nil || !p.contact.Birthday.Earns(at, last, zone) {
		return err
	}
	_, _, err = w.note(ctx, p, points.Event{Kind: points.Birthday, Source: strconv.Itoa(year), At: at}, nil)
	return err
}

// lastBirthday is when a person's last birthday was that earned something.
func (w *work) lastBirthday(ctx context.Context, p *person, before time.Time) (time.Time, error) {
	earlier, err := w.flow.Events.Between(ctx, w.shop.ID, p.accounts(), points.Birthday, before.AddDate(-2, 0, 0), before.AddDate(0, 0, 1), limitEvents)
	if err != nil {
		return time.Time{}, err
	}
	for _, e := range earlier {
		if len(e.Awards) > 0 {
			return e.At, nil
		}
	}
	return time.Time{}, nil
}

// SetBirthday is the wish to enter a contact's birthday, to change it, or to
// forget it with a month of zero.
type SetBirthday struct {
	Shop       models.ShopID
	Contact    models.ContactID
	Month, Day int
	Actor      string // user number of the staff; contacts.Themselves for who may enter it once only
}

// SetBirthday keeps a contact's birthday. Staff may change it; members may enter
// it once. Only a new date is new: the same one again stays as old as it is.
func (f *Flow) SetBirthday(ctx context.Context, in SetBirthday) (contacts.Birthday, error) {
	date := contacts.Birthday{Month: in.Month, Day: in.Day, By: in.Actor}
	if in.Month != 0 || in.Day != 0 || in.Actor == contacts.Themselves {
		if err := date.Check(); err != nil {
			return date, err
		}
	}
	shop, err := f.knownShop(ctx, in.Shop)
	if err != nil {
		return date, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return date, err
	}
	var kept contacts.Birthday
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		if in.Contact.Guest() {
			return models.Errorf(models.Conflict, "guests have no birthday on record; it can be entered once they have an account")
		}
		if in.Actor != contacts.Themselves { // a visitor whom the store knows begins here
			if _, err := f.Contacts.Get(ctx, shop.ID, in.Contact); err != nil {
				return err
			}
		}
		id, err := w.follow(ctx, in.Contact)
		if err != nil {
			return err
		}
		p, err := w.person(ctx, id)
		if err != nil {
			return err
		}
		kept = p.contact.Birthday
		if kept.Same(date) {
			return nil
		}
		if kept.Known() && in.Actor == contacts.Themselves {
			return models.Errorf(models.Conflict, "your birthday is on record already; ask the store to change it")
		}
		if date.KnownAt = w.now; !date.Known() {
			date = contacts.Birthday{}
		}
		p.contact.Birthday, p.dirty, kept = date, true, date
		return nil
	})
	return kept, err
}
