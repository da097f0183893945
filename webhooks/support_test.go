package webhooks

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
)

const demoShop models.ShopID = "demo-shop.myshopify.com"

var (
	triggered = time.Date(2026, 10, 10, 12, 0, 0, 0, time.UTC)
	received  = triggered.Add(2 * time.Second)
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func delivery(topic string, body []byte) models.Delivery {
	return models.Delivery{
		Shop: demoShop, WebhookID: "w-1", Topic: topic, Body: body, SHA256: "digest",
		TriggeredAt: triggered, ReceivedAt: received,
	}
}

// notes collects the facts that reach the flows.
type notes struct {
	facts    []any
	asked    []models.OrderID
	currency string
	err      error
}

func note[T any](n *notes) func(context.Context, T) (flow.Outcome, error) {
	return func(_ context.Context, fact T) (flow.Outcome, error) {
		n.facts = append(n.facts, fact)
		return flow.Outcome{Word: "noted"}, n.err
	}
}

func (n *notes) hooks() *Hooks {
	return &Hooks{
		OrderChanged: note[flow.OrderChanged](n), RefundMade: note[flow.RefundMade](n), DisputeChanged: note[flow.DisputeChanged](n),
		CustomerChanged: note[flow.CustomerChanged](n), CustomerDeleted: note[flow.CustomerDeleted](n),
		ConsentChanged:  note[flow.ConsentChanged](n),
		CustomersMerged: note[flow.CustomersMerged](n), DataRequested: note[flow.DataRequested](n),
		CustomerRedacted: note[flow.CustomerRedacted](n), ShopRedacted: note[flow.ShopRedacted](n),
		ShopUninstalled: note[flow.ShopUninstalled](n), ScopesChanged: note[flow.ScopesChanged](n),
		OrderCurrency: func(_ context.Context, _ models.ShopID, order models.OrderID) (string, error) {
			n.asked = append(n.asked, order)
			if n.currency == "" {
				return "", models.Errorf(models.Unavailable, "the currency of the order is not known yet")
			}
			return n.currency, nil
		},
	}
}
