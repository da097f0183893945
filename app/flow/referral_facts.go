package flow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/referrals"
)

// The bounds of what is looked at to decide a referral: the earliest orders of
// the friend and of those who may be the same person, the contacts that share
// an identity, and the records whose identities are compared.
const (
	friendOrders = 100
	kinMax       = 50
	kinOrders    = 50
	ownRecords   = 10
)

// endOfTime is after everything that has happened.
var endOfTime = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// referralFacts gathers what a referral is decided from, as of now.
func (w *work) referralFacts(ctx context.Context, r referrals.Referral, friend models.ContactID) (referrals.Facts, error) {
	version, ok := points.InForce(w.versions, r.PlacedAt)
	facts := referrals.Facts{Counts: func(o orders.Order) bool { return ok && version.Counts(o) }}
	accounts, err := w.accountsOf(ctx, friend)
	if err != nil {
		return facts, err
	}
	records, err := w.flow.Orders.Between(ctx, w.shop.ID, accounts, time.Time{}, endOfTime, friendOrders)
	if err != nil {
		return facts, err
	}
	for _, record := range records {
		facts.Orders = append(facts.Orders, record.Order)
	}
	at := slices.IndexFunc(facts.Orders, func(o orders.Order) bool { return o.ID == r.Order })
	if at < 0 {
		return facts, nil
	}
	order := facts.Orders[at]
	if facts.Superseded, err = w.superseded(ctx, r, accounts, facts.Orders); err != nil {
		return facts, err
	}
	if facts.Advocate, err = w.advocateOf(ctx, r, order); err != nil {
		return facts, err
	}
	return facts, w.recognise(ctx, &facts, friend, accounts, order)
}

// advocateOf is who the code of an order belongs to now. Who has got points
// already stays it, even if nothing is known of them any more.
func (w *work) advocateOf(ctx context.Context, r referrals.Referral, o orders.Order) (models.ContactID, error) {
	code := referrals.CodeIn(o)
	if !r.EarnedAt.IsZero() && code == r.Code {
		return r.Advocate, nil
	}
	if code == "" {
		return "", nil
	}
	id, err := w.flow.Referrals.Advocate(ctx, w.shop.ID, code)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if id, err = w.follow(ctx, id); err != nil {
		return "", err
	}
	c, err := w.flow.Contacts.Get(ctx, w.shop.ID, id)
	if err == nil && !c.DeletedAt.IsZero() {
		return "", nil
	}
	return id, unlessMissing(err)
}

// superseded tells whether another referral is the one of this friend: records
// that were joined may bring one each, and only the earliest counts.
func (w *work) superseded(ctx context.Context, r referrals.Referral, accounts []models.ContactID, all []orders.Order) (bool, error) {
	if len(accounts) == 1 {
		return false, nil
	}
	found, err := w.flow.Referrals.Named(ctx, w.shop.ID, w.referralsOf(accounts))
	if err != nil {
		return false, err
	}
	found = slices.DeleteFunc(found, func(o referrals.Referral) bool {
		return !slices.ContainsFunc(all, func(one orders.Order) bool { return one.ID == o.Order })
	})
	main := slices.MinFunc(append(found, r), func(a, b referrals.Referral) int {
		return cmp.Or(a.PlacedAt.Compare(b.PlacedAt), cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	return main.ID != r.ID, nil
}

// recognise looks for the friend under other identities.
func (w *work) recognise(ctx context.Context, facts *referrals.Facts, friend models.ContactID, accounts []models.ContactID, o orders.Order) error {
	facts.Self = facts.Advocate == friend
	var identities []string
	var homes contacts.Homes
	for _, id := range accounts[:min(len(accounts), ownRecords)] {
		c, err := w.flow.Contacts.Get(ctx, w.shop.ID, id)
		if err != nil && models.CodeOf(err) != models.NotFound {
			return err
		}
		homes = homes.Join(c.Homes)
		for _, identity := range c.Profile.Identities() {
			if !slices.Contains(identities, identity) {
				identities = append(identities, identity)
			}
		}
	}
	kin, err := w.flow.Referrals.Kin(ctx, w.shop.ID, identities, kinMax)
	if err != nil {
		return err
	}
	var others []models.ContactID
	for _, c := range kin {
		if slices.Contains(accounts, c.ID) || !shares(c, identities) {
			continue
		}
		owner, err := w.follow(ctx, c.ID)
		if err != nil {
			return err
		}
		if owner == facts.Advocate {
			facts.Self = true
			continue
		}
		records, err := w.accountsOf(ctx, owner)
		if err != nil {
			return err
		}
		others = append(others, records...)
	}
	before, err := w.flow.Orders.Between(ctx, w.shop.ID, others, time.Time{}, o.CreatedAt, kinOrders)
	facts.NotNew = slices.ContainsFunc(before, func(r points.Record) bool { return r.Order.Paid() })
	if err != nil || facts.Self {
		return err
	}
	return w.household(ctx, facts, accounts, homes, o)
}

// shares tells whether a contact has one of some identities. Searching finds
// other words of the same letters, too, such as a customer number like a
// telephone's.
func shares(c contacts.Contact, identities []string) bool {
	return slices.ContainsFunc(c.Profile.Identities(), func(identity string) bool { return slices.Contains(identities, identity) })
}
