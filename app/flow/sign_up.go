package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/contacts"
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
	return f.hear(ctx, in.Shop, func(ctx context.Context, w *work) (Outcome, error) {
		out := Outcome{Word: "replayed"}
		id, err := w.follow(ctx, models.MemberContact(in.Customer))
		if err != nil {
			return out, err
		}
		p, err := w.person(ctx, id)
		if err != nil || !p.contact.RedactedAt.IsZero() {
			return out, err
		}
		agreed, err := w.agree(ctx, in)
		if err != nil {
			return out, err
		}
		if agreed {
			out = Outcome{Word: "recorded"}
		}
		at := models.Instant(in.At)
		first := points.Event{Kind: points.Newsletter, Source: consentSource, At: at, Missed: !in.Subscribed}
		_, recorded, err := w.note(ctx, p, first, func(e points.Event) points.Event {
			if at.Before(e.At) {
				e.At, e.Missed = at, !in.Subscribed
			}
			return e
		})
		if recorded {
			out = outcomeOf(p.change())
		}
		return out, err
	})
}

// agree keeps the news of a consent with the record of the very customer, even
// if it has become part of another one.
func (w *work) agree(ctx context.Context, in ConsentChanged) (bool, error) {
	own, err := w.person(ctx, models.MemberContact(in.Customer))
	if err != nil || !own.contact.RedactedAt.IsZero() {
		return false, err
	}
	updated := own.contact.Agreed(contacts.Consent{Channel: contacts.EMail, Given: in.Subscribed, At: models.Instant(in.At)})
	if slices.Equal(updated.Consents, own.contact.Consents) {
		return false, nil
	}
	own.contact, own.dirty = updated, true
	return true, nil
}
