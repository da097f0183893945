package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// What tells a contact's only event of a kind.
const (
	accountSource = "account"
	consentSource = "consent"
)

// signUp notes that the customer has made an account. A buyer without one earns
// nothing for it until they make one. Whatever order the news come in, the
// account is as old as the earliest of them say.
func (w *work) signUp(ctx context.Context, p *person, in CustomerChanged) error {
	if in.Account == nil || !p.contact.RedactedAt.IsZero() {
		return nil
	}
	if p.contact.ID == models.MemberContact(in.Customer) { // else a record that became part of this one
		if told := p.contact.Account.Told(*in.Account, models.Instant(in.Profile.AsOf)); told != p.contact.Account {
			p.contact.Account, p.dirty = told, true
		}
	}
	made := p.contact.Account.MadeAt(in.CreatedAt)
	if made.IsZero() || made.After(w.now) {
		return nil
	}
	_, _, err := w.note(ctx, p, points.Event{Kind: points.SignUp, Source: accountSource, At: made}, func(e points.Event) points.Event {
		if p.contact.ID == models.MemberContact(in.Customer) {
			e.At = models.Instant(made)
		}
		return e
	})
	return err
}

// ConsentChanged takes in whether a customer agrees to marketing by e-mail. The
// first time counts, once in a lifetime. Who withdraws a consent that nobody
// told us of had given it before, and what comes later is not the first time.
func (f *Flow) ConsentChanged(ctx context.Context, in ConsentChanged) (Outcome, error) {
	shop, err := f.knownShop(ctx, in.Shop)
	if err != nil || gone(shop) {
		return ignored, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		out = Outcome{Word: "replayed"}
		id, err := w.follow(ctx, models.MemberContact(in.Customer))
		if err != nil {
			return err
		}
		p, err := w.person(ctx, id)
		if err != nil || !p.contact.RedactedAt.IsZero() {
			return err
		}
		at := models.Instant(in.At)
		first := points.Event{Kind: points.Newsletter, Source: consentSource, At: at, Missed: !in.Subscribed}
		_, recorded, err := w.note(ctx, p, first, func(e points.Event) points.Event {
			if at.Before(e.At) {
				e.At, e.Missed = at, !in.Subscribed
			}
			return e
		})
		if err != nil || !recorded {
			return err
		}
		out = outcomeOf(p.change())
		return nil
	})
	return f.told(ctx, shop, out, err)
}
