package webhooks

import (
	"testing"

	"clientele/models"
)

// Themes and apps put into a cart what they like; nothing of it may keep an
// order from being counted.
func TestTheCodeOfWhoRecommendedIsReadAndStrangeAttributesArePassedOver(t *testing.T) {
	t.Parallel()
	for attributes, want := range map[string]string{
		`[{"name":"gift","value":"yes"},{"name":"clientele_ref","value":" abcdefghjklm "}]`: "ABCDEFGHJKLM",
		`[{"name":"clientele_ref","value":7},{"name":"clientele_ref","value":"X"}]`:         "X",
		`[{"name":"clientele_ref","value":null},null,"text",[],{"name":{}}]`:                "",
		`[{"name":"clientele_ref","value":"0123456789012345678901234567890123456789x"}]`:    "",
		`{"clientele_ref":"X"}`: "",
		`null`:                  "",
	} {
		body := `{"id":1001,"created_at":"2026-11-25T10:00:00Z","updated_at":"2026-11-25T10:00:00Z","currency":"USD","financial_status":"paid",
			"line_items":[{"id":1,"quantity":2,"price":"20.00"}],"note_attributes":` + attributes + `}`
		fact, err := readOrder(models.Delivery{Shop: "a.myshopify.com", Body: []byte(body)})
		if err != nil || fact.Snapshot.Referral != want {
			t.Errorf("%s: %q, %v; want %q", attributes, fact.Snapshot.Referral, err, want)
		}
	}
}
