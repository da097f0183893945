package points

import (
	"time"

	"clientele/models"
)

// HoldState says how a hold stands. It ends exactly once.
type HoldState string

// The states of a hold.
const (
	HoldOpen   HoldState = "open"
	HoldPosted HoldState = "posted"
	HoldVoided HoldState = "voided"
)

// Hold reserves points until a purchase is made or given up.
type Hold struct {
	Shop      models.ShopID
	Account   models.ContactID
	ID        string
	Points    int64
	State     HoldState
	Parts     []HoldPart
	MadeAt    time.Time
	LapsesAt  time.Time
	EndedAt   time.Time
	PostedFor models.OrderID
}

// HoldPart is what a hold took of one lot, and how much of that came back
// after it was spent. Points that were owed have no lot.
type HoldPart struct {
	Lot      string
	Points   int64
	Returned int64
}

// Returned is how much of a spent hold came back.
func (h Hold) Returned() int64 {
	var points int64
	for _, part := range h.Parts {
		points += part.Returned
	}
	return points
}

// Lots are the lots that a hold took from.
func (h Hold) Lots() []string {
	var ids []string
	for _, part := range h.Parts {
		if part.Lot != "" {
			ids = append(ids, part.Lot)
		}
	}
	return ids
}

// Hold reserves points out of the lots that expire first. It is refused when
// not enough is available, so holds and redemptions never exceed what there was.
func (b *Book) Hold(id string, points int64, lapsesAt time.Time) (Hold, error) {
	if points <= 0 {
		return Hold{}, models.Errorf(models.Invalid, "points to reserve must be more than zero")
	}
	if points > b.Account.Balances.Available {
		return Hold{}, models.Errorf(models.Conflict, "%d points are available, %d were asked for", b.Account.Balances.Available, points)
	}
	b.all()
	h := Hold{Shop: b.Account.Shop, Account: b.Account.ID, ID: id, Points: points, State: HoldOpen, MadeAt: b.now, LapsesAt: lapsesAt}
	b.active(b.now)
	left := points
	for _, lot := range b.lots {
		if lot.Pending || left == 0 {
			continue
		}
		if taken := b.draw(note{kind: KindHold, cause: Cause{Kind: "redeem", ID: id}}, lot, Reserved, left); taken > 0 {
			h.Parts = append(h.Parts, HoldPart{Lot: lot.ID, Points: taken})
			left -= taken
		}
	}
	return h, nil
}

// Post spends what a hold reserved on an order.
func (b *Book) Post(h Hold, order models.OrderID, name string) (Hold, error) {
	b.all()
	if h.State != HoldOpen {
		return h, models.Errorf(models.Conflict, "these points were already %s", h.State)
	}
	cause := Cause{Kind: "redeem", ID: h.ID, Order: order, Name: name}
	for _, part := range h.Parts {
		b.post(note{kind: KindPost, cause: cause}, Reserved, Redeemed, part.Points, b.lot(part.Lot))
	}
	h.State, h.EndedAt, h.PostedFor = HoldPosted, b.now, order
	return h, nil
}

// Void gives a hold's points back to their own lots; what has passed its date
// meanwhile expires at once. The book must hold the lots of the hold.
func (b *Book) Void(h Hold) (Hold, error) {
	b.all()
	if h.State != HoldOpen {
		return h, models.Errorf(models.Conflict, "these points were already %s", h.State)
	}
	for _, part := range h.Parts {
		lot := b.lot(part.Lot)
		if lot == nil {
			return h, models.Errorf(models.Internal, "lot %s of hold %s is missing", part.Lot, h.ID)
		}
		lot.Remaining += part.Points
		b.post(note{kind: KindVoid, cause: Cause{Kind: "redeem", ID: h.ID}}, Reserved, Available, part.Points, lot)
	}
	b.expire()
	b.sort()
	b.repayAll()
	h.State, h.EndedAt = HoldVoided, b.now
	return h, nil
}

func (b *Book) lot(id string) *Lot {
	for _, lot := range b.lots {
		if lot.ID == id {
			return lot
		}
	}
	return nil
}
