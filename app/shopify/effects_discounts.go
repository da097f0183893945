package shopify

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/rewards"
)

// ourTag marks the discounts that we make in a store.
const ourTag = "clientele"

const discountsAtOnce = 50

type madeDiscount struct {
	Node *struct {
		ID string `json:"id"`
	} `json:"codeDiscountNode"`
	UserErrors []userError `json:"userErrors"`
}

// CreateDiscount makes the code of a redemption. A code that is there already
// was made by an attempt whose answer was lost, and is adopted; one that the
// merchant made is left alone.
func (c *Client) CreateDiscount(ctx context.Context, shop models.ShopID, token string, w rewards.Wish) (string, error) {
	const what, scope = "create discount codes", "write_discounts"
	var data struct {
		Basic    madeDiscount `json:"discountCodeBasicCreate"`
		Shipping madeDiscount `json:"discountCodeFreeShippingCreate"`
	}
	document, input := "create_discount", discountInput(w)
	if w.Gift.Shipping {
		document, input = "create_free_shipping", shippingInput(w)
	}
	if err := c.change(ctx, shop, token, document, what, scope, map[string]any{"discount": input}, &data); err != nil {
		return "", err
	}
	made := data.Basic
	if w.Gift.Shipping {
		made = data.Shipping
	}
	if taken(made.UserErrors) {
		found, err := c.FindDiscount(ctx, shop, token, w.Code)
		switch {
		case models.CodeOf(err) == models.NotFound && err != nil: // it was taken away between the two
			return "", models.Errorf(models.Unavailable, "the platform says that a code exists, and then that it does not")
		case err == nil && !found.Ours:
			return "", models.Errorf(models.Invalid, "the store uses the code %s for something else", w.Code)
		}
		return found.ID, err
	}
	if err := refusedBy("create this discount code", made.UserErrors); err != nil {
		return "", err
	}
	if made.Node == nil {
		return "", models.Errorf(models.Unavailable, "the platform did not say which discount code it made")
	}
	return made.Node.ID, nil
}

// common are the fields that every code has: one use by one customer.
func common(w rewards.Wish) map[string]any {
	input := map[string]any{
		"title": w.Title, "code": w.Code, "startsAt": w.From.UTC().Format(time.RFC3339), "usageLimit": 1, "appliesOncePerCustomer": true,
		"tags": []string{ourTag}, "context": map[string]any{"customers": map[string]any{"add": []string{gid("Customer", w.Customer)}}},
		"combinesWith": map[string]any{"orderDiscounts": w.Terms.Combines, "productDiscounts": w.Terms.Combines, "shippingDiscounts": w.Terms.Combines},
	}
	if w.Gift.Shipping {
		// Delivery cannot be free twice.
		input["combinesWith"] = map[string]any{"orderDiscounts": w.Terms.Combines, "productDiscounts": w.Terms.Combines}
	}
	if !w.Until.IsZero() {
		input["endsAt"] = w.Until.UTC().Format(time.RFC3339)
	}
	if w.Terms.Minimum > 0 {
		input["minimumRequirement"] = map[string]any{"subtotal": map[string]any{"greaterThanOrEqualToSubtotal": models.FormatMinor(w.Terms.Minimum, w.Currency)}}
	}
	return input
}

func discountInput(w rewards.Wish) map[string]any {
	items := map[string]any{"all": true}
	switch {
	case w.Gift.Product != "":
		items = map[string]any{"products": map[string]any{"productsToAdd": []string{gid("Product", w.Gift.Product)}}}
	case len(w.Terms.Products) > 0:
		items = map[string]any{"products": map[string]any{"productsToAdd": gids("Product", w.Terms.Products)}}
	case len(w.Terms.Collections) > 0:
		items = map[string]any{"collections": map[string]any{"add": gids("Collection", w.Terms.Collections)}}
	}
	value := map[string]any{"discountAmount": map[string]any{"amount": models.FormatMinor(w.Gift.Minor, w.Currency), "appliesOnEachItem": false}}
	switch {
	case w.Gift.Product != "": // one of it
		value = map[string]any{"discountOnQuantity": map[string]any{"quantity": "1", "effect": map[string]any{"percentage": json.Number(w.Gift.Fraction())}}}
	case w.Gift.Percent != "":
		value = map[string]any{"percentage": json.Number(w.Gift.Fraction())}
	}
	input := common(w)
	input["customerGets"] = map[string]any{"items": items, "value": value}
	return input
}

func shippingInput(w rewards.Wish) map[string]any {
	input := common(w)
	input["destination"] = map[string]any{"all": true}
	if w.Gift.Minor > 0 {
		input["maximumShippingPrice"] = models.FormatMinor(w.Gift.Minor, w.Currency)
	}
	return input
}

type toldDiscount struct {
	ID           string `json:"id"`
	CodeDiscount struct {
		Tags  []string `json:"tags"`
		Codes list[struct {
			Code string `json:"code"`
		}] `json:"codes"`
	} `json:"codeDiscount"`
}

// FindDiscount looks a code up; models.NotFound where the store has none.
func (c *Client) FindDiscount(ctx context.Context, shop models.ShopID, token, code string) (rewards.Found, error) {
	var data struct {
		Node *toldDiscount `json:"codeDiscountNodeByCode"`
	}
	err := withoutScope(c.ask(ctx, shop, token, "discount_by_code", map[string]any{"code": code}, &data), "see discount codes", "write_discounts")
	if err != nil {
		return rewards.Found{}, err
	}
	if data.Node == nil {
		return rewards.Found{}, models.Errorf(models.NotFound, "the store has no code %s", code)
	}
	return rewards.Found{ID: data.Node.ID, Code: code, Ours: slices.Contains(data.Node.CodeDiscount.Tags, ourTag)}, nil
}

// DeleteDiscount takes a code of ours away. One that is gone, or that is not
// ours, needs nothing.
func (c *Client) DeleteDiscount(ctx context.Context, shop models.ShopID, token, code string) error {
	found, err := c.FindDiscount(ctx, shop, token, code)
	if models.CodeOf(err) == models.NotFound && err != nil || err == nil && !found.Ours {
		return nil
	}
	if err != nil {
		return err
	}
	var data struct {
		Deleted struct {
			UserErrors []userError `json:"userErrors"`
		} `json:"discountCodeDelete"`
	}
	// Deleting twice is like deleting once, so a lost answer is simply repeated.
	err = withoutScope(c.ask(ctx, shop, token, "delete_discount", map[string]any{"id": found.ID}, &data), "remove discount codes", "write_discounts")
	if err == nil && len(data.Deleted.UserErrors) > 0 {
		if _, gone := c.FindDiscount(ctx, shop, token, code); models.CodeOf(gone) == models.NotFound && gone != nil {
			return nil
		}
		return refusedBy("remove this discount code", data.Deleted.UserErrors)
	}
	return err
}

// Discounts lists our discounts that can still be used, page by page.
func (c *Client) Discounts(ctx context.Context, shop models.ShopID, token, cursor string) ([]rewards.Found, string, error) {
	variables := map[string]any{"first": discountsAtOnce}
	if cursor != "" {
		variables["after"] = cursor
	}
	var data struct {
		Nodes list[toldDiscount] `json:"codeDiscountNodes"`
	}
	err := withoutScope(c.ask(ctx, shop, token, "discounts_of_ours", variables, &data), "see discount codes", "write_discounts")
	if err != nil {
		return nil, "", err
	}
	var found []rewards.Found
	for _, d := range data.Nodes.Nodes {
		if len(d.CodeDiscount.Codes.Nodes) == 1 && slices.Contains(d.CodeDiscount.Tags, ourTag) {
			found = append(found, rewards.Found{ID: d.ID, Code: d.CodeDiscount.Codes.Nodes[0].Code, Ours: true})
		}
	}
	if !data.Nodes.PageInfo.HasNextPage {
		return found, "", nil
	}
	return found, data.Nodes.PageInfo.EndCursor, nil
}
