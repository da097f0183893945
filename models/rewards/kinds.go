package rewards

import (
	"math/big"

	"clientele/models"
)

// kinds lists every reward there is. A new one is a new file and one line here.
var kinds = []Kind{
	amountKind,
	percentageKind,
	shippingKind,
	productKind,
	bookingKind,
	sliderKind,
	creditKind,
	cardKind,
}

// Kind describes a reward to those who store it, show it and give it.
type Kind struct {
	Name        string // stored; never renamed
	Title       models.Text
	Description models.Text
	Fields      []models.Field // what the merchant fills in, with limits
	Effect      Effect
	// Variable tells that the shopper chooses how many points to spend.
	Variable bool
	// Whole tells that the kind itself names what becomes cheaper, so that the
	// merchant cannot hold it to some products or collections.
	Whole bool
	// New makes the rule for a currency. The parameters have been held against
	// Fields before.
	New func(params models.Params, currency string) (Rule, error)
}

// Limitable tells whether the reward can be held to some products or
// collections.
func (k Kind) Limitable() bool { return k.Effect == Discount && !k.Whole }

// Rule says what so many points get. It is pure.
type Rule interface {
	// Gift is what one redemption gives for so many points.
	Gift(points int64) Gift
	// Range is the least and most points and the step between for a variable
	// reward; all zero for one of a fixed price.
	Range() (least, most, step int64)
}

// Effect is what has to happen at the platform for the shopper to have a reward.
type Effect string

// The effects: a discount code that an order uses up, or value that is the
// shopper's as soon as it was given.
const (
	Discount    Effect = "discount"
	StoreCredit Effect = "store_credit"
	GiftCard    Effect = "gift_card"
)

// Immediate tells that the points are spent when the effect has succeeded, and
// not only when an order uses it.
func (e Effect) Immediate() bool { return e == StoreCredit || e == GiftCard }

// Gift is what a redemption gives. Which fields count depends on its kind: an
// amount off, a percentage off, shipping free up to an amount, or a percentage off
// one product.
type Gift struct {
	Effect   Effect
	Minor    int64  // amount off or given, or the most that free shipping may cost; minor units
	Percent  string // exact decimal of 0 to 100; empty for none
	Shipping bool
	Product  string // platform number of a product, one of which is cheaper by Percent
}

// fixed is a rule whose gift is always the same.
type fixed Gift

func (f fixed) Gift(int64) Gift                  { return Gift(f) }
func (f fixed) Range() (least, most, step int64) { return 0, 0, 0 }

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

// Fraction is the percentage as the platform wants it: 0.15 for 15.
func (g Gift) Fraction() string {
	percent, ok := models.Decimal(g.Percent)
	if !ok {
		return "0"
	}
	return new(big.Rat).Quo(percent, big.NewRat(100, 1)).FloatString(4)
}

// positive reads an amount that must be more than nothing.
func positive(params models.Params, name, currency string) (int64, error) {
	minor, err := models.ParseMinor(params[name], currency)
	if err == nil && minor <= 0 {
		return 0, models.Errorf(models.Invalid, "%s must be more than zero in %s", name, currency)
	}
	return minor, err
}

var amountLabel = models.Text{En: "Worth", Ja: "金額", Ko: "금액"}

func amountField(help models.Text) models.Field {
	return models.Field{Name: "amount", Type: models.MoneyField, Required: true, Default: "5", Min: "0.001", Max: "1000000", Label: amountLabel, Help: help}
}

var inShopCurrency = models.Text{En: "In the shop's currency", Ja: "ショップの通貨", Ko: "스토어 통화 기준"}
