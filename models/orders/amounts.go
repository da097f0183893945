package orders

// Amounts is what one line is worth for earning, in minor units.
type Amounts struct {
	Line     Line
	Eligible int64 // as ordered
	Removed  int64 // given back or edited away, never more than Eligible
	Edited   int64 // the part of Removed that no refund record names
}

// Amounts gives the worth of every line, with or without tax.
func (o Order) Amounts(withTax bool) []Amounts {
	amounts := make([]Amounts, 0, len(o.Lines))
	for _, line := range o.Lines {
		a := Amounts{Line: line, Eligible: max(0, o.value(line.NetMinor, line.TaxMinor, withTax))}
		refunded, units, unsettled := o.refundedOf(line, withTax)
		a.Removed = refunded
		// Units edited away without a refund record are worth their share. The
		// body's own count may lag behind a refund, and runs ahead of the money of
		// one that is not settled.
		gone := max(0, line.Quantity-line.Current-units-unsettled)
		if gone > 0 && line.Quantity > 0 {
			a.Edited = min(a.Eligible*gone/line.Quantity, max(0, a.Eligible-a.Removed))
			a.Removed += a.Edited
		}
		// When every unit came back, what rounding left behind is nothing. A larger
		// rest is money the shop kept, and goes on counting.
		if units+gone >= line.Quantity && a.Eligible-a.Removed <= line.Quantity {
			a.Removed = a.Eligible
		}
		a.Removed = min(max(0, a.Removed), a.Eligible)
		amounts = append(amounts, a)
	}
	return amounts
}

// value is an amount with or without its tax, whichever way it was priced.
func (o Order) value(net, tax int64, withTax bool) int64 {
	switch {
	case o.TaxesIncluded && !withTax:
		return net - tax
	case !o.TaxesIncluded && withTax:
		return net + tax
	}
	return net
}

// refundedOf sums up what was given back of a line, and counts the units of
// settled and of unsettled refunds.
func (o Order) refundedOf(line Line, withTax bool) (minor, units, unsettled int64) {
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			switch {
			case l.Line != line.ID:
			case r.Settled:
				units += l.Quantity
				minor += o.value(o.refundNet(line, l), l.TaxMinor, withTax)
			default:
				unsettled += l.Quantity
			}
		}
	}
	return minor, units, unsettled
}

// refundNet is the refunded amount in the same terms as the line's own net. In
// a shop whose prices include tax some senders leave the tax out of a refund's
// subtotal; the share of the line tells which it was.
func (o Order) refundNet(line Line, l RefundLine) int64 {
	if !o.TaxesIncluded || l.TaxMinor == 0 || line.Quantity == 0 {
		return l.SubtotalMinor
	}
	share := line.NetMinor * l.Quantity / line.Quantity
	if distance(l.SubtotalMinor+l.TaxMinor, share) < distance(l.SubtotalMinor, share) {
		return l.SubtotalMinor + l.TaxMinor
	}
	return l.SubtotalMinor
}

func distance(a, b int64) int64 {
	if a > b {
		return a - b
	}
	return b - a
}

// Loose is what was given back for no particular line: gross as paid, and the
// part of it that the platform told apart as tax. Money paid back for units
// that an edit took away is not loose: the edit has been counted already.
func (o Order) Loose() (gross, tax int64) {
	for _, r := range o.Refunds {
		if r.Settled {
			gross += r.AmountMinor + r.TaxMinor
			tax += r.TaxMinor
		}
	}
	if gross == 0 {
		return 0, 0
	}
	var edited int64
	for _, a := range o.Amounts(true) {
		edited += a.Edited
	}
	gross = max(0, gross-edited)
	return gross, min(tax, gross)
}

// SpentMinor is what the purchase counts for in a contact's total: goods, gift
// cards, shipping and the rest with tax, less everything given back.
func (o Order) SpentMinor() int64 {
	if !o.Paid() || o.Cancelled() {
		return 0
	}
	var spent int64
	for _, a := range o.Amounts(true) {
		spent += a.Eligible - a.Removed
	}
	gross, _ := o.Loose()
	return max(0, spent-gross-o.Lost())
}

// Status is the state a merchant would name.
func (o Order) Status() string {
	_, disputed := o.Disputed()
	switch {
	case o.Cancelled():
		return "cancelled"
	case !o.Paid():
		return "unpaid"
	case disputed:
		return "disputed"
	case o.Lost() > 0:
		return "lost"
	case o.SpentMinor() == 0 && o.TotalMinor > 0 && o.refunded():
		return "refunded"
	case o.refunded():
		return "partially_refunded"
	}
	return "paid"
}

func (o Order) refunded() bool {
	for _, r := range o.Refunds {
		if r.Settled {
			return true
		}
	}
	return false
}
