package webhooks

import (
	"context"
	"reflect"
	"slices"

	"clientele/app/flow"
	"clientele/models"
)

// topics lists every topic there is and who handles it. A new topic is one line
// here, one subscription in shopify.app.toml and one method in a file of its kind.
var topics = map[string]topic{
	"orders/create":    {(*Hooks).orderChanged, aboutOrder},
	"orders/paid":      {(*Hooks).orderChanged, aboutOrder},
	"orders/updated":   {(*Hooks).orderChanged, aboutOrder},
	"orders/cancelled": {(*Hooks).orderChanged, aboutOrder},
	"refunds/create":   {(*Hooks).refundCreated, aboutTheirOrder},
	"disputes/create":  {(*Hooks).disputeChanged, aboutTheirOrder},
	"disputes/update":  {(*Hooks).disputeChanged, aboutTheirOrder},
	"customers/create": {(*Hooks).customerChanged, aboutCustomer},
	"customers/update": {(*Hooks).customerChanged, aboutCustomer},
	"customers/delete": {(*Hooks).customerDeleted, aboutCustomer},
	"customers/merge":  {(*Hooks).customersMerged, aboutKeptCustomer},
	"customers_email_marketing_consent/update": {(*Hooks).consentChanged, aboutTheirCustomer},
	"app/uninstalled":                          {(*Hooks).appUninstalled, aboutShop},
	"app/scopes_update":                        {(*Hooks).scopesChanged, aboutShop},
	"customers/data_request":                   {(*Hooks).dataRequested, aboutPerson},
	"customers/redact":                         {(*Hooks).customerRedacted, aboutPerson},
	"shop/redact":                              {(*Hooks).shopRedacted, aboutShop},
}

// topic is how deliveries of one topic are handled, and what they are about.
type topic struct {
	handle func(*Hooks, context.Context, models.Delivery) (Result, error)
	about  func(keys) string
}

// Hooks are the flows that deliveries lead to.
type Hooks struct {
	OrderChanged     func(context.Context, flow.OrderChanged) (flow.Outcome, error)
	RefundMade       func(context.Context, flow.RefundMade) (flow.Outcome, error)
	DisputeChanged   func(context.Context, flow.DisputeChanged) (flow.Outcome, error)
	CustomerChanged  func(context.Context, flow.CustomerChanged) (flow.Outcome, error)
	CustomerDeleted  func(context.Context, flow.CustomerDeleted) (flow.Outcome, error)
	ConsentChanged   func(context.Context, flow.ConsentChanged) (flow.Outcome, error)
	CustomersMerged  func(context.Context, flow.CustomersMerged) (flow.Outcome, error)
	DataRequested    func(context.Context, flow.DataRequested) (flow.Outcome, error)
	CustomerRedacted func(context.Context, flow.CustomerRedacted) (flow.Outcome, error)
	ShopRedacted     func(context.Context, flow.ShopRedacted) (flow.Outcome, error)
	ShopUninstalled  func(context.Context, flow.ShopUninstalled) (flow.Outcome, error)
	ScopesChanged    func(context.Context, flow.ScopesChanged) (flow.Outcome, error)
	// OrderCurrency gives the currency an order was made in as far as known,
	// else the shop's. An error makes the delivery come back later.
	OrderCurrency func(context.Context, models.ShopID, models.OrderID) (string, error)
}

// Check names what the program forgot to fill in.
func (h *Hooks) Check() error {
	v := reflect.ValueOf(*h)
	for i := range v.NumField() {
		if v.Field(i).IsNil() {
			return models.Errorf(models.Internal, "webhooks: %s is missing", v.Type().Field(i).Name)
		}
	}
	return nil
}

// Result is what became of a delivery.
type Result struct {
	Subject string // what it was about, such as order:1001, customer:7 or shop
	Outcome string // one word of what it did
}

// Dispatch reads a delivery and calls its flow. A body that cannot be read, and
// a topic without a reader, are Invalid: no repetition can mend them. Everything
// else that goes wrong is the flow's error as it is.
func (h *Hooks) Dispatch(ctx context.Context, d models.Delivery) (Result, error) {
	t, known := topics[d.Topic]
	if !known {
		return Result{}, models.Errorf(models.Invalid, "%s", unknownTopic(d.Topic))
	}
	if len(d.Body) == 0 {
		// It was taken in with a body. Somebody asked to be forgotten while it
		// waited, and there is nothing left to do.
		return Result{Subject: d.Subject, Outcome: "erased"}, nil
	}
	return t.handle(h, ctx, d)
}

func unknownTopic(name string) string {
	return "nothing here handles the topic " + name + "; remove the subscription or add a reader for it"
}

// Topics lists all topics that are handled, in order of their names.
func Topics() []string {
	names := make([]string, 0, len(topics))
	for name := range topics {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
