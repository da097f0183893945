package webhooks

import (
	"context"

	"clientele/app/flow"
	"clientele/models"
)

// requestOrdersMax bounds the orders one request about a person may name.
const requestOrdersMax = 10_000

// dataRequested handles customers/data_request.
func (h *Hooks) dataRequested(ctx context.Context, d models.Delivery) (Result, error) {
	fact, err := readRequest(d, "orders_requested")
	if err != nil {
		return Result{}, err
	}
	outcome, err := h.DataRequested(ctx, fact)
	return Result{Subject: person(fact), Outcome: outcome.Word}, err
}

// customerRedacted handles customers/redact. An erasure that was interrupted may
// have taken the body of its own delivery already.
func (h *Hooks) customerRedacted(ctx context.Context, d models.Delivery) (Result, error) {
	fact := flow.DataRequested{Shop: d.Shop, ReceivedAt: models.Instant(d.ReceivedAt)}
	if len(d.Body) > 0 {
		var err error
		if fact, err = readRequest(d, "orders_to_redact"); err != nil {
			return Result{}, err
		}
	}
	// The delivery's own id, so that its body can be erased with the rest.
	fact.ID = d.WebhookID
	outcome, err := h.CustomerRedacted(ctx, flow.CustomerRedacted(fact))
	return Result{Subject: person(fact), Outcome: outcome.Word}, err
}

// readRequest reads a wish about a person. The person may have no number (one
// who never had an account), no phone, no e-mail address.
func readRequest(d models.Delivery, ordersKey string) (flow.DataRequested, error) {
	n, err := open(d.Body)
	if err != nil {
		return flow.DataRequested{}, err
	}
	customer := n.object("customer")
	fact := flow.DataRequested{
		Shop: d.Shop, ID: n.object("data_request").idOrNone("id"),
		Customer: customer.idOrNone("id"), Email: customer.text("email"), Phone: customer.text("phone"),
		ReceivedAt: models.Instant(d.ReceivedAt),
	}
	if fact.ID == "" {
		fact.ID = d.WebhookID
	}
	for _, id := range n.ids(ordersKey, requestOrdersMax) {
		fact.Orders = append(fact.Orders, models.OrderID(id))
	}
	if n.r.err != nil {
		return flow.DataRequested{}, n.r.err
	}
	return fact, nil
}

func person(fact flow.DataRequested) string {
	if fact.Customer == "" {
		return subjectOf("request", fact.ID)
	}
	return subjectOf("customer", fact.Customer)
}

// shopRedacted handles shop/redact, whose body says nothing the header does not.
func (h *Hooks) shopRedacted(ctx context.Context, d models.Delivery) (Result, error) {
	if _, err := open(d.Body); err != nil {
		return Result{}, err
	}
	outcome, err := h.ShopRedacted(ctx, flow.ShopRedacted{
		Shop: d.Shop, ID: d.WebhookID, TriggeredAt: models.Instant(d.TriggeredAt), ReceivedAt: models.Instant(d.ReceivedAt),
	})
	return Result{Subject: shopSubject, Outcome: outcome.Word}, err
}
