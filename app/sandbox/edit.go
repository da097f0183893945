package sandbox

import "slices"

// EditOrder changes what is left of lines and adds custom lines. No money
// moves: a higher total waits for MarkPaid, a lower one is owed (Order.Owed)
// until RefundAmount pays it back.
func (s *Server) EditOrder(shop string, id int64, edit Edit) (Order, error) {
	return s.alter(shop, id, func(st *state, sh *shopState, o *Order, _ *event) error {
		if !o.CancelledAt.IsZero() {
			return refuse("a cancelled order cannot be edited")
		}
		if err := o.checkEdit(edit); err != nil {
			return err
		}
		for _, q := range edit.Set {
			l := o.Line(q.LineID)
			if q.Quantity > l.Quantity {
				l.Quantity = q.Quantity
				l.Tax = o.taxOf(*l)
			}
			l.Current = q.Quantity
		}
		rate := int64(0)
		if o.BuyerCurrency != o.Currency {
			rate = sh.Shop.Rates[o.BuyerCurrency]
		}
		for _, c := range edit.Add {
			l := LineItem{
				ID: st.wideID(), Title: c.Title, Quantity: c.Quantity, Current: c.Quantity, Vendor: sh.Shop.Name,
				Price: Money{c.Price, convert(c.Price, rate)}, Taxable: c.Taxable,
			}
			l.Tax = o.taxOf(l)
			o.Lines = append(o.Lines, l)
		}
		return nil
	})
}

func (o *Order) checkEdit(edit Edit) error {
	if len(edit.Set)+len(edit.Add) == 0 || len(edit.Set) > maxOrderLines*2 {
		return refuse("nothing to change")
	}
	if len(o.Lines)+len(edit.Add) > maxOrderLines*2 {
		return refuse("the order has too many lines")
	}
	for _, q := range edit.Set {
		l := o.Line(q.LineID)
		if l == nil {
			return missing("that line")
		}
		if q.Quantity < 0 || q.Quantity > maxQuantity {
			return refuse("that quantity is not possible")
		}
		if q.Quantity > l.Current && (o.refunded(l.ID) || q.Quantity > l.Quantity && l.Current < l.Quantity) {
			return refuse("\"" + l.Title + "\" was reduced before; add a new line instead")
		}
	}
	for _, c := range edit.Add {
		if c.Title == "" || len(c.Title) > maxText || c.Quantity < 1 || c.Quantity > maxQuantity || c.Price < 0 || c.Price > maxMinor/maxQuantity {
			return refuse("a custom line needs a title, a quantity and a price")
		}
	}
	return nil
}

func (o *Order) refunded(line int64) bool {
	return slices.ContainsFunc(o.Refunds, func(r Refund) bool {
		return slices.ContainsFunc(r.Lines, func(l RefundLine) bool { return l.LineID == line })
	})
}
