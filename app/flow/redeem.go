package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/outbox"
	"clientele/models/points"
	"clientele/models/rewards"
	"clientele/models/shops"
)

// The kinds of messages that bring rewards about.
const (
	CreateDiscount = "discount_create"
	DeleteDiscount = "discount_delete"
	GiveCredit     = "store_credit"
	MakeCard       = "gift_card"
)

// RedeemPoints is a shopper's wish to turn points into a reward.
type RedeemPoints struct {
	Shop     models.ShopID
	Contact  models.ContactID
	Reward   string
	Points   int64  // for a variable reward; zero or the price for others
	Key      string // made by the shopper's page; the same key never acts twice
	Language string // of refusals and of the reward's name
}

// Redeemed is what came of it.
type Redeemed struct {
	Redemption rewards.Redemption
	Replayed   bool // the same key was used before; nothing was done again
}

// Redeem holds the points and asks for what they get, in one transaction with
// every limit it has to keep. The same key with another wish is refused. Wishes
// for the same points, or for what there is only so much of, queue up before
// they open a transaction, so that a crowd is told at once who got it.
func (f *Flow) Redeem(ctx context.Context, in RedeemPoints) (Redeemed, error) {
	if len(in.Key) < 8 || len(in.Key) > 64 {
		return Redeemed{}, models.InvalidFields([]models.FieldProblem{{Path: "key", Message: "must be a fresh id of 8 to 64 characters"}})
	}
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Redeemed{}, err
	}
	if !shop.Installed() {
		return Redeemed{}, models.Errorf(models.Forbidden, "the app is not installed in this store")
	}
	versions, err := f.programmes(ctx, shop, shop.Details.Currency)
	if err != nil {
		return Redeemed{}, err
	}
	reward, err := f.Rewards.Get(ctx, shop.ID, in.Reward)
	if err != nil && models.CodeOf(err) != models.NotFound { // a replay may name one that is gone
		return Redeemed{}, err
	}
	id := rewards.IDOf(shop.Salt, in.Contact, in.Key)
	about := models.About{Shop: shop.ID, Contact: in.Contact, Redemption: id, Reward: in.Reward, Message: messageOf(id)}
	if reward.Stock > 0 {
		about.Scarce = "reward:" + reward.ID
	}
	var out Redeemed
	err = f.shareWork(ctx, shop, versions, about, func(ctx context.Context, w *work) error {
		out = Redeemed{}
		was, err := f.Redemptions.Get(ctx, shop.ID, id)
		if err == nil {
			out = Redeemed{Redemption: was, Replayed: true}
			if was.Digest != in.digest() {
				return models.Errorf(models.Conflict, "this key was used for another wish; load the page again")
			}
			return nil
		}
		if models.CodeOf(err) != models.NotFound {
			return err
		}
		out.Redemption, err = w.redeem(ctx, in, id)
		return err
	})
	return out, err
}

func (in RedeemPoints) digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d", in.Contact, in.Reward, in.Points))
	return hex.EncodeToString(sum[:])
}

// redeem decides about a wish and holds its points.
func (w *work) redeem(ctx context.Context, in RedeemPoints, id string) (rewards.Redemption, error) {
	none := rewards.Redemption{}
	reward, err := w.flow.Rewards.Get(ctx, w.shop.ID, in.Reward)
	if err != nil {
		return none, err
	}
	holder, err := w.follow(ctx, in.Contact)
	if err != nil {
		return none, err
	}
	p, err := w.person(ctx, holder)
	if err != nil {
		return none, err
	}
	circumstances, counted, err := w.flow.circumstances(ctx, w.shop.ID, p.contact, p.book.Account.Balances, reward)
	if err != nil {
		return none, err
	}
	currency := currencyOf(w.shop.Details.Currency)
	offer, err := reward.Offer(circumstances, in.Points, currency, w.shop.Location(), w.now)
	if err != nil {
		return none, err
	}
	if offer.Refusal != "" {
		return none, offer.Refusal.Err(in.Language)
	}
	rule, kind, err := reward.Rule(currency)
	if err != nil {
		return none, err
	}
	r := rewards.Redemption{
		Shop: w.shop.ID, ID: id, Contact: holder, Digest: in.digest(), Reward: reward.ID, Kind: kind.Name, Currency: currency,
		Name: reward.Name(offer.Points, currency, in.Language), Nameless: reward.Title == "", Gift: rule.Gift(offer.Points), Points: offer.Points, State: rewards.Preparing,
		Stocked: reward.Stock > 0, MadeAt: w.now,
		Terms: rewards.Terms{Minimum: reward.Minimum, Products: reward.Products, Collections: reward.Collections, Combines: reward.Combines},
	}
	if kind.Effect != rewards.StoreCredit {
		r.Code = rewards.CodeOf(w.shop.Salt, id)
	}
	if !kind.Effect.Immediate() {
		r.LapsesAt = models.Instant(w.now.Add(reward.Life()))
	}
	if r.Hold, err = p.book.Hold(id, r.Points, r.LapsesAt); err != nil {
		return none, err
	}
	w.save(&r)
	w.send(effectOf(r, w.now))
	if r.Stocked {
		w.after = append(w.after, func(ctx context.Context) error {
			return w.flow.Rewards.SaveTaken(ctx, w.shop.ID, reward.ID, circumstances.Taken+1, counted)
		})
	}
	return r, nil
}

// circumstances are what decides whether a contact may have a reward, and the
// version of the count of what is taken.
func (f *Flow) circumstances(ctx context.Context, shop models.ShopID, c contacts.Contact, b points.Balances, r rewards.Reward) (rewards.Circumstances, int64, error) {
	out := rewards.Circumstances{Available: b.Available}
	var counted int64
	var err error
	if len(r.Levels) > 0 {
		if out.Level, err = f.levelOf(ctx, shop, c.ID); err != nil {
			return out, 0, err
		}
	}
	if r.Stock > 0 {
		if out.Taken, counted, err = f.Rewards.Taken(ctx, shop, r.ID); err != nil {
			return out, 0, err
		}
	}
	if r.PerMember > 0 || r.CoolDown > 0 {
		out.Had, out.LastAt, err = f.Redemptions.Had(ctx, shop, (&person{contact: c}).accounts(), r.ID)
	}
	return out, counted, err
}

// effectOf is the message that brings a redemption about.
func effectOf(r rewards.Redemption, now time.Time) outbox.Message {
	kind := CreateDiscount
	switch r.Gift.Effect {
	case rewards.StoreCredit:
		kind = GiveCredit
	case rewards.GiftCard:
		kind = MakeCard
	}
	return outbox.New(r.Shop, messageOf(r.ID), kind, "contact:"+string(r.Contact), map[string]string{"redemption": r.ID}, now)
}

func messageOf(redemption string) string { return "redemption:" + redemption }

// deletion is the message that takes a code away. It names nobody, so that it
// outlives whom the code was made for.
func deletion(shop models.ShopID, code string, now time.Time) outbox.Message {
	return outbox.New(shop, deletionOf(code), DeleteDiscount, "discount:"+code, map[string]string{"code": code}, now)
}

func deletionOf(code string) string { return "discount_delete:" + code }

// sendAway asks for a code to be taken away; where that was asked for before and
// came to an end, it is asked for again.
func (f *Flow) sendAway(ctx context.Context, shop models.ShopID, code string, now time.Time) error {
	return f.want(ctx, deletion(shop, code, now), now)
}

// want has a message sent; where that was done before and came to an end, it is
// sent again.
func (f *Flow) want(ctx context.Context, wanted outbox.Message, now time.Time) error {
	m, err := f.Outbox.Get(ctx, wanted.Shop, wanted.ID)
	switch {
	case models.CodeOf(err) == models.NotFound && err != nil:
		return f.Outbox.Put(ctx, wanted)
	case err != nil || m.Open():
		return err
	}
	return f.Outbox.Decide(ctx, m.WantedAgain(now), m.State, now)
}

// save has a redemption written after the books. It is read again by nobody in
// the same story.
func (w *work) save(r *rewards.Redemption) {
	kept := *r
	r.Version++
	w.after = append(w.after, func(ctx context.Context) error {
		_, err := w.flow.Redemptions.Save(ctx, kept)
		return err
	})
}

func (w *work) send(m outbox.Message) {
	w.after = append(w.after, func(ctx context.Context) error { return w.flow.Outbox.Put(ctx, m) })
}

// ofShop opens a story about a shop's redemptions.
func (f *Flow) ofShop(ctx context.Context, id models.ShopID) (shops.Shop, []points.Programme, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return shop, nil, err
	}
	versions, err := f.Programmes.Versions(ctx, id)
	return shop, versions, err
}
