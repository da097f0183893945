package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/notices"
	"clientele/models/outbox"
	"clientele/models/points"
	"clientele/models/shops"
)

// Reminding plans mails to contacts whose points run out within the time their
// store gives notice of: one for each contact and day. It reads each account
// with points once a round, as the check of the books does. Planning the same
// again changes nothing, so it keeps nothing but its place.
type Reminding struct {
	flow *Flow
	round
}

// Reminding begins to go over the shops.
func (f *Flow) Reminding() *Reminding { return &Reminding{flow: f} }

// Step goes over one bounded part of one shop, and gives zero when all shops
// are through. It is called by one goroutine.
func (r *Reminding) Step(ctx context.Context) (int, error) {
	if !r.flow.Mailer.Ready() {
		return 0, nil
	}
	if more, err := r.next(ctx, r.flow.Shops); err != nil || !more {
		return 0, err
	}
	settings, err := r.flow.Notices.Get(ctx, r.shop.ID)
	if err != nil {
		return 0, err
	}
	if !r.shop.Installed() || !settings.Wants(notices.Expiring) {
		r.at = ""
		return 1, nil
	}
	accounts, err := r.flow.Books.Accounts(ctx, r.shop.ID, r.at, Batch)
	if err != nil {
		return 0, err
	}
	if err := r.flow.remind(ctx, r.shop, accounts, settings.ReminderDays); err != nil {
		return 0, err
	}
	r.at = ""
	if len(accounts) == Batch {
		r.at = accounts[Batch-1].ID
	}
	return 1, nil
}

// remind plans the mails to some accounts.
func (f *Flow) remind(ctx context.Context, shop shops.Shop, accounts []points.Account, days int) error {
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return err
	}
	now, rule := models.Instant(f.Now()), points.IdleOf(versions)
	until := now.AddDate(0, 0, days)
	var planned []outbox.Message
	for _, a := range accounts {
		if a.Balances.Available+a.Balances.Pending == 0 || a.Halted != "" {
			continue
		}
		lots, err := f.Ledger.Lots(ctx, shop.ID, a.ID)
		if err != nil {
			return err
		}
		book := points.OpenBook(a, lots, now)
		book.Lapse(rule)
		some, err := f.reminders(ctx, shop, a.ID, book.Endings(rule), until)
		if err != nil {
			return err
		}
		planned = append(planned, some...)
	}
	return f.put(ctx, planned)
}

// put has planned messages sent.
func (f *Flow) put(ctx context.Context, planned []outbox.Message) error {
	if len(planned) == 0 {
		return nil
	}
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		for _, m := range planned {
			if err := f.Outbox.Put(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// reminders are the mails about the days on which a contact's points run out
// that were not planned yet. Endings are sorted by time.
func (f *Flow) reminders(ctx context.Context, shop shops.Shop, id models.ContactID, endings []points.Ending, until time.Time) ([]outbox.Message, error) {
	var planned []outbox.Message
	seen := map[string]bool{}
	for _, e := range endings {
		day := lastDay(e.At, shop)
		if e.At.After(until) || seen[day] {
			continue
		}
		seen[day] = true
		m := mail(shop.ID, notices.Expiring, id, string(id)+":"+day, map[string]string{"day": day}, f.Now)
		_, err := f.Outbox.Get(ctx, shop.ID, m.ID)
		if err == nil {
			continue
		}
		if models.CodeOf(err) != models.NotFound {
			return nil, err
		}
		c, err := f.Contacts.Get(ctx, shop.ID, id)
		if err != nil && models.CodeOf(err) != models.NotFound {
			return nil, err
		}
		if c.Profile.Email == "" || !c.DeletedAt.IsZero() {
			return nil, nil
		}
		m.DueAt = daytime(m.DueAt, shop.Location())
		planned = append(planned, m)
	}
	return planned, nil
}

// Reminders go out by day, in the store's zone.
const dayBegins, dayEnds = 9, 20

// daytime is a time itself if it is by day, otherwise the next morning.
func daytime(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	morning := time.Date(local.Year(), local.Month(), local.Day(), dayBegins, 0, 0, 0, zone)
	switch {
	case local.Hour() < dayBegins:
		return models.Instant(morning)
	case local.Hour() >= dayEnds:
		return models.Instant(morning.AddDate(0, 0, 1))
	}
	return t
}
