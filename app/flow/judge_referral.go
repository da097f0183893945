package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/referrals"
)

// JudgeReferral is what a person of the store makes of a recommendation that
// looks like one within a household.
type JudgeReferral struct {
	Shop    models.ShopID
	ID      string // of the referral
	Verdict referrals.Verdict
	Note    string
	Actor   string // the platform's user number
}

// JudgeReferral keeps the verdict and brings the points of both sides in line
// with it, in one step. The same verdict again changes nothing. The errors are
// those of referrals.Referral.Judged, and models.NotFound.
func (f *Flow) JudgeReferral(ctx context.Context, in JudgeReferral) (referrals.Referral, error) {
	shop, versions, err := f.ofShop(ctx, in.Shop)
	if err != nil {
		return referrals.Referral{}, err
	}
	var out referrals.Referral
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		found, err := f.Referrals.Named(ctx, shop.ID, []string{in.ID})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return models.Errorf(models.NotFound, "there is no such recommendation")
		}
		judged, changed, err := found[0].Judged(referrals.Judgement{Verdict: in.Verdict, Note: in.Note, Actor: in.Actor, At: w.now})
		if out = judged; err != nil || !changed {
			return err
		}
		out, err = w.review(ctx, judged)
		return err
	})
	return out, err
}

// reviewsShown bounds the recommendations to look at on one contact's card.
const reviewsShown = 5

// referralsToReview lists the recommendations of one person, on whatever
// records, that somebody should look at.
func (f *Flow) referralsToReview(ctx context.Context, shop models.ShopID, records []models.ContactID) ([]referrals.Referral, error) {
	var all []referrals.Referral
	for _, record := range records[:min(len(records), ownRecords)] {
		page, err := f.Referrals.Page(ctx, shop, referrals.Query{Contact: record, Review: true, Limit: reviewsShown})
		if err != nil {
			return nil, err
		}
		for _, r := range page.Items {
			if len(all) < reviewsShown && !slices.ContainsFunc(all, func(o referrals.Referral) bool { return o.ID == r.ID }) {
				all = append(all, r)
			}
		}
	}
	return all, nil
}
