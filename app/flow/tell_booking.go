package flow

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/notices"
	"clientele/models/outbox"
	"clientele/models/shops"
)

// tell has whom an appointment is for told what became of it: once for each
// version of the invitation, as part of the change itself.
func (c *calendar) tell(ctx context.Context, was, is *appointments.Appointment) error {
	notice := news(was, is, c.now)
	if notice == "" || !c.flow.Mailer.Ready() {
		return nil
	}
	settings, err := c.flow.Notices.Get(ctx, c.shop.ID)
	if err != nil || !settings.Wants(notice) {
		return err
	}
	return c.flow.Outbox.Put(ctx, bookingMail(*is, notice, "#", int64(is.Sequence), c.flow.Now))
}

// news is what a change of an appointment is to whom it is for; empty for
// nothing new. Holds are their own news on the page that shows them, but for
// those that the waitlist makes.
func news(was, is *appointments.Appointment, now time.Time) string {
	before := appointments.Appointment{}
	if was != nil {
		before = *was
	}
	confirmed, relinked := before.Status == booking.Confirmed, is.Relinked != before.Relinked
	switch {
	case is.Source == appointments.WalkIn || is.Email == "" && is.Contact == "":
		return ""
	case is.Attention == appointments.PaidTooLate && before.Attention != appointments.PaidTooLate:
		return notices.TooLate
	case !is.Start.After(now) && !before.Start.After(now):
		return ""
	case is.Source == appointments.Waitlist && is.Status == booking.Held && (was == nil || relinked):
		return notices.Offered
	case is.Status == booking.Confirmed && (!confirmed || relinked):
		return notices.Booked
	case is.Status == booking.Confirmed && (!is.Start.Equal(before.Start) || !is.End.Equal(before.End) || is.Staff != before.Staff):
		return notices.Moved
	case is.Status == booking.Cancelled && confirmed:
		return notices.Cancelled
	}
	return ""
}

// bookingMail is the message about an appointment as it is at a version of the
// invitation, or at a time; once for each.
func bookingMail(a appointments.Appointment, notice, mark string, of int64, now models.Clock) outbox.Message {
	number := strconv.FormatInt(of, 10)
	m := mail(a.Shop, notice, a.Contact, string(a.ID)+mark+number, map[string]string{"booking": string(a.ID), "of": number}, now)
	if a.Contact == "" {
		m.Subject = "booking:" + string(a.ID)
	}
	return m
}

// sendBookingMail sends a message about an appointment if it still is as the
// message tells. Everything else is looked up now.
func (f *Flow) sendBookingMail(ctx context.Context, shop shops.Shop, kind notices.Kind, m outbox.Message) (string, error) {
	a, err := f.Appointments.Get(ctx, m.Shop, booking.BookingID(m.Params["booking"]))
	if err != nil {
		return forgotten(err)
	}
	if due, err := stillSo(kind.Name, a, m, f.Now()); err != nil || !due {
		return "not_needed", err
	}
	to, gone, err := f.addressOf(ctx, a)
	switch {
	case err != nil:
		return "", err
	case gone:
		return "forgotten", nil
	case to == "":
		return "no_address", nil
	}
	visit, err := f.visitOf(ctx, shop, a)
	if err != nil {
		return "", err
	}
	return posted(f.Mailer.Send(ctx, notices.Letter{
		Shop: m.Shop, ID: m.ID, At: m.MadeAt, Kind: kind, Language: models.LanguageOf(a.Language, shop.Details.Locale),
		To: to, Name: a.Name, Store: storeName(shop), ReplyTo: shop.Details.Email, Content: notices.Content{Visit: visit}, Invite: inviteOf(kind.Name, a),
	}))
}

// stillSo tells whether an appointment is as a message tells. What was overtaken
// by another change has a message of that change.
func stillSo(notice string, a appointments.Appointment, m outbox.Message, now time.Time) (bool, error) {
	of, err := strconv.ParseInt(m.Params["of"], 10, 64)
	if err != nil {
		return false, models.Errorf(models.Internal, "a message names no version of an appointment")
	}
	ahead := a.Status == booking.Confirmed && a.Start.After(now)
	switch notice {
	case notices.Soon:
		return ahead && a.Start.UnixMilli() == of, nil
	case notices.Offered:
		return a.Status == booking.Held && a.Live(now) && !a.OtherSince(int(of)), nil
	case notices.Cancelled, notices.TooLate:
		return !a.OtherSince(int(of)), nil
	}
	return ahead && !a.OtherSince(int(of)), nil
}

// addressOf is where whom an appointment is for gets mail, and whether they asked
// to be forgotten.
func (f *Flow) addressOf(ctx context.Context, a appointments.Appointment) (to string, gone bool, err error) {
	if a.Contact == "" {
		return a.Email, false, nil
	}
	c, err := f.contactOf(ctx, a.Shop, a.Contact)
	if err != nil && models.CodeOf(err) == models.NotFound { // a guest who never bought
		return a.Email, false, nil
	}
	if a.Email == "" {
		a.Email = c.Profile.Email
	}
	return a.Email, !c.RedactedAt.IsZero() || !c.DeletedAt.IsZero(), err
}

// visitOf is an appointment as whom it is for reads about it.
func (f *Flow) visitOf(ctx context.Context, shop shops.Shop, a appointments.Appointment) (notices.Visit, error) {
	v := notices.Visit{
		Title: a.Title, Start: a.Start, End: a.End, There: shop.Location(), Price: a.Price,
		Left:    models.Money{Minor: a.LeftMinor(), Currency: a.Price.Currency},
		Back:    models.Money{Minor: a.PromisedMinor, Currency: a.Price.Currency},
		Until:   a.ExpiresAt,
		ByStore: a.Ended != appointments.ByShopper, Link: f.VisitLink(shop.ID, a.ID, a.Token(shop.Salt)),
	}
	member, err := f.Team.Member(ctx, shop.ID, a.Staff)
	if err != nil && models.CodeOf(err) != models.NotFound {
		return v, err
	}
	v.Staff = member.Name
	if member.Location != "" {
		place, err := f.Team.Location(ctx, shop.ID, member.Location)
		if err != nil && models.CodeOf(err) != models.NotFound {
			return v, err
		}
		if v.Place = place.Name; place.Address != "" {
			v.Place += ", " + place.Address
		}
		if place.Zone != "" {
			v.There = models.Zone(place.Zone)
		}
	}
	if v.Zone = v.There; a.Zone != "" {
		v.Zone = models.Zone(a.Zone)
	}
	return v, nil
}

// inviteOf is the invitation that goes with a message; nil for none. The UID
// stays the same for as long as there is the appointment.
func inviteOf(notice string, a appointments.Appointment) *notices.Invite {
	if notice == notices.Soon || notice == notices.TooLate || notice == notices.Offered {
		return nil
	}
	return &notices.Invite{UID: uidOf(a), Sequence: a.Sequence, Cancelled: notice == notices.Cancelled}
}

// VisitLink is the address of the page on which an appointment is looked at,
// moved and cancelled without signing in.
func (f *Flow) VisitLink(shop models.ShopID, id booking.BookingID, token string) string {
	page := f.Origin.JoinPath("visit", string(shop), string(id))
	page.RawQuery = url.Values{"token": {token}}.Encode()
	return page.String()
}

// Visited is an appointment with what its own page shows.
type Visited struct {
	Booked
	Shows notices.Visit
	Store string
	Speak string // language in which whom it is for reads
	UID   string // by which calendars know it
	Door  string // where the storefront shows our pages to who has to pay an offer; may be empty
}

// Visit shows an appointment to who has the link to it.
func (f *Flow) Visit(ctx context.Context, in Reach) (Visited, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Visited{}, err
	}
	if gone(shop) { // nobody of the store would learn of it
		return Visited{}, models.Errorf(models.NotFound, "the store has removed the app")
	}
	a, err := f.reach(ctx, shop, in)
	if err != nil {
		return Visited{}, err
	}
	door, err := f.doorOf(ctx, a)
	if err != nil {
		return Visited{}, err
	}
	shows, err := f.visitOf(ctx, shop, a)
	return Visited{booked(shop, &a, false), shows, storeName(shop), models.LanguageOf(a.Language, shop.Details.Locale), uidOf(a), door}, err
}

func uidOf(a appointments.Appointment) string { return string(a.ID) + "@" + string(a.Shop) }
