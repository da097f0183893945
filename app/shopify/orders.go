package shopify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/orders"
)

const (
	ordersAtOnce  = 7 // as many as one query may cost; fewer where the platform counts otherwise
	refundsAtOnce = 8
	refundsListed = 250 // more than these cannot be asked for
	refundsShown  = 5   // in a page of orders
	// linePagesMax bounds how often we ask for more of one order or refund.
	linePagesMax = 80
	// readAgainMax is how often an order may change while we read its pages.
	readAgainMax = 3
)

// OrdersUpdated gives a page of the orders that changed from one time to
// another, both included, the one that changed first at the front. Orders that
// do not fit into a page are completed, which takes further queries.
func (c *Client) OrdersUpdated(ctx context.Context, shop models.ShopID, token string, from, until time.Time, cursor string) (catchup.Page, error) {
	asked := c.options.Now()
	variables := map[string]any{
		"query": fmt.Sprintf("status:any AND updated_at:>='%s' AND updated_at:<='%s'", from.UTC().Format(time.RFC3339), until.UTC().Format(time.RFC3339)),
	}
	if cursor != "" {
		variables["after"] = cursor
	}
	var data struct {
		Orders list[toldOrder] `json:"orders"`
	}
	for size := ordersAtOnce; ; size /= 2 {
		variables["first"] = size
		err := c.ask(ctx, shop, token, "orders_updated", variables, &data)
		if err == nil {
			break
		}
		if !errors.Is(err, errTooCostly) || size == 1 {
			return catchup.Page{}, err
		}
	}
	for i := range data.Orders.Nodes {
		if o := &data.Orders.Nodes[i]; o.incomplete() {
			if err := c.whole(ctx, shop, token, o); err != nil {
				return catchup.Page{}, err
			}
		}
	}
	facts, unreadable, err := c.complete(ctx, shop, token, data.Orders.Nodes, asked)
	page := catchup.Page{Orders: facts, Unreadable: unreadable}
	if info := data.Orders.PageInfo; info.HasNextPage {
		page.Next = info.EndCursor
	}
	return page, err
}

// complete adds the refunds to orders and makes facts of them. What cannot be
// read is told apart; an error is the platform's.
func (c *Client) complete(ctx context.Context, shop models.ShopID, token string, told []toldOrder, asked time.Time) ([]catchup.Order, []catchup.Unreadable, error) {
	var wanted []string
	for i := range told {
		o := &told[i]
		if len(o.Refunds) == refundsShown { // perhaps more
			var err error
			if o.Refunds, err = c.refundIDs(ctx, shop, token, o.ID); err != nil {
				return nil, nil, err
			}
		}
		for _, refund := range o.Refunds {
			wanted = append(wanted, refund.ID)
		}
	}
	refunds, err := c.refunds(ctx, shop, token, wanted)
	if err != nil {
		return nil, nil, err
	}
	facts := make([]catchup.Order, 0, len(told))
	var unreadable []catchup.Unreadable
	for _, o := range told {
		own := make([]toldRefund, 0, len(o.Refunds))
		for _, refund := range o.Refunds {
			if r, found := refunds[refund.ID]; found {
				own = append(own, r)
			}
		}
		fact, err := o.fact(own, asked)
		if err == nil && len(own) >= refundsListed {
			err = models.Errorf(models.Invalid, "refunds are more than can be asked for")
		}
		if err != nil {
			unreadable = append(unreadable, catchup.Unreadable{Order: fact.ID, Problem: err.Error()})
			continue
		}
		facts = append(facts, fact)
	}
	return facts, unreadable, nil
}

// whole reads an order page by page, again from the start where it changed in
// between. An order that is gone meanwhile stays as it was.
func (c *Client) whole(ctx context.Context, shop models.ShopID, token string, o *toldOrder) error {
	for range readAgainMax {
		read, err := c.pagesOf(ctx, shop, token, o.ID)
		if err != nil {
			return err
		}
		if read != nil {
			*o = *read
			return nil
		}
	}
	return models.Errorf(models.Unavailable, "an order keeps changing while it is read; it is read later")
}

// pagesOf gives nothing where the order changed between two pages.
func (c *Client) pagesOf(ctx context.Context, shop models.ShopID, token, id string) (*toldOrder, error) {
	variables := map[string]any{"id": id}
	var read *toldOrder
	for range linePagesMax {
		var data struct {
			Order *toldOrder `json:"order"`
		}
		if err := c.ask(ctx, shop, token, "order_whole", variables, &data); err != nil {
			return nil, err
		}
		page := data.Order
		switch {
		case page == nil:
			return nil, nil
		case read == nil:
			read = page
		case page.UpdatedAt != read.UpdatedAt:
			return nil, nil
		default:
			read.LineItems.Nodes = append(read.LineItems.Nodes, page.LineItems.Nodes...)
		}
		if !page.LineItems.PageInfo.HasNextPage || len(read.LineItems.Nodes) > orders.LinesMax {
			return read, nil
		}
		variables["after"] = page.LineItems.PageInfo.EndCursor
	}
	return read, nil
}

func (c *Client) refundIDs(ctx context.Context, shop models.ShopID, token, order string) ([]named, error) {
	var data struct {
		Order struct {
			Refunds []named `json:"refunds"`
		} `json:"order"`
	}
	err := c.ask(ctx, shop, token, "order_refunds", map[string]any{"id": order}, &data)
	return data.Order.Refunds, err
}

// refunds reads refunds by their ids.
func (c *Client) refunds(ctx context.Context, shop models.ShopID, token string, ids []string) (map[string]toldRefund, error) {
	read := make(map[string]toldRefund, len(ids))
	for size := refundsAtOnce; len(ids) > 0; {
		size = min(size, len(ids))
		var data struct {
			Nodes []*toldRefund `json:"nodes"`
		}
		err := c.ask(ctx, shop, token, "refunds", map[string]any{"ids": ids[:size]}, &data)
		if errors.Is(err, errTooCostly) && size > 1 {
			size /= 2
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, refund := range data.Nodes {
			if refund == nil {
				continue // gone meanwhile
			}
			if refund.incomplete() {
				if err := c.wholeRefund(ctx, shop, token, refund); err != nil {
					return nil, err
				}
			}
			read[refund.ID] = *refund
		}
		ids = ids[size:]
	}
	return read, nil
}

// wholeRefund reads a refund's lines page by page. A refund does not change
// its lines.
func (c *Client) wholeRefund(ctx context.Context, shop models.ShopID, token string, refund *toldRefund) error {
	variables := map[string]any{"id": refund.ID}
	var read *toldRefund
	for range linePagesMax {
		var data struct {
			Node *toldRefund `json:"node"`
		}
		if err := c.ask(ctx, shop, token, "refund_whole", variables, &data); err != nil {
			return err
		}
		page := data.Node
		switch {
		case page == nil:
			return nil
		case read == nil:
			read = page
		default:
			read.RefundLineItems.Nodes = append(read.RefundLineItems.Nodes, page.RefundLineItems.Nodes...)
		}
		if !page.RefundLineItems.PageInfo.HasNextPage || len(read.RefundLineItems.Nodes) > orders.LinesMax {
			break
		}
		variables["after"] = page.RefundLineItems.PageInfo.EndCursor
	}
	if read != nil {
		*refund = *read
	}
	return nil
}
