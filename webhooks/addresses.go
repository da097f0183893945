package webhooks

import "clientele/models/contacts"

// readAddresses reads where an order goes to and who pays for it. They serve
// only to see that two people live together, so one of a strange form is passed
// over and no reason to refuse an order.
func readAddresses(n node) []contacts.Address {
	var all []contacts.Address
	for _, key := range []string{"shipping_address", "billing_address"} {
		address, ok := n.field(key).(map[string]any)
		if !ok {
			continue
		}
		text := func(name string) string {
			s, _ := address[name].(string)
			return clean(s)
		}
		a := contacts.Address{
			Line1: text("address1"), Line2: text("address2"), City: text("city"), Region: text("province"),
			Postcode: text("zip"), Country: text("country_code"), LastName: text("last_name"),
		}
		if a != (contacts.Address{}) {
			all = append(all, a)
		}
	}
	return all
}
