package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// The documents about copies among those about the database: where the copy in
// this one stands, and by which name this one is known as a source.
const (
	copyID     = "copy"
	identityID = "identity"
)

type identityRow struct {
	ID       string `bson:"_id"`
	Identity string `bson:"identity"`
}

type copyRow struct {
	ID        string      `bson:"_id"`
	Source    string      `bson:"source"`
	Holder    string      `bson:"holder"`
	Until     time.Time   `bson:"until"`
	StartedAt time.Time   `bson:"startedAt"`
	DoneAt    time.Time   `bson:"doneAt"`
	Parts     []copiedRow `bson:"parts"`
}

type copiedRow struct {
	Collection string `bson:"collection"`
	Last       string `bson:"last"`
	Documents  int64  `bson:"documents"`
	Complete   bool   `bson:"complete"`
}

func (r *copyRow) of(name string) copiedRow {
	for _, part := range r.Parts {
		if part.Collection == name {
			return part
		}
	}
	return copiedRow{Collection: name}
}

func (r *copyRow) set(part copiedRow) {
	for i := range r.Parts {
		if r.Parts[i].Collection == part.Collection {
			r.Parts[i] = part
			return
		}
	}
	r.Parts = append(r.Parts, part)
}

// begin takes the target for this copy, or takes an interrupted one up.
func (c *copying) begin(ctx context.Context, newID func() string) error {
	source, err := c.from.identity(ctx, newID)
	if err != nil {
		return err
	}
	own, err := one[identityRow](ctx, c.state, byID(identityID))
	if err == nil && own.Identity == source {
		return models.Errorf(models.Conflict, "the source and the target are the same database")
	}
	if err != nil && models.CodeOf(err) != models.NotFound {
		return err
	}
	now := models.Instant(c.to.now())
	held, err := one[copyRow](ctx, c.state, byID(copyID))
	if models.CodeOf(err) == models.NotFound && err != nil {
		if err := c.to.mustBeEmpty(ctx); err != nil {
			return err
		}
		c.row = copyRow{ID: copyID, Source: source, Holder: newID(), Until: now.Add(copyLease), StartedAt: now}
		return c.state.insert(ctx, c.row)
	}
	switch {
	case err != nil:
		return err
	case held.Source != source:
		return models.Errorf(models.Conflict, "the target holds a copy of another database; give an empty one")
	case !held.DoneAt.IsZero():
		return models.Errorf(models.Conflict, "the target holds a finished copy of this database, made on %s; give an empty one, or start Clientele on it",
			held.DoneAt.UTC().Format("2006-01-02 15:04 UTC"))
	case held.Until.After(now):
		return models.Errorf(models.Conflict, "somebody else is copying into the target; wait for it, or stop it and try again in half a minute")
	}
	c.row = held
	c.row.Holder, c.row.Until = newID(), now.Add(copyLease)
	found, err := c.state.replace(ctx, bson.D{{Key: "_id", Value: copyID}, {Key: "holder", Value: held.Holder}, {Key: "until", Value: held.Until}}, c.row)
	return c.mine(found, err)
}

// mine turns a lost lease into an error.
func (c *copying) mine(found bool, err error) error {
	if err == nil && !found {
		return models.Errorf(models.Conflict, "somebody else has taken the copy over")
	}
	return err
}

func (c *copying) save(ctx context.Context) error {
	found, err := c.state.replace(ctx, bson.D{{Key: "_id", Value: copyID}, {Key: "holder", Value: c.row.Holder}}, c.row)
	return c.mine(found, err)
}

// note keeps how far a collection was copied, and the lease with it.
func (c *copying) note(ctx context.Context, part copiedRow) error {
	c.row.set(part)
	c.row.Until = models.Instant(c.to.now().Add(copyLease))
	return c.save(ctx)
}

// renew keeps the lease while the two sides are compared.
func (c *copying) renew(ctx context.Context) error {
	c.row.Until = models.Instant(c.to.now().Add(copyLease))
	return c.save(ctx)
}

func (c *copying) end(ctx context.Context) error {
	c.row.DoneAt, c.row.Until = models.Instant(c.to.now()), time.Time{}
	return c.save(ctx)
}

// identity is the name by which a database is known as a source of copies; it
// gets one the first time it is asked for.
func (s *Store) identity(ctx context.Context, newID func() string) (string, error) {
	meta := s.collection(metaName, "database")
	_, err := meta.update(ctx, byID(identityID), bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "identity", Value: newID()}}}}, options.Update().SetUpsert(true))
	if err != nil && models.CodeOf(err) != models.Conflict { // two at once: one of the names stays
		return "", err
	}
	row, err := one[identityRow](ctx, meta, byID(identityID))
	return row.Identity, err
}

func (s *Store) mustBeEmpty(ctx context.Context) error {
	for _, name := range collections {
		some, err := s.collection(name, name).ids(ctx, bson.D{}, 1)
		if err != nil {
			return err
		}
		if len(some) > 0 {
			return models.Errorf(models.Conflict, "the target holds data already (%s); give an empty one", name)
		}
	}
	return nil
}

// refuseHalf refuses to work with a copy that was not finished: what is missing
// would look as if it had never been.
func (s *Store) refuseHalf(ctx context.Context) error {
	row, err := one[copyRow](ctx, s.collection(metaName, "database"), byID(copyID))
	switch {
	case models.CodeOf(err) == models.NotFound && err != nil:
		return nil
	case err != nil:
		return err
	case row.DoneAt.IsZero():
		return models.Errorf(models.Conflict, "this database is a copy that was not finished; run the same clientele copy again, which goes on where it was, or use another database")
	}
	return nil
}
