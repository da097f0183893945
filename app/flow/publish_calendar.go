package flow

import (
	"context"
	"slices"
	"strings"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/feeds"
	"clientele/models/shops"
)

// Links lists the links of a shop to its bookings.
func (f *Flow) Links(ctx context.Context, shop models.ShopID) ([]feeds.Link, error) {
	return f.Feeds.Links(ctx, shop)
}

// MakeLink is a merchant's wish to read bookings in another calendar.
type MakeLink struct {
	Shop   models.ShopID
	Staff  booking.StaffID // empty for everybody
	Titles feeds.Titles
	Actor  string
}

// MakeLink makes a link and gives its token, which is not kept. The one that
// there was before leads nowhere from then on.
func (f *Flow) MakeLink(ctx context.Context, in MakeLink) (feeds.Link, string, error) {
	if !slices.Contains(feeds.AllTitles, in.Titles) {
		return feeds.Link{}, "", models.InvalidFields([]models.FieldProblem{{Path: "titles", Message: "must be one of the titles that are offered"}})
	}
	token := feeds.TokenOf(f.NewSalt())
	digest, fine := feeds.DigestOf(token)
	if !fine {
		return feeds.Link{}, "", models.Errorf(models.Internal, "the random part of a link has a wrong length")
	}
	link := feeds.Link{Shop: in.Shop, Staff: in.Staff, Digest: digest, Titles: in.Titles, MadeAt: models.Instant(f.Now()), MadeBy: in.Actor}
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		if in.Staff != "" {
			if _, err := f.Team.Member(ctx, in.Shop, in.Staff); err != nil {
				return err
			}
		}
		return f.Feeds.PutLink(ctx, link)
	})
	return link, token, err
}

// RevokeLink makes a link lead nowhere.
func (f *Flow) RevokeLink(ctx context.Context, shop models.ShopID, staff booking.StaffID) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		all, err := f.Feeds.Links(ctx, shop)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(l feeds.Link) bool { return l.Staff == staff }) {
			return models.Errorf(models.NotFound, "there is no such link")
		}
		return f.Feeds.DeleteLink(ctx, shop, staff)
	})
}

// KnownLink finds the link behind a token; models.NotFound where there is none,
// or where the shop has removed the app.
func (f *Flow) KnownLink(ctx context.Context, id models.ShopID, token string) (feeds.Link, error) {
	missing := models.Errorf(models.NotFound, "there is no calendar at this address")
	digest, fine := feeds.DigestOf(token)
	if !fine {
		return feeds.Link{}, missing
	}
	link, err := f.Feeds.Link(ctx, id, digest)
	if err != nil {
		if models.CodeOf(err) == models.NotFound {
			return link, missing
		}
		return link, err
	}
	shop, err := f.Shops.Get(ctx, id)
	if err != nil || gone(shop) {
		return feeds.Link{}, missing
	}
	return link, nil
}

// PublishCalendar gives what a link shows.
func (f *Flow) PublishCalendar(ctx context.Context, link feeds.Link) (feeds.Agenda, error) {
	shop, err := f.Shops.Get(ctx, link.Shop)
	if err != nil {
		return feeds.Agenda{}, err
	}
	members, err := f.Team.Members(ctx, link.Shop)
	if err != nil {
		return feeds.Agenda{}, err
	}
	names := map[booking.StaffID]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	all, err := f.publishable(ctx, link)
	if err != nil {
		return feeds.Agenda{}, err
	}
	agenda := feeds.Agenda{Name: agendaName(shop, names[link.Staff])}
	for _, a := range all {
		entry, shown := link.EntryOf(a)
		if !shown {
			continue
		}
		if name := names[a.Staff]; link.Staff == "" && name != "" {
			entry.Title = name + ": " + entry.Title
		}
		agenda.Entries = append(agenda.Entries, entry)
	}
	return agenda, nil
}

// publishable are the appointments of a link. Where there are more than a
// calendar may have, the past is left out first, then what is furthest ahead.
func (f *Flow) publishable(ctx context.Context, link feeds.Link) ([]appointments.Appointment, error) {
	now := f.Now()
	q := appointments.Query{Span: feeds.Published(now), Staff: link.Staff, Limit: feeds.EntriesMax + 1}
	all, err := f.Appointments.Between(ctx, link.Shop, q)
	if err != nil || len(all) <= feeds.EntriesMax {
		return all, err
	}
	q.Span.From, q.Limit = times.At(now), feeds.EntriesMax
	return f.Appointments.Between(ctx, link.Shop, q)
}

// agendaName is what a calendar is called: by the shop, and by who serves.
func agendaName(shop shops.Shop, staff string) string {
	return strings.Join(slices.DeleteFunc([]string{shop.Details.Name, staff}, func(s string) bool { return s == "" }), " – ")
}
