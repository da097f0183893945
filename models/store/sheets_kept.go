package store

import (
	"container/list"
	"context"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// keptBytes bounds what is kept of sheets: more than those of three hundred busy
// people in a year's quarter.
const keptBytes = 32 << 20

// keptSheets are sheets as they were read last. A shop's calendar of a season is
// megabytes, of which hardly anything changes within a minute. So each question
// asks for the versions of the sheets it is about, and reads those alone that have
// another one by now, whichever process wrote them. Nothing is ever answered from
// here without asking.
type keptSheets struct {
	mu    sync.Mutex
	bytes int
	byID  map[string]*list.Element
	order *list.List // of sheetRow, the one that was used last in front
}

func newKeptSheets() *keptSheets {
	k := &keptSheets{}
	k.clear()
	return k
}

// sheetTag tells a sheet from all that it was before. One that was erased and made
// again counts its versions anew, but was made at another time.
type sheetTag struct {
	ID      string    `bson:"_id"`
	Version int64     `bson:"version"`
	MadeAt  time.Time `bson:"madeAt"`
}

var sheetTagParts = bson.D{{Key: "version", Value: 1}, {Key: "madeAt", Value: 1}}

func (r sheetRow) tag() sheetTag { return sheetTag{r.ID, r.Version, r.MadeAt} }

// find gives sheets as they are kept, and the ids of those that have to be read.
func (k *keptSheets) find(tags []sheetTag) (found []sheetRow, missing []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, tag := range tags {
		at := k.byID[tag.ID]
		if at == nil {
			missing = append(missing, tag.ID)
			continue
		}
		row := at.Value.(sheetRow)
		if is := row.tag(); is.Version != tag.Version || !is.MadeAt.Equal(tag.MadeAt) {
			missing = append(missing, tag.ID)
			continue
		}
		k.order.MoveToFront(at)
		found = append(found, row)
	}
	return found, missing
}

// keep keeps sheets, and gives up those that were used longest ago.
func (k *keptSheets) keep(all []sheetRow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, row := range all {
		k.drop(k.byID[row.ID])
		k.byID[row.ID] = k.order.PushFront(row)
		k.bytes += row.size()
	}
	for k.bytes > keptBytes {
		k.drop(k.order.Back())
	}
}

// forget gives up all sheets of a shop.
func (k *keptSheets) forget(shop models.ShopID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, at := range k.byID {
		if strings.HasPrefix(id, key(shop)+separator) {
			k.drop(at)
		}
	}
}

// clear gives up all sheets.
func (k *keptSheets) clear() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.bytes, k.byID, k.order = 0, map[string]*list.Element{}, list.New()
}

func (k *keptSheets) drop(at *list.Element) {
	if at == nil {
		return
	}
	row := k.order.Remove(at).(sheetRow)
	delete(k.byID, row.ID)
	k.bytes -= row.size()
}

// size is about what a kept sheet takes.
func (r sheetRow) size() int { return len(r.Packed) + 2*len(r.ID) + 256 }

// read gives sheets as they are. A transaction reads what it sees and nothing
// else, and the embedded store has everything in memory anyway.
func (r *Sheets) read(ctx context.Context, filter bson.D) ([]sheetRow, error) {
	if r.kept == nil || inside(ctx) != nil {
		return r.readAll(ctx, filter)
	}
	tags, err := every[sheetTag](ctx, r.collection, filter, sheetsMax, options.Find().SetProjection(sheetTagParts).SetBatchSize(sheetsMax))
	if err != nil {
		return nil, err
	}
	found, missing := r.kept.find(tags)
	switch {
	case len(missing) == 0:
		return found, nil
	case len(missing) <= batchMax:
		filter = among("_id", missing)
	default:
		found = nil // most of it is new, or may be
	}
	fresh, err := r.readAll(ctx, filter)
	if err == nil {
		r.kept.keep(fresh)
	}
	return append(found, fresh...), err
}

func (r *Sheets) readAll(ctx context.Context, filter bson.D) ([]sheetRow, error) {
	return every[sheetRow](ctx, r.collection, filter, sheetsMax, options.Find().SetProjection(sheetParts).SetBatchSize(sheetsMax))
}
