package points

import (
	"math/big"
	"strings"

	"clientele/models/orders"
	"clientele/models/products"
)

// Basis is what earn rules look at: the order as the programme counts it.
type Basis struct {
	Lines    []BasisLine
	Currency string
	Circumstances
	// Taken are lines that another rule of the group has counted; rules that look
	// at single lines pass them over.
	Taken map[string]bool
}

// BasisLine is one counted line; amounts are minor units, exact.
type BasisLine struct {
	ID, Product, Title string
	Vendor, SKU        string
	Eligible           int64
	Removed            int64    // given back for this line or edited away
	Kept               *big.Rat // what is left after refunds of no particular line, too
	// Facts are what the store said of the product; nil while it is not known.
	Facts *products.Facts
}

// Kept is the sum of what is left of all counted lines.
func (b Basis) Kept() *big.Rat {
	sum := new(big.Rat)
	for _, line := range b.Lines {
		sum.Add(sum, line.Kept)
	}
	return sum
}

// basisOf counts an order by the programme's switches. A refund for no
// particular line lowers all counted lines in proportion, so that it never
// takes more than the order is worth.
func basisOf(o orders.Order, s Settings, c Circumstances) Basis {
	b := Basis{Currency: o.Currency, Circumstances: c}
	var kept int64
	for _, a := range o.Amounts(s.IncludeTax) {
		if !s.counts(a.Line.Kind) {
			continue
		}
		left := a.Eligible - a.Removed
		kept += left
		b.Lines = append(b.Lines, BasisLine{
			ID: a.Line.ID, Product: a.Line.Product, Title: a.Line.Title, Vendor: a.Line.Vendor, SKU: a.Line.SKU,
			Eligible: a.Eligible, Removed: a.Removed, Kept: new(big.Rat).SetInt64(left), Facts: factsOf(o, a.Line),
		})
	}
	loose := looseOf(o, s)
	if loose.Sign() <= 0 || kept == 0 {
		return b
	}
	share := new(big.Rat).Quo(loose, new(big.Rat).SetInt64(kept))
	if share.Cmp(big.NewRat(1, 1)) > 0 {
		share.SetInt64(1)
	}
	share.Sub(big.NewRat(1, 1), share)
	for i := range b.Lines {
		b.Lines[i].Kept.Mul(b.Lines[i].Kept, share)
	}
	return b
}

func factsOf(o orders.Order, line orders.Line) *products.Facts {
	facts, known := o.Product(line.Product)
	if !known {
		return nil
	}
	return &facts
}

// looseOf is what was given back for no particular line, or lost in a dispute,
// in the terms of the programme. Where tax does not count and the platform did not tell it apart, the order's
// own share of tax is taken out.
func looseOf(o orders.Order, s Settings) *big.Rat {
	gross, tax := o.Loose()
	lost := o.Lost()
	if s.IncludeTax || gross+lost == 0 {
		return new(big.Rat).SetInt64(gross + lost)
	}
	if tax != 0 {
		return new(big.Rat).Add(new(big.Rat).SetInt64(gross-tax), untaxed(o, lost))
	}
	return untaxed(o, gross+lost)
}

// untaxed takes the order's own share of tax out of an amount.
func untaxed(o orders.Order, gross int64) *big.Rat {
	var with, without int64
	for _, a := range o.Amounts(true) {
		with += a.Eligible
	}
	for _, a := range o.Amounts(false) {
		without += a.Eligible
	}
	if with == 0 {
		return new(big.Rat).SetInt64(gross)
	}
	return new(big.Rat).Mul(new(big.Rat).SetInt64(gross), big.NewRat(without, with))
}

// Exact writes a fraction without loss where it ends, and with four decimals
// where it does not.
func Exact(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	for digits := 1; digits <= 12; digits++ {
		s := r.FloatString(digits)
		if back, ok := new(big.Rat).SetString(s); ok && back.Cmp(r) == 0 {
			return s
		}
	}
	return "≈" + strings.TrimRight(r.FloatString(4), "0")
}
