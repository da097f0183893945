package webhooks

import (
	"context"

	"clientele/app/flow"
	"clientele/models"
)

// consentChanged handles customers_email_marketing_consent/update.
func (h *Hooks) consentChanged(ctx context.Context, d models.Delivery) (Result, error) {
	fact, says, err := readConsent(d)
	if err != nil || !says {
		return Result{Subject: subjectOf("customer", fact.Customer), Outcome: "ignored"}, err
	}
	outcome, err := h.ConsentChanged(ctx, fact)
	return Result{Subject: subjectOf("customer", fact.Customer), Outcome: outcome.Word}, err
}

// readConsent reads a consent; says is false for a state that says neither that
// somebody agreed nor that they withdrew it, such as one that waits to be
// confirmed.
func readConsent(d models.Delivery) (fact flow.ConsentChanged, says bool, err error) {
	n, err := open(d.Body)
	if err != nil {
		return fact, false, err
	}
	consent := n.object("email_marketing_consent")
	state := consent.text("state")
	fact = flow.ConsentChanged{
		Shop: d.Shop, Customer: n.id("customer_id"), Subscribed: state == "subscribed", At: consent.instant("consent_updated_at"),
	}
	fact.At = orThen(fact.At, told(d))
	if n.r.err != nil {
		return flow.ConsentChanged{}, false, n.r.err
	}
	return fact, state == "subscribed" || state == "unsubscribed", nil
}
