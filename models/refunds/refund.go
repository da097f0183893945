package refunds

import (
	"math/big"
	"slices"

	"clientele/models"
)

// Wish is what is to go back of an order, for some of its lines.
type Wish struct {
	Order models.OrderID
	Lines []string // platform numbers of the lines
	Minor int64    // minor units of the shop's currency
	// Whole tells that it is all that was paid for the lines, and that nothing of
	// them went back yet. Then the lines go back with the money.
	Whole bool
	Note  string // of the refund, by which it is known again
	Key   string // the same key never pays back twice, as long as the platform remembers it
	// Known are the refunds of the order that we were told of, by number.
	Known []string
}

// Amount is the same money in two currencies, in minor units of each.
type Amount struct{ Shop, Buyer int64 }

// Line is so many units of a line that can be given back.
type Line struct {
	ID       string
	Quantity int64
}

// Payment is a payment of the order to which money can go back.
type Payment struct {
	ID      string // the platform's id of the transaction
	Gateway string
	Minor   int64 // minor units of the buyer's currency
}

// Made is a refund that there is.
type Made struct {
	ID   string // number
	Note string
}

// Paid is what has become of a refund that was made.
type Paid struct {
	ID     string // number
	Minor  int64  // that went back or is on its way, in minor units of the shop's currency
	Failed bool   // no payment provider took it
}

// Standing is what the platform says of an order and of the lines of a wish.
type Standing struct {
	Shop, Buyer string // currencies
	Refunds     []Made
	Lines       []Line // with what is left of them
	Worth       Amount // of these, never more than is left of all payments
	Payments    []Payment
}

// Marked are the refunds that were made for a wish, as their notes tell. More than
// one is there if a payment provider did not take the first.
func (s Standing) Marked(w Wish) []Made {
	return slices.DeleteFunc(slices.Clone(s.Refunds), func(m Made) bool { return m.Note != w.Note })
}

// Untold tells whether the order has a refund that we have not been told of: then
// what is due is not known yet.
func (s Standing) Untold(w Wish) bool {
	return slices.ContainsFunc(s.Refunds, func(m Made) bool { return m.Note != w.Note && !slices.Contains(w.Known, m.ID) })
}

// Plan is what is asked of the platform.
type Plan struct {
	Lines    []Line // that go back, too; none for an amount alone
	Payments []Payment
	Minor    int64  // all in all, in minor units of the shop's currency
	Currency string // the buyer's, in which the payments are told
}

// Nothing tells that nothing is left that could go back: somebody else was first.
func (p Plan) Nothing() bool { return p.Minor == 0 }

// Plan says how a wish can be met: by no more than is left of the lines and of
// the payments, in the currency in which the buyer paid.
func (s Standing) Plan(w Wish) Plan {
	p := Plan{Minor: min(w.Minor, s.Worth.Shop), Currency: s.Buyer}
	if p.Minor <= 0 {
		return Plan{Currency: s.Buyer}
	}
	buyer := s.Worth.Buyer
	if p.Minor < s.Worth.Shop {
		buyer = portion(s.Worth.Buyer, p.Minor, s.Worth.Shop)
	}
	if w.Whole {
		p.Lines = slices.DeleteFunc(slices.Clone(s.Lines), func(l Line) bool { return l.Quantity == 0 })
	}
	for _, from := range s.Payments {
		from.Minor = min(from.Minor, buyer)
		if from.Minor > 0 {
			p.Payments = append(p.Payments, from)
			buyer -= from.Minor
		}
	}
	return p
}

// portion is a share of an amount, rounded half up; the parts are not negative
// and the whole is more than zero.
func portion(amount, part, whole int64) int64 {
	n := new(big.Int).Mul(big.NewInt(amount), big.NewInt(part))
	n.Add(n, big.NewInt(whole/2))
	return n.Quo(n, big.NewInt(whole)).Int64()
}

// Worked is the amount of a refund that was made before, in minor units of the
// shop's currency. In another currency what the rate made of it is as good as what was
// asked for.
func (s Standing) Worked(w Wish, told int64) int64 {
	if s.Shop != s.Buyer && told > 0 && told >= w.Minor-w.Minor/50-1 {
		return w.Minor
	}
	return min(told, w.Minor)
}
