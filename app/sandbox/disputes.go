package sandbox

import (
	"slices"
	"time"
)

// Dispute is a shopper's objection to a payment, made at their bank.
type Dispute struct {
	ID          int64
	Amount      int64 // minor units of the store's currency
	Status      string
	InitiatedAt time.Time
	FinalizedAt time.Time
}

// Open tells whether nobody has decided yet.
func (d Dispute) Open() bool { return d.FinalizedAt.IsZero() }

const disputesMax = 20

// OpenDispute lets the shopper object to everything that was paid and not given
// back. The order itself does not change.
func (s *Server) OpenDispute(shop string, id int64) (Order, error) {
	return s.quarrel(shop, id, func(st *state, o *Order, now time.Time) (string, *Dispute, error) {
		if slices.ContainsFunc(o.Disputes, Dispute.Open) {
			return "", nil, refuse("the payment is disputed already")
		}
		if err := o.refundable(); err != nil {
			return "", nil, err
		}
		if len(o.Disputes) >= disputesMax {
			return "", nil, refuse("the order has had enough disputes")
		}
		o.Disputes = append(o.Disputes, Dispute{ID: st.id(), Amount: o.Paid().Shop, Status: "needs_response", InitiatedAt: now})
		return "disputes/create", &o.Disputes[len(o.Disputes)-1], nil
	})
}

// EndDispute is the bank's word on the open dispute: won by the store or lost.
func (s *Server) EndDispute(shop string, id int64, won bool) (Order, error) {
	return s.quarrel(shop, id, func(_ *state, o *Order, now time.Time) (string, *Dispute, error) {
		i := slices.IndexFunc(o.Disputes, Dispute.Open)
		if i < 0 {
			return "", nil, refuse("no dispute is open")
		}
		d := &o.Disputes[i]
		d.FinalizedAt, d.Status = now, "lost"
		if won {
			d.Status = "won"
		}
		return "disputes/update", d, nil
	})
}

// quarrel alters the disputes of an order and tells of it.
func (s *Server) quarrel(shop string, id int64, fn func(*state, *Order, time.Time) (string, *Dispute, error)) (Order, error) {
	var out Order
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		o := sh.order(id)
		if o == nil {
			return missing("that order")
		}
		topic, d, err := fn(st, o, s.now())
		if err != nil {
			return err
		}
		e := s.event(st, sh, o.Name(), s.now())
		e.add(topic, func() any { return disputeBody(sh, o, *d) })
		e.send()
		out = o.clone()
		return nil
	})
	s.engine.wake()
	return out, err
}

// disputeBody is a dispute as disputes/create and disputes/update carry it.
func disputeBody(sh *shopState, o *Order, d Dispute) body {
	b := body{
		"id": d.ID, "order_id": o.ID, "type": "chargeback", "amount": FormatMoney(d.Amount, o.Currency), "currency": o.Currency,
		"reason": "fraudulent", "network_reason_code": "4837", "status": d.Status, "initiated_at": sh.Shop.stamp(d.InitiatedAt),
		"evidence_due_by": sh.Shop.stamp(d.InitiatedAt.AddDate(0, 0, 9)), "evidence_sent_on": nil, "finalized_on": nil,
	}
	if !d.Open() {
		b["finalized_on"] = sh.Shop.stamp(d.FinalizedAt)
	}
	return b
}

func openDispute(v *visit, id int64) (string, error) {
	_, err := v.s.OpenDispute(v.shop.Handle, id)
	return "The shopper disputes the payment.", err
}

func winDispute(v *visit, id int64) (string, error) {
	_, err := v.s.EndDispute(v.shop.Handle, id, true)
	return "The store won the dispute.", err
}

func loseDispute(v *visit, id int64) (string, error) {
	_, err := v.s.EndDispute(v.shop.Handle, id, false)
	return "The store lost the dispute.", err
}
