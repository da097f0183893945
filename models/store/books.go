package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// Books reads whole shops in the order of their ids, for checks that leave
// nothing out.
type Books struct {
	accounts, lots, entries, contacts, orders collection
}

// A stream is read within streamMax and ends after streamed documents, so that
// a check of something broken cannot go on for ever.
const (
	streamMax = 30 * time.Second
	streamed  = 2_000_000
	// accountsMax bounds the accounts whose entries are read by one query.
	accountsMax = 100
)

// stream reads documents one at a time.
func stream[T any](ctx context.Context, c collection, filter any, visit func(T) error, opts ...*options.FindOptions) error {
	ctx, cancel := context.WithTimeout(ctx, streamMax)
	defer cancel()
	if c.scan != nil {
		return scanned(ctx, c, filter, visit, opts...)
	}
	cursor, err := c.Find(ctx, filter, opts...)
	if err != nil {
		return known(ctx, err, c.noun)
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	for n := 0; cursor.Next(ctx); n++ {
		if n == streamed {
			return models.Errorf(models.Internal, "there are more than %d of this %s", streamed, c.noun)
		}
		var row T
		if err := cursor.Decode(&row); err != nil {
			return known(ctx, err, c.noun)
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return known(ctx, cursor.Err(), c.noun)
}

// scanned is stream on the embedded engine, whose documents lie in memory.
func scanned[T any](ctx context.Context, c collection, filter any, visit func(T) error, opts ...*options.FindOptions) error {
	found, err := c.scan.find(ctx, filter, together(opts))
	if err != nil {
		return known(ctx, err, c.noun)
	}
	for _, document := range found {
		var row T
		if err := bsonkit.Decode(document, &row); err != nil {
			return known(ctx, err, c.noun)
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return nil
}

// past is the least text after another one.
func past(text string) string { return text + "\x00" }

// following matches a shop's _ids after one of them, from the first on where
// it is empty.
func following(shop models.ShopID, after string) bson.D {
	if after == "" {
		return under(shop)
	}
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: past(key(shop, after))}, {Key: "$lt", Value: key(shop) + beyondSeparator}}}}
}

// Accounts gives the accounts of a shop that follow one, by id.
func (r *Books) Accounts(ctx context.Context, shop models.ShopID, after models.ContactID, limit int) ([]points.Account, error) {
	found, err := rows[accountRow](ctx, r.accounts, following(shop, string(after)), limit, options.Find().SetSort(byIDSort))
	all := make([]points.Account, 0, len(found))
	for _, row := range found {
		all = append(all, fromAccountRow(row))
	}
	return all, err
}

// EachEntry visits all entries of some accounts, at most a hundred: those of
// one account together and in the order of their numbers.
func (r *Books) EachEntry(ctx context.Context, shop models.ShopID, ids []models.ContactID, visit func(points.Entry) error) error {
	if len(ids) == 0 {
		return nil
	}
	if len(ids) > accountsMax {
		return models.Errorf(models.Internal, "entries of %d accounts were asked for at once", len(ids))
	}
	filter := bson.D{{Key: "shop", Value: shop}, {Key: "account", Value: bson.D{{Key: "$in", Value: ids}}}}
	if r.entries.scan == nil { // MongoDB has an index on _id and none on accounts
		each := make(bson.A, 0, len(ids))
		for _, id := range ids {
			each = append(each, under(shop, string(id)))
		}
		filter = bson.D{{Key: "$or", Value: each}}
	}
	return stream(ctx, r.entries, filter, func(row entryRow) error { return visit(fromEntryRow(row)) },
		options.Find().SetSort(byIDSort))
}

// EachLot visits all lots of some accounts, used up ones included, in no
// particular order.
func (r *Books) EachLot(ctx context.Context, shop models.ShopID, ids []models.ContactID, visit func(points.Lot) error) error {
	if len(ids) == 0 {
		return nil
	}
	filter := bson.D{{Key: "shop", Value: shop}, {Key: "account", Value: bson.D{{Key: "$in", Value: ids}}}}
	return stream(ctx, r.lots, filter, func(row lotRow) error { return visit(fromLotRow(row)) })
}

// Contacts gives those of some contacts that are on record, in no particular
// order.
func (r *Books) Contacts(ctx context.Context, shop models.ShopID, ids []models.ContactID) ([]contacts.Contact, error) {
	keys := make([]string, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key(shop, string(id)))
	}
	found, err := rows[contactRow](ctx, r.contacts, among("_id", keys), max(1, len(keys)))
	all := make([]contacts.Contact, 0, len(found))
	for _, row := range found {
		all = append(all, fromContactRow(row))
	}
	return all, err
}

// Orders gives the orders of a shop that follow one, by id.
func (r *Books) Orders(ctx context.Context, shop models.ShopID, after models.OrderID, limit int) ([]points.Record, error) {
	found, err := rows[orderRow](ctx, r.orders, following(shop, string(after)), limit, options.Find().SetSort(byIDSort))
	all := make([]points.Record, 0, len(found))
	for _, row := range found {
		all = append(all, fromOrderRow(row))
	}
	return all, err
}

// Posted adds up what all entries say of some orders, whichever accounts they
// are in.
func (r *Books) Posted(ctx context.Context, shop models.ShopID, ids []models.OrderID) (map[models.OrderID]int64, error) {
	posted := make(map[models.OrderID]int64, len(ids))
	if len(ids) == 0 {
		return posted, nil
	}
	filter := bson.D{{Key: "shop", Value: shop}, {Key: "cause.order", Value: bson.D{{Key: "$in", Value: ids}}}}
	err := stream(ctx, r.entries, filter, func(row entryRow) error {
		posted[row.Cause.Order] += fromEntryRow(row).Posted()
		return nil
	})
	return posted, err
}

// standing is as much of a contact as counts for the figures.
type standing struct {
	ID         string            `bson:"_id"`
	Contact    models.ContactID  `bson:"contact"`
	Figures    contactFiguresRow `bson:"figures"`
	MergedInto models.ContactID  `bson:"mergedInto"`
}

var standingFields = bson.D{{Key: "contact", Value: 1}, {Key: "figures", Value: 1}, {Key: "mergedInto", Value: 1}}

// Standing adds up what all contacts of a shop have, which is what the shop's
// figures have to tell: members, guests, buyers, stopped accounts and balances.
func (r *Books) Standing(ctx context.Context, shop models.ShopID) (points.Sums, error) {
	var sum points.Sums
	err := stream(ctx, r.contacts, under(shop), func(c standing) error {
		sum.Available, sum.Pending, sum.Debt = sum.Available+c.Figures.Available, sum.Pending+c.Figures.Pending, sum.Debt+c.Figures.Debt
		if c.Figures.Halted {
			sum.Halted++
		}
		if c.MergedInto != "" { // counts with the contact it became part of
			return nil
		}
		if c.Figures.Orders > 0 {
			sum.Buyers++
		}
		if c.Figures.Orders > 1 {
			sum.Repeaters++
		}
		if c.Contact.Guest() {
			sum.Guests++
		} else {
			sum.Members++
		}
		return nil
	}, options.Find().SetProjection(standingFields))
	return sum, err
}

// Waiting adds up the deltas of a shop that no figure holds yet.
func (r *Figures) Waiting(ctx context.Context, shop models.ShopID) ([]points.DayFigures, error) {
	sums := map[string]points.Sums{}
	err := stream(ctx, r.deltas, under(shop), func(row deltaRow) error {
		sums[row.Day] = sums[row.Day].Plus(points.Sums(row.Sum))
		return nil
	})
	days := make([]points.DayFigures, 0, len(sums))
	for day, sum := range sums {
		days = append(days, points.DayFigures{Day: day, Sum: sum})
	}
	slices.SortFunc(days, func(a, b points.DayFigures) int { return cmp.Compare(a.Day, b.Day) })
	return days, err
}
