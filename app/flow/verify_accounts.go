package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/points"
)

// accounts looks at the next accounts with all their entries and lots. What
// others write meanwhile can make sound books look wrong, so an account that
// looks wrong is looked at again, as it was at one moment.
func (c *checkup) accounts(ctx context.Context) error {
	accounts, err := c.flow.Books.Accounts(ctx, c.shop.ID, models.ContactID(c.v.After), verifyBatch)
	if err != nil {
		return err
	}
	wrong, err := c.flow.verify(ctx, c.shop.ID, accounts)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if len(wrong[a.ID]) == 0 {
			continue
		}
		account, violations, err := c.flow.verifyAtOneMoment(ctx, c.shop.ID, a.ID)
		if err != nil {
			return err
		}
		if err := c.found(ctx, account, "", violations); err != nil {
			return err
		}
	}
	c.v.Present.Accounts += int64(len(accounts))
	if len(accounts) < verifyBatch {
		c.v = c.v.Next()
		return nil
	}
	c.v.After = string(accounts[len(accounts)-1].ID)
	return nil
}

// verify holds accounts against their entries, their lots and what the list of
// contacts shows.
func (f *Flow) verify(ctx context.Context, shop models.ShopID, accounts []points.Account) (map[models.ContactID][]points.Violation, error) {
	ids := make([]models.ContactID, 0, len(accounts))
	verifiers := make(map[models.ContactID]*points.Verifier, len(accounts))
	for _, a := range accounts {
		ids = append(ids, a.ID)
		verifiers[a.ID] = points.NewVerifier(a)
	}
	// An entry or a lot under another name than its own is missing under its own.
	booked := given{}
	posted, held := eventSums{}, holdSums{}
	err := f.Books.EachEntry(ctx, shop, ids, func(e points.Entry) error {
		if v := verifiers[e.Account]; v != nil {
			v.Entry(e)
			posted.add(e)
			held.add(e)
		}
		booked.add(e.Account, e.Cause.ID, e.ReferralChange())
		return nil
	})
	if err != nil {
		return nil, err
	}
	foreign := strays{}
	err = f.Books.EachLot(ctx, shop, ids, func(l points.Lot) error {
		foreign.add(l)
		if v := verifiers[l.Account]; v != nil {
			v.Lot(l)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	wrong := map[models.ContactID][]points.Violation{}
	for id, v := range verifiers {
		if found := v.Violations(); len(found) > 0 {
			wrong[id] = found
		}
	}
	if err := f.verifyReferrals(ctx, shop, ids, booked, wrong); err != nil {
		return nil, err
	}
	if err := f.verifyEvents(ctx, shop, ids, posted, wrong); err != nil {
		return nil, err
	}
	if err := f.verifyHolds(ctx, shop, ids, held, wrong); err != nil {
		return nil, err
	}
	if err := f.verifyMerges(ctx, shop, ids, foreign, wrong); err != nil {
		return nil, err
	}
	return wrong, f.verifyShown(ctx, shop, accounts, wrong)
}

// verifyShown adds what the list of contacts shows otherwise than the accounts
// have it. An account whose contact is gone is being erased, entry by entry; it
// is told of only while all its entries are there.
func (f *Flow) verifyShown(ctx context.Context, shop models.ShopID, accounts []points.Account, wrong map[models.ContactID][]points.Violation) error {
	ids := make([]models.ContactID, 0, len(accounts))
	for _, a := range accounts {
		ids = append(ids, a.ID)
	}
	found, err := f.Books.Contacts(ctx, shop, ids)
	if err != nil {
		return err
	}
	shown := make(map[models.ContactID]points.Balances, len(found))
	for _, c := range found {
		shown[c.ID] = points.Balances{Available: c.Figures.Available, Pending: c.Figures.Pending, Debt: c.Figures.Debt}
	}
	for _, a := range accounts {
		s, ok := shown[a.ID]
		b := a.Balances
		switch {
		case !ok && len(wrong[a.ID]) > 0:
			delete(wrong, a.ID)
		case !ok:
			wrong[a.ID] = append(wrong[a.ID], points.Violation{Law: points.LawContact, Text: "the account belongs to no contact"})
		case s != points.Balances{Available: b.Available, Pending: b.Pending, Debt: b.Debt}:
			wrong[a.ID] = append(wrong[a.ID], points.Violation{Law: points.LawContact, Text: "the list of contacts shows other points than the account has"})
		}
	}
	return nil
}

// verifyAtOneMoment looks at one account, undisturbed by who writes to it.
func (f *Flow) verifyAtOneMoment(ctx context.Context, shop models.ShopID, id models.ContactID) (points.Account, []points.Violation, error) {
	var account points.Account
	var violations []points.Violation
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		violations = nil
		var err error
		if account, err = f.Ledger.Account(ctx, shop, id); err != nil || account.Version == 0 {
			return err // version zero: erased meanwhile
		}
		wrong, err := f.verify(ctx, shop, []points.Account{account})
		violations = wrong[id]
		return err
	})
	return account, slices.Clone(violations), err
}

// whatIsWrong tells the first law that an account or one of its orders breaks;
// empty for none. What is only shown wrongly is no reason to stop anybody.
func (f *Flow) whatIsWrong(ctx context.Context, shop models.ShopID, id models.ContactID) (string, error) {
	_, violations, err := f.verifyAtOneMoment(ctx, shop, id)
	if err != nil {
		return "", err
	}
	for _, v := range violations {
		if !v.Law.Shown() {
			return v.Text, nil
		}
	}
	records, err := f.Orders.Of(ctx, shop, []models.ContactID{id}, models.BacklogMax)
	if err != nil {
		return "", err
	}
	wrong, err := f.verifyOrders(ctx, shop, records)
	if err != nil {
		return "", err
	}
	for _, r := range records {
		if found := wrong[r.Order.ID]; len(found) > 0 {
			return found[0].Text, nil
		}
	}
	return "", nil
}
