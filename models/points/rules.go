package points

import (
	"math/big"

	"clientele/models"
)

// kinds lists every earn rule there is. A new rule is a new file and one line here.
var kinds = []Kind{
	perAmountKind,
	perOrderKind,
	firstOrderKind,
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
}

// Kinds gives every kind, in the order in which the panel offers them.
func Kinds() []Kind { return append([]Kind(nil), kinds...) }

// KindByName finds a kind.
func KindByName(name string) (Kind, bool) {
	for _, k := range kinds {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
