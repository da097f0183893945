package flow

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/referrals"
)

// referralsVerified bounds the referrals that are held against one batch of
// accounts.
const referralsVerified = 10_000

// given is what accounts have of referrals, by account and referral.
type given map[models.ContactID]map[string]int64

func (g given) add(account models.ContactID, referral string, points int64) {
	if points == 0 {
		return
	}
	if g[account] == nil {
		g[account] = map[string]int64{}
	}
	g[account][referral] += points
}

// verifyReferrals holds what the entries of accounts tell about recommendations
// against the referrals themselves, in both directions.
func (f *Flow) verifyReferrals(ctx context.Context, shop models.ShopID, accounts []models.ContactID, booked given, wrong map[models.ContactID][]points.Violation) error {
	found, err := f.Referrals.PostedTo(ctx, shop, accounts, referralsVerified)
	if err != nil {
		return err
	}
	noted := given{}
	for _, r := range found {
		for _, p := range r.Postings {
			noted.add(p.Account, r.ID, p.Net)
			if worthless(r) && slices.Contains(accounts, p.Account) {
				wrong[p.Account] = append(wrong[p.Account], points.Violation{Law: points.LawReferral, Text: fmt.Sprintf("referral %s does not count and has given points", r.ID)})
			}
		}
	}
	for _, account := range accounts {
		ids := map[string]bool{}
		for id := range booked[account] {
			ids[id] = true
		}
		for id := range noted[account] {
			ids[id] = true
		}
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			if has, says := booked[account][id], noted[account][id]; has != says {
				wrong[account] = append(wrong[account], points.Violation{
					Law:  points.LawReferral,
					Text: fmt.Sprintf("the entries give %d points for referral %s, the referral says %d", has, id, says),
				})
			}
		}
	}
	return nil
}

// worthless finds referrals that gave points although they do not count. One
// that waits to be looked at is between two decisions.
func worthless(r referrals.Referral) bool {
	if r.Waits || r.State == referrals.Earned {
		return false
	}
	for _, side := range []referrals.Side{referrals.Advocate, referrals.Friend} {
		if net, forgiven := r.Posted(side); net != forgiven {
			return true
		}
	}
	return false
}
