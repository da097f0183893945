package flow

import (
	"context"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/rewards"
)

// useCodes brings the redemptions whose codes an order was placed with in line
// with what is known of the order. It comes before the order's own points: what
// was spent is spent, and what comes back is there, before anything is taken.
func (w *work) useCodes(ctx context.Context, r *points.Record) error {
	codes := rewardCodes(r.Order)
	if len(codes) == 0 {
		return nil
	}
	found, err := w.flow.Redemptions.ByCodes(ctx, w.shop.ID, codes)
	if err != nil {
		return err
	}
	for _, redemption := range found {
		if redemption.Gift.Effect != rewards.Discount {
			continue
		}
		after, err := w.useCode(ctx, r, redemption)
		if err != nil {
			return err
		}
		if after.Version == redemption.Version && !reflect.DeepEqual(after, redemption) {
			w.save(&after)
		}
	}
	return nil
}

// rewardCodes are the codes of rewards that an order was placed with.
func rewardCodes(o orders.Order) []string {
	return slices.DeleteFunc(o.Codes(), func(code string) bool { return !strings.HasPrefix(code, rewards.CodePrefix) })
}

// useCode is a redemption after an order that carries its code.
func (w *work) useCode(ctx context.Context, r *points.Record, x rewards.Redemption) (rewards.Redemption, error) {
	o := r.Order
	var err error
	switch {
	case x.State == rewards.Used && x.Order != o.ID:
		if o.Paid() && x.Flag == "" {
			x.Flag = rewards.SecondOrder
		}
		return x, nil
	case x.State == rewards.Used:
	case x.Waiting() && o.Paid():
		x, err = w.spend(ctx, x, o.ID, o.Name)
	case x.Waiting() && o.Cancelled(): // never paid, and its code is used up
		err = w.giveBack(ctx, &x, rewards.Returned)
		return x, err
	case !x.Waiting() && o.Paid() && !o.Cancelled():
		x, err = w.spendLate(ctx, x, o.ID, o.Name)
	default:
		return x, nil
	}
	if err != nil {
		return x, err
	}
	if buyer := o.Buyer.Contact(); x.Flag == "" && buyer != "" {
		if other, err := w.someoneElse(ctx, buyer, x.Contact); err != nil || other {
			x.Flag = rewards.OtherBuyer
			if err != nil {
				return x, err
			}
		}
	}
	return w.returnShare(ctx, x, o.Returned(x.Code))
}

func (w *work) someoneElse(ctx context.Context, a, b models.ContactID) (bool, error) {
	first, err := w.follow(ctx, a)
	if err != nil {
		return false, err
	}
	second, err := w.follow(ctx, b)
	return first != second, err
}

// spend spends what a redemption holds.
func (w *work) spend(ctx context.Context, x rewards.Redemption, order models.OrderID, name string) (rewards.Redemption, error) {
	p, err := w.withHold(ctx, x.Hold)
	if err != nil {
		return x, err
	}
	h, err := p.book.Post(x.Hold, order, name)
	if err != nil {
		return x, err
	}
	return x.Spent(h, order, name, w.now), nil
}

// spendLate spends points that had gone back by the time an order used them.
func (w *work) spendLate(ctx context.Context, x rewards.Redemption, order models.OrderID, name string) (rewards.Redemption, error) {
	holder, err := w.follow(ctx, x.Contact)
	if err != nil {
		return x, err
	}
	p, err := w.person(ctx, holder)
	if err != nil {
		return x, err
	}
	h, err := p.book.Late(x.ID+"~late", x.Points, order, name)
	if err != nil {
		return x, err
	}
	x = x.Spent(h, order, name, w.now)
	x.Flag = rewards.LateOrder
	return x, nil
}

// returnShare gives back as much of what was spent as belongs to what was given
// back of the order.
func (w *work) returnShare(ctx context.Context, x rewards.Redemption, share *big.Rat) (rewards.Redemption, error) {
	part := new(big.Rat).Mul(new(big.Rat).SetInt64(x.Points), share)
	target := new(big.Int).Quo(part.Num(), part.Denom()).Int64()
	if target <= x.Hold.Returned() {
		return x, nil
	}
	p, err := w.withHold(ctx, x.Hold)
	if err != nil {
		return x, err
	}
	x.Hold.Parts = slices.Clone(x.Hold.Parts)
	if x.Hold, err = p.book.Return(x.Hold, target); err != nil {
		return x, err
	}
	holder, err := w.follow(ctx, x.Hold.Account)
	if err != nil {
		return x, err
	}
	if holder == x.Hold.Account {
		return x, w.bringHome(ctx, p, x.Hold)
	}
	into, err := w.person(ctx, holder)
	if err != nil {
		return x, err
	}
	points.Carry(into.book, p.book)
	return x, w.freezeAgain(ctx, p, x.Hold, into)
}

// freezeAgain keeps points out of reach that came back from a hold, to whom it
// may be, where the payment of the order that earned them is disputed by now.
func (w *work) freezeAgain(ctx context.Context, p *person, h points.Hold, to *person) error {
	seen := map[models.OrderID]bool{"": true}
	for _, lot := range p.book.Lots() {
		if seen[lot.Order] || !slices.Contains(h.Lots(), lot.ID) {
			continue
		}
		seen[lot.Order] = true
		r, err := w.record(ctx, lot.Order)
		if err != nil {
			return err
		}
		holder, err := w.follow(ctx, r.Standing.Account)
		if err != nil {
			return err
		}
		if version, ok := w.version(r.Standing.Programme); ok && holder == to.contact.ID {
			to.book.Freeze(r.Order, version)
		}
	}
	return nil
}

// bringHome moves what came back of a hold to whom it belongs: the record whose
// lots were in this book may be a person of its own again. What is disputed
// stays out of reach with either.
func (w *work) bringHome(ctx context.Context, p *person, h points.Hold) error {
	for _, lot := range p.book.Lots() {
		if lot.From == "" || !slices.Contains(h.Lots(), lot.ID) {
			continue
		}
		owner, err := w.follow(ctx, points.AccountOf(lot.From))
		if err != nil {
			return err
		}
		if owner != points.AccountOf(lot.From) { // still one of this person's, or of somebody else's by now
			continue
		}
		home, err := w.person(ctx, owner)
		if err != nil {
			return err
		}
		if err := w.named(ctx, home, []string{lot.From}); err != nil {
			return err
		}
		points.Home(home.book, p.book)
		if err := w.freezeAgain(ctx, p, h, home); err != nil {
			return err
		}
	}
	return w.freezeAgain(ctx, p, h, p)
}
