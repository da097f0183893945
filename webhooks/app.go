package webhooks

import (
	"context"
	"regexp"

	"clientele/app/flow"
	"clientele/models"
)

const scopesMax = 200

var scopeForm = regexp.MustCompile(`^[a-z0-9_]{1,100}$`)

// appUninstalled handles app/uninstalled. The body is the shop's own record
// with many blanks; the shop is known by the header alone.
func (h *Hooks) appUninstalled(ctx context.Context, d models.Delivery) (Result, error) {
	if _, err := open(d.Body); err != nil {
		return Result{}, err
	}
	outcome, err := h.ShopUninstalled(ctx, flow.ShopUninstalled{Shop: d.Shop, TriggeredAt: told(d)})
	return Result{Subject: shopSubject, Outcome: outcome.Word}, err
}

// scopesChanged handles app/scopes_update.
func (h *Hooks) scopesChanged(ctx context.Context, d models.Delivery) (Result, error) {
	fact, err := readScopes(d)
	if err != nil {
		return Result{}, err
	}
	outcome, err := h.ScopesChanged(ctx, fact)
	return Result{Subject: shopSubject, Outcome: outcome.Word}, err
}

func readScopes(d models.Delivery) (flow.ScopesChanged, error) {
	n, err := open(d.Body)
	if err != nil {
		return flow.ScopesChanged{}, err
	}
	fact := flow.ScopesChanged{Shop: d.Shop, Scopes: []string{}, At: orThen(n.instant("updated_at"), told(d))}
	if !n.has("current") {
		n.fail("current", "is missing")
	}
	for _, item := range n.items("current", scopesMax) {
		scope, _ := item.(string)
		if !scopeForm.MatchString(scope) {
			n.fail("current", "must be a list of scopes such as read_orders")
			break
		}
		fact.Scopes = append(fact.Scopes, scope)
	}
	if n.r.err != nil {
		return flow.ScopesChanged{}, n.r.err
	}
	return fact, nil
}
