package sandbox

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"
)

const maxCodes = 5000

func child(in map[string]any, path ...string) map[string]any {
	for _, name := range path {
		next, _ := in[name].(map[string]any)
		in = next
	}
	return in
}

func listArg(in map[string]any, name string) []any {
	list, _ := in[name].([]any)
	return list
}

// decimalArg reads a number, however it was written, in parts of a unit.
func decimalArg(in map[string]any, name string, parts int64) (int64, bool) {
	text := ""
	switch v := in[name].(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	case float64:
		raw, _ := json.Marshal(v)
		text = string(raw)
	default:
		return 0, false
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, false
	}
	exact.Mul(exact, big.NewRat(parts, 1))
	if !exact.IsInt() || !exact.Num().IsInt64() {
		return 0, false
	}
	return exact.Num().Int64(), true
}

func unit(currency string) int64 {
	parts := int64(1)
	for range Exponent(currency) {
		parts *= 10
	}
	return parts
}

// wrong is a business error of a discount.
type wrong struct{ field, code, message string }

func (w *wrong) object(kind, argument string) object {
	path := []string{argument}
	if w.field != "" {
		path = append(path, strings.Split(w.field, ".")...)
	}
	return object{"__typename": kind, "field": path, "code": w.code, "message": w.message, "extraInfo": nil}
}

// createDiscount makes a code that takes something off goods or delivery.
func (r *run) createDiscount(name, argument string, shipping bool) field {
	payload := strings.ToUpper(name[:1]) + name[1:] + "Payload"
	return func(args map[string]any) (any, error) {
		if !r.shop.hasScope("write_discounts") {
			return nil, deny(name, "write_discounts")
		}
		rule, problem := r.readRule(child(args, argument), shipping)
		if problem != nil {
			return object{"__typename": payload, "codeDiscountNode": nil, "userErrors": []object{problem.object("DiscountUserError", argument)}}, nil
		}
		rule.ID = r.state.id()
		r.shop.Codes = append(r.shop.Codes, rule)
		return object{"__typename": payload, "codeDiscountNode": r.discountObject(rule), "userErrors": []object{}}, nil
	}
}

func (r *run) readRule(in map[string]any, shipping bool) (CodeRule, *wrong) {
	now, parts := r.server.now(), unit(r.shop.Shop.Currency)
	rule := CodeRule{Title: textArg(in, "title"), Code: strings.TrimSpace(textArg(in, "code")), Shipping: shipping, From: now}
	if from, err := time.Parse(time.RFC3339, textArg(in, "startsAt")); err == nil {
		rule.From = from
	}
	if until, err := time.Parse(time.RFC3339, textArg(in, "endsAt")); err == nil {
		rule.Until = until
	}
	for _, tag := range listArg(in, "tags") {
		text, _ := tag.(string)
		rule.Tags = append(rule.Tags, text)
	}
	if n, given := intArg(in, "usageLimit"); given {
		rule.UsageLimit = int64(n)
	}
	rule.Minimum, _ = decimalArg(child(in, "minimumRequirement", "subtotal"), "greaterThanOrEqualToSubtotal", parts)
	for _, id := range listArg(child(in, "context", "customers"), "add") {
		text, _ := id.(string)
		n, ok := gidNumber(text, "Customer")
		if c := r.shop.customer(n); !ok || c == nil || c.Deleted {
			return rule, &wrong{"context.customers.add", "INVALID", "Customer does not exist"}
		}
		rule.Customers = append(rule.Customers, n)
	}
	_, taken := r.shop.ruleOf(rule.Code)
	switch {
	case rule.Code == "":
		return rule, &wrong{"code", "BLANK", "Code can't be blank"}
	case textArg(in, "title") == "":
		return rule, &wrong{"title", "BLANK", "Title can't be blank"}
	case len(rule.Tags) > 5:
		return rule, &wrong{"tags", "TOO_MANY_TAGS", "Too many tags"}
	case taken:
		return rule, &wrong{"code", "TAKEN", "Code must be unique. Please try a different code."}
	case !rule.Until.IsZero() && !rule.Until.After(rule.From):
		return rule, &wrong{"endsAt", "END_DATE_BEFORE_START_DATE", "Ends at needs to be after starts_at"}
	case len(r.shop.Codes) >= maxCodes:
		return rule, &wrong{"", "MAX_APP_DISCOUNTS", "This store has as many codes as the sandbox keeps"}
	}
	if shipping {
		rule.MaxShipping, _ = decimalArg(in, "maximumShippingPrice", parts)
		return rule, nil
	}
	return r.readValue(rule, child(in, "customerGets"), parts)
}

func (r *run) readValue(rule CodeRule, gets map[string]any, parts int64) (CodeRule, *wrong) {
	for _, id := range listArg(child(gets, "items", "products"), "productsToAdd") {
		text, _ := id.(string)
		n, ok := gidNumber(text, "Product")
		if !ok || !slices.ContainsFunc(r.shop.Products, func(p Product) bool { return p.ID == n }) {
			return rule, &wrong{"customerGets.items.products.productsToAdd", "INVALID", "Product with id: " + itoa(n) + " is invalid"}
		}
		rule.Products = append(rule.Products, n)
	}
	for _, id := range listArg(child(gets, "items", "collections"), "add") {
		text, _ := id.(string)
		n, ok := gidNumber(text, "Collection")
		at := slices.IndexFunc(r.shop.Collections, func(c Collection) bool { return c.ID == n })
		if !ok || at < 0 {
			return rule, &wrong{"customerGets.items.collections.add", "INVALID", "Collection with id: " + itoa(n) + " is invalid"}
		}
		rule.Products = append(rule.Products, r.shop.Collections[at].Products...) // as it is now
	}
	value := child(gets, "value")
	ok := false
	switch {
	case value["percentage"] != nil:
		rule.Percent, ok = decimalArg(value, "percentage", 10_000)
	case value["discountAmount"] != nil:
		rule.Amount, ok = decimalArg(child(value, "discountAmount"), "amount", parts)
	case value["discountOnQuantity"] != nil:
		rule.Percent, ok = decimalArg(child(value, "discountOnQuantity", "effect"), "percentage", 10_000)
		pieces, good := decimalArg(child(value, "discountOnQuantity"), "quantity", 1)
		rule.Pieces, ok = pieces, ok && good && pieces > 0
	}
	if !ok || rule.Percent < 0 || rule.Percent > 10_000 || rule.Amount < 0 || rule.Percent+rule.Amount == 0 {
		return rule, &wrong{"customerGets.value", "VALUE_OUTSIDE_RANGE", "Value must be between 0.0 and 1.0, or an amount of more than 0"}
	}
	return rule, nil
}

func (r *run) discountObject(d CodeRule) object {
	kind := "DiscountCodeBasic"
	if d.Shipping {
		kind = "DiscountCodeFreeShipping"
	}
	code := object{"__typename": "DiscountRedeemCode", "id": gid("DiscountRedeemCode", d.ID), "code": d.Code, "asyncUsageCount": d.Used}
	return object{"__typename": "DiscountCodeNode", "id": gid("DiscountCodeNode", d.ID), "codeDiscount": object{
		"__typename": kind, "title": d.Title, "status": d.status(r.server.now()), "tags": append([]string{}, d.Tags...), "asyncUsageCount": d.Used,
		"startsAt": instant(d.From), "endsAt": instant(d.Until), "codes": fixed("DiscountRedeemCode", []object{code}),
	}}
}

func (r *run) discountByCode(args map[string]any) (any, error) {
	for _, d := range r.shop.Codes {
		if strings.EqualFold(d.Code, textArg(args, "code")) {
			return r.discountObject(d), nil
		}
	}
	return nil, nil
}

func (r *run) discounts(args map[string]any) (any, error) {
	terms, err := searchTerms(textArg(args, "query"))
	if err != nil {
		return nil, err
	}
	rows := []row{}
	for _, d := range r.shop.Codes {
		found, err := fits(terms, "discounts", d.Tags, d.status(r.server.now()))
		if err != nil {
			return nil, err
		}
		if found {
			rows = append(rows, row{key: placeAt(time.Unix(0, 0), d.ID), build: func() object { return r.discountObject(d) }})
		}
	}
	return connection("DiscountCodeNode", rows, args)
}

func (r *run) deleteDiscount(args map[string]any) (any, error) {
	const payload = "DiscountCodeDeletePayload"
	if !r.shop.hasScope("write_discounts") {
		return nil, deny("discountCodeDelete", "write_discounts")
	}
	n, ok := gidNumber(textArg(args, "id"), "DiscountCodeNode")
	at := slices.IndexFunc(r.shop.Codes, func(d CodeRule) bool { return d.ID == n })
	if !ok || at < 0 {
		gone := &wrong{"", "INVALID", "Code discount does not exist."}
		return object{"__typename": payload, "deletedCodeDiscountId": nil, "userErrors": []object{gone.object("DiscountUserError", "id")}}, nil
	}
	r.shop.Codes = slices.Delete(r.shop.Codes, at, at+1)
	return object{"__typename": payload, "deletedCodeDiscountId": gid("DiscountCodeNode", n), "userErrors": []object{}}, nil
}
