package store

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// CopyOptions are what copying a database needs to know.
type CopyOptions struct {
	// NewID names the source among all databases, and this copying among all
	// others; random.
	NewID func() string
	// Told is told about each batch, if set.
	Told func(CopyProgress)
}

// CopyProgress is how far a copy has come.
type CopyProgress struct {
	Collection string
	Comparing  bool // copied; being compared with the source
	Documents  int64
	Total      int64 // an estimate
}

// Copied is one collection that was copied and compared.
type Copied struct {
	Collection string
	Documents  int64
	Hash       string // SHA-256 over all documents in the order of their ids, the same on both sides
	Mended     int64  // documents that were changed in the source while it was copied
}

// The limits of one batch. What does not fit is left to the next one; a single
// document always fits.
const (
	copyBatch = 500
	copyBytes = 8 << 20
	copyLease = 30 * time.Second
	copyTime  = 30 * time.Second // for one batch
	// copyRounds bounds how often the two are compared; each round mends what
	// was changed in the source since the one before.
	copyRounds = 3
)

// Copy brings all documents of one database into another one, which may be of
// another engine, and compares the two document by document. An interrupted
// copy goes on where it was, also in another process. models.Conflict where the
// target holds data or a copy of another source, where somebody else is at it,
// or where the source changes faster than it is copied.
func Copy(ctx context.Context, from, to *Store, o CopyOptions) ([]Copied, error) {
	c := &copying{from: from, to: to, told: o.Told, state: to.collection(metaName, "copy")}
	if c.told == nil {
		c.told = func(CopyProgress) {}
	}
	if err := c.begin(ctx, o.NewID); err != nil {
		return nil, err
	}
	for _, name := range collections {
		if err := c.collection(ctx, name); err != nil {
			return nil, err
		}
	}
	copied, err := c.compare(ctx)
	if err != nil {
		return nil, err
	}
	return copied, c.end(ctx)
}

// copying is a copy under way.
type copying struct {
	from, to *Store
	told     func(CopyProgress)
	state    collection
	row      copyRow
}

// collection copies what is left of one collection.
func (c *copying) collection(ctx context.Context, name string) error {
	source, target := c.from.collection(name, name), c.to.collection(name, name)
	at := c.row.of(name)
	if at.Complete {
		return nil
	}
	// A batch whose end was not noted is copied once more.
	for {
		n, err := target.removeUpTo(ctx, beyond(at.Last), copyBatch)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	total, err := c.from.estimate(ctx, name)
	if err != nil {
		return err
	}
	for !at.Complete {
		documents, err := source.batch(ctx, at.Last)
		if err != nil {
			return err
		}
		if err := target.insertAll(ctx, documents); err != nil {
			return err
		}
		at.Complete = len(documents) == 0
		at.Documents += int64(len(documents))
		if !at.Complete {
			at.Last = documents[len(documents)-1].id
		}
		if err := c.note(ctx, at); err != nil {
			return err
		}
		c.told(CopyProgress{Collection: name, Documents: at.Documents, Total: max(total, at.Documents)})
	}
	return nil
}

// document is one of any collection, as it is.
type document struct {
	id   string
	body bson.D
}

func beyond(id string) bson.D {
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: past(id)}}}}
}

// batch reads the documents that follow an _id; none at the end.
func (c collection) batch(ctx context.Context, after string) ([]document, error) {
	var all []document
	size := 0
	err := stream(ctx, c, beyond(after), func(body bson.D) error {
		d := document{body: body}
		var ok bool
		if len(body) > 0 && body[0].Key == "_id" {
			d.id, ok = body[0].Value.(string)
		}
		if !ok {
			return models.Errorf(models.Internal, "collection %s holds a document without a text _id, which Clientele did not write", c.Name())
		}
		raw, err := bson.Marshal(body)
		if err != nil {
			return known(ctx, err, c.noun)
		}
		all = append(all, d)
		if size += len(raw); size >= copyBytes {
			return errFull
		}
		return nil
	}, options.Find().SetSort(byIDSort).SetLimit(copyBatch))
	if errors.Is(err, errFull) {
		err = nil
	}
	return all, err
}

// errFull ends the reading of a batch.
var errFull = errors.New("the batch is full")

func (c collection) insertAll(ctx context.Context, all []document) error {
	if len(all) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, copyTime)
	defer cancel()
	bodies := make([]any, 0, len(all))
	for _, d := range all {
		bodies = append(bodies, d.body)
	}
	_, err := c.InsertMany(ctx, bodies, options.InsertMany().SetOrdered(false))
	return known(ctx, err, c.noun)
}
