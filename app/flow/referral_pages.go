package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/referrals"
	"clientele/models/shops"
)

// EditReferrals is a merchant's wish to reward recommendations otherwise from
// now on.
type EditReferrals struct {
	Shop        models.ShopID
	BaseVersion int // of the programme, that the merchant was looking at
	Settings    referrals.Settings
	Actor       string
}

// ReferralSettings tells what recommendations bring, the version of the
// programme that says so, and the shop's currency.
func (f *Flow) ReferralSettings(ctx context.Context, shop models.ShopID) (points.Programme, string, error) {
	versions, err := f.Programme(ctx, shop)
	if err != nil {
		return points.Programme{}, "", err
	}
	s, err := f.Shops.Get(ctx, shop)
	return versions[len(versions)-1], currencyOf(s.Details.Currency), err
}

// EditReferrals saves a new version of the programme that differs in what
// recommendations bring. Orders placed before keep what was promised then.
func (f *Flow) EditReferrals(ctx context.Context, in EditReferrals) (points.Programme, error) {
	versions, err := f.Programme(ctx, in.Shop)
	if err != nil {
		return points.Programme{}, err
	}
	if problems := in.Settings.Problems(); len(problems) > 0 {
		return points.Programme{}, models.InvalidFields(problems)
	}
	versions, err = f.EditProgramme(ctx, EditProgramme{
		Shop: in.Shop, BaseVersion: in.BaseVersion, Settings: versions[len(versions)-1].Settings, Actor: in.Actor, Referrals: &in.Settings,
	})
	if err != nil {
		return points.Programme{}, err
	}
	return versions[len(versions)-1], nil
}

// ReferralPage lists referrals, newest first.
func (f *Flow) ReferralPage(ctx context.Context, shop models.ShopID, q referrals.Query) (models.Page[referrals.Referral], error) {
	q.Limit = models.Limit(q.Limit)
	return f.Referrals.Page(ctx, shop, q)
}

// MyReferral is what a shopper may hand out to friends.
type MyReferral struct {
	Code  string
	Terms referrals.Settings
}

// MyReferral gives a shopper's own code; nil while the store does not reward
// recommendations. The code is noted when it is first asked for, so that it is
// known when a friend brings it.
func (f *Flow) MyReferral(ctx context.Context, shopID models.ShopID, id models.ContactID) (*MyReferral, error) {
	versions, err := f.Programmes.Versions(ctx, shopID)
	if err != nil {
		return nil, err
	}
	version, ok := points.InForce(versions, f.Now())
	if !ok || !version.Settings.Enabled || !version.Settings.Referrals.On {
		return nil, nil
	}
	shop, err := f.Shops.Get(ctx, shopID)
	if err != nil {
		return nil, err
	}
	c, known, err := f.mine(ctx, shopID, id)
	if err != nil {
		return nil, err
	}
	if known {
		id = c.ID
	}
	out := &MyReferral{Code: referrals.CodeOf(shop.Salt, id), Terms: version.Settings.Referrals}
	return out, f.keepCode(ctx, shop, out.Code, id)
}

// keepCode notes whose a code is, unless that is known.
func (f *Flow) keepCode(ctx context.Context, shop shops.Shop, code string, id models.ContactID) error {
	_, err := f.Referrals.Advocate(ctx, shop.ID, code)
	if err == nil || models.CodeOf(err) != models.NotFound {
		return err
	}
	err = f.Tx.Do(ctx, func(ctx context.Context) error { return f.Referrals.SaveCode(ctx, shop.ID, code, id) })
	if models.CodeOf(err) == models.Conflict && err != nil { // two pages asked at once
		return nil
	}
	return err
}
