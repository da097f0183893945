package shopify

import (
	"context"
	"strings"

	"clientele/models"
	"clientele/models/invoices"
)

const (
	draftWhat  = "send invoices"
	draftScope = "write_draft_orders"
)

type toldDraft struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
}

func (t toldDraft) draft() (invoices.Draft, error) {
	r := &reader{}
	d := invoices.Draft{ID: r.number("draftOrder.id", t.ID, "DraftOrder"), Name: text(t.Name), State: invoices.Open}
	switch t.Status {
	case "INVOICE_SENT":
		d.State = invoices.Sent
	case "COMPLETED":
		d.State = invoices.Paid
	}
	return d, r.err
}

// FindDraft finds the draft order with a tag; false for none.
func (c *Client) FindDraft(ctx context.Context, shop models.ShopID, token, tag string) (invoices.Draft, bool, error) {
	var data struct {
		DraftOrders list[toldDraft] `json:"draftOrders"`
	}
	err := withoutScope(c.ask(ctx, shop, token, "find_draft", map[string]any{"query": "tag:'" + tag + "'"}, &data), draftWhat, draftScope)
	if err != nil || len(data.DraftOrders.Nodes) == 0 {
		return invoices.Draft{}, false, err
	}
	d, err := data.DraftOrders.Nodes[0].draft()
	return d, err == nil, err
}

// MakeDraft makes a draft order. The platform knows no key for it, so whoever
// calls it again has to look for the first one before: see FindDraft.
func (c *Client) MakeDraft(ctx context.Context, shop models.ShopID, token string, w invoices.Wish) (invoices.Draft, error) {
	var data struct {
		Made struct {
			DraftOrder *toldDraft  `json:"draftOrder"`
			UserErrors []userError `json:"userErrors"`
		} `json:"draftOrderCreate"`
	}
	err := c.change(ctx, shop, token, "make_draft", draftWhat, draftScope, map[string]any{"draft": draftInput(w)}, &data)
	if err == nil {
		err = refusedBy("make this invoice", data.Made.UserErrors)
	}
	if err != nil {
		return invoices.Draft{}, err
	}
	if data.Made.DraftOrder == nil {
		return invoices.Draft{}, models.Errorf(models.Unavailable, "the platform did not say which invoice it made")
	}
	return data.Made.DraftOrder.draft()
}

// UpdateDraft says anew what a draft order bills. One that was paid meanwhile stays
// as it is.
func (c *Client) UpdateDraft(ctx context.Context, shop models.ShopID, token string, d invoices.Draft, w invoices.Wish) error {
	var data struct {
		Updated struct {
			UserErrors []userError `json:"userErrors"`
		} `json:"draftOrderUpdate"`
	}
	variables := map[string]any{"id": gid("DraftOrder", d.ID), "draft": draftInput(w)}
	if err := c.change(ctx, shop, token, "update_draft", draftWhat, draftScope, variables, &data); err != nil {
		return err
	}
	return refusedBy("change this invoice", data.Updated.UserErrors)
}

func draftInput(w invoices.Wish) map[string]any {
	input := map[string]any{"email": w.Email, "note": w.Note, "tags": []string{ourTag, w.Tag}, "lineItems": draftLines(w)}
	if w.Customer != "" {
		input["purchasingEntity"] = map[string]any{"customerId": gid("Customer", w.Customer)}
	}
	return input
}

// draftLines are what is billed, each tied to its appointment.
func draftLines(w invoices.Wish) []map[string]any {
	all := []map[string]any{}
	for _, l := range w.Lines {
		line := map[string]any{"quantity": l.Quantity, "customAttributes": []map[string]any{
			{"key": w.Property.Name, "value": w.Property.Value}, {"key": w.Shown.Name, "value": w.Shown.Value},
		}}
		switch price := money(l.UnitMinor, w.Currency); {
		case l.Product == "":
			line["title"], line["originalUnitPriceWithCurrency"], line["requiresShipping"], line["taxable"] = l.Title, price, false, true
		case l.UnitMinor > 0:
			line["variantId"], line["priceOverride"] = gid("ProductVariant", l.Product), price
		default:
			line["variantId"] = gid("ProductVariant", l.Product)
		}
		all = append(all, line)
	}
	return all
}

// SendDraft has the platform mail the invoice.
func (c *Client) SendDraft(ctx context.Context, shop models.ShopID, token string, d invoices.Draft, w invoices.Wish) error {
	var data struct {
		Sent struct {
			UserErrors []userError `json:"userErrors"`
		} `json:"draftOrderInvoiceSend"`
	}
	variables := map[string]any{"id": gid("DraftOrder", d.ID), "email": map[string]any{"to": w.Email, "customMessage": w.Words}}
	if err := c.change(ctx, shop, token, "send_draft", draftWhat, draftScope, variables, &data); err != nil {
		return err
	}
	return refusedBy("send this invoice", data.Sent.UserErrors)
}

// DeleteDraft takes a draft order away. Doing it twice is like doing it once.
func (c *Client) DeleteDraft(ctx context.Context, shop models.ShopID, token string, d invoices.Draft) error {
	var data struct {
		Deleted struct {
			UserErrors []userError `json:"userErrors"`
		} `json:"draftOrderDelete"`
	}
	err := withoutScope(c.ask(ctx, shop, token, "delete_draft", map[string]any{"draft": map[string]any{"id": gid("DraftOrder", d.ID)}}, &data), "take invoices back", draftScope)
	if err == nil && len(data.Deleted.UserErrors) > 0 && strings.Contains(data.Deleted.UserErrors[0].Message, "not exist") {
		return nil
	}
	if err == nil {
		err = refusedBy("take this invoice back", data.Deleted.UserErrors)
	}
	return err
}
