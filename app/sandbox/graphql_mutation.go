package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

const (
	maxMetafields     = 25
	maxMetafieldValue = 128 << 10
)

// mutations are the root fields the sandbox answers.
func (r *run) mutations() object {
	return object{
		"metafieldsSet":                  field(r.metafieldsSet),
		"bulkOperationRunQuery":          field(r.bulkRunQuery),
		"bulkOperationCancel":            field(r.bulkCancel),
		"discountCodeBasicCreate":        r.createDiscount("discountCodeBasicCreate", "basicCodeDiscount", false),
		"discountCodeFreeShippingCreate": r.createDiscount("discountCodeFreeShippingCreate", "freeShippingCodeDiscount", true),
		"discountCodeDelete":             field(r.deleteDiscount),
		"storeCreditAccountCredit":       field(r.creditAccount),
		"giftCardCreate":                 field(r.createGiftCard),
		"refundCreate":                   field(r.createRefund),
		"draftOrderCreate":               field(r.createDraft),
		"draftOrderUpdate":               field(r.updateDraft),
		"draftOrderInvoiceSend":          field(r.sendDraft),
		"draftOrderDelete":               field(r.deleteDraft),
		"tagsAdd":                        field(r.tags("tagsAdd", "TagsAddPayload", (*Customer).tag)),
		"tagsRemove": field(r.tags("tagsRemove", "TagsRemovePayload", func(c *Customer, tag string) {
			c.Tags = slices.DeleteFunc(slices.Clone(c.Tags), func(t string) bool { return strings.EqualFold(t, tag) })
		})),
	}
}

// appNamespace is what "$app" stands for.
const appNamespace = "app--1"

func namespaceOf(text string) string {
	rest, ok := strings.CutPrefix(text, "$app")
	if text == "" || ok {
		return appNamespace + strings.Replace(rest, ":", "--", 1)
	}
	return text
}

func find(list []Metafield, namespace, key string) *Metafield {
	namespace = namespaceOf(namespace)
	for i := range list {
		if list[i].Namespace == namespace && list[i].Key == key {
			return &list[i]
		}
	}
	return nil
}

func digest(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:])
}

func metafieldObject(m *Metafield) object {
	if m == nil {
		return nil
	}
	var parsed any = m.Value
	if m.Type != "single_line_text_field" {
		_ = json.Unmarshal([]byte(m.Value), &parsed) // text stays text
	}
	return object{
		"__typename": "Metafield", "id": gid("Metafield", m.ID), "namespace": m.Namespace, "key": m.Key, "type": m.Type, "value": m.Value,
		"jsonValue": parsed, "compareDigest": digest(m.Value), "createdAt": instant(m.CreatedAt), "updatedAt": instant(m.UpdatedAt),
	}
}

// metafieldsSet writes all values or none. Owners are customers.
func (r *run) metafieldsSet(args map[string]any) (any, error) {
	list, _ := args["metafields"].([]any)
	fail := func(i int, name, code, message string) (any, error) {
		return object{"__typename": "MetafieldsSetPayload", "metafields": nil, "userErrors": []object{{
			"__typename": "MetafieldsSetUserError", "field": []string{"metafields", strconv.Itoa(i), name}, "code": code, "message": message, "elementIndex": i,
		}}}, nil
	}
	if len(list) > maxMetafields {
		return fail(0, "metafields", "LESS_THAN_OR_EQUAL_TO", "Exceeded the maximum metafields input limit of 25.")
	}
	type change struct {
		owner *Customer
		field Metafield
	}
	var changes []change
	for i, raw := range list {
		in, _ := raw.(map[string]any)
		id, ok := gidNumber(textArg(in, "ownerId"), "Customer")
		owner := r.shop.customer(id)
		switch {
		case !ok || owner == nil || owner.Deleted:
			return fail(i, "ownerId", "INVALID", "Owner does not exist.")
		case !r.shop.hasScope("write_customers"):
			return nil, deny("metafieldsSet", "write_customers")
		case len(textArg(in, "key")) < 2 || len(textArg(in, "key")) > 64:
			return fail(i, "key", "TOO_SHORT", "Key must be between 2 and 64 characters.")
		case textArg(in, "value") == "" || len(textArg(in, "value")) > maxMetafieldValue:
			return fail(i, "value", "BLANK", "Value can't be blank.")
		}
		m := Metafield{Namespace: namespaceOf(textArg(in, "namespace")), Key: textArg(in, "key"), Type: textArg(in, "type"), Value: textArg(in, "value")}
		old := find(owner.Metafields, m.Namespace, m.Key)
		if m.Type == "" && old != nil {
			m.Type = old.Type
		}
		if m.Type == "" {
			return fail(i, "type", "BLANK", "Type can't be blank.")
		}
		if wanted, given := in["compareDigest"]; given && (old == nil) != (wanted == nil) || given && old != nil && wanted != digest(old.Value) {
			return fail(i, "compareDigest", "STALE_OBJECT", "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.")
		}
		changes = append(changes, change{owner, m})
	}
	written := []object{}
	for _, c := range changes {
		written = append(written, metafieldObject(r.put(c.owner, c.field)))
	}
	return object{"__typename": "MetafieldsSetPayload", "metafields": written, "userErrors": []object{}}, nil
}

func (r *run) put(owner *Customer, m Metafield) *Metafield {
	now := r.server.now()
	m.UpdatedAt = now
	if old := find(owner.Metafields, m.Namespace, m.Key); old != nil {
		m.ID, m.CreatedAt = old.ID, old.CreatedAt
		*old = m
		return old
	}
	m.ID, m.CreatedAt = r.state.id(), now
	owner.Metafields = append(owner.Metafields, m)
	return &owner.Metafields[len(owner.Metafields)-1]
}

// tags changes a customer's tags and announces the customer.
func (r *run) tags(name, payload string, apply func(*Customer, string)) field {
	return func(args map[string]any) (any, error) {
		if !r.shop.hasScope("write_customers") {
			return nil, deny(name, "write_customers")
		}
		id, ok := gidNumber(textArg(args, "id"), "Customer")
		c := r.shop.customer(id)
		if !ok || c == nil || c.Deleted || c.MergedInto != 0 {
			return object{"__typename": payload, "node": nil, "userErrors": []object{
				{"__typename": "UserError", "field": []string{"id"}, "message": "Customer does not exist"},
			}}, nil
		}
		list, _ := args["tags"].([]any)
		before := slices.Clone(c.Tags)
		for _, raw := range list[:min(len(list), maxPage)] {
			text, _ := raw.(string)
			for tag := range strings.SplitSeq(text, ",") {
				apply(c, strings.TrimSpace(tag))
			}
		}
		if !slices.Equal(before, c.Tags) {
			c.UpdatedAt = r.server.now()
			e := r.server.event(r.state, r.shop, c.Name(), c.UpdatedAt)
			e.customer("customers/update", c)
			e.send()
		}
		return object{"__typename": payload, "node": r.customerObject(c.ID), "userErrors": []object{}}, nil
	}
}
