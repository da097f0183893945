package store

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/rosters"
)

// Rosters gives what a shop offers, with whom and when. It is in six collections,
// hardly ever changes, and is asked for at every look at free times. So a document
// counts its changes, in the transaction of each, and a process on MongoDB keeps
// what it read last for as long as that has not moved on.
type Rosters struct {
	collection
	s  *Store
	mu sync.Mutex
	// kept are the rosters of some shops; the one used last is in front. Nil where
	// nothing is kept.
	kept  map[models.ShopID]*list.Element
	order *list.List
}

type rosterRow struct {
	ID      string        `bson:"_id"`
	Shop    models.ShopID `bson:"shop"`
	Version int64         `bson:"version"`
	MadeAt  time.Time     `bson:"madeAt"` // an erased shop that comes back counts anew
}

type keptRoster struct {
	shop models.ShopID
	row  rosterRow
	rosters.Roster
}

// rostersMost bounds the shops of which one process keeps the roster.
const rostersMost = 64

const rosterID = "roster"

// Get gives a shop's roster.
func (r *Rosters) Get(ctx context.Context, shop models.ShopID) (rosters.Roster, error) {
	if r.kept == nil || inside(ctx) != nil { // a transaction reads what it sees
		return r.read(ctx, shop)
	}
	is, err := one[rosterRow](ctx, r.collection, byID(key(shop, rosterID)))
	if err != nil && models.CodeOf(err) != models.NotFound {
		return rosters.Roster{}, err
	}
	if kept, ok := r.find(shop, is); ok {
		return kept, nil
	}
	read, err := r.read(ctx, shop)
	if err == nil && is.Version > 0 {
		r.keep(keptRoster{shop, is, read})
	}
	return cloned(read), err
}

func (r *Rosters) read(ctx context.Context, shop models.ShopID) (rosters.Roster, error) {
	var out rosters.Roster
	var err error
	if out.Services, err = r.s.Services.All(ctx, shop); err != nil {
		return out, err
	}
	if out.Members, err = r.s.Team.Members(ctx, shop); err != nil {
		return out, err
	}
	if out.Locations, err = r.s.Team.Locations(ctx, shop); err != nil {
		return out, err
	}
	if out.Pools, err = r.s.Team.Pools(ctx, shop); err != nil {
		return out, err
	}
	if out.Calendar, err = r.s.Team.Calendar(ctx, shop); err != nil {
		return out, err
	}
	feeds, err := r.s.Feeds.ids(ctx, under(shop), 1)
	out.Feeds = len(feeds) > 0
	return out, err
}

// cloned gives lists of their own to who may change them.
func cloned(r rosters.Roster) rosters.Roster {
	r.Services, r.Members, r.Locations, r.Pools = slices.Clone(r.Services), slices.Clone(r.Members), slices.Clone(r.Locations), slices.Clone(r.Pools)
	return r
}

func (r *Rosters) find(shop models.ShopID, is rosterRow) (rosters.Roster, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.kept[shop]
	if at == nil {
		return rosters.Roster{}, false
	}
	kept := at.Value.(keptRoster)
	if kept.row.Version != is.Version || !kept.row.MadeAt.Equal(is.MadeAt) {
		return rosters.Roster{}, false
	}
	r.order.MoveToFront(at)
	return cloned(kept.Roster), true
}

func (r *Rosters) keep(k keptRoster) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := r.kept[k.shop]; at != nil {
		r.order.Remove(at)
	}
	r.kept[k.shop] = r.order.PushFront(k)
	for r.order.Len() > rostersMost {
		last := r.order.Remove(r.order.Back()).(keptRoster)
		delete(r.kept, last.shop)
	}
}

// clear gives up all that is kept.
func (r *Rosters) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept != nil {
		r.kept, r.order = map[models.ShopID]*list.Element{}, list.New()
	}
}

// counted makes a change of a shop's roster, and counts it in the same transaction.
func counted[T any](ctx context.Context, r *Rosters, shop models.ShopID, change func(ctx context.Context) (T, error)) (out T, err error) {
	if inside(ctx) == nil {
		err = r.s.Tx.Do(ctx, func(ctx context.Context) error {
			out, err = counted(ctx, r, shop, change)
			return err
		})
		return out, err
	}
	if out, err = change(ctx); err != nil {
		return out, err
	}
	return out, r.count(ctx, shop)
}

// removes is counted for what goes.
func (r *Rosters) removes(ctx context.Context, shop models.ShopID, from collection, filter bson.D) error {
	_, err := counted(ctx, r, shop, func(ctx context.Context) (int, error) { return from.remove(ctx, filter) })
	return err
}

func (r *Rosters) count(ctx context.Context, shop models.ShopID) error {
	_, err := r.update(ctx, byID(key(shop, rosterID)), bson.D{
		{Key: "$inc", Value: bson.D{{Key: "version", Value: int64(1)}}},
		{Key: "$set", Value: bson.D{{Key: "shop", Value: shop}}},
		{Key: "$setOnInsert", Value: bson.D{{Key: "madeAt", Value: models.Instant(r.s.now())}}},
	}, options.Update().SetUpsert(true))
	return err
}

// countRosters begins to count the changes of shops that are there already.
func countRosters(ctx context.Context, s *Store) error {
	var shops []models.ShopID
	err := stream(ctx, s.collection("shops", "shop"), bson.D{}, func(row shopRow) error {
		shops = append(shops, models.ShopID(row.ID))
		return nil
	})
	if err != nil {
		return err
	}
	for _, shop := range shops {
		if err := s.Rosters.count(ctx, shop); err != nil {
			return err
		}
	}
	return nil
}
