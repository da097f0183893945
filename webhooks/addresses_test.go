package webhooks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/contacts"
)

// Addresses only help to see that two live together; nothing about them may keep
// an order from being counted.
func TestAddressesAreReadAndStrangeOnesArePassedOver(t *testing.T) {
	t.Parallel()
	for written, want := range map[string][]contacts.Address{
		`"shipping_address":{"address1":"12 Main St","address2":null,"city":"SF","zip":94107,"country_code":"US","last_name":"Lee"},"billing_address":{"zip":"10115","province":"Berlin"}`: {
			{Line1: "12 Main St", City: "SF", Country: "US", LastName: "Lee"}, {Postcode: "10115", Region: "Berlin"},
		},
		`"shipping_address":null,"billing_address":{}`:        nil,
		`"shipping_address":{"address1":{"x":1},"zip":["1"]}`: nil,
		`"tags":""`: nil,
	} {
		body := `{"id":1001,"created_at":"2026-11-25T10:00:00Z","updated_at":"2026-11-25T10:00:00Z","currency":"USD","financial_status":"paid",
			"customer":{"id":7},"line_items":[{"id":1,"quantity":2,"price":"20.00"}],` + written + `}`
		fact, err := readOrder(models.Delivery{Shop: "a.myshopify.com", Body: []byte(body)})
		if err != nil || !cmp.Equal(fact.Addresses, want) {
			t.Errorf("%s: %+v, %v; want %+v", written, fact.Addresses, err, want)
		}
	}
}
