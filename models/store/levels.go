package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
)

// Levels keeps the ladders of levels, where each contact stands, and how it got
// there.
type Levels struct {
	ladders, states, changes, counts, contacts collection
	read                                       *joint[[]ladderRow]
}

// Ladders gives all versions of a shop's ladder, oldest first; none where the
// shop has no levels.
func (r *Levels) Ladders(ctx context.Context, shop models.ShopID) ([]levels.Ladder, error) {
	find := func(ctx context.Context) ([]ladderRow, error) {
		return every[ladderRow](ctx, r.ladders, under(shop), versionsMax, options.Find().SetSort(byIDSort))
	}
	var found []ladderRow
	var err error
	if inside(ctx) != nil || r.ladders.scan != nil {
		found, err = find(ctx)
	} else {
		found, err = r.read.get(ctx, string(shop), find)
	}
	if err != nil {
		return nil, known(ctx, err, r.ladders.noun)
	}
	all := make([]levels.Ladder, 0, len(found))
	for _, row := range found {
		all = append(all, fromLadderRow(row))
	}
	return all, nil
}

// AddLadder saves the next version; models.Conflict when the number is taken.
func (r *Levels) AddLadder(ctx context.Context, l levels.Ladder) error {
	return r.ladders.insert(ctx, toLadderRow(l))
}

// State tells where a contact stands; one of version zero where nobody has
// looked yet.
func (r *Levels) State(ctx context.Context, shop models.ShopID, id models.ContactID) (levels.State, error) {
	row, err := one[levelRow](ctx, r.states, byID(key(shop, string(id))))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return levels.State{Shop: shop, Contact: id}, nil
	}
	if err != nil {
		return levels.State{}, err
	}
	return fromLevelRow(row), nil
}

// Save keeps where a contact stands, with what changed; models.Conflict where
// somebody saved it meanwhile.
func (r *Levels) Save(ctx context.Context, s levels.State, changes []levels.Change) (int64, error) {
	row := toLevelRow(s)
	version, err := r.states.save(ctx, row.ID, s.Version, row)
	if err != nil {
		return 0, err
	}
	for _, c := range changes {
		if err := r.changes.insert(ctx, toChangeRow(c)); err != nil {
			return 0, err
		}
	}
	return version, nil
}

// States gives the states that follow a contact's, by id.
func (r *Levels) States(ctx context.Context, shop models.ShopID, after models.ContactID, limit int) ([]levels.State, error) {
	return r.find(ctx, following(shop, string(after)), limit, options.Find().SetSort(byIDSort))
}

// Of gives the states of some contacts, in no particular order.
func (r *Levels) Of(ctx context.Context, shop models.ShopID, ids []models.ContactID) ([]levels.State, error) {
	keys := make([]string, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key(shop, string(id)))
	}
	if len(keys) == 0 {
		return nil, nil
	}
	return r.find(ctx, among("_id", keys), len(keys))
}

// Due lists contacts of any shop to be looked at again because a time has come,
// the longest overdue first.
func (r *Levels) Due(ctx context.Context, now time.Time, limit int) ([]levels.State, error) {
	return r.find(ctx, bson.D{{Key: "waits", Value: true}, {Key: "nextAt", Value: bson.D{{Key: "$lte", Value: now}}}}, limit,
		options.Find().SetSort(bson.D{{Key: "nextAt", Value: 1}, {Key: "_id", Value: 1}}))
}

func (r *Levels) find(ctx context.Context, filter bson.D, limit int, opts ...*options.FindOptions) ([]levels.State, error) {
	found, err := rows[levelRow](ctx, r.states, filter, limit, opts...)
	all := make([]levels.State, 0, len(found))
	for _, row := range found {
		all = append(all, fromLevelRow(row))
	}
	return all, err
}

// Members gives the contacts that follow one, by id, whatever they are.
func (r *Levels) Members(ctx context.Context, shop models.ShopID, after models.ContactID, limit int) ([]contacts.Contact, error) {
	found, err := rows[contactRow](ctx, r.contacts, following(shop, string(after)), limit, options.Find().SetSort(byIDSort))
	all := make([]contacts.Contact, 0, len(found))
	for _, row := range found {
		all = append(all, fromContactRow(row))
	}
	return all, err
}

// Changes pages through a contact's history, newest first.
func (r *Levels) Changes(ctx context.Context, shop models.ShopID, id models.ContactID, cursor string, limit int) (models.Page[levels.Change], error) {
	const list = "levelchanges"
	from, found, err := readMark(list, cursor)
	if err != nil {
		return models.Page[levels.Change]{}, err
	}
	filter := under(shop, string(id))
	if found {
		filter = bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: changeKey(shop, id, 0)}, {Key: "$lt", Value: changeKey(shop, id, from.Number)}}}}
	}
	limit = models.Limit(limit)
	all, err := rows[changeRow](ctx, r.changes, filter, limit+1, options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}))
	if err != nil {
		return models.Page[levels.Change]{}, err
	}
	return page(all, limit, fromChangeRow, func(row changeRow) mark { return mark{List: list, Number: row.Seq} }), nil
}

// At gives the last change of a contact that had happened by a time; nil for
// none.
func (r *Levels) At(ctx context.Context, shop models.ShopID, id models.ContactID, by time.Time) (*levels.Change, error) {
	filter := append(under(shop, string(id)), bson.E{Key: "effective", Value: bson.D{{Key: "$lte", Value: by}}})
	found, err := rows[changeRow](ctx, r.changes, filter, 1, options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	c := fromChangeRow(found[0])
	return &c, nil
}

// countID names the document of a shop's counts.
const countID = "counts"

type countRow struct {
	ID     string           `bson:"_id"`
	Shop   models.ShopID    `bson:"shop"`
	Counts map[string]int64 `bson:"counts"`
	Ladder int              `bson:"ladder"` // version that every contact was judged by
}

// Counts tells how many contacts stand on each level, and by which version of
// the ladder all of them were judged.
func (r *Levels) Counts(ctx context.Context, shop models.ShopID) (counts map[string]int64, ladder int, err error) {
	row, err := one[countRow](ctx, r.counts, byID(key(shop, countID)))
	if err != nil && models.CodeOf(err) != models.NotFound {
		return nil, 0, err
	}
	if row.Counts == nil {
		row.Counts = map[string]int64{}
	}
	return row.Counts, row.Ladder, nil
}

// Rolled notes that every contact was judged by a version of the ladder.
func (r *Levels) Rolled(ctx context.Context, shop models.ShopID, ladder int) error {
	_, err := r.counts.update(ctx, byID(key(shop, countID)), bson.D{
		{Key: "$max", Value: bson.D{{Key: "ladder", Value: ladder}}}, {Key: "$setOnInsert", Value: bson.D{{Key: "shop", Value: shop}}},
	}, options.Update().SetUpsert(true))
	return err
}

// Count adds up to limit changes that wait to the counts of their levels and
// tells how many. It must run in a transaction.
func (r *Levels) Count(ctx context.Context, limit int) (int, error) {
	if inside(ctx) == nil {
		return 0, models.Errorf(models.Internal, "levels were counted outside a transaction")
	}
	waiting, err := rows[changeRow](ctx, r.changes, bson.D{{Key: "uncounted", Value: true}}, limit, options.Find().SetSort(byIDSort))
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	return len(waiting), r.count1(ctx, waiting)
}

// count1 adds changes to the counts and marks them as counted.
func (r *Levels) count1(ctx context.Context, waiting []changeRow) error {
	ids := make([]string, 0, len(waiting))
	sums, order := map[models.ShopID]map[string]int64{}, []models.ShopID{}
	for _, c := range waiting {
		ids = append(ids, c.ID)
		if sums[c.Shop] == nil {
			sums[c.Shop] = map[string]int64{}
			order = append(order, c.Shop)
		}
		sums[c.Shop][c.From]--
		sums[c.Shop][c.To]++
	}
	counted, err := r.changes.updateAll(ctx, append(among("_id", ids), bson.E{Key: "uncounted", Value: true}),
		bson.D{{Key: "$set", Value: bson.D{{Key: "uncounted", Value: false}}}})
	if err != nil {
		return err
	}
	if counted != len(ids) {
		return outdated(r.changes.noun)
	}
	for _, shop := range order {
		if err := r.tally(ctx, shop, sums[shop]); err != nil {
			return err
		}
	}
	return nil
}

func (r *Levels) tally(ctx context.Context, shop models.ShopID, sums map[string]int64) error {
	increments := bson.D{}
	for level, n := range sums {
		if level != "" && n != 0 {
			increments = append(increments, bson.E{Key: "counts." + level, Value: n})
		}
	}
	if len(increments) == 0 {
		return nil
	}
	_, err := r.counts.update(ctx, byID(key(shop, countID)), bson.D{
		{Key: "$inc", Value: increments}, {Key: "$setOnInsert", Value: bson.D{{Key: "shop", Value: shop}}},
	}, options.Update().SetUpsert(true))
	return err
}

// Erase removes everything about a contact, up to limit documents a call, and
// tells how many. The contact is counted no more. It must run in a transaction.
func (r *Levels) Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error) {
	if inside(ctx) == nil {
		return 0, models.Errorf(models.Internal, "levels were erased outside a transaction")
	}
	waiting, err := rows[changeRow](ctx, r.changes, append(under(shop, string(id)), bson.E{Key: "uncounted", Value: true}), limit, options.Find().SetSort(byIDSort))
	if err != nil {
		return 0, err
	}
	if len(waiting) > 0 {
		if err := r.count1(ctx, waiting); err != nil || len(waiting) == limit {
			return len(waiting), err
		}
	}
	state, err := r.State(ctx, shop, id)
	if err != nil {
		return 0, err
	}
	removed := 0
	if state.Version > 0 {
		if err := r.tally(ctx, shop, map[string]int64{state.Level: -1}); err != nil {
			return 0, err
		}
		if removed, err = r.states.remove(ctx, byID(key(shop, string(id)))); err != nil {
			return 0, err
		}
	}
	more, err := r.changes.removeUpTo(ctx, under(shop, string(id)), limit-removed)
	return removed + more, err
}

// Tally adds up how many contacts of a shop stand on each level, from nothing.
func (r *Levels) Tally(ctx context.Context, shop models.ShopID) (map[string]int64, error) {
	counts := map[string]int64{}
	err := stream(ctx, r.states, under(shop), func(row levelRow) error {
		if row.Level != "" {
			counts[row.Level]++
		}
		return nil
	}, options.Find().SetProjection(bson.D{{Key: "level", Value: 1}}))
	return counts, err
}

// Uncounted adds up the changes of a shop that no count holds yet.
func (r *Levels) Uncounted(ctx context.Context, shop models.ShopID) (map[string]int64, error) {
	counts := map[string]int64{}
	err := stream(ctx, r.changes, append(under(shop), bson.E{Key: "uncounted", Value: true}), func(row changeRow) error {
		counts[row.From]--
		counts[row.To]++
		return nil
	})
	return counts, err
}
