package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/outbox"
	"clientele/models/points"
	"clientele/models/products"
	"clientele/models/shops"
)

// ReadProducts is the kind of messages that ask what a store says of products in
// an order. They name nobody.
const ReadProducts = "read_products"

// productsScope is the permission that asking for products needs.
const productsScope = "read_products"

// freshFor is how old what is kept of a product may be when an order is placed.
// A product that sells fast is asked for once a minute, not with every order.
const freshFor = time.Minute

// askForProducts has the store asked for what the rules that decide about an
// order want to know of its products. The same question is asked once.
func (w *work) askForProducts(r *points.Record) {
	programme, _ := w.version(r.Standing.Programme)
	lacking := programme.Lacking(r.Order)
	if len(lacking) == 0 {
		return
	}
	sum := sha256.Sum256([]byte(strings.Join(lacking, ",")))
	id := string(r.Order.ID)
	w.send(outbox.New(w.shop.ID, "products:"+id+":"+hex.EncodeToString(sum[:8]), ReadProducts, "order:"+id, map[string]string{"order": id}, w.now))
}

// ReadProducts takes in what the store says of products in an order, and brings
// the points of its buyer in line.
func (f *Flow) ReadProducts(ctx context.Context, m outbox.Message) (string, error) {
	id := models.OrderID(m.Params["order"])
	record, err := f.Orders.Get(ctx, m.Shop, id)
	if err != nil {
		return forgotten(err)
	}
	shop, versions, err := f.ofShop(ctx, m.Shop)
	if err != nil {
		return "", err
	}
	programme, _ := (&work{versions: versions}).version(record.Standing.Programme)
	lacking := programme.Lacking(record.Order)
	if len(lacking) == 0 {
		return "not_needed", nil
	}
	told, err := f.productFacts(ctx, shop, lacking, record.Order.CreatedAt.Add(-freshFor))
	if err != nil {
		return "", err
	}
	ask := programme.Settings.Asks()
	for i, facts := range told {
		told[i] = facts.Answer(ask)
	}
	_, err = f.addToOrder(ctx, m.Shop, id, func(o orders.Order) (orders.Order, error) { return o.JoinProducts(told), nil })
	return "read", err
}

// productFacts gives what a store says of products, as of a time or later. What
// is not kept is asked for. Of a product that is gone the last that is known
// holds.
func (f *Flow) productFacts(ctx context.Context, shop shops.Shop, ids []string, since time.Time) ([]products.Facts, error) {
	kept, err := f.Products.Of(ctx, shop.ID, ids)
	if err != nil {
		return nil, err
	}
	facts := slices.DeleteFunc(slices.Clone(kept), func(k products.Facts) bool { return k.ReadAt.Before(since) })
	ask := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.ContainsFunc(facts, of(id)) })
	if len(ask) == 0 {
		return facts, nil
	}
	if !mayReadProducts(shop) {
		return nil, models.Errorf(models.Forbidden, "the app may not read products: open it in the store admin and grant %s", productsScope)
	}
	var told []products.Facts
	err = f.withToken(ctx, shop.ID, func(token string) error {
		told, err = f.Catalogue.Products(ctx, shop.ID, token, ask)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, t := range told {
		if at := slices.IndexFunc(kept, of(t.ID)); t.Gone && at >= 0 {
			told[i] = kept[at]
			told[i].Gone, told[i].ReadAt = true, t.ReadAt
		}
	}
	err = f.Tx.Do(ctx, func(ctx context.Context) error { return f.Products.Put(ctx, shop.ID, told) })
	if err != nil && models.CodeOf(err) != models.Conflict { // a conflict: somebody else has just read the same
		return nil, err
	}
	return append(facts, told...), nil
}

func of(id string) func(products.Facts) bool {
	return func(f products.Facts) bool { return f.ID == id }
}

// mayReadProducts tells whether the merchant lets the app read products.
func mayReadProducts(shop shops.Shop) bool {
	return slices.Contains(shop.Scopes, productsScope) || slices.Contains(shop.Scopes, "write_products")
}
