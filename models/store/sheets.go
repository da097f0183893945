package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// Sheets says which times are taken, a document for each week of somebody.
type Sheets struct {
	collection
	now  models.Clock
	kept *keptSheets // on MongoDB only
}

type sheetRow struct {
	ID      string        `bson:"_id"`
	Shop    models.ShopID `bson:"shop"`
	Week    int           `bson:"week"`
	Owner   string        `bson:"owner"`
	Version int64         `bson:"version"`
	MadeAt  time.Time     `bson:"madeAt"`
	Names   []string      `bson:"names"`  // of services and units, which entries tell by their place
	Packed  []byte        `bson:"packed"` // entries; see sheets_pack.go
}

// weekDigits keeps weeks in their order as texts.
const weekDigits = "%05d"

func sheetKey(shop models.ShopID, s appointments.Sheet) string {
	return key(shop, string(s.Of), fmt.Sprintf(weekDigits, s.Week), s.ID)
}

// Touch moves the versions of sheets on, and makes those that are not there.
// Whoever touches one of them in another transaction at the same time has to
// begin anew.
func (r *Sheets) Touch(ctx context.Context, shop models.ShopID, sheets []appointments.Sheet) error {
	if len(sheets) == 0 {
		return nil
	}
	// In one order, so that two who need the same sheets do not wait in a circle.
	sheets = slices.Clone(sheets)
	slices.SortFunc(sheets, func(a, b appointments.Sheet) int {
		return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Week, b.Week), cmp.Compare(a.ID, b.ID))
	})
	writes := make([]mongo.WriteModel, 0, len(sheets))
	for _, s := range slices.Compact(sheets) {
		writes = append(writes, mongo.NewUpdateOneModel().SetUpsert(true).SetFilter(byID(sheetKey(shop, s))).SetUpdate(bson.D{
			{Key: "$inc", Value: bson.D{{Key: "version", Value: int64(1)}}},
			{Key: "$set", Value: bson.D{{Key: "shop", Value: shop}, {Key: "week", Value: int(s.Week)}, {Key: "owner", Value: s.ID}}},
			{Key: "$setOnInsert", Value: bson.D{{Key: "madeAt", Value: models.Instant(r.now())}}},
		}))
	}
	ctx, cancel := limited(ctx)
	defer cancel()
	_, err := r.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(true))
	return known(ctx, err, r.noun)
}

// Put strikes off what a booking took and enters what it takes now; either may
// be nil. The sheets must have been touched in the same transaction.
func (r *Sheets) Put(ctx context.Context, shop models.ShopID, was, is *booking.Booking) error {
	entries := map[string]*booking.Booking{}
	for _, b := range []*booking.Booking{was, is} {
		if b == nil {
			continue
		}
		for _, s := range appointments.SheetsOf(appointments.OfStaff, string(b.Staff), b.Blocked()) {
			entries[sheetKey(shop, s)] = nil
			if b == is && appointments.OnSheet(*is) {
				entries[sheetKey(shop, s)] = is
			}
		}
	}
	for id, enter := range entries {
		row, err := one[sheetRow](ctx, r.collection, byID(id))
		if err != nil {
			return err
		}
		all, err := row.bookings()
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(b booking.Booking) bool { return was != nil && b.ID == was.ID || is != nil && b.ID == is.ID })
		if enter != nil {
			all = append(all, *enter)
		}
		row.write(all)
		if _, err := r.replace(ctx, byID(id), row); err != nil {
			return err
		}
	}
	return nil
}

// sheetsMax bounds the sheets that one question reads: those of three hundred
// people in two years.
const sheetsMax = 32_000

// Taken gives what is booked in a span, of some staff or of everybody where none
// are named: holds that lapsed among it.
func (r *Sheets) Taken(ctx context.Context, shop models.ShopID, staff []booking.StaffID, span times.Span) ([]booking.Booking, error) {
	runs, err := r.Runs(ctx, shop, staff, span)
	if err != nil {
		return nil, err
	}
	var all []booking.Booking
	for _, run := range runs {
		for _, b := range run.Bookings() {
			if b.Blocked().Meets(span) {
				all = append(all, b)
			}
		}
	}
	return all, nil
}

// Runs gives what is booked in the weeks that a span meets as the slot engine reads
// it, by staff and week. The lists belong to many questions: they are only read.
func (r *Sheets) Runs(ctx context.Context, shop models.ShopID, staff []booking.StaffID, span times.Span) ([]slots.Run, error) {
	weeks := appointments.Weeks(span)
	if len(weeks) == 0 {
		return nil, nil
	}
	filter := weeksOf(shop, weeks[0], weeks[len(weeks)-1])
	if len(staff) > 0 && len(staff)*len(weeks) <= batchMax {
		var ids []string
		for _, id := range staff {
			for _, s := range appointments.SheetsOf(appointments.OfStaff, string(id), span) {
				ids = append(ids, sheetKey(shop, s))
			}
		}
		filter = among("_id", ids)
	}
	found, err := r.read(ctx, filter)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b openSheet) int { return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.week, b.week)) })
	runs := make([]slots.Run, 0, len(found))
	for _, sheet := range found {
		if len(staff) > 0 && !slices.Contains(staff, sheet.owner) {
			continue
		}
		// What reaches into several weeks counts on the first of them.
		if sheet.week == weeks[0] {
			runs = append(runs, sheet.older...)
		}
		runs = append(runs, sheet.begun...)
	}
	return runs, nil
}

// sheetParts are what of a sheet says when somebody is taken.
var sheetParts = bson.D{{Key: "version", Value: 1}, {Key: "madeAt", Value: 1}, {Key: "week", Value: 1}, {Key: "owner", Value: 1}, {Key: "names", Value: 1}, {Key: "packed", Value: 1}}

// entryBytes is less than a plain entry takes, with an id of ours: room for too many
// costs less than a second list.
const entryBytes = 30

// weeksOf matches the sheets of all staff from one week to another.
func weeksOf(shop models.ShopID, first, last appointments.Week) bson.D {
	begin := key(shop, string(appointments.OfStaff), fmt.Sprintf(weekDigits, first))
	end := key(shop, string(appointments.OfStaff), fmt.Sprintf(weekDigits, last)) + beyondSeparator
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: begin}, {Key: "$lt", Value: end}}}}
}

// LastWeek is the last week of which somebody has a sheet; false for none.
func (r *Sheets) LastWeek(ctx context.Context, shop models.ShopID) (appointments.Week, bool, error) {
	found, err := rows[sheetRow](ctx, r.collection, under(shop, string(appointments.OfStaff)), 1,
		options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}).SetProjection(bson.D{{Key: "week", Value: 1}}))
	if err != nil || len(found) == 0 {
		return 0, false, err
	}
	return appointments.Week(found[0].Week), true, nil
}
