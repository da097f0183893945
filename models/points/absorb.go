package points

import "clientele/models"

// Absorb moves everything a contact holds into another's book: a guest who
// signed up, or two records that turned out to be one person. Lots keep their
// dates and orders, and what is frozen stays so. Neither programme totals nor past entries change.
//
// kind is claim or merge. Absorbing twice changes nothing the second time.
func Absorb(into, from *Book, kind string) error {
	if from.Account.MergedInto != "" {
		if from.Account.MergedInto == into.Account.ID {
			return nil
		}
		return models.Errorf(models.Conflict, "these points already went to another contact")
	}
	if from.Account.Balances.Reserved > from.frozen() {
		return models.Errorf(models.Conflict, "some points are held at a checkout; try again when it has ended")
	}
	moveLots(into, from, kind)
	if owed := from.Account.Balances.Debt; owed > 0 {
		from.post(note{kind: KindMove, cause: Cause{Kind: kind, ID: string(into.Account.ID)}}, ClawedBack, Debt, owed, nil)
		into.owe(owed, Cause{Kind: kind, ID: string(from.Account.ID)})
	}
	// What was forgiven goes along: an order that is worth more after all gets it back there.
	forgiven := from.Account.Balances.Forgiven
	from.post(note{kind: KindMove, cause: Cause{Kind: kind, ID: string(into.Account.ID)}}, ClawedBack, Forgiven, forgiven, nil)
	into.post(note{kind: KindMove, cause: Cause{Kind: kind, ID: string(from.Account.ID)}}, Forgiven, ClawedBack, forgiven, nil)
	from.Account.MergedInto = into.Account.ID
	return nil
}

// moveLots moves what lots of one book hold into another, with their dates, their
// orders and what gave them.
func moveLots(into, from *Book, kind string) {
	for _, lot := range from.lots {
		points, frozen := lot.Remaining+lot.Frozen, lot.Frozen
		if points == 0 {
			continue
		}
		cause := Cause{Kind: kind, ID: string(into.Account.ID), Order: lot.Order, Name: lot.OrderName}
		from.draw(note{kind: KindMove, cause: cause}, lot, Issued, lot.Remaining)
		from.drawFrozen(note{kind: KindMove, cause: cause}, lot, Issued, frozen)
		cause.ID = string(from.Account.ID) // both sides name each other
		if lot.Source == "order" {
			into.active(lot.EarnedAt)
		}
		into.open(note{kind: KindMove, cause: cause, programme: lot.Programme, effective: lot.EarnedAt, reason: lot.giver()}, Lot{
			Source: lot.Source, Order: lot.Order, OrderName: lot.OrderName, EarnedAt: lot.EarnedAt,
			MaturesAt: lot.MaturesAt, ExpiresAt: lot.ExpiresAt, From: lot.ID, Frozen: frozen, Fact: lot.Fact,
		}, points)
	}
}

// owe takes points that another record of the same person owed.
func (b *Book) owe(points int64, cause Cause) {
	left := points
	for _, lot := range b.lots {
		if !lot.Pending {
			left -= b.draw(note{kind: KindMove, cause: cause}, lot, ClawedBack, left)
		}
	}
	b.post(note{kind: KindMove, cause: cause}, Debt, ClawedBack, left, nil)
}
