package levels

import (
	"strconv"

	"clientele/models"
)

// kinds lists every way to qualify. A new one is a new file and one line here.
var kinds = []Kind{
	pointsKind,
	spendKind,
	ordersKind,
	visitsKind,
}

// Unit says in what a kind counts.
type Unit string

// The units. Money is in minor units of the shop's currency.
const (
	Points Unit = "points"
	Money  Unit = "money"
	Orders Unit = "orders"
	Visits Unit = "visits"
)

// Kind describes a way to qualify to those who store it, show it and apply it.
type Kind struct {
	Name        string // stored; never renamed
	Title       models.Text
	Description models.Text
	Unit        Unit
	Field       models.Field // how much is needed
	// Count is what a contact has of it.
	Count func(Figures) int64
}

// AmountName is the parameter that says how much a level needs.
const AmountName = "amount"

// Need reads how much a level needs, in the kind's unit.
func (k Kind) Need(params models.Params, currency string) (int64, error) {
	if k.Unit == Money {
		return models.ParseMinor(params[AmountName], currency)
	}
	n, err := strconv.ParseInt(params[AmountName], 10, 64)
	if err != nil {
		return 0, models.Errorf(models.Invalid, "must be a whole number")
	}
	return n, nil
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

// needed is the field of a kind that counts whole things.
func needed(label models.Text, initial, most string) models.Field {
	return models.Field{Name: AmountName, Type: models.IntegerField, Required: true, Default: initial, Min: "1", Max: most, Label: label}
}
