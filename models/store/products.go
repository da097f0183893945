package store

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/products"
)

// Products keeps what stores said last of their products.
type Products struct{ collection }

type productRow struct {
	ID    string        `bson:"_id"`
	Shop  models.ShopID `bson:"shop"`
	Facts factsRow      `bson:"facts"`
}

type factsRow struct {
	ID          string      `bson:"id"`
	Title       string      `bson:"title"`
	Status      string      `bson:"status"`
	Tags        []string    `bson:"tags"`
	Collections []memberRow `bson:"collections"`
	UpdatedAt   time.Time   `bson:"updatedAt"`
	ReadAt      time.Time   `bson:"readAt"`
	Gone        bool        `bson:"gone"`
}

type memberRow struct {
	ID    string `bson:"id"`
	Title string `bson:"title"`
}

func toFactsRow(f products.Facts) factsRow {
	row := factsRow{ID: f.ID, Title: f.Title, Status: f.Status, Tags: slices.Clone(f.Tags), UpdatedAt: f.UpdatedAt, ReadAt: f.ReadAt, Gone: f.Gone}
	for _, c := range f.Collections {
		row.Collections = append(row.Collections, memberRow(c))
	}
	return row
}

func fromFactsRow(r factsRow) products.Facts {
	f := products.Facts{ID: r.ID, Title: r.Title, Status: r.Status, Tags: slices.Clone(r.Tags), UpdatedAt: r.UpdatedAt, ReadAt: r.ReadAt, Gone: r.Gone}
	for _, c := range r.Collections {
		f.Collections = append(f.Collections, products.Collection(c))
	}
	return f
}

// Of gives what is kept of products of a shop, by their numbers; those of which
// nothing is known are left out. At most products.PerOrderMax are looked up.
func (r *Products) Of(ctx context.Context, shop models.ShopID, ids []string) ([]products.Facts, error) {
	keys := make([]string, 0, len(ids))
	for _, id := range ids[:min(len(ids), products.PerOrderMax)] {
		keys = append(keys, key(shop, id))
	}
	if len(keys) == 0 {
		return nil, nil
	}
	found, err := rows[productRow](ctx, r.collection, among("_id", keys), len(keys))
	all := make([]products.Facts, 0, len(found))
	for _, row := range found {
		all = append(all, fromFactsRow(row.Facts))
	}
	return all, err
}

// Put keeps what a shop said of its products, unless something newer is kept.
// It belongs into a transaction; models.Conflict where somebody else put the same
// product meanwhile.
func (r *Products) Put(ctx context.Context, shop models.ShopID, told []products.Facts) error {
	ids := make([]string, 0, len(told))
	for _, f := range told {
		ids = append(ids, f.ID)
	}
	kept, err := r.Of(ctx, shop, ids)
	if err != nil {
		return err
	}
	for _, f := range told {
		row := productRow{ID: key(shop, f.ID), Shop: shop, Facts: toFactsRow(f)}
		at := slices.IndexFunc(kept, func(k products.Facts) bool { return k.ID == f.ID })
		switch {
		case at < 0:
			err = r.insert(ctx, row)
		case kept[at].ReadAt.Before(f.ReadAt):
			_, err = r.replace(ctx, byID(row.ID), row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
