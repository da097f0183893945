package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/referrals"
)

// Programme gives the versions of a shop's programme, oldest first.
func (f *Flow) Programme(ctx context.Context, shop models.ShopID) ([]points.Programme, error) {
	s, err := f.Shops.Get(ctx, shop)
	if err != nil {
		return nil, err
	}
	return f.programmes(ctx, s, s.Details.Currency)
}

// EditProgramme is a merchant's wish to change the rules from now on.
type EditProgramme struct {
	Shop        models.ShopID
	BaseVersion int // the version the merchant was looking at
	Settings    points.Settings
	Note        string
	Actor       string
	// Referrals are what recommendations bring from now on; nil for as before.
	// Those of Settings do not count, as they are edited on a page of their own.
	Referrals *referrals.Settings
}

// versionsMax bounds how often a programme may be edited.
const versionsMax = 500

// EditProgramme saves a new version. Orders created before keep the rules they
// were made under.
func (f *Flow) EditProgramme(ctx context.Context, in EditProgramme) ([]points.Programme, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return nil, err
	}
	versions, err := f.programmes(ctx, shop, shop.Details.Currency)
	if err != nil {
		return nil, err
	}
	newest := versions[len(versions)-1]
	if newest.Version != in.BaseVersion {
		return nil, models.Errorf(models.Conflict, "somebody saved version %d meanwhile; load it and make your change again", newest.Version)
	}
	if len(versions) >= versionsMax {
		return nil, models.Errorf(models.TooMany, "the programme has been changed %d times, which is as often as it can be", versionsMax)
	}
	if len([]rune(in.Note)) > points.NoteMax {
		return nil, models.InvalidFields([]models.FieldProblem{{Path: "note", Message: "must be 500 characters or less"}})
	}
	if in.Settings.Referrals = newest.Settings.Referrals; in.Referrals != nil {
		in.Settings.Referrals = *in.Referrals
	}
	if err := in.Settings.Check(currencyOf(shop.Details.Currency)); err != nil {
		return nil, err
	}
	if in.Referrals == nil {
		if err := f.checkRules(ctx, shop, in.Settings.Rules); err != nil {
			return nil, err
		}
	}
	next := points.Programme{
		Shop: shop.ID, Version: newest.Version + 1, Settings: in.Settings, Zone: shop.Details.Zone,
		EffectiveFrom: models.Instant(f.Now()), SavedBy: in.Actor, Note: in.Note,
	}
	if err := f.Tx.Do(ctx, func(ctx context.Context) error { return f.Programmes.Add(ctx, next) }); err != nil {
		if models.CodeOf(err) == models.Conflict {
			return nil, models.Errorf(models.Conflict, "somebody saved version %d meanwhile; load it and make your change again", next.Version)
		}
		return nil, err
	}
	return append(versions, next), nil
}

// previewOrders is how many of the newest orders a preview looks at,
// previewSamples how many of them it shows.
const (
	previewOrders  = 200
	previewSamples = 20
)

// Preview tells what settings would have made of past orders.
type Preview struct {
	Orders   int
	Before   int64
	After    int64
	Contacts int // whose points would differ
	Unknown  int // orders with products of which the store has not said enough
	Samples  []PreviewSample
}

// PreviewSample is one order under the present and the new settings.
type PreviewSample struct {
	Record      points.Record
	Contact     models.ContactID
	ContactName string
	Before      int64
	After       int64
}

// PreviewProgramme computes newest orders under other settings. Nothing is
// written, and saving will not change any of these orders.
func (f *Flow) PreviewProgramme(ctx context.Context, shopID models.ShopID, settings points.Settings) (Preview, error) {
	shop, err := f.Shops.Get(ctx, shopID)
	if err != nil {
		return Preview{}, err
	}
	if err := settings.Check(currencyOf(shop.Details.Currency)); err != nil {
		return Preview{}, err
	}
	records, err := f.Orders.Newest(ctx, shopID, previewOrders)
	if err != nil {
		return Preview{}, err
	}
	trial := points.Programme{Shop: shopID, Settings: settings, Zone: shop.Details.Zone}
	out := Preview{Orders: len(records)}
	if out.Unknown, err = f.asIfRead(ctx, shop, trial, records); err != nil {
		return Preview{}, err
	}
	affected := map[models.ContactID]bool{}
	targets, err := f.targets(ctx, trial, records)
	if err != nil {
		return Preview{}, err
	}
	for i, r := range records {
		target := targets[i]
		out.Before, out.After = out.Before+r.Standing.Target, out.After+target
		if target != r.Standing.Target {
			affected[r.Standing.Account] = true
		}
		if len(out.Samples) < previewSamples && r.Standing.Account != "" {
			out.Samples = append(out.Samples, PreviewSample{
				Record: r, Contact: r.Standing.Account, Before: r.Standing.Target, After: target,
			})
		}
	}
	out.Contacts = len(affected)
	return out, f.nameSamples(ctx, shopID, out.Samples)
}

func (f *Flow) nameSamples(ctx context.Context, shop models.ShopID, samples []PreviewSample) error {
	names := map[models.ContactID]string{}
	for i, s := range samples {
		name, known := names[s.Contact]
		if !known {
			c, err := f.Contacts.Get(ctx, shop, s.Contact)
			if err != nil && models.CodeOf(err) != models.NotFound {
				return err
			}
			name = c.Profile.Name()
			if name == "" {
				name = c.Profile.Email
			}
			names[s.Contact] = name
		}
		samples[i].ContactName = name
	}
	return nil
}

// currencyOf falls back to a currency with two decimals for a store whose
// details are not known yet; only the form of amounts depends on it.
func currencyOf(currency string) string {
	if models.ValidCurrency(currency) {
		return currency
	}
	return "USD"
}
