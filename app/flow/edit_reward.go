package flow

import (
	"cmp"
	"context"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
	"clientele/models/rewards"
)

// EditReward is a merchant's wish to make or change a reward.
type EditReward struct {
	Shop     models.ShopID
	ID       string // empty for a new one
	Key      string // of a new one, made when the form was opened
	Base     int64  // the version the merchant was looking at
	Settings rewards.Settings
	Actor    string
}

// EditReward saves a reward. What was redeemed keeps the terms it had.
func (f *Flow) EditReward(ctx context.Context, in EditReward) (rewards.Reward, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return rewards.Reward{}, err
	}
	if err := in.Settings.Check(currencyOf(shop.Details.Currency)); err != nil {
		return rewards.Reward{}, err
	}
	if err := f.checkReward(ctx, shop, in.Settings); err != nil {
		return rewards.Reward{}, err
	}
	var out rewards.Reward
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		var r rewards.Reward
		var err error
		if in.ID != "" {
			if r, err = f.Rewards.Get(ctx, shop.ID, in.ID); err != nil {
				return err
			}
		} else if r, err = f.newReward(ctx, shop.Salt, in); err != nil {
			return err
		}
		if err := f.knownLevels(ctx, shop.ID, in.Settings.Levels); err != nil {
			return err
		}
		edited, err := r.Edit(in.Settings, in.Base, in.Actor, currencyOf(shop.Details.Currency), f.Now())
		if err != nil {
			return err
		}
		edited.Version, err = f.Rewards.Save(ctx, edited)
		out = edited
		return err
	})
	return out, err
}

// knownLevels refuses levels that are not on the ladder: nobody could ever have
// the reward.
func (f *Flow) knownLevels(ctx context.Context, shop models.ShopID, wanted []string) error {
	if len(wanted) == 0 {
		return nil
	}
	ladders, err := f.Levels.Ladders(ctx, shop)
	if err != nil {
		return err
	}
	newest := newestLadder(ladders)
	for _, id := range wanted {
		if _, known := newest.Level(id); !known {
			return models.InvalidFields([]models.FieldProblem{{Path: "levels", Message: "names a level that is not on the ladder any more; take it away"}})
		}
	}
	return nil
}

// newReward begins a reward. One form makes one reward, however often it is
// sent.
func (f *Flow) newReward(ctx context.Context, salt []byte, in EditReward) (rewards.Reward, error) {
	if len(in.Key) < 8 || len(in.Key) > 64 {
		return rewards.Reward{}, models.InvalidFields([]models.FieldProblem{{Path: "key", Message: "must be a fresh id of 8 to 64 characters"}})
	}
	all, err := f.Rewards.All(ctx, in.Shop)
	if err != nil {
		return rewards.Reward{}, err
	}
	if len(all) >= rewards.RewardsMax {
		return rewards.Reward{}, models.Errorf(models.TooMany, "there are %d rewards, which is as many as there can be; remove one first", rewards.RewardsMax)
	}
	r := rewards.Reward{Shop: in.Shop, ID: rewards.IDOf(salt, "", in.Key)}
	if _, err := f.Rewards.Get(ctx, in.Shop, r.ID); err == nil {
		return r, models.Errorf(models.Conflict, "this reward was made already; look at the list")
	} else if models.CodeOf(err) != models.NotFound {
		return r, err
	}
	return r, nil
}

// DeleteReward removes a reward. What was redeemed stays as it is.
func (f *Flow) DeleteReward(ctx context.Context, shop models.ShopID, id string) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		if _, err := f.Rewards.Get(ctx, shop, id); err != nil {
			return err
		}
		return f.Rewards.Delete(ctx, shop, id)
	})
}

// Counted is a reward with how many of it are taken, where its stock is limited.
type Counted struct {
	rewards.Reward
	Taken int64
}

// RewardList lists a shop's rewards for its staff.
func (f *Flow) RewardList(ctx context.Context, shop models.ShopID) ([]Counted, error) {
	all, err := f.Rewards.All(ctx, shop)
	if err != nil {
		return nil, err
	}
	out := make([]Counted, 0, len(all))
	for _, r := range all {
		c := Counted{Reward: r}
		if r.Stock > 0 {
			if c.Taken, _, err = f.Rewards.Taken(ctx, shop, r.ID); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// RedemptionPage lists redemptions, newest first: those of one contact, with all
// records of the same person, or of everybody where none is named.
func (f *Flow) RedemptionPage(ctx context.Context, shop models.ShopID, contact models.ContactID, q rewards.Query) (models.Page[rewards.Redemption], error) {
	q.Limit = models.Limit(q.Limit)
	if contact != "" {
		c, err := f.contactOf(ctx, shop, contact)
		if err != nil {
			return models.Page[rewards.Redemption]{}, err
		}
		q.Contacts = (&person{contact: c}).accounts()
	}
	return f.Redemptions.Page(ctx, shop, q)
}

// Names are how some contacts are called, by name or else by address; those who
// are not on record or have neither are left out.
func (f *Flow) Names(ctx context.Context, shop models.ShopID, ids []models.ContactID) (map[models.ContactID]string, error) {
	found, err := f.Books.Contacts(ctx, shop, ids)
	names := map[models.ContactID]string{}
	for _, c := range found {
		if name := cmp.Or(c.Profile.Name(), c.Profile.Email); name != "" {
			names[c.ID] = name
		}
	}
	return names, err
}

// EffectsForPerson counts effects that wait for a person, up to models.BacklogMax.
func (f *Flow) EffectsForPerson(ctx context.Context, shop models.ShopID) (int, error) {
	return f.Outbox.NeedPerson(ctx, shop, []string{CreateDiscount, DeleteDiscount, GiveCredit, MakeCard, SendMail}, models.BacklogMax)
}

// QuestionsForPerson counts orders whose products the store could not be asked
// about, up to models.BacklogMax.
func (f *Flow) QuestionsForPerson(ctx context.Context, shop models.ShopID) (int, error) {
	return f.Outbox.NeedPerson(ctx, shop, []string{ReadProducts}, models.BacklogMax)
}

// Offered is a reward as one shopper sees it.
type Offered struct {
	Reward rewards.Reward
	Offer  rewards.Offer
}

// Shelf is what a shopper can turn points into, and what they did lately.
type Shelf struct {
	Currency    string
	Available   int64
	Offers      []Offered
	Redemptions []rewards.Redemption
}

// shelfRedemptions is how many of the newest redemptions a shopper sees.
const shelfRedemptions = 10

// Shelf shows a contact the rewards there are. What is switched off, over or
// not yet offered is left out; the rest says why it cannot be had.
func (f *Flow) Shelf(ctx context.Context, shopID models.ShopID, id models.ContactID) (Shelf, error) {
	shop, err := f.Shops.Get(ctx, shopID)
	if err != nil {
		return Shelf{}, err
	}
	out := Shelf{Currency: currencyOf(shop.Details.Currency)}
	c, balances, err := f.holderOf(ctx, shopID, id)
	if err != nil {
		return out, err
	}
	out.Available = balances.Available
	all, err := f.Rewards.All(ctx, shopID)
	if err != nil {
		return out, err
	}
	for _, r := range all {
		circumstances, _, err := f.circumstances(ctx, shopID, c, balances, r)
		if err != nil {
			return out, err
		}
		offer, err := r.Offer(circumstances, 0, out.Currency, shop.Location(), f.Now())
		if err != nil { // the currency of the store changed: for the staff, not for shoppers
			f.Log.Warn("a reward cannot be offered", "shop", shopID, "reward", r.ID, "problem", err.Error())
			continue
		}
		switch offer.Refusal {
		case rewards.SwitchedOff, rewards.TooEarly, rewards.Over:
		default:
			out.Offers = append(out.Offers, Offered{Reward: r, Offer: offer})
		}
	}
	if c.ID == "" {
		return out, nil
	}
	page, err := f.Redemptions.Page(ctx, shopID, rewards.Query{Contacts: (&person{contact: c}).accounts(), Limit: shelfRedemptions})
	out.Redemptions = page.Items
	return out, err
}

// holderOf is a contact with its points as of now; nothing for somebody who is
// not on record or not known.
func (f *Flow) holderOf(ctx context.Context, shop models.ShopID, id models.ContactID) (contacts.Contact, points.Balances, error) {
	if id == "" {
		return contacts.Contact{}, points.Balances{}, nil
	}
	c, err := f.contactOf(ctx, shop, id)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return contacts.Contact{}, points.Balances{}, nil
	}
	if err != nil {
		return c, points.Balances{}, err
	}
	book, _, err := f.booksOf(ctx, shop, c.ID)
	if err != nil {
		return c, points.Balances{}, err
	}
	return c, book.Account.Balances, nil
}

// RedemptionOf shows a contact one of its redemptions.
func (f *Flow) RedemptionOf(ctx context.Context, shop models.ShopID, contact models.ContactID, id string) (rewards.Redemption, error) {
	r, err := f.Redemptions.Get(ctx, shop, id)
	if err != nil {
		return r, err
	}
	c, err := f.contactOf(ctx, shop, contact)
	if err != nil {
		return rewards.Redemption{}, err
	}
	owner, err := f.contactOf(ctx, shop, r.Contact)
	if err != nil || owner.ID != c.ID {
		return rewards.Redemption{}, models.Errorf(models.NotFound, "there is no such redemption")
	}
	return r, nil
}

// eraseRedemptions removes what a contact redeemed and every effect about it.
// Codes that wait to be used are taken away by messages that name nobody.
func (f *Flow) eraseRedemptions(ctx context.Context, shop models.ShopID, id models.ContactID) error {
	live, err := f.Redemptions.Of(ctx, shop, []models.ContactID{id})
	if err != nil {
		return err
	}
	for {
		removed := 0
		err := f.Tx.Do(ctx, func(ctx context.Context) error {
			removed = 0
			for _, r := range live {
				if r.Waiting() && r.Gift.Effect == rewards.Discount {
					if err := f.sendAway(ctx, shop, r.Code, f.Now()); err != nil {
						return err
					}
				}
			}
			n, err := f.Redemptions.Erase(ctx, shop, id, eraseBatch)
			if err != nil {
				return err
			}
			m, err := f.Outbox.Forget(ctx, shop, "contact:"+string(id), eraseBatch)
			removed = n + m
			return err
		})
		if err != nil || removed == 0 {
			return err
		}
		live = nil
	}
}
