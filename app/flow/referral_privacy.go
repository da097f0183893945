package flow

import (
	"context"

	"clientele/models"
	"clientele/models/referrals"
	"clientele/models/shops"
)

// forgetReferrals takes a contact out of all referrals, and forgets the
// contact's code. What the other side got is theirs, so the referral itself
// stays, and names nobody.
func (f *Flow) forgetReferrals(ctx context.Context, shop shops.Shop, id models.ContactID) error {
	for {
		removed := 0
		err := f.Tx.Do(ctx, func(ctx context.Context) error {
			found, err := f.Referrals.With(ctx, shop.ID, id, eraseBatch)
			if err != nil {
				return err
			}
			posted, err := f.Referrals.PostedTo(ctx, shop.ID, []models.ContactID{id}, eraseBatch)
			if err != nil {
				return err
			}
			seen := map[string]bool{}
			for _, r := range append(found, posted...) {
				if seen[r.ID] {
					continue
				}
				seen[r.ID] = true
				if _, err := f.Referrals.Save(ctx, r.Without(id)); err != nil {
					return err
				}
			}
			removed = len(seen)
			return nil
		})
		if err != nil {
			return err
		}
		if removed == 0 {
			break
		}
	}
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		return f.Referrals.EraseCode(ctx, shop.ID, referrals.CodeOf(shop.Salt, id))
	})
}

// exportReferrals are the referrals that a contact is on either side of, and the
// contact's own code where it was ever given out.
func (f *Flow) exportReferrals(ctx context.Context, shop models.ShopID, id models.ContactID) (code string, all []referrals.Referral, err error) {
	s, err := f.Shops.Get(ctx, shop)
	if err != nil {
		return "", nil, err
	}
	code = referrals.CodeOf(s.Salt, id)
	if _, err = f.Referrals.Advocate(ctx, shop, code); err != nil {
		code = ""
	}
	if err = unlessMissing(err); err != nil {
		return "", nil, err
	}
	all, err = f.Referrals.With(ctx, shop, id, models.BacklogMax)
	return code, all, err
}
