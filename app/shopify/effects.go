package shopify

import (
	"context"
	"fmt"
	"strings"

	"clientele/models"
)

// userError is a refusal of what was asked for, beside the data.
type userError struct {
	Field   []string `json:"field"`
	Message string   `json:"message"`
	Code    string   `json:"code"`
}

// taken tells that what was to be made is there already.
func taken(list []userError) bool {
	for _, e := range list {
		if e.Code == "TAKEN" || e.Code == "" && strings.Contains(e.Message, "must be unique") {
			return true
		}
	}
	return false
}

// passingCodes are refusals that time mends.
var passingCodes = map[string]bool{"INTERNAL_ERROR": true, "INTERNAL_SERVER_ERROR": true}

// refusedBy makes an error of refusals. They are about what was asked, so no
// repetition mends them, except where the platform says it failed itself.
func refusedBy(what string, list []userError) error {
	if len(list) == 0 {
		return nil
	}
	first := list[0]
	if passingCodes[first.Code] {
		return models.Errorf(models.Unavailable, "the platform failed to %s", what)
	}
	if first.Code == "" { // some refusals have none
		return models.Errorf(models.Invalid, "the platform does not %s: %.200s", what, first.Message)
	}
	return models.Errorf(models.Invalid, "the platform does not %s: %.200s (%.60s)", what, first.Message, first.Code)
}

// withoutScope says what a merchant can do about a permission that the app does
// not have any more.
func withoutScope(err error, what, scope string) error {
	if err == nil || models.CodeOf(err) != models.Forbidden || !strings.Contains(err.Error(), "denies") || !strings.Contains(err.Error(), "ccess") {
		return err
	}
	return models.Errorf(models.Forbidden, "the app may not %s: open it in the store admin and grant %s, then try again", what, scope)
}

func gid(kind, number string) string { return fmt.Sprintf("gid://shopify/%s/%s", kind, number) }

func gids(kind string, numbers []string) []string {
	all := make([]string, 0, len(numbers))
	for _, n := range numbers {
		all = append(all, gid(kind, n))
	}
	return all
}

// change sends a mutation about rewards.
func (c *Client) change(ctx context.Context, shop models.ShopID, token, document, what, scope string, variables map[string]any, into any) error {
	return withoutScope(c.tell(ctx, shop, token, document, variables, into), what, scope)
}
