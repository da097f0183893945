package webhooks

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
)

// mergeErrorsMax bounds the reasons a merge may give for not having happened.
const mergeErrorsMax = 100

// customerChanged handles customers/create and customers/update.
func (h *Hooks) customerChanged(ctx context.Context, d models.Delivery) (Result, error) {
	fact, err := readCustomer(d)
	if err != nil {
		return Result{}, err
	}
	outcome, err := h.CustomerChanged(ctx, fact)
	return Result{Subject: subjectOf("customer", fact.Customer), Outcome: outcome.Word}, err
}

func readCustomer(d models.Delivery) (flow.CustomerChanged, error) {
	n, err := open(d.Body)
	if err != nil {
		return flow.CustomerChanged{}, err
	}
	fact := flow.CustomerChanged{
		Shop: d.Shop, Customer: n.id("id"), Profile: readProfile(n), CreatedAt: n.instant("created_at"),
	}
	if fact.Profile.AsOf.IsZero() {
		fact.Profile.AsOf = orThen(fact.CreatedAt, told(d))
	}
	fact.CreatedAt = orThen(fact.CreatedAt, fact.Profile.AsOf)
	switch has := true; n.text("state") {
	case "enabled":
		fact.Account = &has
	case "disabled", "invited", "declined":
		has = false
		fact.Account = &has
	}
	if n.r.err != nil {
		return flow.CustomerChanged{}, n.r.err
	}
	return fact, nil
}

// readProfile reads a customer, alone or within an order. Fields that the app
// is not approved for are null and stay empty.
func readProfile(n node) contacts.Profile {
	return contacts.Profile{
		Email: n.text("email"), Phone: n.text("phone"),
		FirstName: n.text("first_name"), LastName: n.text("last_name"),
		Verified: n.flag("verified_email") && n.has("email"), AsOf: n.instant("updated_at"),
	}
}

// customerDeleted handles customers/delete, which tells a number and nothing else.
func (h *Hooks) customerDeleted(ctx context.Context, d models.Delivery) (Result, error) {
	fact, err := readDeleted(d)
	if err != nil {
		return Result{}, err
	}
	outcome, err := h.CustomerDeleted(ctx, fact)
	return Result{Subject: subjectOf("customer", fact.Customer), Outcome: outcome.Word}, err
}

func readDeleted(d models.Delivery) (flow.CustomerDeleted, error) {
	n, err := open(d.Body)
	if err != nil {
		return flow.CustomerDeleted{}, err
	}
	fact := flow.CustomerDeleted{Shop: d.Shop, Customer: n.id("id"), At: told(d)}
	if n.r.err != nil {
		return flow.CustomerDeleted{}, n.r.err
	}
	return fact, nil
}

// customersMerged handles customers/merge. A merge that failed is told to the
// flow as such, so that the panel shows that nothing came of it.
func (h *Hooks) customersMerged(ctx context.Context, d models.Delivery) (Result, error) {
	fact, err := readMerge(d)
	if err != nil {
		return Result{}, err
	}
	outcome, err := h.CustomersMerged(ctx, fact)
	return Result{Subject: subjectOf("customer", fact.Kept), Outcome: outcome.Word}, err
}

func readMerge(d models.Delivery) (flow.CustomersMerged, error) {
	n, err := open(d.Body)
	if err != nil {
		return flow.CustomersMerged{}, err
	}
	fact := flow.CustomersMerged{
		Shop:    d.Shop,
		Kept:    n.gid("admin_graphql_api_customer_kept_id", "Customer"),
		Deleted: n.gid("admin_graphql_api_customer_deleted_id", "Customer"),
		At:      told(d),
	}
	status := n.text("status")
	fact.Success = (status == "completed" || status == "success") && len(n.items("errors", mergeErrorsMax)) == 0
	if fact.Kept == fact.Deleted {
		n.fail("admin_graphql_api_customer_deleted_id", "must differ from the customer that was kept")
	}
	if n.r.err != nil {
		return flow.CustomersMerged{}, n.r.err
	}
	return fact, nil
}

// told is when the platform says that something happened, or else when it
// reached us.
func told(d models.Delivery) time.Time {
	return models.Instant(orThen(d.TriggeredAt, d.ReceivedAt))
}

func orThen(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t
}
