package flow

import (
	"context"
	"slices"
	"strings"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// MergePreview is what a merge by hand would do, with nothing done.
type MergePreview struct {
	Into, From MergeSide
	After      MergeSide // the survivor then; what is only counted is that of both
}

// MergeSide is one contact as a merge finds it, or leaves it.
type MergeSide struct {
	Contact   contacts.Contact // with its figures and level
	Balances  points.Balances
	Consents  []contacts.Consent
	Events    int // at most mergeCounted
	Referrals int // at most mergeCounted
}

// mergeCounted bounds what is counted for a preview.
const mergeCounted = 100

// PreviewMerge carries a merge out without writing it.
func (f *Flow) PreviewMerge(ctx context.Context, shopID models.ShopID, into, from models.ContactID) (MergePreview, error) {
	var out MergePreview
	shop, versions, err := f.ofShop(ctx, shopID)
	if err != nil {
		return out, err
	}
	ladders, err := f.Levels.Ladders(ctx, shop.ID)
	if err != nil {
		return out, err
	}
	w := f.begin(shop, versions, ladders)
	if err := w.mergeable(ctx, into, from); err != nil {
		return out, err
	}
	for id, side := range map[models.ContactID]*MergeSide{into: &out.Into, from: &out.From} {
		if *side, err = w.mergeSide(ctx, id); err != nil {
			return out, err
		}
	}
	if _, err := w.merge(ctx, MergeContacts{Shop: shopID, Into: into, From: from}); err != nil {
		return out, err
	}
	if err := w.raise(ctx); err != nil {
		return out, err
	}
	p := w.people[into]
	p.show()
	out.After = MergeSide{
		Contact: p.contact, Balances: p.book.Account.Balances, Events: out.Into.Events + out.From.Events, Referrals: out.Into.Referrals + out.From.Referrals,
	}
	out.After.Consents, err = f.consentsOf(ctx, p.contact)
	return out, err
}

// mergeSide is a contact as it is now.
func (w *work) mergeSide(ctx context.Context, id models.ContactID) (MergeSide, error) {
	p, err := w.person(ctx, id)
	if err != nil {
		return MergeSide{}, err
	}
	out := MergeSide{Contact: p.contact, Balances: p.book.Account.Balances}
	if out.Consents, err = w.flow.consentsOf(ctx, p.contact); err != nil {
		return out, err
	}
	events, err := w.flow.Events.Of(ctx, w.shop.ID, p.accounts(), mergeCounted)
	if err != nil {
		return out, err
	}
	referrals, err := w.flow.Referrals.With(ctx, w.shop.ID, id, mergeCounted)
	out.Events, out.Referrals = len(events), len(referrals)
	return out, err
}

// consentsOf is what a person agrees to, all their records considered.
func (f *Flow) consentsOf(ctx context.Context, c contacts.Contact) ([]contacts.Consent, error) {
	if len(c.Absorbed) == 0 {
		return c.Consents, nil
	}
	others, err := f.Books.Contacts(ctx, c.Shop, (&person{contact: c}).accounts()[1:])
	return c.Strictest(others), err
}

// Similar is a contact that may be the same person, and what the two share.
type Similar struct {
	Contact contacts.Contact
	Shares  []string // email, phone or name
}

// similarMax bounds how many contacts are proposed.
const similarMax = 20

// SimilarContacts proposes contacts that may be the same person: they share a
// mailbox, a telephone or a name.
func (f *Flow) SimilarContacts(ctx context.Context, shop models.ShopID, id models.ContactID) ([]Similar, error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return nil, err
	}
	words := c.Profile.Identities()
	if name := strings.ToLower(c.Profile.Name()); name != "" {
		words = append(words, name)
	}
	kin, err := f.Referrals.Kin(ctx, shop, words, kinMax)
	if err != nil {
		return nil, err
	}
	var all []Similar
	for _, other := range kin {
		if other.ID == c.ID || other.MergedInto != "" || !other.RedactedAt.IsZero() {
			continue
		}
		if shares := c.Profile.Shares(other.Profile); len(shares) > 0 {
			all = append(all, Similar{Contact: other, Shares: shares})
		}
	}
	slices.SortStableFunc(all, func(a, b Similar) int { return len(b.Shares) - len(a.Shares) })
	return all[:min(len(all), similarMax)], nil
}
