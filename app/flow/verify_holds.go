package flow

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/rewards"
)

// holdSums is what entries tell about reservations, by account and reservation.
type holdSums map[models.ContactID]map[string]*points.HoldSums

func (h holdSums) add(e points.Entry) {
	id := e.OfHold()
	if id == "" {
		return
	}
	if h[e.Account] == nil {
		h[e.Account] = map[string]*points.HoldSums{}
	}
	if h[e.Account][id] == nil {
		h[e.Account][id] = &points.HoldSums{}
	}
	h[e.Account][id].Add(e)
}

// verifyHolds holds what the entries of accounts tell about reservations
// against the redemptions they were made for: each ended once, and as it says.
func (f *Flow) verifyHolds(ctx context.Context, shop models.ShopID, accounts []models.ContactID, told holdSums, wrong map[models.ContactID][]points.Violation) error {
	found, err := f.Redemptions.Of(ctx, shop, accounts)
	if err != nil {
		return err
	}
	for _, r := range found {
		holder := r.Hold.Account
		sums := told[holder][r.Hold.ID]
		if sums == nil {
			sums = &points.HoldSums{}
		}
		delete(told[holder], r.Hold.ID)
		wrong[holder] = append(wrong[holder], r.Hold.Verify(*sums)...)
		if spent := r.Hold.State == points.HoldPosted; spent && r.Gift.Effect == rewards.Discount && r.Hold.PostedFor == "" {
			wrong[holder] = append(wrong[holder], points.Violation{Law: points.LawHold, Text: fmt.Sprintf("reservation %s was spent on no order", r.Hold.ID)})
		}
		if len(wrong[holder]) == 0 {
			delete(wrong, holder)
		}
	}
	for holder, rest := range told {
		for _, id := range slices.Sorted(maps.Keys(rest)) {
			if !rest[id].Undone() {
				wrong[holder] = append(wrong[holder], points.Violation{Law: points.LawHold, Text: fmt.Sprintf("reservation %s belongs to no redemption", id)})
			}
		}
	}
	return nil
}

// verifyCodes adds the paid orders that took a reward's discount without its
// points being spent on them. A code that two orders carry was spent on one; it
// is flagged and shown to people.
func (f *Flow) verifyCodes(ctx context.Context, shop models.ShopID, records []points.Record, wrong map[models.OrderID][]points.Violation) error {
	var codes []string
	for _, r := range records {
		if r.Order.Paid() && !r.Order.Cancelled() {
			codes = append(codes, rewardCodes(r.Order)...)
		}
	}
	found, err := f.Redemptions.ByCodes(ctx, shop, codes)
	if err != nil {
		return err
	}
	behind := map[string]rewards.Redemption{}
	for _, r := range found {
		behind[r.Code] = r
	}
	for _, r := range records {
		if !r.Order.Paid() || r.Order.Cancelled() {
			continue
		}
		for _, code := range rewardCodes(r.Order) {
			x, ours := behind[code]
			if !ours || x.Gift.Effect != rewards.Discount || x.Hold.State == points.HoldPosted && (x.Hold.PostedFor == r.Order.ID || x.Flag != "") {
				continue
			}
			wrong[r.Order.ID] = append(wrong[r.Order.ID], points.Violation{
				Law: points.LawHold, Text: fmt.Sprintf("the order took the discount of redemption %s, whose points were not spent on it", x.ID),
			})
		}
	}
	return nil
}
