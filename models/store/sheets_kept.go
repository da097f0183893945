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
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
)

// keptBytes bounds what is kept of sheets: those of a hundred and fifty busy people
// in a quarter of a year.
const keptBytes = 64 << 20

// keptSheets are sheets as they were read last. A shop's calendar of a season is
// megabytes, of which hardly anything changes within a minute. So each question
// asks for the versions of the sheets it is about, and reads those alone that have
// another one by now, whichever process wrote them. Nothing is ever answered from
// here without asking.
type keptSheets struct {
	mu    sync.Mutex
	bytes int
	byID  map[string]*list.Element
	order *list.List // of openSheet, the one that was used last in front
}

// openSheet is a sheet with its entries laid out. Many read it, and nobody changes it.
type openSheet struct {
	sheetTag
	owner booking.StaffID
	week  appointments.Week
	begun []slots.Run // on this sheet
	older []slots.Run // on an earlier one, and reach into this
	bytes int
}

// bookingBytes is about what a booking takes in memory, without its texts.
const bookingBytes = 240

func open(row sheetRow) (openSheet, error) {
	s := openSheet{sheetTag: row.tag(), owner: booking.StaffID(row.Owner), week: appointments.Week(row.Week)}
	var older []booking.Booking
	all, err := row.unpack(make([]booking.Booking, 0, len(row.Packed)/entryBytes), func(b *booking.Booking) bool {
		if appointments.WeekOf(b.Blocked().From) == s.week {
			return true
		}
		older = append(older, *b)
		return false
	})
	s.begun, s.older = slots.RunsOf(all), slots.RunsOf(older)
	s.bytes = len(row.Packed) + 2*len(row.ID) + 256 + (cap(all)+cap(older))*bookingBytes
	return s, err
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
func (k *keptSheets) find(tags []sheetTag) (found []openSheet, missing []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, tag := range tags {
		at := k.byID[tag.ID]
		if at == nil {
			missing = append(missing, tag.ID)
			continue
		}
		sheet := at.Value.(openSheet)
		if sheet.Version != tag.Version || !sheet.MadeAt.Equal(tag.MadeAt) {
			missing = append(missing, tag.ID)
			continue
		}
		k.order.MoveToFront(at)
		found = append(found, sheet)
	}
	return found, missing
}

// keep keeps sheets, and gives up those that were used longest ago.
func (k *keptSheets) keep(all []openSheet) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, sheet := range all {
		k.drop(k.byID[sheet.ID])
		k.byID[sheet.ID] = k.order.PushFront(sheet)
		k.bytes += sheet.bytes
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
	sheet := k.order.Remove(at).(openSheet)
	delete(k.byID, sheet.ID)
	k.bytes -= sheet.bytes
}

// read gives sheets as they are. A transaction reads what it sees and nothing
// else, and the embedded store has everything in memory anyway.
func (r *Sheets) read(ctx context.Context, filter bson.D) ([]openSheet, error) {
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

func (r *Sheets) readAll(ctx context.Context, filter bson.D) ([]openSheet, error) {
	rows, err := every[sheetRow](ctx, r.collection, filter, sheetsMax, options.Find().SetProjection(sheetParts).SetBatchSize(sheetsMax))
	if err != nil {
		return nil, err
	}
	all := make([]openSheet, len(rows))
	for i, row := range rows {
		if all[i], err = open(row); err != nil {
			return nil, err
		}
	}
	return all, nil
}
