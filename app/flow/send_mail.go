package flow

import (
	"context"
	"strconv"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/notices"
	"clientele/models/outbox"
	"clientele/models/rewards"
	"clientele/models/shops"
)

// SendMail sends a mail if it is still due, and tells in a word what came of
// it. Whom it is for, in which language, and how many points there are is
// looked up now.
func (f *Flow) SendMail(ctx context.Context, m outbox.Message) (string, error) {
	kind, known := notices.KindOf(m.Params["notice"])
	if !known {
		return "", models.Errorf(models.Internal, "nobody knows how to word %.40q", m.Params["notice"])
	}
	shop, err := f.Shops.Get(ctx, m.Shop)
	if err != nil {
		return forgotten(err)
	}
	settings, err := f.Notices.Get(ctx, m.Shop)
	if err != nil {
		return "", err
	}
	if !shop.Installed() || !settings.Wants(kind.Name) {
		return "not_wanted", nil
	}
	if kind.Booking {
		return f.sendBookingMail(ctx, shop, kind, m)
	}
	c, err := f.contactOf(ctx, m.Shop, models.ContactID(m.Params["contact"]))
	switch {
	case err != nil:
		return forgotten(err)
	case !c.RedactedAt.IsZero() || !c.DeletedAt.IsZero():
		return "forgotten", nil
	case c.Profile.Email == "":
		return "no_address", nil
	}
	if kind.Optional {
		if out, err := f.optedOut(ctx, c); out || err != nil {
			return "opted_out", err
		}
	}
	content, due, err := f.contentOf(ctx, shop, c, kind.Name, m)
	if err != nil {
		return "", err
	}
	if !due {
		return "not_needed", nil
	}
	letter := notices.Letter{
		Shop: m.Shop, ID: m.ID, At: m.MadeAt, Kind: kind, Language: languageOf(c, shop),
		To: c.Profile.Email, Name: c.Profile.Name(), Store: storeName(shop), ReplyTo: shop.Details.Email, Content: content,
	}
	if kind.Optional {
		letter.OptOut = f.optOutLink(shop, c.ID)
	}
	return posted(f.Mailer.Send(ctx, letter))
}

// posted is the word for what the mail server said.
func posted(err error) (string, error) {
	switch {
	case err == nil:
		return "sent", nil
	case models.CodeOf(err) == models.Invalid:
		return "bounced", nil // nobody here can mend a shopper's address, and no repetition does
	}
	return "", err
}

// languageOf is the language in which a contact is written to.
func languageOf(c contacts.Contact, s shops.Shop) string {
	return models.LanguageOf(c.Profile.Locale, s.Details.Locale)
}

func storeName(s shops.Shop) string {
	if s.Details.Name != "" {
		return s.Details.Name
	}
	return string(s.ID)
}

// forgotten passes over what was erased meanwhile.
func forgotten(err error) (string, error) {
	if models.CodeOf(err) == models.NotFound {
		return "forgotten", nil
	}
	return "", err
}

// contentOf looks up what a mail tells, and whether it still has to be told.
func (f *Flow) contentOf(ctx context.Context, shop shops.Shop, c contacts.Contact, notice string, m outbox.Message) (notices.Content, bool, error) {
	none := notices.Content{}
	book, rule, err := f.booksOf(ctx, shop.ID, c.ID)
	if err != nil {
		return none, false, err
	}
	if book.Account.Halted != "" {
		return none, false, models.Errorf(models.Conflict, "the points of this contact are stopped; check the contact in the panel")
	}
	out := notices.Content{Balance: book.Account.Balances.Shown()}
	switch notice {
	case notices.Expiring:
		for _, e := range book.Endings(rule) {
			if lastDay(e.At, shop) == m.Params["day"] {
				out.Points += e.Points
			}
		}
		day, err := time.Parse(time.DateOnly, m.Params["day"])
		if err != nil {
			return none, false, models.Errorf(models.Internal, "a reminder names no day")
		}
		out.LastDay = day.Add(12 * time.Hour)
		return out, out.Points > 0, nil
	case notices.Ready, notices.Returned:
		r, err := f.Redemptions.Get(ctx, shop.ID, m.Params["redemption"])
		if err != nil && models.CodeOf(err) == models.NotFound {
			return none, false, nil
		}
		out.Points, out.Reward, out.Code = r.Points, r.Called(languageOf(c, shop)), r.Code
		due := r.State == rewards.Returned || r.State == rewards.Failed
		if notice == notices.Ready {
			due = r.State == rewards.Ready || r.State == rewards.Used && r.Gift.Effect.Immediate()
		}
		return out, due, err
	}
	if out.Points, err = strconv.ParseInt(m.Params["points"], 10, 64); err != nil {
		return none, false, models.Errorf(models.Internal, "a message names no points")
	}
	if order := m.Params["order"]; order != "" {
		r, err := f.Orders.Get(ctx, shop.ID, models.OrderID(order))
		if err != nil && models.CodeOf(err) != models.NotFound {
			return none, false, err
		}
		out.Order = r.Order.Name
	}
	return out, true, nil
}

// lastDay is the last day on which points can be used that run out at a time.
func lastDay(end time.Time, shop shops.Shop) string {
	return end.Add(-time.Millisecond).In(shop.Location()).Format(time.DateOnly)
}
