package flow

import (
	"context"
	"maps"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/referrals"
	"clientele/models/shops"
)

// ReviewReferrals decides referrals that wait, one bounded batch: an order of a
// friend has changed, or the time for returns has passed.
func (f *Flow) ReviewReferrals(ctx context.Context) (int, error) {
	due, err := f.Referrals.Due(ctx, models.Instant(f.Now()), Batch)
	if err != nil {
		return 0, err
	}
	for i, r := range due {
		shop, err := f.Shops.Get(ctx, r.Shop)
		if err != nil {
			return i, err
		}
		versions, err := f.Programmes.Versions(ctx, r.Shop)
		if err != nil {
			return i, err
		}
		if err := f.reviewReferral(ctx, shop, versions, r); err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// referralPause is how long a referral waits whose accounts are stopped, or
// written to by somebody else. It must not hold up the others.
const referralPause = time.Minute

func (f *Flow) reviewReferral(ctx context.Context, shop shops.Shop, versions []points.Programme, r referrals.Referral) error {
	err := f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		found, err := f.Referrals.Named(ctx, shop.ID, []string{r.ID})
		if err != nil || len(found) == 0 || !found[0].Waits {
			return err // somebody was faster
		}
		_, err = w.review(ctx, found[0])
		return err
	})
	if !passedOver(err) {
		return err
	}
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		_, err := f.Referrals.Save(ctx, r.Marked(f.Now().Add(referralPause)))
		return err
	})
	if models.CodeOf(err) == models.Conflict && err != nil { // it has changed meanwhile
		return nil
	}
	return err
}

// review decides one referral and brings the points of both sides in line.
func (w *work) review(ctx context.Context, r referrals.Referral) (referrals.Referral, error) {
	friend, err := w.follow(ctx, r.Friend)
	if err != nil {
		return r, err
	}
	facts, err := w.referralFacts(ctx, r, friend)
	if err != nil {
		return r, err
	}
	r = r.Decided(facts, w.now)
	if r, err = w.pay(ctx, r, referrals.Friend, friend, r.Worth(referrals.Friend)); err != nil {
		return r, err
	}
	return w.share(ctx, r)
}

// pay brings what one side has of a referral to a target. Whoever else had
// something of it, because the code turned out to be another one, gives it back.
func (w *work) pay(ctx context.Context, r referrals.Referral, side referrals.Side, to models.ContactID, target int64) (referrals.Referral, error) {
	owners := map[models.ContactID]paid{}
	if target > 0 {
		owners[to] = paid{}
	}
	for _, p := range r.Postings {
		if p.Side == side {
			owner, err := w.follow(ctx, p.Account)
			if err != nil {
				return r, err
			}
			was := owners[owner]
			owners[owner] = paid{was.net + p.Net, was.forgiven + p.Forgiven}
		}
	}
	evenOut(owners)
	version, ok := points.InForce(w.versions, r.PlacedAt)
	if !ok {
		return r, nil
	}
	for _, owner := range slices.Sorted(maps.Keys(owners)) {
		was, due := owners[owner], int64(0)
		if owner == to {
			due = target
		}
		if was.net-was.forgiven == due {
			continue
		}
		p, err := w.person(ctx, owner)
		if err != nil {
			return r, err
		}
		given, err := w.flow.Ledger.LotsGiven(ctx, w.shop.ID, owner, points.OfReferral, r.ID)
		if err != nil {
			return r, err
		}
		p.book.Add(given) // what ran out of them costs nobody anything again
		net, forgiven := p.book.Refer(r.ID, was.net, was.forgiven, due, version)
		r = r.With(side, owner, net, forgiven)
	}
	return r, nil
}

// paid is what a person has of one referral.
type paid struct{ net, forgiven int64 }

// evenOut holds what one person gave back for another, while staff had made the
// two one, against what the other one has.
func evenOut(owners map[models.ContactID]paid) {
	ids := slices.Sorted(maps.Keys(owners))
	for _, lender := range ids {
		for _, other := range ids {
			lent := min(-owners[lender].net, owners[other].net)
			if lent <= 0 || lender == other {
				continue
			}
			owners[lender] = paid{owners[lender].net + lent, owners[lender].forgiven}
			owners[other] = paid{owners[other].net - lent, owners[other].forgiven}
		}
	}
}

// sharedMax bounds the referrals of one advocate that a cap is divided among.
// Those after so many in one period get nothing.
const sharedMax = 1_000

// share pays the advocate what the caps leave, and brings the advocate's other
// referrals in line, whose room may have changed. It saves them all.
func (w *work) share(ctx context.Context, r referrals.Referral) (referrals.Referral, error) {
	advocate := r.Advocate
	if advocate != "" {
		var err error
		if advocate, err = w.follow(ctx, advocate); err != nil {
			return r, err
		}
	}
	all, err := w.rivals(ctx, r, advocate)
	if err != nil {
		return r, err
	}
	shares := referrals.Shares(all)
	if r, err = w.pay(ctx, r, referrals.Advocate, advocate, shares[r.ID]); err != nil {
		return r, err
	}
	w.keep(r)
	for _, other := range all {
		net, forgiven := other.Posted(referrals.Advocate)
		if other.ID == r.ID || net-forgiven == shares[other.ID] {
			continue
		}
		if other, err = w.pay(ctx, other, referrals.Advocate, advocate, shares[other.ID]); err != nil {
			return r, err
		}
		w.keep(other)
	}
	return r, nil
}

// rivals are the referrals that a cap is divided among: those of the advocate
// that count in the same period, and this one if it counts.
func (w *work) rivals(ctx context.Context, r referrals.Referral, advocate models.ContactID) ([]referrals.Referral, error) {
	var all []referrals.Referral
	from, to, capped := points.ReferralWindows(w.versions, r.DueAt, r.Zone)
	if capped && advocate != "" && !r.DueAt.IsZero() {
		accounts, err := w.accountsOf(ctx, advocate)
		if err != nil {
			return nil, err
		}
		if all, err = w.flow.Referrals.Counting(ctx, w.shop.ID, accounts, from, to, sharedMax); err != nil {
			return nil, err
		}
	}
	full := len(all) == sharedMax && !slices.ContainsFunc(all, func(o referrals.Referral) bool { return o.ID == r.ID })
	all = slices.DeleteFunc(all, func(o referrals.Referral) bool { return o.ID == r.ID })
	if r.State == referrals.Earned && !full {
		all = append(all, r)
	}
	return all, nil
}
