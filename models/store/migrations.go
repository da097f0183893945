package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// step brings the database from one version to the next. It may be interrupted
// and run again, so doing it twice must be like doing it once.
type step struct {
	name string
	run  func(ctx context.Context, s *Store) error
}

// steps are numbered by their place, from 1. They are never changed or taken
// away; a new one goes to the end.
var steps = []step{
	{"create indexes", createIndexes},
	{"make room for reading the past", createIndexes},
	{"make room for checks of the books", createIndexes},
	{"find first orders at once", createIndexes},
	{"make room for points that run out", createIndexes},
	{"count the points of each month", countMonths},
	{"let fewer indexes move with an order", tidyIndexes},
	{"make room for effects to be brought about", createIndexes},
	{"make room for rewards", createIndexes},
	{"make room for levels", createIndexes},
	{"make room for the choice of messages", createIndexes},
	{"make room for referrals", createIndexes},
	{"know people by every form of their address", indexIdentities},
	{"make room for events", createIndexes},
	{"read the dates of rewards on the shop's clocks", readDatesOnClocks},
	{"find redemptions by the name of an order", tidyIndexes},
	{"make room for products", createIndexes},
	{"make room for merges", createIndexes},
	{"make room for services and staff", createIndexes},
	{"make room for appointments", createIndexes},
	{"make room for other calendars", createIndexes},
	{"find contacts by the name of an order", createIndexes},
	{"make room for a waitlist", createIndexes},
	{"make room for recommendations to review", createIndexes},
	{"count the changes of who serves and when", countRosters},
}

// One process at a time migrates, and holds this lease on it.
const (
	metaName       = "meta"
	schemaID       = "schema"
	leaseID        = "migration"
	startID        = "start"
	migrationLease = 30 * time.Second
	migrationWait  = 250 * time.Millisecond
	migrationTries = 240 // longer than a lease, to take over from who died
	stepMax        = 10 * time.Minute
)

type schemaRow struct {
	ID      string    `bson:"_id"`
	Version int       `bson:"version"`
	Steps   []stepRow `bson:"steps"`
}

type stepRow struct {
	Version int       `bson:"version"`
	Name    string    `bson:"name"`
	At      time.Time `bson:"at"`
}

// migrate brings the database to this program's version. It also writes once,
// so that a user who may only read is found out at the start.
func (s *Store) migrate(ctx context.Context) error {
	meta := s.collection(metaName, "database")
	_, err := meta.update(ctx, byID(startID), bson.D{{Key: "$set", Value: bson.D{{Key: "at", Value: s.now()}}}}, options.Update().SetUpsert(true))
	if duplicate(err) { // two processes started an empty database at once
		err = nil
	}
	if err != nil {
		return err
	}
	for range migrationTries {
		version, err := s.schema(ctx, meta)
		if err != nil || version == len(s.steps) {
			return err
		}
		leased, err := s.lease(ctx)
		if err != nil {
			return err
		}
		if leased {
			return s.runSteps(ctx, meta)
		}
		select {
		case <-time.After(migrationWait):
		case <-ctx.Done():
			return known(ctx, ctx.Err(), "database")
		}
	}
	return models.Errorf(models.Unavailable, "another process has been bringing the database to a new version for too long; "+
		"wait until it has started, then start again")
}

// schema tells the database's version, and refuses one from the future.
func (s *Store) schema(ctx context.Context, meta collection) (int, error) {
	row, err := one[schemaRow](ctx, meta, byID(schemaID))
	if err != nil && models.CodeOf(err) != models.NotFound {
		return 0, err
	}
	if row.Version > len(s.steps) {
		return 0, models.Errorf(models.Conflict, "the database was written by a newer version of Clientele (format %d, this one knows %d); "+
			"start the newer version, or put a backup in place", row.Version, len(s.steps))
	}
	return row.Version, nil
}

// runSteps runs what is missing and records each step, so that an interrupted
// migration goes on where it was.
func (s *Store) runSteps(ctx context.Context, meta collection) error {
	version, err := s.schema(ctx, meta)
	if err != nil {
		return err
	}
	for version < len(s.steps) {
		if leased, err := s.lease(ctx); err != nil || !leased {
			return cmpErr(err, models.Errorf(models.Unavailable, "another process is bringing the database to a new version; start again in a moment"))
		}
		if err := s.runStep(ctx, version); err != nil {
			return err
		}
		if version, err = s.stepped(ctx, meta, version); err != nil {
			return err
		}
	}
	return (&Leases{s}).Release(ctx, leaseID, s.holder())
}

// stepped records a step and tells the version that the database has then. A
// process whose lease ran out during its step finds that others are further.
func (s *Store) stepped(ctx context.Context, meta collection, version int) (int, error) {
	was := append(byID(schemaID), bson.E{Key: "version", Value: version})
	if version == 0 {
		was = append(byID(schemaID), bson.E{Key: "version", Value: bson.D{{Key: "$in", Value: bson.A{nil, 0}}}})
	}
	done := stepRow{Version: version + 1, Name: s.steps[version].name, At: models.Instant(s.now())}
	_, err := meta.update(ctx, was, bson.D{
		{Key: "$set", Value: bson.D{{Key: "version", Value: version + 1}}},
		{Key: "$push", Value: bson.D{{Key: "steps", Value: done}}},
	}, options.Update().SetUpsert(true))
	if err != nil && models.CodeOf(err) == models.Conflict {
		return s.schema(ctx, meta)
	}
	return version + 1, err
}

func (s *Store) runStep(ctx context.Context, version int) error {
	ctx, cancel := context.WithTimeout(ctx, stepMax)
	defer cancel()
	s.log.Info("migrating the database", "version", version+1, "step", s.steps[version].name)
	var renewal sync.WaitGroup
	renewal.Go(func() { s.keepLease(ctx, cancel) })
	err := s.steps[version].run(ctx, s)
	cancel()
	renewal.Wait()
	return err
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// index is one index of a collection; partial, where set, leaves documents out.
type index struct {
	collection string
	keys       []string // a minus sign is never needed: indexes are read both ways
	partial    bson.D
}

// indexes serve every query that _id does not. Those that do not start with the
// shop serve the sweeps that jobs make over all shops.
var indexes = []index{
	{"contacts", []string{"shop", "lists.1", "seen", "_id"}, nil},
	{"contacts", []string{"shop", "lists.1", "name", "_id"}, nil},
	{"contacts", []string{"shop", "lists.1", "figures.balance", "_id"}, nil},
	{"contacts", []string{"shop", "lists.1", "figures.spentMinor", "_id"}, nil},
	{"contacts", []string{"shop", "lists.2", "seen", "_id"}, bson.D{{Key: "lists.2", Value: bson.D{{Key: "$gt", Value: ""}}}}},
	{"contacts", []string{"shop", "search"}, nil},
	{"orders", []string{"shop", "standing.account", "standing.qualifies", "createdAt", "number"}, nil},
	{"orders", []string{"shop", "known", "createdAt", "number"}, nil},
	{"orders", []string{"shop", "standing.account"}, bson.D{{Key: "standing.first", Value: true}}},
	{"orders", []string{"shop", "name"}, bson.D{{Key: "name", Value: bson.D{{Key: "$gt", Value: ""}}}}},
	{"lots", []string{"shop", "account", "open", "number"}, nil},
	{"lots", []string{"shop", "account", "order"}, nil},
	{"lots", []string{"shop", "account", "earnedAt", "number", "_id"}, nil},
	{"lots", []string{"waits", "maturesAt", "_id"}, bson.D{{Key: "waits", Value: true}}},
	{"lots", []string{"ends", "expiresAt", "_id"}, bson.D{{Key: "ends", Value: true}}},
	{"entries", []string{"shop", "cause.order", "at", "_id"}, nil},
	{"commands", []string{"shop", "account"}, nil},
	{"requests", []string{"shop", "receivedAt", "_id"}, nil},
	{"requests", []string{"shop", "kind", "state"}, nil},
	{"shops", []string{"refreshBy", "_id"}, nil},
	{"sync", []string{"kind", "nextAt", "_id"}, nil},
	{"levels", []string{"waits", "nextAt", "_id"}, bson.D{{Key: "waits", Value: true}}},
	{"levelchanges", []string{"uncounted", "_id"}, bson.D{{Key: "uncounted", Value: true}}},
	{"inbox", []string{"open", "shop", "receivedAt", "_id", "dueAt", "leasedUntil"}, bson.D{{Key: "open", Value: true}}},
	{"inbox", []string{"shop", "state", "receivedAt", "_id"}, nil},
	{"inbox", []string{"shop", "topic", "receivedAt", "_id"}, nil},
	{"inbox", []string{"shop", "subject"}, nil},
	{"inbox", []string{"doneAt", "_id"}, bson.D{{Key: "hasBody", Value: true}, {Key: "doneAt", Value: bson.D{{Key: "$gt", Value: time.Time{}}}}}},
	{"outbox", []string{"open", "madeAt", "_id", "dueAt", "leasedUntil"}, bson.D{{Key: "open", Value: true}}},
	{"outbox", []string{"shop", "madeAt", "_id"}, nil},
	{"outbox", []string{"shop", "state", "madeAt", "_id"}, nil},
	{"outbox", []string{"shop", "subject"}, nil},
	{"outbox", []string{"open", "doneAt"}, bson.D{{Key: "open", Value: false}}},
	{"redemptions", []string{"shop", "madeAt", "_id"}, nil},
	{"redemptions", []string{"shop", "state", "madeAt", "_id"}, nil},
	{"redemptions", []string{"shop", "contact", "madeAt", "_id"}, nil},
	{"redemptions", []string{"shop", "contact", "reward", "live", "madeAt", "_id"}, nil},
	{"redemptions", []string{"shop", "orderName", "madeAt", "_id"}, bson.D{{Key: "orderName", Value: bson.D{{Key: "$gt", Value: ""}}}}},
	{"redemptions", []string{"shop", "code"}, nil},
	{"redemptions", []string{"shop", "hold.account"}, nil},
	{"redemptions", []string{"shop", "madeAt", "_id", "looked"}, bson.D{{Key: "looked", Value: false}}},
	{"events", []string{"shop", "contact", "at", "_id"}, nil},
	{"contacts", []string{"shop", "born", "_id"}, bson.D{{Key: "born", Value: bson.D{{Key: "$gt", Value: ""}}}}},
	{"redemptions", []string{"lapses", "lapsesAt", "_id"}, bson.D{{Key: "lapses", Value: true}}},
	{"merges", []string{"shop", "people", "at", "_id"}, nil},
	{"merges", []string{"shop", "state", "until", "_id"}, nil},
	{"appointments", []string{"shop", "start", "_id"}, nil},
	{"appointments", []string{"shop", "contact", "start", "_id"}, nil},
	{"appointments", []string{"waits", "expiresAt", "_id"}, bson.D{{Key: "waits", Value: true}}},
	{"feeds", []string{"nextAt", "_id"}, nil},
	{"waitlist", []string{"shop", "open", "last", "first"}, bson.D{{Key: "open", Value: true}}},
	{"waitlist", []string{"shop", "contact", "madeAt", "_id"}, nil},
	{"waitlist", []string{"waits", "lookAt", "madeAt", "_id"}, bson.D{{Key: "waits", Value: true}}},
	{"referrals", []string{"shop", "madeAt", "_id"}, nil},
	{"referrals", []string{"shop", "state", "madeAt", "_id"}, nil},
	{"referrals", []string{"shop", "people", "madeAt", "_id"}, nil},
	{"referrals", []string{"shop", "review", "madeAt", "_id"}, bson.D{{Key: "review", Value: true}}},
	{"referrals", []string{"shop", "advocate", "state", "dueAt", "_id"}, nil},
	{"referrals", []string{"shop", "accounts"}, nil},
	{"referrals", []string{"waits", "nextAt", "_id"}, bson.D{{Key: "waits", Value: true}}},
}

// formerIndexes are those that an earlier version made and this one does not
// need. What an operator has made is never touched.
var formerIndexes = []index{
	{"contacts", []string{"shop", "lists", "seen", "_id"}, nil},
	{"contacts", []string{"shop", "lists", "name", "_id"}, nil},
	{"contacts", []string{"shop", "lists", "figures.balance", "_id"}, nil},
	{"contacts", []string{"shop", "lists", "figures.spentMinor", "_id"}, nil},
	{"orders", []string{"shop", "standing.account", "createdAt", "number"}, nil},
	{"inbox", []string{"open", "receivedAt", "_id", "dueAt", "leasedUntil"}, nil},
	{"inbox", []string{"shop", "receivedAt", "_id"}, nil},
	{"inbox", []string{"hasBody", "state", "doneAt"}, nil},
	{"redemptions", []string{"shop", "order", "madeAt", "_id"}, nil},
}

func (i index) model() mongo.IndexModel {
	keys := bson.D{}
	for _, k := range i.keys {
		keys = append(keys, bson.E{Key: k, Value: 1})
	}
	o := options.Index()
	if i.partial != nil {
		o.SetPartialFilterExpression(i.partial)
	}
	return mongo.IndexModel{Keys: keys, Options: o}
}

// name is what the driver calls an index for which nobody chose a name.
func (i index) name() string { return strings.Join(i.keys, "_1_") + "_1" }

// The server's answers to making a collection that is there, and to dropping an
// index that is not.
const (
	codeExists       = 48
	codeIndexMissing = 27
)

// tidyIndexes makes the indexes of this version, then drops those of earlier
// ones, so that no query is without one in between.
func tidyIndexes(ctx context.Context, s *Store) error {
	if s.embedded() {
		return nil
	}
	if err := createIndexes(ctx, s); err != nil {
		return err
	}
	for _, i := range formerIndexes {
		_, err := s.db.Collection(i.collection).Indexes().DropOne(ctx, i.name())
		var answer mongo.ServerError
		if err != nil && !(errors.As(err, &answer) && answer.HasErrorCode(codeIndexMissing)) {
			return known(ctx, err, "index")
		}
	}
	return nil
}

// createIndexes runs outside any transaction, and makes the collections, too:
// transactions that make the same one at once get in each other's way. The
// embedded engine would only get slower by indexes.
func createIndexes(ctx context.Context, s *Store) error {
	if s.embedded() {
		return nil
	}
	for _, name := range collections {
		err := s.db.CreateCollection(ctx, name)
		var answer mongo.ServerError
		if err != nil && !(errors.As(err, &answer) && answer.HasErrorCode(codeExists)) {
			return known(ctx, err, "collection")
		}
	}
	wanted := map[string][]mongo.IndexModel{}
	for _, i := range indexes {
		wanted[i.collection] = append(wanted[i.collection], i.model())
	}
	for _, name := range collections {
		if len(wanted[name]) == 0 {
			continue
		}
		if err := s.createIndexes(ctx, name, wanted[name]); err != nil {
			return err
		}
	}
	return nil
}

// createIndexes waits for indexes that take longer than any answer may: asking
// again joins the building that is under way.
func (s *Store) createIndexes(ctx context.Context, name string, wanted []mongo.IndexModel) error {
	for attempt := 1; ; attempt++ {
		_, err := s.db.Collection(name).Indexes().CreateMany(ctx, wanted)
		if err == nil || !away(err) || !pause(ctx, attempt) {
			return known(ctx, err, "index")
		}
	}
}
