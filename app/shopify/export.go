package shopify

import (
	"context"
	"strconv"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/catchup"
)

// exportQuery is the name of the query by which a gathering is known as ours.
const exportQuery = "OrdersExport"

// exportSlack is how far the platform's clock may be behind ours when a
// gathering is looked for that we asked for.
const exportSlack = time.Minute

type toldExport struct {
	ID             string `json:"id"`
	Status         string `json:"status"`
	ErrorCode      string `json:"errorCode"`
	CreatedAt      string `json:"createdAt"`
	ObjectCount    string `json:"objectCount"`
	FileSize       string `json:"fileSize"`
	URL            string `json:"url"`
	PartialDataURL string `json:"partialDataUrl"`
	Query          string `json:"query"`
}

type toldExportProblem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (t toldExport) fact() (catchup.Export, error) {
	out := catchup.Export{ID: t.ID}
	if !strings.HasPrefix(t.ID, "gid://shopify/BulkOperation/") || len(t.ID) > textMax {
		return out, models.Errorf(models.Internal, "the platform did not name the gathering of past orders")
	}
	out.Objects, _ = strconv.ParseInt(t.ObjectCount, 10, 64) // no number shows no progress
	out.Size, _ = strconv.ParseInt(t.FileSize, 10, 64)
	switch t.Status {
	case "CREATED", "RUNNING":
		out.State = catchup.Gathering
	case "COMPLETED":
		out.State, out.Address = catchup.Complete, t.URL
	default: // FAILED, CANCELING, CANCELED, EXPIRED and what may come
		out.State, out.Address = catchup.Broken, t.PartialDataURL
		out.Problem = "the platform stopped gathering the orders: " + cut(strings.ToLower(strings.TrimSpace(t.Status+" "+t.ErrorCode)))
	}
	return out, nil
}

// StartExport lets the platform gather all orders it shows. It first looks for
// a gathering of ours begun since asked, whose answer may have been lost.
// models.TooMany asks to come back when others have ended.
func (c *Client) StartExport(ctx context.Context, shop models.ShopID, token string, asked time.Time) (catchup.Export, error) {
	if found, err := c.ownExport(ctx, shop, token, asked); err != nil || found.ID != "" {
		return found, err
	}
	query, err := documents.ReadFile("documents/export_orders.graphql")
	if err != nil {
		return catchup.Export{}, models.Wrap(models.Internal, err, "the query of past orders is missing")
	}
	var data struct {
		Run struct {
			BulkOperation *toldExport         `json:"bulkOperation"`
			UserErrors    []toldExportProblem `json:"userErrors"`
		} `json:"bulkOperationRunQuery"`
	}
	if err := c.tell(ctx, shop, token, "start_export", map[string]any{"query": string(query)}, &data); err != nil {
		return catchup.Export{}, err
	}
	if problems := data.Run.UserErrors; len(problems) > 0 {
		switch problems[0].Code {
		case "OPERATION_IN_PROGRESS", "LIMIT_REACHED":
			return catchup.Export{}, models.Errorf(models.TooMany, "the platform gathers other data for this app; past orders wait until it has finished")
		}
		return catchup.Export{}, models.Errorf(models.Internal, "the platform refuses to gather past orders (%.40s): %.200s", problems[0].Code, problems[0].Message)
	}
	if data.Run.BulkOperation == nil {
		return catchup.Export{}, models.Errorf(models.Internal, "the platform did not name the gathering of past orders")
	}
	return data.Run.BulkOperation.fact()
}

func (c *Client) ownExport(ctx context.Context, shop models.ShopID, token string, asked time.Time) (catchup.Export, error) {
	var data struct {
		BulkOperations list[toldExport] `json:"bulkOperations"`
	}
	if err := c.ask(ctx, shop, token, "exports", nil, &data); err != nil {
		return catchup.Export{}, err
	}
	for _, t := range data.BulkOperations.Nodes {
		at, err := time.Parse(time.RFC3339, t.CreatedAt)
		if err != nil || at.Before(asked.Add(-exportSlack)) || !strings.Contains(t.Query, exportQuery) {
			continue
		}
		if e, err := t.fact(); err == nil && e.State != catchup.Broken {
			return e, nil
		}
	}
	return catchup.Export{}, nil
}

// Export tells how far a gathering is; models.NotFound where the platform
// knows of none by that name any more.
func (c *Client) Export(ctx context.Context, shop models.ShopID, token, id string) (catchup.Export, error) {
	var data struct {
		BulkOperation *toldExport `json:"bulkOperation"`
	}
	if err := c.ask(ctx, shop, token, "export", map[string]any{"id": id}, &data); err != nil {
		return catchup.Export{}, err
	}
	if data.BulkOperation == nil {
		return catchup.Export{}, models.Errorf(models.NotFound, "the platform does not know the gathering of past orders any more")
	}
	return data.BulkOperation.fact()
}

// CancelExport calls a gathering off. One that has ended already is left alone.
func (c *Client) CancelExport(ctx context.Context, shop models.ShopID, token, id string) error {
	var data struct {
		Cancel struct {
			BulkOperation *named `json:"bulkOperation"`
		} `json:"bulkOperationCancel"`
	}
	return c.tell(ctx, shop, token, "cancel_export", map[string]any{"id": id}, &data)
}
