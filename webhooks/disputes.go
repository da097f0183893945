package webhooks

import (
	"context"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/orders"
)

// disputeStates are the platform's words for how a dispute stands. A payment
// that the shop gave back by itself comes as a refund, too.
var disputeStates = map[string]orders.DisputeState{
	"needs_response": orders.DisputeOpen, "under_review": orders.DisputeOpen,
	"won": orders.DisputeWon, "charge_refunded": orders.DisputeWon,
	"lost": orders.DisputeLost, "accepted": orders.DisputeLost,
}

// disputeChanged handles disputes/create and disputes/update, whose bodies are
// the same. A dispute about a payment without an order concerns nobody.
func (h *Hooks) disputeChanged(ctx context.Context, d models.Delivery) (Result, error) {
	fact, err := readDispute(d)
	if err != nil || fact.Order == "" {
		return Result{Outcome: "ignored"}, err
	}
	outcome, err := h.DisputeChanged(ctx, fact)
	return Result{Subject: subjectOf("order", string(fact.Order)), Outcome: outcome.Word}, err
}

func readDispute(d models.Delivery) (flow.DisputeChanged, error) {
	n, err := open(d.Body)
	if err != nil {
		return flow.DisputeChanged{}, err
	}
	currency := n.currency("currency")
	dispute := orders.Dispute{
		ID: n.id("id"), State: disputeStates[n.text("status")], Currency: currency,
		Stamp: orders.Stamp{
			UpdatedAt: orThen(n.instant("finalized_on"), n.instant("initiated_at")), TriggeredAt: models.Instant(d.TriggeredAt), Digest: digest(d),
		},
	}
	for _, key := range []string{"amount", "currency", "initiated_at"} {
		if !n.has(key) {
			n.fail(key, "is missing")
		}
	}
	if dispute.State == "" {
		n.fail("status", "is none that is known")
	}
	dispute.Minor = n.due("amount", currency)
	return flow.DisputeChanged{Shop: d.Shop, Order: models.OrderID(n.idOrNone("order_id")), Dispute: dispute}, n.r.err
}
