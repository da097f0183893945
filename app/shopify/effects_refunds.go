package shopify

import (
	"context"

	"clientele/models"
	"clientele/models/refunds"
)

const (
	refundWhat  = "pay orders back"
	refundScope = "write_orders"
)

type toldAmount struct {
	ShopMoney        toldMoney `json:"shopMoney"`
	PresentmentMoney toldMoney `json:"presentmentMoney"`
}

type toldMoney struct {
	Amount       string `json:"amount"`
	CurrencyCode string `json:"currencyCode"`
}

// minor is the amount in a currency.
func (r *reader) minor(field string, m toldMoney, currency string) int64 {
	minor, err := minorOf(m.Amount, currency)
	if err != nil || m.CurrencyCode != currency || minor < 0 || minor > amountMax {
		r.fail(field, "must be an amount in "+currency)
		return 0
	}
	return minor
}

// RefundStanding tells what can go back of an order, for the lines of a wish.
func (c *Client) RefundStanding(ctx context.Context, shop models.ShopID, token string, w refunds.Wish) (refunds.Standing, error) {
	var data struct {
		Order *struct {
			CurrencyCode            string `json:"currencyCode"`
			PresentmentCurrencyCode string `json:"presentmentCurrencyCode"`
			Refunds                 []struct {
				ID   string `json:"id"`
				Note string `json:"note"`
			} `json:"refunds"`
		} `json:"order"`
		Nodes []*struct {
			ID                 string `json:"id"`
			RefundableQuantity int64  `json:"refundableQuantity"`
		} `json:"nodes"`
	}
	variables := map[string]any{"id": gid("Order", string(w.Order)), "lines": gids("LineItem", w.Lines)}
	if err := withoutScope(c.ask(ctx, shop, token, "refund_lines", variables, &data), "see orders", "read_orders"); err != nil {
		return refunds.Standing{}, err
	}
	if data.Order == nil {
		return refunds.Standing{}, models.Errorf(models.NotFound, "the store does not show this order to the app, as it is old or gone; pay it back in the store admin")
	}
	r := &reader{currency: data.Order.CurrencyCode}
	s := refunds.Standing{Shop: data.Order.CurrencyCode, Buyer: data.Order.PresentmentCurrencyCode}
	for _, made := range data.Order.Refunds {
		s.Refunds = append(s.Refunds, refunds.Made{ID: r.number("refunds.id", made.ID, "Refund"), Note: made.Note})
	}
	left := false
	for _, line := range data.Nodes {
		if line == nil || line.ID == "" {
			continue
		}
		left = left || line.RefundableQuantity > 0
		s.Lines = append(s.Lines, refunds.Line{ID: r.number("lineItem.id", line.ID, "LineItem"), Quantity: r.count("refundableQuantity", line.RefundableQuantity)})
	}
	if r.err != nil || !left {
		return s, r.err
	}
	return c.worth(ctx, shop, token, w.Order, s)
}

// worth adds what is left of the lines, and to which payments it could go.
func (c *Client) worth(ctx context.Context, shop models.ShopID, token string, order models.OrderID, s refunds.Standing) (refunds.Standing, error) {
	var data struct {
		Order *struct {
			SuggestedRefund *struct {
				AmountSet             toldAmount `json:"amountSet"`
				SuggestedTransactions []struct {
					Gateway           string     `json:"gateway"`
					ParentTransaction *named     `json:"parentTransaction"`
					AmountSet         toldAmount `json:"amountSet"`
				} `json:"suggestedTransactions"`
			} `json:"suggestedRefund"`
		} `json:"order"`
	}
	variables := map[string]any{"id": gid("Order", string(order)), "lines": linesBack(s.Lines)}
	if err := withoutScope(c.ask(ctx, shop, token, "refund_worth", variables, &data), "see orders", "read_orders"); err != nil {
		return s, err
	}
	if data.Order == nil || data.Order.SuggestedRefund == nil {
		return s, models.Errorf(models.Unavailable, "the platform did not say what can go back of the order")
	}
	r, told := &reader{currency: s.Shop}, data.Order.SuggestedRefund
	s.Worth = refunds.Amount{
		Shop:  r.minor("suggestedRefund.amountSet", told.AmountSet.ShopMoney, s.Shop),
		Buyer: r.minor("suggestedRefund.amountSet", told.AmountSet.PresentmentMoney, s.Buyer),
	}
	for _, t := range told.SuggestedTransactions {
		if t.ParentTransaction == nil || t.ParentTransaction.ID == "" {
			continue
		}
		s.Payments = append(s.Payments, refunds.Payment{
			ID: t.ParentTransaction.ID, Gateway: t.Gateway, Minor: r.minor("suggestedTransactions.amountSet", t.AmountSet.PresentmentMoney, s.Buyer),
		})
	}
	return s, r.err
}

// linesBack are lines as the platform wants them. What is served takes nothing
// from a shelf, so nothing returns to one.
func linesBack(lines []refunds.Line) []map[string]any {
	all := []map[string]any{}
	for _, l := range lines {
		if l.Quantity > 0 {
			all = append(all, map[string]any{"lineItemId": gid("LineItem", l.ID), "quantity": l.Quantity, "restockType": "NO_RESTOCK"})
		}
	}
	return all
}

type toldPaid struct {
	ID           string `json:"id"`
	Transactions list[struct {
		Status    string     `json:"status"`
		AmountSet toldAmount `json:"amountSet"`
	}] `json:"transactions"`
}

// paid reads what went back, or is on its way.
func (t toldPaid) paid() (refunds.Paid, error) {
	r := &reader{}
	p := refunds.Paid{ID: r.number("refund.id", t.ID, "Refund"), Failed: len(t.Transactions.Nodes) > 0}
	for _, one := range t.Transactions.Nodes {
		if one.Status != "SUCCESS" && one.Status != "PENDING" {
			continue
		}
		p.Failed = false
		p.Minor += r.minor("transactions.amountSet", one.AmountSet.ShopMoney, one.AmountSet.ShopMoney.CurrencyCode)
	}
	return p, r.err
}

// Refund pays back by a plan. The platform keeps the key for a day, so that a
// call whose answer was lost is simply repeated.
func (c *Client) Refund(ctx context.Context, shop models.ShopID, token string, w refunds.Wish, p refunds.Plan) (refunds.Paid, error) {
	order := gid("Order", string(w.Order))
	transactions := []map[string]any{}
	for _, to := range p.Payments {
		transactions = append(transactions, map[string]any{
			"orderId": order, "kind": "REFUND", "gateway": to.Gateway, "parentId": to.ID, "amount": models.FormatMinor(to.Minor, p.Currency),
		})
	}
	input := map[string]any{
		"orderId": order, "currency": p.Currency, "note": w.Note, "notify": true, "refundLineItems": linesBack(p.Lines), "transactions": transactions,
	}
	var data struct {
		Made struct {
			Refund     *toldPaid   `json:"refund"`
			UserErrors []userError `json:"userErrors"`
		} `json:"refundCreate"`
	}
	err := withoutScope(c.ask(ctx, shop, token, "refund_order", map[string]any{"refund": input, "key": w.Key}, &data), refundWhat, refundScope)
	if err == nil {
		err = refusedBy("pay this back", data.Made.UserErrors)
	}
	if err != nil {
		return refunds.Paid{}, err
	}
	if data.Made.Refund == nil {
		return refunds.Paid{}, models.Errorf(models.Unavailable, "the platform did not say which refund it made")
	}
	return data.Made.Refund.paid()
}

// FindRefund tells what became of a refund, by its number.
func (c *Client) FindRefund(ctx context.Context, shop models.ShopID, token, id string) (refunds.Paid, error) {
	var data struct {
		Refund *toldPaid `json:"refund"`
	}
	if err := withoutScope(c.ask(ctx, shop, token, "refund_found", map[string]any{"id": gid("Refund", id)}, &data), "see orders", "read_orders"); err != nil {
		return refunds.Paid{}, err
	}
	if data.Refund == nil {
		return refunds.Paid{}, models.Errorf(models.Unavailable, "the platform shows a refund and then does not know it")
	}
	return data.Refund.paid()
}
