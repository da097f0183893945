package sandbox

import (
	"slices"
	"time"
)

// alter runs fn on an order, stamps it and announces topics about it. fn must
// refuse before it alters anything.
func (s *Server) alter(shop string, id int64, fn func(*state, *shopState, *Order, *event) error) (Order, error) {
	var out Order
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		out, err = s.alterIn(st, sh, id, fn)
		return err
	})
	s.engine.wake()
	return out, err
}

// alterIn is alter within a change that is under way.
func (s *Server) alterIn(st *state, sh *shopState, id int64, fn func(*state, *shopState, *Order, *event) error) (Order, error) {
	order := sh.order(id)
	if order == nil {
		return Order{}, missing("that order")
	}
	now := s.now()
	e := s.event(st, sh, order.Name(), now)
	before := order.UpdatedAt
	order.UpdatedAt = now
	if err := fn(st, sh, order, e); err != nil {
		order.UpdatedAt = before
		return Order{}, err
	}
	e.order("orders/updated", order)
	e.send()
	return order.clone(), nil
}

// MarkPaid takes what is still to be paid.
func (s *Server) MarkPaid(shop string, id int64) (Order, error) {
	return s.alter(shop, id, func(st *state, sh *shopState, o *Order, e *event) error {
		due := o.Outstanding()
		if !o.CancelledAt.IsZero() {
			return refuse("a cancelled order takes no payment")
		}
		if due.IsZero() {
			return refuse("nothing is left to pay")
		}
		o.settlePending(st, due, e.at)
		e.order("orders/paid", o)
		s.orderMail(st, sh, o, "paid")
		return nil
	})
}

// settlePending turns the waiting sale into a received one, or adds a sale.
func (o *Order) settlePending(st *state, due Money, at time.Time) {
	for i := range o.Transactions {
		if t := &o.Transactions[i]; t.Kind == "sale" && t.Status == "pending" {
			t.Status, t.Amount, t.At = "success", due, at
			return
		}
	}
	o.Transactions = append(o.Transactions, sale(st, due, true, at))
}

// RefundLines gives lines back, at the price paid for them.
func (s *Server) RefundLines(shop string, id int64, req RefundLinesRequest) (Order, error) {
	return s.alter(shop, id, func(st *state, sh *shopState, o *Order, e *event) error {
		if err := o.refundable(); err != nil {
			return err
		}
		if req.Restock == "" {
			req.Restock = "return"
		}
		if !slices.Contains([]string{"return", "cancel", "no_restock"}, req.Restock) {
			return refuse("goods are returned, cancelled or not restocked")
		}
		taken, err := o.check(req)
		if err != nil {
			return err
		}
		r := o.takeLines(st, taken, req.Restock)
		if req.Shipping {
			r.Shipping, r.ShippingTax = o.shippingLeft()
		}
		r.Note, r.Restock = req.Note, req.Restock != "no_restock"
		amount := lesser(r.worth(o), o.Paid())
		r.Adjustment = amount.minus(r.worth(o))
		s.giveBack(st, sh, o, r, amount, req.Pending, e)
		return nil
	})
}

// check sums the requested quantities per line and compares with what is left.
func (o *Order) check(req RefundLinesRequest) (map[int64]int64, error) {
	taken := map[int64]int64{}
	if len(req.Lines) > maxOrderLines*2 || len(req.Note) > maxText {
		return nil, refuse("too many lines or too long a note")
	}
	for _, q := range req.Lines {
		line := o.Line(q.LineID)
		if line == nil {
			return nil, missing("that line")
		}
		if q.Quantity < 0 || q.Quantity > line.Current-taken[line.ID] {
			return nil, refuse("more of \"" + line.Title + "\" than is left")
		}
		taken[line.ID] += q.Quantity
	}
	shipping, _ := o.shippingLeft()
	for _, n := range taken {
		if n > 0 {
			return taken, nil
		}
	}
	if req.Shipping && !shipping.IsZero() {
		return taken, nil
	}
	return nil, refuse("choose what to give back")
}

func (o *Order) refundable() error {
	if o.Paid().Buyer <= 0 {
		return refuse("nothing paid is left to give back")
	}
	return nil
}

// takeLines lowers what is left of lines and returns the refund for it.
func (o *Order) takeLines(st *state, taken map[int64]int64, restock string) Refund {
	r := Refund{ID: st.id()}
	for i := range o.Lines {
		l := &o.Lines[i]
		n := taken[l.ID]
		if n == 0 {
			continue
		}
		left := l.Current - n
		r.Lines = append(r.Lines, RefundLine{
			ID: st.wideID(), LineID: l.ID, Quantity: n, Restock: restock,
			Subtotal: l.at(l.Net(), l.Current).minus(l.at(l.Net(), left)),
			Tax:      l.at(l.Tax, l.Current).minus(l.at(l.Tax, left)),
		})
		l.Current = left
	}
	return r
}

// worth is what the refunded lines and delivery cost the shopper.
func (r Refund) worth(o *Order) Money {
	sum := r.Shipping
	if !o.TaxesIncluded {
		sum = sum.plus(r.ShippingTax)
	}
	for _, l := range r.Lines {
		sum = sum.plus(l.Subtotal)
		if !o.TaxesIncluded {
			sum = sum.plus(l.Tax)
		}
	}
	return sum
}

func (o *Order) shippingLeft() (price, tax Money) {
	price, tax = o.Shipping.Net(), o.Shipping.Tax
	for _, r := range o.Refunds {
		price, tax = price.minus(r.Shipping), tax.minus(r.ShippingTax)
	}
	return price, tax
}

// giveBack records a refund and, when money moves, its transaction.
func (s *Server) giveBack(st *state, sh *shopState, o *Order, r Refund, amount Money, pending bool, e *event) {
	if r.ID == 0 {
		r.ID = st.id()
	}
	r.At = e.at
	if !amount.IsZero() {
		t := Transaction{ID: st.id(), Kind: "refund", Status: "success", Gateway: gateway, Amount: amount, At: e.at}
		if pending {
			t.Status = "pending"
		}
		for _, paid := range o.Transactions {
			if paid.Kind == "sale" && paid.Status == "success" {
				t.ParentID, t.Gateway = paid.ID, paid.Gateway
				break
			}
		}
		o.Transactions = append(o.Transactions, t)
		r.TransactionID = t.ID
	}
	o.Refunds = append(o.Refunds, r)
	e.refund(o, len(o.Refunds)-1)
	s.orderMail(st, sh, o, "refunded")
}

// RefundAmount gives back an amount in minor units of the shopper's currency
// without naming lines. What an edit left owed is paid first; the rest becomes
// an adjustment.
func (s *Server) RefundAmount(shop string, id, amount int64, note string) (Order, error) {
	return s.alter(shop, id, func(st *state, sh *shopState, o *Order, e *event) error {
		if err := o.refundable(); err != nil {
			return err
		}
		if amount <= 0 || amount > o.Paid().Buyer || len(note) > maxText {
			return refuse("the amount must be more than nothing and at most what was paid")
		}
		back := o.inBoth(amount)
		r := Refund{Note: note, Adjustment: back.minus(lesser(o.Owed(), back))}
		s.giveBack(st, sh, o, r, back, false, e)
		return nil
	})
}

// inBoth turns an amount of the shopper's currency into both, in proportion to
// what is still kept, so that the last refund empties both sides.
func (o *Order) inBoth(buyer int64) Money {
	paid := o.Paid()
	return Money{Shop: portion(paid.Shop, buyer, paid.Buyer), Buyer: buyer}
}

func lesser(a, b Money) Money {
	if a.Buyer < b.Buyer {
		return a
	}
	return b
}

// RefundFull gives everything back that was paid and not given back yet.
func (s *Server) RefundFull(shop string, id int64, note string) (Order, error) {
	return s.alter(shop, id, func(st *state, sh *shopState, o *Order, e *event) error {
		if err := o.refundable(); err != nil {
			return err
		}
		s.refundRest(st, sh, o, "return", note, e)
		return nil
	})
}

func (s *Server) refundRest(st *state, sh *shopState, o *Order, restock, note string, e *event) {
	owed := o.Owed()
	taken := map[int64]int64{}
	for _, l := range o.Lines {
		taken[l.ID] = l.Current
	}
	amount := o.Paid()
	r := o.takeLines(st, taken, restock)
	r.Shipping, r.ShippingTax = o.shippingLeft()
	r.Note, r.Restock = note, true
	r.Adjustment = amount.minus(owed).minus(r.worth(o))
	s.giveBack(st, sh, o, r, amount, false, e)
}

// SettleRefund ends a pending refund: paid back, or failed at the bank.
func (s *Server) SettleRefund(shop string, id, refund int64, success bool) (Order, error) {
	return s.alter(shop, id, func(_ *state, _ *shopState, o *Order, _ *event) error {
		i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.ID == refund })
		if i < 0 {
			return missing("that refund")
		}
		for j := range o.Transactions {
			t := &o.Transactions[j]
			if t.ID != o.Refunds[i].TransactionID || t.Status != "pending" {
				continue
			}
			t.Status = "failure"
			if success {
				t.Status = "success"
			}
			return nil
		}
		return refuse("that refund is not waiting for the bank")
	})
}

// cancelReasons are the words the platform knows for a cancellation.
var cancelReasons = []string{"customer", "fraud", "inventory", "declined", "other"}

// CancelOrder ends an order; with refund everything paid goes back. Reasons
// are customer, fraud, inventory, declined and other.
func (s *Server) CancelOrder(shop string, id int64, reason string, refund bool) (Order, error) {
	return s.alter(shop, id, func(st *state, sh *shopState, o *Order, e *event) error {
		if !o.CancelledAt.IsZero() {
			return refuse("the order is cancelled already")
		}
		if !slices.Contains(cancelReasons, reason) {
			return refuse("choose a reason for the cancellation")
		}
		if refund && o.Paid().Buyer > 0 {
			s.refundRest(st, sh, o, "cancel", "Order canceled", e)
		}
		for i := range o.Lines {
			o.Lines[i].Current = 0
		}
		o.CancelledAt, o.ClosedAt, o.CancelReason = e.at, e.at, reason
		e.order("orders/cancelled", o)
		s.orderMail(st, sh, o, "cancelled")
		return nil
	})
}
