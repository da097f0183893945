package webhooks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"clientele/models"
	"clientele/models/orders"
)

func TestTheCodesOfAnOrderAreReadWithWhatEachTookOffWhichLine(t *testing.T) {
	t.Parallel()
	body := `{"id":1001,"created_at":"2026-11-25T10:00:00Z","updated_at":"2026-11-25T10:00:00Z","currency":"USD","financial_status":"paid",
		"discount_codes":[{"code":"cl7abc","amount":"8.00","type":"fixed_amount"},{"code":"FREESHIP","amount":"5.00","type":"shipping"}],
		"discount_applications":[{"type":"automatic","title":"Sale"},{"type":"discount_code","code":"cl7abc"},{"type":"discount_code","code":"FREESHIP"}],
		"line_items":[{"id":1,"quantity":2,"price":"20.00","discount_allocations":[
			{"amount":"1.00","discount_application_index":0},{"amount":"6.00","discount_application_index":1},{"amount":"9.99","discount_application_index":7}]},
			{"id":2,"quantity":1,"price":"10.00","discount_allocations":[{"amount":"2.00","discount_application_index":1}]}],
		"shipping_lines":[{"id":3,"price":"5.00","discount_allocations":[{"amount":"5.00","discount_application_index":2}]}]}`
	fact, err := readOrder(models.Delivery{Shop: "a.myshopify.com", Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	want := []orders.Discount{
		{Code: "CL7ABC"}, {Code: "CL7ABC", Line: "1", Minor: 600}, {Code: "CL7ABC", Line: "2", Minor: 200},
		{Code: "FREESHIP"}, {Code: "FREESHIP", Line: "shipping", Minor: 500},
	}
	if diff := cmp.Diff(want, fact.Snapshot.Discounts); diff != "" {
		t.Fatal(diff)
	}
}
