package sandbox

import "slices"

// DraftOrder is an order that staff or an app has prepared, to be paid by its
// invoice.
type DraftOrder struct {
	ID       int64
	Number   int64
	Email    string
	Customer int64
	Note     string
	Tags     []string
	Lines    []CheckoutLine
	Status   string // OPEN, INVOICE_SENT or COMPLETED
	Token    string // of the page on which it is paid
	Mailed   int    // how often its invoice was sent
	Order    int64  // that came of it
}

// Name is the draft's number as people see it: "#D1".
func (d DraftOrder) Name() string { return "#D" + itoa(d.Number) }

// checkout is what the buyer of a draft order buys.
func (d DraftOrder) checkout() Checkout {
	return Checkout{CustomerID: d.Customer, Email: d.Email, Lines: slices.Clone(d.Lines), Source: draftSource}
}

const maxDrafts = 2000

func (sh *shopState) draft(id int64) *DraftOrder {
	i := slices.IndexFunc(sh.Drafts, func(d *DraftOrder) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return sh.Drafts[i]
}

// Drafts are the draft orders of a store, oldest first.
func (s *Server) Drafts(shop string) (out []DraftOrder) {
	s.look(shop, func(sh *shopState) {
		for _, d := range sh.Drafts {
			one := *d
			one.Lines = slices.Clone(d.Lines)
			out = append(out, one)
		}
	})
	return out
}

// PayInvoice is the buyer's payment of a draft order, which becomes an order.
func (s *Server) PayInvoice(shop string, id int64) (Order, error) {
	var out Order
	err := s.change(func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		d := sh.draft(id)
		switch {
		case d == nil:
			return missing("that invoice")
		case d.Status == "COMPLETED":
			return refuse("this invoice is paid already")
		}
		order, err := s.place(st, sh, d.checkout(), s.now())
		if err != nil {
			return err
		}
		d.Status, d.Order = "COMPLETED", order.ID
		out = order.clone()
		return nil
	})
	s.engine.wake()
	return out, err
}

// draftSource is where orders of draft orders come from, in the platform's word.
const draftSource = "shopify_draft_order"
