package sandbox

import "net/http"

type invoiceView struct {
	Name    string
	Lines   []CheckoutLine
	Totals  Totals
	Shopper *Customer
}

// draftOf finds the draft order that an invoice's link leads to.
func (v *visit) draftOf() (DraftOrder, error) {
	token := v.r.PathValue("token")
	for _, d := range v.s.Drafts(v.shop.Handle) {
		if d.Token == token && token != "" {
			return d, nil
		}
	}
	return DraftOrder{}, missing("This invoice")
}

// invoicePage is where a buyer pays a draft order.
func invoicePage(v *visit) error {
	d, err := v.draftOf()
	if err != nil {
		return err
	}
	if d.Status == "COMPLETED" {
		return v.paidInvoice(d.Order)
	}
	totals, err := v.s.Quote(v.shop.Handle, d.checkout())
	if err != nil {
		return err
	}
	for i, line := range d.Lines {
		for _, p := range v.s.Products(v.shop.Handle) {
			for _, variant := range p.Variants {
				if variant.ID == line.VariantID {
					d.Lines[i].Title = p.Title
				}
			}
		}
	}
	view := invoiceView{Name: d.Name(), Lines: d.Lines, Totals: totals}
	if c, ok := v.shopper(); ok {
		view.Shopper = &c
	}
	p := page{Title: wordsOf(v.locale()).T("checkout"), Section: "cart", Data: view}
	v.dress(&p)
	return v.show(http.StatusOK, "store_invoice", p)
}

func payInvoice(v *visit) error {
	d, err := v.draftOf()
	if err != nil {
		return err
	}
	if d.Status != "COMPLETED" {
		order, err := v.s.PayInvoice(v.shop.Handle, d.ID)
		if err != nil {
			return err
		}
		d.Order = order.ID
	}
	return v.paidInvoice(d.Order)
}

func (v *visit) paidInvoice(id int64) error {
	order, _ := v.s.Order(v.shop.Handle, id)
	return v.done(v.store("/orders/"+order.Token), "")
}
