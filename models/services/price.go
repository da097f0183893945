package services

import (
	"slices"

	"clientele/models/booking"
)

// Admits tells whether who stands on a level may book; empty for no level.
func (a Access) Admits(level string) bool {
	return len(a.Levels) == 0 || level != "" && slices.Contains(a.Levels, level)
}

// TermsOf are the conditions of a level; those of everybody where it has none.
func (a Access) TermsOf(level string) Terms {
	for _, t := range a.Terms {
		if t.Level == level && level != "" {
			return t
		}
	}
	return Terms{Level: level}
}

// Reduced is what an amount is for who stands on a level.
func (a Access) Reduced(minor int64, level string) int64 {
	return minor - share(minor, a.TermsOf(level).PercentOff)
}

// Early is the timing for who stands on a level: they can book further ahead.
func (a Access) Early(t booking.Service, level string) booking.Service {
	if t.HorizonDays > 0 {
		t.HorizonDays += a.TermsOf(level).EarlyDays
	}
	return t
}

// Price is what an appointment costs.
type Price struct {
	Minor    int64 // minor units of the shop's currency, for all seats
	DueMinor int64 // of it in the checkout, before the appointment is confirmed
	Cart     []Item
}

// Item is what the store's checkout sells.
type Item struct {
	Product  string // number of the platform's product variant
	Quantity int
}

// PriceOf is what some seats cost who stands on a level. Where nothing is due
// the cart is empty.
func (s Settings) PriceOf(variant string, addOns []string, seats int, level string) (Price, error) {
	v, err := s.Variant(variant)
	if err != nil {
		return Price{}, err
	}
	chosen, err := s.Chosen(addOns)
	if err != nil {
		return Price{}, err
	}
	each := v.PriceMinor
	for _, a := range chosen {
		each += a.PriceMinor
	}
	p := Price{Minor: s.Access.Reduced(each, level) * int64(seats)}
	if s.Payment.How != Checkout || p.Minor == 0 {
		return p, nil
	}
	if s.Payment.DepositPercent < 100 {
		p.DueMinor = share(p.Minor, s.Payment.DepositPercent)
		p.Cart = []Item{{s.Payment.DepositProduct, seats}}
		return p, nil
	}
	p.DueMinor = p.Minor
	p.Cart = []Item{{v.Product, seats}}
	for _, a := range chosen {
		if a.Product != "" {
			p.Cart = append(p.Cart, Item{a.Product, seats})
		}
	}
	return p, nil
}

// share is a percentage of an amount, rounded half up.
func share(minor int64, percent int) int64 {
	part := int64(percent)
	return minor/100*part + (minor%100*part+50)/100
}
