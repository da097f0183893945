package shopify

import (
	"context"
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"slices"
	"time"

	"clientele/models"
)

const graphqlPath = "/admin/api/" + APIVersion + "/graphql.json"

//go:embed documents/*.graphql
var documents embed.FS

// Documents are the GraphQL operations we send, one a file.
func Documents() fs.FS {
	sub, err := fs.Sub(documents, "documents")
	if err != nil {
		return documents // the name is a constant of this file: cannot happen
	}
	return sub
}

type graphqlError struct {
	Message    string `json:"message"`
	Extensions struct {
		Code string    `json:"code"`
		Cost queryCost `json:"cost"`
	} `json:"extensions"`
}

// queryCost is what a query would cost and how full the shop's account is. It
// comes beside the data, or inside the refusal of a throttled query.
type queryCost struct {
	Requested float64  `json:"requestedQueryCost"`
	Throttle  throttle `json:"throttleStatus"`
}

// UnmarshalJSON passes over a cost that is told in another form: the refusal of
// a query that is too costly carries a bare number.
func (q *queryCost) UnmarshalJSON(raw []byte) error {
	type plain queryCost
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	return json.Unmarshal(raw, (*plain)(q))
}

type throttle struct {
	Maximum   float64 `json:"maximumAvailable"`
	Available float64 `json:"currentlyAvailable"`
	Restore   float64 `json:"restoreRate"` // a second
}

type graphqlAnswer struct {
	Data       json.RawMessage `json:"data"`
	Errors     []graphqlError  `json:"errors"`
	Extensions struct {
		Cost queryCost `json:"cost"`
	} `json:"extensions"`
}

// sender is how a message is sent: post, or postOnce for what must not be
// received twice.
type sender func(ctx context.Context, shop models.ShopID, path, token string, message any) (answer, error)

// ask sends a query, which may be received twice, and reads its data. It waits
// as long as the platform's cost account asks for, within bounds.
func (c *Client) ask(ctx context.Context, shop models.ShopID, token, document string, variables map[string]any, into any) error {
	return c.operate(ctx, c.post, shop, token, document, variables, into)
}

// tell sends a mutation, which is repeated only where the platform has said
// that it did nothing. models.Unavailable leaves open whether it was done.
func (c *Client) tell(ctx context.Context, shop models.ShopID, token, document string, variables map[string]any, into any) error {
	return c.operate(ctx, c.postOnce, shop, token, document, variables, into)
}

func (c *Client) operate(ctx context.Context, send sender, shop models.ShopID, token, document string, variables map[string]any, into any) error {
	text, err := documents.ReadFile("documents/" + document + ".graphql")
	if err != nil {
		return models.Wrap(models.Internal, err, "the query %s is missing", document)
	}
	if pause := c.pace.spend(shop, document, c.options.Now()); pause > 0 {
		if err := c.options.Wait(ctx, pause); err != nil {
			return models.Wrap(models.Unavailable, err, "the platform did not answer in time")
		}
	}
	message := map[string]any{"query": string(text), "variables": variables}
	for attempt := 1; ; attempt++ {
		a, err := send(ctx, shop, graphqlPath, token, message)
		if err != nil {
			return err
		}
		if a.status != http.StatusOK {
			return a.refusal()
		}
		var read graphqlAnswer
		if err := json.Unmarshal(a.body, &read); err != nil {
			return models.Errorf(models.Internal, "the platform's answer to %s cannot be read", document)
		}
		c.pace.seen(shop, document, read.cost(), c.options.Now())
		if read.throttled() && attempt < attemptsMax {
			if err := c.options.Wait(ctx, read.pause()); err != nil {
				return models.Wrap(models.Unavailable, err, "the platform did not answer in time")
			}
			continue
		}
		if err := read.refusal(document); err != nil {
			return err
		}
		if err := json.Unmarshal(read.Data, into); err != nil {
			return models.Errorf(models.Internal, "the platform's answer to %s has another form than asked for", document)
		}
		return nil
	}
}

// errTooCostly is the refusal of a query that could never be paid for.
var errTooCostly = models.Errorf(models.Internal, "the platform refuses a query that costs more than any may")

func (e graphqlError) throttled() bool {
	return e.Extensions.Code == "THROTTLED" || e.Extensions.Code == "" && e.Message == "Throttled"
}

func (r graphqlAnswer) throttled() bool {
	return slices.ContainsFunc(r.Errors, graphqlError.throttled)
}

// cost is what the answer tells of it, wherever it does.
func (r graphqlAnswer) cost() queryCost {
	for _, e := range r.Errors {
		if r.Extensions.Cost.Throttle.Restore <= 0 && e.Extensions.Cost.Throttle.Restore > 0 {
			return e.Extensions.Cost
		}
	}
	return r.Extensions.Cost
}

// pause is how long the cost account needs to fill up for the query.
func (r graphqlAnswer) pause() time.Duration {
	cost := r.cost()
	pause := time.Second
	if missing := cost.Requested - cost.Throttle.Available; missing > 0 && cost.Throttle.Restore > 0 {
		pause = max(pause, time.Duration(min(missing/cost.Throttle.Restore, paceMax.Seconds())*float64(time.Second)))
	}
	return pause
}

func (r graphqlAnswer) refusal(document string) error {
	if len(r.Errors) == 0 {
		if len(r.Data) == 0 || string(r.Data) == "null" {
			return models.Errorf(models.Internal, "the platform's answer to %s is empty", document)
		}
		return nil
	}
	if r.throttled() {
		return models.Errorf(models.TooMany, "the platform asks to slow down with %s", document)
	}
	first := r.Errors[0]
	switch first.Extensions.Code {
	case "ACCESS_DENIED":
		return models.Errorf(models.Forbidden, "the platform denies %s: %.200s", document, first.Message)
	case "MAX_COST_EXCEEDED":
		return errTooCostly
	case "INTERNAL_SERVER_ERROR", "TIMEOUT":
		return models.Errorf(models.Unavailable, "the platform failed at %s", document)
	}
	return models.Errorf(models.Internal, "the platform refuses %s (%.40s): %.200s", document, first.Extensions.Code, first.Message)
}
