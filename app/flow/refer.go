package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/referrals"
)

// refer notes that an order may bear on a recommendation: it came by an
// advocate's code, or its buyer is a friend already. What follows from it is
// decided by ReviewReferrals, in a transaction of its own, because an advocate
// has a book, too. former is whom the order belonged to before, if anybody.
//
// A shop that never rewarded recommendations pays nothing for this.
func (w *work) refer(ctx context.Context, r *points.Record, p *person, former models.ContactID) error {
	if !points.Refers(w.versions) {
		return nil
	}
	own := w.referralsOf(p.accounts())
	ids := own
	if former != "" && former != p.contact.ID {
		ids = append(slices.Clone(own), referrals.IDOf(w.shop.Salt, former))
	}
	found, err := w.flow.Referrals.Named(ctx, w.shop.ID, ids)
	if err != nil {
		return err
	}
	version, inForce := points.InForce(w.versions, r.Order.CreatedAt)
	coded := referrals.CodeIn(r.Order) != ""
	friend := false
	for _, each := range found {
		if slices.Contains(own, each.ID) {
			friend = true
			if each.Friend == "" {
				continue // was erased; nobody is a friend twice
			}
			if coded && inForce && each.Later(r.Order) {
				each = each.About(r.Order, version.Settings.Referrals, version.Zone)
			}
		}
		w.keep(each.Marked(w.now))
	}
	if friend || !coded || !inForce || !version.Settings.Enabled || !version.Settings.Referrals.On {
		return nil
	}
	fresh := referrals.Referral{
		Shop: w.shop.ID, ID: referrals.IDOf(w.shop.Salt, p.contact.ID), Friend: p.contact.ID, State: referrals.Pending, MadeAt: w.now,
	}
	w.keep(fresh.About(r.Order, version.Settings.Referrals, version.Zone).Marked(w.now))
	return nil
}

// reconsider has the referrals of records looked at again that became part of
// another one: what looked like two people was one.
func (w *work) reconsider(ctx context.Context, records []models.ContactID) error {
	if !points.Refers(w.versions) {
		return nil
	}
	found, err := w.flow.Referrals.Named(ctx, w.shop.ID, w.referralsOf(records))
	for _, each := range found {
		if each.Friend != "" {
			w.keep(each.Marked(w.now))
		}
	}
	return err
}

// referralsOf are the ids that referrals have in which some contacts are friends.
func (w *work) referralsOf(friends []models.ContactID) []string {
	ids := make([]string, 0, len(friends))
	for _, id := range friends {
		ids = append(ids, referrals.IDOf(w.shop.Salt, id))
	}
	return ids
}

// keep has a referral written after the books.
func (w *work) keep(r referrals.Referral) {
	w.after = append(w.after, func(ctx context.Context) error {
		_, err := w.flow.Referrals.Save(ctx, r)
		return err
	})
}
