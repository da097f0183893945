package webhooks

import (
	"encoding/json"
	"strings"

	"clientele/models"
)

// A subject says what a delivery is about. It is known before anybody reads the
// delivery, so that two deliveries of one order are never worked off at once,
// and so that a person's waiting deliveries can be found when they are erased.

const shopSubject = "shop"

func subjectOf(kind, id string) string { return kind + ":" + id }

// keys are the fields of a body that hold the number of what it is about.
type keys struct {
	ID       json.RawMessage `json:"id"`
	OrderID  json.RawMessage `json:"order_id"`
	Kept     json.RawMessage `json:"admin_graphql_api_customer_kept_id"`
	Customer json.RawMessage `json:"customer"`
	Of       json.RawMessage `json:"customer_id"`
}

// peek reads nothing but the keys. It is an error when the body is not JSON.
func peek(body []byte) (keys, error) {
	var k keys
	if err := json.Unmarshal(body, &k); err != nil {
		return keys{}, errSyntax
	}
	return k, nil
}

func aboutOrder(k keys) string         { return about("order", k.ID) }
func aboutTheirOrder(k keys) string    { return about("order", k.OrderID) }
func aboutCustomer(k keys) string      { return about("customer", k.ID) }
func aboutKeptCustomer(k keys) string  { return about("customer", k.Kept) }
func aboutTheirCustomer(k keys) string { return about("customer", k.Of) }
func aboutShop(keys) string            { return shopSubject }

func aboutPerson(k keys) string {
	var customer keys
	// A customer that is null or no object has no number; its reader refuses
	// what is wrong with it.
	_ = json.Unmarshal(k.Customer, &customer)
	return about("customer", customer.ID)
}

// about is empty where the number cannot be told; then the delivery stands for
// itself.
func about(kind string, number json.RawMessage) string {
	id := strings.TrimPrefix(strings.Trim(string(number), `"`), "gid://shopify/Customer/")
	if !models.PlatformNumber(id) {
		return ""
	}
	return subjectOf(kind, id)
}
