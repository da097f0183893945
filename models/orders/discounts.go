package orders

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// DiscountsMax bounds the shares of discount codes that are kept of one order.
const DiscountsMax = 1000

// Discount is what a code took off one line. A code that was used is there with
// an empty line, too, so that it is known even where it took nothing off.
type Discount struct {
	Code  string // in capitals, as the platform does not tell them apart
	Line  string // id of the line; empty for the order
	Minor int64
}

// Discounts puts shares into the form in which they are kept: codes in
// capitals, one share for each line, sorted.
func Discounts(shares []Discount) []Discount {
	sums := map[Discount]int64{}
	for _, d := range shares {
		code := strings.ToUpper(strings.TrimSpace(d.Code))
		if code == "" {
			continue
		}
		sums[Discount{Code: code, Line: d.Line}] += d.Minor
	}
	var all []Discount
	for d, minor := range sums {
		d.Minor = minor
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Discount) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Line, b.Line)) })
	return all[:min(len(all), DiscountsMax)]
}

// Codes are the discount codes that the order was placed with.
func (o Order) Codes() []string {
	var codes []string
	for _, d := range o.Discounts {
		if !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// Returned is the part of a code's discount that belongs to what was given back
// of the order: from nothing to all of it. It depends on how much was given
// back of each line so far, and neither on how that was divided into refunds
// nor on their order.
func (o Order) Returned(code string) *big.Rat {
	none, all := new(big.Rat), big.NewRat(1, 1)
	if o.Cancelled() {
		return all
	}
	amounts := o.Amounts(true)
	var kept, worth int64
	for _, a := range amounts {
		kept += a.Eligible - a.Removed
		worth += a.Eligible
	}
	loose := o.loosePart(kept)
	if worth > 0 && (kept == 0 || loose.Cmp(all) == 0) {
		return all
	}
	discount, back := new(big.Rat), new(big.Rat)
	for _, a := range amounts {
		share := new(big.Rat).SetInt64(o.takenOff(code, a.Line.ID))
		discount.Add(discount, share)
		back.Add(back, share.Mul(share, o.partBack(a, loose)))
	}
	if discount.Sign() == 0 { // the platform told no shares: as the whole order
		if worth == 0 {
			return none
		}
		part := new(big.Rat).SetFrac64(worth-kept, worth)
		return part.Add(part, new(big.Rat).Mul(loose, new(big.Rat).SetFrac64(kept, worth)))
	}
	return back.Quo(back, discount)
}

// loosePart is the part of what is kept that was given back for no particular
// line.
func (o Order) loosePart(kept int64) *big.Rat {
	gross, _ := o.Loose()
	if gross <= 0 || kept <= 0 {
		return new(big.Rat)
	}
	return new(big.Rat).SetFrac64(min(gross, kept), kept)
}

// partBack is how much of a line was given back. A line that cost nothing is
// counted by its units.
func (o Order) partBack(a Amounts, loose *big.Rat) *big.Rat {
	if a.Eligible > 0 {
		back := new(big.Rat).SetFrac64(a.Removed, a.Eligible)
		kept := new(big.Rat).SetFrac64(a.Eligible-a.Removed, a.Eligible)
		return back.Add(back, kept.Mul(kept, loose))
	}
	if a.Line.Quantity <= 0 {
		return new(big.Rat)
	}
	_, units, _ := o.refundedOf(a.Line, true)
	gone := min(a.Line.Quantity, max(units, a.Line.Quantity-a.Line.Current))
	return new(big.Rat).SetFrac64(max(0, gone), a.Line.Quantity)
}

func (o Order) takenOff(code, line string) int64 {
	for _, d := range o.Discounts {
		if d.Line == line && line != "" && strings.EqualFold(d.Code, code) {
			return max(0, d.Minor)
		}
	}
	return 0
}
