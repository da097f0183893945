package points

import (
	"math/big"
	"slices"

	"clientele/models"
)

// kinds lists every earn rule there is. A new rule is a new file and one line here.
var kinds = []Kind{
	perAmountKind,
	perOrderKind,
	firstOrderKind,
	nthOrderKind,
	signUpKind,
	birthdayKind,
	newsletterKind,
	customEventKind,
	visitKind,
	rebookedKind,
}

// Kind describes an earn rule to those who store it, show it and run it.
type Kind struct {
	Name        string // stored; never renamed
	Title       models.Text
	Description models.Text
	Fields      []models.Field // what the merchant fills in, with limits
	// New makes the rule for amounts in a currency. The parameters have been
	// held against Fields before.
	New func(params models.Params, currency string) (Rule, error)
	// Tell says to shoppers what the rule gives; nil where its points and its
	// minimum say all.
	Tell func(params models.Params, currency string) models.Text
	// Number tells up to which one the rule wants a contact's orders counted;
	// nil for a rule that does not look at Circumstances.Number.
	Number func(params models.Params) int
	// Event marks a rule that gives points for events of its own name and none
	// for orders.
	Event bool
}

// Rule gives points for a purchase. It is pure.
type Rule interface {
	Award(Basis) Award
}

// Award is what one rule gives: an exact fraction that is rounded together
// with the others of the order, and whole points that are not.
type Award struct {
	Exact   *big.Rat
	Whole   int64
	Formula string // how it was computed, for people: numbers and signs only
	Lines   []Pick // the lines it was computed from, for rules that look at single ones
}

// Kinds gives every kind, in the order in which the panel offers them. What all
// of them share follows their own fields.
func Kinds() []Kind {
	all := make([]Kind, 0, len(kinds))
	for _, k := range kinds {
		all = append(all, k.whole())
	}
	return all
}

func (k Kind) whole() Kind {
	if k.Event {
		k.Fields = slices.Concat(k.Fields, eventFields)
		return k
	}
	k.Fields = slices.Concat(k.Fields, conditionFields)
	return k
}

// KindByName finds a kind.
func KindByName(name string) (Kind, bool) {
	for _, k := range kinds {
		if k.Name == name {
			return k.whole(), true
		}
	}
	return Kind{}, false
}
