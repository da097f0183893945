package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

type ordersView struct {
	Orders []Order
	Names  map[int64]string // customer id to name
	Filter string
	Pager  pager
}

func ordersPage(v *visit) error {
	query := v.r.URL.Query()
	view := ordersView{Names: v.customerNames(), Filter: query.Get("show")}
	found := slices.DeleteFunc(v.s.Orders(v.shop.Handle), func(o Order) bool {
		if !matches(query.Get("q"), o.Name(), o.Email, view.Names[o.CustomerID], o.FirstName+" "+o.LastName) {
			return true
		}
		switch view.Filter {
		case "unpaid":
			return o.FinancialStatus() != "pending" || !o.CancelledAt.IsZero()
		case "refunded":
			return len(o.Refunds) == 0
		case "cancelled":
			return o.CancelledAt.IsZero()
		}
		return false
	})
	view.Orders, view.Pager = paged(v, found)
	return v.show(http.StatusOK, "admin_orders", page{Title: "Orders", Section: "orders", Data: view})
}

func (v *visit) customerNames() map[int64]string {
	names := map[int64]string{}
	for _, c := range v.s.Customers(v.shop.Handle) {
		names[c.ID] = person(c)
	}
	return names
}

type orderView struct {
	Order      Order
	Customer   *Customer
	Totals     Totals
	Current    Totals
	Lines      []orderLine
	Pending    []Refund // waiting for the bank
	Disputed   bool
	Editable   bool
	Ended      bool
	Deliveries []Delivery
}

// orderLine is a line with what a refund may still take of it.
type orderLine struct {
	LineItem
	Left int64
	Net  Money
}

func orderPage(v *visit) error { return v.orderAs(http.StatusOK, page{}) }

// orderAs shows the order named in the address, after a refused form with the
// form's fields and the reason.
func (v *visit) orderAs(status int, p page) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	o, ok := v.s.Order(v.shop.Handle, id)
	if !ok {
		return missing("This order")
	}
	view := orderView{Order: o, Totals: o.Totals(), Current: o.CurrentTotals(), Ended: !o.CancelledAt.IsZero()}
	view.Editable = !view.Ended
	view.Disputed = slices.ContainsFunc(o.Disputes, Dispute.Open)
	for _, line := range o.Lines {
		view.Lines = append(view.Lines, orderLine{LineItem: line, Left: line.Current, Net: line.Net()})
	}
	for _, refund := range o.Refunds {
		if slices.ContainsFunc(o.Transactions, func(t Transaction) bool { return t.ID == refund.TransactionID && t.Status == "pending" }) {
			view.Pending = append(view.Pending, refund)
		}
	}
	if c, ok := v.s.Customer(v.shop.Handle, o.CustomerID); ok && o.CustomerID != 0 {
		view.Customer = &c
	}
	for _, d := range v.s.Deliveries(v.shop.Handle) {
		if d.Subject == o.Name() && len(view.Deliveries) < 12 {
			view.Deliveries = append(view.Deliveries, d)
		}
	}
	p.Title, p.Section, p.Data = "Order "+o.Name(), "orders", view
	return v.show(status, "admin_order", p)
}

// orderActions is what staff can do to an order. Each returns what happened.
var orderActions = map[string]func(*visit, int64) (string, error){
	"pay":           payOrder,
	"refund-lines":  refundLines,
	"refund-amount": refundAmount,
	"refund-full":   refundFull,
	"settle":        settleRefund,
	"cancel":        cancelOrder,
	"edit":          editOrder,
	"dispute":       openDispute,
	"dispute-won":   winDispute,
	"dispute-lost":  loseDispute,
}

func orderAction(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	name := v.r.PathValue("action")
	act, ok := orderActions[name]
	if !ok {
		return missing("This action")
	}
	text, err := act(v, id)
	if why, status, mine := refused(err); mine && status != http.StatusNotFound {
		return v.orderAs(status, page{Failed: name, Problem: why})
	}
	if err != nil {
		return err
	}
	return v.done(v.admin("/orders/"+strconv.FormatInt(id, 10)), text)
}

func payOrder(v *visit, id int64) (string, error) {
	_, err := v.s.MarkPaid(v.shop.Handle, id)
	return "The order is paid.", err
}

// quantity reads a small number that may be left empty.
func (v *visit) quantity(field string) (n int64, given bool, err error) {
	text := strings.TrimSpace(v.r.FormValue(field))
	if text == "" {
		return 0, false, nil
	}
	n, err = strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > 10_000 {
		return 0, false, refuse(fmt.Sprintf("“%s” is not a quantity. Use a whole number from 0 to 10,000.", text))
	}
	return n, true, nil
}

func refundLines(v *visit, id int64) (string, error) {
	o, ok := v.s.Order(v.shop.Handle, id)
	if !ok {
		return "", missing("This order")
	}
	ask := RefundLinesRequest{Restock: v.r.FormValue("restock"), Note: v.r.FormValue("note"),
		Shipping: v.r.FormValue("shipping") != "", Pending: v.r.FormValue("pending") != ""}
	for _, line := range o.Lines {
		n, _, err := v.quantity("line-" + strconv.FormatInt(line.ID, 10))
		if err != nil {
			return "", err
		}
		if n > 0 {
			ask.Lines = append(ask.Lines, RefundQuantity{LineID: line.ID, Quantity: n})
		}
	}
	if len(ask.Lines) == 0 && !ask.Shipping {
		return "", refuse("Choose at least one item or the delivery charge.")
	}
	_, err := v.s.RefundLines(v.shop.Handle, id, ask)
	return "The refund was made.", err
}

func refundAmount(v *visit, id int64) (string, error) {
	o, ok := v.s.Order(v.shop.Handle, id)
	if !ok {
		return "", missing("This order")
	}
	amount, err := ParseMoney(strings.TrimSpace(v.r.FormValue("amount")), o.BuyerCurrency)
	if err != nil || amount <= 0 {
		return "", refuse("Write the amount in " + o.BuyerCurrency + ", for example " + FormatMoney(1200, o.BuyerCurrency) + ".")
	}
	_, err = v.s.RefundAmount(v.shop.Handle, id, amount, v.r.FormValue("note"))
	return showMoney(amount, o.BuyerCurrency) + " was paid back.", err
}

func refundFull(v *visit, id int64) (string, error) {
	_, err := v.s.RefundFull(v.shop.Handle, id, v.r.FormValue("note"))
	return "Everything was paid back.", err
}

func settleRefund(v *visit, id int64) (string, error) {
	refund, err := strconv.ParseInt(v.r.FormValue("refund"), 10, 64)
	if err != nil {
		return "", refuse("Which refund?")
	}
	success := v.r.FormValue("outcome") == "success"
	_, err = v.s.SettleRefund(v.shop.Handle, id, refund, success)
	if success {
		return "The bank confirmed the refund.", err
	}
	return "The bank declined the refund.", err
}

func cancelOrder(v *visit, id int64) (string, error) {
	_, err := v.s.CancelOrder(v.shop.Handle, id, v.r.FormValue("reason"), v.r.FormValue("refund") != "")
	return "The order was cancelled.", err
}

func editOrder(v *visit, id int64) (string, error) {
	o, ok := v.s.Order(v.shop.Handle, id)
	if !ok {
		return "", missing("This order")
	}
	edit := Edit{}
	for _, line := range o.Lines {
		n, given, err := v.quantity("line-" + strconv.FormatInt(line.ID, 10))
		if err != nil {
			return "", err
		}
		if given && n != line.Current {
			edit.Set = append(edit.Set, EditQuantity{LineID: line.ID, Quantity: n})
		}
	}
	if title := strings.TrimSpace(v.r.FormValue("title")); title != "" {
		n, _, err := v.quantity("quantity")
		if err != nil {
			return "", err
		}
		price, err := ParseMoney(strings.TrimSpace(v.r.FormValue("price")), o.Currency)
		if err != nil || price < 0 {
			return "", refuse("Write the price of the new line in " + o.Currency + ", for example " + FormatMoney(1200, o.Currency) + ".")
		}
		edit.Add = append(edit.Add, CustomLine{Title: title, Quantity: max(n, 1), Price: price, Taxable: v.r.FormValue("taxable") != ""})
	}
	if len(edit.Set) == 0 && len(edit.Add) == 0 {
		return "", refuse("Nothing was changed.")
	}
	_, err := v.s.EditOrder(v.shop.Handle, id, edit)
	return "The order was changed.", err
}
