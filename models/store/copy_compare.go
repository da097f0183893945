package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// compare holds the two databases against each other until nothing had to be
// mended.
func (c *copying) compare(ctx context.Context) ([]Copied, error) {
	mended := map[string]int64{}
	for range copyRounds {
		all := make([]Copied, 0, len(collections))
		var changed int64
		for _, name := range collections {
			one, err := c.compareOne(ctx, name)
			if err != nil {
				return nil, err
			}
			changed += one.Mended
			mended[name] += one.Mended
			one.Mended = mended[name]
			all = append(all, one)
		}
		if changed == 0 {
			return all, nil
		}
	}
	return nil, models.Errorf(models.Conflict, "the source changes while it is copied; stop what writes to it, then run the copy again: it goes on where it was")
}

// compareOne reads both sides of a collection in the order of their ids, and
// mends the target where they differ.
func (c *copying) compareOne(ctx context.Context, name string) (Copied, error) {
	out := Copied{Collection: name}
	source, target := newReader(c.from.collection(name, name)), newReader(c.to.collection(name, name))
	total, err := c.from.estimate(ctx, name)
	if err != nil {
		return out, err
	}
	for {
		a, err := source.peek(ctx)
		if err != nil {
			return out, err
		}
		b, err := target.peek(ctx)
		if err != nil {
			return out, err
		}
		if a == nil && b == nil {
			break
		}
		if err := c.mend(ctx, target.collection, a, b, &out); err != nil {
			return out, err
		}
		if a != nil && (b == nil || a.id <= b.id) {
			source.take()
			out.Documents++
		}
		if b != nil && (a == nil || b.id <= a.id) {
			target.take()
		}
		if out.Documents%copyBatch == 0 {
			if err := c.renew(ctx); err != nil {
				return out, err
			}
			c.told(CopyProgress{Collection: name, Comparing: true, Documents: out.Documents, Total: max(total, out.Documents)})
		}
	}
	out.Hash = source.hash()
	if out.Mended == 0 && out.Hash != target.hash() {
		return out, models.Errorf(models.Internal, "collection %s is the same document by document and not as a whole", name)
	}
	c.told(CopyProgress{Collection: name, Comparing: true, Documents: out.Documents, Total: out.Documents})
	return out, nil
}

// mend brings the target in line with the next document of each side.
func (c *copying) mend(ctx context.Context, target collection, a, b *read, out *Copied) error {
	switch {
	case b == nil || a != nil && a.id < b.id:
		out.Mended++
		return target.insert(ctx, a.body)
	case a == nil || b.id < a.id:
		out.Mended++
		_, err := target.remove(ctx, byID(b.id))
		return err
	case !bytes.Equal(a.raw, b.raw):
		out.Mended++
		_, err := target.replace(ctx, byID(a.id), a.body, options.Replace().SetUpsert(true))
		return err
	}
	return nil
}

// read is a document with the bytes it is stored in.
type read struct {
	document
	raw []byte
}

// reader gives a collection's documents one after the other.
type reader struct {
	collection
	batched []document
	next    *read
	after   string
	over    bool
	sum     hash.Hash
}

func newReader(c collection) *reader { return &reader{collection: c, sum: sha256.New()} }

// peek gives the next document, nil at the end.
func (r *reader) peek(ctx context.Context) (*read, error) {
	if r.next != nil || r.over {
		return r.next, nil
	}
	if len(r.batched) == 0 {
		var err error
		if r.batched, err = r.batch(ctx, r.after); err != nil {
			return nil, err
		}
		if r.over = len(r.batched) == 0; r.over {
			return nil, nil
		}
		r.after = r.batched[len(r.batched)-1].id
	}
	raw, err := bson.Marshal(r.batched[0].body)
	if err != nil {
		return nil, known(ctx, err, r.noun)
	}
	r.next, r.batched = &read{r.batched[0], raw}, r.batched[1:]
	return r.next, nil
}

// take passes over the next document and counts it in the hash. The length
// before each keeps documents from running together.
func (r *reader) take() {
	length := binary.BigEndian.AppendUint64(nil, uint64(len(r.next.raw)))
	_, _ = r.sum.Write(append(length, r.next.raw...)) // a hash takes everything
	r.next = nil
}

func (r *reader) hash() string { return hex.EncodeToString(r.sum.Sum(nil)) }
