package flow

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/notices"
	"clientele/models/outbox"
	"clientele/models/rewards"
)

// Giving brings rewards about at the platform. It is the flow with what only
// that needs; the program fills it and calls Check.
type Giving struct {
	Flow     *Flow
	Gifts    Gifts
	Refunds  Refunds
	Invoices Invoices
}

// Check names what the program forgot to fill in.
func (g *Giving) Check() error {
	for name, port := range map[string]any{"Flow": g.Flow, "Gifts": g.Gifts, "Refunds": g.Refunds, "Invoices": g.Invoices} {
		if port == nil || reflect.ValueOf(port).IsNil() {
			return models.Errorf(models.Internal, "giving: %s is missing", name)
		}
	}
	return nil
}

type bringer func(ctx context.Context, m outbox.Message) (outcome string, err error)

// bringers says how each kind of message is brought about. A new kind is one
// line here.
func (g *Giving) bringers() map[string]bringer {
	return map[string]bringer{
		CreateDiscount: g.give, GiveCredit: g.give, MakeCard: g.give,
		DeleteDiscount: g.takeAway,
		PayBack:        g.payBack,
		SendInvoice:    g.sendBill, ReviseInvoice: g.revise, TakeInvoiceBack: g.takeBill,
		SendMail:     g.Flow.SendMail,
		ReadProducts: g.Flow.ReadProducts,
	}
}

// Kinds are the kinds of messages that can be brought about.
func (g *Giving) Kinds() []string { return slices.Sorted(maps.Keys(g.bringers())) }

// Bring brings one message about and tells in a word what came of it. It bears
// being called again at any point: what was made before is found and adopted.
func (g *Giving) Bring(ctx context.Context, m outbox.Message) (string, error) {
	bring, known := g.bringers()[m.Kind]
	if !known {
		return "", models.Errorf(models.Internal, "nobody knows how to bring %.40q about", m.Kind)
	}
	return bring(ctx, m)
}

// takeAway removes a code from the store. Where that fails, the redemption that
// it was made for says why, and whether a person has to do something.
func (g *Giving) takeAway(ctx context.Context, m outbox.Message) (string, error) {
	failure := g.Flow.withToken(ctx, m.Shop, func(token string) error {
		return g.Gifts.DeleteDiscount(ctx, m.Shop, token, m.Params["code"])
	})
	found, err := g.Flow.Redemptions.ByCodes(ctx, m.Shop, []string{m.Params["code"]})
	if err != nil {
		return "", err
	}
	for _, was := range found {
		if was.State != rewards.Returned || failure == nil && was.Problem == "" {
			continue // one that failed says why, and its code was hardly ever there
		}
		err := g.Flow.withRedemption(ctx, was.Shop, was.ID, func(_ context.Context, w *work, r rewards.Redemption) error {
			r = r.Blocked("", false)
			if failure != nil {
				r = r.Blocked("its code is still in the store: "+sentence(failure), forPerson(m, failure))
			}
			w.save(&r)
			return nil
		})
		if err != nil && models.CodeOf(err) != models.NotFound {
			return "", err
		}
	}
	return "deleted", failure
}

// forPerson tells whether a failed effect waits for a person now: what only the
// merchant can mend, and what was tried often enough.
func forPerson(m outbox.Message, failure error) bool {
	code := models.CodeOf(failure)
	return code == models.Forbidden || code == models.NotFound || m.Attempts >= outbox.AttemptsMax
}

// give gives what a redemption is for.
func (g *Giving) give(ctx context.Context, m outbox.Message) (string, error) {
	r, err := g.Flow.Redemptions.Get(ctx, m.Shop, m.Params["redemption"])
	if models.CodeOf(err) == models.NotFound && err != nil {
		return "forgotten", nil // the contact was erased
	}
	if err != nil {
		return "", err
	}
	if r.State != rewards.Preparing {
		return "not_needed", nil
	}
	effect, err := g.make(ctx, m, r)
	if err == nil {
		return g.made(ctx, r, effect)
	}
	return g.refused(ctx, m, r, err)
}

// make asks the platform.
func (g *Giving) make(ctx context.Context, m outbox.Message, r rewards.Redemption) (effect string, err error) {
	err = g.Flow.withToken(ctx, m.Shop, func(token string) error {
		var err error
		switch m.Kind {
		case CreateDiscount:
			effect, err = g.Gifts.CreateDiscount(ctx, m.Shop, token, r.Wish())
		case MakeCard:
			effect, err = g.Gifts.CreateGiftCard(ctx, m.Shop, token, r.Wish())
		case GiveCredit:
			effect, err = g.credit(ctx, m, r, token)
		}
		return err
	})
	return effect, err
}

// creditSkew is how far the platform's clock may be behind ours.
const creditSkew = time.Minute

// credit adds store credit. After an attempt whose answer was lost it looks
// among the customer's credits first: the one of this amount that is no other
// redemption's, made since the first attempt began.
func (g *Giving) credit(ctx context.Context, m outbox.Message, r rewards.Redemption, token string) (string, error) {
	if !m.Repeated() {
		return g.Gifts.Credit(ctx, m.Shop, token, r.Wish())
	}
	found, err := g.Gifts.Credits(ctx, m.Shop, token, r.Wish().Customer)
	if err != nil {
		return "", err
	}
	others, err := g.Flow.Redemptions.Of(ctx, m.Shop, []models.ContactID{r.Hold.Account})
	if err != nil {
		return "", err
	}
	known := map[string]bool{}
	for _, other := range others {
		known[other.Effect] = true
	}
	for _, c := range found {
		if c.Minor == r.Gift.Minor && c.Currency == r.Currency && !known[c.ID] && !c.At.Before(m.BeganAt.Add(-creditSkew)) {
			return c.ID, nil
		}
	}
	return g.Gifts.Credit(ctx, m.Shop, token, r.Wish())
}

// made notes what the platform has made. What the shopper has at once costs its
// points now. Where the points went back in the meantime, a code goes again.
func (g *Giving) made(ctx context.Context, was rewards.Redemption, effect string) (string, error) {
	outcome := "made"
	err := g.Flow.withRedemption(ctx, was.Shop, was.ID, func(ctx context.Context, w *work, r rewards.Redemption) error {
		outcome = "made"
		switch {
		case r.State != rewards.Preparing && !r.Live():
			outcome = "unwanted"
			return nil
		case r.State != rewards.Preparing:
			return nil
		case r.Gift.Effect.Immediate():
			spent, err := w.spend(ctx, r, "", "")
			if err != nil {
				return err
			}
			r = spent
			r.Effect = effect
		default:
			r = r.Made(effect, w.now)
		}
		w.save(&r)
		return w.tellReward(ctx, notices.Ready, r)
	})
	if models.CodeOf(err) == models.NotFound && err != nil {
		outcome, err = "unwanted", nil // erased in between
	}
	if err == nil && outcome == "unwanted" && was.Gift.Effect == rewards.Discount {
		err = g.Flow.withToken(ctx, was.Shop, func(token string) error {
			return g.Gifts.DeleteDiscount(ctx, was.Shop, token, was.Code)
		})
	}
	return outcome, err
}

// refused notes why something could not be made. What the platform will never
// make gives the points back at once; what only the merchant can mend waits for
// a person, and for the rest there is another attempt.
func (g *Giving) refused(ctx context.Context, m outbox.Message, was rewards.Redemption, failure error) (string, error) {
	problem, final := sentence(failure), models.CodeOf(failure) == models.Invalid
	err := g.Flow.withRedemption(ctx, was.Shop, was.ID, func(ctx context.Context, w *work, r rewards.Redemption) error {
		if r.State != rewards.Preparing {
			return nil
		}
		r = r.Blocked(problem, forPerson(m, failure) && !final)
		if final {
			return w.giveBack(ctx, &r, rewards.Failed)
		}
		w.save(&r)
		return nil
	})
	if err != nil && models.CodeOf(err) != models.NotFound {
		return "", err
	}
	if final {
		return "refused", nil
	}
	return "", failure
}

// RetryEffect puts a redemption's effect that waits for a person back in line:
// the one that was to bring it about, or to take its code away after it ended.
func (f *Flow) RetryEffect(ctx context.Context, shop models.ShopID, id string) (rewards.Redemption, error) {
	var out rewards.Redemption
	err := f.withRedemption(ctx, shop, id, func(ctx context.Context, w *work, r rewards.Redemption) error {
		out = r
		id := messageOf(r.ID)
		if !r.Live() {
			id = deletionOf(r.Code)
		}
		m, err := f.Outbox.Get(ctx, shop, id)
		if err != nil {
			return err
		}
		again, err := m.Retried(w.now)
		if err != nil {
			return err
		}
		r.NeedsPerson = false
		w.save(&r)
		w.after = append(w.after, func(ctx context.Context) error { return f.Outbox.Decide(ctx, again, m.State, w.now) })
		out = r
		return nil
	})
	return out, err
}

// outboxKept is how long what was brought about is remembered.
const outboxKept = 30 * 24 * time.Hour

// SweepOutbox removes messages that ended long ago, one bounded batch.
func (f *Flow) SweepOutbox(ctx context.Context) (int, error) {
	return f.Outbox.Sweep(ctx, models.Instant(f.Now().Add(-outboxKept)), Batch)
}
