package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"clientele/models"
	"clientele/models/points"
)

// AdjustPoints is a merchant's wish to add or take points by hand, or to
// forgive what is owed.
type AdjustPoints struct {
	Shop    models.ShopID
	Contact models.ContactID
	Points  int64
	Forgive bool // strike this much debt instead
	Manual  points.Manual
}

// Adjusted is what an adjustment did.
type Adjusted struct {
	Account  points.Account
	Entries  []points.Entry
	Replayed bool // the same key was used before; nothing was done again
}

// AdjustPoints does so once for each key. The same key with other input is
// refused.
func (f *Flow) AdjustPoints(ctx context.Context, in AdjustPoints) (Adjusted, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Adjusted{}, err
	}
	versions, err := f.programmes(ctx, shop, shop.Details.Currency)
	if err != nil {
		return Adjusted{}, err
	}
	digest := in.digest()
	now := models.Instant(f.Now())
	in.Manual.ExpiresAt = versions[len(versions)-1].ExpiresAt(now)
	var out Adjusted
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		out = Adjusted{}
		done, err := f.Ledger.Command(ctx, shop.ID, in.Manual.Key)
		if err == nil {
			return f.replay(ctx, in, done, digest, &out)
		}
		if models.CodeOf(err) != models.NotFound {
			return err
		}
		if _, err := f.Contacts.Get(ctx, shop.ID, in.Contact); err != nil {
			return err
		}
		id, err := w.follow(ctx, in.Contact)
		if err != nil {
			return err
		}
		p, err := w.person(ctx, id)
		if err != nil {
			return err
		}
		if in.Forgive {
			err = p.book.Forgive(in.Manual, in.Points)
		} else {
			err = p.book.Adjust(in.Manual, in.Points)
		}
		if err != nil {
			return err
		}
		out.Account, out.Entries = p.book.Account, p.book.Entries()
		return f.Ledger.SaveCommand(ctx, points.Command{
			Shop: shop.ID, Key: in.Manual.Key, Digest: digest, Account: id, At: w.now,
			FirstSeq: out.Entries[0].Seq, LastSeq: out.Entries[len(out.Entries)-1].Seq,
		})
	})
	return out, err
}

// replay answers a repeated wish with what it did the first time.
func (f *Flow) replay(ctx context.Context, in AdjustPoints, done points.Command, digest string, out *Adjusted) error {
	if done.Digest != digest {
		return models.Errorf(models.Conflict, "this key was used for another adjustment; open the form again")
	}
	account, err := f.Ledger.Account(ctx, in.Shop, done.Account)
	if err != nil {
		return err
	}
	page, err := f.Ledger.Entries(ctx, in.Shop, done.Account, "", models.PageLimitMax)
	if err != nil {
		return err
	}
	out.Account, out.Replayed = account, true
	for i := len(page.Items) - 1; i >= 0; i-- {
		if e := page.Items[i]; e.Seq >= done.FirstSeq && e.Seq <= done.LastSeq {
			out.Entries = append(out.Entries, e)
		}
	}
	return nil
}

func (in AdjustPoints) digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%t|%s|%s|%t", in.Contact, in.Points, in.Forgive, in.Manual.Reason, in.Manual.Note, in.Manual.AllowDebt))
	return hex.EncodeToString(sum[:])
}

// RecheckAccount looks at a stopped account as the check of all books does and
// lifts the stop when everything is right. It gives the reason if it is not.
func (f *Flow) RecheckAccount(ctx context.Context, shopID models.ShopID, id models.ContactID) (string, error) {
	shop, err := f.Shops.Get(ctx, shopID)
	if err != nil {
		return "", err
	}
	if _, err := f.Contacts.Get(ctx, shopID, id); err != nil {
		return "", err
	}
	account, err := f.Ledger.Account(ctx, shopID, id)
	if err != nil || account.Halted == "" {
		return "", err
	}
	lots, err := f.Ledger.Lots(ctx, shopID, id)
	if err != nil {
		return "", err
	}
	if err := points.OpenBook(account, lots, f.Now()).Check(); err != nil {
		return err.Error(), nil
	}
	reason, err := f.whatIsWrong(ctx, shopID, id)
	if err != nil || reason != "" {
		return reason, err
	}
	return "", f.halt(ctx, shop, id, "")
}
