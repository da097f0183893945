package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// Events keeps facts other than orders that earn points.
type Events struct {
	collection
	contacts collection
}

type eventRow struct {
	ID      string           `bson:"_id"`
	Shop    models.ShopID    `bson:"shop"`
	Contact models.ContactID `bson:"contact"`
	Kind    string           `bson:"kind"`
	Source  string           `bson:"source"`
	Version int64            `bson:"version"`

	Name    string    `bson:"name"`
	At      time.Time `bson:"at"`
	NotedAt time.Time `bson:"notedAt"`
	Missed  bool      `bson:"missed"`
	Undone  bool      `bson:"undone"`
	Actor   string    `bson:"actor"`
	Note    string    `bson:"note"`

	Programme  int        `bson:"programme"`
	Multiplier string     `bson:"multiplier"`
	Awards     []awardRow `bson:"awards"`
	LevelDay   string     `bson:"levelDay,omitempty"`
}

type awardRow struct {
	Rule  string `bson:"rule"`
	Due   int64  `bson:"due"`
	Cut   int64  `bson:"cut"`
	Given int64  `bson:"given"`
	Taken int64  `bson:"taken"`
}

func eventKey(shop models.ShopID, contact models.ContactID, kind, source string) string {
	return key(shop, string(contact), kind, source)
}

func toEventRow(e points.Event) eventRow {
	row := eventRow{
		ID: eventKey(e.Shop, e.Contact, e.Kind, e.Source), Shop: e.Shop, Contact: e.Contact, Kind: e.Kind, Source: e.Source, Version: e.Version + 1,
		Name: e.Name, At: e.At, NotedAt: e.NotedAt, Missed: e.Missed, Undone: e.Undone, Actor: e.Actor, Note: e.Note,
		Programme: e.Programme, Multiplier: e.Multiplier, LevelDay: e.LevelDay,
	}
	for _, a := range e.Awards {
		row.Awards = append(row.Awards, awardRow(a))
	}
	return row
}

func fromEventRow(r eventRow) points.Event {
	e := points.Event{
		Shop: r.Shop, Contact: r.Contact, Kind: r.Kind, Source: r.Source, Version: r.Version,
		Name: r.Name, At: r.At, NotedAt: r.NotedAt, Missed: r.Missed, Undone: r.Undone, Actor: r.Actor, Note: r.Note,
		Programme: r.Programme, Multiplier: r.Multiplier, LevelDay: r.LevelDay,
	}
	for _, a := range r.Awards {
		e.Awards = append(e.Awards, points.EventAward(a))
	}
	return e
}

// Get gives one event; models.NotFound where the contact has none of that kind
// and source.
func (r *Events) Get(ctx context.Context, shop models.ShopID, contact models.ContactID, kind, source string) (points.Event, error) {
	row, err := one[eventRow](ctx, r.collection, byID(eventKey(shop, contact, kind, source)))
	if err != nil {
		return points.Event{}, err
	}
	return fromEventRow(row), nil
}

// Save keeps an event by its version; models.Conflict where somebody saved it
// meanwhile.
func (r *Events) Save(ctx context.Context, e points.Event) (int64, error) {
	row := toEventRow(e)
	return r.save(ctx, row.ID, e.Version, row)
}

// Of lists the newest events of some contacts.
func (r *Events) Of(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]points.Event, error) {
	return r.find(ctx, ofContacts(shop, ids), limit)
}

// Between lists the events of one kind that happened to some contacts from one
// time until before another, newest first.
func (r *Events) Between(ctx context.Context, shop models.ShopID, ids []models.ContactID, kind string, from, to time.Time, limit int) ([]points.Event, error) {
	return r.find(ctx, append(ofContacts(shop, ids), bson.E{Key: "kind", Value: kind},
		bson.E{Key: "at", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}}), limit)
}

// Each visits all events of some contacts, in no particular order.
func (r *Events) Each(ctx context.Context, shop models.ShopID, ids []models.ContactID, visit func(points.Event) error) error {
	if len(ids) == 0 {
		return nil
	}
	return stream(ctx, r.collection, ofContacts(shop, ids), func(row eventRow) error { return visit(fromEventRow(row)) })
}

// Born gives the contacts with one of some birthdays that follow one, by id.
// Dates are months and days, such as 02-28.
func (r *Events) Born(ctx context.Context, shop models.ShopID, dates []string, after models.ContactID, limit int) ([]contacts.Contact, error) {
	filter := bson.D{{Key: "shop", Value: shop}, {Key: "born", Value: bson.D{{Key: "$gt", Value: ""}, {Key: "$in", Value: dates}}}}
	if after != "" {
		filter = append(filter, following(shop, string(after))...)
	}
	found, err := rows[contactRow](ctx, r.contacts, filter, limit, options.Find().SetSort(byIDSort))
	all := make([]contacts.Contact, 0, len(found))
	for _, row := range found {
		all = append(all, fromContactRow(row))
	}
	return all, err
}

// Erase removes a contact's events, up to limit a call, and tells how many.
func (r *Events) Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error) {
	return r.removeUpTo(ctx, under(shop, string(id)), limit)
}

func ofContacts(shop models.ShopID, ids []models.ContactID) bson.D {
	return append(bson.D{{Key: "shop", Value: shop}}, among("contact", ids)...)
}

func (r *Events) find(ctx context.Context, filter bson.D, limit int) ([]points.Event, error) {
	found, err := rows[eventRow](ctx, r.collection, filter, limit,
		options.Find().SetSort(bson.D{{Key: "at", Value: -1}, {Key: "_id", Value: -1}}))
	all := make([]points.Event, 0, len(found))
	for _, row := range found {
		all = append(all, fromEventRow(row))
	}
	return all, err
}
