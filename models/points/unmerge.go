package points

import (
	"slices"
	"strings"

	"clientele/models"
)

// Parting is what taking a merge back needs to know besides the two books.
type Parting struct {
	Settled Settled
	Open    []Hold           // holds that came with the merge and are still open
	Orders  []models.OrderID // of the absorbed record's customer, heard of since
	Since   Since
}

// Since is what orders of the absorbed record's customer have caused since the
// merge, besides lots.
type Since struct {
	Owed     int64 // debt
	Forgiven int64 // struck by the policy, less what they got back of it
}

// Add counts an entry of the survivor that was made since the merge.
func (s *Since) Add(e Entry, orders []models.OrderID) {
	if e.Kind == KindMove || !slices.Contains(orders, e.Cause.Order) {
		return
	}
	switch {
	case e.From == Debt:
		s.Owed += e.Points
	case e.From == Forgiven:
		s.Forgiven += e.Points
	case e.To == Forgiven:
		s.Forgiven -= e.Points
	}
}

// Separate takes a merge by hand back. What is left of each lot that came with it
// goes back to the lot that it continues, and what is left of orders that came
// since to whom they belong; what was used meanwhile stays used. What one
// side paid of the other's debt is given back and owed again. The books must hold
// the lots of the holds, those named in what was settled, and those that moved
// lots continue. It gives the holds as they go on.
//
// Right after the merge both books are as they were.
func Separate(into, from *Book, p Parting) ([]Hold, error) {
	into.all()
	from.all()
	if from.Account.MergedInto != "" && from.Account.MergedInto != into.Account.ID {
		return nil, models.Errorf(models.Conflict, "these points went to another contact")
	}
	from.Account.MergedInto = ""
	toInto := note{kind: KindMove, cause: Cause{Kind: Unmerge, ID: string(from.Account.ID)}}
	toFrom := note{kind: KindMove, cause: Cause{Kind: Unmerge, ID: string(into.Account.ID)}}
	owed := min(into.Account.Balances.Debt, p.Settled.Owed+p.Since.Owed)
	into.post(toInto, ClawedBack, Debt, owed, nil)
	for _, part := range p.Settled.Drawn {
		if err := into.putBack(toInto, part, ClawedBack); err != nil {
			return nil, err
		}
		owed += part.Points
	}
	from.post(toFrom, Debt, ClawedBack, owed, nil)
	forgiven := max(0, min(into.Account.Balances.Forgiven, p.Settled.Forgiven+p.Since.Forgiven))
	into.post(toInto, ClawedBack, Forgiven, forgiven, nil)
	from.post(toFrom, Forgiven, ClawedBack, forgiven, nil)
	for _, part := range p.Settled.Repaid {
		if err := into.putBack(toInto, part, Debt); err != nil {
			return nil, err
		}
	}
	moved, err := moveHolds(from, into, p.Open, func() map[string]*Lot {
		names := map[string]*Lot{}
		for _, lot := range slices.Clone(into.lots) {
			if from.owns(lot.From) || lot.Source == sourceOrder && slices.Contains(p.Orders, lot.Order) {
				names[lot.ID] = sendHome(from, into, lot)
			}
		}
		return names
	})
	if err != nil {
		return nil, err
	}
	for _, b := range []*Book{into, from} {
		b.sort()
		b.expire()
		b.repayAll()
	}
	return moved, nil
}

// Home sends what lots of a book hold that continue lots of another book's
// account back there: a reward was given back whose points came from a record
// that is a person of its own again.
func Home(from, into *Book) {
	into.all()
	from.all()
	for _, lot := range slices.Clone(into.lots) {
		if from.owns(lot.From) {
			sendHome(from, into, lot)
		}
	}
	from.sort()
	from.expire()
	from.repayAll()
}

// AccountOf names the account that a lot is of.
func AccountOf(lot string) models.ContactID {
	account, _, _ := strings.Cut(lot, ":")
	return models.ContactID(account)
}

func (b *Book) owns(lot string) bool { return lot != "" && AccountOf(lot) == b.Account.ID }

// putBack gives a lot back what it had paid.
func (b *Book) putBack(n note, part HoldPart, from Bucket) error {
	lot := b.lot(part.Lot)
	if lot == nil {
		return models.Errorf(models.Internal, "lot %s is missing", part.Lot)
	}
	lot.Remaining += part.Points
	b.post(n, from, Available, part.Points, lot)
	return nil
}

// sendHome moves what a lot holds to the lot that it continues, with the dates
// that it has by now; one that continues none goes on in a lot of its own.
func sendHome(home, away *Book, lot *Lot) *Lot {
	points, frozen := lot.Remaining+lot.Frozen, lot.Frozen
	if points == 0 {
		return nil
	}
	former := home.lot(lot.From)
	if former == nil {
		own := moveLot(home, away, lot, Unmerge)
		own.From = "" // it never was the other one's
		return own
	}
	away.give(lot, Unmerge, home.Account.ID)
	home.active(home.now)
	former.EarnedAt, former.MaturesAt, former.ExpiresAt, former.Pending = lot.EarnedAt, lot.MaturesAt, lot.ExpiresAt, lot.Pending
	former.Remaining += points
	cause := Cause{Kind: Unmerge, ID: string(away.Account.ID), Order: lot.Order, Name: lot.OrderName}
	to := Available
	if former.Pending {
		to = Pending
	}
	home.post(note{kind: KindMove, cause: cause, programme: lot.Programme, effective: lot.EarnedAt}, Issued, to, points, former)
	home.freeze(note{kind: KindFreeze, cause: cause, programme: lot.Programme}, former, frozen)
	return former
}
