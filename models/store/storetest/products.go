package storetest

import (
	"context"
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/products"
)

// factsOf fills every field.
func factsOf(id string) products.Facts {
	return products.Facts{
		ID: id, Title: "River mug", Status: "active", Tags: []string{"tea", "winter"}, UpdatedAt: at(1), ReadAt: at(2), Gone: true,
		Collections: []products.Collection{{ID: "31", Title: "Cups"}, {ID: "32", Title: "Gifts"}},
	}
}

func (u *suite) said(shop models.ShopID, facts ...products.Facts) {
	u.Helper()
	u.must(u.s.Tx.Do(u.ctx, func(ctx context.Context) error { return u.s.Products.Put(ctx, shop, facts) }))
}

var productTests = []test{
	{name: "what a store said of a product comes back as it was put", run: func(u *suite) {
		u.said(u.shop, factsOf("7"), factsOf("8"))
		got, err := u.s.Products.Of(u.ctx, u.shop, []string{"7", "9"})
		u.must(err)
		same(u, got, []products.Facts{factsOf("7")})
		none, err := u.s.Products.Of(u.ctx, u.shop, nil)
		u.must(err)
		same(u, len(none), 0)
		none, err = u.s.Products.Of(u.ctx, u.other(), []string{"7"})
		u.must(err)
		same(u, len(none), 0)
	}},
	{name: "what was read later replaces what was read before, never the other way", run: func(u *suite) {
		older, newer := factsOf("7"), factsOf("7")
		newer.ReadAt, newer.Tags, newer.Collections = at(3), nil, nil
		u.said(u.shop, older)
		u.said(u.shop, newer)
		u.said(u.shop, older)
		got, err := u.s.Products.Of(u.ctx, u.shop, []string{"7"})
		u.must(err)
		same(u, got, []products.Facts{newer})
	}},
	{name: "no more products are looked up than one order may have", run: func(u *suite) {
		var ids []string
		var facts []products.Facts
		for i := range products.PerOrderMax + 1 {
			ids = append(ids, fmt.Sprint(i+1))
			facts = append(facts, products.Facts{ID: ids[i], ReadAt: at(0).Add(time.Duration(i) * time.Millisecond)})
		}
		u.said(u.shop, facts...)
		got, err := u.s.Products.Of(u.ctx, u.shop, ids)
		u.must(err)
		same(u, len(got), products.PerOrderMax)
	}},
}
