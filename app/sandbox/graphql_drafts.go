package sandbox

import (
	"slices"
)

func (r *run) draftObject(d *DraftOrder) object {
	out := object{
		"__typename": "DraftOrder", "id": gid("DraftOrder", d.ID), "legacyResourceId": itoa(d.ID), "name": d.Name(), "status": d.Status,
		"email": orNull(d.Email), "note2": orNull(d.Note), "tags": append([]string{}, d.Tags...), "invoiceUrl": r.server.invoiceURL(r.shop, d), "ready": true, "order": nil,
	}
	if o := r.shop.order(d.Order); d.Order != 0 && o != nil {
		out["order"] = object{"__typename": "Order", "id": gid("Order", o.ID), "name": o.Name()}
	}
	return out
}

// drafts lists draft orders; of the search terms it knows tags and status.
func (r *run) drafts(args map[string]any) (any, error) {
	terms, err := searchTerms(textArg(args, "query"))
	if err != nil {
		return nil, err
	}
	rows := []row{}
	for _, d := range r.shop.Drafts {
		found, err := fits(terms, "draft orders", d.Tags, d.Status)
		if err != nil {
			return nil, err
		}
		if found {
			rows = append(rows, row{key: placeAt(r.server.now(), d.ID), build: func() object { return r.draftObject(d) }})
		}
	}
	return connection("DraftOrder", rows, args)
}

// draftRefusal is a payload with a business error.
func draftRefusal(payload, field, message string) (any, error) {
	return object{"__typename": payload, "draftOrder": nil, "deletedId": nil, "userErrors": []object{{"__typename": "UserError", "field": []string{"input", field}, "message": message}}}, nil
}

func (r *run) createDraft(args map[string]any) (any, error) {
	const payload = "DraftOrderCreatePayload"
	if !r.shop.hasScope("write_draft_orders") {
		return nil, deny("draftOrderCreate", "write_draft_orders")
	}
	d := &DraftOrder{Status: "OPEN"}
	if field, problem := r.readDraft(d, child(args, "input")); problem != "" {
		return draftRefusal(payload, field, problem)
	}
	if len(r.shop.Drafts) >= maxDrafts {
		return draftRefusal(payload, "", "This store has as many draft orders as the sandbox keeps")
	}
	d.ID, d.Number, d.Token = r.state.id(), int64(len(r.shop.Drafts))+1, r.server.randomHex(16)
	r.shop.Drafts = append(r.shop.Drafts, d)
	return object{"__typename": payload, "draftOrder": r.draftObject(d), "userErrors": []object{}}, nil
}

func (r *run) updateDraft(args map[string]any) (any, error) {
	const payload = "DraftOrderUpdatePayload"
	if !r.shop.hasScope("write_draft_orders") {
		return nil, deny("draftOrderUpdate", "write_draft_orders")
	}
	n, ok := gidNumber(textArg(args, "id"), "DraftOrder")
	d := r.shop.draft(n)
	switch {
	case !ok || d == nil:
		return draftRefusal(payload, "id", "Draft order does not exist")
	case d.Status == "COMPLETED":
		return draftRefusal(payload, "id", "Completed draft orders cannot be updated")
	}
	updated := *d
	updated.Tags, updated.Lines = nil, nil
	if field, problem := r.readDraft(&updated, child(args, "input")); problem != "" {
		return draftRefusal(payload, field, problem)
	}
	*d = updated
	return object{"__typename": payload, "draftOrder": r.draftObject(d), "userErrors": []object{}}, nil
}

// readDraft reads what a draft order is to be, or says at which field that makes no
// sense.
func (r *run) readDraft(d *DraftOrder, in map[string]any) (field, problem string) {
	d.Email, d.Note = textArg(in, "email"), textArg(in, "note")
	for _, tag := range listArg(in, "tags") {
		text, _ := tag.(string)
		d.Tags = append(d.Tags, text)
	}
	if id := textArg(child(in, "purchasingEntity"), "customerId"); id != "" {
		n, ok := gidNumber(id, "Customer")
		if c := r.shop.customer(n); !ok || c == nil || c.Deleted || c.MergedInto != 0 {
			return "purchasingEntity", "Customer does not exist"
		}
		d.Customer = n
	}
	for _, raw := range listArg(in, "lineItems") {
		line, problem := r.draftLine(raw)
		if problem != "" {
			return "lineItems", problem
		}
		d.Lines = append(d.Lines, line)
	}
	switch {
	case len(d.Lines) == 0:
		return "lineItems", "Add at least 1 product"
	case d.Email != "" && !plausibleEmail(d.Email):
		return "email", "Email is invalid"
	}
	return "", ""
}

func (r *run) draftLine(raw any) (CheckoutLine, string) {
	in, _ := raw.(map[string]any)
	n, _ := intArg(in, "quantity")
	line := CheckoutLine{Quantity: int64(n), Title: textArg(in, "title")}
	for _, a := range listArg(in, "customAttributes") {
		attribute, _ := a.(map[string]any)
		line.Properties = append(line.Properties, Property{Name: textArg(attribute, "key"), Value: textArg(attribute, "value")})
	}
	price := "originalUnitPriceWithCurrency"
	if id := textArg(in, "variantId"); id != "" {
		number, ok := gidNumber(id, "ProductVariant")
		if _, variant := r.shop.variant(number); !ok || variant == nil {
			return line, "Product variant does not exist"
		}
		line.VariantID, line.Title, price = number, "", "priceOverride"
	}
	if amount := child(in, price); amount != nil {
		if textArg(amount, "currencyCode") != r.shop.Shop.Currency {
			return line, "Price has to be in the currency of the store"
		}
		var ok bool
		if line.Price, ok = decimalArg(amount, "amount", unit(r.shop.Shop.Currency)); !ok || line.Price < 0 {
			return line, "Price is not valid"
		}
	}
	switch {
	case n < 1 || n > maxQuantity:
		return line, "Quantity must be greater than or equal to 1"
	case line.VariantID == 0 && line.Title == "":
		return line, "Title can't be blank"
	}
	return line, ""
}

func (r *run) sendDraft(args map[string]any) (any, error) {
	const payload = "DraftOrderInvoiceSendPayload"
	if !r.shop.hasScope("write_draft_orders") {
		return nil, deny("draftOrderInvoiceSend", "write_draft_orders")
	}
	n, ok := gidNumber(textArg(args, "id"), "DraftOrder")
	d := r.shop.draft(n)
	email := child(args, "email")
	to := textArg(email, "to")
	switch {
	case !ok || d == nil:
		return draftRefusal(payload, "id", "Draft order does not exist")
	case d.Status == "COMPLETED":
		return draftRefusal(payload, "id", "Draft order is completed already")
	case to == "" && d.Email == "":
		return draftRefusal(payload, "email", "Email can't be blank")
	}
	if to == "" {
		to = d.Email
	}
	d.Status = "INVOICE_SENT"
	d.Mailed++
	r.server.write(r.state, r.shop, r.shop.Shop.Locale, "invoice", to, map[string]string{
		"draft": d.Name(), "words": textArg(email, "customMessage"), "link": r.server.invoiceURL(r.shop, d),
	})
	return object{"__typename": payload, "draftOrder": r.draftObject(d), "userErrors": []object{}}, nil
}

func (r *run) deleteDraft(args map[string]any) (any, error) {
	const payload = "DraftOrderDeletePayload"
	if !r.shop.hasScope("write_draft_orders") {
		return nil, deny("draftOrderDelete", "write_draft_orders")
	}
	n, ok := gidNumber(textArg(child(args, "input"), "id"), "DraftOrder")
	d := r.shop.draft(n)
	switch {
	case !ok || d == nil:
		return draftRefusal(payload, "id", "Draft order does not exist")
	case d.Status == "COMPLETED":
		return draftRefusal(payload, "id", "Completed draft orders cannot be deleted")
	}
	r.shop.Drafts = slices.DeleteFunc(r.shop.Drafts, func(one *DraftOrder) bool { return one.ID == n })
	return object{"__typename": payload, "deletedId": gid("DraftOrder", n), "userErrors": []object{}}, nil
}

// invoiceURL is where the buyer pays.
func (s *Server) invoiceURL(sh *shopState, d *DraftOrder) string {
	return s.BaseURL() + "/storefront/" + sh.Shop.Handle + "/invoices/" + d.Token
}
