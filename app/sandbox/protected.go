package sandbox

import "strings"

// What the platform keeps from apps it has not approved for protected customer
// data: fields are null, not missing, and the Admin API says so.

var hiddenKeys = []string{
	"email", "contact_email", "phone", "customer", "billing_address", "shipping_address", "browser_ip", "client_details", // of orders
	"first_name", "last_name", "addresses", "default_address", "note", "email_address", // of customers
}

// hidesPeople tells whether a topic's body carries protected data.
func hidesPeople(topic string) bool {
	return strings.HasPrefix(topic, "orders/") || topic == "customers/create" || topic == "customers/update" || strings.HasPrefix(topic, "customers_email")
}

// veiled is a body without what the app may not see.
func veiled(b body) body {
	for _, key := range hiddenKeys {
		if _, has := b[key]; has {
			b[key] = nil
		}
	}
	return b
}

var hiddenFields = map[string]map[string]bool{
	"QueryRoot": {"customer": true, "customers": true},
	"Order":     {"customer": true, "email": true, "phone": true, "billingAddress": true, "shippingAddress": true},
	"Customer": {
		"firstName": true, "lastName": true, "displayName": true, "email": true, "phone": true, "note": true,
		"defaultEmailAddress": true, "defaultPhoneNumber": true, "defaultAddress": true,
	},
}

// unapproved is the refusal of a field the app may not see; nil for others.
func (r *run) unapproved(kind, name string) error {
	if !r.state.Faults.HidePeople || !hiddenFields[kind][name] {
		return nil
	}
	return notApproved()
}

func notApproved() error {
	return &denied{message: "This app is not approved to access the Customer object. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.", code: "ACCESS_DENIED"}
}
