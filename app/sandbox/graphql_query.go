package sandbox

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// queries are the root fields the sandbox answers.
func (r *run) queries() object {
	return object{
		"shop":                   r.shopObject(),
		"currentAppInstallation": r.installObject(),
		"customer":               r.guarded("customer", "read_customers", r.customerByID),
		"customers":              r.guarded("customers", "read_customers", r.customers),
		"order":                  r.guarded("order", "read_orders", r.orderByID),
		"orders":                 r.guarded("orders", "read_orders", func(args map[string]any) (any, error) { return r.orders(args, 0) }),
		"draftOrders":            r.guarded("draftOrders", "read_draft_orders", r.drafts),
		"refund":                 r.guarded("refund", "read_orders", r.refundByID),
		"product":                r.guarded("product", "read_products", r.productByID),
		"products":               r.guarded("products", "read_products", r.products),
		"collection":             r.guarded("collection", "read_products", r.collectionByID),
		"collections":            r.guarded("collections", "read_products", r.collections),
		"shopLocales":            r.guarded("shopLocales", "read_locales", r.locales),
		"node":                   field(r.node),
		"nodes":                  field(r.nodes),
		"bulkOperation":          field(r.bulkByID),
		"codeDiscountNodeByCode": r.guarded("codeDiscountNodeByCode", "read_discounts", r.discountByCode),
		"codeDiscountNodes":      r.guarded("codeDiscountNodes", "read_discounts", r.discounts),
		"bulkOperations":         field(r.bulks),
		"webhookSubscriptions":   fixed("WebhookSubscription", nil),
	}
}

// guarded answers only when the app has the scope.
func (r *run) guarded(name, scope string, fn field) field {
	return func(args map[string]any) (any, error) {
		if !r.shop.hasScope(scope) {
			return nil, deny(name, scope)
		}
		return fn(args)
	}
}

func (r *run) shopObject() object {
	s := r.shop.Shop
	address := "https://" + s.Domain
	currencies := []string{s.Currency}
	for currency := range s.Rates {
		currencies = append(currencies, currency)
	}
	_, offset := r.server.now().In(s.zone()).Zone()
	return object{
		"__typename": "Shop", "id": gid("Shop", s.ID), "name": s.Name, "email": s.Email, "contactEmail": s.Email,
		"myshopifyDomain": s.Domain, "url": address, "currencyCode": s.Currency, "ianaTimezone": s.Timezone,
		"timezoneOffset": r.server.now().In(s.zone()).Format("-0700"), "timezoneOffsetMinutes": offset / 60,
		"timezoneAbbreviation": r.server.now().In(s.zone()).Format("MST"),
		"taxesIncluded":        s.TaxesIncluded, "enabledPresentmentCurrencies": currencies, "createdAt": instant(s.CreatedAt),
		"updatedAt": instant(s.CreatedAt), "shopOwnerName": "Store owner", "weightUnit": "GRAMS", "unitSystem": "METRIC_SYSTEM",
		"primaryDomain": object{"__typename": "Domain", "id": gid("Domain", s.ID), "host": s.Domain, "url": address, "sslEnabled": true},
		"plan": object{"__typename": "ShopPlan", "displayName": "Developer Preview", "publicDisplayName": "Development",
			"partnerDevelopment": true, "shopifyPlus": false},
		"customerAccountsV2": object{"__typename": "CustomerAccountsV2", "customerAccountsVersion": "NEW_CUSTOMER_ACCOUNTS", "url": address + "/account"},
	}
}

func (r *run) installObject() object {
	scopes := []object{}
	for _, scope := range r.shop.Install.Scopes {
		scopes = append(scopes, object{"__typename": "AccessScope", "handle": scope, "description": scope})
	}
	launch := r.server.opts.BaseURL + "/store/" + r.shop.Shop.Handle + "/apps/clientele"
	return object{
		"__typename": "AppInstallation", "id": gid("AppInstallation", r.shop.Install.ID), "accessScopes": scopes,
		"launchUrl": launch, "uninstallUrl": launch, "activeSubscriptions": []object{},
	}
}

func (r *run) locales(map[string]any) (any, error) {
	l := r.shop.Shop.Locale
	return []object{{"__typename": "ShopLocale", "locale": l, "name": l, "primary": true, "published": true}}, nil
}

// gidNumber takes the number out of gid://shopify/Kind/1.
func gidNumber(id, kind string) (int64, bool) {
	tail, ok := strings.CutPrefix(id, "gid://shopify/"+kind+"/")
	n, err := strconv.ParseInt(tail, 10, 64)
	return n, ok && err == nil
}

func (r *run) node(args map[string]any) (any, error) {
	id := textArg(args, "id")
	switch {
	case strings.HasPrefix(id, "gid://shopify/Customer/"):
		return r.guarded("node", "read_customers", r.customerByID)(args)
	case strings.HasPrefix(id, "gid://shopify/Order/"):
		return r.guarded("node", "read_orders", r.orderByID)(args)
	case strings.HasPrefix(id, "gid://shopify/Refund/"):
		return r.guarded("node", "read_orders", r.refundByID)(args)
	case strings.HasPrefix(id, "gid://shopify/LineItem/"):
		return r.guarded("node", "read_orders", r.lineByID)(args)
	case strings.HasPrefix(id, "gid://shopify/Product/"):
		return r.guarded("node", "read_products", r.productByID)(args)
	case strings.HasPrefix(id, "gid://shopify/ProductVariant/"):
		return r.guarded("node", "read_products", r.variantByID)(args)
	case strings.HasPrefix(id, "gid://shopify/Collection/"):
		return r.guarded("node", "read_products", r.collectionByID)(args)
	}
	return nil, nil
}

func (r *run) nodes(args map[string]any) (any, error) {
	ids, _ := args["ids"].([]any)
	if len(ids) > maxPage {
		return nil, errors.New("The input array size of " + strconv.Itoa(len(ids)) + " is greater than the maximum allowed of 250.")
	}
	list := make([]object, 0, len(ids))
	for _, id := range ids {
		found, err := r.node(map[string]any{"id": id})
		if err != nil {
			return nil, err
		}
		o, _ := found.(object)
		list = append(list, o)
	}
	return list, nil
}

func (r *run) refundByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "Refund")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	for _, o := range r.shop.Orders {
		for _, refund := range o.Refunds {
			if refund.ID == n && r.visible(o) {
				return refundObject(o, refund), nil
			}
		}
	}
	return nil, nil
}

func (r *run) lineByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "LineItem")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	for _, o := range r.shop.Orders {
		if line := o.Line(n); line != nil && r.visible(o) {
			return lineObject(o, *line), nil
		}
	}
	return nil, nil
}

func (r *run) customerByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "Customer")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	return r.customerObject(n), nil
}

// customerObject is null for a record that is gone.
func (r *run) customerObject(id int64) object {
	c := r.shop.customer(id)
	if c == nil || c.Deleted || c.MergedInto != 0 {
		return nil
	}
	count, spent := 0, int64(0)
	for _, o := range r.shop.Orders {
		if o.CustomerID == c.ID && !o.Test {
			count++
			spent += o.Received().minus(o.Refunded()).Shop
		}
	}
	o := object{
		"__typename": "Customer", "id": gid("Customer", c.ID), "legacyResourceId": itoa(c.ID),
		"firstName": orNull(c.FirstName), "lastName": orNull(c.LastName), "displayName": c.Name(),
		"email": orNull(c.Email), "phone": orNull(c.Phone), "verifiedEmail": c.VerifiedEmail, "state": strings.ToUpper(c.State),
		"locale": c.Locale, "note": orNull(c.Note), "tags": append([]string{}, c.Tags...), "taxExempt": false,
		"createdAt": instant(c.CreatedAt), "updatedAt": instant(c.UpdatedAt), "numberOfOrders": itoa(int64(count)),
		"amountSpent":         moneyV2(spent, r.shop.Shop.Currency),
		"defaultEmailAddress": nil, "defaultPhoneNumber": nil,
		"metafield": field(func(args map[string]any) (any, error) {
			return metafieldObject(find(c.Metafields, textArg(args, "namespace"), textArg(args, "key"))), nil
		}),
		"orders":              r.guarded("orders", "read_orders", func(args map[string]any) (any, error) { return r.orders(args, c.ID) }),
		"storeCreditAccounts": r.creditAccounts(c),
	}
	if c.Email != "" {
		o["defaultEmailAddress"] = object{"__typename": "CustomerEmailAddress", "emailAddress": c.Email, "validFormat": true, "marketingState": "NOT_SUBSCRIBED"}
	}
	if c.Phone != "" {
		o["defaultPhoneNumber"] = object{"__typename": "CustomerPhoneNumber", "phoneNumber": c.Phone, "marketingState": "NOT_SUBSCRIBED"}
	}
	return o
}

func (r *run) customers(args map[string]any) (any, error) {
	terms, err := searchTerms(textArg(args, "query"))
	if err != nil {
		return nil, err
	}
	rows := []row{}
	for _, c := range r.shop.Customers {
		if c.Deleted || c.MergedInto != 0 {
			continue
		}
		ok, err := c.meets(terms)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, row{key: c.place(textArg(args, "sortKey")), build: func() object { return r.customerObject(c.ID) }})
		}
	}
	return connection("Customer", rows, args)
}

func (c *Customer) place(sortKey string) string {
	switch sortKey {
	case "CREATED_AT":
		return placeAt(c.CreatedAt, c.ID)
	case "UPDATED_AT":
		return placeAt(c.UpdatedAt, c.ID)
	case "NAME":
		return c.LastName + ", " + c.FirstName + "/" + placeAt(time.Unix(0, 0), c.ID)
	}
	return placeAt(time.Unix(0, 0), c.ID)
}

func (c *Customer) meets(terms []term) (bool, error) {
	for _, t := range terms {
		ok, err := true, error(nil)
		switch t.name {
		case "updated_at":
			ok, err = t.meets(c.UpdatedAt)
		case "created_at", "customer_date":
			ok, err = t.meets(c.CreatedAt)
		case "email":
			ok = strings.EqualFold(t.value, c.Email)
		case "id":
			ok = t.value == itoa(c.ID)
		case "state":
			ok = strings.EqualFold(t.value, c.State)
		default:
			err = errors.New("the sandbox does not search customers by " + t.name)
		}
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// instant writes a time as the API does: UTC, whole seconds.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func moneyV2(minor int64, currency string) object {
	text := FormatMoney(minor, currency)
	if Exponent(currency) == 0 {
		text += ".0"
	} else if short := strings.TrimSuffix(text, "0"); !strings.HasSuffix(short, ".") {
		text = short // the API drops a last zero: 89.9
	} else {
		text = short + "0"
	}
	return object{"__typename": "MoneyV2", "amount": text, "currencyCode": currency}
}
