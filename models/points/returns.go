package points

import (
	"slices"
	"time"

	"clientele/models"
)

// Grace is how long points can be spent that come back after their own lot has
// run out.
const Grace = 14 * 24 * time.Hour

// sourceReturn is the source of lots of grace.
const sourceReturn = "return"

// Late spends points on an order that was paid with a reservation which had
// ended by then: out of the lots that expire first, and what is not there
// becomes debt. The ended reservation stays as it is; this is a spending of its
// own.
func (b *Book) Late(id string, points int64, order models.OrderID, name string) (Hold, error) {
	if points <= 0 {
		return Hold{}, models.Errorf(models.Invalid, "points to spend must be more than zero")
	}
	h := Hold{Shop: b.Account.Shop, Account: b.Account.ID, ID: id, Points: points, State: HoldOpen, MadeAt: b.now, LapsesAt: b.now}
	if there := min(points, b.Account.Balances.Available); there > 0 {
		taken, err := b.Hold(id, there, b.now)
		if err != nil {
			return h, err
		}
		h.Parts = taken.Parts
	}
	owed := points - partsOf(h)
	h, err := b.Post(h, order, name)
	if err != nil || owed == 0 {
		return h, err
	}
	b.post(note{kind: KindDebt, cause: Cause{Kind: "redeem", ID: id, Order: order, Name: name}}, Debt, Redeemed, owed, nil)
	h.Parts = append(h.Parts, HoldPart{Points: owed})
	return h, nil
}

func partsOf(h Hold) int64 {
	var points int64
	for _, part := range h.Parts {
		points += part.Points
	}
	return points
}

// Return gives points of a spent hold back until so many of them have come back
// in all, never more than were spent. Each goes to its own lot with its own
// end, the lots that live longest first, which is kindest; where the lot has
// died meanwhile it comes back in a lot of grace. The book must hold the lots
// of the hold. Asking for no more than came back already changes nothing.
func (b *Book) Return(h Hold, target int64) (Hold, error) {
	b.all()
	if h.State != HoldPosted {
		return h, models.Errorf(models.Conflict, "points that were not spent cannot come back")
	}
	left := min(target, h.Points) - h.Returned()
	if left <= 0 {
		return h, nil
	}
	h.Parts = slices.Clone(h.Parts)
	var back []*Lot
	for i := len(h.Parts) - 1; i >= 0 && left > 0; i-- { // parts are in the order of consumption
		part := &h.Parts[i]
		points := min(left, part.Points-part.Returned)
		if points == 0 {
			continue
		}
		lot, err := b.giveBack(h, part.Lot, points)
		if err != nil {
			return h, err
		}
		part.Returned += points
		left -= points
		back = append(back, lot)
	}
	b.expire()
	b.sort()
	for _, lot := range back {
		b.repay(lot)
	}
	return h, nil
}

// giveBack puts spent points into their lot, or into one of grace.
func (b *Book) giveBack(h Hold, id string, points int64) (*Lot, error) {
	cause := Cause{Kind: "redeem", ID: h.ID, Order: h.PostedFor}
	n := note{kind: KindReturn, cause: cause}
	if id != "" {
		lot := b.lot(id)
		if lot == nil {
			return nil, models.Errorf(models.Internal, "lot %s of hold %s is missing", id, h.ID)
		}
		if _, _, over := b.over(lot); !over {
			lot.Remaining += points
			b.post(n, Redeemed, Available, points, lot)
			return lot, nil
		}
	}
	// The lot is nobody's purchase, so that no refund looks for points in it.
	n.cause.Order = ""
	b.Account.Lots++
	lot := &Lot{
		Shop: b.Account.Shop, Account: b.Account.ID, Number: b.Account.Lots, ID: lotID(b.Account.ID, b.Account.Lots), Source: sourceReturn,
		Amount: points, Remaining: points, EarnedAt: b.now, ExpiresAt: models.Instant(b.now.Add(Grace)),
	}
	b.lots = append(b.lots, lot)
	b.post(n, Redeemed, Available, points, lot)
	return lot, nil
}

// Carry moves what an account that was absorbed before holds again, because
// spent points came back to it, into the account that it is part of.
func Carry(into, from *Book) {
	into.all()
	from.all()
	for _, lot := range from.lots {
		moveLot(into, from, lot, Merge)
	}
	into.repayAll()
}
