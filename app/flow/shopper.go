package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// Mine is what a signed-in shopper may see of their own record.
type Mine struct {
	Contact models.ContactID // where the points are kept now; after a merge another than asked for
	Profile contacts.Profile
	Account points.Account
	// NextExpiry is when spendable points run out next, and how many.
	NextExpiry       time.Time
	NextExpiryPoints int64
	// AskBirthday tells that a birthday would earn something and is not known.
	AskBirthday bool
}

// MyPoints shows a shopper's own points as of now. Somebody the store knows
// and we do not has none yet, which is no error.
func (f *Flow) MyPoints(ctx context.Context, shop models.ShopID, id models.ContactID) (Mine, error) {
	c, known, err := f.mine(ctx, shop, id)
	if err != nil || !known {
		return Mine{Contact: id}, err
	}
	book, versions, err := f.booksAnd(ctx, shop, c.ID)
	if err != nil {
		return Mine{}, err
	}
	rule := points.IdleOf(versions)
	out := Mine{Contact: c.ID, Profile: c.Profile, Account: book.Account}
	if n := len(versions); n > 0 && !c.Birthday.Known() {
		out.AskBirthday = versions[n-1].HasEvent(points.Birthday)
	}
	out.NextExpiry, out.NextExpiryPoints = book.Expiring(rule)
	return out, nil
}

// mine finds the shopper's record; false where there is none yet.
func (f *Flow) mine(ctx context.Context, shop models.ShopID, id models.ContactID) (contacts.Contact, bool, error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil && models.CodeOf(err) == models.NotFound {
		return contacts.Contact{}, false, nil
	}
	return c, err == nil, err
}

// WaysToEarn lists what the store gives points for now.
func (f *Flow) WaysToEarn(ctx context.Context, id models.ShopID) ([]points.Way, error) {
	versions, err := f.Programmes.Versions(ctx, id)
	if err != nil {
		return nil, err
	}
	shop, err := f.Shops.Get(ctx, id)
	if err != nil && models.CodeOf(err) == models.NotFound {
		return nil, nil
	}
	if err != nil || shop.Details.Currency == "" {
		return nil, err
	}
	programme, ok := points.InForce(versions, f.Now())
	if !ok { // nobody has bought yet, so the programme is the one it begins with
		programme = points.Programme{Settings: points.DefaultSettings(shop.Details.Currency)}
	}
	return programme.Ways(shop.Details.Currency), nil
}

// A page of a shopper's history, and how many pages of the ledger are read for
// it at most: much of a ledger can be movements that a shopper does not see.
const (
	HistoryPage  = 20
	historyReads = 5
)

// MyHistory pages through what changed a shopper's points, newest first:
// spendable ones, owed ones and those still on the way. Points that only
// became spendable, or a reward that was used as promised, change nothing and
// are left out.
func (f *Flow) MyHistory(ctx context.Context, shop models.ShopID, id models.ContactID, cursor string) (models.Page[points.Entry], error) {
	out := models.Page[points.Entry]{Next: cursor}
	c, known, err := f.mine(ctx, shop, id)
	if err != nil || !known {
		return models.Page[points.Entry]{}, err
	}
	for range historyReads {
		page, err := f.Ledger.Entries(ctx, shop, c.ID, out.Next, HistoryPage-len(out.Items))
		if err != nil {
			return models.Page[points.Entry]{}, err
		}
		for _, entry := range page.Items {
			if entry.Change()+entry.PendingChange() != 0 {
				out.Items = append(out.Items, entry)
			}
		}
		out.Next = page.Next
		if out.Next == "" || len(out.Items) == HistoryPage {
			break
		}
	}
	return out, nil
}
