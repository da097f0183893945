package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
)

// EachDocument visits every document of every collection there is, as it is
// stored: BSON with bodies unpacked, for those who have to be sure of what is
// not in there.
func (s *Store) EachDocument(ctx context.Context, visit func(collection string, document []byte) error) error {
	names, err := s.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return known(ctx, err, "database")
	}
	for _, name := range names {
		err := stream(ctx, s.collection(name, name), bson.D{}, func(document bson.D) error {
			raw, err := bson.Marshal(document)
			if err != nil {
				return known(ctx, err, name)
			}
			var delivery deliveryRow
			if name == "inbox" && bson.Unmarshal(raw, &delivery) == nil {
				body, err := unpack(delivery.Body, delivery.Packed)
				if err != nil {
					return models.Wrap(models.Internal, err, "the body of a delivery cannot be read")
				}
				raw = append(raw, body...)
			}
			return visit(name, raw)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// compactMax bounds the writing of the whole file.
const compactMax = 10 * time.Second

// Compact writes the embedded file anew, so that nothing of what was removed
// or replaced is left in it. What MongoDB keeps of removed documents in its own
// journal and log of operations is its operator's business.
func (e *Engine) Compact(ctx context.Context) error {
	if e.s.journal == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, compactMax)
	defer cancel()
	// Within a transaction no other commit can come in between.
	return e.s.Tx.Do(ctx, func(context.Context) error { return e.s.journal.compact() })
}

func (j *journal) compact() error {
	if err := j.rewrite(j.catalog); err != nil {
		return models.Wrap(models.Unavailable, err, "the database file cannot be written anew; make room on the disk or correct its permissions")
	}
	return nil
}
