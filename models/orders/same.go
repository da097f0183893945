package orders

import "slices"

// SameWorth tells whether two states of an order count the same: same buyer,
// same money, same refunds and disputes, same codes. When they were said, and names and titles, do not
// matter.
func (o Order) SameWorth(p Order) bool {
	if o.weight() != p.weight() {
		return false
	}
	for _, withTax := range []bool{true, false} {
		if !slices.Equal(o.bare(withTax), p.bare(withTax)) {
			return false
		}
	}
	return slices.Equal(o.Tags, p.Tags) && slices.Equal(o.givenBack(), p.givenBack()) && slices.Equal(o.Disputes, p.Disputes) && slices.Equal(o.Discounts, p.Discounts) && slices.Equal(o.Bookings, p.Bookings)
}

// weight is what counts of an order as a whole.
type weight struct {
	known, test, included     bool
	created, paid, cancelled  int64 // milliseconds
	currency, customer, guest string
	referral                  string
	total, gross, tax         int64
}

func (o Order) weight() weight {
	gross, tax := o.Loose()
	return weight{
		known: o.Known, test: o.Test, included: o.TaxesIncluded,
		created: o.CreatedAt.UnixMilli(), paid: o.PaidAt.UnixMilli(), cancelled: o.CancelledAt.UnixMilli(),
		currency: o.Currency, customer: o.Buyer.Customer, guest: string(o.Buyer.Guest), total: o.TotalMinor, gross: gross, tax: tax,
		referral: o.Referral,
	}
}

// bare is what lines are worth, without their titles.
func (o Order) bare(withTax bool) []Amounts {
	amounts := o.Amounts(withTax)
	for i := range amounts {
		amounts[i].Line.Title = ""
	}
	return amounts
}

// givenBack names the refunds that are settled.
func (o Order) givenBack() []string {
	var ids []string
	for _, r := range o.Refunds {
		if r.Settled {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
