package store

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/points"
)

// Ledger keeps accounts, lots, entries and commands.
type Ledger struct {
	accounts, lots, entries, commands collection
}

// lotsMax bounds the lots of one account that are worked with at once.
const lotsMax = 20_000

// Account gives an account, a fresh one with version zero where there is none.
func (r *Ledger) Account(ctx context.Context, shop models.ShopID, id models.ContactID) (points.Account, error) {
	row, err := one[accountRow](ctx, r.accounts, byID(accountKey(shop, id)))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return points.Account{Shop: shop, ID: id}, nil
	}
	if err != nil {
		return points.Account{}, err
	}
	return fromAccountRow(row), nil
}

// Lots gives all lots that hold something, and those of the orders, in order
// of opening.
func (r *Ledger) Lots(ctx context.Context, shop models.ShopID, id models.ContactID, orders ...models.OrderID) ([]points.Lot, error) {
	if state := inside(ctx); state != nil {
		if found, ok := state.ahead.lotsOf(shop, id, orders); ok {
			return lotsOf(found), nil
		}
	}
	wanted := bson.A{bson.D{{Key: "open", Value: true}}}
	if len(orders) > 0 {
		wanted = append(wanted, among("order", orders))
	}
	found, err := every[lotRow](ctx, r.lots, append(ofAccount(shop, id), bson.E{Key: "$or", Value: wanted}), lotsMax,
		options.Find().SetSort(bson.D{{Key: "number", Value: 1}}))
	return lotsOf(found), err
}

// LotsOfOrders gives an account's lots of some orders, whether or not they hold
// anything, in order of opening.
func (r *Ledger) LotsOfOrders(ctx context.Context, shop models.ShopID, id models.ContactID, orders []models.OrderID) ([]points.Lot, error) {
	if state := inside(ctx); state != nil {
		if found, ok := state.ahead.lotsOfOrders(shop, id, orders); ok {
			return lotsOf(found), nil
		}
	}
	if len(orders) == 0 {
		return nil, nil
	}
	found, err := every[lotRow](ctx, r.lots, append(ofAccount(shop, id), among("order", orders)...), lotsMax,
		options.Find().SetSort(bson.D{{Key: "number", Value: 1}}))
	return lotsOf(found), err
}

// LotsNamed gives lots of an account by their ids, whether or not they hold
// anything.
func (r *Ledger) LotsNamed(ctx context.Context, shop models.ShopID, id models.ContactID, names []string) ([]points.Lot, error) {
	ids := make([]string, 0, len(names))
	for _, name := range names {
		ids = append(ids, key(shop, name))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := every[lotRow](ctx, r.lots, append(among("_id", ids), bson.E{Key: "account", Value: id}), lotsMax, options.Find().SetSort(byIDSort))
	return lotsOf(found), err
}

// LotsGiven gives an account's lots of one source and reason, whether or not
// they hold anything.
func (r *Ledger) LotsGiven(ctx context.Context, shop models.ShopID, id models.ContactID, source, reason string) ([]points.Lot, error) {
	found, err := every[lotRow](ctx, r.lots, append(ofAccount(shop, id), bson.E{Key: "source", Value: source}, bson.E{Key: "reason", Value: reason}), lotsMax,
		options.Find().SetSort(bson.D{{Key: "number", Value: 1}}))
	return lotsOf(found), err
}

// AllLots lists the newest lots of the accounts, used up ones included.
func (r *Ledger) AllLots(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]points.Lot, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := rows[lotRow](ctx, r.lots, bson.D{{Key: "shop", Value: shop}, {Key: "account", Value: bson.D{{Key: "$in", Value: ids}}}}, limit,
		options.Find().SetSort(bson.D{{Key: "earnedAt", Value: -1}, {Key: "number", Value: -1}, {Key: "_id", Value: -1}}))
	return lotsOf(found), err
}

func lotsOf(found []lotRow) []points.Lot {
	lots := make([]points.Lot, 0, len(found))
	for _, row := range found {
		lots = append(lots, fromLotRow(row))
	}
	return lots
}

func ofAccount(shop models.ShopID, id models.ContactID) bson.D {
	return bson.D{{Key: "shop", Value: shop}, {Key: "account", Value: id}}
}

// Write saves an open book: the account first, by its version, so that writers
// to one contact queue up, then changed lots and new entries. It belongs in a
// transaction. models.Conflict where somebody wrote to the account meanwhile
// or its writes are stopped; models.Internal where the books do not balance.
func (r *Ledger) Write(ctx context.Context, book *points.Book) error {
	if err := book.Check(); err != nil {
		return err
	}
	if book.Account.Halted != "" {
		return models.Errorf(models.Conflict, "points of this contact are stopped until the books are checked: %s", book.Account.Halted)
	}
	row := toAccountRow(book.Closing())
	if _, err := r.accounts.save(ctx, row.ID, book.Account.Version, row); err != nil {
		return err
	}
	if err := r.writeLots(ctx, book); err != nil {
		return err
	}
	return r.writeEntries(ctx, book.Entries())
}

func (r *Ledger) writeLots(ctx context.Context, book *points.Book) error {
	var fresh []any
	var writes []mongo.WriteModel
	for _, lot := range book.Changed() {
		row := toLotRow(lot)
		if book.Fresh(lot) {
			fresh = append(fresh, row)
			continue
		}
		// The account in the filter makes a lot of somebody else a duplicate.
		filter := bson.D{{Key: "_id", Value: row.ID}, {Key: "account", Value: row.Account}}
		writes = append(writes, mongo.NewReplaceOneModel().SetFilter(filter).SetReplacement(row).SetUpsert(true))
	}
	if l := postponed(ctx); l != nil {
		l.insert(r.lots, fresh...)
		l.upsert(r.lots, writes)
		return nil
	}
	ctx, cancel := limited(ctx)
	defer cancel()
	if len(fresh) > 0 {
		if _, err := r.lots.InsertMany(ctx, fresh, options.InsertMany().SetOrdered(true)); err != nil {
			return known(ctx, err, r.lots.noun)
		}
	}
	if len(writes) > 0 {
		_, err := bulk(ctx, r.lots, writes)
		return err
	}
	return nil
}

func (r *Ledger) writeEntries(ctx context.Context, entries []points.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	ctx, cancel := limited(ctx)
	defer cancel()
	documents := make([]any, 0, len(entries))
	for _, entry := range entries {
		documents = append(documents, toEntryRow(entry))
	}
	if l := postponed(ctx); l != nil {
		l.insert(r.entries, documents...)
		return nil
	}
	_, err := r.entries.InsertMany(ctx, documents, options.InsertMany().SetOrdered(true))
	return known(ctx, err, r.entries.noun)
}

// Halt stops writes to an account, or lifts the stop with an empty reason.
func (r *Ledger) Halt(ctx context.Context, shop models.ShopID, id models.ContactID, reason string) error {
	// The version moves on, so that a book opened before cannot be written.
	found, err := r.accounts.update(ctx, byID(accountKey(shop, id)), bson.D{
		{Key: "$set", Value: bson.D{{Key: "halted", Value: reason}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: int64(1)}}},
	})
	if err == nil && !found {
		return models.Errorf(models.NotFound, "there is no such %s", r.accounts.noun)
	}
	return err
}

// Entries pages through an account's entries, newest first.
func (r *Ledger) Entries(ctx context.Context, shop models.ShopID, id models.ContactID, cursor string, limit int) (models.Page[points.Entry], error) {
	const list = "entries"
	from, found, err := readMark(list, cursor)
	if err != nil {
		return models.Page[points.Entry]{}, err
	}
	filter := under(shop, string(id))
	if found {
		filter = bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: entryKey(shop, id, 0)}, {Key: "$lt", Value: entryKey(shop, id, from.Number)}}}}
	}
	limit = models.Limit(limit)
	all, err := rows[entryRow](ctx, r.entries, filter, limit+1, options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}))
	if err != nil {
		return models.Page[points.Entry]{}, err
	}
	return page(all, limit, fromEntryRow, func(row entryRow) mark { return mark{List: list, Number: row.Seq} }), nil
}

// EntriesOfOrder lists the entries caused by an order, oldest first, whichever
// account they are in.
func (r *Ledger) EntriesOfOrder(ctx context.Context, shop models.ShopID, order models.OrderID, limit int) ([]points.Entry, error) {
	found, err := rows[entryRow](ctx, r.entries, bson.D{{Key: "shop", Value: shop}, {Key: "cause.order", Value: order}}, limit,
		options.Find().SetSort(bson.D{{Key: "at", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, err
	}
	entries := make([]points.Entry, 0, len(found))
	for _, row := range found {
		entries = append(entries, fromEntryRow(row))
	}
	return entries, nil
}

// Command gives what a key was used for; models.NotFound where it was not.
func (r *Ledger) Command(ctx context.Context, shop models.ShopID, k string) (points.Command, error) {
	row, err := one[commandRow](ctx, r.commands, byID(key(shop, k)))
	if err != nil {
		return points.Command{}, err
	}
	return fromCommandRow(row), nil
}

// SaveCommand remembers what a key was used for; models.Conflict where it was
// used before.
func (r *Ledger) SaveCommand(ctx context.Context, c points.Command) error {
	return r.commands.insert(ctx, toCommandRow(c))
}

// Erase removes everything of an account, the account itself last, up to limit
// documents a call, and tells how many.
func (r *Ledger) Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error) {
	removed := 0
	for _, part := range []struct {
		collection
		filter bson.D
	}{
		{r.commands, ofAccount(shop, id)}, {r.entries, under(shop, string(id))}, {r.lots, ofAccount(shop, id)}, {r.accounts, byID(accountKey(shop, id))},
	} {
		n, err := part.removeUpTo(ctx, part.filter, limit-removed)
		if err != nil {
			return removed, err
		}
		if removed += n; removed >= limit {
			break
		}
	}
	return removed, nil
}
