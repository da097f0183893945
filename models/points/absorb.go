package points

import "clientele/models"

// The kinds of unions: a guest who signed up, two customers that the platform
// merged, and two records that staff merged. Unmerge takes the last one back.
// They are the causes that entries name.
const (
	Claim       = "claim"
	Merge       = "merge"
	MergeByHand = "manual_merge"
	Unmerge     = "unmerge"
)

// Settled is what two books that became one settled between each other.
type Settled struct {
	Repaid []HoldPart // what moved lots paid of debt that was there
	Drawn  []HoldPart // what lots that were there paid of debt that came
	Owed   int64      // what came as debt and could not be paid
	// Forgiven is what was forgiven and went along: an order that is worth more
	// after all gets it back there.
	Forgiven int64
}

// Absorb moves everything a contact holds into another's book: a guest who
// signed up, or two records that turned out to be one person. Lots keep their
// dates and orders, what is frozen stays so, and open holds go on in the other
// book as they are given back here. Neither programme totals nor past entries
// change. The books must hold the lots of the holds.
//
// Absorbing twice changes nothing the second time.
func Absorb(into, from *Book, open []Hold, kind string) ([]Hold, Settled, error) {
	into.all()
	from.all()
	if from.Account.MergedInto != "" {
		if from.Account.MergedInto == into.Account.ID {
			return nil, Settled{}, nil
		}
		return nil, Settled{}, models.Errorf(models.Conflict, "these points already went to another contact")
	}
	if from.Account.Balances.Reserved != from.frozen()+held(open) {
		return nil, Settled{}, models.Errorf(models.Internal, "the reservations of contact %s are not those that its books know", from.Account.ID)
	}
	had := into.Account.Lots
	seen := len(into.entries)
	moved, err := moveHolds(into, from, open, func() map[string]*Lot {
		names := map[string]*Lot{}
		for _, lot := range from.lots {
			if to := moveLot(into, from, lot, kind); to != nil {
				names[lot.ID] = to
			}
		}
		return names
	})
	if err != nil {
		return nil, Settled{}, err
	}
	into.repayAll()
	settled := Settled{Repaid: repaidBy(into.entries[seen:], had, into.Account.ID)}
	if owed := from.Account.Balances.Debt; owed > 0 {
		from.post(note{kind: KindMove, cause: Cause{Kind: kind, ID: string(into.Account.ID)}}, ClawedBack, Debt, owed, nil)
		settled.Drawn, settled.Owed = into.owe(owed, Cause{Kind: kind, ID: string(from.Account.ID)})
	}
	settled.Forgiven = from.Account.Balances.Forgiven
	from.post(note{kind: KindMove, cause: Cause{Kind: kind, ID: string(into.Account.ID)}}, ClawedBack, Forgiven, settled.Forgiven, nil)
	into.post(note{kind: KindMove, cause: Cause{Kind: kind, ID: string(from.Account.ID)}}, Forgiven, ClawedBack, settled.Forgiven, nil)
	from.Account.MergedInto = into.Account.ID
	return moved, settled, nil
}

func held(holds []Hold) int64 {
	var points int64
	for _, h := range holds {
		points += partsOf(h)
	}
	return points
}

// moveHolds lets open holds of one book go on in another: their points go back
// to the lots, lots are moved, and the same points are taken out of what the
// lots have become.
func moveHolds(into, from *Book, open []Hold, moveLots func() map[string]*Lot) ([]Hold, error) {
	for _, h := range open {
		for _, part := range h.Parts {
			lot := from.lot(part.Lot)
			if lot == nil || h.State != HoldOpen {
				return nil, models.Errorf(models.Internal, "hold %s cannot move with lot %q", h.ID, part.Lot)
			}
			lot.Remaining += part.Points
			from.post(note{kind: KindMove, cause: Cause{Kind: "redeem", ID: h.ID}}, Reserved, Available, part.Points, lot)
		}
	}
	names := moveLots()
	moved := make([]Hold, 0, len(open))
	for _, h := range open {
		parts := make([]HoldPart, 0, len(h.Parts))
		for _, part := range h.Parts {
			lot := names[part.Lot]
			if lot == nil {
				return nil, models.Errorf(models.Internal, "lot %s of hold %s did not move", part.Lot, h.ID)
			}
			into.draw(note{kind: KindMove, cause: Cause{Kind: "redeem", ID: h.ID}}, lot, Reserved, part.Points)
			parts = append(parts, HoldPart{Lot: lot.ID, Points: part.Points})
		}
		h.Account, h.Parts = into.Account.ID, parts
		moved = append(moved, h)
	}
	return moved, nil
}

// moveLot moves what a lot holds into another book, where a lot of its own goes
// on with its dates, its order and what is frozen of it. It is nil where there
// is nothing to move.
func moveLot(into, from *Book, lot *Lot, kind string) *Lot {
	points, frozen := lot.Remaining+lot.Frozen, lot.Frozen
	if points == 0 {
		return nil
	}
	from.give(lot, kind, into.Account.ID)
	into.active(into.now)                                                                          // points that were alive do not die of whom they came to
	cause := Cause{Kind: kind, ID: string(from.Account.ID), Order: lot.Order, Name: lot.OrderName} // both sides name each other
	return into.credit(note{kind: KindMove, cause: cause, programme: lot.Programme, effective: lot.EarnedAt, reason: lot.giver()}, Lot{
		Source: lot.Source, Order: lot.Order, OrderName: lot.OrderName, EarnedAt: lot.EarnedAt,
		MaturesAt: lot.MaturesAt, ExpiresAt: lot.ExpiresAt, From: lot.ID, Frozen: frozen, Fact: lot.Fact,
	}, points)
}

// give takes everything out of a lot that goes to another contact.
func (b *Book) give(lot *Lot, kind string, to models.ContactID) {
	n := note{kind: KindMove, cause: Cause{Kind: kind, ID: string(to), Order: lot.Order, Name: lot.OrderName}}
	b.draw(n, lot, Issued, lot.Remaining)
	b.drawFrozen(n, lot, Issued, lot.Frozen)
}

const sourceOrder = "order"

// repaidBy adds up what lots that were opened after others paid of a debt.
func repaidBy(entries []Entry, after int64, account models.ContactID) []HoldPart {
	var parts []HoldPart
	for _, e := range entries {
		if number, ok := lotNumber(account, e.Lot); ok && number > after && e.Kind == KindRepay {
			parts = append(parts, HoldPart{Lot: e.Lot, Points: e.Points})
		}
	}
	return parts
}

// owe takes points that another record of the same person owed, and tells what
// paid them and what is owed from now on.
func (b *Book) owe(points int64, cause Cause) (paid []HoldPart, owed int64) {
	left := points
	for _, lot := range b.lots {
		if lot.Pending {
			continue
		}
		if taken := b.draw(note{kind: KindMove, cause: cause}, lot, ClawedBack, left); taken > 0 {
			left -= taken
			paid = append(paid, HoldPart{Lot: lot.ID, Points: taken})
		}
	}
	b.post(note{kind: KindMove, cause: cause}, Debt, ClawedBack, left, nil)
	return paid, left
}
